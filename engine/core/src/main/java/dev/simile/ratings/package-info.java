/// Floor 4: ratings, their readers, ids and splits. Start with [dev.simile.ratings.Ratings].
@NullMarked
package dev.simile.ratings;

import org.jspecify.annotations.NullMarked;
