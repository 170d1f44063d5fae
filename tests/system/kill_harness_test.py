"""25 kills under load, and not one acknowledged order lost or doubled (scripts/kill-harness)."""
import subprocess
import sys
import unittest
from pathlib import Path

HARNESS = Path(__file__).resolve().parents[2] / "scripts" / "kill-harness"


class KillHarness(unittest.TestCase):
    def test_twenty_five_kills(self):
        done = subprocess.run([sys.executable, HARNESS, "--kills", "25", "--longest", "0.5"], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])


if __name__ == "__main__":
    unittest.main()
