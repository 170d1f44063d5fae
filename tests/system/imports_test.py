"""Files that are sent to be imported: what goes in, what is left out and told, and who may send them."""
import gzip
import json
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from person import Person
from server import Client, Server

ORIGIN = "https://shop.example"
GOOD = "product_id,title,price,currency\nkettle,Kettle,12.50,EUR\ncup,Cup,3.00,EUR\n"
FEED = """<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>
<item><g:id>f1</g:id><title>Kettle</title><g:price>12.50 EUR</g:price><g:availability>in stock</g:availability></item>
<item><g:id>f2</g:id><title>Cup</title><g:price>cheap</g:price><g:availability>in stock</g:availability></item>
</channel></rss>"""


def order(number, **fields):
    return json.dumps({"order_id": f"o{number}", "user_id": "dana", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
                       "lines": [{"product_id": "cup", "quantity": 1, "price": "3.00"}], **fields})


def address(kind="products", form="csv", **more):
    return f"/v1/imports?kind={kind}&format={form}" + "".join(f"&{name}={value}" for name, value in more.items())


class Imports(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.addCleanup(self.client.close)

    def send(self, body, *choice, client=None, status=200, headers=None, **more):
        answer = (client or self.client).ask("POST", address(*choice, **more), body, {"Content-Type": "text/csv", **(headers or {})})
        self.assertEqual(answer.status, status, answer.text[:500])
        return answer.json

    def counts(self, told):
        self.assertEqual(told["records"], told["created"] + told["updated"] + told["unchanged"] + told["refused"], told)
        return told["created"], told["updated"], told["unchanged"], told["refused"]

    def key(self, scopes):
        client = self.server.client(self.server.make_key("--scopes", scopes))
        self.addCleanup(client.close)
        return client

    def test_a_table_goes_in_and_again_changes_nothing(self):
        self.assertEqual(self.counts(self.send(GOOD)), (2, 0, 0, 0))
        self.assertEqual(self.client.get("/v1/products/cup").json["price"], "3.00")
        twice = self.send(GOOD, headers={"Idempotency-Key": "passed-over"})
        self.assertEqual((self.counts(twice), twice["rejects"], twice["rejects_not_told"]), ((0, 0, 2, 0), [], 0))
        self.assertEqual(self.counts(self.send("product_id,stock\ncup,7\n")), (0, 1, 0, 0))
        cup = self.client.get("/v1/products/cup").json
        self.assertEqual((cup["title"], cup["stock"]), ("Cup", 7), "a column that is not there leaves what the shop has")
        self.assertIn('suggestd_ingest_records_total{kind="products",result="unchanged"} 2\n',
                      self.server.admin().get("/metrics").text)

    def test_a_bad_line_takes_no_good_one_with_it_and_is_told(self):
        told = self.send("product_id,title,price,currency\nb1,Bowl,4.00,EUR\nb2,Plate,cheap,EUR\n,Nameless,1.00,EUR\n"
                         "b3,\"Two\nlines\",5.00\nb4,=1+1,2.00,EUR\n")
        self.assertEqual(self.counts(told), (2, 0, 0, 4))
        self.assertEqual([reject["place"] for reject in told["rejects"]], ["line 3", "line 4", "line 5", "line 6"],
                         "a bad row of several lines is one bad line, and those after it are read by themselves")
        self.assertIn("price", told["rejects"][0]["why"])
        self.assertEqual(told["rejects"][0]["record"], "b2,Plate,cheap,EUR")
        self.assertIn("lines\"", told["rejects"][3]["record"])
        for reject in told["rejects"]:
            self.assertNotIn("/proc", reject["place"] + reject["why"])
        self.assertEqual(self.client.get("/v1/products/b4").json["title"], "=1+1")

    def test_orders_come_as_lines_of_json(self):
        told = self.send("\n".join([order(1), order(2, currency="euros"), "{", order(3)]), "orders", "ndjson",
                         headers={"Content-Type": "application/x-ndjson"})
        self.assertEqual(self.counts(told), (2, 0, 0, 2))
        self.assertEqual([(one["place"], one["record"]) for one in told["rejects"]],
                         [("line 2", order(2, currency="euros")), ("line 3", "{")])
        self.assertEqual(self.counts(self.send(order(1), "orders", "ndjson")), (0, 0, 1, 0))

    def test_people_come_as_a_table_too(self):
        self.assertEqual(self.counts(self.send("user_id,city\nfay,Bonn\n", "users")), (1, 0, 0, 0))
        self.assertEqual(self.client.get("/v1/users/fay").json["properties"]["city"], "Bonn")

    def test_a_google_feed_goes_in_without_what_it_says_wrong(self):
        told = self.send(FEED, "products", "google-feed", headers={"Content-Type": "application/xml"})
        self.assertEqual(self.counts(told), (1, 0, 0, 1))
        self.assertEqual(told["rejects"][0]["place"], "line 3")
        self.assertIn("price", told["rejects"][0]["why"])
        self.assertIn("<g:id>f2</g:id>", told["rejects"][0]["record"])
        broken = self.send(FEED.replace("</channel>", "<item"), "products", "google-feed")
        self.assertEqual(self.counts(broken), (0, 0, 1, 2))

    def test_a_file_comes_as_any_type_or_none_but_not_as_a_form(self):
        for kind in ("application/vnd.ms-excel", "text/csv; charset=windows-1252", "application/json", "application/octet-stream"):
            self.send(GOOD, headers={"Content-Type": kind})
        self.send("[1]", headers={"Content-Type": "application/json"})
        for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
            self.send(GOOD, headers={"Content-Type": kind}, status=415)
        self.send(gzip.compress(GOOD.encode()), headers={"Content-Encoding": "gzip"})

    def test_what_can_be_no_file_is_refused_in_plain_words(self):
        for body, word in (("", "empty"), (gzip.compress(GOOD.encode()), "Content-Encoding"), (b"PK\x03\x04rest", "Excel")):
            self.assertIn(word, self.send(body, status=400)["detail"])
        for target in ("/v1/imports", "/v1/imports?kind=products", address("events"), address(form="xls"), address(file="x"),
                       address("users", full_sync=1), address("orders", "google-feed")):
            self.assertEqual(self.client.post(target, GOOD).status, 400, target)
        nonsense = self.send(bytes(range(1, 256)) * 20)
        self.assertEqual((nonsense["created"], nonsense["rejects"][0]["place"]), (0, "the file"), nonsense)
        self.assertGreater(self.send("\x01\n" * 50, "orders", "ndjson")["refused"], 0)

    def test_who_may_import(self):
        read, merchandise, ingest = (self.key(scopes) for scopes in ("read", "merchandise", "ingest"))
        self.send(GOOD, client=read, status=403)
        self.send(GOOD, client=merchandise)
        for kind, body in (("users", '{"user_id":"gil"}'), ("orders", order(9))):
            self.assertIn("ingest", self.send(body, kind, "ndjson", client=merchandise, status=403)["detail"])
            self.send(body, kind, "ndjson", client=ingest)
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        page = admin.post("/v1/keys", {"kind": "page", "origins": [ORIGIN]}).json["key"]
        self.send(GOOD, client=self.server.client(page), status=403, headers={"Origin": ORIGIN})
        self.send(GOOD, client=Client(self.server.shop_port, None), status=401)


class Sessions(unittest.TestCase):
    """People send files on the administrators' listener."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.owner = self.person()
        text = (self.server.folder / "store" / "first-link").read_text(encoding="utf-8")
        self.assertEqual(self.owner.accept(re.search(r"/#/first/(\S+)", text)[1], email="ada@example.org").status, 200)

    def person(self):
        person = Person(self.server, "default")
        self.addCleanup(person.client.close)
        return person

    def invited(self, role):
        person = self.person()
        self.assertEqual(person.accept(self.owner.invite(f"{role}@example.org", f"{role} of default").json["invitation"]["token"]).status, 200)
        return person

    def test_roles_decide_what_a_person_may_import(self):
        merchant, analyst = self.invited("merchant"), self.invited("analyst")
        for person, kind, status in ((self.owner, "products", 200), (self.owner, "users", 200), (self.owner, "orders", 200),
                                     (merchant, "products", 200), (merchant, "users", 403), (merchant, "orders", 403),
                                     (analyst, "products", 403)):
            body = {"products": '{"product_id":"p","title":"P"}', "users": '{"user_id":"u"}', "orders": order(1)}[kind]
            answer = person.ask("POST", address(kind, "ndjson"), body)
            self.assertEqual(answer.status, status, f"{kind}: {answer.text}")
        self.assertIn("admin", merchant.ask("POST", address("orders", "ndjson"), order(1)).json["detail"])

    def test_another_page_can_not_send_a_file(self):
        forged = self.owner.ask("POST", address(), GOOD, {"Suggestd-Csrf": None})
        self.assertEqual(forged.status, 403, forged.text)
        self.assertEqual(self.server.client().get("/v1/products/kettle").status, 404)


class FullSync(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start(SUGGESTD_HTTP__MAX_BODY_BYTES="65536", SUGGESTD_HTTP__MAX_BULK_LINES="100")
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.addCleanup(self.client.close)

    def send(self, body, **more):
        answer = self.client.post(address(full_sync=1, **more), body)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def test_what_the_file_lacks_is_hidden_unless_something_was_left_out(self):
        self.client.put("/v1/products/old", {"title": "Old"})
        told = self.send("product_id,title,price\nkettle,Kettle,cheap\n")
        self.assertEqual((told["hidden"], told["not_hidden"]), (0, "products were left out"))
        told = self.send("product_id,title\n")
        self.assertEqual((told["hidden"], told["not_hidden"]), (0, "the file holds no product"))
        told = self.send(GOOD)
        self.assertEqual((told["hidden"], told["created"]), (0, 2))
        self.assertTrue(told["not_hidden"], "a third of the catalogue is more than catalogue.most_hidden")
        told = self.send(GOOD, confirm=1)
        self.assertEqual((told["hidden"], told.get("not_hidden")), (1, None))
        for _ in range(20):  # none of them has left a synchronisation open
            self.send(GOOD)

    def test_a_file_beyond_the_limits_is_refused_before_anything_is_stored(self):
        rows = "".join(f"p{n},T\n" for n in range(100))
        refused = self.client.post(address(), "product_id,title\n" + rows)
        self.assertEqual((refused.status, "100" in refused.json["detail"]), (413, True), refused.text)
        self.assertEqual(self.client.get("/v1/products/p1").status, 404)
        refused = self.client.post(address(form="google-feed"), "<rss><channel>" + "<item/>" * 101)
        self.assertEqual(refused.status, 413, refused.text)
        client = Client(self.server.shop_port, self.server.key)
        self.addCleanup(client.close)
        refused = client.post(address(), "product_id,title\n" + "x" * 66_000)
        self.assertEqual((refused.status, "65536" in refused.json["detail"]), (413, True), refused.text)


if __name__ == "__main__":
    unittest.main()
