"""Retention on the real binary: records go by schedule, readers are told."""
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

KEEP_LITTLE = "[retention]\nevery_seconds = 1\nevents_bytes = 2000\n"


def view(number):
    return {"type": "view", "user_id": f"u{number % 5}", "product_id": f"p{number % 7}"}


def order(number):
    return {"order_id": f"o{number}", "user_id": f"u{number % 5}", "placed_at": "2026-01-02T10:00:00Z",
            "currency": "EUR", "lines": [{"product_id": f"p{(number + i) % 7}", "quantity": 1, "price": "1.00"}
                                         for i in range(3)]}


class Retention(unittest.TestCase):
    def serve(self, config):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        server = Server(folder.name, config).start()
        self.addCleanup(server.end)
        client = server.client()
        self.addCleanup(client.close)
        return server, client

    def write(self, client, first, count):
        for number in range(first, first + count):
            self.assertEqual(client.post("/v1/events", view(number)).status, 201)
        self.assertEqual(client.post("/v1/orders", order(first)).status, 201)

    def oldest(self, client):
        return int(client.get("/v1/changes?since=now").json["oldest"].split(":")[1])

    def wait_until_cut(self, client, beyond=1):
        until = time.monotonic() + 30
        while self.oldest(client) <= beyond:
            self.assertLess(time.monotonic(), until, "retention took nothing away")
            time.sleep(0.1)

    def test_old_tokens_are_told_and_the_latest_form_reads_on(self):
        server, client = self.serve(KEEP_LITTLE)
        first = client.get("/v1/changes?since=beginning&limit=1")
        self.write(client, 0, 100)
        self.wait_until_cut(client)
        gone = client.get(f"/v1/changes?since={first.json['next']}")
        self.assertEqual(gone.status, 410, gone.text)
        self.assertIn(f"the oldest is 1:{self.oldest(client)}", gone.json["detail"])
        page = client.get("/v1/changes?since=beginning&mode=all&limit=1000").json
        sequences = [change["seq"] for change in page["changes"]]
        self.assertEqual(sequences, list(range(self.oldest(client), 102)), "dense from the oldest on")
        latest = client.get("/v1/changes?since=beginning&mode=latest&limit=1000")
        self.assertEqual(latest.status, 200)
        self.assertIn("o0", [change["id"] for change in latest.json["changes"]])

    def test_a_consumer_is_waited_for(self):
        server, client = self.serve(KEEP_LITTLE)
        self.write(client, 0, 20)
        self.assertEqual(client.put("/v1/changes/consumers/mirror", {"position": "1:5"}).status, 200)
        self.write(client, 20, 100)
        self.wait_until_cut(client)
        time.sleep(2.5)
        self.assertEqual(self.oldest(client), 6, "the consumer has yet to read 6")
        self.assertFalse(client.get("/v1/changes/consumers/mirror").json["cut_off"])
        server.wait_for_log("holder=\"consumer 'mirror'\"")

    def test_a_silent_consumer_is_passed_by_loudly(self):
        server, client = self.serve(KEEP_LITTLE + "consumer_silence_seconds = 2\n")
        self.write(client, 0, 20)
        stored = client.put("/v1/changes/consumers/mirror", {"position": "1:5"})
        self.write(client, 20, 100)
        self.wait_until_cut(client, beyond=6)
        mirror = client.get("/v1/changes/consumers/mirror").json
        self.assertTrue(mirror["cut_off"])
        self.assertEqual(client.get(f"/v1/changes?since={stored.json['token']}").status, 410)
        server.wait_for_log("no longer waits for a silent consumer")
        admin = server.admin()
        self.addCleanup(admin.close)
        self.assertIn('suggestd_retention_consumers_passed_by{shop="default"} 1', admin.get("/metrics").text)


if __name__ == "__main__":
    unittest.main()
