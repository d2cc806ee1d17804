/// Floor 6: models that need no neighbors and no factors. Start with
/// [dev.simile.baseline.Popularity].
@NullMarked
package dev.simile.baseline;

import org.jspecify.annotations.NullMarked;
