/// Floor 2: how sure a figure is: bootstrap over groups of users, Holm's correction. Start with
/// [dev.simile.statistics.Bootstrap].
@NullMarked
package dev.simile.statistics;

import org.jspecify.annotations.NullMarked;
