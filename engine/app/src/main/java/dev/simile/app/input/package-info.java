/// The small files beside ratings: titles, lists of ids, pairs. Start with
/// [dev.simile.app.input.Titles].
@NullMarked
package dev.simile.app.input;

import org.jspecify.annotations.NullMarked;
