/// Floor 6: linear models of the other items: EASE, dense and in closed form, and SLIM, sparse.
/// Start with [dev.simile.linear.Ease].
@NullMarked
package dev.simile.linear;

import org.jspecify.annotations.NullMarked;
