/// Floor 7: the algorithms by name: train from a text, load from a file. Start with
/// [dev.simile.catalog.Algorithms].
@NullMarked
package dev.simile.catalog;

import org.jspecify.annotations.NullMarked;
