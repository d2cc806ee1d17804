/// Floor 6: models of neighbors, by item and by user. Start with
/// [dev.simile.neighbors.ItemNeighbors].
@NullMarked
package dev.simile.neighbors;

import org.jspecify.annotations.NullMarked;
