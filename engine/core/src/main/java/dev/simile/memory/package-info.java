/// Floor 1: typed off-heap memory. Every byte has an owner and a purpose. Start with
/// [dev.simile.memory.Memory].
@NullMarked
package dev.simile.memory;

import org.jspecify.annotations.NullMarked;
