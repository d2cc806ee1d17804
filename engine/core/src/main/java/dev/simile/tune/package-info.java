/// Floor 9: which settings of which algorithm do best on ratings that are kept from training. Start
/// with [dev.simile.tune.Tuner].
@NullMarked
package dev.simile.tune;

import org.jspecify.annotations.NullMarked;
