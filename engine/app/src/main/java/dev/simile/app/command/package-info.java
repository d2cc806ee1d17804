/// The verbs, one class each. Start with [dev.simile.app.command.Verb].
@NullMarked
package dev.simile.app.command;

import org.jspecify.annotations.NullMarked;
