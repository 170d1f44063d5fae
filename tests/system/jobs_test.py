"""Jobs by their routes: made, repeated, listed, cancelled, scheduled, and brought back after a kill. Exports, backups and
the deletion of a shop are the work that they do here."""
import hashlib
import http.client
import http.server
import json
import tempfile
import threading
import time
import unittest
from pathlib import Path

from server import SOURCE, Server

PUBLIC_KEY = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEARpVrGRKAul5fKo+H5JNdRGg9hTcHmv0yq2FSPTGRqJY=
-----END PUBLIC KEY-----
"""


def order(number):
    return {"order_id": f"order-{number}", "user_id": f"person-{number % 40}", "placed_at": "2026-01-02T10:00:00Z",
            "currency": "EUR", "lines": [{"product_id": f"p{number % 60}", "quantity": 1, "price": "1.50"}]}


class HeldFeed(http.server.ThreadingHTTPServer):
    """A feed whose end comes when the test lets it go."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), HeldFeedHandler)
        self.asked = threading.Semaphore(0)
        self.let_go = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}/feed.ndjson"


class HeldFeedHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"product_id":"first","title":"First"}\n')
        self.wfile.flush()
        self.server.asked.release()
        self.server.let_go.wait(60)
        try:
            self.wfile.write(b'{"product_id":"second","title":"Second"}\n')
        except OSError:
            pass  # whoever asked is gone: that was the test

    def log_message(self, *_):
        pass


class Jobs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.exports = Path(folder.name) / "exports"
        self.backups = Path(folder.name) / "backups"
        self.server = Server(folder.name, f'[export]\nfolder = "{self.exports}"\n[backup]\nfolder = "{self.backups}"\n'
                             '[outbound]\nallowed_private = ["127.0.0.1"]\n')
        self.addCleanup(self.server.end)
        self.admin_key = self.server.make_key("--scopes", "admin")
        self.start()

    def start(self):
        self.server.start()
        self.admin = self.server.admin(self.admin_key)
        self.addCleanup(self.admin.close)

    def fill(self, shop="default", orders=200):
        client = self.server.client(self.admin_key)
        lines = "\n".join(json.dumps(order(number)) for number in range(orders))
        written = client.ask("POST", "/v1/orders", lines, {"Content-Type": "application/x-ndjson", "Suggestd-Shop": shop})
        self.assertEqual(written.status, 200, written.text[-500:])

    def put(self, job_id, status=201, **job):
        answer = self.admin.put(f"/v1/jobs/{job_id}", job)
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def ended(self, job_id, state="succeeded"):
        until = time.monotonic() + 60
        while (job := self.admin.get(f"/v1/jobs/{job_id}").json)["ended_at"] is None:
            self.assertLess(time.monotonic(), until, job)
            time.sleep(0.02)
        self.assertEqual(job["state"], state, job)
        return job

    def test_the_same_id_is_the_same_job(self):
        self.fill()
        asked = {"kind": "export", "shop": "default", "parameters": {"kind": "orders", "file": "orders.ndjson"}}
        self.assertEqual(self.put("a", **asked)["state"], "queued")
        result = self.ended("a")["result"]
        self.assertEqual(self.put("a", status=200, **asked)["result"], result)
        self.assertIn("another id", self.put("a", status=409, kind="backup")["detail"])
        written = Path(result["file"]).read_bytes()
        self.assertEqual(result["sha256"], hashlib.sha256(written).hexdigest())
        self.assertEqual(len(written.splitlines()), result["records"], 200)
        self.assertEqual(self.admin.ask("DELETE", "/v1/jobs/a").status, 200)
        self.assertEqual(self.admin.get("/v1/jobs/a").status, 404)

    def test_a_backup_is_the_servers_own_job(self):
        self.put("b1", kind="backup", parameters={"keep": 3})
        self.assertEqual(self.ended("b1")["result"]["backup"], 1)
        self.assertEqual(self.put("b2", status=400, kind="backup", shop="default")["errors"][0]["pointer"], "/shop")
        self.assertEqual(self.put("b2", status=400, kind="backup", parameters={"keep": -1})["errors"][0]["pointer"],
                         "/parameters/keep")
        listed = self.admin.get("/v1/jobs?shop=&kind=backup&state=succeeded").json
        self.assertEqual([job["job_id"] for job in listed["jobs"]], ["b1"])
        self.assertEqual(self.admin.get("/v1/jobs?state=failed").json, {"jobs": [], "next": None})
        metrics = self.admin.get("/metrics").text
        self.assertIn('suggestd_jobs{kind="backup",state="succeeded"} 1\n', metrics)
        self.assertIn('suggestd_job_last_success_timestamp_seconds{kind="backup"}', metrics)

    def test_a_backup_that_is_asked_for_by_its_own_route_is_such_a_job(self):
        begun = self.admin.post("/v1/backups?keep=2", None)
        self.assertEqual((begun.status, begun.json["state"]), (202, "running"), begun.text)
        job = self.ended(begun.json["job_id"])
        self.assertEqual((job["kind"], job["shop"], job["parameters"]), ("backup", None, {"keep": 2}))
        self.assertEqual([one["job_id"] for one in self.admin.get("/v1/jobs").json["jobs"]], [job["job_id"]])
        told = self.admin.get("/v1/backups").json
        self.assertEqual((told["job"]["state"], told["job"]["job_id"]), ("done", job["job_id"]))
        self.assertEqual([one["number"] for one in told["backups"]], [job["result"]["backup"]])

    def test_a_verification_stands_among_the_jobs_and_is_kept_by_none(self):
        self.put("b1", kind="backup")
        self.ended("b1")
        self.assertEqual(self.admin.post("/v1/backups/1/verify", None).status, 202)
        job_id = self.admin.get("/v1/jobs?kind=backup-verify").json["jobs"][0]["job_id"]
        self.assertEqual(self.ended(job_id)["result"]["backup"], 1)
        self.assertEqual([job["job_id"] for job in self.admin.get("/v1/jobs?shop=").json["jobs"]], [job_id, "b1"])
        self.assertEqual(self.admin.ask("DELETE", f"/v1/jobs/{job_id}").status, 409)
        self.put(job_id, status=409, kind="backup")

    def test_an_erasure_stands_among_the_jobs_and_names_nobody(self):
        self.fill(orders=80)
        self.put("export", kind="export", shop="default", parameters={"kind": "products"})
        self.ended("export")
        privacy = self.server.client(self.server.make_key("--shop", "default", "--scopes", "privacy"))
        receipts = [privacy.ask("DELETE", f"/v1/privacy/people/person-{number}").json["receipt_id"] for number in (3, 4)]
        for receipt in receipts:
            job = self.ended(f"erasure-{receipt}")
            self.assertEqual((job["kind"], job["shop"], job["progress"]["done"]), ("erasure", "default", 3))
            self.assertEqual((job["result"]["receipt_id"], job["result"]["orders"]), (receipt, 2))
            self.assertNotIn("person", json.dumps(job))
        newest_first = [f"erasure-{receipts[1]}", f"erasure-{receipts[0]}", "export"]
        self.assertEqual([job["job_id"] for job in self.admin.get("/v1/jobs").json["jobs"]], newest_first)
        pages, cursor = [], ""
        while cursor is not None:
            page = self.admin.get(f"/v1/jobs?limit=1&shop=default&cursor={cursor}").json
            pages += [job["job_id"] for job in page["jobs"]]
            cursor = page["next"]
        self.assertEqual(pages, newest_first)
        self.assertEqual(len(self.admin.get("/v1/jobs?kind=erasure&state=succeeded").json["jobs"]), 2)
        self.assertEqual(self.admin.get("/v1/jobs?kind=erasure&shop=other").json["jobs"], [])
        self.assertEqual(self.admin.ask("DELETE", f"/v1/jobs/erasure-{receipts[0]}").status, 409)
        self.put(f"erasure-{receipts[0]}", status=409, kind="backup")
        self.assertEqual(self.admin.get("/v1/jobs/erasure-none").status, 404)

    def jobs_in_status(self):
        status = self.admin.get("/v1/status").json
        return status["jobs"], next(shop["jobs"] for shop in status["shops"] if shop["name"] == "default")

    def test_status_tells_how_many_jobs_run_wait_and_failed(self):
        none = {"running": 0, "waiting": 0, "scheduled": 0, "failed_lately": 0}
        self.assertEqual(self.jobs_in_status(), (none, none))
        feed = HeldFeed()
        self.addCleanup(feed.server_close)
        self.addCleanup(feed.shutdown)
        held = {"address": feed.address, "format": "ndjson", "kind": "products"}
        self.put("held", kind="feed-import", shop="default", parameters=held)
        self.assertTrue(feed.asked.acquire(timeout=30))
        missing = {**held, "address": "http://127.0.0.1:9/feed"}
        self.put("fails", kind="feed-import", shop="default", parameters=missing)
        self.put("backup", kind="backup", every="6h")
        self.ended("backup")
        self.assertEqual(self.jobs_in_status(), ({**none, "scheduled": 1}, {**none, "running": 1, "waiting": 1}))
        seen = self.server.client().get("/v1/status").json
        self.assertEqual(seen["shops"][0]["jobs"]["running"], 1, "the shop's own key sees its shop's")
        self.assertNotIn("jobs", seen, "and not the server's")
        feed.let_go.set()
        self.ended("fails", "failed")
        self.assertEqual(self.jobs_in_status()[1], {**none, "failed_lately": 1})

    def test_a_schedule_makes_runs_and_is_ended(self):
        self.admin.ask("PATCH", "/v1/shops/default", {"settings": {"time_zone": "Europe/Berlin"}})
        export = {"kind": "export", "shop": "default", "parameters": {"kind": "orders"}}
        self.put("often", **export, every="6h")
        job = self.ended("often")
        self.assertEqual((job["every"], job["run"]), ("6h", 1))
        self.assertIsNotNone(job["next_run_at"])
        night = self.put("night", **export, at="03:30")
        self.assertEqual(night["state"], "queued")
        self.assertIn(night["due_at"][11:16], ("01:30", "02:30"), "the shop's zone, in summer and in winter")
        for wrong, pointer in (({"every": "soon"}, "/every"), ({"at": "25:00"}, "/at"),
                               ({"at": "03:30", "time_zone": "Mars"}, "/time_zone"), ({"every": "1h", "at": "03:30"}, "/at")):
            self.assertEqual(self.put("x", status=400, **export, **wrong)["errors"][0]["pointer"], pointer)
        for job_id in ("often", "night"):
            self.assertEqual(self.admin.ask("DELETE", f"/v1/jobs/{job_id}").status, 200)

    def test_a_running_job_is_cancelled_and_one_that_was_killed_goes_on(self):
        feed = HeldFeed()
        self.addCleanup(feed.server_close)
        self.addCleanup(feed.shutdown)
        asked = {"kind": "feed-import", "shop": "default",
                 "parameters": {"address": feed.address, "format": "ndjson", "kind": "products"}}
        self.put("cancelled", **asked)
        self.assertTrue(feed.asked.acquire(timeout=30))
        self.assertEqual(self.admin.ask("DELETE", "/v1/jobs/cancelled").status, 202)
        self.ended("cancelled", "cancelled")

        self.put("killed", **asked)
        self.assertTrue(feed.asked.acquire(timeout=30))
        self.assertEqual(self.admin.get("/v1/jobs/killed").json["state"], "running")
        self.server.kill()
        self.start()
        self.assertTrue(feed.asked.acquire(timeout=30), "the run begins again")
        feed.let_go.set()
        self.assertEqual(self.ended("killed")["result"]["created"], 2)
        self.assertEqual(self.admin.get("/v1/jobs/cancelled").json["state"], "cancelled")
        self.assertEqual(self.server.client().get("/v1/products/second").status, 200)

    def test_sigterm_waits_for_no_job_and_the_next_start_resumes_it(self):
        feed = HeldFeed()
        self.addCleanup(feed.server_close)
        self.addCleanup(feed.shutdown)
        self.put("feed", kind="feed-import", shop="default", parameters={"address": feed.address, "format": "ndjson"})
        self.assertTrue(feed.asked.acquire(timeout=30))
        begin = time.monotonic()
        self.assertEqual(self.server.stop(), 0)
        self.assertLess(time.monotonic() - begin, 20)
        self.start()
        self.assertTrue(feed.asked.acquire(timeout=30))
        feed.let_go.set()
        self.ended("feed")

    def test_a_whole_shop_is_exported(self):
        self.fill()
        client = self.server.client()
        client.put("/v1/products/p1", {"title": "One"})
        client.put("/v1/scenarios/home", {"list": "popular"})
        client.put("/v1/shoppers/keys/k", {"algorithm": "HS256", "secret": "very-secret-very-secret-very-secret"})
        client.put("/v1/shoppers/keys/open", {"algorithm": "EdDSA", "public_key": PUBLIC_KEY})
        members = client.ask("PUT", "/v1/segments/lst/members", '{"user_id":"ann"}\n{"user_id":"ben"}\n',
                             {"Content-Type": "application/x-ndjson"})
        self.assertEqual(members.status, 200, members.text)
        made = client.put("/v1/receivers/mailer", {"address": "https://mail.example/lists", "secret": "whsec_" + 3 * "dmVyeS1zZWNyZXQx"})
        self.assertIn(made.status, (200, 201), made.text)
        done = self.server.run("shop", "export", "default", "--config", self.server.config, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        folder = Path(json.loads(done.stdout)["result"]["folder"])
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        lines = {}
        for file in manifest["files"]:
            content = (folder / file["file"]).read_bytes()
            self.assertEqual(hashlib.sha256(content).hexdigest(), file["sha256"])
            self.assertEqual((len(content), content.count(b"\n")), (file["bytes"], file["lines"]))
            self.assertNotIn(b"very-secret", content)
            lines[file["file"]] = [json.loads(line) for line in content.splitlines()]
        self.assertEqual(len(lines["orders.ndjson"]), 200)
        self.assertEqual(lines["products.ndjson"][0]["title"], "One")
        self.assertEqual(lines["scenarios.ndjson"][0]["name"], "scenario/home")
        self.assertEqual(len(lines["changes.ndjson"]), client.get("/v1/status").json["shops"][0]["head"] and 202)
        self.assertEqual([(key["kid"], key["public_key"]) for key in lines["shopper_keys.ndjson"]],
                         [("k", None), ("open", PUBLIC_KEY)])
        self.assertEqual([(one["list"], len(one["person_hash"])) for one in lines["segment_members.ndjson"]], 2 * [("lst", 16)])
        self.assertEqual([one["address"] for one in lines["receivers.ndjson"]], ["https://mail.example/lists"])
        self.assertNotIn(b"dmVyeS1zZWNyZXQ", b"".join(path.read_bytes() for path in folder.iterdir()))
        page = (SOURCE / "docs" / "operate" / "jobs.md").read_text(encoding="utf-8").split("## A whole shop")[1]
        for file in lines:
            self.assertIn(f"`{file.removesuffix('.ndjson')}`", page)
        self.assertEqual(folder.stat().st_mode & 0o77, 0, "for its owner alone")
        self.server.stop()
        at_rest = self.server.run("shop", "export", "default", "--config", self.server.config)
        self.assertEqual(at_rest.returncode, 0, at_rest.stderr)
        self.assertRegex(at_rest.stdout, "200 lines +orders.ndjson")

    def files_that_hold(self, words):
        return [path.name for path in (self.server.folder / "store").rglob("*")
                if path.is_file() and words.encode() in path.read_bytes()]

    def test_a_deleted_shop_leaves_its_receipt_and_no_byte(self):
        self.admin.post("/v1/shops", {"name": "b"})
        key = self.admin.post("/v1/keys", {"shop": "b"}).json["key"]
        self.fill("b")
        self.assertNotEqual(self.files_that_hold("person-7"), [], "not packed yet")
        self.put("b1", kind="backup")
        self.ended("b1")
        self.put("often", kind="export", shop="b", parameters={"kind": "orders"}, every="6h")
        self.ended("often")
        for body in (None, {}, {"confirm": "a"}):
            self.assertEqual(self.admin.ask("DELETE", "/v1/shops/b", body).status, 400)
        self.assertEqual(self.server.client(key).get("/v1/orders/order-1").status, 200)
        deleted = self.admin.ask("DELETE", "/v1/shops/b", {"confirm": "b"})
        self.assertEqual(deleted.status, 200, deleted.text)
        receipt = deleted.json["result"]
        self.assertEqual(receipt["counts"], {"orders": 200, "products": 0, "users": 0, "log_records": 200})
        self.assertEqual((receipt["keys_revoked"], [one["number"] for one in receipt["backups_that_hold_it"]]), (1, [1]))
        self.assertEqual((receipt["exports_removed"], (self.exports / "b").exists()), (1, False))
        self.assertEqual(self.admin.get(f"/v1/jobs/{deleted.json['job_id']}").json["result"], receipt)
        self.assertEqual(self.admin.get("/v1/jobs/often").status, 404)
        self.assertEqual(self.server.client(key).get("/v1/orders/order-1").status, 401)
        self.assertEqual(self.admin.ask("DELETE", "/v1/shops/b", {"confirm": "b"}).status, 404)
        for words in ("person-7", "order-17"):
            self.assertEqual(self.files_that_hold(words), [], words)

    def test_a_deletion_survives_kills(self):
        self.admin.post("/v1/shops", {"name": "b"})
        self.fill("b", 3000)
        number = None
        for wait in (0.0, 0.01, 0.03, 0.1, 0.3):
            asked = threading.Thread(target=self.delete_until_killed)
            asked.start()
            time.sleep(wait)
            self.server.kill()
            asked.join()
            self.start()
            jobs = self.admin.get("/v1/jobs?kind=shop-delete").json["jobs"]
            if jobs:
                number = jobs[0]["job_id"]
                break
        if number is None:
            number = self.admin.ask("DELETE", "/v1/shops/b", {"confirm": "b"}).json["job_id"]
        receipt = self.ended(number)["result"]
        self.assertEqual(receipt["counts"]["orders"], 3000)
        self.assertEqual(self.admin.get("/v1/shops/b").status, 404)
        self.assertEqual(self.files_that_hold("person-7"), [])

    def delete_until_killed(self):
        client = self.server.admin(self.admin_key)
        try:
            client.ask("DELETE", "/v1/shops/b", {"confirm": "b"})
        except (OSError, http.client.HTTPException):
            pass  # the server was killed


if __name__ == "__main__":
    unittest.main()
