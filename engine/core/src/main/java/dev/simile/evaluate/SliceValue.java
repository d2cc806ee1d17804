package dev.simile.evaluate;

/// What a metric came to in one slice of the test.
///
/// @param by the name of the [Slicing]: `user-activity`
/// @param slice the slice: `1`
/// @param detail what that stands for: `1-12 ratings`; empty if the slice says it, or if it is not
///   the same in all folds
/// @param value the figure
public record SliceValue(String by, String slice, String detail, Value value) {}
