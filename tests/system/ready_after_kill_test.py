"""After a kill the server was not ready until a training at low priority had ended: minutes on a busy machine.

To be ready the server needs the checkpoint and the records after it. A training goes on beside that.
"""
import json
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from seed import random_numbers
from server import Server

# New orders that make a training due, enough of them that it takes some seconds.
BEFORE, AFTER = 1_000, 16_000
CONFIG = "[consistency]\nbound_records = 1000000\nbound_ms = 3600000\n[model]\ndimensions = 128\n"


def orders(first, count):
    rng = random_numbers(first)
    for number in range(first, first + count):
        lines = [{"product_id": f"p{product}", "quantity": 1, "price": "1.00"}
                 for product in rng.sample(range(3_000), 4)]
        yield json.dumps({"order_id": f"o{number}", "user_id": f"u{rng.randrange(6_000)}",
                          "placed_at": "2026-01-02T10:00:00Z", "currency": "EUR", "lines": lines})


class ReadyAfterKill(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name, CONFIG).start()
        self.addCleanup(self.server.end)

    def post(self, first, count):
        body = "\n".join(orders(first, count)) + "\n"
        answer = self.server.client().ask("POST", "/v1/orders", body, {"Content-Type": "application/x-ndjson"})
        self.assertEqual(answer.status, 200, answer.text[-500:])

    def phase(self, client):
        return client.get("/v1/status").json["shops"][0]["learner"]["phase"]

    def test_it_does_not_wait_for_a_training(self):
        self.post(0, BEFORE)
        self.server.wait_until_learned()
        time.sleep(2)  # the learner stores what it has learned after a second without orders
        self.post(BEFORE, AFTER)
        self.server.kill()
        self.server.start(wait=False)
        self.server.wait_ready()
        # Both come before "live" when much is to be learned after a start.
        self.assertIn(self.phase(self.server.client()), ("catching up", "training"))
        self.assertEqual(self.server.client().get(f"/v1/orders/o{BEFORE + AFTER - 1}").status, 200)


if __name__ == "__main__":
    unittest.main()
