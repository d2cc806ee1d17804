"""What is compared: for each work the contestants, and the figures of its table."""

import struct
from pathlib import Path

from bench import Work, count
from factorization import end_to_end, sgd
from harness import Command, Failure, run
from tables import Column, decimals
from training import bpr, ials, inverse, logistic, slim

RMSE = Column("rmse", "test RMSE", text=decimals(4))


def forget(*files):
    """Removes what an earlier contest left, so that nothing is compared with that."""
    for file in files:
        file.unlink(missing_ok=True)


def checked(after):
    """`after`, for which a file that cannot be read is a failure of the contestant."""

    def check(rows):
        try:
            after(rows)
        except OSError as e:
            raise Failure(f"{e.filename}: {e.strerror}") from e

    return check


# Neighbors of items.

KEPT = 100


def neighbors(file):
    """The nearest items of each item in a file of lists."""
    with open(file, encoding="utf-8") as lines:
        rows = [line.split() for line in lines]
    return {row[0]: set(row[1 : KEPT + 1]) for row in rows if row}


def item_item(bench):
    data, cases = bench.large(), {}
    mine, theirs = bench.file("neighbors.txt"), bench.file("neighbors-peer.txt")
    model = bench.file("neighbors.simile")

    def train(threads):
        algorithm = f"item-knn:similarity=cosine,kept={KEPT}"
        facts = bench.facts(
            "train", data / "train.csv", "-a", algorithm, "-o", model, "--threads", threads
        )
        run(bench.ours("neighbors", model, data / "asked.txt", KEPT, mine))
        return {"seconds": facts["train-seconds"]}

    def compare(rows):
        us, them = neighbors(mine), neighbors(theirs)
        shares = [len(us[i] & them[i]) / len(us[i]) for i in us if us[i] and i in them]
        rows[0]["agreement"] = sum(shares) / len(shares)

    for threads in bench.threads:
        forget(mine, theirs)
        contestants = [
            Command("Simile", lambda threads=threads: train(threads), ours=True),
            bench.py(
                "implicit CosineRecommender",
                "implicit",
                *("cosine", data, KEPT, threads, theirs),
                env={"OPENBLAS_NUM_THREADS": 1, "OMP_NUM_THREADS": threads},
                after=checked(compare),
            ),
        ]
        if threads == 1:
            contestants.append(bench.py("scipy X'X, no lists", "scipy", "product", data))
        cases.update(bench.contest(count(threads), contestants))
    return cases


# Recommending.


def ints(file):
    data = Path(file).read_bytes()
    return struct.unpack(f"<{len(data) // 4}i", data)


def same_lists(mine, theirs):
    """Adds to figures which share of our lists is in the other's."""

    def after(rows):
        us, them = ints(mine), ints(theirs)
        if len(us) != len(them):
            raise Failure(f"{theirs} has {len(them)} entries, ours {len(us)}")
        hits = total = 0
        for at in range(0, len(us), 10):
            ours = {item for item in us[at : at + 10] if item >= 0}
            total += len(ours)
            hits += len(ours & set(them[at : at + 10]))
        rows[0]["agreement"] = hits / total

    return checked(after)


def recommend(bench):
    folder = bench.factors(max(bench.threads))
    mine, theirs = bench.file("lists.i32"), bench.file("lists-peer.i32")
    forget(mine, theirs)
    contestants = [
        bench.own(
            "recommend",
            folder / "model.simile",
            folder / "asked.i32",
            mine,
        ),
        bench.py(
            "implicit, our factors",
            "implicit",
            *("one", folder, 64, theirs),
            env={"OPENBLAS_NUM_THREADS": 1, "OMP_NUM_THREADS": 1},
            kept=True,
            after=same_lists(mine, theirs),
        ),
    ]
    return bench.contest("", contestants)


def recommend_all(bench):
    folder, cases = bench.factors(max(bench.threads)), {}
    mine, theirs = bench.file("all.i32"), bench.file("all-peer.i32")
    for threads in bench.threads:
        forget(mine, theirs)
        contestants = [
            bench.own(
                "everybody",
                folder / "model.simile",
                threads,
                mine,
            ),
            bench.py(
                "implicit, our factors",
                "implicit",
                *("everybody", folder, 64, threads, theirs),
                env={"OPENBLAS_NUM_THREADS": 1, "OMP_NUM_THREADS": threads},
                kept=True,
                after=same_lists(mine, theirs),
            ),
        ]
        cases.update(bench.contest(count(threads), contestants))
    return cases


def retrieval(bench):
    options, cases = bench.options, {}
    d, threads = options.dimensions, max(bench.threads)
    for n in options.items:
        folder = bench.made(
            f"vectors-{n}x{d}-{options.queries}",
            lambda folder, n=n: bench.python.data("vectors", folder, n, d, options.queries),
        )
        truth, breadths = folder / "truth.i32", options.breadths
        common = [folder, d, threads]
        env = {"OPENBLAS_NUM_THREADS": 1}
        cells = [b for b in (1, 4, 16, 64) if b <= n // 100]
        python = lambda name, package, *rest: bench.py(name, package, *rest, env=env, kept=True)
        contestants = [
            bench.own(
                "retrieval",
                folder,
                d,
                truth,
                bench.file("given.simile"),
            ),
            python("FAISS flat", "faiss-cpu", "faiss", *common, "flat"),
            python("FAISS SQ8", "faiss-cpu", "faiss", *common, "sq8"),
            python("FAISS IVF", "faiss-cpu", "faiss", *common, "ivf", *cells),
            python("FAISS HNSW", "faiss-cpu", "faiss", *common, "hnsw", *breadths),
            python("hnswlib", "hnswlib", "hnswlib", *common, *breadths),
            bench.jvm(
                "JVector",
                "jvector",
                *("JVector", folder, d, truth, threads, *breadths),
                processors=threads,
                kept=True,
            ),
            bench.jvm(
                "Lucene HNSW",
                "lucene",
                *("LuceneHnsw", folder, d, truth, bench.file("lucene"), *breadths),
                processors=threads,
                kept=True,
            ),
        ]
        cases.update(bench.contest(f"{n:,} x {d}", contestants))
    return cases


# Reading.


def read(bench):
    file, cases = bench.all(), {}

    def inspect(threads):
        facts = bench.facts("inspect", file, "--repeat", 3, "--threads", threads)
        return {"first": facts["read-seconds"], "later": facts["read-again-seconds"]}

    for threads in bench.threads:
        env = {"POLARS_MAX_THREADS": threads}
        contestants = [
            Command("Simile, both CSRs", lambda threads=threads: inspect(threads), ours=True),
            bench.py("polars, text ids to dense ids", "polars", "polars", file, "dense", env=env),
            bench.py("polars, numbers to columns", "polars", "polars", file, "plain", env=env),
            bench.py("DuckDB, text ids to dense ids", "duckdb", "duckdb", file, threads, "dense"),
            bench.py("DuckDB, numbers to columns", "duckdb", "duckdb", file, threads, "plain"),
        ]
        cases.update(bench.contest(count(threads), contestants))
    return cases


# Small data.

SMALL = {
    "SVD, 100 factors, 20 epochs": (
        "svd",
        "mf:factors=100,epochs=20,learning-rate=0.005,decay=1,regularization=0.02,"
        "regularization-mode=constant,deviation=0.1",
    ),
    "item neighbors, Pearson of baselines": (
        "knn",
        "item-knn:similarity=pearson-baseline,center=baseline,neighbors=40,kept=all",
    ),
    "Slope One": ("slope", "slope-one:weighted=false"),
    "SVD++, 20 factors, 20 epochs": ("svd++", "svd++:factors=20,epochs=20"),
    "NMF, 15 factors, 50 epochs": ("nmf", "nmf:factors=15,epochs=50"),
    "co-clustering, 3 x 3 groups, one start": ("co-clustering", "co-clustering:starts=1"),
}


def surprise(bench):
    data, cases = bench.small(), {}
    train, test = data / "train.csv", data / "test.csv"
    for threads in bench.threads:
        for name, (kind, algorithm) in SMALL.items():
            contestants = [
                bench.own(
                    "predict",
                    algorithm,
                    train,
                    test,
                    threads,
                ),
                bench.py(
                    "Surprise, 1 thread",
                    "scikit-surprise",
                    *("surprise", kind, train, test),
                    env={"OPENBLAS_NUM_THREADS": 1},
                    kept=True,
                ),
            ]
            cases.update(bench.contest(f"{name}, {count(threads)}", contestants))
    return cases


def recall(lists, test):
    """Mean over the users of the test part of the share of their items that the lists have."""
    had, held = {}, {}
    for file, into in ((lists, had), (test, held)):
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                user, item = line.strip().split(",")[:2]
                into.setdefault(user, set()).add(item)
    return sum(len(had.get(u, set()) & items) / len(items) for u, items in held.items()) / len(held)


def java(bench):
    data, cases = bench.small(), {}
    train = data / "train.csv"
    near = 50
    algorithm = f"item-knn:similarity=cosine,neighbors={near},kept={near}"

    def after(file):
        def add(rows):
            rows[0]["recall"] = recall(file, data / "test.csv")

        return checked(add)

    for threads in bench.threads:
        files = [bench.file(f"lists-{name}.csv") for name in ("simile", "mahout", "ranksys")]
        forget(*files)
        contestants = [
            bench.own(
                "lists",
                algorithm,
                train,
                threads,
                files[0],
                processors=threads,
                after=after(files[0]),
            ),
            bench.jvm(
                "Mahout Taste, all pairs",
                "mahout",
                *("Taste", train, files[1]),
                processors=threads,
                kept=True,
                after=after(files[1]),
            ),
            bench.jvm(
                f"RankSys, {near} neighbors",
                "ranksys",
                *("RankSys", train, near, files[2]),
                processors=threads,
                kept=True,
                after=after(files[2]),
            ),
        ]
        cases.update(bench.contest(count(threads), contestants))
    return cases


AGREEMENT = Column("agreement", "same as ours", text=decimals(4))
RECALL = Column("recall", "recall@10", text=decimals(3))

WORKS = {
    "sgd": Work(
        "Matrix factorization by SGD: epochs alone",
        [
            Column("rate", "M updates/s", "higher"),
            Column("later", "after the first epoch, M/s", "higher"),
            RMSE,
        ],
        sgd,
    ),
    "end-to-end": Work(
        "Text file to saved model of a matrix factorization",
        [Column("wall", "s", "lower"), RMSE],
        end_to_end,
    ),
    "ials": Work(
        "iALS, 64 factors, 5 epochs",
        [
            Column("seconds", "s", "lower"),
            Column("rating-ns", "ns a rating and epoch"),
            Column("loss", "loss", text=lambda value: f"{value:.5g}"),
        ],
        ials,
    ),
    "bpr": Work(
        "BPR, 64 factors, 5 epochs",
        [
            Column("seconds", "s", "lower"),
            Column("rating-ns", "ns a triple"),
            Column("auc", "test AUC", text=decimals(4)),
        ],
        bpr,
    ),
    "logistic": Work(
        "Logistic matrix factorization, 64 factors, 5 epochs",
        [
            Column("seconds", "s", "lower"),
            Column("rating-ns", "ns a rating and epoch"),
            Column("auc", "test AUC", text=decimals(4)),
        ],
        logistic,
    ),
    "inverse": Work(
        "The inverse of EASE, 8000 items",
        [Column("seconds", "s", "lower"), Column("products", "s of X'X before it")],
        inverse,
    ),
    "slim": Work(
        "SLIM, small data",
        [Column("train", "training, s", "lower"), Column("first.train", "first training, s", "lower")],
        slim,
    ),
    "item-item": Work(
        f"The {KEPT} nearest items of every item by cosine",
        [Column("seconds", "s", "lower"), AGREEMENT],
        item_item,
    ),
    "recommend": Work(
        "Top 10 for one user, seen items left out, 64 factors, one thread",
        [
            Column("p50", "p50, ns", "lower"),
            Column("p99", "p99, ns"),
            Column("p999", "p99.9, ns", "lower"),
            Column("allocated", "bytes allocated a call"),
            AGREEMENT,
        ],
        recommend,
    ),
    "recommend-all": Work(
        "Top 10 for all users, seen items left out, 64 factors",
        [Column("seconds", "s", "lower"), Column("user-us", "us a user"), AGREEMENT],
        recommend_all,
    ),
    "retrieval": Work(
        "Top 10 by inner product, one thread",
        [Column("query-us", "us a query", "lower"), RECALL, Column("prepared", "s to build")],
        retrieval,
    ),
    "read": Work(
        "Reading a file of ratings",
        [
            Column("first", "first in the process, s", "lower"),
            Column("later", "later ones, s", "lower"),
        ],
        read,
    ),
    "surprise": Work(
        "Predicting ratings, small data",
        [
            Column("train", "training, s", "lower"),
            Column("first.train", "first training, s", "lower"),
            Column("predict-us", "prediction, us", "lower"),
            RMSE,
        ],
        surprise,
    ),
    "java": Work(
        "Lists from item neighbors by cosine, small data",
        [
            Column("train", "training, s", "lower"),
            Column("first.train", "first training, s", "lower"),
            Column("lists", "all lists, s", "lower"),
            Column("first.lists", "first lists, s", "lower"),
            RECALL,
        ],
        java,
    ),
}
