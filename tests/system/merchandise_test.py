"""A merchant's work on the real binary: scenarios with versions and dry runs, rules seen at work, a full sync."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

FROM_FILE = """
[[scenario]]
name = "cart"
list = "bought-together"
fallbacks = ["popular"]
properties = "title"
[[scenario.rules]]
id = "no-p0"
kind = "hide"
products = ["p0"]
"""


class Merchandise(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name, FROM_FILE).start()
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.addCleanup(lambda: self.client.close())
        self.ndjson("/v1/products", [{"product_id": f"p{n}", "title": f"Product {n}", "categories": ["A" if n % 2 else "B"]}
                                     for n in range(20)])
        self.ndjson("/v1/orders", [
            {"order_id": f"{user}-{order}", "user_id": f"u{user}", "currency": "EUR",
             "placed_at": f"2026-01-{order + 1:02}T00:00:00Z",
             "lines": [{"product_id": f"p{(user + order * 3 + k) % 10}", "quantity": 1, "price": "2"} for k in range(2)]}
            for user in range(12) for order in range(3)])
        self.server.wait_until_learned()

    def ndjson(self, path, records):
        answer = self.client.post(path, "\n".join(map(json.dumps, records)), Content_Type="application/x-ndjson")
        self.assertEqual(answer.status, 200, answer.text)
        self.assertNotIn('"refused"', answer.text.split("summary")[0])

    def restart(self):
        self.client.close()
        self.assertEqual(self.server.stop(), 0)
        self.server.start()
        self.client = self.server.client()

    def ok(self, answer, status=200):
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def listed(self, path):
        return [item["product_id"] for item in
                self.ok(self.client.get(path, Suggestd_Consistency="strong"))["items"]]

    def test_scenario_of_the_file_until_the_api_changes_it(self):
        cart = self.ok(self.client.get("/v1/products/p1/bought-together?scenario=cart&limit=20"))
        self.assertNotIn("p0", [item["product_id"] for item in cart["items"]])
        self.assertTrue(all(item["properties"] == {"title": f"Product {item['product_id'][1:]}"} for item in cart["items"]))
        self.assertNotIn("new products", cart["fallback"], "the chain of fallbacks is the scenario's own")
        self.assertTrue(cart["short"])
        self.ok(self.client.put("/v1/scenarios/cart", {"list": "popular"}))
        self.restart()
        self.assertEqual(self.ok(self.client.get("/v1/scenarios/cart"))["list"], "popular", "the file has not changed")
        self.server.config.write_text(self.server.config.read_text().replace('["popular"]', '["trending"]'))
        self.restart()
        self.assertEqual(self.ok(self.client.get("/v1/scenarios/cart"))["fallbacks"], ["trending"])
        bad = self.server.config.read_text().replace('"hide"', '"hyde"')
        self.server.config.write_text(bad)
        checked = self.server.run("check-config", "--config", self.server.config)
        self.assertEqual(checked.returncode, 78)
        self.assertIn("'hyde' is no kind of rule", checked.stderr)

    def test_versions_etags_and_the_way_back(self):
        put = self.client.ask("PUT", "/v1/scenarios/home", {"list": "popular"}, {"If-None-Match": "*"})
        self.assertEqual((put.status, put.headers["ETag"]), (201, '"1"'), put.text)
        self.assertEqual(self.client.ask("PUT", "/v1/scenarios/home", {"list": "new"}, {"If-None-Match": "*"}).status, 412)
        second = self.client.ask("PUT", "/v1/scenarios/home", {"list": "new"}, {"If-Match": '"1"'})
        self.assertEqual((second.status, second.headers["ETag"]), (200, '"2"'))
        stale = self.client.ask("PUT", "/v1/scenarios/home", {"list": "trending"}, {"If-Match": '"1"'})
        self.assertEqual(stale.status, 412)
        self.assertIn("version 2", stale.json["detail"])
        self.ok(self.client.put("/v1/scenarios/home", {"list": "new"}))
        self.ok(self.client.ask("DELETE", "/v1/scenarios/home"))
        versions = self.ok(self.client.get("/v1/scenarios/home/versions"))["versions"]
        self.assertEqual([(v["version"], v["scenario"] and v["scenario"]["list"]) for v in versions],
                         [(3, None), (2, "new"), (1, "popular")], "the same again is no version")
        back = self.client.post("/v1/scenarios/home/restore?version=1", "")
        self.assertEqual((back.status, back.headers["ETag"]), (201, '"4"'), back.text)
        self.assertEqual(self.ok(self.client.get("/v1/scenarios/home"))["list"], "popular")
        self.assertEqual(self.client.post("/v1/scenarios/home/restore?version=3", "").status, 404)

    def test_dry_run_says_what_would_change_and_changes_nothing(self):
        self.ok(self.client.put("/v1/scenarios/home", {"list": "popular"}), 201)
        before = self.listed("/v1/popular?scenario=home")
        proposed = {"list": "popular", "rules": [
            {"id": "no-a", "kind": "hide", "filter": 'category in ["A"]'},
            {"id": "over", "kind": "boost", "filter": 'category in ["B"]', "factor": 2, "until": "2020-01-01T00:00:00Z"},
            {"id": "nothing", "kind": "hide", "filter": "price > 1000"}]}
        run = self.ok(self.client.post("/v1/scenarios/home/dry-run?sample=50", proposed))
        self.assertEqual((run["lists"], run["changed"]), (12, 12))
        self.assertEqual(run["never_fire"], ["over", "nothing"])
        self.assertEqual([rule["in_force"] for rule in run["rules"]], [True, False, True])
        self.assertTrue(all(int(move["product_id"][1:]) % 2 == 1 for move in run["lost"]), run["lost"])
        self.assertTrue(all(int(move["product_id"][1:]) % 2 == 0 for move in run["gained"]), run["gained"])
        self.assertEqual(run["examples"][0]["before"], before)
        self.assertEqual(self.listed("/v1/popular?scenario=home"), before)
        empty = self.ok(self.client.post("/v1/scenarios/new-one/dry-run", {"list": "similar", "filter": "price > 9"}))
        self.assertEqual((empty["lists"], empty["empty"]["after"]), (20, 20))
        self.assertEqual(self.client.post("/v1/scenarios/home/dry-run", {"list": "rerank"}).status, 400)

    def test_a_trace_names_what_each_rule_did(self):
        self.ok(self.client.put("/v1/scenarios/home", {"list": "popular", "rules": [
            {"id": "pin", "kind": "pin", "products": ["p19"], "position": 2},
            {"id": "hide", "kind": "hide", "products": ["p1", "p2"]},
            {"id": "cap", "kind": "cap", "attribute": "category", "most": 3}]}), 201)
        answer = self.ok(self.client.get("/v1/popular?scenario=home&trace=1&limit=8&why_not=p9"))
        effects = {(rule["rule"], rule["effect"]) for rule in answer["rules"]}
        self.assertTrue({("pin", "pinned"), ("hide", "hid"), ("cap", "refused")} <= effects, effects)
        self.assertEqual([r["products"] for r in answer["rules"] if r["effect"] == "hid"], [2])
        self.assertIn("'cap' allows no more", answer["why_not"])
        for item in answer["items"]:
            self.assertAlmostEqual(sum(part["share"] for part in item["trace"]), item["score"], delta=1e-5)

    def test_what_comes_in_the_order_after(self):
        self.ndjson("/v1/orders", [{"order_id": f"n{u}-{i}", "user_id": f"next{u}", "currency": "EUR",
                                    "placed_at": f"2026-02-0{i + 1}T00:00:00Z",
                                    "lines": [{"product_id": product, "quantity": 1, "price": "1"}]}
                                   for u in range(4) for i, product in enumerate(["p11", "p13", "p15"])])
        answer = self.ok(self.client.get("/v1/products/p11/bought-next?limit=1&trace=1", Suggestd_Consistency="strong"))
        self.assertEqual(answer["items"][0]["product_id"], "p13")
        self.assertEqual(answer["items"][0]["reason"], "bought in the order after, 4 times")
        self.assertEqual([part["product_id"] for part in answer["items"][0]["trace"]], ["p11"])
        own = self.ok(self.client.post("/v1/recommendations", {"user_id": "next0", "list": "bought-next", "limit": 3},
                                       Suggestd_Consistency="strong"))
        self.assertIn("Nobody who bought this has ordered again yet.", own["fallback"])

    def test_lists_of_one_request_repeat_nothing(self):
        asked = {"user_id": "u1", "lists": [{"list": "for-you", "limit": 5}, {"list": "popular", "limit": 5},
                                            {"list": "new", "limit": 5}]}
        lists = self.ok(self.client.post("/v1/recommendations", asked))["lists"]
        shown = [item["product_id"] for one in lists for item in one["items"]]
        self.assertEqual((len(shown), len(set(shown))), (15, 15))
        ranked = self.ok(self.client.post("/v1/recommendations", {
            "user_id": "u1", "list": "rerank", "candidates": ["p3", "p19", "p5"], "limit": 10}))
        self.assertEqual({item["product_id"] for item in ranked["items"]}, {"p3", "p5", "p19"})

    def sync(self):
        return self.ok(self.client.post("/v1/catalogue-syncs", ""), 201)["sync_id"]

    def test_full_sync_hides_what_was_not_sent(self):
        sync = self.sync()
        self.ok(self.client.put("/v1/products/late", {"title": "Came in between"}), 201)
        self.ndjson(f"/v1/catalogue-syncs/{sync}/products", [{"product_id": f"p{n}", "title": "T"} for n in range(10)])
        self.ndjson(f"/v1/catalogue-syncs/{sync}/products", [{"product_id": f"p{n}", "title": "T"} for n in range(10, 19)])
        done = self.ok(self.client.post(f"/v1/catalogue-syncs/{sync}/finish", ""))
        self.assertEqual((done["products"], done["seen"], done["hidden"]), (20, 19, 1))
        shown = self.listed("/v1/new?limit=100")
        self.assertNotIn("p19", shown)
        self.assertIn("late", shown)
        self.assertEqual(self.client.post(f"/v1/catalogue-syncs/{sync}/finish", "").status, 404)
        again = self.sync()
        self.ndjson(f"/v1/catalogue-syncs/{again}/products", [{"product_id": "p19", "title": "Back"}])
        refused = self.client.post(f"/v1/catalogue-syncs/{again}/finish", "")
        self.assertEqual(refused.status, 409)
        self.assertIn("20 of 20 products were not sent", refused.json["detail"])
        self.assertIn("p19", self.listed("/v1/new?limit=100"), "a product that is sent again is shown again")
        self.ok(self.client.ask("DELETE", f"/v1/catalogue-syncs/{again}"))
        self.assertEqual(len(self.listed("/v1/new?limit=100")), 21)
        sure = self.sync()
        self.ndjson(f"/v1/catalogue-syncs/{sure}/products", [{"product_id": "p1", "title": "T"}])
        self.assertEqual(self.ok(self.client.post(f"/v1/catalogue-syncs/{sure}/finish?confirm=1", ""))["hidden"], 20)


if __name__ == "__main__":
    unittest.main()
