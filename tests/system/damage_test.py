"""Damage under the real binary: what a shop and an operator are told when files are damaged, missing or taken away.

tests/store/damage_test.cc tries every file at many places; here is what each kind looks like from outside.
"""
import http.client
import json
import os
import shutil
import stat
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server


def order(number):
    return {"order_id": f"o{number}", "user_id": f"u{number % 9}", "placed_at": "2026-01-02T10:00:00Z",
            "currency": "EUR", "lines": [{"product_id": f"p{number % 7}", "quantity": 1, "price": "1.00"}]}


def flip(path, place):
    content = bytearray(path.read_bytes())
    for i in range(place, min(place + 8, len(content))):
        content[i] ^= 0x5A
    path.write_bytes(content)


class Damage(unittest.TestCase):
    ORDERS = 300

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name)
        self.addCleanup(self.server.end)
        self.store = self.server.folder / "store"
        os.umask(os.umask(0o022))  # the tests' own; the server must not depend on it

    def fill(self, stop=True):
        self.server.start()
        client = self.server.client()
        for number in range(self.ORDERS):
            self.assertEqual(client.post("/v1/orders", order(number)).status, 201)
        client.close()
        if stop:
            self.server.kill()

    def newest(self, pattern):
        return max((self.store / "db").glob(pattern))

    def refused(self):
        done = self.server.run("serve", "--config", self.server.config, timeout=60)
        self.assertEqual(done.returncode, 65, done.stderr)
        self.assertNotIn("terminate called", done.stderr)
        return done.stderr

    def wait_for_damage(self, seconds=60):
        """The text of /readyz once it tells of damage; before, it may say that it is not ready yet, or not answer."""
        until = time.monotonic() + seconds
        client = self.server.client()
        text = "no answer"
        while time.monotonic() < until:
            try:
                answer = client.get("/readyz?verbose")
                text = answer.text
                if answer.status == 503 and "damaged" in text:
                    client.close()
                    return text
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        self.fail(f"{text}\n{self.server.log_tail()}")

    def test_damage_in_the_log_refuses_the_start_and_salvage_goes_on(self):
        self.fill()
        log = self.newest("*.log")
        flip(log, log.stat().st_size // 2)
        said = self.refused()
        self.assertIn(str(log), said)
        self.assertIn("at byte", said)
        self.assertIn("salvage", said)

        looked = self.server.run("salvage", "--store", self.store, "--json")
        self.assertEqual(looked.returncode, 65, looked.stderr)
        found = json.loads(looked.stdout)
        self.assertEqual(found["acknowledged"], self.ORDERS)
        self.assertLess(found["records"], self.ORDERS)
        self.refused()

        done = self.server.run("salvage", "--store", self.store, "--accept-loss")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{self.ORDERS - found['records']} are lost", done.stdout)
        self.server.start()
        client = self.server.client()
        self.assertEqual(client.get("/v1/changes?since=1:5").status, 409)  # a token of before
        answer = client.post("/v1/orders", order(9000))
        self.assertEqual(answer.headers["Suggestd-Session"], f"2:{found['records'] + 1}")

    def test_a_removed_log_refuses_the_start(self):
        self.fill()
        log = self.newest("*.log")
        log.unlink()
        self.assertIn(f"{log} is missing", self.refused())

    def test_a_torn_end_does_not(self):
        self.fill()
        with self.newest("*.log").open("ab") as log:
            log.write(b"\x12\x34\x56\x78\x40\x00\x01half a rec")
        self.server.start()
        self.assertEqual(self.server.client().get(f"/v1/orders/o{self.ORDERS - 1}").status, 200)

    def test_an_absent_database_is_no_first_start(self):
        self.fill()
        shutil.rmtree(self.store / "db")
        said = self.refused()
        self.assertIn("not mounted?", said)
        self.assertNotIn("new keys", said)
        self.assertFalse((self.store / "db").exists())

    def test_a_store_taken_away_takes_no_more_orders(self):
        self.fill(stop=False)
        self.store.rename(self.server.folder / "elsewhere")
        client = self.server.client()
        answer = client.post("/v1/orders", order(9000))
        self.assertEqual(answer.status, 503, answer.text)
        self.assertEqual(answer.json["type"], "/problems/damaged")
        self.assertNotIn(str(self.server.folder), answer.text)
        self.wait_for_damage()
        self.server.wait_for_log("while the server used it")

    def test_a_store_taken_away_is_noticed_without_an_order(self):
        self.fill(stop=False)
        self.store.rename(self.server.folder / "elsewhere")
        self.wait_for_damage()

    def test_a_damaged_table_is_told_and_named(self):
        self.fill()
        self.server.start().stop()  # a start writes tables
        tables = sorted((self.store / "db").glob("*.sst"), key=lambda path: path.stat().st_size)
        flip(tables[-1], tables[-1].stat().st_size // 3)
        self.server.start(wait=False)
        text = self.wait_for_damage()
        self.assertNotIn(str(self.server.folder), text)
        client = self.server.client()
        statuses = set()
        for number in range(0, self.ORDERS, 10):
            answer = client.get(f"/v1/orders/o{number}")
            statuses.add(answer.status)
            if answer.status != 200:
                self.assertEqual(answer.json["type"], "/problems/damaged", answer.text)
                self.assertNotIn(str(self.server.folder), answer.text)
        self.assertLessEqual(statuses, {200, 503})
        self.server.wait_for_log(tables[-1].name)

    def test_only_the_owner_may_read(self):
        before = os.umask(0o000)
        self.addCleanup(os.umask, before)
        self.fill()
        backups = self.server.folder / "backups"
        export = self.server.folder / "orders.ndjson"
        self.assertEqual(self.server.run("backup", "--store", self.store, "--backups", backups).returncode, 0)
        self.assertEqual(
            self.server.run("export", "--kind", "orders", "--store", self.store, export).returncode, 0)
        for top in (self.store, backups, export):
            for path in [top, *top.rglob("*")]:
                self.assertEqual(stat.S_IMODE(path.lstat().st_mode) & 0o077, 0, path)

    def test_a_looser_store_is_tightened(self):
        self.fill()
        self.store.chmod(0o755)
        self.newest("*.log").chmod(0o644)
        self.server.start()
        self.assertEqual(stat.S_IMODE(self.store.stat().st_mode), 0o700)
        self.server.wait_for_log("now its owner alone can")


if __name__ == "__main__":
    unittest.main()
