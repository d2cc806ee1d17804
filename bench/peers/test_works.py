"""What is compared beside the clock: `python3 -m unittest test_works` in this folder."""

import struct
import tempfile
import unittest
from pathlib import Path

from harness import Failure
from works import forget, same_lists


class Lists(unittest.TestCase):
    def test_the_share_of_ours_that_the_other_has(self):
        with tempfile.TemporaryDirectory() as folder:
            mine, theirs = Path(folder) / "mine", Path(folder) / "theirs"
            mine.write_bytes(struct.pack("<10i", *range(8), -1, -1))
            theirs.write_bytes(struct.pack("<10i", *range(6), 20, 21, 22, 23))
            rows = [{}]
            same_lists(mine, theirs)(rows)
            self.assertEqual([{"agreement": 0.75}], rows)

    def test_a_file_that_is_not_there_is_a_failure(self):
        with tempfile.TemporaryDirectory() as folder:
            mine, theirs = Path(folder) / "mine", Path(folder) / "theirs"
            mine.write_bytes(b"")
            forget(mine, theirs)
            with self.assertRaisesRegex(Failure, "mine: No such file"):
                same_lists(mine, theirs)([{}])


if __name__ == "__main__":
    unittest.main()
