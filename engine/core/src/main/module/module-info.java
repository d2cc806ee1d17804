/// The recommender engine: ratings, models, evaluation, all off-heap.
///
/// `jdk.incubator.vector` is static: without that module everything works on scalar code.
module dev.simile {
  requires static jdk.incubator.vector;
  requires static org.jspecify;
  requires java.management;
  requires jdk.management;
  requires org.agrona;

  exports dev.simile;
  exports dev.simile.baseline;
  exports dev.simile.catalog;
  exports dev.simile.cluster;
  exports dev.simile.evaluate;
  exports dev.simile.factors;
  exports dev.simile.graph;
  exports dev.simile.kernel;
  exports dev.simile.linear;
  exports dev.simile.memory;
  exports dev.simile.model;
  exports dev.simile.neighbors;
  exports dev.simile.parallel;
  exports dev.simile.ratings;
  exports dev.simile.settings;
  exports dev.simile.slope;
  exports dev.simile.sparse;
  exports dev.simile.statistics;
  exports dev.simile.store;
  exports dev.simile.topk;
  exports dev.simile.tune;
}
