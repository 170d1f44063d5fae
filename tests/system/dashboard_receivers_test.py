"""Receivers of campaigns in the dashboard: made, changed, forgotten, and a run's lists pushed to one."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import needs_browser
from dashboard_case import HOSTILE, DashboardCase, Keys
from mailer import SECRET, Mailer


@needs_browser
class DashboardReceivers(DashboardCase):
    CONFIG = '[outbound]\nallowed_private = ["127.0.0.1"]\n'

    def setUp(self):
        super().setUp()
        self.client = self.server.client(self.server.make_key("--scopes", "ingest,read,merchandise,privacy"))
        self.addCleanup(self.client.close)

    def mailer(self, refuses=lambda: 0):
        mailer = Mailer(refuses)
        self.addCleanup(mailer.server_close)
        self.addCleanup(mailer.shutdown)
        return mailer

    def run_campaign(self, name, receiver, mailer):
        for path, body in ((f"campaigns/{name}", {"per_person": 2}), (f"receivers/{receiver}", {"address": mailer.address, "secret": SECRET})):
            self.assertIn(self.client.put(f"/v1/{path}", body).status, (200, 201))
        self.browser.until("it has run", lambda: self.client.post(f"/v1/campaigns/{name}/run?run=r1", {}).json["state"] == "succeeded")

    def test_a_receiver_is_made_changed_and_forgotten_by_keys(self):
        browser = self.browser
        self.open("shop/default/overview", "Overview")
        browser.press("gv")
        browser.find("h1", "Receivers")
        browser.tab_to("Its name", "textbox")
        browser.press("post")
        browser.tab_to("Address", "textbox")
        browser.press("mail.shop.example")
        browser.tab_to("Make a secret", "button")
        browser.press(Keys.ENTER)
        secret = browser.field("Secret").get_attribute("value")
        self.assertRegex(secret, r"^whsec_[\w+/=]{40,}$")
        browser.tab_to("Save", "button")
        browser.press(Keys.ENTER)
        browser.find(".faulty .error")
        self.assertTrue(all("400" in line for line in browser.console()))
        self.assertEqual(browser.field("Secret").get_attribute("value"), secret, "it is kept")
        browser.fill("Address", "https://mail.shop.example/lists")
        browser.press(Keys.ENTER)
        browser.find(".toast", "post is saved.")
        self.assertEqual(self.client.get("/v1/receivers/post").json, {"address": "https://mail.shop.example/lists", "html": False, "links": None})
        self.assertNotIn(secret, browser.driver.page_source)
        browser.click("button[aria-label='Change post']")
        browser.find("h2", "Change post")
        self.assertIn("receiver=post", browser.driver.current_url)
        browser.click("label", "Each list as a block of HTML too")
        browser.fill("Secret", SECRET)
        browser.press(Keys.ENTER)
        browser.until("it is changed", lambda: self.client.get("/v1/receivers/post").json["html"])
        browser.click("button[aria-label='Forget post']")
        browser.press("post", Keys.ENTER)
        browser.find(".toast", "post is forgotten.")
        self.assertEqual(self.client.get("/v1/receivers/post").status, 404)

    def test_a_runs_lists_are_pushed_and_told_after_a_reload(self):
        browser, mailer = self.browser, self.mailer()
        self.run_campaign("pushed", "mailer", mailer)
        self.open("shop/default/campaigns/pushed", "pushed")
        browser.choose("Receiver", "mailer")
        browser.click("button", "Push the lists")
        browser.find("[role=status]", "mailer has taken all")
        self.assertEqual(mailer.faults, [])
        sent = len(mailer.people())
        self.assertGreater(sent, 5)
        browser.find("[role=status]", f"{sent} people in 1 batch, 1 call.")
        browser.driver.refresh()
        browser.find("[role=status]", f"mailer has taken all: {sent} people")
        browser.click("button", "Push the lists")
        browser.find("[role=status]", f"mailer has taken all: {sent} people")
        self.assertEqual(len(mailer.ids), 1, "the same push again sends nothing")

    def test_a_push_that_was_refused_says_why_and_goes_again(self):
        answers = [400]
        browser, mailer = self.browser, self.mailer(lambda: answers.pop() if answers else 0)
        self.run_campaign("refused", "strict", mailer)
        self.open("shop/default/campaigns/refused?to=strict", "refused")
        self.assertTrue(all("404" in line for line in browser.console()), "nothing was pushed yet")
        browser.choose("Receiver", "strict")
        browser.click("button", "Push the lists")
        browser.find(".error", "status 400")
        browser.click("button", "Send all again")
        browser.find("[role=status]", "strict has taken all")
        self.assertIn("attempt=2", browser.driver.current_url)

    def test_hostile_names_are_text_and_fit_a_telephone(self):
        for name, words in HOSTILE.items():
            path = "/v1/receivers/" + "".join(f"%{byte:02X}" for byte in words.encode()[:200].decode(errors="ignore").encode())
            self.assertIn(self.client.put(path, {"address": "https://mail.shop.example/" + name, "secret": SECRET}).status, (200, 201))
        self.narrow()
        self.check_width((("receivers", "Receivers"),))
        self.browser.find("td", "<script>window.pwned")


if __name__ == "__main__":
    unittest.main()
