/// Floor 2: files of sections with check sums, published whole or not at all. Start with
/// [dev.simile.store.StoreWriter].
@NullMarked
package dev.simile.store;

import org.jspecify.annotations.NullMarked;
