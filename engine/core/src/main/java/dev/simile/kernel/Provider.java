package dev.simile.kernel;

/// One provider of kernels, as this process sees it.
///
/// @param name `scalar`, `vector-` with its bits, or `native-` with its instruction set
/// @param available whether its kernels can be called in this process
/// @param chosen whether [Kernels#best] is this one
/// @param note why it was chosen, why it is not available and what would make it so, or what makes
///   it slow; never empty
public record Provider(String name, boolean available, boolean chosen, String note) {}
