/// Benchmarks: `simile bench`. Start with [dev.simile.bench.Main], then [dev.simile.bench.Arm].
@NullMarked
package dev.simile.bench;

import org.jspecify.annotations.NullMarked;
