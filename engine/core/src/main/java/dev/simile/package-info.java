/// Floor 3: the vocabulary that every model, metric and application shares. Start with
/// [dev.simile.Recommender].
@NullMarked
package dev.simile;

import org.jspecify.annotations.NullMarked;
