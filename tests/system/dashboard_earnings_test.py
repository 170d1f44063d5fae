"""The dashboard's page of what recommendations earn: the funnel, what an experiment measured, and the estimate."""
import re
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import needs_browser
from dashboard_case import DashboardCase, Keys
from shifted_clock import ShiftedClock

DAY = 86_400
FIRST_DAY = 20  # days ago; the reports of the last eight may still grow
VISITORS = 600
HOSTILE_PLACE = "<b>place"


@needs_browser
class DashboardEarnings(DashboardCase):
    @classmethod
    def begin(cls, home):
        clock = ShiftedClock(home)
        clock.shift(-FIRST_DAY * DAY)
        cls.server.start(**clock.environment)
        cls.client = cls.server.client(cls.server.make_key("--scopes", "ingest,read,recommend,merchandise"))
        cls.addClassCleanup(cls.client.close)
        for number in range(8):
            cls.good(cls.client.put(f"/v1/products/w{number}", {"title": f"Ware {number}", "price": "10.00", "currency": "EUR"}))
        for place in ("worth", "<b>place"):
            cls.good(cls.client.put(f"/v1/scenarios/{place.replace('<', '%3C').replace('>', '%3E')}", {"list": "popular"}))
        cls.server.wait_until_learned()
        cls.measure()
        cls.server.wait_until_learned()
        for day in range(FIRST_DAY, 8, -1):
            clock.shift(-day * DAY)
            cls.a_day(day)
            cls.server.wait_until_learned()  # else it would seem to be a day behind
        cls.server.stop()  # the first link of then has ended; a start makes a new one
        clock.shift(0)
        cls.server.start(**clock.environment)
        cls.server.wait_until_learned()

    @staticmethod
    def good(answer):
        assert answer.status in (200, 201), answer.text
        return answer

    @classmethod
    def order(cls, name, day, user, **line):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - day * DAY + 5))
        cls.good(cls.client.post("/v1/orders", {"order_id": name, "user_id": user, "placed_at": at, "currency": "EUR",
                                               "lines": [{"product_id": "w1", "quantity": 1, "price": "10.00", **line}]}))

    @classmethod
    def measure(cls):
        """Half of the visitors see nothing, and order far less often: yet 60 of them, give or take 6, and a report needs 20."""
        cls.good(cls.client.put("/v1/experiments/worth", {"scenario": "worth", "window_hours": 24, "currency": "EUR", "variants": [
            {"name": "control", "share": 0.5}, {"name": "nothing", "share": 0.5, "empty": True}]}))
        cls.good(cls.client.post("/v1/experiments/worth/start", None))
        for number in range(VISITORS):
            made = cls.good(cls.client.get(f"/v1/popular?scenario=worth&user_id=m{number}")).json
            if number % 4 if made["items"] else number % 5 == 0:
                cls.order(f"m{number}", FIRST_DAY, f"m{number}")

    @classmethod
    def a_day(cls, day):
        """Ten lists that were seen, half of them clicked, and two or three orders from them."""
        for visit in range(10):
            of = {"user_id": f"d{visit}"}
            asked = {"scenario": HOSTILE_PLACE, "list": "popular", "limit": 4, **of}
            made = cls.good(cls.client.post("/v1/recommendations", asked)).json
            of["recommendation_id"] = made["recommendation_id"]
            product = made["items"][0]["product_id"]
            cls.good(cls.client.post("/v1/events", {"type": "rec_shown", **of}))
            if visit % 2 == 0:
                cls.good(cls.client.post("/v1/events", {"type": "rec_click", "product_id": product, **of}))
            if visit in (0, 2) or (visit == 4 and day % 2 == 0):
                cls.order(f"d{day}-{visit}", day, of["user_id"], product_id=product, recommendation_id=of["recommendation_id"])

    def numbers(self, css, text):
        """The two amounts of "Between X and Y a month."."""
        found = re.findall(r"[\d,]+\.\d\d", self.browser.find(css, text).text)
        return [float(one.replace(",", "")) for one in found[:2]]

    def test_the_funnel_the_measurement_and_the_estimate_are_told(self):
        browser = self.browser
        self.open("shop/default/earnings", "What it earns")
        browser.find(".funnel li", "120")
        browser.find(".funnel li", "50% of the step before")
        self.assertEqual(len(browser.there(".funnel svg polygon")), 3)
        low, high = self.numbers(".intervals li", "measured.")
        self.assertGreater(low, 0, "showing nothing cost orders beyond doubt")
        self.assertGreater(high, low)
        attributed, estimate = self.numbers(".intervals li", "Attributed, EUR"), self.numbers(".intervals li", "by your assumption")
        # 25 EUR a day.
        self.assertTrue(attributed[0] < 25 * 365.25 / 12 < attributed[1], attributed)
        self.assertAlmostEqual(estimate[0], attributed[0] * 0.1, delta=0.02)
        self.assertAlmostEqual(estimate[1], attributed[1] * 0.5, delta=0.02)
        browser.find("li", "This is your assumption and no measurement.")

    def test_the_assumption_is_changed_by_keys_and_stands_in_the_address_and_the_file(self):
        browser = self.browser
        self.open("shop/default/earnings", "What it earns")
        before = self.numbers(".intervals li", "by your assumption")
        browser.tab_to("Would have come anyway, at most", "spinbutton")
        browser.press_with(Keys.CONTROL, "a")
        browser.press("60")
        browser.until("the range follows", lambda: self.numbers(".intervals li", "by your assumption")[0] > 3.5 * before[0])
        self.assertIn("most=60", browser.driver.current_url)
        browser.driver.refresh()
        browser.find("li", "Between 50% and 60% of it would have come anyway.")
        browser.click("button", "Download CSV")
        file = self.downloads / "suggestd-default-earnings.csv"
        browser.until("no file", lambda: file.exists() and file.stat().st_size)
        head, row = file.read_text(encoding="utf-8-sig").splitlines()
        told = dict(zip(head.split(","), row.split(",")))
        self.assertEqual((told["currency"], told["anyway_low"], told["anyway_high"]), ("EUR", "0.5", "0.6"))
        self.assertAlmostEqual(float(told["estimate_high"]), float(told["attributed_high"]) * 0.5, delta=0.02)

    def test_a_place_is_chosen_and_its_name_is_text(self):
        browser = self.browser
        self.open("shop/default/earnings", "What it earns")
        browser.choose("Placement", HOSTILE_PLACE)
        browser.find(".funnel figcaption", HOSTILE_PLACE)
        browser.find(".empty", "No experiment has measured it yet")
        self.assertIn("place=s%3A", browser.driver.current_url)

    def test_it_fits_a_telephone(self):
        self.narrow()
        self.check_width((("earnings", "What it earns"),))


if __name__ == "__main__":
    unittest.main()
