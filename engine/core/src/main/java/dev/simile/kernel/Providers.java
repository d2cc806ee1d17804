package dev.simile.kernel;

import java.util.List;

/// Finds the kernels of this machine and chooses among them, once per process.
final class Providers {
  private Providers() {}

  static Kernels best() {
    return ScalarKernels.INSTANCE;
  }

  static List<Kernels> available() {
    return List.of(ScalarKernels.INSTANCE);
  }

  static Kernels named(String name) {
    return switch (name) {
      case "auto", "scalar" -> ScalarKernels.INSTANCE;
      default ->
          throw new IllegalArgumentException("kernels must be auto or scalar, was '" + name + "'");
    };
  }
}
