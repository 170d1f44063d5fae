"""From outside: stored things never fail the shopper, lists tell the truth, empty is never all."""
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Client, Server

NIGHTLY = "product_id,title,rating\ncsv0,t,1\ncsv1,t,2\ncsv2,t,3\ncsv3,t,4\n"
FROM_FILE = """
[[scenario]]
name = "filed"
list = "popular"
filter = "no_such_thing > 3"
"""


class ShopperSafe(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.server = Server(folder.name, FROM_FILE).start()
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.addCleanup(self.client.close)

    def products(self, *products):
        for product in products:
            self.good(self.client.put(f"/v1/products/{product['product_id']}", product), 201)

    def good(self, answer, status=200):
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def refused(self, answer, *words, status=400):
        self.assertEqual(answer.status, status, answer.text)
        for word in words:
            self.assertIn(word, answer.text)

    def listed(self, path):
        answer = self.good(self.client.get(path, Suggestd_Consistency="strong"))
        return [item["product_id"] for item in answer["items"]]

    def test_a_nightly_feed_that_breaks_a_scenario(self):
        self.products(*[{"product_id": f"p{n}", "title": "t", "properties": {"rating": n}} for n in range(5)])
        self.server.wait_until_learned()
        self.good(self.client.put("/v1/scenarios/home", {"list": "popular", "filter": "rating >= 3"}), 201)
        self.assertEqual(sorted(self.listed("/v1/popular?scenario=home")), ["p3", "p4"])
        feed = self.folder / "nightly.csv"
        feed.write_text(NIGHTLY, encoding="utf-8")
        for n in range(5):
            self.good(self.client.put(f"/v1/products/p{n}", {"title": "t", "properties": {"rating": "low"}}))
        done = self.server.run("import", "--format", "csv", "--kind", "products", "--to",
                               f"http://127.0.0.1:{self.server.shop_port}", str(feed),
                               env={**os.environ, "SUGGESTD_KEY": self.server.key})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.server.wait_until_learned()
        answer = self.good(self.client.get("/v1/popular?scenario=home&trace=1", Suggestd_Consistency="strong"))
        self.assertGreater(len(answer["items"]), 2)
        self.assertIn("does not fit the catalogue", answer["fallback"])
        self.assertEqual(answer["left_out"][0]["part"], "/filter")
        faults = self.good(self.client.get("/v1/status"))["shops"][0]["scenario_faults"]
        self.assertIn("home", {fault["scenario"] for fault in faults})
        self.assertIn('scenario="home"', Client(self.server.admin_port, None).get("/metrics").text)
        self.assertIn("home", self.server.log.read_text(encoding="utf-8"))
        self.refused(self.client.put("/v1/scenarios/other", {"list": "popular", "filter": "rating >= 3"}), "/filter")

    def test_a_scenario_of_the_file_and_one_of_another_kind(self):
        self.products({"product_id": "a"}, {"product_id": "b"})
        self.server.wait_until_learned()
        self.assertEqual(len(self.listed("/v1/popular?scenario=filed")), 2)
        self.refused(self.client.get("/v1/trending?scenario=filed"), "filed", "popular", "trending")
        self.refused(self.client.post("/v1/recommendations", {"list": "new", "scenario": "filed"}), "/scenario")
        self.good(self.client.post("/v1/recommendations", {"scenario": "filed"}))

    def test_next_goes_on(self):
        self.products(*[{"product_id": f"p{n}"} for n in range(9)])
        self.server.wait_until_learned()
        first = self.good(self.client.get("/v1/popular?limit=3", Suggestd_Consistency="strong"))
        seen = [item["product_id"] for item in first["items"]]
        for _ in range(3):
            page = self.good(self.client.get(f"/v1/recommendations/{first['recommendation_id']}/next?limit=3"))
            seen += [item["product_id"] for item in page["items"]]
        self.assertEqual(sorted(seen), [f"p{n}" for n in range(9)])
        self.refused(self.client.get("/v1/recommendations/nonsense/next"), "recommendation id")

    def test_rerank_context_and_properties(self):
        self.products(*[{"product_id": f"p{n}", "properties": {"size": {"w": n}, "parts": [{"n": n}]}}
                        for n in range(15)])
        self.server.wait_until_learned()
        ids = [f"p{n}" for n in range(15)]
        answer = self.good(self.client.post("/v1/recommendations", {"list": "rerank", "candidates": [*ids, "ghost"]}))
        self.assertEqual((len(answer["items"]), answer["unknown"]), (15, ["ghost"]))
        self.assertEqual(self.listed("/v1/popular?filter=size.w%20%3D%3D%20context.w&context.w=4"), ["p4"])
        body = {"list": "popular", "filter": "size.w == context.w", "context": {"w": 4}}
        self.assertEqual(len(self.good(self.client.post("/v1/recommendations", body))["items"]), 1)
        self.good(self.client.get("/v1/popular?properties=title,size,parts"))
        self.refused(self.client.get("/v1/popular?properties=titel"), "titel", "title")

    def test_variants_and_the_cart(self):
        self.products(*[{"product_id": f"shirt-{size}", "group_id": "shirt"} for size in "SML"],
                      {"product_id": "mug"}, {"product_id": "cup"})
        self.good(self.client.post("/v1/events", {"type": "cart_add", "user_id": "ann", "product_id": "mug"}), 201)
        self.server.wait_until_learned()
        self.assertEqual(len(self.listed("/v1/popular")), 3)
        self.assertEqual(len(self.listed("/v1/popular?variants=all")), 5)
        self.assertNotIn("mug", self.listed("/v1/popular?user_id=ann"))
        self.assertIn("mug", self.listed("/v1/popular?user_id=ann&include_cart=1"))

    def test_empty_is_never_all(self):
        order = {"order_id": "o", "user_id": "u", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
                 "updated_at": "2026-01-01T00:00:00Z", "lines": [{"product_id": "a", "quantity": 2, "price": "1"}]}
        self.good(self.client.post("/v1/orders", order), 201)
        for body in ('{"lines":[]}', '{"lines":null}', '{"lines":[],"refund_id":"x"}'):
            self.refused(self.client.post("/v1/orders/o/refunds", body), "/lines", "leave")
        self.assertNotIn("refunded", self.client.get("/v1/orders/o").text)
        part = {"refund_id": "r", "lines": [{"product_id": "a", "quantity": 1}]}
        self.good(self.client.post("/v1/orders/o/refunds", part))
        self.good(self.client.post("/v1/orders/o/refunds", part))
        self.refused(self.client.post("/v1/orders/o/refunds", {"refund_id": "r"}), "/lines", status=409)
        del order["updated_at"]
        self.assertEqual(self.good(self.client.put("/v1/orders/o", {**order, "status": "x"}))["result"], "ignored_older")
        self.products({"product_id": "a"})
        sync = self.good(self.client.post("/v1/catalogue-syncs", ""), 201)["sync_id"]
        self.refused(self.client.post(f"/v1/catalogue-syncs/{sync}/finish?confirm=1", ""), "no product", status=409)

    def test_garbage_is_refused(self):
        event = {"type": "view", "user_id": "u", "product_id": "a", "event_id": "e"}
        self.good(self.client.post("/v1/events", event), 201)
        self.good(self.client.post("/v1/events", event))
        self.refused(self.client.post("/v1/events", {**event, "product_id": "b"}), "/product_id", status=409)
        self.refused(self.client.post("/v1/events", {**event, "recommendation_id": "garbage"}), "/recommendation_id")
        self.refused(self.client.put("/v1/products/a", {"price": "1", "currency": "XQZ"}), "/currency")
        self.refused(self.client.put("/v1/products/a", '{"title":"a","title":"b"}'), "/title", "twice")
        self.refused(self.client.put("/v1/products/a", {"available_from": "2026-02-01T00:00:00Z",
                                                        "available_until": "2026-01-01T00:00:00Z"}), "/available_until")
        self.good(self.client.put("/v1/users/u", {"properties": {"size": "S"}}), 201)
        self.good(self.client.ask("PATCH", "/v1/users/u", json.dumps({"profiling": False})))
        user = self.good(self.client.get("/v1/users/u"))
        self.assertEqual((user["profiling"], user["properties"]), (False, {"size": "S"}))


if __name__ == "__main__":
    unittest.main()
