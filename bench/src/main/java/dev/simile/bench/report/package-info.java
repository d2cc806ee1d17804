/// The report of a run: one HTML page that needs nothing else. Start with
/// [dev.simile.bench.report.BenchReport].
@NullMarked
package dev.simile.bench.report;

import org.jspecify.annotations.NullMarked;
