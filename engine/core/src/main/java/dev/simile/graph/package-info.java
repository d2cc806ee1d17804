/// Floor 6: short random walks on the graph of users and items. Start with
/// [dev.simile.graph.RandomWalk].
@NullMarked
package dev.simile.graph;

import org.jspecify.annotations.NullMarked;
