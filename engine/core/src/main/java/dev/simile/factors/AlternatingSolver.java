package dev.simile.factors;

/// How alternating least squares solves for a row.
///
/// @param method the way
/// @param steps steps of conjugate gradients a row and epoch, 1..1000
/// @param block columns of a block, 1..1024
public record AlternatingSolver(Method method, int steps, int block) {
  /// The ways.
  public enum Method {
    /// Steps of conjugate gradients from the row of the epoch before (Takács, Pilászy and Tikk,
    /// "Applications of the Conjugate Gradient Method for Implicit Feedback Collaborative
    /// Filtering", 2011).
    CG,
    /// Exactly, by Cholesky's method.
    CHOLESKY,
    /// A block of columns after the other exactly, with the others fixed: iALS++ (Rendle, Krichene,
    /// Zhang and Koren, "iALS++: Speeding up Matrix Factorization with Subspace Optimization",
    /// 2021).
    BLOCK
  }

  /// Three steps of conjugate gradients; blocks of 32.
  public static AlternatingSolver defaults() {
    return new AlternatingSolver(Method.CG, 3, 32);
  }

  /// Checks the ranges.
  public AlternatingSolver {
    FactorConfig.within("cg-steps", steps, 1, 1000);
    FactorConfig.within("block", block, 1, FactorConfig.MAX_FACTORS);
  }

  /// The same by another method.
  public AlternatingSolver method(Method value) {
    return new AlternatingSolver(value, steps, block);
  }

  /// The same with another number of steps.
  public AlternatingSolver steps(int value) {
    return new AlternatingSolver(method, value, block);
  }

  /// The same with blocks of another size.
  public AlternatingSolver block(int value) {
    return new AlternatingSolver(method, steps, value);
  }
}
