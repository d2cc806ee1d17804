package dev.simile;

/// One recommended (or similar) thing: its dense index and its score.
public record Recommendation(int item, float score) {}
