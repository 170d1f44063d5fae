"""Idle clients took all file descriptors, and the next order was a 500: the store could open no file.

Now the store's descriptors are set aside: whatever the limit, and however many connections are open, an order
is acknowledged.
"""
import http.client
import json
import os
import resource
import socket
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

# Each connection has a thread, and each thread reserves a stack of 8 MB: for as many as there are here.
ADDRESS_SPACE = 12 << 30
# Orders of 8 kB until the store begins a new write-ahead log (after 64 MB) and writes a table: both open files.
BULKS, LINES, NOISE = 18, 500, 8_000


def order(number, noise=0):
    return {"order_id": f"o{number}", "user_id": f"u{number % 9}", "placed_at": "2026-01-02T10:00:00Z",
            "currency": "EUR", "lines": [{"product_id": f"p{number % 7}", "quantity": 1, "price": "1.00"}],
            "properties": {"noise": os.urandom(noise // 2).hex()}}


def soft_limit(pid):
    for line in Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines():
        if line.startswith("Max open files"):
            return line.split()[3]
    raise RuntimeError("no limit of open files in /proc")


class FewDescriptors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # This process holds the other end of each connection.
        cls.before = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (cls.before[1], cls.before[1]))

    @classmethod
    def tearDownClass(cls):
        resource.setrlimit(resource.RLIMIT_NOFILE, cls.before)

    def start(self, open_files):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        server = Server(folder.name, memory=ADDRESS_SPACE, open_files=open_files).start()
        self.addCleanup(server.end)
        return server

    def idle(self, port, count):
        for _ in range(count):
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout=10)
            except OSError:  # refused: all the same to this client
                continue
            self.addCleanup(connection.close)

    @staticmethod
    def answered(ask):
        """The answer, on a new connection if the old one had to give way: it may, when all places are taken and it
        has waited for a moment."""
        try:
            return ask()
        except (OSError, http.client.HTTPException):
            return ask()

    def order_all(self, server, client, numbers):
        """Each must be acknowledged."""
        for number in numbers:
            answer = self.answered(lambda: client.post("/v1/orders", order(number)))
            self.assertIn(answer.status, (200, 201), answer.text + "\n" + server.log_tail())

    def acknowledged_beside_idle_clients(self, open_files, idle):
        server = self.start(open_files)
        client = server.client()
        self.order_all(server, client, range(20))
        self.idle(server.shop_port, idle)
        self.idle(server.admin_port, idle // 4)
        for bulk in range(BULKS):
            first = 1_000 * (bulk + 1)
            lines = "".join(json.dumps(order(number, NOISE)) + "\n" for number in range(first, first + LINES))
            answer = self.answered(
                lambda: client.ask("POST", "/v1/orders", lines, {"Content-Type": "application/x-ndjson"}))
            self.assertEqual(answer.status, 200, answer.text + "\n" + server.log_tail())
            self.order_all(server, client, range(first + LINES, first + LINES + 20))
        self.assertEqual(server.stop(), 0, server.log_tail())
        server.start()
        again = server.client()
        for number in (0, *range(1_000, 1_000 * (BULKS + 1), 499)):
            if number % 1_000 >= LINES + 20:
                continue
            self.assertEqual(again.get(f"/v1/orders/o{number}").status, 200, number)

    def test_the_usual_limit_with_more_idle_clients(self):
        self.acknowledged_beside_idle_clients("1024:1024", 1_100)

    def test_a_small_limit_with_more_idle_clients(self):
        self.acknowledged_beside_idle_clients("256:256", 300)

    def test_refusals_beyond_the_plan_are_503(self):
        server = self.start("256:256")
        self.assertIn("http.max_connections", server.log_tail(), "the log says what the limit costs")
        statuses = set()
        for number in range(300):
            client = http.client.HTTPConnection("127.0.0.1", server.shop_port, timeout=10)
            self.addCleanup(client.close)
            try:
                client.request("GET", "/livez")
                statuses.add(client.getresponse().status)
            except (OSError, http.client.HTTPException):
                pass  # closed before it was asked
        self.assertLessEqual(statuses, {200, 503})
        self.assertIn(200, statuses)

    def test_a_soft_limit_below_the_hard_one_is_raised(self):
        server = self.start("128:2048")
        self.assertEqual(soft_limit(server.process.pid), "2048")
        self.idle(server.shop_port, 500)
        self.order_all(server, server.client(), range(20))


if __name__ == "__main__":
    unittest.main()
