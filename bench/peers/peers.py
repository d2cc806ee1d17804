"""The Python peers, each in a process of its own; `run.py` calls this with the Python of its
environment. What is prepared is not measured; then, for each line on standard input, the program
measures once and prints its figures as one line of JSON. `python peers.py about` tells versions.
"""

import json
import sys
import time
from pathlib import Path

now = time.perf_counter


def passes(measure, prepared=0.0):
    """Takes turns with the others, as the driver says."""
    print(json.dumps({"prepared": prepared}), flush=True)
    for _ in sys.stdin:
        print(json.dumps({"rows": measure()}), flush=True)


def row(case, name="", **figures):
    return {"case": case, "name": name, **figures}


def about():
    """The version of each library, or why there is none."""
    import importlib
    import importlib.metadata

    names = ["numpy", "scipy", "polars", "duckdb", "implicit", "hnswlib"]
    modules = {"faiss-cpu": "faiss", "scikit-surprise": "surprise", "scikit-learn": "sklearn", **{n: n for n in names}}
    found, absent = {}, {}
    for package, module in modules.items():
        try:
            importlib.import_module(module)
            found[package] = importlib.metadata.version(package)
        except Exception as e:
            absent[package] = f"{type(e).__name__}: {e}"
    blas = []
    try:
        from threadpoolctl import threadpool_info

        blas = sorted(
            {f"{i['internal_api']} {i.get('architecture', '')}".strip() for i in threadpool_info()}
        )
    except ImportError:
        pass
    print(json.dumps({"found": found, "absent": absent, "blas": blas}))


def matrix(folder):
    from scipy import sparse

    return sparse.load_npz(Path(folder) / "train.npz")


def cosine(folder, kept, threads, file):
    """implicit: the nearest items of every item."""
    from implicit.nearest_neighbours import CosineRecommender

    rows = matrix(folder)
    kept = int(kept)

    def measure():
        # Each item's own is among them.
        model = CosineRecommender(K=kept + 1, num_threads=int(threads))
        start = now()
        model.fit(rows, show_progress=False)
        seconds = now() - start
        with open(file, "w", encoding="utf-8") as out:
            for item in map(int, (Path(folder) / "asked.txt").read_text().split()):
                ids, _ = model.similar_items(item, N=kept + 1)
                out.write(" ".join(map(str, [item, *(i for i in ids if i != item)])) + "\n")
        return [row("", seconds=seconds)]

    passes(measure)


def loss(users, items, rows):
    """Of Hu, Koren and Volinsky, where a pair that is there weighs 2 and any other 1."""
    import numpy as np

    users, items = users.astype(np.float64), items.astype(np.float64)
    total = ((users.T @ users) * (items.T @ items)).sum()
    pairs = rows.tocoo()
    for at in range(0, pairs.nnz, 1_000_000):
        part = slice(at, at + 1_000_000)
        scores = (users[pairs.row[part]] * items[pairs.col[part]]).sum(1)
        total += (2 * (1 - scores) ** 2 - scores**2).sum()
    return {"loss": total + 0.01 * ((users**2).sum() + (items**2).sum())}


def auc(users, items, rows, held, most=5000):
    """Mean area under the curve of the held items of the first users among all not seen."""
    import numpy as np

    areas = []
    for user in range(rows.shape[0]):
        seen = rows.indices[rows.indptr[user] : rows.indptr[user + 1]]
        right = np.setdiff1d(held.indices[held.indptr[user] : held.indptr[user + 1]], seen)
        if len(right) == 0 or not users[user].any():
            continue
        scores = items @ users[user]
        wrong = np.ones(len(items), bool)
        wrong[seen] = wrong[right] = False
        wrong = np.sort(scores[wrong])
        below = np.searchsorted(wrong, scores[right], "left") + np.searchsorted(
            wrong, scores[right], "right"
        )
        areas.append(below.mean() / 2 / len(wrong))
        if len(areas) == most:
            break
    return {"auc": sum(areas) / len(areas)}


def quality(how, users, items, folder):
    """The loss on the training part or the ranking of the test part."""
    import polars as pl
    from scipy import sparse

    rows = matrix(folder)
    if how == "loss":
        return loss(users, items, rows)
    test = pl.read_csv(Path(folder) / "test.csv", has_header=False).to_numpy()
    pairs = (test[:, 0].astype(int), test[:, 1].astype(int))
    held = sparse.csr_matrix(([1.0] * len(test), pairs), shape=rows.shape)
    return auc(users, items, rows, held)


def judge(data, folder, how):
    """Prints the quality of factors that a program of ours wrote, with the ids of their rows."""
    import numpy as np

    n, m = matrix(data).shape
    sides = []
    for name, size in (("users", n), ("items", m)):
        ids = np.fromfile(Path(folder) / f"{name}.i32", np.int32)
        rows = np.fromfile(Path(folder) / f"{name}.f32", np.float32).reshape(len(ids), -1)
        side = np.zeros((size, rows.shape[1]), np.float32)
        side[ids] = rows
        sides.append(side)
    if not sides[1][:, -1].any():
        sides = [side[:, :-1] for side in sides]
    print(json.dumps(quality(how, *sides, data)))


def factorize(folder, kind, epochs, threads, how):
    """implicit: alternating least squares, BPR or logistic factorization, 64 factors."""
    import numpy as np
    from implicit.als import AlternatingLeastSquares
    from implicit.bpr import BayesianPersonalizedRanking
    from implicit.lmf import LogisticMatrixFactorization

    rows = matrix(folder)
    rows.data[:] = 2 if kind.startswith("als") else 1
    common = {"factors": 64, "iterations": int(epochs), "num_threads": int(threads)}

    def model():
        if kind == "bpr":
            return BayesianPersonalizedRanking(
                learning_rate=0.05, regularization=0.01, random_state=5, **common
            )
        if kind == "logistic":
            return LogisticMatrixFactorization(random_state=5, **common)
        return AlternatingLeastSquares(
            regularization=0.01, alpha=1.0, use_cg=kind == "als-cg", random_state=5, **common
        )

    def measure():
        trained = model()
        start = now()
        trained.fit(rows, show_progress=False)
        seconds = now() - start
        figures = {"seconds": seconds, "rating-ns": seconds / rows.nnz / int(epochs) * 1e9}
        factors = (np.asarray(trained.user_factors), np.asarray(trained.item_factors))
        return [row("", **figures, **quality(how, *factors, folder))]

    passes(measure)


def inverse(file):
    """LAPACK: the inverse of a symmetric positive definite matrix with a row for each item."""
    import numpy as np
    import polars as pl
    from scipy.linalg.lapack import spotrf, spotri

    n = pl.read_csv(file, has_header=False).get_columns()[1].n_unique()
    draw = np.random.default_rng(5)

    def measure():
        a = np.tril(draw.random((n, n), np.float32) - 0.5, -1)
        a = a + a.T
        a[np.diag_indices(n)] = n / 8 + 10
        a = np.asfortranarray(a)
        start = now()
        lower, failed = spotrf(a, lower=1, overwrite_a=1, clean=0)
        _, failed_too = spotri(lower, lower=1, overwrite_c=1)
        seconds = now() - start
        assert not failed and not failed_too
        return [row("", seconds=seconds)]

    passes(measure)


def elastic(folder, l1, l2, columns):
    """scikit-learn: the elastic net of a sample of the items, each by all others."""
    import warnings

    import numpy as np
    from sklearn.linear_model import ElasticNet

    rows = matrix(folder).tocsc()
    rows.data[:] = 1
    l1, l2, (m, n) = float(l1), float(l2), rows.shape
    sample = range(0, n, max(1, n // int(columns)))
    warnings.filterwarnings("ignore")

    def measure():
        net = ElasticNet(
            alpha=(l1 + l2) / m,
            l1_ratio=l1 / (l1 + l2),
            positive=True,
            fit_intercept=False,
            copy_X=False,
            max_iter=1000,
            tol=1e-4,
        )
        start = now()
        for item in sample:
            own = slice(rows.indptr[item], rows.indptr[item + 1])
            wanted = np.zeros(m)
            wanted[rows.indices[own]] = 1
            rows.data[own] = 0
            net.fit(rows, wanted)
            rows.data[own] = 1
        return [row("", train=(now() - start) * n / len(sample))]

    passes(measure)


def product(folder):
    """scipy: all inner products of items; no list is made of them."""
    rows = matrix(folder)

    def measure():
        start = now()
        rows.T.tocsr() @ rows
        return [row("", seconds=now() - start)]

    passes(measure)


def again(read):
    """The first time in a process, and the median of three later ones."""
    import statistics

    times = []
    for _ in range(4):
        start = now()
        read()
        times.append(now() - start)
    return [row("", first=times[0], later=statistics.median(times[1:]))]


def polars(file, dense):
    """polars: a file of ratings to columns; ids as numbers, or as text to dense numbers."""
    import polars as pl

    header = not open(file, encoding="utf-8").readline().split(",")[2].strip()[:1].isdigit()
    ids = pl.Categorical if dense == "dense" else pl.Int64
    names = pl.read_csv(file, has_header=header, n_rows=1).columns
    types = dict(zip(names, [ids, ids, pl.Float32]))

    def read():
        frame = pl.read_csv(file, has_header=header, schema_overrides=types)
        if dense == "dense":
            return [frame[name].to_physical() for name in names[:2]]
        return frame

    passes(lambda: again(read))


def duckdb(file, threads, dense):
    """DuckDB: a file of ratings to a table in memory; ids as numbers, or as text to dense ones."""
    import duckdb as db

    with open(file, encoding="utf-8") as lines:
        first = lines.readline().split(",")
    ids = "VARCHAR" if dense == "dense" else "BIGINT"
    names = ["u", "i", "r", *(f"c{n}" for n in range(3, len(first)))]
    types = [ids, ids, "FLOAT", *("BIGINT" for _ in names[3:])]
    columns = ", ".join(f"'{n}': '{t}'" for n, t in zip(names, types))
    header = not first[2].strip()[:1].isdigit()
    source = f"read_csv('{file}', header={header}, auto_detect=false, columns={{{columns}}})"

    def read():
        with db.connect(config={"threads": int(threads)}) as base:
            base.execute(f"create table t as select * from {source}")
            if dense != "dense":
                return
            for side in "ui":
                base.execute(
                    f"create table n{side} as select {side}, row_number() over () - 1 as id"
                    f" from (select distinct {side} from t)"
                )
            base.execute(
                "create table d as select nu.id as user, ni.id as item, r"
                " from t join nu using (u) join ni using (i)"
            )

    passes(lambda: again(read))


def given(folder, factors):
    """implicit with our factors, and the rows of the users."""
    import numpy as np
    from implicit.cpu.matrix_factorization_base import MatrixFactorizationBase
    from scipy import sparse

    class Given(MatrixFactorizationBase):
        def fit(self, *_, **__):
            raise NotImplementedError

        def recalculate_user(self, *_):
            raise NotImplementedError

        def recalculate_item(self, *_):
            raise NotImplementedError

        def save(self, *_):
            raise NotImplementedError

    folder = Path(folder)
    users, items = (
        np.fromfile(folder / f"{name}.f32", np.float32).reshape(-1, int(factors))
        for name in ("users", "items")
    )
    ends, seen = (np.fromfile(folder / f"{name}.i32", np.int32) for name in ("ends", "seen"))
    rows = sparse.csr_matrix(
        (np.ones(len(seen), np.float32), seen, ends), shape=(len(users), len(items))
    )
    rows.sort_indices()
    model = Given()
    model.user_factors, model.item_factors = users, items
    return model, rows


def quantiles(times):
    ordered = sorted(times)
    at = lambda share: ordered[min(len(ordered) - 1, int(share * len(ordered)))]
    return {"p50": at(0.5), "p99": at(0.99), "p999": at(0.999)}


def one(folder, factors, file):
    """implicit: one user after the other, on one thread."""
    import numpy as np

    model, rows = given(folder, factors)
    model.num_threads = 1
    asked = np.fromfile(Path(folder) / "asked.i32", np.int32)
    # Cutting the row out is not measured: a caller may have it.
    seen = [rows[user] for user in asked]
    clock = time.perf_counter_ns

    def measure():
        found = np.full((len(asked), 10), -1, np.int32)
        times = []
        for i, user in enumerate(asked):
            start = clock()
            ids, _ = model.recommend(user, seen[i], N=10, filter_already_liked_items=True)
            times.append(clock() - start)
            found[i, : len(ids)] = ids
        found.tofile(file)
        return [row("one user", **quantiles(times))]

    passes(measure)


def everybody(folder, factors, threads, file):
    """implicit: the lists of all users."""
    import numpy as np

    model, rows = given(folder, factors)
    model.num_threads = int(threads)
    users = np.arange(rows.shape[0])

    def measure():
        start = now()
        ids, _ = model.recommend(users, rows, N=10, filter_already_liked_items=True)
        seconds = now() - start
        ids.astype(np.int32).tofile(file)
        return [row("all users", **{"seconds": seconds, "user-us": seconds / len(users) * 1e6})]

    passes(measure)


class Retrieval:
    """Items, queries, and what is right."""

    def __init__(self, folder, dimensions, threads):
        import numpy as np

        folder = Path(folder)
        self.d, self.threads = int(dimensions), int(threads)
        self.items, self.queries = (
            np.fromfile(folder / f"{name}.f32", np.float32).reshape(-1, self.d)
            for name in ("items", "queries")
        )
        self.truth = np.fromfile(folder / "truth.i32", np.int32).reshape(-1, 10)

    def figures(self, case, name, found, seconds):
        hits = sum(len(set(f) & set(t)) for f, t in zip(found.tolist(), self.truth.tolist()))
        n = len(self.queries)
        return row(case, name, **{"query-us": seconds / n * 1e6, "recall": hits / (10 * n)})

    def both(self, name, search):
        """One query after the other, and all in one call."""
        import numpy as np

        n = len(self.queries)
        found = np.empty((n, 10), np.int64)
        start = now()
        for i in range(n):
            found[i] = search(self.queries[i : i + 1])
        seconds = now() - start
        rows = [self.figures("one query", name, found, seconds)]
        start = now()
        found = search(self.queries)
        return [*rows, self.figures("all queries in one call", name, found, now() - start)]


def faiss(folder, dimensions, threads, kind, *breadths):
    """FAISS: flat, sq8, hnsw or ivf; built on all threads, searched on one."""
    import faiss as fs

    data = Retrieval(folder, dimensions, threads)
    by = fs.METRIC_INNER_PRODUCT
    d = data.d
    start = now()
    fs.omp_set_num_threads(data.threads)
    if kind == "flat":
        index = fs.IndexFlatIP(d)
    elif kind == "sq8":
        index = fs.IndexScalarQuantizer(d, fs.ScalarQuantizer.QT_8bit, by)
    elif kind == "hnsw":
        index = fs.IndexHNSWFlat(d, 16, by)
        index.hnsw.efConstruction = 200
    else:
        cells = fs.IndexFlatIP(d)
        index = fs.IndexIVFFlat(cells, d, min(512, max(16, len(data.items) // 100)), by)
    index.train(data.items)
    index.add(data.items)
    prepared = now() - start
    fs.omp_set_num_threads(1)

    def measure():
        rows = []
        for breadth in breadths or [None]:
            if kind == "hnsw":
                index.hnsw.efSearch = int(breadth)
            elif kind == "ivf":
                index.nprobe = int(breadth)
            name = f"breadth {breadth}" if breadth else ""
            rows += data.both(name, lambda queries: index.search(queries, 10)[1])
        return rows

    passes(measure, prepared)


def hnswlib(folder, dimensions, threads, *breadths):
    """hnswlib, built on all threads, searched on one."""
    import hnswlib as hl

    data = Retrieval(folder, dimensions, threads)
    start = now()
    index = hl.Index(space="ip", dim=data.d)
    index.init_index(max_elements=len(data.items), M=16, ef_construction=200, random_seed=5)
    index.add_items(data.items, num_threads=data.threads)
    prepared = now() - start
    index.set_num_threads(1)

    def measure():
        rows = []
        for breadth in breadths:
            index.set_ef(int(breadth))
            rows += data.both(
                f"breadth {breadth}", lambda queries: index.knn_query(queries, 10, num_threads=1)[0]
            )
        return rows

    passes(measure, prepared)


def surprise(kind, train, test):
    """Surprise: training, and the prediction of the test ratings."""
    import math
    import random

    import numpy as np
    import surprise as sp

    lines = [l.split(",") for l in Path(train).read_text().split()]
    scale = [float(r) for _, _, r in lines]
    reader = sp.Reader(
        line_format="user item rating", sep=",", rating_scale=(min(scale), max(scale))
    )
    training = sp.Dataset.load_from_file(train, reader).build_full_trainset()
    held = [(u, i, float(r)) for u, i, r in (l.split(",") for l in Path(test).read_text().split())]

    def model():
        if kind == "svd":
            return sp.SVD(n_factors=100, n_epochs=20, lr_all=0.005, reg_all=0.02, random_state=5)
        if kind == "knn":
            by = {"name": "pearson_baseline", "user_based": False, "shrinkage": 100}
            return sp.KNNBaseline(k=40, sim_options=by, verbose=False)
        if kind == "svd++":
            return sp.SVDpp(n_factors=20, n_epochs=20, lr_all=0.007, reg_all=0.02, random_state=5)
        if kind == "nmf":
            return sp.NMF(n_factors=15, n_epochs=50, reg_pu=0.06, reg_qi=0.06, random_state=5)
        if kind == "co-clustering":
            return sp.CoClustering(n_cltr_u=3, n_cltr_i=3, n_epochs=20, random_state=5)
        return sp.SlopeOne()

    def measure():
        random.seed(5)
        np.random.seed(5)
        trained = model()
        start = now()
        trained.fit(training)
        middle = now()
        predictions = trained.test(held)
        end = now()
        squares = sum((p.est - p.r_ui) ** 2 for p in predictions)
        figures = {"train": middle - start, "predict-us": (end - middle) / len(held) * 1e6}
        return [row("", **figures, rmse=math.sqrt(squares / len(held)))]

    passes(measure)


if __name__ == "__main__":
    verbs = [about, cosine, product, polars, duckdb, one, everybody, faiss, hnswlib, surprise]
    verbs += [factorize, judge, inverse, elastic]
    {verb.__name__: verb for verb in verbs}[sys.argv[1]](*sys.argv[2:])
