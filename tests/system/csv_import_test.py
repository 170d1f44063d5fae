"""suggestd import --format csv ended with an internal error at the first number: a quantity, a stock."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import OneServerCase

PRODUCTS = "product_id;title;stock;categories;hidden;colour\np1;Tea pot;5;Kitchen|Kitchen > Tea;false;red\n"
ORDERS = ("order_id,user_id,placed_at,currency,product_id,quantity,price\n"
          "o1,ann,2026-01-01T10:00:00Z,EUR,p1,2,0.85\n"
          "o1,ann,2026-01-01T10:00:00Z,EUR,p2,1.5,3\n"
          "o2,ann,2026-01-02T10:00:00Z,EUR,p1,many,0.85\n")
EVENTS = "type\tuser_id\tproduct_id\tquantity\nview\tann\tp1\t\ncart_add\tann\tp1\t2\n"
BAD_DATA = 65


class CsvImport(OneServerCase):
    def put(self, kind, text):
        file = Path(self.folder.name) / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        return self.server.run("import", "--format", "csv", "--kind", kind, "--to", self.server.url, file,
                               env={"SUGGESTD_KEY": self.server.key})

    def test_numbers_flags_lists_and_columns_of_ones_own(self):
        done = self.put("products", PRODUCTS)
        self.assertEqual(done.returncode, 0, done.stderr)
        product = self.client.get("/v1/products/p1").json
        self.assertEqual((product["stock"], product["categories"], product["properties"]),
                         (5, ["Kitchen", "Kitchen > Tea"], {"colour": "red"}))

    def test_an_order_of_several_rows_and_a_line_that_is_left_out(self):
        done = self.put("orders", ORDERS)
        self.assertEqual(done.returncode, BAD_DATA, done.stdout + done.stderr)
        self.assertIn("orders.csv:4", done.stderr)
        lines = self.client.get("/v1/orders/o1").json["lines"]
        self.assertEqual([(line["product_id"], line["quantity"]) for line in lines], [("p1", 2), ("p2", 1.5)])
        self.assertEqual(self.client.get("/v1/orders/o2").status, 404)

    def test_events(self):
        done = self.put("events", EVENTS)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("2 new", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
