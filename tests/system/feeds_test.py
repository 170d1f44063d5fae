"""Feeds that the server reads by their address: what is imported, what is refused, and where it must not be led."""
import http.server
import json
import ssl
import tempfile
import threading
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from server import Server, make_certificate

FEED = """<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>
<item><g:id>1</g:id><title>Kettle</title><g:price>12.50 EUR</g:price><g:availability>in stock</g:availability></item>
<item><g:id>2</g:id><title>Cup</title><g:price>{price}</g:price><g:availability>in stock</g:availability></item>
</channel></rss>"""


class Shop(http.server.ThreadingHTTPServer):
    """Answers each path as a test says: a body, or where to go instead."""

    def __init__(self, tls=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = {}
        self.asked = []
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls / "certificate.pem", tls / "key.pem")
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # clients that refuse our certificate


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        status, body = self.server.answers.get(self.path, (404, ""))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", body)
        self.end_headers()
        self.wfile.write(body.encode("utf-8"))

    def log_message(self, *_):
        pass


class Feeds(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.jobs = 0

    def start(self, outbound='allowed_private = ["127.0.0.1"]'):
        self.server = Server(self.folder, f"[outbound]\n{outbound}\n").start()
        self.addCleanup(self.server.end)
        self.admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.addCleanup(self.admin.close)

    def shop(self, tls=None):
        shop = Shop(tls)
        self.addCleanup(shop.server_close)
        self.addCleanup(shop.shutdown)
        return shop

    def run_feed(self, address, state="succeeded", **parameters):
        return self.run_job("feed-import", {"address": address, "format": "google-feed", **parameters}, state)

    def run_job(self, kind, parameters, state="succeeded"):
        self.jobs += 1
        job_id = f"feed-{self.jobs}"
        made = self.admin.put(f"/v1/jobs/{job_id}", {"kind": kind, "shop": "default", "parameters": parameters})
        self.assertEqual(made.status, 201, made.text)
        until = time.monotonic() + 60
        while (job := self.admin.get(f"/v1/jobs/{job_id}").json)["ended_at"] is None:
            self.assertLess(time.monotonic(), until, job)
            time.sleep(0.02)
        self.assertEqual(job["state"], state, job)
        return job["result"] if state == "succeeded" else job["failure"]

    def test_a_feed_becomes_products_and_its_rejects_are_told(self):
        self.start()
        shop = self.shop()
        address = f"http://127.0.0.1:{shop.server_port}/feed.xml"
        client = self.server.client()
        client.put("/v1/products/old", {"title": "Old"})
        shop.answers["/feed.xml"] = (200, FEED.format(price="cheap"))
        told = self.run_feed(address, full_sync=True)
        self.assertEqual((told["created"], told["refused"], told["hidden"]), (1, 1, 0), told)
        self.assertIn("left out", told["not_hidden"])
        self.assertIn("price", told["rejects"][0]["why"])
        self.assertRegex(told["rejects"][0]["place"], "^feed")
        self.assertEqual(client.get("/v1/products/1").json["title"], "Kettle")

        shop.answers["/feed.xml"] = (200, FEED.format(price="3.00 EUR"))
        told = self.run_feed(address, full_sync=True, confirm=True)
        self.assertEqual((told["created"], told["refused"], told["hidden"]), (1, 0, 1), told)
        shop.answers["/feed.csv"] = (200, "product_id,title\n3,Plate\n")
        self.assertEqual(self.run_feed(f"http://127.0.0.1:{shop.server_port}/feed.csv", format="csv")["created"], 1)
        self.assertIn('outcome="answered"', self.admin.get("/metrics").text)

    def test_a_series_of_signals_is_fetched_and_ends_at_its_age(self):
        def points(*hours_ago):
            return json.dumps({"points": [{"at": (begin - timedelta(hours=ago)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                                           "value": {"USD": 1.25}} for ago in hours_ago]})
        begin = datetime.now(timezone.utc)
        self.start()
        shop = self.shop()
        asked = {"series": "rates", "address": f"http://127.0.0.1:{shop.server_port}/rates.json"}
        client = self.server.client()
        shop.answers["/rates.json"] = (200, points(30, 6))
        told = self.run_job("context-import", asked)
        self.assertEqual((told["result"], told["points"]), ("created", 2))
        self.assertNotIn("expires_at", client.get("/v1/context/rates").json["points"][1])
        self.assertEqual(self.run_job("context-import", asked)["result"], "unchanged")
        self.assertEqual(self.run_job("context-import", {**asked, "most_age": "24h"})["result"], "updated")
        kept = client.get("/v1/context/rates").json
        self.assertEqual(kept["now"], {"USD": 1.25})
        self.assertEqual(kept["points"][1]["expires_at"], (begin + timedelta(hours=18)).strftime("%Y-%m-%dT%H:%M:%SZ"))

        for body, words in ((points(30), "older than most_age allows"), ("<html>", "JSON"), (points(1) + " " * 70_000, "65536"),
                            (json.dumps({"points": [{"at": "soon", "value": 1}]}), "/points/0/at")):
            shop.answers["/rates.json"] = (200, body)
            self.assertIn(words, self.run_job("context-import", {**asked, "most_age": "24h"}, "failed"))
        shop.answers["/rates.json"] = (404, "")
        self.assertIn("404", self.run_job("context-import", asked, "failed"))
        self.assertEqual(client.get("/v1/context/rates").json, kept, "no failure changes it")
        for wrong, pointer in (({"series": "no.name"}, "series"), ({"address": "ftp://a.example/"}, "address"),
                               ({"most_age": "old"}, "most_age"), ({"format": "csv"}, "format")):
            refused = self.admin.put("/v1/jobs/x", {"kind": "context-import", "shop": "default", "parameters": {**asked, **wrong}})
            self.assertEqual((refused.status, refused.json["errors"][0]["pointer"]), (400, f"/parameters/{pointer}"))

    def test_what_can_be_no_feed_is_refused_at_its_field(self):
        self.start()
        good = {"address": "https://shop.example/feed", "format": "csv"}
        for wrong, pointer in (({"address": "ftp://shop.example/"}, "address"), ({"address": "https://a:b@c/"}, "address"),
                               ({"format": "xls"}, "format"), ({"kind": "events"}, "kind"),
                               ({"kind": "users", "full_sync": True}, "full_sync"), ({"adress": "x"}, "adress")):
            refused = self.admin.put("/v1/jobs/x", {"kind": "feed-import", "shop": "default", "parameters": {**good, **wrong}})
            self.assertEqual((refused.status, refused.json["errors"][0]["pointer"]), (400, f"/parameters/{pointer}"))
        refused = self.admin.put("/v1/jobs/x", {"kind": "feed-import", "shop": "none", "parameters": good})
        self.assertEqual((refused.status, refused.json["errors"][0]["pointer"]), (400, "/shop"))

    def test_the_server_is_not_led_into_its_own_network(self):
        self.start("allowed_private = []")
        shop = self.shop()
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
            self.assertIn("no address of the public internet",
                          self.run_feed(f"http://{host}:{shop.server_port}/", "failed"))
        self.assertIn("no address of the public internet", self.run_feed("http://169.254.169.254/latest", "failed"))
        self.assertEqual(shop.asked, [])
        self.assertIn('suggestd_outbound_calls_total{purpose="feed",outcome="address_denied"} 4\n',
                      self.admin.get("/metrics").text)

    def test_redirects_are_checked_like_addresses(self):
        self.start()
        shop = self.shop()
        base = f"http://127.0.0.1:{shop.server_port}"
        shop.answers = {"/moved": (302, "/feed.xml"), "/feed.xml": (200, FEED.format(price="3.00 EUR")),
                        "/inside": (302, f"http://127.0.0.2:{shop.server_port}/"), "/file": (302, "file:///etc/passwd"),
                        "/round": (302, "/round")}
        self.assertEqual(self.run_feed(f"{base}/moved")["created"], 2)
        self.assertIn("127.0.0.2", self.run_feed(f"{base}/inside", "failed"))
        self.assertIn("http", self.run_feed(f"{base}/file", "failed"))
        self.assertIn("redirects", self.run_feed(f"{base}/round", "failed"))
        self.assertIn("404", self.run_feed(f"{base}/none", "failed"))

    def test_certificates_are_verified(self):
        (self.folder / "tls").mkdir()
        make_certificate(self.folder / "tls", "localhost")
        shop = self.shop(self.folder / "tls")
        shop.answers["/feed.xml"] = (200, FEED.format(price="3.00 EUR"))
        address = f"https://localhost:{shop.server_port}/feed.xml"
        self.start('allowed_private = ["127.0.0.1"]')
        self.assertIn("certificate", self.run_feed(address, "failed"))
        self.assertEqual(shop.asked, [])
        self.server.stop()
        self.server.start(SUGGESTD_OUTBOUND__CA_FILE=str(self.folder / "tls" / "certificate.pem"))
        self.admin = self.server.admin(self.admin.key)
        self.assertEqual(self.run_feed(address)["created"], 2)
        self.assertIn("127.0.0.1", self.run_feed(address.replace("localhost", "127.0.0.1"), "failed"),
                      "the certificate is another name's")


if __name__ == "__main__":
    unittest.main()
