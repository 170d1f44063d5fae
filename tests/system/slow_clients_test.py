"""Clients that are slow on purpose kept everybody out, for as long as they liked.

As many as the server has places open a connection and then send a head or a body byte by byte, take an answer
byte by byte, or nothing at all. Idle ones give their places away; the others lose them when their time is over.
An honest client is answered meanwhile or soon, and SIGTERM ends the server in time.

SUGGESTD_SLOW_CLIENTS is how many there are.
"""
import http.client
import os
import resource
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from raw_http import RawConnection
from server import Client, Server

CLIENTS = int(os.environ.get("SUGGESTD_SLOW_CLIENTS", "200"))
TIMEOUT = 3  # http.request_timeout_seconds: how long a head, or a part of a body or an answer, may take
DRAIN = 10  # seconds that a stop waits for connections (docs/operate/commands.md)
NOISE = 20  # seconds that a machine with other work may take on top


def enough_files():
    """This process holds the other end of each connection."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))


class Slow(threading.Thread):
    """Many connections that begin in the same way and go on byte by byte."""

    def __init__(self, port, begin, drop):
        super().__init__(daemon=True)
        self.drop = drop
        self.ended = threading.Event()
        self.connections = []
        for _ in range(CLIENTS):
            connection = RawConnection(port)
            connection.send(begin)
            self.connections.append(connection)
        self.start()

    def run(self):
        while not self.ended.wait(0.5):
            for connection in self.connections:
                try:
                    if self.drop:
                        connection.send(self.drop)
                except OSError:
                    pass  # the server has had enough of it

    def end(self):
        self.ended.set()
        self.join()
        for connection in self.connections:
            connection.close()


class SlowClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        enough_files()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name)
        config = self.server.config.read_text(encoding="utf-8")
        self.server.config.write_text(
            config.replace("[http]\n", f"[http]\nmax_connections = {CLIENTS}\nrequest_timeout_seconds = {TIMEOUT}\n"),
            encoding="utf-8")
        self.server.start()
        self.addCleanup(self.server.end)

    def slow(self, begin, drop=b""):
        clients = Slow(self.server.shop_port, begin, drop)
        self.addCleanup(clients.end)
        return clients

    def ask_until_answered(self):
        """As a shop would: a refusal, or no answer, is tried again soon, on a new connection."""
        began = time.monotonic()
        while True:
            client = Client(self.server.shop_port, self.server.key, timeout=TIMEOUT + NOISE)
            try:
                answer = client.get("/v1/popular")
                if answer.status == 200:
                    return
                self.assertEqual(answer.status, 503, answer.text)
            except (OSError, http.client.HTTPException):
                pass
            finally:
                client.close()
            self.assertLess(time.monotonic() - began, TIMEOUT + NOISE, "kept out by slow clients")
            time.sleep(0.05)

    def everybody_is_served_beside(self, begin, drop=b""):
        self.slow(begin, drop)
        for _ in range(20):
            self.ask_until_answered()
        began = time.monotonic()
        self.assertEqual(self.server.stop(DRAIN + NOISE), 0, self.server.log_tail())
        self.assertLess(time.monotonic() - began, DRAIN + NOISE)

    def test_heads_byte_by_byte(self):
        self.everybody_is_served_beside(b"GET /livez HTTP/1.1\r\nHost: shop\r\nX-Slow: ", b"x")

    def test_bodies_byte_by_byte(self):
        head = (f"POST /v1/orders HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer {self.server.key}\r\n"
                "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n")
        self.everybody_is_served_beside(head.encode(), b" ")

    def test_chunks_byte_by_byte(self):
        head = (f"POST /v1/orders HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer {self.server.key}\r\n"
                "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        self.everybody_is_served_beside(head.encode(), b"1\r\n \r\n")

    def test_answers_that_nobody_reads(self):
        self.everybody_is_served_beside(b"GET /openapi.json HTTP/1.1\r\nHost: shop\r\n\r\n" * 400)

    def test_connections_that_ask_for_nothing(self):
        self.everybody_is_served_beside(b"")

    def test_a_stop_in_the_middle_of_slow_heads(self):
        self.slow(b"GET /livez HTTP/1.1\r\nHost: shop\r\nX-Slow: ", b"x")
        self.assertEqual(self.server.stop(DRAIN + NOISE), 0, self.server.log_tail())


if __name__ == "__main__":
    unittest.main()
