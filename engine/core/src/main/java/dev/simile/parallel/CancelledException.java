package dev.simile.parallel;

/// The work was cancelled: by its [Progress] or by an interrupt of the calling thread. Nothing was
/// published.
public final class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A cancellation without further cause.
  public CancelledException() {
    super("cancelled");
  }
}
