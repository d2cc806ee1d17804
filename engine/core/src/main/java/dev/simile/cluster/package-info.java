/// Floor 6: predictions from groups of users and of items. Start with
/// [dev.simile.cluster.CoClustering].
@NullMarked
package dev.simile.cluster;

import org.jspecify.annotations.NullMarked;
