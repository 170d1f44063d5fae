"""A flood of headers without a key took 2 GB, and large bodies hundreds of megabytes: the process kept them for ever.

Soon after the flood it holds about as much memory as before.
"""
import http.client
import json
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from raw_http import RawConnection
from server import Client, Server

MB = 1 << 20
SLACK = 100 * MB  # the store's and the learner's own memory grows meanwhile


class MemoryReturns(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        client = self.server.client()
        client.get("/v1/popular")
        client.close()
        self.before = self.resident()

    def resident(self):
        for line in Path(f"/proc/{self.server.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("no VmRSS")

    def falls_back(self, seconds=40):
        until = time.monotonic() + seconds
        while self.resident() > self.before + SLACK:
            self.assertLess(time.monotonic(), until, f"{self.before // MB} MB before, {self.resident() // MB} MB kept")
            time.sleep(0.2)
        self.assertIsNone(self.server.process.poll())

    def all_at_once(self, send):
        threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def test_heads_of_megabytes(self):
        def send(_):
            connection = RawConnection(self.server.shop_port)
            connection.send(b"GET /livez HTTP/1.1\r\nHost: shop\r\n")
            lines = b"".join(b"a%d: b\r\n" % number for number in range(10_000))
            for _ in range(300):  # some 30 MB
                try:
                    if not connection.send(lines):
                        break
                except OSError:
                    break
            connection.end_sending()
            try:
                connection.answer()
            except OSError:
                pass
            connection.close()

        self.all_at_once(send)
        self.falls_back()

    def test_large_bodies(self):
        line = json.dumps({"order_id": "o", "user_id": "u", "currency": "nonsense"}) + "\n"
        body = line * (30 * MB // len(line) // 10)  # many refused lines: a large answer too
        body += " " * (30 * MB - len(body))

        def send(_):
            client = Client(self.server.shop_port, self.server.key, timeout=120)
            try:
                client.ask("POST", "/v1/orders", body, {"Content-Type": "application/x-ndjson"})
            except (OSError, http.client.HTTPException):
                pass
            client.close()

        self.all_at_once(send)
        self.falls_back()


if __name__ == "__main__":
    unittest.main()
