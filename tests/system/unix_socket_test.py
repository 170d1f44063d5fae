"""Both listeners on Unix sockets: for a proxy on the same machine, without a port."""
import http.client
import json
import os
import socket
import stat
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class UnixSocket(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name)
        self.addCleanup(self.server.end)
        self.shop, self.admin = Path(folder.name) / "shop.sock", Path(folder.name) / "admin.sock"

    def start(self, **environment):
        self.server.start(wait=False, SUGGESTD_HTTP__SHOP_LISTEN=f"unix:{self.shop}",
                          SUGGESTD_HTTP__ADMIN_LISTEN=f"unix:{self.admin}", **environment)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if self.ask(self.shop, "GET", "/readyz")[0] == 200:
                    return
            except OSError:
                self.assertIsNone(self.server.process.poll(), self.server.log_tail())
            time.sleep(0.02)
        self.fail(self.server.log_tail())

    def ask(self, path, method, target, body=None, **headers):
        connection = UnixConnection(path)
        try:
            sent = {"Authorization": f"Bearer {self.server.key}", "Content-Type": "application/json"}
            connection.request(method, target, body, {**sent, **{name.replace("_", "-"): value for name, value in headers.items()}})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8")
        finally:
            connection.close()

    def test_both_listeners_serve_and_only_the_group_may_come(self):
        self.start()
        self.assertEqual(self.ask(self.shop, "PUT", "/v1/products/p", '{"title":"Tea"}')[0], 201)
        self.assertEqual(self.ask(self.admin, "GET", "/metrics")[0], 200)
        for path in (self.shop, self.admin):
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o660)
        status, text = self.ask(self.shop, "GET", "/v1/products/p")
        self.assertEqual((status, json.loads(text)["title"]), (200, "Tea"))

    def test_a_socket_left_by_a_kill_is_taken_over_and_one_that_answers_is_not(self):
        self.start()
        self.server.kill()
        self.assertTrue(self.shop.exists())
        self.start()
        (self.shop.parent / "second").mkdir()
        second = Server(self.shop.parent / "second")
        self.addCleanup(second.end)
        second.start(wait=False, SUGGESTD_HTTP__SHOP_LISTEN=f"unix:{self.shop}")
        self.assertNotEqual(second.process.wait(60), 0)
        self.assertIn(str(self.shop), second.log_tail())
        self.assertEqual(self.ask(self.shop, "GET", "/readyz")[0], 200)

    def test_a_proxy_behind_it_is_believed_once_any_is_listed(self):
        few = {"SUGGESTD_HTTP__ADDRESS_REQUESTS_PER_SECOND": "0.01", "SUGGESTD_HTTP__ADDRESS_REQUEST_BURST": "3"}
        self.start(SUGGESTD_HTTP__TRUSTED_PROXIES="127.0.0.1", **few)
        told = [self.ask(self.shop, "GET", "/livez", X_Forwarded_For="198.51.100.7")[0] for _ in range(5)]
        self.assertEqual(told, [200] * 3 + [429] * 2)
        self.assertEqual(self.ask(self.shop, "GET", "/livez", X_Forwarded_For="198.51.100.8")[0], 200)


if __name__ == "__main__":
    unittest.main()
