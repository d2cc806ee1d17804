/// HTML pages that load nothing and run nothing. Start with [dev.simile.app.page.Page].
@NullMarked
package dev.simile.app.page;

import org.jspecify.annotations.NullMarked;
