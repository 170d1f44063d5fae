"""Erased means erased: after a person is erased no file of the store holds an id or a value of theirs, and nothing
brings them back: no late delivery, no restart, no older backup.

Table files are written without compression here, so that a text can be searched for in them.
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import SOURCE, Server

# Every text that only the erased person has. None may be left anywhere.
USER = "zq-user-4711"
DEVICE = "zq-device-0815"
OTHER_DEVICE = "zq-tablet-0816"
EMAIL = "e3" * 32
ORDERS = ["zq-order-1", "zq-order-2"]
GUEST_ORDER = "zq-guest-order"
SECRETS = [USER, DEVICE, OTHER_DEVICE, EMAIL, *ORDERS, GUEST_ORDER, "zq-event-1", "zq-refund-1", "zq-words-searched",
           "zq-gift-note", "zq-shoe-size", "zq-idempotency"]


def order(number, user, **more):
    return {"order_id": number, "user_id": user, "placed_at": "2026-01-02T10:00:00Z", "currency": "EUR",
            "lines": [{"product_id": f"p{len(number) % 5}", "quantity": 2, "price": "3.00"}], **more}


def event(kind, **more):
    return {"type": kind, "at": "2026-01-02T09:00:00Z", **more}


def files_with(folder, texts):
    """{file: the texts in it} of all files below a folder."""
    found = {}
    for path in Path(folder).rglob("*"):
        if not path.is_file():
            continue
        try:
            data = path.read_bytes()
        except FileNotFoundError:  # a table that was replaced meanwhile
            continue
        inside = [text for text in texts if text.encode() in data]
        if inside:
            found[str(path.relative_to(folder))] = inside
    return found


class Privacy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.backups = self.folder / "backups"
        self.exports = self.folder / "exports" / "default"
        self.server = Server(folder.name, f'compress = false\n[backup]\nfolder = "{self.backups}"\n'
                             f'[export]\nfolder = "{self.folder / "exports"}"\n')
        self.server.start()
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.key = self.server.make_key("--shop", "default", "--scopes", "privacy,read")

    def ok(self, answer, *statuses):
        self.assertIn(answer.status, statuses or (200, 201, 202), answer.text)
        return answer

    def fill(self):
        """Other people, and the one who will be erased, with everything that a person can have."""
        client = self.client
        for number in range(30):
            self.ok(client.post("/v1/orders", order(f"order-{number}", f"user-{number % 7}")))
        self.ok(client.put(f"/v1/users/{USER}", {"user_id": USER, "email_hash": EMAIL,
                                                 "properties": {"size": "zq-shoe-size"}}))
        self.ok(client.post("/v1/events", event("view", anonymous_id=DEVICE, product_id="p1")))
        self.ok(client.post(f"/v1/users/{USER}/merge", {"anonymous_id": DEVICE}))
        self.ok(client.post("/v1/orders", order(ORDERS[0], USER, properties={"note": "zq-gift-note"})))
        self.ok(client.post("/v1/orders", order(ORDERS[1], USER, anonymous_id=OTHER_DEVICE),
                            Idempotency_Key="zq-idempotency"))
        self.ok(client.post(f"/v1/orders/{ORDERS[0]}/refunds",
                            {"refund_id": "zq-refund-1", "lines": [{"product_id": "p0", "quantity": 1}]}))
        guest = order(GUEST_ORDER, "")
        del guest["user_id"]
        self.ok(client.post("/v1/orders", {**guest, "email_hash": EMAIL}))
        self.ok(client.post("/v1/events", event("view", event_id="zq-event-1", user_id=USER, product_id="p2")))
        self.ok(client.post("/v1/events", event("search", user_id=USER, query="zq-words-searched")))
        self.ok(client.post("/v1/events", event("cart_add", anonymous_id=OTHER_DEVICE, product_id="p3")))
        listed = self.ok(client.get(f"/v1/users/{USER}/recommendations")).json
        self.ok(client.post("/v1/events", event("rec_click", user_id=USER, product_id="p3",
                                                recommendation_id=listed["recommendation_id"])))
        self.server.wait_until_learned()

    def wait_done(self, receipt_id, client=None, seconds=60):
        until = time.monotonic() + seconds
        asked = client or self.server.client(self.key)
        while True:
            receipt = self.ok(asked.get(f"/v1/privacy/receipts/{receipt_id}")).json
            if receipt["state"] == "done":
                return receipt
            self.assertLess(time.monotonic(), until, receipt)
            time.sleep(0.1)

    def erase(self, path=f"/v1/privacy/people/{USER}"):
        return self.ok(self.server.client(self.key).ask("DELETE", path)).json

    def assert_forgotten(self, client):
        self.assertEqual(client.get(f"/v1/users/{USER}").status, 404)
        self.assertEqual(client.get(f"/v1/users/{USER}/orders").json["orders"], [])
        vector = client.get(f"/v1/users/{USER}/vector", Suggestd_Consistency="strong")
        self.assertEqual(vector.status, 404)
        for number in [*ORDERS, GUEST_ORDER]:
            self.assertEqual(client.get(f"/v1/orders/{number}").status, 404, number)

    def test_everything_kept_is_told(self):
        self.fill()
        asked = self.server.client(self.key)
        for path in (f"/v1/privacy/people/{USER}", f"/v1/privacy/people?anonymous_id={DEVICE}",
                     f"/v1/privacy/people?email_hash={EMAIL}"):
            found = self.ok(asked.get(path)).json
            text = json.dumps(found)
            for secret in SECRETS:
                if secret not in ("zq-idempotency", "zq-refund-1"):
                    self.assertIn(secret, text, path)
            self.assertNotIn("user-1", text)
            self.assertIsNone(found["next"])
        page = self.ok(asked.get(f"/v1/privacy/people/{USER}?limit=2")).json
        self.assertEqual(len(page["records"]), 2)
        rest = self.ok(asked.get(f"/v1/privacy/people/{USER}?after={page['next']}")).json
        self.assertEqual(len(rest["records"]) + 2, len(found["records"]))
        self.assertEqual(self.ok(asked.get("/v1/privacy/people/nobody")).json["records"], [])
        self.assertEqual(asked.get("/v1/privacy/people").status, 400)
        self.assertEqual(self.server.client(self.server.make_key("--shop", "default", "--scopes", "read"))
                         .get(f"/v1/privacy/people/{USER}").status, 403)

    def test_no_file_holds_an_erased_person(self):
        self.fill()
        store = self.folder / "store"
        self.assertTrue(files_with(store, SECRETS), "the search must be able to find them")
        stop = threading.Event()
        load = threading.Thread(target=self.order_until, args=(stop,))
        load.start()
        try:
            receipt = self.erase()
            self.assertEqual((receipt["erased"]["profiles"], receipt["erased"]["orders"]), (1, 3), receipt)
            self.assert_forgotten(self.client)
            receipt = self.wait_done(receipt["receipt_id"])
        finally:
            stop.set()
            load.join()
        self.assertEqual({holder["state"] for holder in receipt["holders"]}, {"gone"}, receipt)
        self.assertEqual(receipt["erased"]["order_records"], 4)  # three orders, and a refund
        self.assertEqual(receipt["backups"], [])
        self.assertEqual(files_with(store, SECRETS), {})
        for text in SECRETS:
            self.assertNotIn(text, self.server.log.read_text(encoding="utf-8"))

        feed = self.whole_feed()
        for text in SECRETS:
            self.assertNotIn(text, json.dumps(feed, ensure_ascii=False))
        stubs = [change for change in feed if change["op"] == "erased" and change["kind"] != "erasure"]
        told = [one for change in feed if change["kind"] == "erasure" for one in change["data"].get("stubs", [])]
        self.assertEqual(sum(last - first + 1 for first, last in told), len(stubs))
        self.server.process.kill()
        self.server.process.wait()
        self.server.start()
        self.assert_forgotten(self.server.client())
        self.assertEqual(files_with(store, SECRETS), {})

    def whole_feed(self):
        changes, since = [], "beginning"
        while True:
            page = self.ok(self.client.get(f"/v1/changes?since={since}&mode=all&limit=5000")).json
            changes += page["changes"]
            since = page["next"]
            if page["pending"] == 0:
                return changes

    def order_until(self, stop):
        client = self.server.client()
        for number in range(100_000):
            if stop.is_set():
                return
            self.ok(client.post("/v1/orders", order(f"load-{number}", f"user-{number % 50}")))

    def test_nothing_brings_them_back(self):
        self.fill()
        receipt = self.erase()
        self.wait_done(receipt["receipt_id"])
        client = self.client
        for _ in range(2):
            late = self.ok(client.post("/v1/orders", order(ORDERS[0], USER)), 200).json
            self.assertEqual(late["result"], "ignored_erased")
            self.assertIn("erased", late["detail"])
            self.ok(client.put(f"/v1/orders/{ORDERS[1]}", order(ORDERS[1], USER)), 200)
            self.ok(client.post(f"/v1/orders/{ORDERS[0]}/cancel", {}), 200)
            old = self.ok(client.post("/v1/orders", order("never-seen", USER)), 200).json
            self.assertEqual(old["result"], "ignored_erased", "placed before the erasure")
            self.ok(client.post("/v1/events", event("view", event_id="zq-event-1", user_id=USER, product_id="p2")))
            self.ok(client.post("/v1/events", event("view", user_id=USER, product_id="p2")))
            lines = "\n".join(json.dumps(order(number, USER)) for number in ORDERS)
            summary = self.ok(client.ask("POST", "/v1/orders", lines,
                                         {"Content-Type": "application/x-ndjson"})).text.splitlines()[-1]
            self.assertIn('"refused":0', summary)
            self.assert_forgotten(client)
            self.server.process.kill()
            self.server.process.wait()
            self.server.start()
            client = self.server.client()
        self.assertEqual(self.server.client(self.key).get(f"/v1/privacy/people/{USER}").json["records"], [])
        self.assertEqual(self.server.client(self.key).ask("DELETE", f"/v1/privacy/people/{USER}").status, 404)
        # Somebody who comes back is somebody new.
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5))
        self.assertEqual(client.post("/v1/orders", {**order("back-1", USER), "placed_at": soon}).status, 201)

    def test_an_erasure_goes_on_after_a_crash(self):
        self.fill()
        for number in range(6):
            receipt = self.erase() if number == 0 else receipt
            time.sleep(0.03 * number)
            self.server.process.send_signal(signal.SIGKILL)
            self.server.process.wait()
            self.server.start()
        self.wait_done(receipt["receipt_id"])
        self.assertEqual(files_with(self.folder / "store", SECRETS), {})

    def test_an_older_backup_does_not_bring_them_back(self):
        self.fill()
        administrator = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.assertIn(administrator.ask("POST", "/v1/backups").status, (200, 202))
        until = time.monotonic() + 60
        while not administrator.get("/v1/backups").json["backups"]:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)
        receipt = self.wait_done(self.erase()["receipt_id"])
        self.assertEqual(len(receipt["backups"]), 1, receipt)
        self.server.end()
        target = self.folder / "restored"
        restored = self.server.run("restore", "--backups", self.backups, "--store", target)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        self.assertIn("erased again", restored.stderr)
        config = self.server.config.read_text(encoding="utf-8").replace(str(self.folder / "store"), str(target))
        self.server.config.write_text(config, encoding="utf-8")
        self.server.start()
        client = self.server.client()
        self.assert_forgotten(client)
        until = time.monotonic() + 60
        while files_with(target, SECRETS) and time.monotonic() < until:
            time.sleep(0.2)
        self.assertEqual(files_with(target, SECRETS), {})

    def export(self, name, job_kind="export", wait=True, **parameters):
        administrator = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.ok(administrator.put(f"/v1/jobs/{name}", {"kind": job_kind, "shop": "default", "parameters": parameters}))
        until = time.monotonic() + 60
        while wait and (job := administrator.get(f"/v1/jobs/{name}").json)["state"] != "succeeded":
            self.assertLess(time.monotonic(), until, job)
            time.sleep(0.05)

    def test_exports_in_waiting_go_with_the_person(self):
        self.fill()
        self.ok(self.client.put("/v1/products/p1", {"title": "One"}))
        for kind in ("orders", "users", "events", "products"):
            self.export(kind, kind=kind, file=f"{kind}.ndjson")
        self.export("shop", "shop-export")
        whole = next(path.name for path in self.exports.iterdir() if path.is_dir())
        # A killed export leaves this, and nobody may ever come for it.
        (self.exports / "users.ndjson.part").write_text(f'{{"user_id":"{USER}","prop', encoding="utf-8")
        held = sorted(["events.ndjson", "orders.ndjson", "users.ndjson", "users.ndjson.part", whole])
        self.assertEqual(sorted({name.split("/")[0] for name in files_with(self.exports, SECRETS)}), held)
        receipt = self.erase()
        receipt = self.wait_done(receipt["receipt_id"])
        self.assertEqual(receipt["exports_removed"], held)
        self.assertEqual(sorted(path.name for path in self.exports.iterdir()), ["products.ndjson"])
        self.export("later", "shop-export")
        self.assertEqual(files_with(self.exports, SECRETS), {})

    def test_exports_go_through_crashes_and_while_others_are_written(self):
        self.fill()
        lines = "\n".join(json.dumps(order(f"many-{number}", f"user-{number}")) for number in range(20_000))
        self.ok(self.client.ask("POST", "/v1/orders", lines, {"Content-Type": "application/x-ndjson"}))
        self.export("before", kind="orders", file="before.ndjson")
        self.export("running", "shop-export", wait=False)
        receipt = self.erase()
        for number in range(4):
            time.sleep(0.05 * number)
            self.server.process.kill()
            self.server.process.wait()
            self.server.start()
        receipt = self.wait_done(receipt["receipt_id"])
        self.assertIn("before.ndjson", receipt["exports_removed"])
        self.export("last", "shop-export")  # after the one that was running
        self.assertEqual(files_with(self.exports, SECRETS), {})

    # --- The table of holders

    def fill_every_holder(self):
        """As fill(), and what an experiment, a campaign, a list of people, a look back, an export and a backup hold."""
        client, kind = self.client, {"Content-Type": "application/x-ndjson"}
        for number in range(6):
            self.ok(client.put(f"/v1/products/p{number}", {"title": f"Product {number}"}))
        self.ok(client.put("/v1/scenarios/home", {"list": "popular"}))
        self.ok(client.put("/v1/experiments/e", {"scenario": "home", "window_hours": 24, "metric": "conversion", "variants": [
            {"name": "control", "share": 0.5}, {"name": "varied", "share": 0.5, "scenario": {"list": "trending"}}]}))
        self.ok(client.post("/v1/experiments/e/start", None))
        self.fill()
        self.ok(client.get(f"/v1/popular?scenario=home&user_id={USER}"))
        self.ok(client.ask("PUT", "/v1/segments/lst/members", json.dumps({"user_id": USER}) + "\n", kind))
        self.ok(client.put("/v1/segments/spenders", {"people": 'spent("EUR") > 0'}))
        self.ok(client.put("/v1/campaigns/c", {}))
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.job_done(lambda: client.post(f"/v1/campaigns/c/run?run=1&at={now}", {}))
        self.until = self.whole_feed()[-1]["seq"]
        self.job_done(lambda: client.post(f"/v1/look-back?run=r&until={self.until}", None))
        self.listed = self.ok(client.get(f"/v1/users/{USER}/recommendations?limit=1")).json["recommendation_id"]
        self.export("orders", kind="orders", file="orders.ndjson")
        administrator = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.ok(administrator.ask("POST", "/v1/backups"))
        self.wait_for(lambda: administrator.get("/v1/backups").json["backups"])
        self.server.wait_until_learned()

    def wait_for(self, found):
        until = time.monotonic() + 60
        while not found():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)

    def job_done(self, ask):
        self.wait_for(lambda: self.ok(ask()).json["state"] not in ("queued", "running"))
        self.assertEqual(ask().json["state"], "succeeded")

    def told(self, member):
        return self.ok(self.server.client(self.key).get(f"/v1/privacy/people/{USER}")).json[member]

    def in_store(self, *texts):
        return files_with(self.folder / "store", texts or SECRETS)

    def refused_repeat(self):
        """Refused for what is stored of the person; an answer that is kept is given again, whatever is stored by then."""
        return self.client.post("/v1/orders", order(ORDERS[0], USER, properties={"note": "another"}),
                                Idempotency_Key="zq-refused")

    def people_of(self, segment):
        answer = self.server.client(self.key).get(f"/v1/segments/{segment}/people", Suggestd_Consistency="strong")
        return [person for person in self.ok(answer).json["people"] if person.get("user_id") == USER]

    def looks(self):
        """For each holder of the page: whether it holds the person now."""
        client = self.client
        return {
            "change log": lambda: [text for text in SECRETS if text in json.dumps(self.whole_feed())],
            "orders": lambda: [number for number in ORDERS if client.get(f"/v1/orders/{number}").status == 200],
            "order histories": lambda: client.get(f"/v1/users/{USER}/orders").json["orders"],
            "profiles and merges": lambda: self.told("profiles") + self.told("merges"),
            "ids of repeats": lambda: self.in_store("zq-event-1", "zq-refund-1"),
            "kept answers": lambda: self.refused_repeat().status == 409,
            "model": lambda: client.get(f"/v1/users/{USER}/vector", Suggestd_Consistency="strong").status == 200,
            "amounts and e-mail hashes of segments": lambda: self.people_of("spenders"),
            "lists of segments": lambda: self.told("segment_lists"),
            "attribution": self.in_store,
            "experiments": lambda: self.told("exposures"),
            "kept lists of campaigns": lambda: self.told("campaigns"),
            "receipts": self.in_store,  # while the erasure runs; before it the log has the texts
            "a model of an earlier moment": lambda: client.post(
                f"/v1/recommendations?as_of={self.until}", {"list": "for-you", "user_id": USER}).status == 200,
            "answered lists in memory": lambda: client.get(f"/v1/recommendations/{self.listed}/next").status == 200,
            "files of the database": self.in_store,
            "exports in waiting": lambda: files_with(self.exports, SECRETS),
            "backups": lambda: files_with(self.backups, SECRETS),
        }

    def test_every_holder_of_the_table_lets_go(self):
        page = (SOURCE / "docs" / "operate" / "privacy.md").read_text(encoding="utf-8")
        rows = [[cell.strip() for cell in line.strip("|").split("|")]
                for line in page.split("| holder |")[1].split("\n\n")[0].splitlines()[2:]]
        holding = {row[0]: row for row in rows if row[4]}
        self.assertEqual({row[0] for row in rows} - set(holding), {"catalogue", "scenarios and documents"})
        looks = self.looks()
        self.assertEqual(set(looks), set(holding), "a new holder: fill it, and look for the person there")
        self.fill_every_holder()
        for name, look in looks.items():
            self.assertTrue(look(), f"{name} must hold the person before")
        kept = self.ok(self.server.client(self.key).get(f"/v1/privacy/people/{USER}")).json
        for name, row in holding.items():
            for member in [] if row[2].startswith("no: ") else row[2].split(", "):
                self.assertTrue(kept[member.strip("`")], f"{name} is told by {member}")
        receipt = self.wait_done(self.erase()["receipt_id"])
        for name, look in looks.items():
            if name != "backups":
                self.assertFalse(look(), f"{name} still holds the person")
        self.assertEqual([(backup["number"], backup["due_by"]) for backup in receipt["backups"]], [(1, None)])
        self.assertIn("no date", receipt["backups"][0]["detail"])
        administrator = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.ok(administrator.ask("DELETE", "/v1/backups/1"))
        self.assertFalse(looks["backups"](), "they go with their backup")

    def test_a_receipt_tells_by_when_a_backup_is_gone(self):
        self.server.end()
        self.server.start(SUGGESTD_BACKUP__KEEP_DAYS="30")
        self.client = self.server.client()
        self.fill()
        administrator = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.ok(administrator.ask("POST", "/v1/backups"))
        self.wait_for(lambda: administrator.get("/v1/backups").json["backups"])
        backup = self.erase()["backups"][0]
        at, due = (datetime.fromisoformat(backup[key].replace("Z", "+00:00")) for key in ("at", "due_by"))
        self.assertEqual(due - at, timedelta(days=30, hours=1))

    def test_an_address_that_is_no_hash_is_told_so(self):
        asked = self.server.client(self.key)
        for method in ("GET", "DELETE"):
            answer = asked.ask(method, "/v1/privacy/people?email_hash=ann@example.com")
            self.assertEqual((answer.status, answer.json["errors"][0]["pointer"]), (400, "?email_hash"), answer.text)
            self.assertIn("64 lower-case hex digits", answer.text)
        self.assertEqual(asked.get(f"/v1/privacy/people?email_hash={'0' * 64}").status, 200)
        guest = {**order("md5", ""), "email_hash": "d41d8cd98f00b204e9800998ecf8427e"}
        del guest["user_id"]
        self.ok(self.client.post("/v1/orders", guest))
        self.assertEqual(len(asked.get("/v1/privacy/people?email_hash=d41d8cd98f00b204e9800998ecf8427e").json["records"]),
                         1, "what a shop has sent it must find")

    def test_deleting_a_user_is_the_same_erasure(self):
        self.fill()
        deleted = self.ok(self.client.ask("DELETE", f"/v1/users/{USER}")).json
        self.assertEqual(deleted["result"], "deleted")
        self.wait_done(deleted["receipt_id"])
        self.assertEqual(files_with(self.folder / "store", SECRETS), {})

    def test_a_guest_is_found_by_their_address(self):
        self.fill()
        guest = order("guest-2", "")
        del guest["user_id"]
        self.ok(self.client.post("/v1/orders", {**guest, "email_hash": "ab" * 32, "anonymous_id": "guest-device"}))
        self.ok(self.client.post("/v1/events", event("view", anonymous_id="guest-device", product_id="p1")))
        receipt = self.erase(f"/v1/privacy/people?email_hash={'ab' * 32}")
        receipt = self.wait_done(receipt["receipt_id"])
        self.assertEqual((receipt["erased"]["order_records"], receipt["erased"]["event_records"]), (1, 1))
        self.assertEqual(files_with(self.folder / "store", ["guest-device", "ab" * 32, "guest-2"]), {})


if __name__ == "__main__":
    unittest.main()
