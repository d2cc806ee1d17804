/// The small files beside ratings: attributes, titles, lists of ids, pairs. All are read as a
/// [dev.simile.app.input.TextFile], those with columns by [dev.simile.app.input.Fields]. Start with
/// [dev.simile.app.input.Attributes].
@NullMarked
package dev.simile.app.input;

import org.jspecify.annotations.NullMarked;
