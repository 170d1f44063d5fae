"""A campaign whose report is cut into segments and products, and whose next plan expects what the run before came to."""
import csv
import io
import json
import subprocess
import sys
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import SOURCE, Server

AT, END, UNTIL = "2026-09-01T00:00:00Z", "2026-09-29T00:00:00Z", "2026-10-01"
DAYS = 28
STRONG = {"Suggestd-Consistency": "strong"}


class CampaignParts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        home = Path(cls.folder.name)
        subprocess.run([SOURCE / "scripts" / "make-sample-shop", home / "shop", "--customers", "800", "--seed", "5",
                        "--until", UNTIL], check=True, capture_output=True)
        orders = [json.loads(line) for line in (home / "shop" / "orders.ndjson").read_text(encoding="utf-8").splitlines()]
        cls.later = [order for order in orders if order["placed_at"] >= AT]
        before = [json.dumps(order) for order in orders if order["placed_at"] < AT]
        (home / "shop" / "before.ndjson").write_text("\n".join(before) + "\n", encoding="utf-8")
        cls.server = Server(home)
        for kind, file in (("products", "products"), ("orders", "before")):
            made = cls.server.run("import", "--format", "ndjson", "--kind", kind, "--store", home / "store",
                                  home / "shop" / f"{file}.ndjson")
            assert made.returncode == 0, made.stderr
        cls.server.start()
        cls.addClassCleanup(cls.server.end)
        cls.server.wait_until_learned()
        cls.key = cls.server.make_key("--scopes", "read,ingest,merchandise,recommend,privacy")

    def setUp(self):
        self.client = self.server.client(self.key)
        self.addCleanup(self.client.close)

    def run_of(self, name, run, at):
        until = time.monotonic() + 120
        while (job := self.client.post(f"/v1/campaigns/{name}/run?run={run}&at={at}", {}).json)["state"] in ("queued", "running"):
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)
        return job

    def test_parts_of_a_report_and_the_plan_after_it(self):
        self.assertIn(self.client.put("/v1/segments/often", {"people": "orders() > 2"}).status, (200, 201))
        often = self.client.ask("GET", "/v1/segments/often/people?limit=1000", headers=STRONG).json
        often = {one["user_id"] for one in often["people"]}
        campaign = {"per_person": 3, "holdout": 0.4, "days": DAYS, "report_segments": ["often"]}
        self.assertEqual(self.client.put("/v1/campaigns/cut", campaign).status, 201)
        self.assertEqual(self.client.get("/v1/campaigns/cut").json["report_segments"], ["often"])
        plan = self.run_of("cut", "1", AT)["result"]
        self.assertEqual(plan["uptake"]["from"], "guess")
        lists = [json.loads(line) for line in self.client.get("/v1/campaigns/cut/lists?group=all").text.splitlines()]
        told = self.client.ask("POST", "/v1/orders", "\n".join(map(json.dumps, self.later)),
                               {"Content-Type": "application/x-ndjson"})
        self.assertEqual(told.status, 200, told.text[-300:])
        bought = {(order["user_id"], line["product_id"]) for order in self.later if order["placed_at"] < END
                  for line in order["lines"]}
        self.check_report(lists, often, bought)
        self.check_next_plan(lists, bought)

    def check_report(self, lists, often, bought):
        report = self.client.get("/v1/campaigns/cut/report").json
        group_of = {one["user_id"]: one["group"] for one in lists}
        [segment] = report["parts"]["segments"]
        self.assertEqual(segment["of"], "often")
        for group in ("sent", "held_out"):
            self.assertEqual(segment[group]["people"], sum(group_of.get(user) == group for user in often))
        given = Counter(product["product_id"] for one in lists for product in one["products"])
        products = report["parts"]["products"]
        self.assertEqual(len(products), 20)
        self.assertEqual([given[part["of"]] for part in products], sorted(given.values(), reverse=True)[:20])
        for part in products:
            buyers = Counter(group_of[user] for user, product in bought if product == part["of"] and user in group_of)
            for group in ("sent", "held_out"):
                self.assertEqual(part[group]["people"], report[group]["people"], "everybody is compared")
                self.assertEqual(part[group]["buyers"], buyers[group])
            few = min(buyers[group] for group in ("sent", "held_out")) < report["fewest_buyers"]
            found = part["difference_per_person"]["orders"]
            self.assertEqual((found["finding"] == "too_few", found["interval"] is None, found["low"] is None), (few, few, few))
        intervals = 21 * (1 + len(report["difference_per_person"]["revenue"]))
        self.assertEqual(report["parts"]["comparisons"], intervals)
        self.assertIn("of 21 segments and products", report["parts"]["sentence"].lower())
        table = list(csv.DictReader(io.StringIO(self.client.get("/v1/campaigns/cut/report?format=csv").text)))
        self.assertEqual([(row["by"], row["of"]) for row in table[:4]], [("", ""), ("", ""), ("segment", "often"), ("segment", "often")])
        self.assertAlmostEqual(float(table[2]["orders_low"]), segment["difference_per_person"]["orders"]["low"], places=5)
        printed = self.server.run("campaign", "report", "cut", "--to", self.server.url, "--key", self.key)
        self.assertIn("segment often:", printed.stdout, printed.stderr)
        self.assertIn(report["parts"]["sentence"], printed.stdout)

    def check_next_plan(self, lists, bought):
        places = [(one["user_id"], product["product_id"]) for one in lists for product in one["products"]]
        came = sum(place in bought for place in places)
        plan = self.run_of("cut", "2", END)["result"]
        uptake = plan["uptake"]
        self.assertEqual((uptake["from"], uptake["runs"]), ("runs", [{"campaign": "cut", "run": "1"}]))
        self.assertEqual((uptake["places"], uptake["purchases"]), (len(places), came))
        # The same people a month later: of the size that came, and no more of that of the guess.
        expected = sum(plan[group]["expected_uptake"]["purchases"] for group in ("sent", "held_out"))
        self.assertTrue(came / 2 < expected < came * 2, (came, expected))
        printed = self.server.run("campaign", "plan", "cut", "--at", END, "--to", self.server.url, "--key", self.key)
        self.assertIn("the uptake was counted", printed.stdout, printed.stderr)

    def test_what_a_plan_rested_on_goes_with_the_person(self):
        self.assertEqual(self.client.put("/v1/campaigns/kept", {"per_person": 2, "holdout": 0}).status, 201)
        self.run_of("kept", "1", "2026-08-01T00:00:00Z")
        person = json.loads(self.client.get("/v1/campaigns/kept/lists").text.splitlines()[0])["user_id"]
        told = next(one for one in self.client.get(f"/v1/privacy/people/{person}").json["campaigns"] if one["campaign"] == "kept")
        self.assertEqual(told["places"], [1, 2])
        self.assertGreater(told["activity"], 0)

    def test_products_from_a_file(self):
        self.assertEqual(self.client.put("/v1/campaigns/range", {"products": {"filter": "price > 0"}, "per_person": 7}).status, 201)
        file = Path(self.folder.name) / "range.csv"
        file.write_text("title,product_id\nOne,p1\n\"Two, the second\",p2\n", encoding="utf-8")
        command = ("campaign", "products", "range", file, "--to", self.server.url, "--key", self.key)
        done = self.server.run(*command)
        self.assertEqual((done.returncode, done.stdout), (0, "2 products\n"), done.stderr)
        kept = self.client.get("/v1/campaigns/range").json
        self.assertEqual((kept["products"], kept["per_person"]), ({"filter": "price > 0", "ids": ["p1", "p2"]}, 7))
        file.write_text("\n".join(f"p{n}" for n in range(10_001)), encoding="utf-8")
        refused = self.server.run(*command)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("10001 products", refused.stderr)
        self.assertEqual(self.client.get("/v1/campaigns/range").json, kept)

    def test_a_segment_that_is_not_there_is_refused(self):
        self.assertIn(self.client.put("/v1/segments/often", {"people": "orders() > 2"}).status, (200, 201))
        wrong = {"people": {"segment": "oftn"}, "suppress": {"segment": "often"}, "report_segments": ["often", "none"]}
        refused = self.client.put("/v1/campaigns/wrong", wrong)
        self.assertEqual((refused.status, refused.json["type"]), (422, "/problems/unknown-name"), refused.text)
        self.assertEqual([error["pointer"] for error in refused.json["errors"]], ["/people/segment", "/report_segments/1"])
        self.assertIn("did you mean 'often'?", refused.json["detail"])
        self.assertIn("PUT /v1/segments/none", refused.json["errors"][1]["detail"])
        self.assertEqual(self.client.get("/v1/campaigns/wrong").status, 404)
        twice = self.client.put("/v1/campaigns/wrong", {"report_segments": ["a", "a"]})
        self.assertEqual(twice.json["errors"][0]["pointer"], "/report_segments")


if __name__ == "__main__":
    unittest.main()
