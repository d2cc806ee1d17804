package dev.simile.parallel;

enum SilentProgress implements Progress, Progress.Step {
  INSTANCE;

  @Override
  public Step step(String name, long total, String unit) {
    return this;
  }

  @Override
  public void advance(long units) {}

  @Override
  public void note(String text) {}

  @Override
  public void close() {}
}
