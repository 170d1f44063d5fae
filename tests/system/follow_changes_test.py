"""docs/use/examples/follow_changes.py mirrors a shop, through kills of the follower and of the server."""
import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from seed import random_numbers
from server import SOURCE, Server

FOLLOWER = SOURCE / "docs" / "use" / "examples" / "follow_changes.py"


def order(number, quantity=1):
    return {"order_id": f"o{number}", "user_id": f"u{number % 7}", "placed_at": "2026-01-01T00:00:00Z",
            "currency": "EUR", "lines": [{"product_id": f"p{number % 11}", "quantity": quantity, "price": "2.00"}]}


class FollowChanges(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.mirror = Path(folder.name) / "mirror.db"
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.follower = None
        self.addCleanup(self.kill_follower)

    def start_follower(self):
        self.follower = subprocess.Popen([sys.executable, FOLLOWER, self.server.url, self.mirror],
                                         env={**os.environ, "SUGGESTD_KEY": self.server.key})

    def kill_follower(self):
        if self.follower is not None:
            self.follower.kill()
            self.follower.wait()

    def mirrored(self):
        try:
            with contextlib.closing(sqlite3.connect(self.mirror)) as db:
                return {(kind, id): seq for kind, id, seq in db.execute("select kind, id, seq from thing")}
        except sqlite3.OperationalError:  # not made yet
            return {}

    def wait_for(self, expected, seconds=30):
        until = time.monotonic() + seconds
        while self.mirrored() != expected:
            self.assertLess(time.monotonic(), until, f"{len(self.mirrored())} of {len(expected)} things mirrored")
            time.sleep(0.05)

    def test_mirror_is_whole_after_restarts_of_either_side(self):
        rng = random_numbers(3)
        expected = {}
        self.start_follower()
        for turn in range(6):
            client = self.server.client()
            for number in range(turn * 50, turn * 50 + 50):
                expected["order", f"o{number}"] = client.post("/v1/orders", order(number)).sequence
            changed = client.put(f"/v1/orders/o{turn * 50}", order(turn * 50, quantity=3))
            expected["order", f"o{turn * 50}"] = changed.sequence
            product = f"p{turn}"
            expected["product", product] = client.put(f"/v1/products/{product}", {"title": f"Thing {turn}"}).sequence
            if turn == 5:
                self.assertIn(client.ask("DELETE", "/v1/products/p0").status, (200, 204))
                del expected["product", "p0"]
            client.close()
            if turn % 2 == 0:
                time.sleep(rng.uniform(0, 0.2))
                self.kill_follower()
                self.start_follower()
            else:
                self.server.kill()
                self.server.start()
        self.wait_for(expected)


if __name__ == "__main__":
    unittest.main()
