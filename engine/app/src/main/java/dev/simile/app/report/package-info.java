/// The report of an evaluation: one HTML page that needs nothing else. Start with
/// [dev.simile.app.report.Report].
@NullMarked
package dev.simile.app.report;

import org.jspecify.annotations.NullMarked;
