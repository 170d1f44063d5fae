"""A shop's currency: of prices that name none, by every way in, told with each record; and of reports and experiments."""
import json
import sys
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

NDJSON = {"Content-Type": "application/x-ndjson"}


def at(minutes):
    return (datetime.now(timezone.utc) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


def order(order_id, price="5.00", **more):
    return {"order_id": order_id, "user_id": "u", "placed_at": at(0),
            "lines": [{"product_id": "p1", "quantity": 1, "price": price}], **more}


class ShopCurrency(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        made = self.admin.post("/v1/shops", {"name": "b", "settings": {"currency": "EUR"}})
        self.assertEqual((made.status, made.json["settings"]), (201, {"mode": "open", "currency": "EUR"}), made.text)
        self.b = self.server.client(self.admin.post("/v1/keys", {"shop": "b"}).json["key"])

    def change(self, currency):
        changed = self.admin.ask("PATCH", "/v1/shops/b", {"settings": {"currency": currency}})
        self.assertEqual(changed.status, 200, changed.text)

    def good(self, answer):
        self.assertIn(answer.status, (200, 201), answer.text)
        return answer

    def priced(self, product_id):
        product = self.b.get(f"/v1/products/{product_id}").json
        return product.get("price"), product.get("currency")

    def test_a_record_that_names_no_currency_is_stored_with_the_shops(self):
        self.good(self.b.post("/v1/orders", order("o1")))
        self.good(self.b.put("/v1/orders/o1", order("o1", "7.00", updated_at=at(5))))
        self.good(self.b.post("/v1/orders", order("o2", currency="GBP")))
        self.good(self.b.ask("POST", "/v1/orders", json.dumps(order("o3")), NDJSON))
        self.assertEqual([self.b.get(f"/v1/orders/o{n}").json["currency"] for n in (1, 2, 3)], ["EUR", "GBP", "EUR"])
        self.good(self.b.post("/v1/products", {"product_id": "p1", "price": "1.50"}))
        self.good(self.b.put("/v1/products/p2", {"price": "2.50"}))
        self.good(self.b.put("/v1/products/p3", {"title": "free"}))
        self.good(self.b.ask("PATCH", "/v1/products/p3", {"price": "3.50"}))
        self.good(self.b.ask("POST", "/v1/products?merge=1", '{"product_id":"p4","price":"4.50"}', NDJSON))
        self.good(self.b.put("/v1/products/p5", {"price": "5.50", "currency": "GBP"}))
        self.good(self.b.ask("POST", "/v1/products?merge=1", '{"product_id":"p5","price":"6.50"}', NDJSON))
        sync = self.good(self.b.post("/v1/catalogue-syncs", {})).json["sync_id"]
        self.good(self.b.post(f"/v1/catalogue-syncs/{sync}/products", {"product_id": "p6", "price": "7.50"}))
        self.assertEqual([self.priced(f"p{n}") for n in range(1, 7)],
                         [("1.50", "EUR"), ("2.50", "EUR"), ("3.50", "EUR"), ("4.50", "EUR"), ("6.50", "GBP"), ("7.50", "EUR")])
        log = self.b.get("/v1/changes?since=beginning&kinds=order,product").json["changes"]
        self.assertEqual({change["data"].get("currency") for change in log if "price" in json.dumps(change["data"])},
                         {"EUR", "GBP"}, "each record of the log names its currency")
        too_fine = self.b.post("/v1/orders", order("o4", "5.001"))
        self.assertEqual(too_fine.json["errors"][0]["pointer"], "/lines/0/price", "the cents of that currency")

    def test_another_currency_changes_no_record_and_none_is_refused_again(self):
        self.good(self.b.post("/v1/orders", order("o1")))
        self.change("GBP")
        self.good(self.b.post("/v1/orders", order("o2")))
        self.assertEqual([self.b.get(f"/v1/orders/o{n}").json["currency"] for n in (1, 2)], ["EUR", "GBP"])
        self.change(None)
        for refused in (self.b.post("/v1/orders", order("o3")), self.b.put("/v1/products/p9", {"price": "1"})):
            self.assertEqual((refused.status, refused.json["errors"][0]), (400, {"pointer": "/currency", "detail": "is missing"}))

    def test_a_file_without_the_column_and_a_feed_without_the_code(self):
        rows = f"order_id,user_id,placed_at,product_id,quantity,price\nc1,u,{at(0)},p1,1,2.00\n"
        table = self.folder / "orders.csv"
        table.write_text(rows, encoding="utf-8")
        taken = self.server.run("import", "--format", "csv", "--kind", "orders", "--to", self.server.url, table,
                                env={"SUGGESTD_KEY": self.b.key})
        self.assertEqual(taken.returncode, 0, taken.stderr)
        self.assertEqual(self.b.get("/v1/orders/c1").json["currency"], "EUR")
        refused = self.server.run("import", "--format", "csv", "--kind", "orders", "--to", self.server.url, table,
                                  env={"SUGGESTD_KEY": self.server.key})
        self.assertIn("/currency: is missing", refused.stdout + refused.stderr, "the other shop has none")
        feed = "id\ttitle\tprice\tavailability\nT1\tMug\t3.99\tin stock\nT2\tCup\t1 GBP\tin stock\n"
        imported = self.admin.ask("POST", "/v1/imports?format=google-feed&kind=products", feed, {"Suggestd-Shop": "b"})
        self.assertEqual((imported.status, imported.json["created"]), (200, 2), imported.text)
        self.assertEqual([self.priced("T1"), self.priced("T2")], [("3.99", "EUR"), ("1.00", "GBP")])

    def test_reports_tell_revenue_in_it(self):
        self.good(self.b.put("/v1/scenarios/home", {"list": "popular"}))
        self.good(self.b.put("/v1/products/p1", {"title": "Pot"}))
        for number, currency in enumerate(("EUR", "USD")):
            shown = self.good(self.b.post("/v1/recommendations", {"user_id": "u", "scenario": "home"})).json
            bought = order(f"r{number}", currency=currency)
            bought["lines"][0]["recommendation_id"] = shown["recommendation_id"]
            self.good(self.b.post("/v1/orders", bought))
        dollars = [{"currency": "USD", "amount": "5.00"}]

        def told(query=""):
            return self.good(self.b.get("/v1/scenarios/home/report" + query, Suggestd_Consistency="strong")).json

        self.assertEqual(told()["revenue_converted"], {"currency": "EUR", "amount": "5.00", "without_rate": dollars})
        rates = {"points": [{"at": at(-24 * 60), "value": {"EUR": 1, "USD": 1.25}}]}
        self.good(self.b.put("/v1/context/currency", rates))
        self.assertEqual(told()["revenue_converted"], {"currency": "EUR", "amount": "9.00", "without_rate": []})
        self.assertEqual(told("?currency=USD")["revenue_converted"]["amount"], "11.25")
        self.assertEqual(told()["revenue"], [{"currency": "EUR", "amount": "5.00"}, *dollars])
        self.change(None)
        self.assertNotIn("revenue_converted", told())

    def test_an_experiment_counts_in_it(self):
        self.good(self.b.put("/v1/scenarios/home", {"list": "popular"}))
        for number in range(3):
            self.good(self.b.post("/v1/orders", order(f"e{number}", currency="USD")))
        variants = [{"name": "control", "share": 0.5}, {"name": "new", "share": 0.5, "scenario": {"diversity": 0.5}}]
        self.good(self.b.put("/v1/experiments/x", {"scenario": "home", "metric": "revenue_per_visitor", "variants": variants}))
        self.assertEqual(self.good(self.b.get("/v1/experiments/x/plan")).json["currency"], "EUR")
        self.change(None)
        self.assertEqual(self.good(self.b.get("/v1/experiments/x/plan")).json["currency"], "USD", "the usual one")

    def test_the_command_and_what_is_no_currency(self):
        made = self.server.run("shop", "create", "c", "--config", self.server.config, "--currency", "CHF",
                               "--time-zone", "Europe/Zurich", "--json")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(self.admin.get("/v1/shops/c").json["settings"],
                         {"mode": "open", "time_zone": "Europe/Zurich", "currency": "CHF"})
        for currency in ("euro", "XXQ", 7, "eur"):
            for answer in (self.admin.post("/v1/shops", {"name": "d", "settings": {"currency": currency}}),
                           self.admin.ask("PATCH", "/v1/shops/b", {"settings": {"currency": currency}})):
                self.assertEqual((answer.status, answer.json["errors"][0]["pointer"]), (400, "/settings/currency"), answer.text)
        self.assertEqual(self.admin.get("/v1/shops/d").status, 404, "a shop that was refused is not made")
        self.assertEqual(self.admin.post("/v1/shops", {"name": "d", "settings": 5}).status, 400)


if __name__ == "__main__":
    unittest.main()
