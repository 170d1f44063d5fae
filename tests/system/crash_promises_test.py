"""The promises of docs/use/api.md in its section "After a crash", with the real process killed around each.

SUGGESTD_CRASH_ROUNDS: kills of each test; few by default, scripts/test --long sets more.
"""
import http.client
import json
import os
import random
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from seed import random_numbers
from server import Server

ROUNDS = int(os.environ.get("SUGGESTD_CRASH_ROUNDS", "0"))
NDJSON = "application/x-ndjson"


def order(order_id, quantity=3):
    return {"order_id": order_id, "user_id": "ann", "placed_at": "2026-01-02T10:00:00Z", "currency": "EUR",
            "lines": [{"product_id": "p1", "quantity": quantity, "price": "1.50"}]}


def searches(name, count):
    return "\n".join(json.dumps({"type": "search", "user_id": "ann", "query": f"{name} {line}"})
                     for line in range(count))


class CrashPromises(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.backups = Path(folder.name) / "backups"
        self.server = Server(folder.name, f'[backup]\nfolder = "{self.backups}"\n[catalogue]\nmost_hidden = 1.0\n')
        self.admin_key = self.server.make_key("--scopes", "admin")
        self.server.start()
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.addCleanup(lambda: self.client.close())

    def crash(self):
        self.server.kill()
        self.server.start()
        self.client.close()
        self.client = self.server.client()

    def ok(self, answer):
        self.assertIn(answer.status, (200, 201, 202), answer.text)
        return answer

    def lines(self, path, text, **headers):
        return self.client.ask("POST", path, text, {"Content-Type": NDJSON,
                                                    **{name.replace("_", "-"): v for name, v in headers.items()}})

    def feed(self, since="beginning"):
        """All changes from there on, and the token after them."""
        changes = []
        while True:
            page = self.client.get(f"/v1/changes?since={since}&mode=all&limit=5000").json
            changes += page["changes"]
            since = page["next"]
            if page["pending"] == 0:
                return changes, since

    def wait_erased(self, receipt):
        asked = self.server.client(self.server.make_key("--shop", "default", "--scopes", "privacy"))
        self.addCleanup(asked.close)
        until = time.monotonic() + 60
        while self.ok(asked.get(f"/v1/privacy/receipts/{receipt}")).json["state"] != "done":
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)

    # --- Acknowledged writes are there.

    def test_records_and_their_sequences(self):
        client = self.client
        first = self.ok(client.post("/v1/orders", order("o1")))
        self.ok(client.put("/v1/orders/o2", {**order("o2"), "updated_at": "2026-01-03T10:00:00Z"}))
        self.ok(client.post("/v1/orders/o2/refunds", {"lines": [{"product_id": "p1", "quantity": 1}]}))
        self.ok(client.post("/v1/orders", order("o3")))
        self.ok(client.post("/v1/orders/o3/cancel", {}))
        self.ok(client.put("/v1/products/p1", {"title": "Mug", "stock": 3}))
        self.ok(client.ask("PATCH", "/v1/products/p1", {"stock": 2}))
        self.ok(client.put("/v1/products/p2", {"title": "Gone"}))
        self.ok(client.ask("DELETE", "/v1/products/p2"))
        self.ok(client.put("/v1/users/ben", {"properties": {"city": "Bonn"}}))
        self.ok(client.put("/v1/users/cleo", {"properties": {"city": "Kiel"}}))
        receipt = self.ok(client.ask("DELETE", "/v1/users/cleo")).json["receipt_id"]
        self.ok(client.post("/v1/events", {"type": "view", "anonymous_id": "guest", "product_id": "p1"}))
        self.ok(client.post("/v1/users/ben/merge", {"anonymous_id": "guest"}))
        self.ok(self.lines("/v1/events", searches("bulk", 1_500)))
        self.wait_erased(receipt)  # until then the log still tells of it
        tag = client.get("/v1/products/p1").headers["ETag"]
        before, token = self.feed()
        for _ in range(max(1, ROUNDS)):
            self.crash()
            client = self.client
            again = client.post("/v1/orders", order("o1"))
            self.assertEqual((again.status, again.sequence), (200, first.sequence))
            self.assertEqual(client.post("/v1/orders", order("o1", 4)).status, 409)
            self.assertEqual(client.get("/v1/orders/o2").json["lines"][0]["refunded"], 1)
            self.assertTrue(client.get("/v1/orders/o3").json["cancelled"])
            self.assertEqual(client.get("/v1/products/p1").json["stock"], 2)
            self.assertEqual(client.get("/v1/products/p2").status, 404)
            self.assertEqual(client.get("/v1/users/ben").json["properties"], {"city": "Bonn"})
            self.assertEqual(client.get("/v1/users/cleo").status, 404)
            changes, same = self.feed()
            self.assertEqual(changes, before)
            self.assertEqual([change["seq"] for change in changes], list(range(1, len(changes) + 1)))
            self.assertEqual(same, token)
        # A client can go on with its session, its entity tag and its token.
        seen = client.get("/v1/users/ben/recently-viewed", Suggestd_Session=first.headers["Suggestd-Session"])
        self.assertEqual([item["product_id"] for item in self.ok(seen).json["items"]], ["p1"])
        self.assertNotIn("Suggestd-Stale", seen.headers)
        self.ok(client.ask("PATCH", "/v1/products/p1", {"stock": 1}, {"If-Match": tag}))
        self.assertEqual(client.ask("PATCH", "/v1/products/p1", {"stock": 0}, {"If-Match": tag}).status, 412)
        new, _ = self.feed(token)
        self.assertEqual([change["seq"] for change in new], [len(before) + 1])

    def test_consumers_scenarios_and_keys(self):
        client = self.client
        self.ok(client.post("/v1/orders", order("o1")))
        self.ok(client.put("/v1/changes/consumers/mirror", {"position": "1:1"}))
        self.ok(client.put("/v1/changes/consumers/old", {"position": "1:1"}))
        self.ok(client.ask("DELETE", "/v1/changes/consumers/old"))
        for kind in ("popular", "trending", "new"):
            written = self.ok(client.put("/v1/scenarios/home", {"list": kind}))
        self.ok(client.put("/v1/scenarios/gone", {"list": "popular"}))
        self.ok(client.ask("DELETE", "/v1/scenarios/gone"))
        other = self.server.make_key("--scopes", "read")
        self.ok(self.server.client(other).get("/v1/orders/o1"))
        for _ in range(max(1, ROUNDS)):
            self.crash()
            client = self.client
            self.assertEqual(client.get("/v1/changes/consumers/mirror").json["position"], "1:1")
            self.assertEqual(client.get("/v1/changes/consumers/old").status, 404)
            home = client.get("/v1/scenarios/home")
            self.assertEqual((home.json["list"], home.headers["ETag"]), ("new", written.headers["ETag"]))
            versions = client.get("/v1/scenarios/home/versions").json["versions"]
            self.assertEqual([version["version"] for version in versions], [3, 2, 1])
            self.assertEqual(client.get("/v1/scenarios/gone").status, 404)
            self.ok(self.server.client(other).get("/v1/orders/o1"))

    def test_a_catalogue_sync_ends_with_its_answer_or_hides_nothing(self):
        for number in range(5):
            self.ok(self.client.put(f"/v1/products/p{number}", {"title": f"P{number}"}))

        def begin():
            sync = self.ok(self.client.post("/v1/catalogue-syncs", "")).json["sync_id"]
            self.ok(self.lines(f"/v1/catalogue-syncs/{sync}/products", '{"product_id":"p0","title":"P0"}'))
            return sync

        def hidden():
            return [n for n in range(5) if self.client.get(f"/v1/products/p{n}").json.get("hidden")]
        sync = begin()
        self.crash()
        self.assertEqual(self.client.post(f"/v1/catalogue-syncs/{sync}/finish", "").status, 404)
        self.assertEqual(hidden(), [])
        sync = begin()
        first = self.ok(self.client.post(f"/v1/catalogue-syncs/{sync}/finish", "", Idempotency_Key="finish"))
        self.crash()
        self.assertEqual(hidden(), [1, 2, 3, 4])
        again = self.client.post(f"/v1/catalogue-syncs/{sync}/finish", "", Idempotency_Key="finish")
        self.assertEqual((again.status, again.text, again.headers["Idempotent-Replayed"]), (200, first.text, "true"))

    def test_backups(self):
        self.ok(self.lines("/v1/events", searches("bulk", 3_000)))
        admin = self.server.admin(self.admin_key)

        def wait(client):
            until = time.monotonic() + 60
            # Nothing is told of one that had ended before the crash.
            while (job := client.get("/v1/backups").json["job"]) and job["state"] == "running":
                self.assertLess(time.monotonic(), until)
                time.sleep(0.02)
            return job
        self.assertEqual(self.ok(admin.post("/v1/backups", "")).status, 202)
        done = wait(admin)["backup"]
        for _ in range(max(2, ROUNDS)):
            self.ok(admin.post("/v1/backups", ""))
            time.sleep(random.uniform(0, 0.05))
            self.crash()
            admin = self.server.admin(self.admin_key)
            self.assertIn(done, admin.get("/v1/backups").json["backups"], "a backup that was done is there")
            wait(admin)  # one that was under way begins again
            self.ok(admin.post(f"/v1/backups/{done['number']}/verify", ""))
            self.assertEqual(wait(admin)["state"], "done")
        self.ok(admin.post("/v1/backups", ""))
        self.assertEqual(wait(admin)["state"], "done", "what a crash left half made is in nobody's way")

    def test_retention_forgets_no_state_and_no_consumer(self):
        self.server.stop()
        config = self.server.config
        config.write_text(config.read_text(encoding="utf-8") +
                          "[retention]\nevery_seconds = 1\nevents_bytes = 2000\n", encoding="utf-8")
        self.server.start()
        self.client = self.server.client()
        self.ok(self.client.post("/v1/orders", order("o1")))
        self.ok(self.lines("/v1/events", searches("first", 30)))
        self.ok(self.client.put("/v1/changes/consumers/mirror", {"position": "1:20"}))
        oldest = 0
        for number in range(max(2, ROUNDS)):
            self.ok(self.lines("/v1/events", searches(f"round {number}", 200)))
            time.sleep(random.uniform(0.5, 1.5))
            oldest = self.crash_beside_retention(oldest)
        # It waits for the learner's checkpoint, which a kill may be quicker than.
        until = time.monotonic() + 60
        while self.oldest() == 1:
            self.assertLess(time.monotonic(), until, "retention took nothing away")
            time.sleep(0.05)
        self.assertGreater(self.crash_beside_retention(oldest), 1)

    def oldest(self):
        return int(self.client.get("/v1/changes?since=now").json["oldest"].split(":")[1])

    def crash_beside_retention(self, oldest):
        self.crash()
        self.assertEqual(self.client.get("/v1/orders/o1").status, 200)
        now = self.oldest()
        self.assertGreaterEqual(now, oldest)
        self.assertLessEqual(now, 21, "the consumer has yet to read 21")
        kept = self.client.get("/v1/changes?since=1:20&mode=all&limit=1000")
        sequences = [change["seq"] for change in kept.json["changes"]]
        self.assertEqual(sequences, list(range(21, 21 + len(sequences))))
        return now

    # --- A request that a kill cut off is made once when it is sent again under its key.

    def deeds(self, number):
        """[(method arguments, how often it was made)] of one round; each is made once."""
        def refunded():
            return self.client.get("/v1/orders/till").json["lines"][0].get("refunded", 0) - number

        def found(prefix):
            changes, _ = self.feed()
            return sum(1 for change in changes if change["kind"] == "event" and
                       change["data"].get("query", "").startswith(prefix))

        def versions():
            return self.client.get("/v1/scenarios/home/versions").json["versions"][0]["version"] - 2 - number
        view = {"type": "search", "user_id": "ann", "query": f"single {number} "}
        restore = f"/v1/scenarios/home/restore?version={1 + number % 2}"
        return [
            ("/v1/orders/till/refunds", json.dumps({"lines": [{"product_id": "p1", "quantity": 1}]}), None,
             refunded, 1),
            ("/v1/events", json.dumps(view), None, lambda: found(f"single {number} "), 1),
            ("/v1/events", searches(f"bulk {number}", 2_500), NDJSON, lambda: found(f"bulk {number} "), 2_500),
            (restore, "", None, versions, 1),
        ]

    def send(self, deed, key):
        path, body, kind, _, _ = deed
        headers = {"Idempotency-Key": key, **({"Content-Type": kind} if kind else {})}
        client = self.server.client()
        try:
            return client.ask("POST", path, body, headers)
        except (OSError, http.client.HTTPException):
            return None
        finally:
            client.close()

    def test_a_request_that_a_kill_cuts_off_is_made_once(self):
        self.ok(self.client.post("/v1/orders", order("till", 1_000_000)))
        for kind in ("popular", "trending"):
            self.ok(self.client.put("/v1/scenarios/home", {"list": kind}))
        rng = random_numbers(7)
        replayed = 0
        for number in range(ROUNDS or 6):
            deeds = self.deeds(number)
            first = {}

            def send(i, deed, number=number, first=first):
                first[i] = self.send(deed, f"{number} {i}")
            threads = [threading.Thread(target=send, args=(i, deed)) for i, deed in enumerate(deeds)]
            for thread in threads:
                thread.start()
            time.sleep(rng.uniform(0, 0.08))
            self.crash()
            for thread in threads:
                thread.join()
            for i, deed in enumerate(deeds):
                again = self.send(deed, f"{number} {i}")
                self.ok(again)
                replayed += again.headers.get("Idempotent-Replayed") == "true"
                self.assertEqual(deed[3](), deed[4], f"{deed[0]} in round {number}")
                if first[i] is not None:
                    self.assertEqual((again.text, again.headers["Idempotent-Replayed"]), (first[i].text, "true"))
        print(f"{replayed} of {4 * (ROUNDS or 6)} had been made before the kill", file=sys.stderr)


if __name__ == "__main__":
    unittest.main()
