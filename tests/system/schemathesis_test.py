"""Requests that schemathesis makes from /openapi.json, good and bad ones, against both listeners: no answer may
contradict the description.

python_tools.py installs it. Every run asks the same; for others, and for longer:

    SUGGESTD_SEED=7 SUGGESTD_SCHEMATHESIS_SECONDS=600 python3 tests/system/schemathesis_test.py

Left out is one check, positive_data_acceptance: that whatever has the described shape is taken. The sense of a
filter, the digits of a currency and the order of two times are no matter of shape; what is wrong with them is 400.
"""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import python_tools
from server import Server

PROGRAM = python_tools.program("st")
SECONDS = int(os.environ.get("SUGGESTD_SCHEMATHESIS_SECONDS", "10"))  # for each listener
SEED = os.environ.get("SUGGESTD_SEED", "20261128")


class Schemathesis(unittest.TestCase):
    def setUp(self):
        if PROGRAM is None:
            print("\nSKIP: schemathesis is not installed; nothing has compared random requests with /openapi.json. "
                  f"{python_tools.HOW}", file=sys.stderr)
            self.skipTest("no schemathesis")
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        backups = Path(self.folder.name) / "backups"
        self.server = Server(self.folder.name, f'[backup]\nfolder = "{backups}"\n').start()
        self.addCleanup(self.server.end)

    def run_against(self, port, key):
        ran = subprocess.run(
            [PROGRAM, "run", f"http://127.0.0.1:{port}/openapi.json", "--header", f"Authorization: Bearer {key}",
             "--checks", "all", "--exclude-checks", "positive_data_acceptance", "--max-time", str(SECONDS), "--seed", SEED,
             "--request-timeout", "60", "--continue-on-failure", "--no-color"],
            text=True, capture_output=True, timeout=SECONDS * 3 + 240, check=False, cwd=self.folder.name,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(Path(__file__).parent)})
        self.assertEqual(ran.returncode, 0, ran.stdout[-20_000:] + ran.stderr[-2_000:])

    def test_the_shops_listener(self):
        self.run_against(self.server.shop_port, self.server.key)

    def test_the_administrators_listener(self):
        self.run_against(self.server.admin_port, self.server.make_key("--scopes", "admin,read,ingest,recommend"))


if __name__ == "__main__":
    unittest.main()
