"""scripts/make-sample-shop: the shop that the quickstart shows is whole, and the same each time."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "make-sample-shop"


def make(folder, hash_seed):
    subprocess.run([sys.executable, SCRIPT, folder, "--until", "2026-10-01", "--customers", "400"], check=True,
                   stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONHASHSEED": hash_seed})
    return {path.stem: path.read_text(encoding="utf-8") for path in Path(folder).glob("*.ndjson")}


def records(text):
    return [json.loads(line) for line in text.splitlines()]


class SampleShop(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
            cls.files = make(first, "1")
            cls.again = make(second, "2")
        cls.products = {product["product_id"]: product for product in records(cls.files["products"])}

    def test_same_seed_and_day_give_the_same_bytes(self):
        self.assertEqual(self.files, self.again)

    def test_every_reference_leads_somewhere(self):
        users = {user["user_id"] for user in records(self.files["users"])}
        for order in records(self.files["orders"]):
            self.assertIn(order["user_id"], users)
            for line in order["lines"]:
                self.assertEqual(line["price"], self.products[line["product_id"]]["price"])
        for event in records(self.files["events"]):
            self.assertIn(event["product_id"], self.products)

    def test_ids_are_unique(self):
        for name, key in (("products", "product_id"), ("orders", "order_id"), ("events", "event_id")):
            ids = [record[key] for record in records(self.files[name])]
            self.assertEqual(len(ids), len(set(ids)), name)

    def test_a_shown_customer_buys_what_she_loves(self):
        bought = [self.products[line["product_id"]]["categories"][0]
                  for order in records(self.files["orders"]) if order["user_id"] == "ada" for line in order["lines"]]
        self.assertGreater(len(bought), 8)
        self.assertGreater(sum(department in ("Coffee", "Baking") for department in bought), 0.7 * len(bought))


if __name__ == "__main__":
    unittest.main()
