"""The dashboard in a browser: a shop's currency and the size of its model, and the quota of a key."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import needs_browser
from dashboard_case import DashboardCase, Keys


@needs_browser
class ShopsOfServer(DashboardCase):
    def setUp(self):
        super().setUp()
        self.admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.addCleanup(self.admin.close)

    def settings(self, shop):
        return self.admin.get(f"/v1/shops/{shop}").json["settings"]

    def test_a_shop_is_made_with_its_currency_and_its_settings_are_changed(self):
        browser = self.browser
        self.open("server/shops", "Shops")
        browser.fill("Name of the shop", "books")
        browser.fill("Currency (optional)", "CHF")
        browser.fill("Time zone of the shop", "Europe/Atlantis")
        browser.press(Keys.ENTER)
        browser.find(".faulty .error", "Atlantis")
        browser.console()  # which tells of the refusal
        browser.fill("Time zone of the shop", "Europe/Zurich")
        browser.press(Keys.ENTER)
        browser.find("h1", "Connect books")
        self.assertEqual(self.settings("books"), {"mode": "open", "currency": "CHF", "time_zone": "Europe/Zurich"})
        self.open("server/shops", "Shops")
        browser.click("button[aria-label='Settings of books']")
        self.assertEqual(browser.find("dialog input").get_attribute("value"), "CHF")
        browser.fill("Dimensions of its model (optional)", "64")
        browser.press(Keys.ENTER)
        browser.until("the dialog is closed", lambda: not browser.there("dialog[open]"))
        self.assertEqual(self.settings("books"), {"mode": "open", "currency": "CHF", "time_zone": "Europe/Zurich", "model": {"dimensions": 64}})

    def test_a_key_is_made_with_a_quota_that_the_table_shows(self):
        browser = self.browser
        self.open("shop/default/keys", "Keys")
        browser.fill("What it is for", "partner")
        browser.fill("Units a day", "5000000")
        browser.press(Keys.ENTER)
        client = self.server.client(browser.find(".secret").text)
        self.addCleanup(client.close)
        paid = int(client.get("/v1/popular").headers["Suggestd-Cost"])
        self.open("shop/default/people", "People")
        self.open("shop/default/keys", "Keys")
        browser.find("td", f"{paid:,} / 5,000,000")

    def test_a_key_that_only_watches_is_the_servers(self):
        browser = self.browser
        self.open("shop/default/keys", "Keys")
        browser.fill("What it is for", "status page")
        browser.click("label.checkbox", "watch: only see how the server and all shops are")
        browser.click("button[type=submit]", "Make a key")
        client = self.server.client(browser.find(".secret").text)
        self.addCleanup(client.close)
        self.assertEqual(client.get("/v1/status").status, 200)
        self.assertEqual(client.get("/v1/popular").status, 403)
        self.open("shop/default/people", "People")
        self.open("shop/default/keys", "Keys")
        browser.find("td", "watch")
        made = [key for key in self.admin.get("/v1/keys").json["keys"] if key["name"] == "status page"]
        self.assertEqual([(key["kind"], key["shop"]) for key in made], [("watch", None)])


if __name__ == "__main__":
    unittest.main()
