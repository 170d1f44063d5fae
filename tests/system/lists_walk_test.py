"""scripts/walk-lists asks for every kind of list and prints what a merchant can read: on the sample shop."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import SOURCE, Server

LISTS = ["For a person", "Buy again", "Recently viewed", "Similar to a product", "Bought together", "Bought next",
         "Popular", "Trending", "New", "For a guest's basket", "Re-rank", "Several lists, no product twice",
         "Users for a product", "Why the first product of the list for a person is there"]


class ListsWalk(unittest.TestCase):
    def test_every_list_has_products_with_names_and_reasons(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        shop = Path(folder.name) / "shop"
        subprocess.run([sys.executable, SOURCE / "scripts" / "make-sample-shop", shop, "--until", "2026-10-01",
                        "--customers", "800"], check=True, stdout=subprocess.DEVNULL)
        server = Server(folder.name).start()
        self.addCleanup(server.end)
        for kind in ("products", "users", "orders", "events"):
            server.run("import", "--format", "ndjson", "--kind", kind, "--to", server.url, shop / f"{kind}.ndjson",
                       env={"SUGGESTD_KEY": server.key})
        server.wait_until_learned()
        events = [json.loads(line) for line in (shop / "events.ndjson").read_text(encoding="utf-8").splitlines()]
        person = next(event["user_id"] for event in reversed(events) if event.get("user_id"))
        walked = subprocess.run([SOURCE / "scripts" / "walk-lists", "--url", server.url, "--user", person, "--product",
                                 "espresso-machine-with-steam-wand"], env={**os.environ, "SUGGESTD_KEY": server.key},
                                text=True, capture_output=True, check=False)
        self.assertEqual(walked.returncode, 0, walked.stderr)
        chapters = dict(chapter.split("\n", 1) for chapter in walked.stdout.split("### ")[1:])
        self.assertEqual(list(chapters), LISTS)
        for name in LISTS[:12]:
            self.assertRegex(chapters[name], r"\n1\. .+ \(.+\)\n", name)
        documented = (SOURCE / "docs" / "use" / "lists.md").read_text(encoding="utf-8")
        for name in LISTS:
            self.assertEqual(documented.count(f"### {name}\n"), 2, f"docs/use/lists.md shows '{name}' on two shops")


if __name__ == "__main__":
    unittest.main()
