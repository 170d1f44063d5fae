"""scripts/check-layers sees an include that points up or closes a circle, and lets the others pass."""
import runpy
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
    """Exit status and output for a tree of these files: {path: the headers that it includes, with blanks between}."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "CMakeLists.txt").write_text(LAYERS)
        (root / "scripts").mkdir()
        shutil.copy(SCRIPT, root / "scripts")
        for path, included in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text("".join(f'#include "{name}"\n' for name in included.split()))
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

    def test_what_is_behind_a_door_is_for_its_own_layer(self):
        self.assertEqual(check({"src/store/a.cc": "store/log/rocksdb_change_log.h"})[0], 0)
        status, output = check({"src/http/a.cc": "store/log/rocksdb_change_log.h"})
        self.assertEqual(status, 1)
        self.assertIn("include store/log/change_log.h", output)

    def test_circles_of_units_are_told_with_their_way(self):
        for files, way in (({"src/store/a.h": "store/b.h", "src/store/b.cc": "store/b.h store/a.h"},
                            "store/a -> store/b -> store/a"),
                           ({"src/store/a.h": "store/b.h", "src/store/b.h": "store/deep/c.h",
                             "src/store/deep/c.cc": "store/deep/c.h store/a.h"},
                            "store/a -> store/b -> store/deep/c -> store/a"),
                           ({"src/store/a_parts.h": "store/b.h", "src/store/b.h": "store/a.h"},
                            "store/a -> store/b -> store/a")):
            with self.subTest(files=files):
                status, output = check(files)
                self.assertEqual((status, output), (1, f"a circle: {way}\n"))

    def test_circles_of_sub_folders_are_told_even_if_no_unit_is_in_one(self):
        status, output = check({"src/store/log/a.cc": "store/disk/b.h", "src/store/disk/c.cc": "store/log/d.h"})
        self.assertEqual((status, output), (1, "a circle: store/disk -> store/log -> store/disk\n"))

    def test_a_unit_its_parts_and_the_layers_own_folder_make_no_circle(self):
        for files in ({"src/store/a.cc": "store/a.h store/a_parts.h", "src/store/a_parts.h": "store/a.h"},
                      {"src/store/log/a.cc": "store/b.h", "src/store/c.cc": "store/log/d.h"},
                      {"src/store/a.cc": "store/b.h store/c.h", "src/store/b.cc": "store/c.h"}):
            with self.subTest(files=files):
                self.assertEqual(check(files)[0], 0)

    def test_an_allowed_arrow_that_closes_no_circle_is_told(self):
        (name, following), reason = next(iter(runpy.run_path(str(SCRIPT))["ALLOWED_BACK"].items()))
        there = {f"src/{name}.cc": f"{following}.h"}
        back = {f"src/{following}.cc": f"{name}.h"}
        layer = name.split("/")[0]
        with self.subTest(arrow=(name, following), reason=reason):
            self.assertIn(f"{name} -> {following} makes no circle any more", check(there)[1])
            self.assertEqual(check(there | back)[0], 0)
            other = {f"src/{layer}/x.cc": f"{layer}/y.h", f"src/{layer}/y.cc": f"{layer}/x.h"}
            self.assertEqual(check(there | back | other)[0], 1)

    def test_allowed_arrows_begin_at_files_that_exist(self):
        for name, _ in runpy.run_path(str(SCRIPT))["ALLOWED_BACK"]:
            self.assertTrue((SCRIPT.parents[1] / "src" / f"{name}.cc").exists(), name)


if __name__ == "__main__":
    unittest.main()
