package dev.simile.kernel;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The inner loops, on blocks. Every implementation gives the bits of [ScalarKernels], on any
/// machine.
///
/// How: a dot product runs in 16 virtual lanes, lane `l` taking the elements `i` with `i mod 16 =
/// l` in ascending order by fused multiply-add from +0, and ends in one fixed tree: lane i with
/// i+8, then i+4, i+2, i+1. A tail leaves the lanes it does not reach untouched. All else is
/// element by element, in the order documented here. Equal bits: a NaN is a NaN, with whatever sign
/// and payload.
///
/// All arguments are bounds-checked once per call, the entries of a [RatingBlock] once when it is
/// made. What is written overlaps no other argument. Segments are native and off-heap; offsets are
/// in bytes and multiples of 4; no alignment beyond that is needed. Stateless and thread-safe;
/// nothing is allocated. Whoever calls holds the owner of every segment open until the call
/// returns.
public sealed interface Kernels permits ScalarKernels, VectorKernels, NativeKernels {
  /// The fastest provider of this machine, chosen once per process: native, else vector, else
  /// scalar, and logged with its reason where it is not the first. `-Dsimile.kernels=` forces one
  /// and fails if it cannot be had: `scalar`, `vector`, `native`, or one of the names that
  /// [#describe] tells. A vector width beyond the machine's gives the same bits, very slowly. The
  /// property is read once, at the first use of this class.
  ///
  /// Native code takes the best instruction set of the processor, at most the one that the
  /// environment variable `SIMILE_ISA` names: `sse2`, `avx2` or `avx512`; `neon` or `sve`.
  ///
  /// @throws IllegalArgumentException if the property names no provider
  /// @throws IllegalStateException if the forced provider cannot be had, with the reason
  static Kernels best() {
    return Providers.best();
  }

  /// Every provider that runs here, [ScalarKernels] first.
  static List<Kernels> available() {
    return Providers.available();
  }

  /// Every provider that this kind of processor may have, scalar first: which one is used, and why
  /// others are not.
  static List<Provider> describe() {
    return Providers.describe();
  }

  /// The provider of that name: `scalar`, `vector`, `native`, one of the names that [#describe]
  /// tells, or `auto` for [#best]. All vector code of one process has one width, and all native
  /// code one instruction set.
  ///
  /// @throws IllegalArgumentException if the name is unknown
  /// @throws IllegalStateException if this process does not have it, with the reason
  static Kernels named(String name) {
    return Providers.named(name);
  }

  /// Short name with width or instruction set: `scalar`, `vector-256`, `native-avx2`.
  String name();

  /// The dot product of `n` floats. Fastest where `n` is a multiple of 16, as the stride of a
  /// matrix is; other lengths have no vector code with 128 bits.
  float dot(MemorySegment a, long aOffset, MemorySegment b, long bOffset, int n);

  /// Scores rows against one query: `out[i] = base + (bias[from+i] + dot(rows[from+i], query))`;
  /// without `bias`, `out[i] = base + dot`.
  ///
  /// @param query `rows.stride()` floats at `queryOffset`, zero beyond `rows.columns()`
  /// @param out `count` floats at `outOffset`
  void scoreRows(
      FloatMatrix rows,
      int from,
      int count,
      MemorySegment query,
      long queryOffset,
      @Nullable Floats bias,
      float base,
      MemorySegment out,
      long outOffset);

  /// Scores some rows against one query: `out[i]` is what [#scoreRows] gives for row `index[i]`, i
  /// from 0 to `count - 1`.
  ///
  /// @param out `count` floats from the segment's start
  void scoreSome(
      FloatMatrix rows,
      Ints index,
      int count,
      MemorySegment query,
      long queryOffset,
      @Nullable Floats bias,
      float base,
      MemorySegment out);

  /// Scores a tile: for each query `q` of `queries[queryFrom..+queryCount]` what [#scoreRows] gives
  /// with that row as the query and `bases[q]` (0 if null) as the base, written at `outOffset + 4 *
  /// (q * outStride + i)`, q from 0.
  ///
  /// @param queries a matrix with the same number of columns as `rows`
  /// @param bases one base a row of `queries`, or null; indexed by row of the matrix, not of the
  ///   tile
  void scoreTile(
      FloatMatrix queries,
      int queryFrom,
      int queryCount,
      FloatMatrix rows,
      int from,
      int count,
      @Nullable Floats bias,
      @Nullable Floats bases,
      MemorySegment out,
      long outOffset,
      long outStride);

  /// Stochastic gradient descent on a factorization with biases (Koren, Bell and Volinsky 2009,
  /// equation 5) over the ratings `from..from+count-1` of `block`, one after the other. For user
  /// row p and item row q with biases bu and bi and the regularization l of each row, in floats,
  /// fma where written:
  ///
  /// ```
  /// z   = ((mu + bu) + bi) + (slow + fast)     slow = p . q over the first 8 factors, fast over the others
  /// x, e by the loss, see [SgdLoss]            x = r - z for all but the logistic one
  /// a   = rate, or rate / sqrt(G) if adaptive  with a G for the slow and one for the fast factors of each row
  /// p'  = fma(a e, q, fma(-a, l, 1) p)         q' likewise with the old p
  /// g   = fma(-(biasDecay l), bu, e)           bu' = fma(a, g, bu), its G' = fma(g, g, G)
  /// ```
  ///
  /// Each a row's own. If adaptive, G' = fma(|l p - e q|^2, 1 / number of factors, G), and that
  /// squared length comes from the dot product and |p|^2 and |q|^2, which are carried along by
  /// their closed forms (see [SgdStep]). With L1 or non-negative factors each step ends with those,
  /// and the lengths are taken anew. The slow dot product runs in eight lanes, the fast one in
  /// sixteen.
  ///
  /// @param rate >= 0, of the step, or what it is before the division by the root of the gradients
  /// @param slowOnly whether only the slow factors and the biases learn, as in the first epoch of
  ///   two-rate AdaGrad
  /// @return the sum of x^2, each squared and added in double, in order
  double sgd(SgdModel model, RatingBlock block, int from, int count, float rate, boolean slowOnly);

  /// Adds a sparse row to a dense accumulator: `sums[index[i]] = fma(weight, values[i],
  /// sums[index[i]])` for the positions `from..from+count-1`; without `values`, `sums[index[i]] +=
  /// weight`. Indexes must be distinct.
  ///
  /// @throws IndexOutOfBoundsException if an index is outside `sums`; nothing is added then
  void accumulate(
      Ints index, @Nullable Floats values, long from, int count, float weight, MemorySegment sums);

  /// The positions in `scores[from..to-1]` whose bit is set in `allowed` (bit i of word i / 64) and
  /// whose score is not `<= threshold` (so NaN scores are found, and a NaN threshold finds all),
  /// ascending, as many as `found` holds.
  ///
  /// @return the number found; if `found` is full, go on after its last position
  int above(MemorySegment scores, long[] allowed, int from, int to, float threshold, int[] found);

  /// Marks the rows whose bound is not `<=` a threshold, for `count` rows from `from` on, both
  /// whole blocks of [RowCodes#BLOCK]:
  ///
  /// ```
  /// sum   = start + sum over the columns of code * query      as a 16-bit integer, wrapping
  /// bound = fma(error, reach, fma(scale, fma(step, sum, margin), offset))
  /// ```
  ///
  /// See [RowCodes] for what the bound is of.
  ///
  /// @param query [RowCodes#queryBytes] bytes from the segment's start: each column's integer,
  ///   -128..127, in 16 bits, [RowCodes#BLOCK] times, and as many zeros for the columns that are
  ///   missing to a multiple of 4
  /// @param marks one int a block, from the segment's start: bit i is that of row i of the block
  void reaching(
      RowCodes rows,
      int from,
      int count,
      MemorySegment query,
      short start,
      float step,
      float margin,
      float reach,
      float threshold,
      MemorySegment marks);
}
