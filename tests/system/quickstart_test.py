"""The output of scripts/quickstart once the binary is built: a stranger's first minutes."""
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import SOURCE, free_ports

TOUR = SOURCE / "scripts" / "sample_shop" / "tour.py"


class Quickstart(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.environment = {**os.environ, "SUGGESTD_QUICKSTART_DIR": self.folder.name,
                            "SUGGESTD_QUICKSTART_PORT": str(free_ports(2)[0])}  # and the next one, for administration
        self.addCleanup(self.folder.cleanup)
        self.addCleanup(self.tour, "--stop")

    def tour(self, *arguments):
        done = subprocess.run([sys.executable, TOUR, *arguments], env=self.environment, capture_output=True, text=True,
                              check=False, timeout=240)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def lists(self, shown):
        """{person: [titles]} as printed."""
        people = {}
        for line in shown.splitlines():
            if match := re.match(r"(\w+) \(.*\) would see:", line):
                people[match.group(1)] = titles = []
            elif people and line.startswith("  ") and not line.startswith("  curl"):
                titles.append(line[2:48].strip())
            elif line.startswith("The shop listens"):
                break
        return people

    def test_first_run_second_run_and_the_lines_to_type(self):
        first = self.tour()
        lists = self.lists(first)
        self.assertEqual(list(lists), ["ada", "ben", "cleo"])
        self.assertTrue(all(len(titles) >= 5 for titles in lists.values()), first)
        self.assertTrue(any("cat" in title.lower() or "tea" in title.lower() for title in lists["cleo"]), first)

        begin = time.monotonic()
        second = self.tour()
        self.assertLess(time.monotonic() - begin, 10, "the second run imports nothing")
        self.assertEqual(list(self.lists(second)), list(lists))

        joined = second.replace("\\\n", " ")
        curls = [shlex.split(line) for line in joined.splitlines() if line.startswith("  curl")]
        look, order = curls
        before = self.products(look)
        placed = json.loads(subprocess.run(order, check=True, capture_output=True, text=True).stdout)
        self.assertEqual(placed["result"], "created", placed)
        until = time.monotonic() + 5
        while self.products(look) == before:
            self.assertLess(time.monotonic(), until, "the order that the quickstart proposes changes the list")

        self.assertIn("Stopped", self.tour("--stop"))
        self.assertIn("No server", self.tour("--stop"))

    def products(self, look):
        answer = json.loads(subprocess.run(look, check=True, capture_output=True, text=True).stdout)
        return [item["product_id"] for item in answer["items"]]


if __name__ == "__main__":
    unittest.main()
