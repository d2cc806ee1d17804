"""What the works share: the options, the data, and how the programs are called."""

import json
from dataclasses import dataclass
from pathlib import Path

from harness import HOME, JAR, Absent, Failure, Program, contest, environment, run


@dataclass
class Work:
    """One table."""

    title: str
    columns: list
    run: object


class Facts(dict):
    """What a verb told; what it did not is no figure."""

    def __missing__(self, key):
        raise Failure(f"simile tells no {key}")


class Bench:
    """What the works need: the options, the data, and the programs."""

    def __init__(self, options, java, python):
        self.options, self.java, self.python = options, java, python
        self.folder = Path(options.work)
        self.rounds, self.threads = options.rounds, options.threads

    # Data; made when first needed, and kept in the folder.

    def made(self, name, make):
        """The folder of that data."""
        folder = self.folder / "data" / name
        if not (folder / "done").exists():
            folder.mkdir(parents=True, exist_ok=True)
            make(folder)
            (folder / "done").touch()
        return folder

    def generated(self, name, users, items, ratings):
        """A file of ratings from a seed."""

        def make(folder):
            self.python.data("ratings", folder / "ratings.csv", users, items, ratings)

        return self.made(f"{name}-{users}x{items}x{ratings}", make) / "ratings.csv"

    def all(self):
        """The file of all ratings."""
        return (
            Path(self.options.data)
            if self.options.data
            else self.generated("all", *self.options.shape)
        )

    def halves(self, file, share):
        """Train and test part of a file."""
        stamp = f"{file.parent.name}-{file.stem}-{file.stat().st_size}-{share}"
        return self.made(
            f"split-{stamp}", lambda folder: self.python.data("split", file, folder, share)
        )

    def large(self):
        """Train and test part of all ratings."""
        return self.halves(self.all(), 0.05)

    def small(self):
        """Train and test part of the small ratings."""
        given = self.options.small
        return self.halves(
            Path(given) if given else self.generated("small", *self.options.small_shape), 0.2
        )

    def trained(self):
        """How many ratings the large training part has."""
        with open(self.large() / "train.txt", "rb") as lines:
            return sum(1 for _ in lines)

    def factors(self, threads):
        """A model of ours with 64 factors, and its factors for others."""

        def make(folder):
            train = self.large() / "train.csv"
            algorithm = "mf:factors=64,epochs=5,biases=false"
            run(self.ours("factors", train, algorithm, folder, threads))
            known = (folder / "users.f32").stat().st_size // 256
            self.python.data("users", folder, self.options.queries * 20, known)

        # A model is read by the version that wrote it.
        return self.made(f"factors-{self.large().name}-{int(JAR.stat().st_mtime)}", make)

    # Programs.

    def simile(self, *arguments):
        """What the launcher prints for these arguments."""
        kernels = ["--kernels", self.options.kernels] if self.options.kernels else []
        return run([HOME / "simile", *arguments, *kernels, "--progress", "none"])

    def facts(self, *arguments):
        """The key,value pairs of a verb."""
        told = json.loads(self.simile(*arguments, "--format", "json"))
        return Facts({row["key"]: row["value"] for row in told})

    def ours(self, *arguments, processors=None):
        """The command line of a program of ours inside the JVM."""
        options = ["-XX:+UseSerialGC"]
        if self.options.kernels:
            options.append(f"-Dsimile.kernels={self.options.kernels}")
        return self.java.command(
            "ours", "Ours", *arguments, processors=processors, options=options
        )

    def file(self, name):
        """A place for something passing."""
        folder = self.folder / "run"
        folder.mkdir(exist_ok=True)
        return folder / name

    def peer(self, name, package, command, **rest):
        """A contestant that may be absent: `command` gives its command line or fails."""
        if package in self.options.skip:
            return Absent(name, "left out by --skip")
        try:
            return Program(name, command(), **rest)
        except Failure as e:
            return Absent(name, str(e), rest.get("ours", False))

    def own(self, *arguments, processors=None, **rest):
        """Ours inside the JVM, kept."""
        command = lambda: self.ours(*arguments, processors=processors)
        return self.peer("Simile", "ours", command, ours=True, kept=True, **rest)

    def py(self, name, package, *arguments, env=None, **rest):
        """A Python contestant."""
        env = environment(**(env or {}))
        return self.peer(
            name, package, lambda: self.python.command(package, *arguments), env=env, **rest
        )

    def jvm(self, name, package, source, *arguments, processors, **rest):
        """A Java contestant."""
        command = lambda: self.java.command(package, source, *arguments, processors=processors)
        return self.peer(name, package, command, **rest)

    def contest(self, case, contestants):
        """The rows of each case, after the rounds."""
        return contest(case, contestants, self.rounds, self.options.warm_up)


def count(threads):
    return "1 thread" if threads == 1 else f"{threads} threads"
