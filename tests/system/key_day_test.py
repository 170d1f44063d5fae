"""A key's own quota of a day: used up, that key alone is 429 until midnight in its shop's time zone, through restarts and
rotations."""
import sys
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from day_units_test import KEPT_EVERY, next_midnight
from server import Server

TOKYO = timezone(timedelta(hours=9))  # which knows no summer time


class KeyDay(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.admin = self.server.admin(self.server.make_key("--scopes", "admin"))

    def make(self, **members):
        made = self.admin.post("/v1/keys", members)
        self.assertEqual(made.status, 201, made.text)
        return made.json

    def day(self, key):
        return self.admin.get(f"/v1/keys/{key['key_id']}").json["day"]

    def use_up(self, client, path="/v1/popular"):
        """The answer that says so, and what was paid before."""
        paid = 0
        while (answer := client.get(path)).status == 200:
            self.assertIn('"key_day";', answer.headers["RateLimit"])
            paid += int(answer.headers["Suggestd-Cost"])
            self.assertLess(paid, 100_000)
        return answer, paid

    def test_a_used_up_key_is_429_until_midnight_of_its_shop_and_no_other_key_is(self):
        changed = self.admin.ask("PATCH", "/v1/shops/default", {"settings": {"time_zone": "Asia/Tokyo"}})
        self.assertEqual(changed.status, 200, changed.text)
        key = self.make(shop="default", units_per_day=1000)
        self.assertEqual((key["day"]["units"], key["day"]["used"]), (1000, 0))
        other = self.make(shop="default")
        self.assertIsNone(other["day"])
        refused, paid = self.use_up(self.server.client(key["key"]))
        midnight = next_midnight(datetime.now(TOKYO))
        self.assertEqual((refused.status, refused.json["type"]), (429, "/problems/too-many-requests"))
        wait = (midnight - datetime.now(TOKYO)).seconds
        self.assertAlmostEqual(int(refused.headers["Retry-After"]), wait, delta=30)
        self.assertIn('"key_day";q=1000;w=86400', refused.headers["RateLimit-Policy"])
        self.assertIn('"key_day";r=0;t=' + refused.headers["Retry-After"], refused.headers["RateLimit"])
        self.assertIn(f"the key {key['key_id']} has used up", refused.json["detail"])
        self.assertIn("not that of the shop 'default'", refused.json["detail"])
        ends = midnight.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.assertIn(f"{ends}, midnight in Asia/Tokyo", refused.json["detail"])
        self.assertEqual(self.day(key), {"units": 1000, "used": paid, "ends_at": ends})
        self.assertIn('suggestd_limited_requests_total{shop="default",limit="key_day"} 1', self.admin.get("/metrics").text)
        free = self.server.client(other["key"]).get("/v1/popular")
        self.assertEqual(free.status, 200, "the shop has no such limit")
        self.assertIsNone(free.headers["RateLimit-Policy"])
        self.assertIn(f"{paid} of 1000", self.server.run("key", "list", "--config", self.server.config).stdout)

    def test_neither_a_restart_nor_a_kill_nor_a_rotation_gives_the_day_anew(self):
        key = self.make(shop="default", units_per_day=1000)
        _, paid = self.use_up(self.server.client(key["key"]))
        self.assertEqual(self.server.stop(), 0)
        self.server.start()
        self.admin = self.server.admin(self.admin.key)
        self.assertEqual(self.day(key)["used"], paid)
        fresh = self.admin.post(f"/v1/keys/{key['key_id']}/rotate", {"units_per_day": 3000}).json
        self.assertEqual((fresh["day"]["units"], fresh["day"]["used"]), (3000, paid))
        _, more = self.use_up(self.server.client(fresh["key"]))
        self.assertEqual(self.day(key)["used"], paid + more, "both living secrets share it")
        self.assertEqual(self.server.client(key["key"]).get("/v1/popular").status, 429)
        time.sleep(2 * KEPT_EVERY)
        self.server.kill()
        self.server.start()
        self.admin = self.server.admin(self.admin.key)
        self.assertEqual(self.day(fresh)["used"], paid + more)
        self.assertEqual(self.server.client(fresh["key"]).get("/v1/popular").status, 429)

    def test_a_key_of_the_whole_server_has_days_in_utc_and_pays_for_all_that_it_asks(self):
        key = self.make(scopes=["admin"], units_per_day=500)
        refused, paid = self.use_up(self.server.admin(key["key"]), "/v1/keys")
        self.assertIn("midnight in UTC", refused.json["detail"])
        self.assertIn("not the server's", refused.json["detail"])
        self.assertEqual(self.day(key)["used"], paid)

    def test_the_command_makes_such_a_key(self):
        made = self.server.run("key", "create", "--config", self.server.config, "--units-per-day", "700")
        self.assertEqual(made.returncode, 0, made.stderr)
        answer = self.server.client(made.stdout.strip()).get("/v1/popular")
        self.assertIn('"key_day";q=700;w=86400', answer.headers["RateLimit-Policy"])
        page = self.server.run("key", "page", "--config", self.server.config, "--origins", "https://shop.example",
                               "--units-per-day", "800", "--json")
        self.assertIn('"units": 800', page.stdout.replace('":8', '": 8'), page.stderr)

    def test_a_quota_that_is_no_number_of_units_is_refused(self):
        key = self.make(shop="default", units_per_day=0)
        self.assertIsNone(key["day"], "0: no limit")
        for units in (-1, 1.5, 10**16, "many"):
            for path in ("/v1/keys", f"/v1/keys/{key['key_id']}/rotate"):
                refused = self.admin.post(path, {"units_per_day": units})
                self.assertEqual((refused.status, refused.json["errors"][0]["pointer"]), (400, "/units_per_day"),
                                 refused.text)


if __name__ == "__main__":
    unittest.main()
