/// Floor 6: matrix factorization. Start with [dev.simile.factors.MatrixFactorization].
@NullMarked
package dev.simile.factors;

import org.jspecify.annotations.NullMarked;
