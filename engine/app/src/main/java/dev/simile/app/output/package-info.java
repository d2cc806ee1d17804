/// Results as tables, CSV or JSON, to stdout or to a file. Start with [dev.simile.app.output.Rows].
@NullMarked
package dev.simile.app.output;

import org.jspecify.annotations.NullMarked;
