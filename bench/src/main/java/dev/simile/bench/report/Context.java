package dev.simile.bench.report;

import dev.simile.bench.Machine;

/// Where figures come from.
///
/// @param machine what they were measured on
/// @param command what was run
/// @param date when it began
/// @param quick true if they are but a look
public record Context(Machine machine, String command, String date, boolean quick) {}
