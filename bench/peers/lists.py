"""Lists of many users, and how long other libraries take to say what they are worth.

    python lists.py generate FOLDER [USERS]   train.csv, truth.csv and lists.csv, from a seed
    python lists.py rectools FOLDER           rectools on them
    python lists.py lenskit FOLDER            LensKit on them

Each user (100,000, unless told otherwise) gets 40 items to have had, 30 to be right and a list of
100, of which some are right; items are drawn by popularity (Zipf, exponent .9) from 20,000.

A library's run prints one line of JSON: the seconds of reading the files into frames
(`read`), of everything from the frames in memory to the values (`values`), the seconds that the
processors spent on the latter (`processor`), and the values. What it measures are the same metrics at 10 and 100: precision, recall, MAP, nDCG, MRR, hit rate and, as far
as the library has them, novelty, popularity and coverage of the catalogue. Its process does one run,
so that runs of different programs can take turns.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

SEED = 4
ITEMS = 20_000
HAD, RIGHT, LISTED = 40, 30, 100
CUTOFFS = [10, 100]


def generate(folder, users):
    """Writes the three files."""
    draw = np.random.default_rng(SEED)
    chance = 1 / np.arange(1, ITEMS + 1) ** 0.9
    ends = np.cumsum(chance / chance.sum())
    folder.mkdir(parents=True, exist_ok=True)
    with (
        open(folder / "train.csv", "w") as train,
        open(folder / "truth.csv", "w") as truth,
        open(folder / "lists.csv", "w") as lists,
    ):
        train.write("user,item\n")
        truth.write("user,item\n")
        lists.write("user,rank,item,score\n")
        # The rarest items are had by somebody, too: the catalogue is what training has.
        train.writelines(f"{users},{item}\n" for item in range(ITEMS))
        wanted = HAD + LISTED + RIGHT
        for user in range(users):
            popular = np.searchsorted(ends, draw.random(3 * wanted)).clip(max=ITEMS - 1)
            drawn = np.concatenate([popular, draw.integers(0, ITEMS, 2 * wanted)])
            items = drawn[np.sort(np.unique(drawn, return_index=True)[1])][:wanted]
            others = items[HAD:]
            right = draw.choice(others, RIGHT, replace=False)
            train.writelines(f"{user},{item}\n" for item in items[:HAD].tolist())
            truth.writelines(f"{user},{item}\n" for item in right.tolist())
            lists.writelines(
                f"{user},{rank},{item},{1 / rank:.6f}\n"
                for rank, item in enumerate(others[:LISTED].tolist(), 1)
            )


def read(folder):
    """The files as frames, by the quickest reader of pandas."""
    import pandas as pd

    columns = {"lists": ["user", "rank", "item"], "truth": ["user", "item"]}
    columns["train"] = columns["truth"]
    names = {"user": "user_id", "item": "item_id"}
    return {
        name: pd.read_csv(folder / f"{name}.csv", usecols=wanted, engine="pyarrow").rename(
            columns=names
        )
        for name, wanted in columns.items()
    }


def rectools(lists, truth, train):
    """The values of rectools, computed together."""
    from rectools import metrics as m

    wanted = {}
    for k in CUTOFFS:
        wanted[f"precision@{k}"] = m.Precision(k=k)
        wanted[f"recall@{k}"] = m.Recall(k=k)
        wanted[f"map@{k}"] = m.MAP(k=k)
        wanted[f"ndcg@{k}"] = m.NDCG(k=k, divide_by_achievable=True)
        wanted[f"mrr@{k}"] = m.MRR(k=k)
        wanted[f"hit-rate@{k}"] = m.HitRate(k=k)
        wanted[f"novelty@{k}"] = m.MeanInvUserFreq(k=k)
        wanted[f"arp@{k}"] = m.AvgRecPopularity(k=k)
        wanted[f"catalog-coverage@{k}"] = m.CatalogCoverage(k=k, normalize=True)
    return m.calc_metrics(
        wanted,
        reco=lists,
        interactions=truth,
        prev_interactions=train,
        catalog=train["item_id"].unique(),
    )


def lenskit(lists, truth, train):
    """The values of LensKit, which has no novelty, popularity count and coverage."""
    from lenskit.data import ItemListCollection, UserIDKey
    from lenskit.metrics import RunAnalysis
    from lenskit.metrics import ranking as m

    run = ItemListCollection.from_df(lists, UserIDKey)
    right = ItemListCollection.from_df(truth, UserIDKey)
    wanted = RunAnalysis()
    for k in CUTOFFS:
        wanted.add_metric(m.Precision(k), f"precision@{k}")
        wanted.add_metric(m.Recall(k), f"capped-recall@{k}")
        wanted.add_metric(m.AveragePrecision(k), f"map@{k}")
        wanted.add_metric(m.NDCG(k, weight=m.LogRankWeight(offset=1)), f"ndcg@{k}")
        wanted.add_metric(m.RecipRank(k), f"mrr@{k}")
        wanted.add_metric(m.Hit(k), f"hit-rate@{k}")
    return wanted.measure(run, right).list_summary()["mean"].to_dict()


def main(verb, folder, users="100000"):
    folder = Path(folder)
    if verb == "generate":
        generate(folder, int(users))
        return
    library = {"rectools": rectools, "lenskit": lenskit}[verb]
    __import__(verb)
    start = time.perf_counter()
    frames = read(folder)
    middle, processor = time.perf_counter(), time.process_time()
    values = library(**frames)
    end, processor = time.perf_counter(), time.process_time() - processor
    seconds = {"read": middle - start, "values": end - middle, "processor": processor}
    print(json.dumps({**seconds, "of": values}))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in ("generate", "rectools", "lenskit"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
