/// Floor 1: typed views of off-heap memory, mapped files and the account of every byte.
@NullMarked
package dev.simile.memory;

import org.jspecify.annotations.NullMarked;
