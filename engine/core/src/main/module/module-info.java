/// The recommender engine: ratings, models, evaluation, all off-heap.
///
/// `jdk.incubator.vector` is static: without that module everything works on scalar code.
module dev.simile {
  requires static jdk.incubator.vector;
  requires static org.jspecify;
  requires org.agrona;
}
