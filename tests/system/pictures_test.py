"""Products' pictures by way of the server: for the dashboard, and for the reader of a mail who has no key."""
import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from picture_host import GIF, SVG, PictureHost
from server import SOURCE, Server

BASE = "https://shop.example/mail"


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.home = Path(cls.folder.name)
        subprocess.run([SOURCE / "scripts" / "make-sample-shop", cls.home / "shop", "--customers", "60", "--seed", "5"],
                       check=True, capture_output=True)
        cls.server = Server(cls.home, '[outbound]\nallowed_private = ["127.0.0.1"]\n'
                                      f'[pictures]\nfolder = "{cls.home}/pictures"\n')
        cls.host = PictureHost({"good": GIF, "hostile": SVG})
        cls.addClassCleanup(cls.host.__exit__)
        lines = (cls.home / "shop" / "products.ndjson").read_text(encoding="utf-8").splitlines()
        products = [json.loads(line) | {"image": cls.host.address("good")} for line in lines]
        (cls.home / "shop" / "products.ndjson").write_text("".join(json.dumps(one) + "\n" for one in products), encoding="utf-8")
        for kind in ("products", "users", "orders"):
            made = cls.server.run("import", "--format", "ndjson", "--kind", kind, "--store", cls.home / "store",
                                  cls.home / "shop" / f"{kind}.ndjson")
            assert made.returncode == 0, made.stderr
        cls.server.start()
        cls.addClassCleanup(cls.server.end)
        cls.server.wait_until_learned()

    def setUp(self):
        self.client = self.server.client()
        self.addCleanup(self.client.close)
        self.host.asked.clear()

    def put(self, product_id, image):
        answer = self.client.put(f"/v1/products/{product_id}", {"product_id": product_id, "title": "A", "image": image})
        self.assertLess(answer.status, 300, answer.text)

    def look(self, product_id, shop="default", **headers):
        return self.client.get(f"/v1/shops/{shop}/pictures/{product_id}", **headers)

    def without_key(self, target):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.shop_port, timeout=20)
        self.addCleanup(connection.close)
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def test_a_picture_comes_through_once_and_can_do_nothing(self):
        self.put("one", self.host.address("good?1"))
        self.host.pictures["good?1"] = GIF
        first = self.look("one")
        self.assertEqual((first.status, first.headers["Content-Type"], first.body), (200, "image/gif", GIF))
        self.assertEqual(first.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", first.headers["Content-Security-Policy"])
        self.assertEqual(self.look("one", If_None_Match=first.headers["ETag"]).status, 304)
        self.assertEqual(len(self.host.asked), 1)
        self.server.stop()
        self.server.start()
        self.client = self.server.client()
        self.assertEqual(self.look("one").body, GIF)
        self.assertEqual(len(self.host.asked), 1, "it is kept over a restart")

    def test_what_is_no_picture_is_told(self):
        for name, image, words in (("script", self.host.address("hostile"), "no PNG"), ("gone", self.host.address("gone"), "404"),
                                   ("none", None, "no picture"), ("drawn", "data:image/gif;base64,AAAA", "no picture"),
                                   ("inside", "http://10.1.2.3/a.gif", "outbound.allowed_private")):
            self.put(name, image)
            answer = self.look(name)
            self.assertEqual(answer.status, 404, name)
            self.assertIn(words, answer.text)
            self.assertEqual(answer.headers["Content-Type"].split(";")[0], "application/problem+json")
        self.assertEqual(self.look("unknown").status, 404)

    def test_nobody_sees_the_pictures_of_another_shop(self):
        self.put("one", self.host.address("good"))
        self.assertEqual(self.look("one", shop="other").status, 403)
        key = self.server.make_key("--scopes", "collect")
        self.assertEqual(self.server.client(key).get("/v1/shops/default/pictures/one").status, 403)
        self.assertEqual(self.without_key("/v1/shops/default/pictures/one")[0], 401)

    def test_a_mail_shows_pictures_from_here(self):
        client = self.server.client(self.server.make_key("--scopes", "read,merchandise,ingest"))
        self.assertEqual(client.put("/v1/campaigns/spring", {"per_person": 2, "holdout": 0}).status, 201)
        until = time.monotonic() + 120
        while client.post("/v1/campaigns/spring/run?run=1", {}).json["state"] in ("queued", "running"):
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)
        person = json.loads(client.get(f"/v1/campaigns/spring/lists?links={BASE}&html=1").text.splitlines()[0])
        product = person["products"][0]
        self.assertTrue(product["image"].startswith(f"{BASE}/v1/links/"), product)
        self.assertIn(f'<img src="{product["image"]}"', person["html"])
        target = product["image"].removeprefix(BASE)
        for _ in range(2):
            status, headers, body = self.without_key(target)
            self.assertEqual((status, headers["Content-Type"], body), (200, "image/gif", GIF))
        self.assertIn("public", headers["Cache-Control"])
        self.assertEqual(client.get("/v1/campaigns/spring/report").json["sent"]["opened"], 0, "it tells of nobody")
        self.assertEqual(self.without_key(target[:-2] + "AA")[0], 404)
        # A picture that can't be fetched is led to: the mail is no worse than without the server between.
        self.put(product["product_id"], self.host.address("elsewhere"))
        status, headers, _ = self.without_key(target)
        self.assertEqual((status, headers["Location"]), (302, self.host.address("elsewhere")))
        self.put(product["product_id"], "javascript:alert(1)")
        self.assertEqual(self.without_key(target)[0], 410)

    def test_metrics_count_them(self):
        self.put("one", self.host.address("counted"))
        self.host.pictures["counted"] = GIF
        for _ in range(3):
            self.assertEqual(self.look("one").status, 200)
        page = self.server.admin().get("/metrics").text
        counts = dict(re.findall(r'suggestd_pictures_total{outcome="(\w+)"} (\d+)', page))
        self.assertGreaterEqual(int(counts["fetched"]), 1)
        self.assertGreaterEqual(int(counts["kept"]), 2)


if __name__ == "__main__":
    unittest.main()
