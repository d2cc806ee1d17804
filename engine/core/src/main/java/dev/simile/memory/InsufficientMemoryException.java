package dev.simile.memory;

/// A build that would not fit was refused before it started.
public final class InsufficientMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InsufficientMemoryException(String what, long needed, long available, long held) {
    super(
        what
            + " needs "
            + Ledger.format(needed)
            + " off-heap, but only "
            + Ledger.format(available)
            + " can be had ("
            + Ledger.format(held)
            + " already held)");
  }
}
