"""A shop's units of work of a day: used up they are 429 until midnight in its time zone, and no restart gives them anew."""
import sys
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

KEPT_EVERY = 5  # seconds; what a kill may forget


def next_midnight(now):
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def zone_with_midnight_at(moment):
    """The offset by which clocks show midnight at a full minute of UTC."""
    minutes = -(moment.hour * 60 + moment.minute)
    if minutes < -12 * 60:
        minutes += 24 * 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


class DayUnits(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.assertEqual(self.admin.post("/v1/shops", {"name": "b"}).status, 201)
        self.b = self.server.client(self.admin.post("/v1/keys", {"shop": "b"}).json["key"])

    def change(self, settings):
        changed = self.admin.ask("PATCH", "/v1/shops/b", {"settings": settings})
        self.assertEqual(changed.status, 200, changed.text)

    def told(self):
        return next(shop["day"] for shop in self.admin.get("/v1/status").json["shops"] if shop["name"] == "b")

    def use_up(self):
        """The answer that says so, and what was paid before."""
        paid = 0
        while (answer := self.b.get("/v1/popular")).status == 200:
            self.assertIn('"day";', answer.headers["RateLimit"])
            paid += int(answer.headers["Suggestd-Cost"])
            self.assertLess(paid, 100_000)
        return answer, paid

    def start_again(self):
        self.server.start()
        self.admin, self.b = self.server.admin(self.admin.key), self.server.client(self.b.key)

    def test_a_used_up_day_is_429_until_midnight_of_the_shops_zone(self):
        self.assertIsNone(self.told())
        self.change({"limits": {"units_per_day": 1000}})
        refused, paid = self.use_up()
        now = datetime.now(timezone.utc)
        self.assertEqual((refused.status, refused.json["type"]), (429, "/problems/too-many-requests"))
        self.assertAlmostEqual(int(refused.headers["Retry-After"]), (next_midnight(now) - now).seconds, delta=30)
        self.assertIn('"day";q=1000;w=86400', refused.headers["RateLimit-Policy"])
        self.assertIn('"day";r=0;t=' + refused.headers["Retry-After"], refused.headers["RateLimit"])
        self.assertIn(next_midnight(now).strftime("%Y-%m-%dT00:00:00Z, midnight in UTC"), refused.json["detail"])
        self.assertEqual(self.told(), {"units": 1000, "used": paid,
                                       "ends_at": next_midnight(now).strftime("%Y-%m-%dT00:00:00Z")})
        metrics = self.admin.get("/metrics").text
        self.assertIn('suggestd_day_units{shop="b"} 1000', metrics)
        self.assertIn(f'suggestd_day_units_used{{shop="b"}} {paid}', metrics)
        self.assertIn('suggestd_limited_requests_total{shop="b",limit="day"} 1', metrics)
        self.assertEqual(self.server.client().get("/v1/popular").status, 200, "the other shop has no such limit")
        by_hand = self.admin.ask("POST", "/v1/products", {"product_id": "p"}, {"Suggestd-Shop": "b"})
        self.assertEqual(by_hand.status, 201, "the administrator is held to none: " + by_hand.text)

        soon = (datetime.now(timezone.utc) + timedelta(seconds=70)).replace(second=0, microsecond=0)
        self.change({"time_zone": zone_with_midnight_at(soon)})
        moved = self.b.get("/v1/popular")
        self.assertEqual(moved.status, 429, "another zone gives nothing back")
        self.assertLessEqual(int(moved.headers["Retry-After"]), 75)
        time.sleep(int(moved.headers["Retry-After"]))
        # The server closes a connection on which nobody asked for a minute.
        anew = self.server.client(self.b.key).get("/v1/popular")
        self.assertEqual(anew.status, 200, "who waits as told is let in")
        self.assertIn('"day";r=1000;', anew.headers["RateLimit"])

    def test_neither_a_restart_nor_a_kill_gives_the_day_anew(self):
        self.change({"limits": {"units_per_day": 1000}})
        _, paid = self.use_up()
        self.assertEqual(self.server.stop(), 0)
        self.start_again()
        self.assertEqual(self.told()["used"], paid)
        self.assertEqual(self.b.get("/v1/popular").status, 429)
        self.change({"limits": {"units_per_day": 5000}})
        _, more = self.use_up()
        time.sleep(2 * KEPT_EVERY)
        self.server.kill()
        self.start_again()
        self.assertEqual(self.told()["used"], paid + more)
        self.assertEqual(self.b.get("/v1/popular").status, 429)

    def test_a_limit_that_is_no_number_of_units_is_refused(self):
        for units in (-1, 1.5, 10**16, "many"):
            refused = self.admin.ask("PATCH", "/v1/shops/b", {"settings": {"limits": {"units_per_day": units}}})
            self.assertEqual((refused.status, refused.json["errors"][0]["pointer"]),
                             (400, "/settings/limits/units_per_day"), refused.text)
        self.change({"limits": {"units_per_day": 0}})
        self.assertIsNone(self.told())


if __name__ == "__main__":
    unittest.main()
