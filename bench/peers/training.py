"""Training of models of what users have, and of linear weights: ours beside implicit, LAPACK and
scikit-learn, each with the loss or the ranking that it reaches.
"""

import json

from bench import count
from harness import Command, environment, run

ONE = {"OPENBLAS_NUM_THREADS": 1, "OMP_NUM_THREADS": 1}


def judged(bench, model, how):
    """The quality of a model of ours, by the function that judges the others."""
    folder = bench.file(f"{how}-factors")
    folder.mkdir(exist_ok=True)
    run(bench.ours("dump", model, folder))
    judge = bench.python.command("numpy", "judge", bench.large(), folder, how)
    return json.loads(run(judge, env=environment(**ONE)))


def implicit_model(bench, kind, epochs, algorithm, quality, title="implicit"):
    """Cases of one model of implicit's; both sides see each rating once an epoch."""
    data, cases = bench.large(), {}
    model = bench.file(f"{kind}.simile")

    def train(threads):
        facts = bench.facts(
            "train", data / "train.csv", "-a", algorithm, "-o", model, "--threads", threads
        )
        ratings = facts["ratings"] * epochs
        return {
            "seconds": facts["train-seconds"],
            "rating-ns": facts["train-seconds"] / ratings * 1e9,
            **judged(bench, model, quality),
        }

    for threads in bench.threads:
        contestants = [
            Command("Simile", lambda threads=threads: train(threads), ours=True),
            bench.py(
                title,
                "implicit",
                *("factorize", data, kind, epochs, threads, quality),
                env={"OPENBLAS_NUM_THREADS": 1, "OMP_NUM_THREADS": threads},
            ),
        ]
        cases.update(bench.contest(f"{kind}, {count(threads)}", contestants))
    return cases


def ials(bench):
    """The objective of implicit: a pair that is there weighs 2, any other 1, lambda .01."""
    same = "confidence=constant,alpha=1,unobserved-weight=1,regularization=.01,"
    same += "regularization-exponent=0"
    cases = {}
    for solver, kind in (("cg", "als-cg"), ("cholesky", "als-cholesky")):
        algorithm = f"ials:factors=64,epochs=5,solver={solver},{same}"
        cases.update(implicit_model(bench, kind, 5, algorithm, "loss"))
    return cases


def bpr(bench):
    algorithm = "bpr:factors=64,epochs=5,learning-rate=.05,regularization=.01"
    return implicit_model(bench, "bpr", 5, algorithm + ",negative-regularization=.01", "auc")


def logistic(bench):
    """The peer's own defaults but for the factors: its steps and ours differ."""
    return implicit_model(bench, "logistic", 5, "logistic-mf:factors=64,epochs=5", "auc")


def inverse(bench):
    """The inverse within EASE, and LAPACK's of a matrix of as many rows."""
    items = 8000 if not bench.options.quick else 500
    file = bench.generated("inverse", items * 3, items, items * 120)
    cases = {}

    def train(threads):
        model = bench.file("ease.simile")
        facts = bench.facts("train", file, "-a", "ease", "-o", model, "--threads", threads)
        return {"seconds": facts["inverse-seconds"], "products": facts["item-products-seconds"]}

    for threads in bench.threads:
        contestants = [
            Command("Simile, float32", lambda threads=threads: train(threads), ours=True),
            bench.py(
                "OpenBLAS spotrf + spotri",
                "scipy",
                *("inverse", file),
                env={"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
            ),
        ]
        cases.update(bench.contest(count(threads), contestants))
    return cases


def slim(bench):
    """The same elastic net, to the same tolerance; the peer fits a sample of the columns."""
    data, cases = bench.small(), {}
    l1, l2 = 2, 20
    algorithm = f"slim:l1={l1},l2={l2},epochs=1000,tolerance=1e-4"
    columns = 200 if not bench.options.quick else 20
    contestants = [
        bench.own("train", algorithm, data / "train.csv", 1),
        bench.py(
            "scikit-learn ElasticNet, sparse",
            "scikit-learn",
            *("elastic", data, l1, l2, columns),
            env=ONE,
            kept=True,
        ),
    ]
    cases.update(bench.contest("1 thread", contestants))
    return cases
