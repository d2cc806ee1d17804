/// Floor 5: what every family of models shares. Start with [dev.simile.model.Model].
@NullMarked
package dev.simile.model;

import org.jspecify.annotations.NullMarked;
