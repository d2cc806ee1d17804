/// Floor 6: Slope One, predictions from mean differences of pairs of items. Start with
/// [dev.simile.slope.SlopeOne].
@NullMarked
package dev.simile.slope;

import org.jspecify.annotations.NullMarked;
