package dev.simile.bench.arm;

import java.io.IOException;

/// States as JMH would prepare them, small.
final class Prepared {
  private Prepared() {}

  static RatingsFile file() throws IOException {
    RatingsFile file = new RatingsFile();
    file.items = 300;
    file.ratings = 20_000;
    file.write();
    return file;
  }

  static Pool pool(int threads) {
    Pool pool = new Pool();
    pool.threads = threads;
    pool.open();
    return pool;
  }

  static Catalogue catalogue(String provider) {
    Catalogue catalogue = new Catalogue();
    catalogue.items = 2000;
    catalogue.factors = 24;
    catalogue.provider = provider;
    catalogue.train();
    return catalogue;
  }
}
