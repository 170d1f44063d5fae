"""scripts/check-docs sees what a page names and the tree lacks, and lets pass what is there."""
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "check-docs"
PAGE = "docs/use/page.md"
TREE = {
    "README.md": "[docs](docs/README.md)\n",
    "docs/README.md": "[page](use/page.md) [why](decisions/0007-why.md) [layers](internals/architecture.md)\n",
    "docs/decisions/0007-why.md": "# Why\n`kOfAnotherProgram`\n",
    "docs/internals/architecture.md": "# Layers\n\n| layer | holds |\n|---|---|\n| `store/` | all |\n",
    "src/store/committer.h": "class Committer { void write_batch(); };\n",
    "scripts/quickstart": "",
}


def check(page, **more):
    """Exit status and output for a good tree in which the page says this."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in {**TREE, PAGE: "# A page, of `use`\n" + page + "\n", **more}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)
        shutil.copy(SCRIPT, root / "scripts")
        done = subprocess.run([sys.executable, root / "scripts" / "check-docs"], capture_output=True, text=True,
                              check=False)
        return done.returncode, done.stdout


class CheckDocs(unittest.TestCase):
    def test_what_is_there_passes(self):
        for page in ("[up](../README.md)", "[why](../decisions/0007-why.md#why)", "[here](#a-page-of-use)",
                     "[out](https://example.com/none.md)", "`src/store/committer.h`", "`store/committer.h`",
                     "`committer.h`", "src/store/ holds it", "`Committer::write_batch`", "`write_batch()`",
                     "decision 0007", "decisions 0007 and 0007", "`SUGGESTD_HTTP__PORT`", "`plain`",
                     "```sh\nscripts/quickstart\n# [not](a/link.md), decision 0008\n```", "build/release/none.h"):
            with self.subTest(page=page):
                self.assertEqual(check(page), (0, "5 pages name nothing that is not there\n"))

    def test_what_is_missing_is_named_with_its_line(self):
        for page, said in (("[up](../NONE.md)", "../NONE.md leads nowhere"), ("[here](#none)", "no such section"),
                           ("[up](../README.md#none)", "no such section"), ("`none.h`", "no none.h"),
                           ("`src/store/none.h`", "no src/store/none.h"), ("`store/none.h`", "no store/none.h"),
                           ("src/none/ holds it", "no src/none/"), ("`lost_name()`", "called lost_name"),
                           ("`Committer::lost_name`", "called Committer::lost_name"),
                           ("decision 0008", "no decision 0008"), ("decisions 0007, 0008", "no decision 0008"),
                           ("```sh\nscripts/none\n```", "no scripts/none")):
            with self.subTest(page=page):
                status, output = check(page)
                self.assertEqual(status, 1)
                self.assertRegex(output, f"{PAGE}:[23]: .*")
                self.assertIn(said, output)

    def test_a_page_that_nobody_links_to(self):
        self.assertEqual(check("", **{"docs/use/lost.md": "[itself](lost.md)\n"}),
                         (1, "docs/use/lost.md: no page links to it\n"))

    def test_a_layer_without_a_row(self):
        status, output = check("", **{"src/follow/log_follower.h": ""})
        self.assertEqual((status, "no row for follow/" in output), (1, True), output)


if __name__ == "__main__":
    unittest.main()
