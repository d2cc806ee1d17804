/// Floor 8: how good models are on ratings that they were not trained on. Start with
/// [dev.simile.evaluate.Evaluator].
@NullMarked
package dev.simile.evaluate;

import org.jspecify.annotations.NullMarked;
