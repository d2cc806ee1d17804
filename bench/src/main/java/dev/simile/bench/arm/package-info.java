/// The benchmarks, an arm a class, and what they work on. JMH makes the objects and sets the public
/// fields.
@NullMarked
package dev.simile.bench.arm;

import org.jspecify.annotations.NullMarked;
