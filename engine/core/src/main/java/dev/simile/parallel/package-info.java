/// Floor 1: a fixed pool of workers whose results do not depend on their number, progress and
/// cancellation. Start with [dev.simile.parallel.Workers].
@NullMarked
package dev.simile.parallel;

import org.jspecify.annotations.NullMarked;
