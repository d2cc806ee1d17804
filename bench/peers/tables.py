"""From the figures of the rounds to medians, ratios and tables."""

import statistics
from dataclasses import dataclass, field
from typing import Callable, Dict, List, Optional, Tuple


def significant(value, digits=3):
    """The number with that many significant digits and without an exponent."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" not in text:
        return text
    return f"{float(text):.0f}" if abs(value) >= 1 else f"{float(text):.{digits + 6}f}".rstrip("0")


def decimals(count):
    """A format with that many decimals."""
    return lambda value: f"{value:.{count}f}"


@dataclass
class Column:
    """One figure of a table.

    `better` is `lower` or `higher` where ours is to be compared with the peers, else None.
    """

    key: str
    heading: str
    better: Optional[str] = None
    text: Callable[[float], str] = significant


@dataclass
class Row:
    """What one contestant did in each round; of rows with one `best_of` the best is shown."""

    name: str
    ours: bool = False
    best_of: Optional[str] = None
    rounds: List[Dict[str, float]] = field(default_factory=list)
    first: Optional[Dict[str, float]] = None
    absent: Optional[str] = None

    def values(self, key):
        """The figure in each round, None where there is none; of `first.KEY` the one before."""
        if key.startswith("first."):
            return [(self.first or {}).get(key[len("first.") :])]
        return [figures.get(key) for figures in self.rounds]


def spread(values) -> Optional[Tuple[float, float, float]]:
    """Median, least and greatest of the values that there are."""
    there = [value for value in values if value is not None]
    return (statistics.median(there), min(there), max(there)) if there else None


def ratios(ours, theirs, better):
    """How many times ours is better, for each round in which there are both."""
    both = [(o, t) for o, t in zip(ours, theirs) if o and t]
    return [t / o if better == "lower" else o / t for o, t in both]


def show(three, text, unit=""):
    """`median (least..greatest)`, the median alone where they look the same."""
    if three is None:
        return ""
    median, least, greatest = map(text, three)
    return median + unit + ("" if least == greatest else f" ({least}..{greatest})")


def choose(rows, column):
    """The rows, of each `best_of` only the one with the best median; the absent ones last."""
    best = {}
    for row in rows:
        three = spread(row.values(column.key))
        if row.best_of is None or row.absent or three is None:
            continue
        worth = three[0] if column.better == "higher" else -three[0]
        if row.best_of not in best or worth > best[row.best_of][0]:
            best[row.best_of] = (worth, row)
    kept, groups = [], set()
    for row in rows:
        if row.best_of is None:
            kept.append(row)
        elif row.best_of in best:
            if row is best[row.best_of][1]:
                kept.append(row)
        elif row.best_of not in groups:
            groups.add(row.best_of)
            kept.append(row)
    return kept


def cells(columns, cases):
    """Heading and rows of texts. `cases` maps the name of a case to its rows, ours among them."""
    compared = [column for column in columns if column.better]
    heading = ["", ""]
    for column in columns:
        heading.append(column.heading)
        if column.better:
            heading.append(f"ours, {column.heading.split(',')[0]}" if len(compared) > 1 else "ours")
    lines = []
    for case, rows in cases.items():
        base = next((row for row in rows if row.ours and not row.absent), None)
        label = case
        for row in choose(rows, compared[0]):
            line = [label, row.name]
            label = ""
            if row.absent or not row.rounds:
                line.append("absent: " + (row.absent or "it printed no figures"))
                lines.append(line + [""] * (len(heading) - len(line)))
                continue
            for column in columns:
                values = row.values(column.key)
                line.append(show(spread(values), column.text))
                if column.better:
                    line.append(better(base, row, values, column))
            lines.append(line)
    return heading, lines


def better(base, row, values, column):
    """How many times ours is better than this row, as text."""
    if base is None or row is base:
        return ""
    times = ratios(base.values(column.key), values, column.better)
    return show(spread(times), lambda times: significant(times, 2), " x")


def plain(heading, lines):
    """A table for a terminal; a long last cell does not widen the others."""
    widths = [len(text) for text in heading]
    for line in lines:
        for i, text in enumerate(line):
            if not text.startswith("absent: "):
                widths[i] = max(widths[i], len(text))
    form = lambda line: "  ".join(t.ljust(w) for t, w in zip(line, widths)).rstrip()
    return "\n".join(form(line) for line in [heading, ["-" * w for w in widths], *lines])


def markdown(heading, lines):
    """The same as Markdown."""
    row = lambda line: "| " + " | ".join(t.replace("|", "\\|") for t in line) + " |"
    return "\n".join([row(heading), "|" + "---|" * len(heading), *map(row, lines)])
