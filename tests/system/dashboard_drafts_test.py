"""Drafts of scenarios in the dashboard: saved without a change in the shop, put live, planned, overtaken."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import needs_browser
from dashboard_case import DashboardCase, Keys


@needs_browser
class DashboardDrafts(DashboardCase):
    def setUp(self):
        super().setUp()
        self.client = self.server.client()
        self.addCleanup(self.client.close)

    def open_scenario(self, name):
        self.assertIn(self.client.put(f"/v1/scenarios/{name}", {"list": "popular"}).status, (200, 201))
        self.open(f"shop/default/merchandising/{name}", name)
        self.browser.fill("Filter", "price < 20")

    def draft(self, name):
        return self.client.get(f"/v1/scenarios/{name}/draft")

    def test_a_draft_is_saved_by_keys_and_put_live(self):
        self.open_scenario("drafted")
        self.browser.tab_to("Save as draft", "button")
        self.browser.press(Keys.ENTER)
        self.browser.find(".toast", "Nothing has changed in the shop.")
        self.browser.find(".card", "Saved by ada@example.org")
        self.assertEqual(self.draft("drafted").json["scenario"]["filter"], "price < 20")
        self.assertNotIn("filter", self.client.get("/v1/scenarios/drafted").json)
        self.browser.click("button", "Put the draft live")
        self.browser.find(".toast", "drafted is live as version 2.")
        self.assertEqual(self.client.get("/v1/scenarios/drafted").json["filter"], "price < 20")
        self.browser.until("the draft is gone", lambda: not any("Put the draft live" in button.text
                                                                for button in self.browser.there("button")))

    def test_a_planned_draft_stands_in_the_list_and_in_the_calendar(self):
        self.open_scenario("planned")
        field = self.browser.field("Goes live at")
        self.browser.driver.execute_script(
            "const soon = new Date(Date.now() + 864e5); soon.setSeconds(0, 0);"
            "const text = new Date(soon - soon.getTimezoneOffset() * 6e4).toISOString().slice(0, 16);"
            "Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(arguments[0], text);"
            "arguments[0].dispatchEvent(new Event('input', {bubbles: true}));", field)
        self.browser.click("button", "Save as draft")
        self.browser.find(".toast", "It goes live on")
        self.assertIsNotNone(self.draft("planned").json["publish_at"])
        self.open("shop/default/merchandising", "Merchandising")
        self.browser.find("caption", "Drafts")
        self.open("shop/default/calendar", "Calendar")
        self.browser.find("#content", "planned")
        self.browser.find("#content a", "planned")

    def test_a_draft_that_was_overtaken_says_so_and_is_opened_and_deleted(self):
        self.open_scenario("overtaken")
        self.browser.click("button", "Save as draft")
        self.browser.find(".card", "Saved by ada@example.org")
        self.assertEqual(self.client.put("/v1/scenarios/overtaken", {"list": "new"}).status, 200)
        self.open("shop/default/merchandising", "Merchandising")
        self.open("shop/default/merchandising/overtaken", "overtaken")
        self.browser.find(".card .error", "Something else was put live")
        self.browser.click("button", "Open the draft")
        self.browser.until("the draft is in the form", lambda: self.browser.field("Filter").get_attribute("value") == "price < 20")
        self.browser.click("button", "Delete the draft")
        self.browser.find(".toast", "The draft is deleted")
        self.assertEqual(self.draft("overtaken").status, 404)


if __name__ == "__main__":
    unittest.main()
