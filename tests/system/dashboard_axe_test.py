"""The dashboard as axe-core sees it: every page, light and dark, on a desk and on a telephone. WCAG 2.2 AA and good
practice, by axe-core's rules; it can't see all that the standard asks, but what it sees is not left to taste."""
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import python_tools
from browser import Browser, needs_browser
from dashboard_case import DashboardCase, Keys

AXE = python_tools.file("axe_playwright_python/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FINDINGS = """
const [rules, done] = arguments;
axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then((result) => done(
  result.violations.map((each) => `${each.id}: ${each.help}: ` + each.nodes.slice(0, 3).map((node) => node.html.slice(0, 300)).join(" | "))));
"""
# A page is drawn anew a frame after its address has changed.
NEXT_FRAME = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))"
# The address, and what is there once the page is drawn.
PAGES = [("shop/default/overview?days=7", ".tile .figure"),
         ("shop/default/overview?days=90", ".chart"),
         ("shop/default/earnings", ".funnel"),
         ("shop/default/explorer/person", "h1"),
         ("shop/default/explorer/person/u1?why=p7", ".list-pane .reason"),
         ("shop/default/explorer/product/p7", ".list-pane"),
         ("shop/default/explorer/product/h-long", ".list-pane"),
         ("shop/default/explorer/guest/p1?left=s:front&right=l:popular", ".list-pane"),
         ("shop/default/explorer/guest/p1?was=l:popular", ".list-pane"),
         ("shop/default/merchandising", "td"),
         ("shop/default/merchandising/front", "#content form"),
         ("shop/default/segments", "td"),
         ("shop/default/segments/buyers?with=coffee", ".share-line"),
         ("shop/default/campaigns", "td"),
         ("shop/default/campaigns/spring?plan=planned", "td"),
         ("shop/default/campaigns/autumn?new=yes", "form"),
         ("shop/default/receivers", "td"),
         ("shop/default/experiments", "td"),
         ("shop/default/experiments/variety", ".table"),
         ("shop/default/calendar", ".spans li"),
         ("shop/default/catalogue", "#content h2"),
         ("shop/default/connect", ".steps"),
         ("shop/default/keys", "td"),
         ("shop/default/people", "td"),
         ("shop/default/audit", "td"),
         ("server/shops", "td"),
         ("server/monitoring", "td"),
         ("account", "form"),
         ("reference", "h1"),
         ("reference/post_v1_recommendations", ".schema li"),
         ("no-such-page", "h1")]


def fill(client):
    def good(answer):
        assert answer.status in (200, 201, 202), answer.text
        return answer

    for name, people in {"buyers": "orders(3650d) >= 1", "coffee": 'bought(category == "Coffee", 3650d)'}.items():
        good(client.put(f"/v1/segments/{name}", {"people": people}))
    good(client.put("/v1/campaigns/spring", {"people": {"segment": "buyers"}, "products": {"filter": "in_stock"}, "per_person": 2,
                                             "uptake": 0.05, "holdout": 0.3, "days": 28}))
    while good(client.post("/v1/campaigns/spring/plan?run=planned", {})).json["state"] in ("queued", "running"):
        time.sleep(0.05)
    good(client.post("/v1/campaigns/spring/run?run=first", {}))
    good(client.put("/v1/receivers/mailer", {"address": "https://mail.shop.example/lists", "secret": "an invented secret of this test", "html": True}))
    good(client.put("/v1/experiments/variety", {"scenario": "front", "variants": [
        {"name": "control", "share": 0.5}, {"name": "varied", "share": 0.5, "scenario": {"diversity": 0.5}}]}))
    good(client.post("/v1/experiments/variety/start", None))


@needs_browser
@unittest.skipIf(AXE is None, f"no axe-core: {python_tools.HOW}")
class DashboardAxe(DashboardCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        client = cls.server.client()
        fill(client)
        client.close()

    def findings(self, browser, what):
        """The findings of axe-core on the page as it is drawn now."""
        driver = browser.driver
        if not driver.execute_script("return window.axe !== undefined"):
            driver.execute_script(AXE.read_text(encoding="utf-8"))
        return [f"{what}: {found}" for found in driver.execute_async_script(FINDINGS, RULES)]

    def all_pages(self):
        found = []
        for place, drawn in PAGES:
            self.browser.driver.get(f"{self.address}/#/{place}")
            self.browser.driver.execute_async_script(NEXT_FRAME)
            self.browser.find(drawn)
            self.browser.until("the page is read", lambda: not self.browser.there("#content .loading"))
            found += self.findings(self.browser, place)
        return found

    def prefer(self, browser, scheme):
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                       {"features": [{"name": "prefers-color-scheme", "value": scheme},
                                                     {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def test_no_finding_on_a_desk(self):
        for scheme in ("light", "dark"):
            with self.subTest(scheme):
                self.prefer(self.browser, scheme)
                self.assertEqual(self.all_pages(), [])

    def test_no_finding_on_a_telephone(self):
        self.narrow()
        for scheme in ("light", "dark"):
            with self.subTest(scheme):
                self.prefer(self.browser, scheme)
                self.assertEqual(self.all_pages(), [])

    def test_no_finding_in_what_opens_above_a_page(self):
        for scheme in ("light", "dark"):
            with self.subTest(scheme):
                self.prefer(self.browser, scheme)
                self.open("shop/default/overview", "Overview")
                self.browser.press("?")
                self.browser.find("dialog h2", "Keys of this page")
                found = self.findings(self.browser, "the keys")
                self.browser.press(Keys.ESCAPE)
                self.browser.press_with(Keys.CONTROL, "k")
                self.browser.find("dialog[open] [role=option]")
                found += self.findings(self.browser, "the command bar")
                self.browser.press(Keys.ESCAPE)
                self.assertEqual(found, [])

    def test_no_finding_before_somebody_has_signed_in(self):
        other = Browser(self.downloads)
        self.addCleanup(other.end)
        for scheme in ("light", "dark"):
            with self.subTest(scheme):
                self.prefer(other, scheme)
                other.driver.get(self.address)
                other.field("E-mail address")
                self.assertEqual(self.findings(other, "the sign-in page"), [])

    def test_it_sees_what_is_wrong(self):
        self.open("account", "Your account")
        self.browser.driver.execute_script("document.querySelector('label').remove()")
        self.assertTrue(any(found.startswith("spoilt: label:") for found in self.findings(self.browser, "spoilt")))


if __name__ == "__main__":
    unittest.main()
