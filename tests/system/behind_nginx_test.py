"""The API behind Debian's nginx as it is installed: what a shop's own proxy does to bulk bodies, long polls, event
streams, kept connections, long addresses and packed answers.

Each test goes through two proxies in turn: one with nothing but proxy_pass, which speaks HTTP/1.0 to the server and
holds answers back until a buffer is full; and one that keeps connections open, as the pages of nginx advise.
"""
import gzip
import json
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from raw_http import NGINX, Nginx, RawConnection
from server import Client, Server

# The settings of Debian's own nginx.conf beside the defaults.
DEBIAN = """
  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  gzip on;
  upstream suggestd {{ server 127.0.0.1:{port}; keepalive 4; }}
"""
PLAIN = "location / {{ proxy_pass http://127.0.0.1:{port}; }}"
KEPT = 'location / {{ proxy_pass http://suggestd; proxy_http_version 1.1; proxy_set_header Connection ""; }}'
NOW = "2026-01-01T00:00:00Z"


def product(number):
    return {"product_id": f"p{number}", "title": f"Chair number {number} with a long enough title", "price": "1.00",
            "currency": "EUR", "stock": 3, "brand": "Möbel"}


class EventStream:
    """A followed feed, read event by event."""

    def __init__(self, port, key, query, last_id=""):
        self.connection = RawConnection(port)
        resume = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
        self.connection.send(f"GET /v1/changes?feed=eventsource&{query} HTTP/1.1\r\nHost: shop\r\n"
                             f"Authorization: Bearer {key}\r\n{resume}\r\n".encode())

    def read_until(self, text, seconds=20):
        until = time.monotonic() + seconds
        while text not in self.text() and time.monotonic() < until:
            if not self.connection.read_more():
                break
        return self.text()

    def text(self):
        return self.connection.received.decode("utf-8", "replace")

    def close(self):
        self.connection.close()


class BehindNginx(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if NGINX is None:
            raise RuntimeError("nginx is missing: run scripts/install-packages test")
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server(cls.folder.name).start()
        cls.addClassCleanup(cls.server.end)
        cls.proxies = []
        for location in (PLAIN, KEPT):
            folder = tempfile.TemporaryDirectory()
            cls.addClassCleanup(folder.cleanup)
            port = cls.server.shop_port
            nginx = Nginx(folder.name, location.format(port=port), DEBIAN.format(port=port)).start()
            cls.addClassCleanup(nginx.stop)
            cls.proxies.append(nginx)
        client = cls.server.client()
        lines = "".join(json.dumps(product(number)) + "\n" for number in range(200))
        answer = client.ask("POST", "/v1/products", lines, {"Content-Type": "application/x-ndjson"})
        assert answer.status == 200, answer.text
        client.close()

    def through_each(self):
        for nginx in self.proxies:
            client = Client(nginx.port, self.server.key)
            self.addCleanup(client.close)
            yield nginx, client

    def patiently(self, client, body, headers):
        """Bulk events, sent again when the server asks for it."""
        for _ in range(30):
            answer = client.ask("POST", "/v1/events", body, headers)
            if answer.status != 503:
                break
            time.sleep(int(answer.headers["Retry-After"]))
        return answer

    def test_bulk(self):
        lines = "".join(json.dumps({"type": "view", "user_id": f"u{n}", "product_id": f"p{n % 200}", "at": NOW}) + "\n"
                        for n in range(5000))
        for _, client in self.through_each():
            for body, coding in ((lines.encode(), {}), (gzip.compress(lines.encode()), {"Content-Encoding": "GZIP"})):
                answer = self.patiently(client, body, {"Content-Type": "application/x-ndjson", **coding})
                self.assertEqual(answer.status, 200, answer.text[:300])
                self.assertEqual(json.loads(answer.text.splitlines()[-1])["summary"]["accepted"], 5000)

    def test_connections_are_kept(self):
        for _, client in self.through_each():
            client.get("/livez")
            socket_before = client.connection.sock
            for _ in range(20):
                self.assertEqual(client.get("/v1/popular?limit=3").status, 200)
            self.assertIs(client.connection.sock, socket_before)

    def test_long_poll(self):
        for nginx, client in self.through_each():
            token = client.get("/v1/changes?since=now").json["next"]
            writer = Client(nginx.port, self.server.key)
            later = threading.Timer(0.5, lambda client=writer: client.put("/v1/products/polled", product(time.time())
                                                                          | {"product_id": "polled"}))
            later.start()
            begin = time.monotonic()
            answer = client.get(f"/v1/changes?feed=longpoll&timeout=20&since={token}")
            later.join()
            writer.close()
            self.assertEqual([change["id"] for change in answer.json["changes"]], ["polled"])
            self.assertLess(time.monotonic() - begin, 10)

    def test_events_come_one_by_one(self):
        for nginx, client in self.through_each():
            stream = EventStream(nginx.port, self.server.key, "since=now&kinds=product")
            self.assertIn("retry:", stream.read_until("retry:", 5), "the beginning is held back")
            client.put("/v1/products/streamed", product(time.time()) | {"product_id": "streamed"})
            self.assertIn('"streamed"', stream.read_until("streamed", 5), "an event is held back")
            head = stream.text().split("\r\n\r\n")[0].lower()
            self.assertEqual(head.count("content-type:"), 1, head)
            self.assertNotIn("content-encoding", head)
            stream.close()

    def test_the_server_asks_not_to_be_buffered_and_names_its_type_once(self):
        stream = EventStream(self.server.shop_port, self.server.key, "since=now")
        head = stream.read_until("retry:").split("\r\n\r\n")[0].lower()
        stream.close()
        self.assertIn("x-accel-buffering: no", head)
        self.assertEqual(head.count("content-type:"), 1, head)

    def test_long_addresses(self):
        condition = "brand != '" + "ä" * 2042 + "' "
        self.assertEqual(len(condition.encode()), 4096)  # expression.bytes
        target = "/v1/popular?filter=" + urllib.parse.quote(condition)
        direct = self.server.client()
        answer = direct.get(target)
        direct.close()
        self.assertEqual(answer.status, 200, answer.text[:300])
        for nginx, client in self.through_each():
            # nginx takes request lines of up to 8 kB by itself; what is longer goes by POST.
            shorter = urllib.parse.quote("brand != '" + "ä" * 1000 + "'")
            self.assertEqual(client.get("/v1/popular?filter=" + shorter).status, 200)
            self.assertEqual(client.post("/v1/recommendations", {"list": "popular", "filter": condition}).status, 200)

    def test_too_long_addresses_and_heads_say_the_limit_and_the_way_out(self):
        direct = self.server.client()
        answer = direct.get("/v1/popular?filter=" + "x" * 50_000)
        self.assertEqual(answer.status, 414)
        self.assertIn("40960", answer.text)
        self.assertIn("POST /v1/recommendations", answer.text)
        direct.close()
        direct = self.server.client()
        answer = direct.get("/v1/popular", Cookie="x" * 70_000)
        self.assertEqual(answer.status, 431)
        self.assertIn("65536", answer.text)
        direct.close()

    def test_packed_answers(self):
        for _, client in self.through_each():
            plain = client.get("/v1/popular?limit=100&properties=*")
            client.connection.request("GET", "/v1/popular?limit=100&properties=*", headers={
                "Authorization": f"Bearer {self.server.key}", "Accept-Encoding": "br, gzip;q=0.9"})
            response = client.connection.getresponse()
            packed = response.read()
            self.assertEqual(response.headers["Content-Encoding"], "gzip")
            self.assertIn("Accept-Encoding", response.headers.get_all("Vary"))
            self.assertEqual(response.headers["Content-Type"], "application/json; charset=utf-8")
            self.assertLess(len(packed), len(plain.text) / 4)
            self.assertEqual([item["product_id"] for item in json.loads(gzip.decompress(packed))["items"]],
                             [item["product_id"] for item in plain.json["items"]])
            self.assertIn("Accept-Encoding", plain.headers.get_all("Vary"))


class Heartbeats(unittest.TestCase):
    def test_a_filtered_stream_that_is_taken_up_again_does_not_begin_anew(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder).start(SUGGESTD_HTTP__STREAM_HEARTBEAT_SECONDS="1")
            self.addCleanup(server.end)
            client = server.client()
            for number in range(50):
                client.put(f"/v1/products/p{number}", product(number))
            head = int(client.get("/v1/status").json["shops"][0]["head"].split(":")[1])
            stream = EventStream(server.shop_port, server.key, "since=beginning&kinds=order")
            text = stream.read_until("heartbeat")
            stream.read_until("\n\n")
            text = stream.text()
            stream.close()
            ids = [line[4:] for line in text.splitlines() if line.startswith("id: ")]
            self.assertTrue(ids, text)
            page = client.get(f"/v1/changes?since={ids[-1]}").json
            self.assertEqual(page["changes"], [], f"the id stands before the {head} records that were read")
            client.close()


if __name__ == "__main__":
    unittest.main()
