"""Lists and ghosts, robots, an old history and a shop without orders: on the real binary."""
import json
import sys
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server


def lines(records):
    return "\n".join(json.dumps(record) for record in records)


def ago(**time):
    return (datetime.now(timezone.utc) - timedelta(**time)).strftime("%Y-%m-%dT%H:%M:%SZ")


class TrueLists(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.addCleanup(lambda: self.client.close())

    def ok(self, answer):
        self.assertIn(answer.status, (200, 201, 202), answer.text)
        return answer.json

    def bulk(self, path, records):
        answer = self.client.ask("POST", path, lines(records), {"Content-Type": "application/x-ndjson"})
        self.assertEqual(answer.status, 200, answer.text)
        self.assertNotIn('"error"', answer.text)

    def products(self, records):
        self.bulk("/v1/products", records)

    def items(self, path):
        return self.ok(self.client.get(path, Suggestd_Consistency="strong"))["items"]

    def shown(self, path):
        return [item["product_id"] for item in self.items(path)]

    def learner(self):
        self.shown("/v1/new")  # waits for what was written
        return self.ok(self.client.get("/v1/status"))["shops"][0]["learner"]

    def order(self, number, user, product, at):
        return {"order_id": f"o{number}", "user_id": user, "placed_at": at, "currency": "EUR",
                "lines": [{"product_id": product, "quantity": 1, "price": "1.00"}]}

    def test_a_ghost_is_never_first_and_is_gone_after_a_full_synchronisation(self):
        self.products([{"product_id": f"p{i}", "title": f"Product {i}"} for i in range(3)])
        self.ok(self.client.post("/v1/events", {"type": "view", "anonymous_id": "v", "product_id": "ghost"}))
        self.assertEqual(self.shown("/v1/new")[-1], "ghost")
        self.assertEqual(self.learner()["catalogue"], {"whole": False, "required": False, "unknown_products": 1})
        sync = self.ok(self.client.post("/v1/catalogue-syncs", ""))["sync_id"]
        self.bulk(f"/v1/catalogue-syncs/{sync}/products",
                  [{"product_id": f"p{i}", "title": f"Product {i}"} for i in range(3)])
        self.ok(self.client.post(f"/v1/catalogue-syncs/{sync}/finish", ""))
        for path in ("/v1/new", "/v1/trending", "/v1/popular"):
            self.assertNotIn("ghost", self.shown(path), path)
        self.server.kill()
        self.server.start()
        self.client = self.server.client()
        self.assertEqual(sorted(self.shown("/v1/new")), ["p0", "p1", "p2"])
        self.assertTrue(self.learner()["catalogue"]["whole"])
        self.products([{"product_id": "ghost", "title": "It has come"}])
        self.assertIn("ghost", self.shown("/v1/new"))

    def test_fifty_views_of_one_visitor_change_no_popular_list(self):
        self.products([{"product_id": f"p{i}", "title": f"Product {i}"} for i in range(40)])
        self.bulk("/v1/orders", [self.order(f"{i}-{n}", f"u{n}", f"p{i}", ago(hours=1))
                                 for i in range(40) for n in range(41 - i)])
        before = self.shown("/v1/popular?limit=40")
        self.assertEqual(before[-1], "p39")
        self.bulk("/v1/events", [{"type": "view", "anonymous_id": "robot", "product_id": "p39", "at": ago(minutes=5)}
                                 for _ in range(50)])
        self.assertEqual(self.shown("/v1/popular?limit=40"), before)
        self.assertNotEqual(self.shown("/v1/trending")[0], "p39")
        told = self.learner()["unlikely_events"]
        self.assertEqual((told["events"], told["left_out"], told["latest_people"]), (20, False, ["robot"]))

    def test_an_old_history_keeps_its_order_beside_one_event_of_today(self):
        self.products([{"product_id": name, "title": name} for name in ("few", "some", "many", "today")])
        orders = [self.order(f"{name}{n}", f"u{n}", name, "2010-12-01T10:00:00Z")
                  for name, count in (("few", 1), ("some", 4), ("many", 9)) for n in range(count)]
        self.bulk("/v1/orders", orders)
        self.ok(self.client.post("/v1/orders", self.order("now", "late", "today", ago(minutes=1))))
        popular = self.items("/v1/popular")
        self.assertEqual([item["product_id"] for item in popular], ["today", "many", "some", "few"])
        self.assertTrue(all(item["score"] > 0 for item in popular), popular)
        rising = [item for item in self.items("/v1/trending") if item["reason"] == "rising lately"]
        self.assertEqual([item["product_id"] for item in rising], ["today"])

    def test_a_shop_without_orders_goes_by_its_catalogue(self):
        self.products([
            {"product_id": "crisps", "title": "Crisps, family pack", "categories": ["Food > Snacks"]},
            {"product_id": "chips", "title": "Chips, family pack", "categories": ["Food > Snacks"]},
            {"product_id": "backpack", "title": "Canvas backpack", "categories": ["Bags > Backpacks"]},
            {"product_id": "tote", "title": "Canvas tote", "categories": ["Bags > Totes"]},
            {"product_id": "rucksack", "title": "Hiking rucksack", "categories": ["Bags > Backpacks"]}])
        for path in ("similar", "bought-together"):
            self.assertEqual(self.shown(f"/v1/products/backpack/{path}?limit=2"), ["rucksack", "tote"], path)
        self.ok(self.client.post("/v1/events", {"type": "view", "user_id": "ann", "product_id": "backpack"}))
        personal = self.items("/v1/users/ann/recommendations?limit=2")
        self.assertEqual([item["product_id"] for item in personal], ["rucksack", "tote"])
        self.assertNotIn("your orders", str(personal))


if __name__ == "__main__":
    unittest.main()
