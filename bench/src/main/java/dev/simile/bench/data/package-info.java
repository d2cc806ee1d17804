/// Made-up ratings of any size. Start with [dev.simile.bench.data.PlantedRatings].
@NullMarked
package dev.simile.bench.data;

import org.jspecify.annotations.NullMarked;
