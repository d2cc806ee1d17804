"""Matrix factorization of ours and of LIBMF, in its epochs and from a text file to a saved model."""

import csv
import errno
import math
import os
import pty
import subprocess
import time
from pathlib import Path

from bench import count
from harness import Absent, Command, Failure, environment, last_line, run


def rmse(predictions, test):
    """Of a file with a prediction for each line `user item rating` of another."""
    squares, n = 0.0, 0
    with open(predictions, encoding="utf-8") as told, open(test, encoding="utf-8") as right:
        for prediction, line in zip(told, right):
            squares += (float(prediction) - float(line.split()[2])) ** 2
            n += 1
        if n == 0 or told.readline() or right.readline():
            raise Failure(f"{predictions} has not one line for each of {test}")
    return math.sqrt(squares / n)


def our_factorization(bench, k, threads):
    """Trains by the command line, and predicts the test part."""
    options, data = bench.options, bench.large()
    model, told = bench.file("model.simile"), bench.file("predicted.csv")
    algorithm = options.mf.format(k=k, epochs=options.epochs, regularization=options.regularization)
    train = ["train", data / "train.csv", "-a", algorithm, "-o", model, "--threads", threads]
    start = time.perf_counter()
    facts = bench.facts(*train)
    wall = time.perf_counter() - start
    bench.simile("predict", model, "--pairs", data / "test.csv", "-o", told, "--format", "csv")
    predictions = bench.file("predicted.txt")
    with open(told, encoding="utf-8") as rows, open(predictions, "w", encoding="utf-8") as out:
        out.writelines(row["prediction"] + "\n" for row in csv.DictReader(rows))
    seconds = facts["train-mf-seconds"]
    updates = facts["ratings"] * options.epochs / 1e6
    first = facts["train-mf-1-seconds"]
    return {
        "rate": updates / seconds,
        "later": later(updates, options.epochs, seconds - first),
        "epochs": seconds,
        "wall": wall,
        "read": facts["read-seconds"],
        "rmse": rmse(predictions, data / "test.txt"),
    }


def later(updates, epochs, seconds):
    """Millions of updates a second in the epochs after the first."""
    return updates * (epochs - 1) / epochs / seconds if epochs > 1 else None


def stamps(command):
    """When each line of a program's output came, as (seconds, line), and when the program ended.

    It writes to a terminal of its own, so that lines come when they are printed.
    """
    ours, its = pty.openpty()
    start = time.perf_counter()
    lines, rest = [], b""
    try:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=its,
            stderr=its,
            env=environment(),
        )
    except OSError as e:
        os.close(ours)
        raise Failure(f"{command[0]}: {e.strerror}") from e
    finally:
        os.close(its)
    while True:
        try:
            some = os.read(ours, 4096)
        except OSError as e:
            # What a terminal says once nobody writes to it any more.
            if e.errno != errno.EIO:
                raise
            some = b""
        at = time.perf_counter() - start
        if not some:
            break
        *whole, rest = (rest + some).split(b"\n")
        lines += [(at, line.decode().strip()) for line in whole]
    code = process.wait()
    end = time.perf_counter() - start
    os.close(ours)
    if code != 0:
        raise Failure(f"exit code {code}: " + last_line("\n".join(line for _, line in lines)))
    return lines, end


def libmf_factorization(bench, k, threads, bins):
    """Trains by mf-train, whose lines tell when an iteration has ended, and predicts."""
    options, data = bench.options, bench.large()
    program, model = Path(options.mf_train), bench.file("libmf.txt")
    settings = [
        "-k",
        k,
        "-t",
        options.epochs,
        "-s",
        threads,
        "-n",
        bins,
        "-l2",
        options.regularization,
    ]
    lines, wall = stamps([program, *settings, data / "train.txt", model])
    begin = next((at for at, line in lines if line.startswith("iter")), None)
    ends = [at for at, line in lines if line[:1].isdigit()]
    if begin is None or len(ends) != options.epochs:
        raise Failure(f"mf-train printed {len(ends)} iterations, not {options.epochs}")
    updates = bench.trained() * options.epochs / 1e6
    figures = {
        "rate": updates / (ends[-1] - begin),
        "later": later(updates, options.epochs, ends[-1] - ends[0]),
        "epochs": ends[-1] - begin,
        "wall": wall,
        "read": begin,
    }
    predict = program.with_name("mf-predict")
    if predict.exists():
        told = bench.file("libmf-predicted.txt")
        run([predict, data / "test.txt", model, told])
        figures["rmse"] = rmse(told, data / "test.txt")
    return figures


def factorization(bench, case, k, threads):
    """Ours against LIBMF with each number of bins."""
    options = bench.options
    contestants = [Command("Simile", lambda: our_factorization(bench, k, threads), ours=True)]
    if "libmf" in options.skip:
        contestants.append(Absent("LIBMF", "left out by --skip"))
    elif not options.mf_train:
        contestants.append(Absent("LIBMF", "--mf-train names no program"))
    else:
        for bins in options.bins:
            contestants.append(
                Command(
                    f"LIBMF, best bins: {bins}",
                    lambda bins=bins: libmf_factorization(bench, k, threads, bins),
                    best_of="LIBMF",
                )
            )
    return bench.contest(case, contestants)


def sgd(bench):
    cases = {}
    for threads in bench.threads:
        for k in bench.options.factors:
            cases.update(factorization(bench, f"k = {k}, {count(threads)}", k, threads))
    return cases


def end_to_end(bench):
    cases = {}
    for threads in bench.threads:
        k = 64 if 64 in bench.options.factors else bench.options.factors[0]
        cases.update(factorization(bench, f"k = {k}, {count(threads)}", k, threads))
    return cases
