#!/usr/bin/env python3
"""Ours and other libraries on the same data, in alternation: how many times faster, and how good.

    python3 bench/peers/run.py --list
    python3 bench/peers/run.py --work FOLDER [WORK...] [OPTION...]

Without a WORK, all of them. It installs the Python peers into FOLDER/venv (pinned, from
requirements-run.txt), takes the Java peers by Maven, makes the data, and builds ours. A peer that
cannot be had is named in the table with the reason. The tables go to stdout, with all figures of
all rounds to FOLDER/results.json and as Markdown to FOLDER/results.md.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import tables
from bench import Bench
from harness import HOME, Failure, Java, Python, machine, run, say
from works import WORKS


def numbers(text):
    return [int(part) for part in text.split(",")]


def shape(text):
    parts = numbers(text)
    if len(parts) != 3:
        raise argparse.ArgumentTypeError("must be USERS,ITEMS,RATINGS, was " + text)
    return parts


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("works", nargs="*", metavar="WORK", help="what --list names; default all")
    add("--list", action="store_true", help="name the works and end")
    add("--work", metavar="FOLDER", help="for environments, data and results; not in the project")
    add("--rounds", type=int, default=5, help="how often each contestant is measured; default 5")
    add("--warm-up", type=float, default=5, metavar="SECONDS", help="of what is kept; default 5")
    add("--threads", type=numbers, default=[1, 2], help="default 1,2")
    add("--quick", action="store_true", help="tiny data, two rounds: that everything runs")
    add(
        "--skip",
        action="append",
        default=[],
        metavar="PEER",
        help="libmf, or a package; repeatable",
    )
    add("--kernels", help="as of simile: auto, scalar, vector, native")
    add("--data", metavar="FILE", help="user,item,rating CSV instead of generated ratings")
    add("--shape", type=shape, default=[100_000, 20_000, 10_000_000], help="USERS,ITEMS,RATINGS")
    add("--small", metavar="FILE", help="a small file of ratings, such as MovieLens 100K's u.data")
    add("--small-shape", type=shape, default=[943, 1682, 100_000], help="without --small")
    add("--mf-train", metavar="PATH", help="LIBMF's mf-train, built with AVX, mf-predict beside it")
    add("--factors", type=numbers, default=[32, 64, 128], help="of sgd; default 32,64,128")
    add("--bins", type=numbers, default=[10, 20, 40], help="of LIBMF; default 10,20,40")
    add("--epochs", type=int, default=10)
    add("--regularization", type=float, default=0.1)
    add(
        "--mf",
        default="mf:optimizer=adagrad,biases=false,regularization-mode=constant,factors={k},"
        "epochs={epochs},regularization={regularization}",
        metavar="ALGORITHM",
        help="ours in sgd; default %(default)s",
    )
    add("--items", type=numbers, default=[200_000, 1_000_000], help="of retrieval")
    add("--dimensions", type=int, default=64, help="of retrieval; default 64")
    add("--queries", type=int, default=1000, help="of retrieval; default 1000")
    add("--breadths", type=numbers, default=[16, 32, 64, 128, 256], help="of graph searches")
    add("--venv", metavar="PATH", help="an environment that has the Python peers already")
    chosen = parser.parse_args()
    if chosen.quick:
        quick(chosen, parser)
    if chosen.rounds < 1:
        parser.error(f"--rounds must be at least 1, was {chosen.rounds}")
    unknown = [work for work in chosen.works if work not in WORKS]
    if unknown:
        parser.error(f"no work is called {unknown[0]}; there are: {' '.join(WORKS)}")
    if not chosen.list and chosen.work is None:
        parser.error("--work must name a folder")
    if chosen.work and HOME in [Path(chosen.work).resolve(), *Path(chosen.work).resolve().parents]:
        parser.error("--work must be outside the project, was " + chosen.work)
    return chosen


def quick(chosen, parser):
    """What was not asked for becomes tiny."""
    tiny = {
        "rounds": 2,
        "warm_up": 1,
        "threads": [1],
        "shape": [2000, 800, 60_000],
        "small_shape": [300, 400, 9000],
        "factors": [32],
        "bins": [10, 20],
        "epochs": 3,
        "items": [4000],
        "queries": 100,
        "breadths": [16, 64],
    }
    for name, value in tiny.items():
        if getattr(chosen, name) == parser.get_default(name):
            setattr(chosen, name, value)


def build():
    """Ours, if its sources are newer than its jar, and the kernels that it runs."""
    say("building ours if need be ...")
    kernels = json.loads(run([HOME / "simile", "kernels", "--format", "json"]))
    try:
        revision = run(["git", "-C", HOME, "rev-parse", "--short", "HEAD"]).strip()
        changed = run(["git", "-C", HOME, "status", "--porcelain", "--untracked-files=no"]).strip()
        revision += " and changes" if changed else ""
    except Failure:
        revision = "unknown"
    return {"kernels": kernels, "revision": revision}


def report(about, results):
    """Tables as text and as Markdown."""
    system = about["machine"]
    head = (
        f"{system['processor']}, {system['processors']} processors, {system['memory-gib']} GiB,"
        f" {about['jdk']}, load at the start {system['load']:.2f};"
        f" rounds in alternation: {about['options']['rounds']}, median (least..greatest);"
        f" ratios are of the same round."
    )
    texts, marks = [head], [head]
    for work, cases in results.items():
        heading, lines = tables.cells(WORKS[work].columns, cases)
        texts += [f"{work}: {WORKS[work].title}", tables.plain(heading, lines)]
        marks += [f"**{WORKS[work].title}**", tables.markdown(heading, lines)]
    return "\n\n".join(texts) + "\n", "\n\n".join(marks) + "\n"


def write(folder, about, results):
    """All there is so far, so that a long run that is broken off has not been for nothing."""
    text, marks = report(about, results)
    plain = {
        work: {case: [asdict(row) for row in rows] for case, rows in cases.items()}
        for work, cases in results.items()
    }
    (folder / "results.json").write_text(json.dumps({**about, "works": plain}, indent=1) + "\n")
    (folder / "results.md").write_text(marks)
    return text


def main():
    chosen = options()
    if chosen.list:
        for name, work in WORKS.items():
            print(f"{name:14} {work.title}")
        return 0
    folder = Path(chosen.work).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    chosen.work = str(folder)
    system = machine()
    ours = build()
    java, python = Java(folder), Python(folder, chosen.venv)
    jdk = subprocess.run(
        [java.jdk / "bin/java", "-version"], capture_output=True, text=True, check=True
    )
    about = {
        "machine": system,
        "jdk": jdk.stderr.splitlines()[0],
        "ours": ours,
        "python-peers": python.found,
        "python-absent": python.absent,
        "blas": python.blas,
        "options": vars(chosen),
    }
    bench, results = Bench(chosen, java, python), {}
    for name in chosen.works or WORKS:
        say(f"{name}: {WORKS[name].title}")
        try:
            results[name] = WORKS[name].run(bench)
        except Failure as e:
            results[name] = {"": [tables.Row("Simile", ours=True, absent=str(e))]}
        text = write(folder, about, results)
    print(text, end="")
    print(
        f"\nAll figures: {folder}/results.json; as Markdown: {folder}/results.md", file=sys.stderr
    )
    rows = [row for cases in results.values() for rows in cases.values() for row in rows]
    return 1 if any(row.ours and row.absent for row in rows) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as e:
        sys.exit(f"run.py: {e}")
