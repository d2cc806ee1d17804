/// The demonstration on embedded ratings. Start with [dev.simile.app.demo.Demo].
@NullMarked
package dev.simile.app.demo;

import org.jspecify.annotations.NullMarked;
