"""The effect of each key of [watch], shown in the same way at a server that starts with it and at one that reloads it."""
import contextlib
import tempfile
from pathlib import Path

from server import Server
from watch_receivers import LOOPBACK, Hook, busy_weeks, eventually, send_orders, webhook

SLOW_MODEL = "[model]\ndimensions = 1024\n"


class Watched:
    """A server whose watch tells a webhook."""

    def __init__(self, server, hook):
        self.server, self.hook = server, hook
        self.admin_key = server.make_key("--scopes", "admin")

    def raises(self, condition, seconds=60):
        """Whether the alarm is seen within this time."""
        def seen():
            status = self.server.admin(self.admin_key).get("/v1/status").json
            return condition in [alarm["condition"] for alarm in status["alarms"]]
        return eventually(seen, True, seconds)

    def stays_calm(self, condition):
        return not self.raises(condition, 12)  # two looks


class WatchKeyProofs:
    """A method for each key. The test that takes them in says how a server comes to have settings: watched()."""

    def test_watch__hold_seconds(self):
        with self.watched(hold_seconds=3600, disk_free_percent=100) as at:
            self.assertTrue(at.stays_calm("disk_low"))
        with self.watched(hold_seconds=0, disk_free_percent=100) as at:
            self.assertTrue(at.raises("disk_low"))

    def test_watch__repeat_seconds(self):
        with self.watched(repeat_seconds=0, disk_free_percent=100) as at:
            self.assertTrue(at.stays_calm("none"))
            self.assertEqual(at.hook.told(), ["raised disk_low"])
        with self.watched(repeat_seconds=1, disk_free_percent=100) as at:
            self.assertTrue(eventually(lambda: "still disk_low" in at.hook.told(), True))

    def test_watch__no_orders_false_alarms(self):
        with self.watched(no_orders_false_alarms=0) as at:
            send_orders(at.server.client(), busy_weeks(an_hour=300))
            self.assertTrue(at.stays_calm("no_orders"))
        with self.watched(no_orders_false_alarms=100) as at:
            send_orders(at.server.client(), busy_weeks(an_hour=300))
            self.assertTrue(at.raises("no_orders", 120))

    def test_watch__lag_seconds(self):
        with self.watched(lag_seconds=86400) as at:
            send_orders(at.server.client(), busy_weeks(an_hour=50))
            self.assertTrue(at.stays_calm("learner_behind"))
        with self.watched(lag_seconds=1) as at:  # vectors of 1024 numbers take some milliseconds an order
            for attempt in range(10):
                send_orders(at.server.client(), busy_weeks(an_hour=50, prefix=f"again{attempt}-"))
                if at.raises("learner_behind", 6):
                    return
        self.fail("lists were never a second behind")

    def test_watch__disk_free_percent(self):
        with self.watched(disk_free_percent=0) as at:
            self.assertTrue(at.stays_calm("disk_low"))
        with self.watched(disk_free_percent=100) as at:
            self.assertTrue(at.raises("disk_low"))

    def test_watch__backup_seconds(self):
        with self.watched(backup_seconds=0) as at:
            self.assertTrue(at.stays_calm("backup_old"))
        with self.watched(backup_seconds=1) as at:
            self.assertTrue(at.raises("backup_old"))

    def test_watch__connector_seconds(self):
        for seconds, raised in ((3600, False), (1, True)):
            with self.watched(connector_seconds=seconds) as at:
                client = at.server.client()
                client.post("/v1/events", {"type": "view", "user_id": "u", "product_id": "p"})
                stored = client.put("/v1/changes/consumers/warehouse", {"position": "1:0"})
                self.assertIn(stored.status, (200, 201, 204, 409), stored.text)
                self.assertEqual(at.raises("connector_stale", 60 if raised else 12), raised)


class AtStart(WatchKeyProofs):
    @contextlib.contextmanager
    def watched(self, **settings):
        with tempfile.TemporaryDirectory() as folder:
            hook = Hook()
            lines = "".join(f"{name} = {value}\n" for name, value in {"hold_seconds": 0, **settings}.items())
            server = Server(folder, f'{LOOPBACK}{SLOW_MODEL}[backup]\nfolder = "{folder}/backups"\n'
                                    f"[watch]\n{lines}{webhook(Path(folder), hook)}").start()
            try:
                yield Watched(server, hook)
            finally:
                server.end()


class ByReload(WatchKeyProofs):
    """For a case with `server`, `reload()` and `environment` (reload_test.py)."""
    needs = {"SUGGESTD_OUTBOUND__ALLOWED_PRIVATE": "127.0.0.0/8", "SUGGESTD_BACKUP__FOLDER": tempfile.gettempdir() + "/none-there",
             "SUGGESTD_MODEL__DIMENSIONS": "1024"}

    @contextlib.contextmanager
    def watched(self, **settings):
        hook = Hook()
        keys = {f"watch.{name}": value for name, value in {"hold_seconds": 0, **settings}.items()}
        answer = self.reload(keys, webhook(self.server.folder, hook, f"hook{hook.server_address[1]}"))
        self.assertEqual((answer.status, answer.json["need_restart"]), (200, []), answer.text)
        yield Watched(self.server, hook)
