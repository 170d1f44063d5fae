"""`suggestd export` gives back what came in, from a server and from a store, and `import` takes it again."""
import json
import tempfile
import unittest
from pathlib import Path

from server import Server

ORDERS = [
    {"order_id": "o1", "user_id": "ann", "placed_at": "2026-01-01T10:00:00Z", "currency": "EUR",
     "lines": [{"product_id": "tea/green", "quantity": 2, "price": "3.50"},
               {"product_id": "pot", "quantity": 1, "price": "19.00"}]},
    {"order_id": "o2", "user_id": "ben", "placed_at": "2026-01-02T10:00:00Z", "currency": "EUR",
     "lines": [{"product_id": "tea/green", "quantity": 1, "price": "3.50"}]},
]
PRODUCTS = [{"product_id": "tea/green", "title": "Grüner Tee", "stock": 4, "properties": {"leaf": "green"}},
            {"product_id": "gone", "title": "Soon deleted"}]
EVENT = {"type": "view", "user_id": "ann", "product_id": "pot", "at": "2026-01-03T10:00:00Z", "event_id": "e1"}


def documents(path):
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


class Export(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.server = Server(self.path).start()
        client = self.server.client()
        for order in ORDERS:
            self.assertEqual(client.post("/v1/orders", order).status, 201)
        self.assertEqual(client.post("/v1/orders/o2/cancel", {}).status, 200)
        for product in PRODUCTS:
            client.put("/v1/products/" + product["product_id"].replace("/", "%2F"), product)
        self.assertIn(client.ask("DELETE", "/v1/products/gone").status, (200, 204))
        self.assertEqual(client.put("/v1/users/ann", {"properties": {"city": "Bonn"}}).status // 100, 2)
        self.assertIn(client.post("/v1/events", EVENT).status, (201, 202))
        self.server.wait_until_learned()
        client.close()

    def tearDown(self):
        self.server.end()
        self.folder.cleanup()

    def export(self, kind, *source):
        file = self.path / f"{kind}.ndjson"
        done = self.server.run("export", "--kind", kind, *source, "--json", file)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = documents(file)
        self.assertEqual(json.loads(done.stdout)["records"], len(found))
        return found

    def test_server_and_store_say_the_same(self):
        remote = ("--from", self.server.url, "--key", self.server.key)
        local = ("--store", self.path / "store")
        kinds = ("orders", "products", "users", "events", "vectors")
        told = {kind: self.export(kind, *remote) for kind in kinds}
        self.assertEqual(self.server.stop(), 0)  # writes the checkpoint that holds the vectors
        for kind in kinds:
            def by_text(found):
                return sorted(map(json.dumps, found))
            self.assertEqual(by_text(self.export(kind, *local)), by_text(told[kind]), kind)
        self.assertEqual([order["order_id"] for order in told["orders"]], ["o1", "o2"])
        self.assertEqual(told["orders"][0], ORDERS[0])
        self.assertEqual([product["product_id"] for product in told["products"]], ["tea/green"])
        self.assertEqual(told["events"], [{**EVENT, "quantity": 1}])

        for kind in ("orders", "products", "users", "events"):
            done = self.server.run("import", "--format", "ndjson", "--kind", kind, "--store", self.path / "copy",
                                   self.path / f"{kind}.ndjson")
            self.assertEqual(done.returncode, 0, done.stderr)
        for kind in ("orders", "products", "users", "events"):
            self.assertEqual(self.export(kind, "--store", self.path / "copy"), told[kind], kind)

    def test_a_failed_export_leaves_no_file(self):
        file = self.path / "orders.ndjson"
        done = self.server.run("export", "--kind", "orders", "--from", self.server.url, "--key", "wrong", file)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(list(self.path.glob("orders.ndjson*")), [])
        done = self.server.run("export", "--kind", "orders", "--store", self.path / "nowhere")
        self.assertEqual((done.returncode, done.stdout), (65, ""), done.stderr)
        self.assertIn("nowhere", done.stderr)


if __name__ == "__main__":
    unittest.main()
