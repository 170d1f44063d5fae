"""The words of an import on each record, and the records that it leaves as they were: over HTTP, with the real binary."""
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import OneServerCase

BAD_DATA = 65
NDJSON = "application/x-ndjson"
# An inch mark is no quote: neither product may swallow the other.
TSV = 'id\ttitle\tprice\tavailability\ntv-1\tTV 55"\t500 EUR\tin stock\ntv-2\tTV 65" black\t900 EUR\tin stock\n'
HALF_A_PAIR = '{"product_id":"e2","title":"cut \\ud83d here"}'


class ImportsTold(OneServerCase):
    def load(self, name, text, *flags):
        file = Path(self.folder.name) / name
        file.write_text(text, encoding="utf-8")
        return self.server.run("import", *flags, "--to", self.server.url, file, env={"SUGGESTD_KEY": self.server.key})

    def lines(self, path, records):
        body = "\n".join(record if isinstance(record, str) else json.dumps(record) for record in records)
        answer = self.client.post(path, body, Content_Type=NDJSON)
        self.assertEqual(answer.status, 200, answer.text)
        return [json.loads(line) for line in answer.text.splitlines()]

    def get(self, path):
        answer = self.client.get(path)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def test_a_line_of_a_bulk_answer_names_its_record(self):
        told = self.lines("/v1/products", [{"product_id": "a", "title": "A"}, {"product_id": "b", "stock": "many"}])
        self.assertEqual([(line["id"], line["result"]) for line in told[:2]], [("a", "created"), ("b", "refused")])

    def test_half_a_surrogate_pair_is_refused_alone(self):
        told = self.lines("/v1/products", ['{"product_id":"e1","title":"good"}', HALF_A_PAIR,
                                           '{"product_id":"e3","title":"good \\ud83d\\ude00"}'])
        self.assertEqual([line["result"] for line in told[:3]], ["created", "refused", "created"])
        self.assertEqual(self.get("/v1/products/e3")["title"], "good \U0001f600")

    def test_merged_lines_keep_what_they_do_not_name(self):
        self.lines("/v1/products", [{"product_id": "m", "title": "Mug", "stock": 3}])
        told = self.lines("/v1/products?merge=1", [{"product_id": "m", "stock": 0}, {"product_id": "n", "stock": 1}])
        self.assertEqual([line["result"] for line in told[:2]], ["updated", "created"])
        self.assertEqual(self.get("/v1/products/m"), {"product_id": "m", "title": "Mug", "stock": 0})
        self.lines("/v1/users", [{"user_id": "ann", "profiling": False, "properties": {"tier": "gold"}}])
        told = self.lines("/v1/users?merge=1", [{"user_id": "ann", "email_hash": "ab12"},
                                                {"user_id": "bob", "properties": {"tier": "new"}}])
        self.assertEqual([line["result"] for line in told[:2]], ["updated", "created"])
        self.assertEqual(self.get("/v1/users/ann"), {"user_id": "ann", "email_hash": "ab12",
                                                     "properties": {"tier": "gold"}, "profiling": False})
        self.assertEqual(self.get("/v1/users/bob")["properties"], {"tier": "new"})

    def test_a_table_of_people_leaves_the_columns_that_it_lacks(self):
        self.lines("/v1/users", [{"user_id": "ann", "profiling": False, "properties": {"tier": "gold"}}])
        done = self.load("people.csv", "user_id,city\nann,Bath\n", "--format", "csv", "--kind", "users")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.get("/v1/users/ann"), {"user_id": "ann", "profiling": False,
                                                     "properties": {"tier": "gold", "city": "Bath"}})

    def test_an_inch_mark_hides_nothing_in_a_full_synchronisation(self):
        for stage in ("first", "again"):
            done = self.load("feed.tsv", TSV, "--format", "google-feed", "--kind", "products", "--full-sync", "--confirm")
            self.assertEqual(done.returncode, 0, f"{stage}: {done.stderr}")
        self.assertIn("0 products were not in the files", done.stdout + done.stderr)
        self.assertEqual([self.get(f"/v1/products/tv-{number}")["title"] for number in (1, 2)],
                         ['TV 55"', 'TV 65" black'])

    def test_rejects_are_corrected_and_imported_again(self):
        rejects = Path(self.folder.name) / "rejects.csv"
        flags = ("--format", "csv", "--kind", "products")
        done = self.load("first.csv", "product_id,title,stock\nr1,Pot,5\nr2,Cup,many\n", *flags, "--rejects", rejects)
        self.assertEqual(done.returncode, BAD_DATA, done.stderr)
        self.assertEqual(self.client.get("/v1/products/r2").status, 404)
        done = self.load("again.csv", rejects.read_text(encoding="utf-8").replace("many", "7"), *flags)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.get("/v1/products/r2"), {"product_id": "r2", "title": "Cup", "stock": 7})

    def test_a_shop_measures_itself(self):
        orders = [{"order_id": f"o{user}-{week}", "user_id": f"u{user}", "placed_at": f"2026-01-{week * 7 + 1:02}T10:00:00Z",
                   "currency": "EUR", "lines": [{"product_id": f"p{(user + week + i) % 12}", "quantity": 1, "price": "1"}
                                                for i in range(3)]}
                  for user in range(20) for week in range(4)]
        self.lines("/v1/orders", orders)
        done = self.server.run("evaluate", "--protocol", "last-basket", "--from", self.server.url, "--dimensions", 8,
                               "--json", env={"SUGGESTD_KEY": self.server.key})
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual((report["users"], report["protocol"]), (20, "last-basket"))
        self.assertGreater(report["recall"], 0)


if __name__ == "__main__":
    unittest.main()
