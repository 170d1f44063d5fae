"""libsuggestd as a stranger uses it: installed, found by CMake, compiled into a program of its own."""
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("SUGGESTD_BINARY_DIR", SOURCE / "build" / "release"))


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


class Embed(unittest.TestCase):
    def test_example_compiles_and_recommends(self):
        with tempfile.TemporaryDirectory() as folder:
            prefix, build = Path(folder) / "prefix", Path(folder) / "build"
            run("cmake", "--build", BUILD, "--target", "libsuggestd")
            run("cmake", "--install", BUILD, "--component", "library", "--prefix", prefix)
            run("cmake", "-S", SOURCE / "docs" / "use" / "examples" / "embed", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
            run("cmake", "--build", build)
            listed = run(build / "embed", Path(folder) / "shop").splitlines()
            again = run(build / "embed", Path(folder) / "shop").splitlines()
        self.assertTrue(listed and listed[0].startswith("coffee grinder: "), listed)
        self.assertEqual(listed, again, "a second run opens the same store, and doubles nothing")


if __name__ == "__main__":
    unittest.main()
