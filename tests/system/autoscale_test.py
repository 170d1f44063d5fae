#!/usr/bin/env python3
"""Units of work that one shop leaves idle are lent to another that needs them, and taken back when it comes again."""
import tempfile
import threading
import time
import unittest

from server import Server

SERVER_UNITS = 40_000  # a second; a request costs some hundred


class Asking(threading.Thread):
    """A client that asks as fast as it is answered or refused."""

    def __init__(self, client):
        super().__init__(daemon=True)
        self.client, self.going = client, True

    def run(self):
        while self.going:
            if self.client.get("/v1/popular").status == 429:
                time.sleep(0.01)

    def end(self):
        self.going = False
        self.join()
        self.client.close()


class AutoscaleTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.server = Server(cls.folder.name, f"[limits]\nserver_units_per_second = {SERVER_UNITS}\n").start()
        cls.admin = cls.server.admin(cls.server.make_key("--scopes", "admin"))
        for shop, limits in (("elastic", {"autoscale_units_per_second": SERVER_UNITS}),
                             ("fixed", {"units_per_second": SERVER_UNITS * 8 // 10})):
            made = cls.admin.post("/v1/shops", {"name": shop})
            assert made.status == 201, made.text
            limited = cls.admin.ask("PATCH", f"/v1/shops/{shop}", {"settings": {"limits": limits}})
            assert limited.status == 200, limited.text

    @classmethod
    def tearDownClass(cls):
        cls.server.end()
        cls.folder.cleanup()

    def ask_as(self, shop):
        asking = Asking(self.server.client(self.server.make_key("--shop", shop)))
        asking.start()
        self.addCleanup(asking.end)
        return asking

    def units(self, shop):
        shops = self.admin.get("/v1/status").json["shops"]
        return next(one["units"] for one in shops if one["name"] == shop)

    def wait_for(self, shop, condition, seconds=60):
        until = time.monotonic() + seconds
        while not condition(units := self.units(shop)):
            self.assertLess(time.monotonic(), until, units)
            time.sleep(0.1)
        return units

    def test_idle_units_are_lent_and_taken_back(self):
        self.ask_as("elastic")
        asked = self.wait_for("elastic", lambda units: units is not None)
        self.assertEqual((asked["guaranteed"], asked["most"]), (SERVER_UNITS // 10, SERVER_UNITS))
        lent = self.wait_for("elastic", lambda units: units["per_second"] > 9 * SERVER_UNITS // 10)
        self.assertIn(lent["decision"], ("lent", "held_back"))
        metrics = self.admin.get("/metrics").text
        self.assertIn('suggestd_granted_units_per_second{shop="elastic"}', metrics)

        owner = self.ask_as("fixed")
        back = self.wait_for("elastic", lambda units: units["per_second"] <= 2 * SERVER_UNITS // 10)
        self.assertEqual(back["decision"], "held_back")
        self.assertEqual(self.units("fixed")["per_second"], SERVER_UNITS * 8 // 10)
        owner.end()
        self.wait_for("elastic", lambda units: units["per_second"] > 9 * SERVER_UNITS // 10)

    def test_a_shop_has_one_of_the_two_limits(self):
        patched = self.admin.ask("PATCH", "/v1/shops/fixed", {"settings": {"limits": {"autoscale_units_per_second": 5}}})
        self.assertEqual(patched.status, 400, patched.text)
        self.assertEqual(patched.json["errors"][0]["pointer"], "/settings/limits/autoscale_units_per_second")
        for most in (0, -1, 10**13):
            refused = self.admin.ask("PATCH", "/v1/shops/elastic",
                                     {"settings": {"limits": {"autoscale_units_per_second": most}}})
            self.assertEqual(refused.status, 400, most)


if __name__ == "__main__":
    unittest.main()
