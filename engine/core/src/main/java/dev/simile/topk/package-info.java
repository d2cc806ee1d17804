/// Floor 4: the best K of many scores. Start with [dev.simile.topk.TopK].
@NullMarked
package dev.simile.topk;

import org.jspecify.annotations.NullMarked;
