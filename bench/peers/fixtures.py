"""Random recommendation lists and what other libraries say they are worth.

    python fixtures.py FOLDER

writes into FOLDER, the same bytes at every run with the same libraries:

train.csv     user,item              what the users had before
truth.csv     user,item,rating       what would have been right, with grades 1 to 5
lists.csv     user,rank,item         lists of 0 to 20 items
scores.csv    user,item,tied,untied  scores of every item that a user did not have
rectools.csv  k,user,...             values of lists.csv, one row a user
lenskit.csv   k,user,...             the same; empty where a metric has no value
sklearn.csv   k,user,...             values of scores.csv on the truth that train.csv knows
globals.csv   library,metric,k,value figures that are no means over users

The data have what conventions differ on: lists shorter than k, users without a list, lists of users
without truth, more right items than places, right items that the catalogue lacks, equal scores.
A first line that begins with # names the library and its version.
"""

import csv
import random
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from lenskit.data import ItemList
from lenskit.metrics.ranking import (
    NDCG as LensKitNDCG,
    RBP,
    AveragePrecision,
    ExposureGini,
    Hit,
    ListGini,
    LogRankWeight,
    Precision as LensKitPrecision,
    Recall as LensKitRecall,
    RecipRank,
)
from rectools.metrics import (
    MAP,
    MRR,
    NDCG,
    AvgRecPopularity,
    CatalogCoverage,
    CoveredUsers,
    F1Beta,
    HitRate,
    IntraListDiversity,
    MeanInvUserFreq,
    PartialAUC,
    Precision,
    Recall,
    Serendipity,
    SufficientReco,
)
from rectools.metrics.distances import PairwiseDistanceCalculator
from sklearn.metrics import (
    average_precision_score,
    label_ranking_average_precision_score,
    ndcg_score,
    roc_auc_score,
)

SEED = 4
USERS = [f"u{i}" for i in range(40)]
ITEMS = [f"i{i}" for i in range(30)]
NEW_ITEMS = ["n0", "n1", "n2"]
CUTOFFS = [1, 5, 20]
WITHOUT_TRUTH = {"u3", "u17", "u30"}
WITHOUT_LIST = {"u5", "u21"}


class Cosine(PairwiseDistanceCalculator):
    """1 - cosine of the items' columns of users in the training part."""

    def __init__(self, train):
        ones = pd.crosstab(train["item_id"], train["user_id"])
        self.vectors = ones.div(np.sqrt((ones**2).sum(axis=1)), axis=0)

    def _get_distances_for_item_pairs(self, items_0, items_1):
        one, other = self.vectors.loc[items_0].values, self.vectors.loc[items_1].values
        return 1 - (one * other).sum(axis=1)


def generate():
    """Draws the data: frames train, truth, lists and scores."""
    draw = random.Random(SEED)
    train, truth, lists, scores = [], [], [], []
    for number, user in enumerate(USERS):
        # Popularity falls with the number of the item, and every item has somebody.
        had = {item for i, item in enumerate(ITEMS) if draw.random() < 0.6 / (1 + i / 4)}
        had.add(ITEMS[number % len(ITEMS)])
        train += [(user, item) for item in sorted(had)]
        left = [item for item in ITEMS if item not in had]
        order = draw.sample(left, len(left))
        if user not in WITHOUT_TRUTH:
            right = draw.sample(left, draw.choice([1, 2, 3, 5, 8, 12]))
            right += draw.sample(NEW_ITEMS, draw.choice([0, 0, 1, 2]))
            truth += [(user, item, draw.randint(1, 5)) for item in right]
            # Right items rise, so that there are hits at all ranks.
            order.sort(key=lambda item: draw.random() * (0.5 if item in right else 1))
        if user not in WITHOUT_LIST:
            length = draw.choice([1, 3, 5, 8, 12, 20])
            lists += [(user, rank, item) for rank, item in enumerate(order[:length], 1)]
        places = {item: place for place, item in enumerate(order)}
        for item in left:
            untied = (len(ITEMS) - places[item]) / 8
            scores.append((user, item, draw.choice([round(untied), draw.randint(0, 3)]), untied))
    return (
        pd.DataFrame(train, columns=["user_id", "item_id"]),
        pd.DataFrame(truth, columns=["user_id", "item_id", "rating"]),
        pd.DataFrame(lists, columns=["user_id", "rank", "item_id"]),
        pd.DataFrame(scores, columns=["user_id", "item_id", "tied", "untied"]),
    )


def rectools(train, truth, lists, scores):
    """Yields rows k, user, values of rectools."""
    at = {"interactions": truth}
    before = {"prev_interactions": train}
    for k in CUTOFFS:
        values = {
            "precision": Precision(k=k).calc_per_user(lists, **at),
            "r-precision": Precision(k=k, r_precision=True).calc_per_user(lists, **at),
            "recall": Recall(k=k).calc_per_user(lists, **at),
            "f1": F1Beta(k=k).calc_per_user(lists, **at),
            "hit-rate": HitRate(k=k).calc_per_user(lists, **at),
            "map": MAP(k=k).calc_per_user(lists, **at),
            "map-by-k": MAP(k=k, divide_by_k=True).calc_per_user(lists, **at),
            "ndcg": NDCG(k=k).calc_per_user(lists, **at),
            "ndcg-achievable": NDCG(k=k, divide_by_achievable=True).calc_per_user(lists, **at),
            "mrr": MRR(k=k).calc_per_user(lists, **at),
            "miuf": MeanInvUserFreq(k=k).calc_per_user(lists, **before),
            "serendipity": Serendipity(k=k).calc_per_user(lists, **at, **before, catalog=ITEMS),
            "arp": AvgRecPopularity(k=k).calc_per_user(lists, **before),
            "arp-normalized": AvgRecPopularity(k=k, normalize=True).calc_per_user(lists, **before),
            "ild-cosine": IntraListDiversity(
                k=k, distance_calculator=Cosine(train)
            ).calc_per_user(lists),
            "sufficient": SufficientReco(k=k).calc_per_user(lists),
            "covered": CoveredUsers(k=k).calc_per_user(lists, **at),
        }
        yield from rows(k, values)
    # A whole ranking, and more places for wrong items than there are.
    full = scores.sort_values("untied", ascending=False, kind="stable")
    full = full.assign(rank=full.groupby("user_id").cumcount() + 1)
    known = truth[truth["item_id"].isin(ITEMS)]
    k = len(ITEMS)
    yield from rows(k, {"partial-auc-untied": PartialAUC(k=k).calc_per_user(full, known)})


def lenskit(truth, lists):
    """Yields rows k, user, values of LensKit; an absent list is an empty one."""
    ranked, tests = item_lists(truth, lists)
    for k in CUTOFFS:
        plus = LogRankWeight(offset=1)
        metrics = {
            "precision": LensKitPrecision(k),
            "recall": LensKitRecall(k),
            "hit": Hit(k),
            "recip-rank": RecipRank(k),
            "average-precision": AveragePrecision(k),
            "ndcg": LensKitNDCG(k),
            "ndcg-plus-1": LensKitNDCG(k, weight=plus),
            "ndcg-rating-plus-1": LensKitNDCG(k, weight=plus, gain="rating"),
            "ndcg-gain-plus-1": LensKitNDCG(k, weight=plus, gain="gain"),
            "rbp-50": RBP(k, patience=0.5),
            "rbp-80": RBP(k, patience=0.8),
            "rbp-85": RBP(k),
            "rbp-85-normalized": RBP(k, normalize=True),
        }
        values = {}
        for name, metric in metrics.items():
            per_user = {user: measure(metric, ranked[user], tests[user]) for user in tests}
            values[name] = pd.Series(per_user)
        yield from rows(k, values)


def measure(metric, ranked, test):
    """A metric's value, NaN where it divides by zero."""
    try:
        return float(metric.measure_list(ranked, test))
    except ZeroDivisionError:  # the normalized RBP of an empty list
        return float("nan")


def item_lists(truth, lists):
    """The lists and the truth by user as LensKit has them, for users with truth."""
    listed = by_user(lists)
    nothing = np.array([], str)
    ranked = {
        user: ItemList(listed.get(user, nothing), ordered=True)
        for user in truth["user_id"].unique()
    }
    tests = {
        user: ItemList(
            one["item_id"].to_numpy(str),
            rating=one["rating"].to_numpy(float),
            gain=2.0 ** one["rating"].to_numpy(float) - 1,
        )
        for user, one in truth.groupby("user_id", sort=False)
    }
    return ranked, tests


def by_user(lists):
    """The lists' items by user."""
    return {
        user: one["item_id"].to_numpy(str) for user, one in lists.groupby("user_id", sort=False)
    }


def sklearn(truth, scores):
    """Yields rows k, user, values of scikit-learn; k 0 is the whole order."""
    known = truth[truth["item_id"].isin(ITEMS)]
    for k in [0, *CUTOFFS]:
        values = {}
        for user, right in known.groupby("user_id", sort=False):
            one = scores[scores["user_id"] == user].merge(
                right, how="left", on=["user_id", "item_id"]
            )
            grades = one["rating"].fillna(0).to_numpy()
            for kind in ("tied", "untied"):
                add_sklearn(values, user, kind, grades, one[kind].to_numpy(), k or None)
        yield from rows(k, {name: pd.Series(column) for name, column in values.items()})


def add_sklearn(values, user, kind, grades, scores, k):
    def put(name, value):
        values.setdefault(f"{name}-{kind}", {})[user] = value

    right = grades > 0
    put("ndcg", ndcg_score([right], [scores], k=k))
    put("ndcg-linear", ndcg_score([grades], [scores], k=k))
    put("ndcg-exponential", ndcg_score([2**grades - 1], [scores], k=k))
    if k is None:
        put("roc-auc", roc_auc_score(right, scores))
        put("average-precision", average_precision_score(right, scores))
        put("lrap", label_ranking_average_precision_score([right], [scores]))


def rows(k, values):
    """One row for each user of a frame whose columns are the metrics."""
    frame = pd.DataFrame(values)
    order = [user for user in USERS if user in frame.index]
    for user in order:
        yield {"k": k, "user": user, **{name: frame[name][user] for name in frame}}


def globals_(truth, lists):
    """Yields rows library, metric, k, value of figures over all lists."""
    tested = lists[lists["user_id"].isin(truth["user_id"])]
    for k in CUTOFFS:
        for name, frame in (("", lists), ("-tested", tested)):
            coverage = CatalogCoverage(k=k, normalize=True).calc(frame, ITEMS)
            yield "rectools", "catalog-coverage" + name, k, coverage
            ranked = [ItemList(ids, ordered=True) for ids in by_user(frame).values()]
            for metric in (ListGini(k, items=len(ITEMS)), ExposureGini(k, items=len(ITEMS))):
                value = metric.global_aggregate([metric.measure_list(one, None) for one in ranked])
                yield "lenskit", metric.label.split("@")[0] + name, k, float(value)


def write(path, header, lines, comment=None):
    """Writes a CSV file; NaN is empty, numbers are exact."""
    with open(path, "w", newline="") as out:
        if comment:
            out.write(f"# {comment}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for line in lines:
            writer.writerow([text(value) for value in line])


def text(value):
    if isinstance(value, (float, np.floating)):
        return "" if np.isnan(value) else repr(float(value))
    return value


def main(folder):
    train, truth, lists, scores = generate()
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in (("train", train), ("truth", truth), ("lists", lists), ("scores", scores)):
        header = [column.removesuffix("_id") for column in frame]
        write(folder / f"{name}.csv", header, frame.itertuples(index=False))
    for name, library, lines in (
        ("rectools", "rectools", rectools(train, truth, lists, scores)),
        ("lenskit", "lenskit", lenskit(truth, lists)),
        ("sklearn", "scikit-learn", sklearn(truth, scores)),
    ):
        lines = list(lines)
        header = list(dict.fromkeys(column for line in lines for column in line))
        values = ([line.get(column, float("nan")) for column in header] for line in lines)
        write(folder / f"{name}.csv", header, values, f"{library} {version(library)}")
    comment = f"rectools {version('rectools')}, lenskit {version('lenskit')}"
    header = ["library", "metric", "k", "value"]
    write(folder / "globals.csv", header, globals_(truth, lists), comment)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
