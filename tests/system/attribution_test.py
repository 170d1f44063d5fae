"""Which list led to an order: by events and order lines on the real binary, through refunds, login and restart."""
import sys
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server


def at(minutes=0):
    return (datetime.now(timezone.utc) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Attribution(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.addCleanup(lambda: self.client.close())
        for number in range(6):
            self.good(self.client.put(f"/v1/products/p{number}", {"title": f"Product {number}"}))
        self.good(self.client.put("/v1/scenarios/home", {"list": "for-you"}))
        self.good(self.client.put("/v1/scenarios/cart", {"list": "for-you"}))

    def good(self, answer):
        self.assertIn(answer.status, (200, 201, 202), answer.text)
        return answer

    def list_id(self, scenario, user="ann"):
        return self.good(self.client.get(f"/v1/users/{user}/recommendations?scenario={scenario}")).json[
            "recommendation_id"]

    def event(self, kind, list_id, product, **more):
        body = {"type": kind, "recommendation_id": list_id, "user_id": "ann", **more}
        if product:
            body["product_id"] = product
        return self.good(self.client.post("/v1/events", body))

    def order(self, order_id, lines, **more):
        body = {"order_id": order_id, "user_id": "ann", "placed_at": at(), "currency": "EUR", "lines": lines, **more}
        return self.good(self.client.post("/v1/orders", body))

    def report(self, scenario, query=""):
        answer = self.client.get(f"/v1/scenarios/{scenario}/report{query}", Suggestd_Consistency="strong")
        self.assertNotIn("Suggestd-Stale", answer.headers)
        return self.good(answer).json

    def test_shown_clicked_ordered_and_taken_back(self):
        home = self.list_id("home")
        other = self.list_id("home")
        self.event("rec_shown", home, None)
        self.event("rec_shown", home, "p1")
        self.event("rec_shown", other, None)
        self.event("rec_click", home, "p1")
        self.event("rec_click", home, "p2")
        report = self.report("home")
        self.assertEqual((report["shown"], report["lists_shown"], report["clicks"], report["lists_clicked"]),
                         (3, 2, 2, 1))
        self.assertEqual(report["ctr"], 0.5)
        self.assertEqual(report["revenue"], [])

        # By the click alone; a product that was not clicked is nobody's.
        self.order("o1", [{"product_id": "p1", "quantity": 3, "price": "0.35", "discount": "0.10"},
                          {"product_id": "p3", "quantity": 1, "price": "99.00"}])
        report = self.report("home")
        self.assertEqual((report["orders"], report["order_lines"], report["conversion"]), (1, 1, 0.5))
        self.assertEqual(report["revenue"], [{"currency": "EUR", "amount": "0.95"}])

        # By the id on the line, which wins over the click on another list.
        cart = self.list_id("cart")
        self.order("o2", [{"product_id": "p2", "quantity": 2, "price": "10.00", "recommendation_id": cart}])
        self.assertEqual(self.report("cart")["revenue"], [{"currency": "EUR", "amount": "20.00"}])
        self.assertEqual(self.report("home")["orders"], 1)

        self.good(self.client.post("/v1/orders/o2/refunds", {"refund_id": "r", "lines": [
            {"product_id": "p2", "quantity": 1}]}))
        self.assertEqual(self.report("cart")["revenue"], [{"currency": "EUR", "amount": "10.00"}])
        self.good(self.client.post("/v1/orders/o1/cancel", {}))
        report = self.report("home")
        self.assertEqual((report["orders"], report["order_lines"]), (0, 0))
        self.assertEqual(report["revenue"], [{"currency": "EUR", "amount": "0.00"}])

    def test_guests_clicks_are_the_users_after_login(self):
        guest = self.good(self.client.post("/v1/recommendations", {"scenario": "home", "anonymous_id": "g1"})).json[
            "recommendation_id"]
        self.good(self.client.post("/v1/events", {"type": "rec_click", "anonymous_id": "g1", "product_id": "p1",
                                                  "recommendation_id": guest}))
        self.order("before", [{"product_id": "p1", "quantity": 1, "price": "5.00"}])
        self.assertEqual(self.report("home")["orders"], 0, "a stranger's click led to nothing")
        self.good(self.client.post("/v1/users/ann/merge", {"anonymous_id": "g1"}))
        self.order("after", [{"product_id": "p1", "quantity": 1, "price": "5.00"}])
        self.assertEqual(self.report("home")["orders"], 1)

    def test_window_and_foreign_ids(self):
        home = self.list_id("home")
        self.event("rec_click", home, "p1", at=at(-60))
        self.order("late", [{"product_id": "p1", "quantity": 1, "price": "5.00"}], placed_at=at(60 * 24 * 9))
        self.order("early", [{"product_id": "p1", "quantity": 1, "price": "5.00"}], placed_at=at(-90))
        self.order("foreign", [{"product_id": "p2", "quantity": 1, "price": "5.00",
                                "recommendation_id": "01JABCDEFGHJKMNPQRSTVWXYZ0"}])
        self.assertEqual(self.report("home")["orders"], 0)
        self.order("in-time", [{"product_id": "p1", "quantity": 1, "price": "5.00"}], placed_at=at(60 * 24 * 6))
        self.assertEqual(self.report("home")["orders"], 1)

    def test_restart_keeps_what_was_counted_and_whose_an_id_is(self):
        home = self.list_id("home")
        self.event("rec_shown", home, None)
        self.order("o1", [{"product_id": "p1", "quantity": 1, "price": "5.00", "recommendation_id": home}])
        self.good(self.client.ask("DELETE", "/v1/scenarios/home"))
        for end in (self.server.kill, self.server.stop):
            before = self.report("home")
            self.client.close()
            end()
            self.server.start()
            self.client = self.server.client()
            after = self.report("home")
            for field in ("shown", "lists_shown", "orders", "revenue"):
                self.assertEqual(before[field], after[field])
        self.event("rec_click", home, "p2")
        self.event("rec_shown", home, "p2")
        report = self.report("home")
        self.assertEqual((report["lists_shown"], report["ctr"]), (1, 1), "the list is still the one shown before")
        self.assertEqual(self.client.get("/v1/scenarios/hme/report").status, 404)

    def test_revenue_in_one_currency_by_the_rates_of_its_time(self):
        self.order("o1", [{"product_id": "p1", "quantity": 1, "price": "10.00", "recommendation_id": self.list_id("home")}])
        self.order("o2", [{"product_id": "p2", "quantity": 1, "price": "5.00", "recommendation_id": self.list_id("home")}],
                   currency="USD")
        self.order("o3", [{"product_id": "p3", "quantity": 1, "price": "700", "recommendation_id": self.list_id("home")}],
                   currency="JPY")
        apart = [{"currency": "JPY", "amount": "700"}, {"currency": "USD", "amount": "5.00"}]
        self.assertNotIn("revenue_converted", self.report("home"))
        self.assertEqual(self.report("home", "?currency=EUR")["revenue_converted"],
                         {"currency": "EUR", "amount": "10.00", "without_rate": apart})
        rates = {"EUR": 1, "USD": 1.25}
        self.good(self.client.put("/v1/context/currency", {"points": [{"at": at(-24 * 60), "value": rates}]}))
        self.assertEqual(self.report("home", "?currency=EUR")["revenue_converted"],
                         {"currency": "EUR", "amount": "14.00", "without_rate": apart[:1]})
        whole = self.good(self.client.get("/v1/report?currency=USD")).json["scenarios"]
        self.assertEqual([one["revenue_converted"]["amount"] for one in whole if one["scenario"] == "home"], ["17.50"])
        # A rate whose time is over, or has not begun, converts nothing.
        for point in ({"at": at(-24 * 60), "expires_at": at(-23 * 60)}, {"at": at(120)}):
            self.good(self.client.put("/v1/context/currency", {"points": [{**point, "value": rates}]}))
            self.assertEqual(self.report("home", "?currency=EUR")["revenue_converted"]["amount"], "10.00")
        wrong = self.client.get("/v1/report?currency=euro")
        self.assertEqual(wrong.status, 400, wrong.text)
        self.assertIn("ISO 4217", wrong.text)

    def test_all_scenarios_and_periods(self):
        self.event("rec_shown", self.list_id("home"), None)
        plain = self.good(self.client.get("/v1/popular")).json["recommendation_id"]
        self.event("rec_click", plain, "p1")
        every = self.good(self.client.get("/v1/report", Suggestd_Consistency="strong")).json
        self.assertEqual({one["scenario"]: one["lists_shown"] for one in every["scenarios"]}, {"home": 1, "cart": 0})
        self.assertEqual([(one["list"], one["clicks"], one["ctr"]) for one in every["lists"]], [("popular", 1, None)])
        self.assertEqual(self.report("home", f"?from={at(-60)}&to={at(60)}")["lists_shown"], 1)
        self.assertEqual(self.report("home", f"?to={at(-120)}")["lists_shown"], 0)
        self.assertEqual(self.client.get("/v1/report?from=yesterday").status, 400)


if __name__ == "__main__":
    unittest.main()
