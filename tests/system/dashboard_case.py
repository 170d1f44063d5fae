"""A server with a small shop and a browser that has signed in: what each test of the dashboard begins with."""
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import Browser
from server import Server

try:
    from selenium.webdriver.common.keys import Keys
except ImportError:
    Keys = None  # the tests skip, and say why

PASSWORD = "nobody else would say this"
HOSTILE = {
    "script": "<script>window.pwned = 1</script><img src=x onerror=\"window.pwned = 1\">",
    "right-to-left": "\u202eגן תה ירוק\u202e",
    "long": "W" * 500,
    "formula": "=HYPERLINK(\"http://example.org\")",
}
# A read that is refused while a filter is half typed, or about something that is not there, is told by the browser.
EXPECTED_REFUSALS = ("/dry-run", "/v1/users/", "/v1/segments/count")


def fill_shop(client):
    products = [{"product_id": f"p{n}", "title": f"Product {n}", "price": f"{n + 1}.50", "currency": "EUR", "stock": 5,
                 "brand": "Acme" if n % 2 else "Umbrella", "categories": ["Tea" if n % 3 else "Coffee"]} for n in range(24)]
    products += [{"product_id": f"h-{name}", "title": title, "price": "1.00", "currency": "EUR", "categories": [title[:200]]}
                 for name, title in HOSTILE.items()]
    orders = [{"order_id": f"{user}-{order}", "user_id": f"u{user}", "currency": "EUR",
               "placed_at": f"2026-01-{order + 1:02}T00:00:00Z",
               "lines": [{"product_id": products[(user + order * 3 + k) % len(products)]["product_id"], "quantity": 1,
                          "price": "2"} for k in range(3)]} for user in range(12) for order in range(3)]
    for path, records in (("/v1/products", products), ("/v1/orders", orders)):
        answer = client.post(path, "\n".join(map(json.dumps, records)), Content_Type="application/x-ndjson")
        assert answer.status == 200 and '"refused":0' in answer.text.replace(" ", ""), answer.text


def show_and_click(client):
    """A list that was seen, clicked and ordered from, for the overview."""
    made = client.post("/v1/recommendations", {"scenario": "front", "user_id": "u1", "limit": 5}).json
    of = {"user_id": "u1", "recommendation_id": made["recommendation_id"]}
    product = made["items"][0]["product_id"]
    for event in ({"type": "rec_shown", **of}, {"type": "rec_click", "product_id": product, **of}):
        assert client.post("/v1/events", event).status == 201
    order = {"order_id": "from-list", "user_id": "u1", "currency": "EUR", "placed_at": "2026-11-01T00:00:00Z",
             "lines": [{"product_id": product, "quantity": 2, "price": "7.25", "recommendation_id": of["recommendation_id"]}]}
    assert client.post("/v1/orders", order).status == 201


class DashboardCase(unittest.TestCase):
    CONFIG = ""  # beside what the server of each test has

    @classmethod
    def begin(cls, _home):
        """Starts the server. A test that needs a past lets the server live through it first."""
        cls.server.start()

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.server = Server(folder.name, cls.CONFIG)
        cls.addClassCleanup(cls.server.end)
        cls.begin(Path(folder.name))
        client = cls.server.client()
        cls.addClassCleanup(client.close)
        fill_shop(client)
        assert client.put("/v1/scenarios/front", {"list": "for-you"}).status == 201
        show_and_click(client)
        cls.server.wait_until_learned()
        if "without the dashboard" in cls.server.admin().get("/").text:
            raise unittest.SkipTest("the server was built without the dashboard (SUGGESTD_DASHBOARD=OFF)")
        cls.address = f"http://127.0.0.1:{cls.server.admin_port}"
        cls.downloads = Path(folder.name) / "downloads"
        cls.browser = Browser(cls.downloads)
        cls.addClassCleanup(cls.browser.end)
        left = (Path(folder.name) / "store" / "first-link").read_text(encoding="utf-8")
        cls.sign_in_by_first_link(re.search(r"http://\S+", left).group())

    @classmethod
    def sign_in_by_first_link(cls, link):
        browser = cls.browser
        browser.driver.get(link)
        browser.fill("E-mail address", "ada@example.org")
        browser.fill("Your name", "Ada")
        browser.fill("New password", "short")
        browser.press(Keys.ENTER)
        browser.find(".error", "12")  # refused at its field, and what was typed is kept
        assert browser.field("Your name").get_attribute("value") == "Ada"
        cls.refusals = len(browser.console())
        browser.fill("New password", PASSWORD)
        browser.press(Keys.ENTER)
        browser.find("h1", "Overview")
        assert "first" not in browser.driver.current_url, "the link works once and leaves the address"

    def setUp(self):
        self.addCleanup(self.quiet_console)
        self.addCleanup(self.close_dialogs)

    def close_dialogs(self):
        for _ in self.browser.there("dialog[open]"):
            self.browser.press(Keys.ESCAPE)

    def quiet_console(self):
        loud = [line for line in self.browser.console()
                if not ("Failed to load resource" in line and any(path in line for path in EXPECTED_REFUSALS))]
        self.assertEqual(loud, [])
        self.assertIsNone(self.browser.driver.execute_script("return window.pwned || null"))

    def open(self, place, heading):
        self.browser.driver.get(f"{self.address}/#/{place}")
        self.browser.find("h1", heading)

    def narrow(self):
        """A telephone's window, until the test ends."""
        driver = self.browser.driver
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                               {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": False})
        self.addCleanup(driver.execute_cdp_cmd, "Emulation.clearDeviceMetricsOverride", {})

    def check_width(self, pages):
        """No page needs scrolling sideways. `pages`: the address behind the shop, and the heading."""
        for place, heading in pages:
            self.open(f"shop/default/{place}", heading)
            self.browser.until("the page is read", lambda: not self.browser.there("#content .loading"))
            self.assertLessEqual(self.browser.overflow(), 0, place)
