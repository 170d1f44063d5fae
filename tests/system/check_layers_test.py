"""scripts/check-layers sees an include that points up, and lets those pass that point down."""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check-layers"
LAYERS = """
add_layer(base USES fmt::fmt)
add_layer(store BELOW base USES RocksDB::static)
add_layer(model BELOW base)
add_layer(http BELOW store model)
"""


def check(files):
    """Exit status and output for a tree of these files: {path: the header that it includes}."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "CMakeLists.txt").write_text(LAYERS)
        (root / "scripts").mkdir()
        shutil.copy(SCRIPT, root / "scripts")
        for path, included in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(f'#include "{included}"\n')
        done = subprocess.run([sys.executable, root / "scripts" / "check-layers"], capture_output=True, text=True,
                              check=False)
        return done.returncode, done.stdout


class CheckLayers(unittest.TestCase):
    def test_down_and_sideways_in_the_same_layer_are_fine(self):
        for path, included in (("src/store/a.cc", "base/ids.h"), ("src/store/a.cc", "store/b.h"),
                               ("src/http/deep/a.cc", "base/ids.h"), ("src/http/a.cc", "suggestd/client.h")):
            with self.subTest(path=path, included=included):
                self.assertEqual(check({path: included})[0], 0)

    def test_up_and_beside_are_named_with_their_line(self):
        for path, included in (("src/base/a.h", "store/b.h"), ("src/model/a.cc", "store/b.h"),
                               ("src/store/a.cc", "b.h"), ("src/lost/a.cc", "base/ids.h"),
                               ("include/suggestd/a.h", "base/ids.h")):
            with self.subTest(path=path, included=included):
                status, output = check({path: included})
                self.assertEqual(status, 1)
                self.assertIn(path, output)


if __name__ == "__main__":
    unittest.main()
