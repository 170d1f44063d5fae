"""Backups of the running server: under load, incremental, verified, restored in a new epoch, and compared."""
import json
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server
from shifted_clock import ShiftedClock


def order(number):
    return {"order_id": f"o{number}", "user_id": f"u{number % 40}", "placed_at": "2026-01-02T10:00:00Z",
            "currency": "EUR", "lines": [{"product_id": f"p{(number + i) % 60}", "quantity": 1 + number % 3,
                                          "price": "1.50"} for i in range(3)]}


class Writer(threading.Thread):
    """Places orders one after the other until told to stop; remembers what was acknowledged."""

    def __init__(self, server, first):
        super().__init__()
        self.client = server.client()
        self.next = first
        self.acknowledged = []
        self.stop = threading.Event()

    def run(self):
        while not self.stop.is_set():
            if self.client.post("/v1/orders", order(self.next)).status == 201:
                self.acknowledged.append(self.next)
            self.next += 1
        self.client.close()


class Backup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.backups = Path(folder.name) / "backups"
        (Path(folder.name) / "first").mkdir()
        self.server = Server(Path(folder.name) / "first", f'[backup]\nfolder = "{self.backups}"\n')
        self.admin_key = self.server.make_key("--scopes", "admin")
        self.server.start()
        self.addCleanup(self.server.end)
        self.admin = self.server.admin(self.admin_key)
        self.addCleanup(self.admin.close)

    def back_up(self, *arguments):
        done = self.server.run("backup", "--from", f"http://127.0.0.1:{self.server.admin_port}", "--json", *arguments,
                               env={"SUGGESTD_KEY": self.admin_key})
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def restored_server(self, number=None):
        folder = self.backups.parent / f"restored-{number}"
        folder.mkdir()
        other = Server(folder)
        which = [] if number is None else ["--number", number]
        done = other.run("restore", "--backups", self.backups, "--store", folder / "store", *which)
        self.assertEqual(done.returncode, 0, done.stderr)
        other.start()
        self.addCleanup(other.end)
        return other

    def everything(self, client):
        changes, token = [], "beginning"
        while True:
            page = client.get(f"/v1/changes?since={token}&limit=10000").json
            if not page["changes"]:
                return changes
            changes += page["changes"]
            token = page["next"]

    def test_a_backup_under_load_restores_to_a_moment_of_the_log(self):
        writers = [Writer(self.server, first * 1_000_000) for first in range(4)]
        for writer in writers:
            writer.start()
        time.sleep(0.5)
        before = [number for writer in writers for number in list(writer.acknowledged)]
        self.back_up()
        after = {number for writer in writers for number in list(writer.acknowledged)}
        time.sleep(0.3)
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join()
        self.assertGreater(len(before), 20)
        self.assertGreater(len(after), len(before), "orders went on during the backup")

        original = self.everything(self.server.client())
        restored = self.restored_server()
        client = restored.client()
        kept = self.everything(client)
        self.assertEqual(kept, original[:len(kept)], "the restored log is the beginning of the original one")
        self.assertGreaterEqual(len(kept), len(before))
        ids = {change["id"] for change in kept}
        self.assertEqual([number for number in before if f"o{number}" not in ids], [], "acknowledged before, lost")
        for number in before[::37]:
            self.assertEqual(client.get(f"/v1/orders/o{number}").json,
                             self.server.client().get(f"/v1/orders/o{number}").json)
        lists = client.get("/v1/users/u1/buy-again", Suggestd_Consistency="strong")
        self.assertEqual((lists.status, lists.headers["Suggestd-Applied"]), (200, f"2:{len(kept)}"))

    def test_a_token_from_before_the_restore_is_refused(self):
        client = self.server.client()
        token = client.post("/v1/orders", order(1)).headers["Suggestd-Session"]
        feed = client.get("/v1/changes?since=now").json["next"]
        self.back_up()
        other = self.restored_server().client()
        self.assertEqual(other.get("/v1/popular", Suggestd_Session=token).status, 409)
        self.assertEqual(other.get(f"/v1/changes?since={feed}").status, 409)
        again = other.post("/v1/orders", order(1))
        self.assertEqual((again.status, again.headers["Suggestd-Session"]), (200, "2:1"))

    def test_routes(self):
        client = self.server.client()
        for number in range(300):
            client.post("/v1/orders", order(number))
        self.assertEqual(client.get("/v1/backups").status, 404, "the shops' listener knows nothing of backups")
        self.assertEqual(self.server.admin(self.server.key).get("/v1/backups").status, 403)
        self.assertEqual(self.admin.get("/v1/backups").json, {"backups": [], "job": None})

        first = self.back_up()
        client.post("/v1/orders", order(1000))
        self.back_up("--keep", "2")
        listed = self.admin.get("/v1/backups").json
        self.assertEqual([backup["number"] for backup in listed["backups"]], [1, 2])
        self.assertEqual(listed["backups"][0]["bytes"], first["bytes"])
        self.assertEqual(listed["job"]["state"], "done")

        begun = self.admin.post("/v1/backups/1/verify", None)
        self.assertEqual((begun.status, begun.json["kind"]), (202, "verify"))
        while (job := self.admin.get("/v1/backups").json["job"])["state"] == "running":
            time.sleep(0.02)
        self.assertEqual((job["state"], job["backup"]["number"]), ("done", 1))
        self.assertEqual(self.admin.post("/v1/backups/9/verify", None).status, 404)

        self.back_up("--keep", "2")
        self.assertEqual([backup["number"] for backup in self.admin.get("/v1/backups").json["backups"]], [2, 3])
        self.assertEqual(self.admin.ask("DELETE", "/v1/backups/2").status, 200)
        self.assertEqual(self.admin.ask("DELETE", "/v1/backups/2").status, 404)
        self.assertEqual([backup["number"] for backup in self.admin.get("/v1/backups").json["backups"]], [3])
        self.assertIn("suggestd_backup_last_success_timestamp_seconds", self.admin.get("/metrics").text)
        self.assertEqual(self.server.run("verify", "--backups", self.backups).returncode, 0)

    def test_a_damaged_backup_is_named(self):
        client = self.server.client()
        for number in range(300):
            client.post("/v1/orders", order(number))
        self.back_up()
        table = max(self.backups.rglob("*.sst"), key=lambda path: path.stat().st_size)
        content = bytearray(table.read_bytes())
        content[len(content) // 2] ^= 0x40
        table.write_bytes(content)
        found = self.server.run("verify", "--from", f"http://127.0.0.1:{self.server.admin_port}", "--number", "1",
                                env={"SUGGESTD_KEY": self.admin_key})
        self.assertEqual(found.returncode, 74, found.stderr)
        self.assertIn("backup 1 is damaged", found.stderr)

    def test_a_checkpoint_copy_opens_as_a_store(self):
        client = self.server.client()
        client.post("/v1/orders", order(1))
        self.assertEqual(self.admin.put("/v1/checkpoints/..", None).status, 400)
        copied = self.admin.put("/v1/checkpoints/follower", None)
        self.assertEqual(copied.status, 201, copied.text)
        self.assertEqual(self.admin.put("/v1/checkpoints/follower", None).status, 409)
        client.post("/v1/orders", order(2))
        exported = self.server.run("export", "--kind", "orders", "--store", copied.json["path"])
        self.assertEqual([json.loads(line)["order_id"] for line in exported.stdout.splitlines()], ["o1"])

    def test_without_a_folder_it_is_said_what_to_do(self):
        self.server.stop()
        self.server.start(SUGGESTD_BACKUP__FOLDER="")
        refused = self.server.admin(self.admin_key).post("/v1/backups", None)
        self.assertEqual(refused.status, 409)
        self.assertIn("backup.folder", refused.json["detail"])
        busy = self.server.run("backup", "--store", self.server.folder / "store", "--backups", self.backups)
        self.assertNotEqual(busy.returncode, 0)
        self.assertIn("--from", busy.stderr)

    def test_a_clock_that_jumps_takes_no_backup_away(self):
        self.server.stop()
        clock = ShiftedClock(self.server.folder)
        self.server.start(SUGGESTD_BACKUP__KEEP_DAYS="0.0001", **clock.environment)  # 9 s, and a look as often
        admin = self.server.admin(self.admin_key)
        clock.shift(10 * 365 * 86_400)
        self.assertEqual(admin.post("/v1/backups", None).status, 202)
        self.server.wait_for_log("the clock has jumped", 60)
        clock.shift(20 * 365 * 86_400)  # and the backup looks ten years old
        time.sleep(10)
        self.assertEqual(len(admin.get("/v1/backups").json["backups"]), 1)
        clock.shift(0)
        admin.close()


if __name__ == "__main__":
    unittest.main()
