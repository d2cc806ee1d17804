/// What goes to stderr: notes, log lines, progress bars. Start with
/// [dev.simile.app.terminal.Terminal].
@NullMarked
package dev.simile.app.terminal;

import org.jspecify.annotations.NullMarked;
