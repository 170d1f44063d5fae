"""`suggestd replay` makes the model of a past moment, the same each time, and leaves the store as it was."""
import hashlib
import json
import tempfile
import unittest
from pathlib import Path

from server import Server


def order(number):
    person = number % 12
    products = {f"t{person % 3}-{(number * step) % 7}" for step in (1, 3)}
    return {"order_id": f"o{number}", "user_id": f"u{person}", "placed_at": "2026-01-01T00:00:00Z",
            "currency": "EUR", "lines": [{"product_id": p, "quantity": 1, "price": "1.00"} for p in sorted(products)]}


def fingerprint(folder):
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


class Replay(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.server = Server(self.folder.name).start()
        self.store = Path(self.folder.name) / "store"

    def tearDown(self):
        self.server.end()
        self.folder.cleanup()

    def place(self, first, last):
        client = self.server.client()
        sequence = 0
        for number in range(first, last):
            answer = client.post("/v1/orders", order(number))
            self.assertEqual(answer.status, 201)
            sequence = answer.sequence
        client.close()
        return sequence

    def replay(self, until, *more):
        done = self.server.run("replay", "--store", self.store, "--until", until, "--json", *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        made = json.loads(done.stdout)
        del made["seconds"]
        return made

    def test_the_model_of_a_moment_is_the_same_whatever_came_later(self):
        past = self.place(0, 60)
        self.assertEqual(self.server.stop(), 0)
        then = self.replay(past, "--threads", 1)
        self.server.start()
        later = self.place(60, 100)
        self.server.kill()
        before = fingerprint(self.store)
        self.assertEqual(self.replay(past, "--threads", 2), then)
        self.assertEqual(then["users"], 12)
        self.assertEqual(then["applied"].split(":")[1], str(past))
        self.assertNotEqual(self.replay(later)["user_vectors_hash"], then["user_vectors_hash"])
        self.assertEqual(fingerprint(self.store), before)

    def test_what_cannot_be_replayed_is_said(self):
        self.assertEqual(self.server.stop(), 0)
        beyond = self.server.run("replay", "--store", self.store, "--until", 999)
        self.assertEqual(beyond.returncode, 65)
        self.assertIn("999", beyond.stderr)
        missing = self.server.run("replay", "--store", self.store / "none", "--until", 1)
        self.assertNotEqual(missing.returncode, 0)
        self.assertFalse((self.store / "none").exists())
        unknown = self.server.run("replay", "--store", self.store, "--until", 0, "--shop", "other")
        self.assertNotEqual(unknown.returncode, 0)
        self.assertIn("other", unknown.stderr)


if __name__ == "__main__":
    unittest.main()
