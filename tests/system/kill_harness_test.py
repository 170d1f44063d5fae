"""25 kills under load, or SUGGESTD_KILLS, and not one acknowledged order lost or doubled (scripts/kill-harness)."""
import os
import subprocess
import sys
import unittest
from pathlib import Path

HARNESS = Path(__file__).resolve().parents[2] / "scripts" / "kill-harness"


class KillHarness(unittest.TestCase):
    def test_kills(self):
        done = subprocess.run([sys.executable, HARNESS, "--kills", os.environ.get("SUGGESTD_KILLS", "25"),
                               "--longest", "0.5"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])


if __name__ == "__main__":
    unittest.main()
