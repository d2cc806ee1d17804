package dev.simile.kernel;

import dev.simile.memory.FloatMatrix;
import dev.simile.memory.Floats;
import dev.simile.memory.Ints;
import dev.simile.memory.Longs;
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
/// All arguments are bounds-checked once per call, the entries of a [RatingBlock] or a [PairBlock]
/// once when it is made. What is written overlaps no other argument. Segments are native and
/// off-heap; offsets are in bytes and multiples of 4; no alignment beyond that is needed, but for
/// longs. Stateless and thread-safe; nothing is allocated. Whoever calls holds the owner of every
/// segment open until the call returns.
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

  /// Subtracts the product of two matrices from a part of a third: for each row i of
  /// `rows[from..+count]` and each column j of the panels `panel..+panelCount`,
  ///
  /// ```
  /// out[outRow + i][outColumn + j] -= p,  p = fma(rows[from + i][k], panels(k, j), p)
  /// ```
  ///
  /// from p = +0 over k = 0..`rows.columns()`-1. A panel is 16 columns of the second matrix, row k
  /// of panel g being row `g * rows.columns() + k` of `panels`. Columns in the padding of `out`,
  /// where a matrix's columns are no multiple of 16, must be zero in the panels.
  ///
  /// @param panels a matrix of 16 columns
  void subtractProduct(
      FloatMatrix rows,
      int from,
      int count,
      FloatMatrix panels,
      int panel,
      int panelCount,
      FloatMatrix out,
      int outRow,
      int outColumn);

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

  /// Stochastic gradient descent on pairs of items (Rendle, Freudenthaler, Gantner and
  /// Schmidt-Thieme, "BPR: Bayesian Personalized Ranking from Implicit Feedback", 2009, figure 4)
  /// over the pairs `from..from+count-1` of `block`, one after the other. For user row p, the rows
  /// qi of an item that the user has and qj of one that they have not, with biases bi and bj and
  /// the regularizations of the model, in floats, fma where written:
  ///
  /// ```
  /// z   = (bi - bj) + p . (qi - qj)            without biases 0 + p . (qi - qj)
  /// e   by the loss and the weight, see [PairLoss]
  /// p'  = fma(rate e, qi - qj, fma(-rate, lu, 1) p)
  /// qi' = fma(rate e, p, fma(-rate, li, 1) qi)      qj' = fma(-rate e, p, fma(-rate, lj, 1) qj)
  /// bi' = fma(rate, fma(-lb, bi, e), bi)            bj' = fma(rate, fma(-lb, bj, -e), bj)
  /// ```
  ///
  /// All from the numbers before the step; of a pair of the same item twice the second is kept.
  ///
  /// @param rate >= 0
  /// @return number of pairs with z > 0: those in the right order before their step
  long pairs(PairModel model, PairBlock block, int from, int count, float rate);

  /// Adds a sparse row to a dense accumulator: `sums[index[i]] = fma(weight, values[i],
  /// sums[index[i]])` for the positions `from..from+count-1`; without `values`, `sums[index[i]] +=
  /// weight`. Indexes must be distinct.
  ///
  /// @throws IndexOutOfBoundsException if an index is outside `sums`; nothing is added then
  void accumulate(
      Ints index, @Nullable Floats values, long from, int count, float weight, MemorySegment sums);

  /// Adds sparse rows of whole numbers, each times a whole number, to dense sums in ints, wrapping:
  /// for i from `from` to `from + count - 1` and each of the `lengths[i]` entries of `rows` from
  /// `starts[i] >> 8` on, `sums[entry >>> 8] += (byte) starts[i] * (byte) entry`.
  ///
  /// @param starts see [WholeRows#start]
  /// @param sums `rows.width()` ints from the segment's start
  void addWhole(
      WholeRows rows, Longs starts, Ints lengths, long from, int count, MemorySegment sums);

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

  /// Adds weighted rows to a vector: `sums[f] = fma(values[i], y[f], sums[f])` with y the row
  /// `index[from+i]`, for i of 0..count-1, ascending.
  ///
  /// @param values at least `count` floats
  /// @param sums `rows.stride()` floats at `sumsOffset`
  void combine(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats values,
      MemorySegment sums,
      long sumsOffset);

  /// Adds weighted outer products of rows to a square: `square[f][g] = fma(y[f], weights[i] y[g],
  /// square[f][g])` with y the row `index[from+i]`, for i of 0..count-1, ascending. That is the
  /// upper triangle, in whole chunks of 16 columns: g from f - f mod 16 on. What lies left of the
  /// chunks is neither read nor written.
  ///
  /// @param weights at least `count` floats
  /// @param square `rows.stride()` rows and columns
  void gram(FloatMatrix rows, Ints index, long from, int count, Floats weights, FloatMatrix square);

  /// Steps of the method of conjugate gradients (Hestenes and Stiefel 1952) from `x` towards the
  /// solution of A x = b, with y the rows `index[from+i]`, i in 0..count-1,
  ///
  /// ```
  /// A = square + ridge I + sum of weights[i] y y'     b = sum of values[i] y
  /// ```
  ///
  /// without forming A or b. In floats, fma where written, sums over i ascending:
  ///
  /// ```
  /// r[f] = -fma(ridge, x[f], dot(square[f], x)), then fma(fma(-weights[i], dot(y, x), values[i]), y[f], r[f])
  /// p = r, s = dot(r, r)
  /// steps times, while s > 0:
  ///   q[f] = fma(ridge, p[f], dot(square[f], p)), then fma(weights[i] dot(y, p), y[f], q[f])
  ///   a = s / dot(p, q), the end unless a > 0 and finite
  ///   x[f] = fma(a, p[f], x[f]), r[f] = fma(-a, q[f], r[f])
  ///   p[f] = fma(s' / s, p[f], r[f]) with s' = dot(r, r), s = s'
  /// ```
  ///
  /// @param square `rows.stride()` rows and columns, symmetric
  /// @param x `rows.stride()` floats at `xOffset`
  /// @param scratch at least 3 `rows.stride()` floats, which are lost
  /// @return x'A x - 2 b'x of the last x: minus the sum of `values[i] dot(y, x)` at the start,
  ///   minus dot(r, x) there, minus a s of each step, products and sums in double, in this order
  double conjugate(
      FloatMatrix rows,
      Ints index,
      long from,
      int count,
      Floats weights,
      Floats values,
      FloatMatrix square,
      float ridge,
      MemorySegment x,
      long xOffset,
      int steps,
      Floats scratch);

  /// Cholesky's factor U of a positive definite square, U'U, in place of it. In floats, for the
  /// rows i ascending, in whole chunks of 16 columns l from i - i mod 16 on:
  ///
  /// ```
  /// u[i][l] = fma(-u[j][i], u[j][l], u[i][l])     for j = 0..i-1, ascending
  /// u[i][l] = u[i][l] / sqrt(u[i][i])             for l > i
  /// u[i][i] = sqrt(u[i][i])                       0 for l < i
  /// ```
  ///
  /// What lies left of the chunks is neither read nor written. Where the square is not positive
  /// definite, what comes after is NaN.
  ///
  /// @param square as many rows as columns, a multiple of 16
  void cholesky(FloatMatrix square);

  /// Solves U'U x = b in place, in whole chunks of 16 from j - j mod 16 on: forward for j
  /// ascending, back for j descending,
  ///
  /// ```
  /// t = x[j] / u[j][j]; x[l] = fma(-t, u[j][l], x[l]) for the l of the chunks; x[j] = t
  /// t = x[j]; x[j] = 0; x[j] = (t - dot(u[j], x)) / u[j][j]      the dot product over the chunks
  /// ```
  ///
  /// @param factor what [#cholesky] left
  /// @param x `factor.stride()` floats at `xOffset`
  void solve(FloatMatrix factor, MemorySegment x, long xOffset);
}
