"""The options of one shop's own model: a change takes effect while the server runs, lists go on being served, no write is
lost, and a restart keeps them."""
import json
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

CONFIG = "[model]\ndimensions = 16\n"
ORDERS = 400


def order(number):
    return {"order_id": f"o{number}", "user_id": f"u{number % 40}", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
            "lines": [{"product_id": f"p{(number + step) % 50}", "quantity": 1, "price": "1.00"} for step in (0, 1, 2)]}


class ShopModel(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name, CONFIG).start()
        self.addCleanup(self.server.end)
        self.admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.shop = self.server.client()
        lines = "\n".join(json.dumps(order(number)) for number in range(ORDERS))
        taken = self.shop.ask("POST", "/v1/orders", lines, {"Content-Type": "application/x-ndjson"})
        self.assertEqual(taken.status, 200, taken.text)
        self.server.wait_until_learned()
        self.wait_for_dimensions(16)

    def change(self, model):
        return self.admin.ask("PATCH", "/v1/shops/default", {"settings": {"model": model}})

    def dimensions(self):
        return len(self.shop.get("/v1/users/u1/vector").json.get("vector") or [])

    def wait_for_dimensions(self, number):
        deadline = time.monotonic() + 60
        while (served := self.dimensions()) != number:
            self.assertLess(time.monotonic(), deadline, f"{served} are served")
            time.sleep(0.05)

    def in_force(self):
        return next(shop for shop in self.admin.get("/v1/status").json["shops"] if shop["name"] == "default")["learner"]["model"]

    def test_a_change_takes_effect_while_lists_are_served_and_records_come_in(self):
        self.assertEqual(self.in_force()["dimensions"], 16)
        served, written, done = [], [], threading.Event()

        def ask():
            client = self.server.client()
            while not done.is_set():
                answer = client.get("/v1/users/u1/recommendations?limit=3")
                served.append((answer.status, len(answer.json["items"]), answer.json["fallback"]))

        def write():
            client = self.server.client()
            while not done.is_set():
                number = ORDERS + len(written)
                written.append((number, client.post("/v1/orders", order(number)).status))

        threads = [threading.Thread(target=work) for work in (ask, write)]
        for thread in threads:
            thread.start()
        changed = self.change({"dimensions": 32, "half_life_days": 100})
        self.assertEqual((changed.status, changed.json["settings"]["model"]), (200, {"dimensions": 32, "half_life_days": 100}))
        self.wait_for_dimensions(32)
        done.set()
        for thread in threads:
            thread.join()
        self.assertEqual(set(served), {(200, 3, None)}, "each list was whole and personal")
        self.assertEqual({status for _, status in written}, {201})
        self.assertEqual((self.in_force()["dimensions"], self.in_force()["half_life_days"]), (32, 100))
        last = written[-1][0]
        known = self.shop.get(f"/v1/users/u{last % 40}/orders?limit=1000", Suggestd_Consistency="strong").json["orders"]
        self.assertIn(f"o{last}", {one["order_id"] for one in known})

    def test_a_restart_keeps_them_and_null_takes_them_away(self):
        self.assertEqual(self.change({"dimensions": 24}).status, 200)
        self.wait_for_dimensions(24)
        for end in (self.server.stop, self.server.kill):
            end()
            self.server.start()
            self.admin, self.shop = self.server.admin(self.admin.key), self.server.client()
            self.wait_for_dimensions(24)
        learner = self.admin.get("/v1/status").json["shops"][0]["learner"]
        self.assertEqual(learner["model"]["dimensions"], 24)
        self.assertEqual(self.change(None).json["settings"], {"mode": "open"})
        self.wait_for_dimensions(16)
        self.assertEqual(self.in_force()["dimensions"], 16, "the configuration's")

    def test_only_the_shop_itself_is_made_anew(self):
        made = self.admin.post("/v1/shops", {"name": "b", "settings": {"model": {"dimensions": 8}}})
        self.assertEqual(made.status, 201, made.text)
        told = {shop["name"]: shop["learner"]["model"]["dimensions"] for shop in self.admin.get("/v1/status").json["shops"]}
        self.assertEqual(told, {"default": 16, "b": 8})
        self.assertEqual(self.dimensions(), 16)

    def test_what_would_eat_the_memory_is_refused(self):
        for model, pointer in (({"dimensions": 513}, "dimensions"), ({"dimensions": 7}, "dimensions"),
                               ({"half_life_days": -1}, "half_life_days"), ({"view_confidence": 2}, "view_confidence"),
                               ({"factors": 16}, "factors")):
            refused = self.change(model)
            self.assertEqual((refused.status, refused.json["errors"][0]["pointer"]),
                             (400, "/settings/model/" + pointer), refused.text)
        self.assertEqual(self.change({"dimensions": 512}).status, 200)


if __name__ == "__main__":
    unittest.main()
