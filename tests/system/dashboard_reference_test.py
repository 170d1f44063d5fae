"""The reference of the API in the dashboard: each operation found, read and tried, with a session, a key, and without."""
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import Browser, needs_browser
from dashboard_case import DashboardCase, Keys


@needs_browser
class DashboardReference(DashboardCase):
    def refused_requests(self, status):
        """Takes what the browser tells of refusals that the test asked for off the console."""
        self.assertTrue(all(status in line for line in self.browser.console()))

    def test_an_operation_is_found_and_read_by_keys(self):
        browser = self.browser
        self.open("shop/default/overview", "Overview")
        browser.press("gr")
        browser.find("h1", "API reference")
        browser.find(".card", "Where to begin")
        browser.tab_to("Search routes", "searchbox")
        browser.press("orders refunds")
        browser.find("[role=status]", "1 of ")
        browser.tab_to("POST /v1/orders/{order_id}/refunds", "link")
        browser.press(Keys.ENTER)
        browser.find("h2", "POST /v1/orders/{order_id}/refunds")
        self.assertIn("#/reference/post_v1_orders_order_id_refunds?q=orders+refunds", browser.driver.current_url)
        browser.find("li", "A key with the scope ingest")
        self.assertNotIn("session", browser.find(".plain-list").text, "records go in with keys")
        browser.driver.refresh()
        browser.find("h2", "POST /v1/orders/{order_id}/refunds")
        browser.tab_to("What lines holds")
        browser.press(Keys.ENTER)
        browser.find(".schema .schema code", "product_id")

    def test_every_operation_has_a_page(self):
        document = self.server.admin().get("/openapi.json").json
        ids = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
        self.open("reference", "API reference")
        links = [link.get_attribute("href").rsplit("/", 1)[1] for link in self.browser.there(".operations a")]
        self.assertEqual(sorted(links), sorted(ids))
        for number in ids[::12]:
            self.open(f"reference/{number}", "API reference")
            self.browser.find("h2", "Try it")
        self.open("reference/no_such_operation", "API reference")
        self.browser.find(".empty", "no route of this name")

    def test_a_read_is_tried_with_the_session(self):
        browser = self.browser
        self.open("shop/default/overview", "Overview")
        self.open("reference/get_v1_products_product_id", "API reference")
        self.assertEqual(browser.field("Suggestd-Shop").get_attribute("value"), "default")
        browser.click("button", "Send")
        browser.find(".field .error", "The route needs this.")
        browser.fill("product_id", "p3")
        browser.press(Keys.ENTER)
        browser.find(".chip", "200")
        self.assertEqual(json.loads(browser.find(".answer").text)["title"], "Product 3")
        browser.find("[role=status]", "units of work")

    def test_a_write_is_tried_with_a_key_that_is_kept_nowhere(self):
        browser = self.browser
        key = self.server.make_key("--scopes", "ingest")
        self.open("reference/put_v1_products_product_id", "API reference")
        browser.find(".hint", "What it changes is changed.")
        browser.fill("product_id", "it's")
        browser.fill("Body", '{"title":"Tried it\'s"}')
        browser.click("details summary", "The same for a shell")
        line = browser.find("details[open] pre", "curl").text
        self.assertIn("/v1/products/it's'".replace("'", "'\\''", 1), line.replace("%27", "'\\''"))
        self.assertIn('-H "Authorization: Bearer $KEY"', line)
        browser.fill("Key", key)
        self.assertEqual(browser.field("Key").get_attribute("type"), "password")
        self.assertNotIn(key, browser.driver.page_source.replace(f'value="{key}"', ""))
        browser.click("button", "Send")
        browser.find(".chip", "201")
        kept = browser.driver.execute_script("return JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])")
        self.assertNotIn(key, kept)
        browser.click(".operations a", "/v1/orders/{order_id}/cancel")
        browser.find("h2", "/cancel")
        self.assertEqual(browser.field("Key").get_attribute("value"), key, "it goes along from one route to the next")
        self.open("shop/default/overview", "Overview")
        self.open("reference/put_v1_products_product_id", "API reference")
        self.assertEqual(browser.field("Key").get_attribute("value"), "", "and no further")
        client = self.server.client()
        self.addCleanup(client.close)
        self.assertEqual(client.get("/v1/products/it's").json["title"], "Tried it's")

    def test_it_needs_no_session(self):
        other = Browser(self.downloads)
        self.addCleanup(other.end)
        other.driver.get(f"{self.address}/")
        other.click("a", "API reference")
        other.find("h1", "API reference")
        other.driver.get(f"{self.address}/#/reference/get_v1_popular")
        other.find("h2", "GET /v1/popular")
        other.fill("Key", "wrong")
        other.click("button", "Send")
        other.find(".chip", "401")
        other.find(".answer", "/problems/unauthorized")
        other.find("h1", "API reference")

    def test_it_fits_a_telephone(self):
        self.narrow()
        for place in ("reference", "reference/post_v1_orders", "reference/get_v1_status"):
            self.open(place, "API reference")
            self.assertLessEqual(self.browser.overflow(), 0, place)


if __name__ == "__main__":
    unittest.main()
