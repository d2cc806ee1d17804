/// Floor 1: settings as text, `name:key=value,key=value`, and back. Start with
/// [dev.simile.settings.Settings].
@NullMarked
package dev.simile.settings;

import org.jspecify.annotations.NullMarked;
