/// The command line. Read `Main` first.
@NullMarked
package dev.simile.app;

import org.jspecify.annotations.NullMarked;
