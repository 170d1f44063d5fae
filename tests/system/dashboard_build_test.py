"""The dashboard's build: equal bytes each time, no wrong type and no word without its translation, nothing too large, and
what few people open in a script of its own."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("SUGGESTD_SOURCE_DIR", Path(__file__).resolve().parents[2]))
MISSING = subprocess.run([sys.executable, SOURCE / "scripts" / "build-dashboard", "--missing"], text=True,
                         capture_output=True, check=True).stdout.strip()


@unittest.skipIf(MISSING, f"not installed: {MISSING}")
class DashboardBuild(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = Path(folder.name)
        shutil.copytree(SOURCE / "web", self.tree / "web")
        (self.tree / "scripts").mkdir()
        shutil.copy(SOURCE / "scripts" / "build-dashboard", self.tree / "scripts")

    def build(self, *arguments):
        return subprocess.run([sys.executable, self.tree / "scripts" / "build-dashboard", *map(str, arguments)],
                              text=True, capture_output=True, check=False)

    def change(self, name, before, after):
        path = self.tree / "web" / "src" / name
        text = path.read_text(encoding="utf-8")
        self.assertIn(before, text)
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    def test_equal_sources_give_equal_bytes(self):
        tables = [self.tree / name / "table.cc" for name in ("first", "second")]
        for table in tables:
            built = self.build("--out", table.parent / "files", "--table", table)
            self.assertEqual(built.returncode, 0, built.stderr)
        self.assertEqual(tables[0].read_bytes(), tables[1].read_bytes())
        self.assertIn('StaticFile{"index.html", "text/html; charset=utf-8"', tables[0].read_text())
        page = (tables[0].parent / "files" / "index.html").read_text()
        self.assertNotRegex(page, r"<script(?![^>]*src=)|\sstyle=|https?://", "inline script or style, or another host")

    def assert_refused(self, place):
        """Builds, and expects an error of the compiler in the file named."""
        built = self.build("--out", self.tree / "out")
        self.assertNotEqual(built.returncode, 0)
        self.assertRegex(built.stderr, rf"{place}\(\d+,\d+\): error TS")

    # A faulty row makes its whole table unknown to the compiler, and with it each word: so each kind of fault has its
    # own build.
    def test_a_row_with_one_language_does_not_compile(self):
        self.change("text/frame_words.ts", 'signOut: ["Sign out", "Abmelden"]', 'signOut: ["Sign out"]')
        self.assert_refused("text/frame_words.ts")

    def test_a_row_with_unlike_names_does_not_compile(self):
        self.change("text/frame_words.ts", '"{count} {count|Treffer|Treffer}"', '"{zahl} Treffer"')
        self.assert_refused("text/frame_words.ts")

    def test_a_word_that_no_table_has_does_not_compile(self):
        self.change("text/frame_words.ts", 'signIn: ["Sign in", "Anmelden"],', "")
        self.assert_refused("frame/sign_in.tsx")

    def test_a_word_of_two_tables_does_not_compile(self):
        self.change("text/job_words.ts", "words({", 'words({\n  signIn: ["Log in", "Einloggen"],')
        self.assert_refused("text/text.ts")

    def test_late_pages_come_with_a_script_of_their_own(self):
        self.assertEqual(self.build("--out", self.tree / "out").returncode, 0)
        scripts = {path.name.split("-")[0].removesuffix(".js"): path.read_text(encoding="utf-8")
                   for path in (self.tree / "out").glob("*.js")}
        self.assertEqual(set(scripts), {"app", "chunk", "late"})
        holders = {name for name, text in scripts.items() if "Search routes" in text}
        self.assertEqual(holders, {"late"})

    # Hexadecimal digits of squares: gzip does not make them small.
    NOISE = "".join(f"{n * n * 2654435761 % 2 ** 32:08x}" for n in range(80_000))

    def test_too_much_is_told(self):
        self.change("main.tsx", "document.documentElement.lang", f'document.title = "{self.NOISE}";\ndocument.documentElement.lang')
        built = self.build("--out", self.tree / "out")
        self.assertNotEqual(built.returncode, 0)
        self.assertIn("bytes packed; at most 150000", built.stderr)

    def test_too_much_that_comes_later_is_told(self):
        self.change("late.ts", "export {", f'export const noise = "{self.NOISE}";\nexport {{')
        built = self.build("--out", self.tree / "out")
        self.assertNotEqual(built.returncode, 0)
        self.assertIn("bytes packed; at most 150000", built.stderr)

    def test_a_word_that_is_chosen_by_its_name_keeps_the_name(self):
        self.assertEqual(self.build("--out", self.tree / "out").returncode, 0)
        scripts = "".join(path.read_text(encoding="utf-8") for path in (self.tree / "out").glob("*.js"))
        for kept in ("sawOrderHint", "no_titleCosts"):  # by the table of hints, and by the finding that the server names
            self.assertIn(f'"{kept}"', scripts)
        self.assertNotIn("acceptInvitation", scripts)
        for word in ("Make the account", "Konto anlegen"):
            self.assertRegex(scripts, rf'[~"]{word}[~"]')

    def test_a_table_of_words_of_another_form_is_told(self):
        self.change("text/job_words.ts", "words({", "words({\n  jobWaits: ['Waits', 'Wartet'],")
        built = self.build("--out", self.tree / "out")
        self.assertNotEqual(built.returncode, 0)
        self.assertIn("job_words.ts is not of the form", built.stderr)

    def test_of_react_only_what_is_used_comes_along(self):
        self.assertEqual(self.build("--out", self.tree / "out").returncode, 0)
        scripts = "".join(path.read_text(encoding="utf-8") for path in (self.tree / "out").glob("*.js"))
        self.assertIn("createElementNS", scripts)
        for unused in ("findDOMNode", "unstable_renderSubtreeIntoContainer"):
            self.assertNotIn(unused, scripts)


if __name__ == "__main__":
    unittest.main()
