"""The explorer's "then and now": a list of an earlier record beside the one of now; and the sentences of lists in German."""
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import needs_browser
from dashboard_case import DashboardCase, Keys


@needs_browser
class DashboardLookBack(DashboardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        client = cls.server.client()
        cls.until = int(client.get("/v1/status").json["shops"][0]["head"].split(":")[1])
        for number in range(9):  # p23 becomes what sells
            order = {"order_id": f"later-{number}", "user_id": f"later-{number}", "currency": "EUR", "placed_at": "2026-11-02T00:00:00Z",
                     "lines": [{"product_id": "p23", "quantity": 1, "price": "2"}]}
            assert client.post("/v1/orders", order).status == 201
        client.close()
        cls.server.wait_until_learned()

    def pane(self, title):
        return self.browser.find(".list-pane h2", title)

    def first_of(self, title):
        return self.browser.driver.execute_script(
            "return arguments[0].closest('.list-pane').querySelector('.items li').innerText", self.pane(title))

    def test_then_and_now_by_mouse(self):
        browser = self.browser
        self.open("shop/default/explorer/guest?was=l:popular", "Model explorer")
        browser.fill("or record of the log", str(self.until))
        browser.click("button", "Look back")
        then = f"record {self.until}"
        self.pane(then)
        self.assertIn("Product 23", self.first_of("Now"))
        self.assertNotIn("Product 23", self.first_of(then))
        browser.find(".list-pane .chip", "only here")
        browser.find(".list-pane .reason", "popular in this shop")
        # The address holds all of it.
        browser.driver.refresh()
        self.pane(then)
        self.assertIn(f"until={self.until}", browser.driver.current_url)
        self.assertEqual(browser.field("or record of the log").get_attribute("value"), str(self.until))

    def test_then_and_now_by_keys(self):
        browser = self.browser
        self.open("shop/default/explorer/person/u1", "Model explorer")
        browser.find(".list-pane", "For you")
        browser.tab_to("or record of the log", "spinbutton", most=400)
        browser.press(str(self.until))
        browser.tab_to("Look back", "button")
        browser.press(Keys.ENTER)
        self.pane(f"record {self.until}")
        browser.tab_to("Why ", None)
        browser.press(Keys.SPACE)
        browser.find(".list-pane details .shares", None)

    def test_a_moment_will_do(self):
        browser = self.browser
        local = browser.driver.execute_script(
            "const now = new Date(); return new Date(now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 19);")
        self.open(f"shop/default/explorer/guest?was=l:popular&at={local}", "Model explorer")
        browser.click("button", "Look back")
        self.assertIn("Product 23", self.first_of(f"record {self.until + 9}"))

    def test_what_is_no_longer_in_memory_is_said_and_made_again(self):
        browser = self.browser
        client = self.server.client()
        self.addCleanup(client.close)
        self.open("shop/default/explorer/guest?was=l:popular", "Model explorer")
        browser.fill("or record of the log", str(self.until))
        browser.click("button", "Look back")
        self.pane(f"record {self.until}")
        self.assertEqual(client.post(f"/v1/look-back?run=other-{time.time()}&until=3", None).status, 201)
        lost = f"/v1/recommendations?as_of={self.until}"
        while client.post(lost, {"list": "popular"}).status == 200:
            time.sleep(0.05)
        browser.driver.refresh()
        browser.find(".error[role=alert]", "no longer in memory")
        self.assertTrue(all("as_of=" in line for line in browser.console()))
        browser.click("button", "Look back")
        self.pane(f"record {self.until}")

    def test_a_refusal_stands_beside_the_form(self):
        browser = self.browser
        self.open("shop/default/explorer/guest", "Model explorer")
        browser.fill("or record of the log", "999999")
        browser.click("button", "Look back")
        browser.find(".problem", "the log ends at")
        self.assertTrue(all("/v1/look-back" in line for line in browser.console()))

    def test_a_german_explorer_speaks_german(self):
        browser = self.browser
        self.open("shop/default/explorer/guest?why=p7", "Model explorer")
        browser.click(".top button", "Deutsch")
        self.addCleanup(lambda: browser.click(".top button", "English"))
        browser.find(".list-pane .reason", "beliebt in diesem Shop")
        browser.find(".list-pane", "Es wurde keine Person genannt. Die Liste zeigt: Beliebt.")
        browser.find(".why-not", "Es ")
        self.open("shop/default/explorer/person/u1?why=p7", "Modell erkunden")
        browser.find(".list-pane .hint", "von 10. Mehr ist in")
        browser.find(".list-pane .hint", "Der Katalog hat 28 Produkte.")
        english = [text for text in ("because of", "you bought this", "The catalogue", "It may be shown", "No person")
                   if text in browser.find("#content").text]
        self.assertEqual(english, [])


if __name__ == "__main__":
    unittest.main()
