"""The data that `run.py` measures on; it calls this with the Python of its environment.

    python data.py ratings FILE USERS ITEMS RATINGS   user,item,rating,time, from a seed
    python data.py split RATINGS FOLDER SHARE         training and test part in everybody's form
    python data.py vectors FOLDER ITEMS DIMENSIONS QUERIES
    python data.py users FOLDER COUNT USERS           whom to recommend to

Ratings are in half stars, of users and items with latent tastes and long tails; vectors are normal
with log-normal lengths, as factors are.
"""

import sys
from pathlib import Path

import numpy as np

SEED = 5
CHUNK = 1_000_000


def pairs(draw, users, items, wanted):
    """Different (user, item) pairs as one number each, in random order."""
    activity = draw.lognormal(0, 1, users)
    activity = np.cumsum(activity / activity.sum())
    chance = 1 / (np.arange(1, items + 1) + 20) ** 0.9
    chance = np.cumsum(draw.permutation(chance) / chance.sum())
    if wanted > users * items // 2:
        sys.exit(f"RATINGS must be at most half of USERS x ITEMS, was {wanted}")
    have = np.empty(0, np.int64)
    while len(have) < wanted:
        more = int((wanted - len(have)) * 1.2) + 1000
        user = np.searchsorted(activity, draw.random(more)).clip(max=users - 1)
        item = np.searchsorted(chance, draw.random(more)).clip(max=items - 1)
        have = np.unique(np.concatenate([have, user * items + item]))
    return draw.permutation(have)[:wanted]


def ratings(file, users, items, wanted):
    """Writes the file of ratings."""
    import polars as pl

    draw = np.random.default_rng(SEED)
    cells = pairs(draw, users, items, wanted)
    user, item = cells // items, cells % items
    taste, kind = (draw.normal(0, 0.45, (n, 8)).astype(np.float32) for n in (users, items))
    mood, worth = draw.normal(0, 0.4, users), draw.normal(0, 0.5, items)
    stars = np.empty(wanted, np.float32)
    for at in range(0, wanted, CHUNK):
        u, i = user[at : at + CHUNK], item[at : at + CHUNK]
        score = 3.4 + mood[u] + worth[i] + np.einsum("ij,ij->i", taste[u], kind[i])
        score += draw.normal(0, 0.6, len(u))
        stars[at : at + CHUNK] = (np.round(2 * score) / 2).clip(0.5, 5)
    time = draw.integers(1_420_000_000, 1_600_000_000, wanted)
    frame = pl.DataFrame({"user": user, "item": item, "rating": stars, "time": time})
    frame.write_csv(file, include_header=False)


def read(file):
    """User, item and rating of a file: split by `::`, tabs or commas, with a header or without."""
    import polars as pl

    with open(file, encoding="utf-8") as lines:
        first = lines.readline()
    split = next((s for s in ("::", "\t") if s in first), ",")
    header = not first.split(split)[2].strip().replace(".", "", 1).isdigit()
    if split == "::":
        text = pl.Series(Path(file).read_text(encoding="utf-8").replace("::", ",").splitlines())
        frame = pl.read_csv(("\n".join(text)).encode(), has_header=header)
    else:
        frame = pl.read_csv(file, separator=split, has_header=header)
    user, item, rating = frame.get_columns()[:3]
    dense = (
        column.cast(pl.String).cast(pl.Categorical).to_physical().to_numpy()
        for column in (user, item)
    )
    return (*(np.unique(d, return_inverse=True)[1] for d in dense), rating.to_numpy())


def split(file, folder, share):
    """Writes train and test as CSV, as LIBMF's text, and the training part for scipy."""
    import polars as pl
    from scipy import sparse

    user, item, rating = read(file)
    held = np.random.default_rng(SEED).random(len(user)) < share
    for name, part in (("train", ~held), ("test", held)):
        frame = pl.DataFrame(
            {"user": user[part], "item": item[part], "rating": rating[part].astype(np.float32)}
        )
        frame.write_csv(folder / f"{name}.csv", include_header=False)
        frame.write_csv(folder / f"{name}.txt", include_header=False, separator=" ")
    train = (rating[~held].astype(np.float32), (user[~held], item[~held]))
    matrix = sparse.csr_matrix(train, shape=(user.max() + 1, item.max() + 1))
    sparse.save_npz(folder / "train.npz", matrix, compressed=False)
    # Items whose neighbors are compared: every so many, so that popular and rare ones are in.
    known = np.unique(item[~held])
    asked = known[:: max(1, len(known) // 200)]
    (folder / "asked.txt").write_text("".join(f"{i}\n" for i in asked))


def vectors(folder, n, d, queries):
    """Writes items, queries and the true top 10 by inner product."""
    draw = np.random.default_rng(SEED)
    lengths = draw.lognormal(0, 0.3, (n, 1))
    items = (draw.normal(size=(n, d)) * lengths / np.sqrt(d)).astype(np.float32)
    asked = draw.normal(size=(queries, d)).astype(np.float32)
    items.tofile(folder / "items.f32")
    asked.tofile(folder / "queries.f32")
    best = np.empty((queries, 10), np.int32)
    for i in range(queries):
        scores = items.astype(np.float64) @ asked[i] if n * d < 1e7 else items @ asked[i]
        top = np.argpartition(-scores, 50)[:50]
        exact = items[top].astype(np.float64) @ asked[i].astype(np.float64)
        best[i] = top[np.argsort(-exact)[:10]]
    best.tofile(folder / "truth.i32")


def users(folder, count, known):
    """Writes whom to recommend to."""
    chosen = np.random.default_rng(SEED).integers(0, known, count)
    chosen.astype(np.int32).tofile(folder / "asked.i32")


def main(verb, *rest):
    path = Path(rest[0])
    if verb == "split":
        split(path, Path(rest[1]), float(rest[2]))
    else:
        {"ratings": ratings, "vectors": vectors, "users": users}[verb](path, *map(int, rest[1:]))


if __name__ == "__main__":
    main(*sys.argv[1:])
