/// Floor 4: the best K of many scores. Start with [dev.simile.topk.TopK];
/// [dev.simile.topk.Shortlist] finds them without most of the scores.
@NullMarked
package dev.simile.topk;

import org.jspecify.annotations.NullMarked;
