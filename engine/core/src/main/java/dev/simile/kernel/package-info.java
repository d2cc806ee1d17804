/// Floor 2: the inner loops, in blocks. Start with [dev.simile.kernel.Kernels];
/// [dev.simile.kernel.ScalarKernels] is the definition of every result.
@NullMarked
package dev.simile.kernel;

import org.jspecify.annotations.NullMarked;
