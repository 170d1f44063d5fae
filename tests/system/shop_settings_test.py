"""Settings of one shop: its mode, its levels and its units of work hold for its own keys at once, and for no other's."""
import gzip
import json
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

ORDER = {"order_id": "1", "user_id": "u", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
         "lines": [{"product_id": "p", "quantity": 1, "price": "1.00"}]}


class ShopSettings(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.assertEqual(self.admin.post("/v1/shops", {"name": "b"}).status, 201)
        made = self.admin.post("/v1/keys", {"shop": "b"})
        self.b = self.server.client(made.json["key"])
        self.a = self.server.client()

    def change(self, settings, shop="b", **headers):
        return self.admin.ask("PATCH", f"/v1/shops/{shop}", {"settings": settings},
                              {name.replace("_", "-"): value for name, value in headers.items()})

    def put(self, client, number):
        return client.post("/v1/orders", {**ORDER, "order_id": str(number)})

    def test_read_only_and_maintenance(self):
        self.assertEqual(self.change({"mode": "read_only"}).status, 200)
        refused = self.put(self.b, 1)
        self.assertEqual((refused.status, refused.headers["Retry-After"]), (503, "60"))
        self.assertIn("read only", refused.json["detail"])
        self.assertEqual(self.b.get("/v1/popular").status, 200)
        self.assertEqual(self.put(self.a, 1).status, 201, "the other shop writes")
        by_hand = self.admin.ask("POST", "/v1/orders", ORDER, {"Suggestd-Shop": "b"})
        self.assertEqual(by_hand.status, 201, "the administrator writes: " + by_hand.text)
        self.assertEqual(self.change({"mode": "maintenance"}).status, 200)
        self.assertEqual(self.b.get("/v1/popular").status, 503)
        self.assertEqual(self.change({"mode": None}).json["settings"], {"mode": "open"})
        self.assertEqual(self.put(self.b, 2).status, 201)

    def test_levels_of_consistency(self):
        self.assertEqual(self.change({"consistency": {"strongest": "prefix"}}).status, 200)
        refused = self.b.get("/v1/popular", Suggestd_Consistency="strong")
        self.assertEqual(refused.status, 400)
        self.assertIn("at most 'prefix'", refused.json["detail"])
        self.assertEqual(self.b.get("/v1/popular", Suggestd_Consistency="eventual").status, 200)
        self.assertEqual(self.a.get("/v1/popular", Suggestd_Consistency="strong").status, 200)

    def test_units_of_work(self):
        free = self.b.get("/v1/popular")
        cost = int(free.headers["Suggestd-Cost"])
        self.assertGreaterEqual(cost, 100)
        dearer = int(self.put(self.b, 0).headers["Suggestd-Cost"])
        self.assertGreater(dearer, cost, "a body costs, too")
        self.assertEqual(self.change({"limits": {"units_per_second": 100}}).status, 200)
        deadline = time.monotonic() + 60
        while (answer := self.b.get("/v1/popular")).status == 200:
            self.assertIn('"units";', answer.headers["RateLimit"])
            self.assertLess(time.monotonic(), deadline)
        self.assertEqual(answer.status, 429)
        self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)
        self.assertIn("100 units of work a second", answer.json["detail"])
        self.assertEqual(self.a.get("/v1/popular").status, 200, "the other shop has its own units")
        time.sleep(int(answer.headers["Retry-After"]))
        self.assertEqual(self.b.get("/v1/popular").status, 200, "who waits as told is let in")
        self.assertEqual(self.change({"limits": {"units_per_second": 0}}).status, 200)
        self.assertEqual({self.b.get("/v1/popular").status for _ in range(50)}, {200})

    def test_bytes_of_a_body(self):
        self.assertEqual(self.change({"limits": {"max_body_bytes": 1024}}).status, 200)
        large = {**ORDER, "properties": {"note": "x" * 2000}}
        packed = gzip.compress(json.dumps(large).encode())
        self.assertLess(len(packed), 1024)
        for refused in (self.b.post("/v1/orders", large),
                        self.b.ask("POST", "/v1/orders", packed, {"Content-Encoding": "gzip"})):
            self.assertEqual((refused.status, refused.json["type"]), (413, "/problems/too-large"))
            self.assertIn("1024 bytes", refused.json["detail"])
            self.assertIn("the shop's setting limits.max_body_bytes", refused.json["detail"])
        self.assertEqual(self.put(self.b, 1).status, 201, "a smaller one is taken")
        self.assertEqual(self.a.post("/v1/orders", large).status, 201, "the other shop has the server's limit")
        by_hand = self.admin.ask("POST", "/v1/orders", {**large, "order_id": "2"}, {"Suggestd-Shop": "b"})
        self.assertEqual(by_hand.status, 201, "the administrator is held to none: " + by_hand.text)
        self.assertEqual(self.change({"limits": {"max_body_bytes": 2**32}}).status, 200)
        too_large = self.b.ask("POST", "/v1/orders", gzip.compress(b" " * (2**25 + 1)), {"Content-Encoding": "gzip"})
        self.assertEqual(too_large.status, 413)
        self.assertIn("the server's http.max_body_bytes", too_large.json["detail"])
        for bytes_ in (0, 1023, 2**32 + 1):
            self.assertEqual(self.change({"limits": {"max_body_bytes": bytes_}}).status, 400, bytes_)

    def test_changes_are_versions_and_survive_a_restart(self):
        self.assertEqual(self.admin.get("/v1/shops/b").headers["ETag"], '"1"')
        first = self.change({"consistency": {"standard": "prefix"}}, If_Match='"1"')
        self.assertEqual((first.status, first.headers["ETag"], first.json["version"]), (200, '"2"', 2))
        self.assertEqual(self.change({"mode": "read_only"}, If_Match='"1"').status, 412)
        kept = self.change({"limits": {"units_per_second": 1_000_000}})
        whole = {"mode": "open", "consistency": {"standard": "prefix"}, "limits": {"units_per_second": 1_000_000}}
        self.assertEqual(kept.json["settings"], whole)
        self.server.end()
        self.server.start()
        again = self.server.admin(self.admin.key).get("/v1/shops/b")
        self.assertEqual((again.json["settings"], again.json["version"]), (whole, 3))
        self.assertEqual(self.server.admin(self.admin.key).get("/v1/shops/b", If_None_Match='"3"').status, 304)

    def test_nonsense_is_refused_with_its_place(self):
        for settings, pointer in (({"mode": "closed"}, "/settings/mode"), ({"modes": 1}, "/settings/modes"),
                                  ({"limits": {"units_per_second": -1}}, "/settings/limits/units_per_second"),
                                  ({"consistency": {"standard": "strong", "strongest": "prefix"}},
                                   "/settings/consistency/standard")):
            refused = self.change(settings)
            self.assertEqual((refused.status, refused.json["errors"][0]["pointer"]), (400, pointer), refused.text)
        self.assertEqual(self.admin.ask("PATCH", "/v1/shops/b", {}).status, 400)
        self.assertEqual(self.change({"mode": "open"}, shop="none").status, 404)
        self.assertEqual(self.admin.get("/v1/shops/b").json["version"], 1)


if __name__ == "__main__":
    unittest.main()
