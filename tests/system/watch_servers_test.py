"""Several servers seen from one: what [[watch.server]] tables show of others, and the alarm when one is gone."""
import json
import sys
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server
from watch_receivers import LOOPBACK, Hook, eventually, webhook

NO_HOLD = "[watch]\nhold_seconds = 0\ndisk_free_percent = 0\n"
SHOPS = 3


def table(name, address, key_file):
    return f'[[watch.server]]\nname = "{name}"\nurl = "{address}"\nkey_file = "{key_file}"\n'


class Strange(BaseHTTPRequestHandler):
    """Answers what no suggestd server would."""
    body = b"[]"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


class OtherServers(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in ("one", "other", "none"):
            (self.folder / name).mkdir()
        self.other = Server(self.folder / "other").start()
        self.addCleanup(self.other.end)
        other_key = self.other.make_key("--scopes", "admin")
        for number in range(1, SHOPS):
            made = self.other.admin(other_key).post("/v1/shops", {"name": f"shop{number}"})
            self.assertEqual(made.status, 201, made.text)
        self.write_key("other.key", self.other.make_key("--scopes", "watch"))
        self.hook = Hook()

    def write_key(self, name, key):
        (self.folder / name).write_text(key + "\n", encoding="utf-8")

    def address_of(self, server):
        return f"http://127.0.0.1:{server.admin_port}"

    def serve(self, *tables):
        self.server = Server(self.folder / "one", LOOPBACK + NO_HOLD + "".join(tables) + webhook(self.folder, self.hook)).start()
        self.addCleanup(self.server.end)
        self.admin_key = self.server.make_key("--scopes", "admin")

    def status(self):
        return self.server.admin(self.admin_key).get("/v1/status").json

    def shown(self, name):
        return next(one for one in self.status()["servers"] if one["name"] == name)

    def test_one_server_shows_version_load_and_state_of_another(self):
        self.serve(table("b", self.address_of(self.other), self.folder / "other.key"))
        eventually(lambda: self.shown("b")["report"] is not None, True)
        shown = self.shown("b")
        self.assertIsNone(shown["failure"])
        report = shown["report"]
        self.assertEqual((report["version"], report["shops"], report["shops_not_ready"]), (self.status()["version"], SHOPS, 0))
        self.assertTrue(report["takes_writes"])
        client = self.other.client()
        for _ in range(50):
            client.get("/v1/popular")
        self.assertTrue(eventually(lambda: self.shown("b")["report"]["load"]["answers"] >= 50, True), self.shown("b"))
        self.assertGreater(self.shown("b")["report"]["load"]["processor_seconds"], 0)
        self.assertEqual(self.status()["alarms"], [])

    def test_a_stolen_key_of_the_watched_server_opens_nothing_but_its_status(self):
        client = self.other.client()
        order = {"order_id": "o1", "user_id": "ada", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
                 "lines": [{"product_id": "p1", "quantity": 1, "price": "1.00"}]}
        self.assertEqual(client.post("/v1/orders", order).status, 201)
        stolen = self.other.admin((self.folder / "other.key").read_text(encoding="utf-8").strip())
        self.addCleanup(stolen.close)
        status = stolen.get("/v1/status")
        self.assertEqual(len(status.json["shops"]), SHOPS)
        self.assertIn("answers", status.json["load"])
        for member in ("receivers", "servers", "last_reload"):
            self.assertNotIn(member, status.json)
        self.assertNotIn("ada", status.text)
        self.assertEqual(stolen.get("/metrics").status, 200, "it needs no key")
        for method, path in (("GET", "/v1/shops"), ("GET", "/v1/keys"), ("POST", "/v1/keys"), ("GET", "/v1/accounts"),
                             ("GET", "/v1/audit"), ("GET", "/v1/config"), ("POST", "/v1/config/reload"),
                             ("GET", "/v1/jobs"), ("PUT", "/v1/jobs/export"), ("GET", "/v1/backups"),
                             ("POST", "/v1/watch/test"), ("GET", "/v1/orders/o1"), ("GET", "/v1/users/ada"),
                             ("GET", "/v1/privacy/people/ada"), ("GET", "/v1/changes?since=beginning"), ("GET", "/v1/popular"),
                             ("GET", "/v1/scenarios"), ("GET", "/v1/report")):
            with self.subTest(f"{method} {path}"):
                answer = stolen.ask(method, path, {} if method != "GET" else None)
                self.assertEqual(answer.status, 403, answer.text)
                self.assertIn("yours has watch", answer.json["detail"])

    def test_one_that_is_gone_is_told_once_and_shown_with_its_last_report(self):
        self.serve(table("b", self.address_of(self.other), self.folder / "other.key"))
        eventually(lambda: self.shown("b")["report"] is not None, True)
        self.other.kill()
        self.assertEqual(eventually(self.hook.told, ["raised server_unreachable"]), ["raised server_unreachable"])
        shown = self.shown("b")
        self.assertIsNotNone(shown["failure"])
        self.assertEqual(shown["report"]["shops"], SHOPS)
        alarm = self.status()["alarms"][0]
        self.assertEqual((alarm["part"], alarm["severity"]), ("b", "critical"))
        self.other.start()
        wanted = ["raised server_unreachable", "cleared server_unreachable"]
        self.assertEqual(eventually(self.hook.told, wanted), wanted, self.server.log_tail())

    def test_what_is_no_good_answer_is_told_by_its_reason(self):
        strange = ThreadingHTTPServer(("127.0.0.1", 0), Strange)
        threading.Thread(target=strange.serve_forever, daemon=True).start()
        self.addCleanup(strange.server_close)
        self.addCleanup(strange.shutdown)
        self.write_key("wrong.key", "sk_nobody")
        address = f"http://127.0.0.1:{strange.server_address[1]}"
        self.serve(table("strange", address, self.folder / "other.key"),
                   table("locked", self.address_of(self.other), self.folder / "wrong.key"))
        self.assertTrue(eventually(lambda: all(one["failure"] for one in self.status()["servers"]), True))
        self.assertIn("no status of a suggestd server", self.shown("strange")["failure"])
        self.assertIn("key_file", self.shown("locked")["failure"])
        log = self.server.log.read_text(encoding="utf-8")
        self.assertNotIn("sk_nobody", log + json.dumps(self.status()))

    def test_a_reload_takes_servers_in_and_out_and_a_shops_key_sees_none(self):
        self.serve()
        self.assertEqual(self.status()["servers"], [])
        more = self.folder / "one" / "conf.d" / "50-test.toml"
        more.parent.mkdir()
        more.write_text(table("b", self.address_of(self.other), self.folder / "other.key"), encoding="utf-8")
        answer = self.server.admin(self.admin_key).post("/v1/config/reload", None)
        self.assertIn("watch.server", answer.json["applied"])
        self.assertTrue(eventually(lambda: self.shown("b")["report"] is not None, True))
        seen = self.server.client().get("/v1/status").json
        self.assertNotIn("servers", seen)
        self.assertNotIn("load", seen)
        more.unlink()
        self.server.admin(self.admin_key).post("/v1/config/reload", None)
        self.assertEqual(self.status()["servers"], [])

    def test_nonsense_is_found_before_a_start(self):
        for text, words in (('[[watch.server]]\nname = "b"\n', "/key_file"),
                            ('[[watch.server]]\nname = "b"\nurl = "b.example"\nkey_file = "k"\n', "/url"),
                            (2 * table("b", "https://b.example", "k"), "is there already"),
                            ("".join(table(f"b{n}", "https://b.example", "k") for n in range(21)), "20 [[watch.server]] tables at most")):
            with self.subTest(text):
                config = self.folder / "checked.toml"
                config.write_text(text, encoding="utf-8")
                checked = Server(self.folder / "none").run("check-config", "--config", config)
                self.assertEqual(checked.returncode, 78, checked.stdout)
                self.assertIn(words, checked.stderr)


if __name__ == "__main__":
    unittest.main()
