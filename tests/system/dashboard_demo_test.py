"""Made data for an empty shop in the dashboard: filled in one click, told from a shop's own, and taken away again."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import needs_browser
from dashboard_case import DashboardCase, Keys


@needs_browser
class DashboardDemo(DashboardCase):
    def make_shop(self, name):
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.addCleanup(admin.close)
        self.assertEqual(admin.post("/v1/shops", {"name": name}).status, 201)
        client = self.server.client(self.server.make_key("--shop", name, "--scopes", "ingest,read,recommend"))
        self.addCleanup(client.close)
        return admin, client

    def test_an_empty_shop_is_filled_by_keys_and_shows_lists_that_make_sense(self):
        browser = self.browser
        admin, client = self.make_shop("made")
        self.open("shop/made/connect", "Connect made")
        browser.find(".hint", "each id begins with demo-")
        browser.tab_to("Fill the shop with demo data", "button")
        browser.press(Keys.ENTER)
        browser.find("h1", "Model explorer")
        browser.find(".toast", "The demo data is in.")
        browser.find(".list-pane .reason")
        self.assertIn("/explorer/person/demo-person-001", browser.driver.current_url)
        together = client.get("/v1/products/demo-tea-01/bought-together?limit=3").json["items"]
        self.assertIn("demo-tea-02", [item["product_id"] for item in together], "cups go with a teapot")
        report = client.get("/v1/report").json
        self.assertGreater(sum(one["lists_shown"] for one in report["lists"]), 30)
        self.assertGreater(sum(one["lists_clicked"] for one in report["lists"]), 5)
        keys = [key for key in admin.get("/v1/keys?shop=made").json["keys"] if key["name"] == "demo data"]
        self.assertEqual([key["state"] for key in keys], ["revoked"])
        self.open("shop/made/connect", "Connect made")
        browser.find("[role=status]", "6 of 6 steps done")
        browser.click("button", "Take the demo data away")
        browser.press("made", Keys.ENTER)
        browser.find(".toast", "The demo data is gone.")
        self.assertEqual(client.get("/v1/products/demo-tea-01").status, 404)
        self.assertEqual(client.get("/v1/users/demo-person-001/orders").json["orders"], [])

    def test_a_shop_with_records_of_its_own_is_refused_in_words(self):
        self.open("shop/default/connect", "Connect default")
        self.browser.find(".hint", "This shop has orders of its own.")
        self.assertNotIn("Fill the shop with demo data", [button.text for button in self.browser.there("#content button")])
        _, client = self.make_shop("catalogue-alone")
        self.assertEqual(client.put("/v1/products/own", {"title": "Own"}).status, 201)
        self.open("shop/catalogue-alone/connect", "Connect catalogue-alone")
        self.browser.find(".hint", "This shop has products of its own.")

    def test_an_order_that_came_meanwhile_is_seen_at_the_click(self):
        _, client = self.make_shop("meanwhile")
        self.open("shop/meanwhile/connect", "Connect meanwhile")
        self.browser.find("button", "Fill the shop with demo data")
        order = {"order_id": "1", "user_id": "dana", "placed_at": "2026-11-01T00:00:00Z", "currency": "EUR",
                 "lines": [{"product_id": "pot", "quantity": 1, "price": "1"}]}
        self.assertEqual(client.post("/v1/orders", order).status, 201)
        self.browser.click("button", "Fill the shop with demo data")
        self.browser.find(".hint", "This shop has orders of its own.")
        self.assertEqual(client.get("/v1/products/demo-tea-01").status, 404)

    def test_it_fits_a_telephone(self):
        self.make_shop("narrow")
        self.narrow()
        self.open("shop/narrow/connect", "Connect narrow")
        self.browser.find("button", "Fill the shop with demo data")
        self.assertLessEqual(self.browser.overflow(), 0)


if __name__ == "__main__":
    unittest.main()
