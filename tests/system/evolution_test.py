"""A client outlives its release: what clients of 0.1.0 ask is answered with every field that they read, and a field that
nobody knows yet, in every object of every answer, disturbs neither the commands nor the dashboard.
"""
import http.client
import http.server
import json
import re
import sys
import tempfile
import threading
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from browser import needs_browser
from dashboard_case import DashboardCase, fill_shop
from server import OneServerCase, Server

ORDER = {"order_id": "o1", "user_id": "u1", "placed_at": "2026-11-01T00:00:00Z", "currency": "EUR",
         "lines": [{"product_id": "p1", "quantity": 2, "price": "2.50"}]}
HOME = {"list": "for-you", "fallbacks": ["trending"], "rules": [{"id": "r1", "kind": "hide", "products": ["p3"]}]}
ITEMS = {"recommendation_id": "text", "applied": "text", "items": "array", "items/0/product_id": "text", "items/0/score": "number",
         "items/0/reason": "text", "fallback": "text or null", "short": "text or null"}
WRITTEN = {"result": "text", "seq": "number"}
PLACE = {"scenario": "text or null", "lists_shown": "number", "lists_clicked": "number", "ctr": "number or null",
         "orders": "number", "order_lines": "number", "conversion": "number or null", "revenue": "array"}
# Frozen with release 0.1.0: what its API page and its examples showed, and the fields that its description promised. A line
# that fails tells of a broken client; it is never changed to suit the server.
CALLS = [
    ("PUT", "/v1/products/p1", {"title": "Tea pot", "price": "12.50", "currency": "GBP", "stock": 5,
                                "categories": ["Kitchen", "Kitchen > Tea"], "brand": "Acme", "properties": {"colour": "red"}},
     200, WRITTEN),
    ("PATCH", "/v1/products/p1", {"stock": 7}, 200, WRITTEN),
    ("GET", "/v1/products/p1", None, 200, {"product_id": "text", "title": "text", "price": "text", "currency": "text",
                                           "stock": "number", "categories": "array", "brand": "text", "properties": "object"}),
    ("POST", "/v1/orders", ORDER, 201, {**WRITTEN, "id": "text"}),
    ("POST", "/v1/orders", ORDER, 200, WRITTEN),
    ("PUT", "/v1/orders/o1", {**ORDER, "updated_at": "2026-11-02T00:00:00Z"}, 200, WRITTEN),
    ("GET", "/v1/orders/o1", None, 200, {"order_id": "text", "user_id": "text", "placed_at": "text", "currency": "text",
                                         "lines/0/product_id": "text", "lines/0/quantity": "number", "lines/0/price": "text"}),
    ("POST", "/v1/orders/o1/refunds", {"refund_id": "f1", "lines": [{"product_id": "p1", "quantity": 1}]}, 200, WRITTEN),
    ("GET", "/v1/users/u1/orders?limit=20", None, 200, {"orders/0/order_id": "text", "next": "text or null"}),
    ("POST", "/v1/events", {"type": "view", "user_id": "u1", "product_id": "p2"}, 201, WRITTEN),
    ("PUT", "/v1/users/u1", {"properties": {"city": "Bonn"}, "profiling": True}, 201, WRITTEN),
    ("GET", "/v1/users/u1", None, 200, {"user_id": "text", "profiling": "flag", "properties": "object"}),
    ("POST", "/v1/users/u1/merge", {"anonymous_id": "visitor-7"}, 200, WRITTEN),
    ("PUT", "/v1/scenarios/home", HOME, 201, {**WRITTEN, "version": "number"}),
    ("GET", "/v1/scenarios/home", None, 200, {"list": "text", "fallbacks": "array", "rules/0/id": "text", "rules/0/kind": "text"}),
    ("POST", "/v1/scenarios/home/dry-run", {"list": "for-you", "filter": "price < 50"}, 200,
     {"lists": "number", "changed": "number", "empty": "object", "short": "object", "gained": "array", "lost": "array"}),
    ("GET", "/v1/scenarios/home/versions", None, 200, {"versions/0/version": "number", "versions/0/at": "text",
                                                       "versions/0/scenario": "object"}),
    ("GET", "/v1/users/u1/recommendations?limit=5&properties=title,price&trace=1", None, 200,
     {**ITEMS, "items/0/properties": "object", "items/0/trace": "array"}),
    ("GET", "/v1/popular?limit=5", None, 200, ITEMS),
    ("GET", "/v1/products/p2/bought-together?limit=5", None, 200, ITEMS),
    ("POST", "/v1/recommendations", {"basket": ["p1", "p2"], "limit": 5}, 200, ITEMS),
    ("POST", "/v1/recommendations", {"user_id": "u1", "lists": [{"list": "popular"}, {"list": "for-you"}]}, 200,
     {"lists": "array", "lists/0/items": "array", "lists/0/recommendation_id": "text"}),
    ("GET", "/v1/scenarios/home/report", None, 200, PLACE),
    ("GET", "/v1/report", None, 200, {"scenarios": "array", "lists": "array", "applied": "text"}),
    ("GET", "/v1/changes?since=beginning&mode=all&limit=5", None, 200,
     {"changes/0/seq": "number", "changes/0/kind": "text", "changes/0/op": "text", "changes/0/id": "text", "changes/0/at": "text",
      "next": "text", "pending": "number", "oldest": "text"}),
    ("POST", "/v1/orders/o1/cancel", None, 200, WRITTEN),
    ("GET", "/v1/orders/none", None, 404, {"type": "text", "title": "text", "status": "number", "detail": "text"}),
    ("POST", "/v1/orders", {"order_id": "o9"}, 400, {"status": "number", "detail": "text", "errors/0/pointer": "text",
                                                     "errors/0/detail": "text"}),
    ("GET", "/readyz", None, 200, {"status": "text"}),
]
KINDS = {"text": str, "number": (int, float), "flag": bool, "array": list, "object": dict, "null": type(None)}
ADDED = {"added_later": 1}


def at(value, place):
    for part in place.split("/"):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


class Release010(OneServerCase):
    def test_its_clients_find_each_field_with_its_type(self):
        fill_shop(self.client)
        self.server.wait_until_learned()
        for method, path, body, status, fields in CALLS:
            with self.subTest(f"{method} {path}"):
                answer = self.client.ask(method, path, body)
                self.assertEqual(answer.status, status, answer.text)
                for place, kinds in fields.items():
                    found = at(answer.json, place)
                    self.assertTrue(any(isinstance(found, KINDS[kind]) for kind in kinds.split(" or ")), f"{place}: {found!r}")

    def test_only_what_is_sent_too_is_described_as_closed(self):
        """additionalProperties: false is the rule of requests. A shape that is only answered leaves room for more."""
        document = json.loads(self.server.admin().get("/openapi.json").text)
        schemas = document["components"]["schemas"]
        sent, answered = set(), set()
        for operations in document["paths"].values():
            for operation in operations.values():
                sent |= named(operation.get("requestBody", {}), schemas)
                answered |= named({"all": list(operation["responses"].values())}, schemas)
        closed = {name for name in answered if '"additionalProperties": false' in json.dumps(schemas[name])}
        self.assertLessEqual(closed, sent)
        self.assertGreater(len(answered - sent), 40)


def named(node, schemas):
    """The shapes that a part of the description names, also by way of others."""
    found, waiting = set(), [node]
    while waiting:
        for name in re.findall(r'"#/components/schemas/(\w+)"', json.dumps(waiting.pop())):
            if name not in found:
                found.add(name)
                waiting.append(schemas[name])
    return found


class Adder:
    """Puts a field that nobody knows into each object of an answer that has named fields; a map is left as it is."""

    def __init__(self, document):
        self.document = document
        self.added = 0
        self.routes = [(re.compile("^" + re.sub(r"{\w+}", "[^/]+", path) + "$"), operations)
                       for path, operations in sorted(document["paths"].items(), key=lambda one: one[0].count("{"))]

    def resolved(self, schema):
        """The schema and all that it is made of."""
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        inner = [part for name in ("oneOf", "anyOf", "allOf") for part in schema.get(name, [])]
        return [schema] + [one for part in inner for one in self.resolved(part)]

    def add(self, value, schemas):
        parts = [one for schema in schemas for one in self.resolved(schema)]
        if isinstance(value, list):
            return [self.add(one, [part["items"] for part in parts if "items" in part]) for one in value]
        if not isinstance(value, dict):
            return value
        grown = {}
        for name, member in value.items():
            grown[name] = self.add(member, [part["properties"][name] for part in parts if name in part.get("properties", {})]
                                   + [part["additionalProperties"] for part in parts
                                      if isinstance(part.get("additionalProperties"), dict)])
        if any("properties" in part for part in parts):
            self.added += 1
            grown |= ADDED
        return grown

    def answer(self, method, path, status, content_type, body):
        kind = content_type.split(";")[0]
        for pattern, operations in self.routes:
            if pattern.match(path.split("?")[0]) and method.lower() in operations:
                responses = operations[method.lower()]["responses"]
                schema = responses.get(str(status), responses["default"]).get("content", {}).get(kind, {}).get("schema", {})
                if kind == "application/x-ndjson":
                    lines = [self.add(json.loads(line), [schema["contentSchema"]]) for line in body.splitlines()]
                    return "".join(json.dumps(line) + "\n" for line in lines).encode("utf-8")
                return json.dumps(self.add(json.loads(body), [schema])).encode("utf-8")
        return body


class Later:
    """Stands before a server as one of a later release would: what it answers has more fields."""

    def __init__(self, port, document):
        adder = self.adder = Adder(document)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name: value for name, value in self.headers.items()
                           if name.lower() not in ("accept-encoding", "connection", "expect", "content-length")}
                inner = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                inner.request(self.command, self.path, sent or None, headers | {"Content-Length": str(len(sent))})
                answer = inner.getresponse()
                body = answer.read()
                content_type = answer.headers.get("Content-Type", "")
                if body and "json" in content_type:
                    body = adder.answer(self.command, self.path, answer.status, content_type, body)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() not in ("content-length", "connection", "date", "transfer-encoding", "keep-alive"):
                        self.send_header(name, value)
                if answer.status not in (204, 304):
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                inner.close()

            do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = pass_on

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()


class Commands(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        self.server = Server(self.home, f'[backup]\nfolder = "{self.home / "backups"}"\n').start()
        self.addCleanup(self.server.end)
        document = json.loads(self.server.admin().get("/openapi.json").text)
        self.shops, self.admins = (Later(port, document) for port in (self.server.shop_port, self.server.admin_port))
        self.addCleanup(self.shops.end)
        self.addCleanup(self.admins.end)

    def good(self, later, *arguments):
        before = later.adder.added
        done = self.server.run(*arguments)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stderr}")
        self.assertGreater(later.adder.added, before, f"{arguments} was answered nothing that is known")
        return done.stdout

    def test_the_commands_pass_over_a_field_that_they_do_not_know(self):
        key = ("--key", self.server.make_key("--scopes", "read,ingest,recommend,merchandise"))
        orders = self.home / "orders.ndjson"
        orders.write_text("".join(json.dumps({**ORDER, "order_id": f"o{n}", "user_id": f"u{n % 7}"}) + "\n" for n in range(50)),
                          encoding="utf-8")
        fill_shop(self.server.client())
        to, from_ = ("--to", self.shops.url, *key), ("--from", self.shops.url, *key)
        self.good(self.shops, "import", "--format", "ndjson", "--kind", "orders", *to, orders)
        self.server.wait_until_learned()
        exported = self.good(self.shops, "export", "--kind", "orders", *from_)
        self.assertEqual(len(exported.splitlines()), 86)
        self.assertEqual(self.server.client().put("/v1/campaigns/spring", {"holdout": 0}).status, 201)
        for words in (("plan", "spring"), ("run", "spring", "--run", "1"), ("lists", "spring", "--format", "ndjson"), ("report", "spring")):
            self.good(self.shops, "campaign", *words, *to)
        admin = ("--from", self.admins.url, "--key", self.server.make_key("--scopes", "admin"))
        self.good(self.admins, "backup", *admin)
        self.good(self.admins, "verify", *admin, "--number", "1")


@needs_browser
class Dashboard(DashboardCase):
    @classmethod
    def sign_in_by_first_link(cls, link):
        cls.later = Later(cls.server.admin_port, json.loads(cls.server.admin().get("/openapi.json").text))
        cls.addClassCleanup(cls.later.end)
        own, cls.address = cls.address, cls.later.url
        super().sign_in_by_first_link(link.replace(own, cls.later.url))

    def test_pages_show_what_they_showed(self):
        for place, heading, words in (("merchandising", "Merchandising", "front"), ("overview", "Overview", "orders"),
                                      ("catalogue", "Catalogue", "Product 8")):
            before = self.later.adder.added
            self.open(f"shop/default/{place}", heading)
            self.browser.find("#content", words)
            self.browser.until("the page is read", lambda: not self.browser.there("#content .loading"))
            self.assertGreater(self.later.adder.added, before, place)


if __name__ == "__main__":
    unittest.main()
