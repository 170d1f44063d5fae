"""The dashboard's functions that need no page: esbuild makes a program of each file of tests/web, and node runs it."""
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("SUGGESTD_SOURCE_DIR", Path(__file__).resolve().parents[2]))
MISSING = ", ".join(program for program in ("esbuild", "node") if shutil.which(program) is None)


@unittest.skipIf(MISSING, f"not installed: {MISSING}")
class DashboardFunctions(unittest.TestCase):
    def test_each_file_of_checks_holds(self):
        checks = sorted((SOURCE / "tests" / "web").glob("*_test.ts"))
        self.assertTrue(checks)
        with tempfile.TemporaryDirectory() as folder:
            for path in checks:
                program = Path(folder) / f"{path.stem}.mjs"
                subprocess.run(["esbuild", path, "--bundle", "--platform=node", "--format=esm", f"--outfile={program}",
                                "--log-level=warning"], check=True)
                done = subprocess.run(["node", program], text=True, capture_output=True, check=False, timeout=120)
                with self.subTest(file=path.name):
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
