/// Floor 2: sparse matrices. Start with [dev.simile.sparse.Csr].
@NullMarked
package dev.simile.sparse;

import org.jspecify.annotations.NullMarked;
