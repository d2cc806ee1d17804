"""How the programs are found, installed, started and measured in alternation."""

import json
import os
import platform
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tables import Row

HERE = Path(__file__).resolve().parent
HOME = HERE.parent.parent
JAR = HOME / "engine/app/target/simile-app-0.1.0-all.jar"


class Failure(Exception):
    """Why a program has no figures."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def environment(**more):
    """Ours, without what would bend the numerical libraries of the peers."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.match("(OPENBLAS|OMP|MKL|POLARS|RAYON)_", name)
    }
    return {**kept, **{name: str(value) for name, value in more.items()}}


def last_line(text):
    """The line that tells most of a program's complaint."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if re.search("error|exception|simile:", line, re.I)]
    return (told or lines or ["it says nothing"])[-1][:200]


def run(command, env=None, timeout=7200):
    """Runs a program and gives what it printed; raises Failure with its complaint."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env=env,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as e:
        raise Failure(f"{command[0]}: {e.strerror}") from e
    except subprocess.TimeoutExpired as e:
        raise Failure(f"not done after {timeout} s") from e
    if done.returncode != 0:
        raise Failure(f"exit code {done.returncode}: {last_line(done.stderr or done.stdout)}")
    return done.stdout


class Program:
    """A contestant that prepares, and measures once for each line that it is sent.

    One that is `kept` lives as long as its case: what it measures first is told apart, and it warms
    up before the rounds. Else each round has a process of its own.
    """

    def __init__(self, name, command, ours=False, kept=False, env=None, after=None, timeout=7200):
        self.name, self.ours, self.kept, self.best_of = name, ours, kept, None
        self.command = [str(part) for part in command]
        self.env = env or environment()
        self.after = after or (lambda rows: None)
        self.timeout = timeout
        self.process = None
        self.prepared = 0.0

    def open(self):
        """Starts it and waits until it is prepared."""
        self.errors = tempfile.TemporaryFile("w+")
        pipe = subprocess.PIPE
        try:
            self.process = subprocess.Popen(
                self.command, stdin=pipe, stdout=pipe, stderr=self.errors, env=self.env, text=True
            )
        except OSError as e:
            self.errors.close()
            raise Failure(f"{self.command[0]}: {e.strerror}") from e
        self.lines = queue.SimpleQueue()
        threading.Thread(target=self.listen, args=[self.process.stdout], daemon=True).start()
        self.prepared = self.answer()["prepared"]

    def listen(self, stream):
        """Takes the lines of figures; others are the library's talk."""
        with stream:
            for line in stream:
                if line.startswith("{"):
                    self.lines.put(line)
        self.lines.put(None)

    def answer(self):
        """The next line of figures."""
        try:
            line = self.lines.get(timeout=self.timeout)
        except queue.Empty:
            raise Failure(f"not done after {self.timeout} s") from None
        if line is None:
            code = self.process.wait()
            self.errors.seek(0)
            raise Failure(f"exit code {code}: {last_line(self.errors.read())}")
        return json.loads(line)

    def measure(self):
        """The rows of one round."""
        if self.process is None:
            self.open()
        try:
            self.process.stdin.write("go\n")
            self.process.stdin.flush()
            rows = self.answer()["rows"]
        except BrokenPipeError:
            rows = self.answer()["rows"]
        for figures in rows:
            if self.prepared:
                figures["prepared"] = self.prepared
        self.after(rows)
        if not self.kept:
            self.close()
        return rows

    def close(self):
        """Ends it."""
        if self.process is None:
            return
        process, self.process = self.process, None
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.errors.close()


class Command:
    """A contestant that is a function with one row of figures."""

    kept = False

    def __init__(self, name, function, ours=False, best_of=None):
        self.name, self.function, self.ours, self.best_of = name, function, ours, best_of

    def measure(self):
        return [{"case": "", "name": "", **self.function()}]

    def close(self):
        pass


class Absent:
    """A contestant that is not here."""

    kept, best_of = False, None

    def __init__(self, name, reason, ours=False):
        self.name, self.reason, self.ours = name, reason, ours

    def measure(self):
        raise Failure(self.reason)

    def close(self):
        pass


# What is kept is measured at most as often before the rounds.
WARM_UPS = 8


def contest(case, contestants, rounds, warm_up_seconds=5):
    """Lets the contestants take turns; each round begins with the next one.

    Gives the rows of each case: a contestant may have rows in several.
    """
    results, dead = {}, set()

    def warm_up(contestant):
        take(contestant, first=True)
        start = time.monotonic()
        for _ in range(WARM_UPS - 1):
            if contestant in dead or time.monotonic() - start > warm_up_seconds:
                return
            take(contestant)

    def take(contestant, first=False, counts=False):
        try:
            measured = contestant.measure()
        except Failure as e:
            dead.add(contestant)
            contestant.close()
            mine = [r for rows in results.values() for (c, _), r in rows.items() if c is contestant]
            if not mine:
                row = Row(contestant.name, contestant.ours, contestant.best_of)
                results.setdefault(case, {})[contestant, ""] = row
                mine = [row]
            for row in mine:
                row.absent = str(e)
            say(f"  {contestant.name}: {e}")
            return
        for figures in measured:
            where = ", ".join(part for part in (case, figures.pop("case")) if part)
            part = figures.pop("name")
            rows = results.setdefault(where, {})
            name = ", ".join(text for text in (contestant.name, part) if text)
            row = rows.setdefault(
                (contestant, part), Row(name, contestant.ours, contestant.best_of)
            )
            if first:
                row.first = figures
            if counts:
                row.rounds.append(figures)

    try:
        for contestant in contestants:
            if contestant.kept:
                warm_up(contestant)
        for number in range(rounds):
            at = number % len(contestants)
            for contestant in contestants[at:] + contestants[:at]:
                if contestant not in dead:
                    take(contestant, counts=True)
            say(f"  {case or 'round'}: {number + 1} of {rounds} done")
    finally:
        for contestant in contestants:
            contestant.close()
    order = {contestant: i for i, contestant in enumerate(contestants)}
    return {
        where: [row for _, row in sorted(rows.items(), key=lambda item: order[item[0][0]])]
        for where, rows in results.items()
    }


def machine():
    """Processor, system and how busy it is."""
    name = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    except OSError:
        pass
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": name,
        "processors": os.cpu_count(),
        "memory-gib": round(memory, 1),
        "system": platform.platform(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
    }


def release(folder):
    """The feature release of the JDK in `folder`, 0 if it is none."""
    try:
        text = (Path(folder) / "release").read_text()
    except OSError:
        return 0
    found = re.search('JAVA_VERSION="([0-9]+)', text)
    return int(found[1]) if found and (Path(folder) / "bin/javac").exists() else 0


def find_jdk():
    """A JDK that can run ours, as the launcher looks for it."""
    asked = os.environ.get("SIMILE_JAVA")
    if asked:
        return Path(re.sub("(/bin)?(/java)?/?$", "", asked))
    java = shutil.which("java")
    places = [os.environ.get("JAVA_HOME"), java and Path(java).resolve().parent.parent]
    for base in (
        "/usr/lib/jvm",
        "/usr/java",
        "/opt",
        "/opt/java",
        "/Library/Java/JavaVirtualMachines",
    ):
        if Path(base).is_dir():
            places += sorted(Path(base).iterdir()) + sorted(Path(base).glob("*/Contents/Home"))
    for place in places:
        if place and release(place) >= 25:
            return Path(place)
    raise Failure("no JDK 25 or newer was found; set SIMILE_JAVA to its folder")


class Java:
    """The programs of the folder `java`, compiled against ours or against one peer each."""

    def __init__(self, work):
        self.work = work / "java"
        self.jdk = find_jdk()
        self.ready = {}

    def classes(self, peer, source):
        """The class path of a program; raises Failure if the peer cannot be had."""
        if peer in self.ready:
            if isinstance(self.ready[peer], Failure):
                raise self.ready[peer]
            return self.ready[peer]
        try:
            libraries = JAR if peer == "ours" else self.fetch(peer)
            out = self.work / "classes" / peer
            sources = [HERE / "java" / f"{name}.java" for name in ("Passes", source)]
            vector = ["--add-modules", "jdk.incubator.vector"]
            javac = [self.jdk / "bin/javac", "-nowarn", "-proc:none", *vector, "-cp", libraries]
            run([*javac, "-d", out, *sources])
            self.ready[peer] = f"{out}{os.pathsep}{libraries}"
        except Failure as e:
            self.ready[peer] = e
            raise
        return self.ready[peer]

    def fetch(self, profile):
        """The jars of a peer, by Maven."""
        folder = self.work / "jars" / profile
        if not folder.exists():
            if not shutil.which("mvn"):
                raise Failure("Maven (mvn), which would fetch it, is not on the PATH")
            partial = self.work / "jars" / f"{profile}.partial"
            goal = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies"
            options = [f"-DoutputDirectory={partial}", "-DincludeScope=runtime"]
            pom = HERE / "java/pom.xml"
            java = environment(JAVA_HOME=self.jdk)
            run(["mvn", "-B", "-q", "-f", pom, "-P", profile, goal, *options], env=java)
            partial.rename(folder)
        return f"{folder}/*"

    def command(self, peer, source, *arguments, processors=None, options=()):
        """The command line of a program."""
        path = self.classes(peer, source)
        flags = ["--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"]
        if processors:
            flags.append(f"-XX:ActiveProcessorCount={processors}")
        return [self.jdk / "bin/java", *flags, *options, "-cp", path, source, *arguments]


class Python:
    """The environment of the Python peers."""

    def __init__(self, work, venv):
        self.program = Path(venv or work / "venv") / "bin/python"
        self.absent = {}
        if venv is None:
            self.install(work)
        told = json.loads(run([self.program, HERE / "peers.py", "about"], env=environment()))
        self.found, self.blas = told["found"], told["blas"]
        self.absent = {
            **told["absent"],
            **{p: r for p, r in self.absent.items() if p not in self.found},
        }

    def install(self, work):
        """Makes the environment, and remembers what could not be installed and why."""
        wanted = (HERE / "requirements-run.txt").read_text()
        mark = work / "venv" / "installed.json"
        if mark.exists():
            told = json.loads(mark.read_text())
            if told["wanted"] == wanted:
                self.absent = told["absent"]
                return
        say("making the environment of the Python peers, a minute or two ...")
        run([sys.executable, "-m", "venv", "--clear", work / "venv"])
        for line in wanted.split():
            try:
                run([self.program, "-m", "pip", "install", "-q", line])
            except Failure as e:
                self.absent[line.split("==")[0]] = f"pip cannot install {line}: {e}"
        mark.write_text(json.dumps({"wanted": wanted, "absent": self.absent}))

    def data(self, *arguments):
        """Makes data."""
        run([self.program, HERE / "data.py", *arguments], env=environment())

    def command(self, package, *arguments):
        """The command line of a peer; raises Failure if it is not there."""
        if package in self.absent:
            raise Failure(self.absent[package])
        return [self.program, HERE / "peers.py", *arguments]
