"""The arithmetic of the tables: `python3 -m unittest test_tables` in this folder."""

import sys
import unittest

from harness import Command, Failure, Program, contest, last_line
from tables import Column, Row, cells, choose, markdown, plain, ratios, show, significant, spread


def row(name, *values, key="s", **rest):
    return Row(name, rounds=[{key: value} for value in values], **rest)


class Figures(unittest.TestCase):
    def test_spread_is_median_and_ends(self):
        self.assertEqual((3, 1, 9), spread([9, 1, 3]))
        self.assertEqual((2.5, 1, 4), spread([4, None, 1, 2, 3]))
        self.assertIsNone(spread([None, None]))

    def test_ratios_say_how_many_times_ours_is_better(self):
        self.assertEqual([4, 2], ratios([1, 2], [4, 4], "lower"))
        self.assertEqual([0.25, 2], ratios([1, 8], [4, 4], "higher"))
        self.assertEqual([2], ratios([None, 1], [3, 2], "lower"))

    def test_numbers_have_three_digits_and_no_exponent(self):
        told = [significant(x) for x in (0, 1234567, 0.0000123456, 12.345, 999.9, 0.1)]
        self.assertEqual(["0", "1230000", "0.0000123", "12.3", "1000", "0.1"], told)

    def test_show_leaves_equal_ends_out(self):
        self.assertEqual("2 (1..3)", show((2, 1, 3), significant))
        self.assertEqual("2 x", show((2, 2.0001, 2), significant, " x"))
        self.assertEqual("", show(None, significant))


class Tables(unittest.TestCase):
    columns = [Column("s", "time, s", "lower"), Column("q", "quality")]

    def test_a_ratio_is_that_of_the_same_round(self):
        ours, theirs = row("ours", 1, 2, 4, ours=True), row("theirs", 4, 6, 8)
        heading, lines = cells(self.columns, {"case": [ours, theirs]})
        self.assertEqual(["", "", "time, s", "ours", "quality"], heading)
        self.assertEqual(["case", "ours", "2 (1..4)", "", ""], lines[0])
        self.assertEqual(["", "theirs", "6 (4..8)", "3 x (2..4)", ""], lines[1])

    def test_of_variants_the_best_median_is_shown(self):
        slow, fast = row("slow", 5, 9, best_of="peer"), row("fast", 3, 8, best_of="peer")
        gone = Row("gone", best_of="peer", absent="broke")
        for order in ([slow, fast, gone], [gone, fast, slow]):
            self.assertEqual([fast], choose(order, self.columns[0]))
            self.assertEqual([slow], [r for r in choose(order, Column("s", "", "higher"))])
        self.assertEqual([gone], choose([gone], self.columns[0]))

    def test_what_is_absent_is_named_with_its_reason(self):
        lines = cells(self.columns, {"c": [row("ours", 1, ours=True), Row("x", absent="why")]})[1]
        self.assertEqual(["", "x", "absent: why", "", ""], lines[1])
        none = cells(self.columns, {"c": [Row("ours", ours=True, absent="why"), row("x", 2)]})[1]
        self.assertEqual(["", "x", "2", "", ""], none[1])

    def test_the_first_time_is_compared_by_itself(self):
        ours, theirs = row("ours", 1, ours=True), row("theirs", 2)
        ours.first, theirs.first = {"s": 10}, {"s": 5}
        columns = [*self.columns[:1], Column("first.s", "first", "lower")]
        heading, lines = cells(columns, {"": [ours, theirs]})
        self.assertEqual(["", "", "time, s", "ours, time", "first", "ours, first"], heading)
        self.assertEqual(["", "theirs", "2", "2 x", "5", "0.5 x"], lines[1])

    def test_forms(self):
        heading, lines = ["", "a"], [["x|y", "1"]]
        self.assertEqual("|  | a |\n|---|---|\n| x\\|y | 1 |", markdown(heading, lines))
        self.assertEqual("     a\n---  -\nx|y  1", plain(heading, lines))


class Contests(unittest.TestCase):
    def test_contestants_take_turns_and_each_begins_once(self):
        seen = []

        def contestant(name):
            return Command(name, lambda: seen.append(name) or {"s": len(seen)}, ours=name == "a")

        rows = contest("c", [contestant("a"), contestant("b")], 2)["c"]
        self.assertEqual(["a", "b", "b", "a"], seen)
        self.assertEqual([[1, 4], [2, 3]], [row.values("s") for row in rows])

    def test_who_fails_is_told_and_not_asked_again(self):
        seen = []

        def fail():
            seen.append(1)
            raise Failure("broke")

        rows = contest("c", [Command("a", lambda: {"s": 1}), Command("b", fail)], 3)["c"]
        self.assertEqual([None, "broke"], [row.absent for row in rows])
        self.assertEqual(1, len(seen))

    def test_a_kept_program_is_started_once_and_told_apart_at_first(self):
        code = (
            "import sys\nprint('{\"prepared\": 2.5}', flush=True)\nprint('talk')\nn = 0\n"
            "for _ in sys.stdin:\n n += 1\n"
            ' print(\'{"rows": [{"case": "k", "name": "v", "n": %d}]}\' % n, flush=True)'
        )
        program = Program("p", [sys.executable, "-c", code], kept=True)
        row = contest("c", [program], 2)["c, k"][0]
        self.assertEqual("p, v", row.name)
        self.assertEqual({"n": 1, "prepared": 2.5}, row.first)
        self.assertEqual([9, 10], row.values("n"))
        fresh = Program("p", [sys.executable, "-c", code])
        self.assertEqual([1, 1], contest("c", [fresh], 2)["c, k"][0].values("n"))

    def test_a_program_that_ends_says_why(self):
        program = Program("p", [sys.executable, "-c", "raise SystemExit('error: no data')"])
        self.assertEqual("exit code 1: error: no data", contest("", [program], 2)[""][0].absent)
        nowhere = Program("p", ["/no/such/program"])
        self.assertIn("No such file", contest("", [nowhere], 1)[""][0].absent)
        self.assertEqual("it says nothing", last_line(" \n"))


if __name__ == "__main__":
    unittest.main()
