"""Marked values go through every route, well-formed and broken, and none of them stands in the log."""
import itertools
import json
import re
import sys
import tempfile
import unittest
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

MARK = "zqmark"  # in every text that is sent; no word of ours holds it
CHATTY = '[log]\nlevel = "debug"\nrequests = true\nslow_request_ms = 1\n'
TIME = "2026-01-01T00:00:00Z"

# Requests that succeed, so that values get as deep as they go.
FLOW = (
    ("PUT", "/v1/products/{m}", {"title": "{m}", "brand": "{m}", "price": "1.00", "currency": "EUR", "categories": ["{m}"]}),
    ("PUT", "/v1/users/{m}", {"email_hash": "{m}", "anonymous_ids": ["{m}-anonymous"], "properties": {"name": "{m}"}}),
    ("POST", "/v1/orders", {"order_id": "{m}", "user_id": "{m}", "email_hash": "{m}", "placed_at": TIME, "currency": "EUR",
                            "lines": [{"product_id": "{m}", "quantity": 1, "price": "1.00"}]}),
    ("POST", "/v1/orders", {"order_id": "{m}", "user_id": "{m}-other", "placed_at": TIME, "currency": "EUR",
                            "lines": [{"product_id": "{m}", "quantity": 2, "price": "1.00"}]}),
    ("POST", "/v1/events", {"type": "search", "user_id": "{m}", "query": "{m} shoes"}),
    ("POST", "/v1/events", {"type": "view", "anonymous_id": "{m}", "product_id": "{m}"}),
    ("POST", "/v1/users/{m}/merge", {"anonymous_id": "{m}-visitor"}),
    ("GET", "/v1/users/{m}/recommendations?filter=brand%20=%20%22{m}%22&trace=1", None),
    ("GET", "/v1/users/{m}/orders", None),
    ("GET", "/v1/users/{m}/recommendations?filter={m}%20==", None),
    ("PUT", "/v1/scenarios/{m}", {"list": "popular", "filter": "brand = \"{m}\""}),
    ("PUT", "/v1/changes/consumers/{m}", {"position": "1:0"}),
    ("DELETE", "/v1/users/{m}", None),
)


def marked(value):
    return json.loads(json.dumps(value).replace("{m}", MARK))


def resolve(schema, document):
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def filled(schema, document, depth=0):
    """A value of this schema whose texts are all marked."""
    schema = resolve(schema, document)
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in schema and "properties" not in schema:
            return filled(schema[choice][0], document, depth)
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "object" and depth < 6:
        return {name: filled(part, document, depth + 1) for name, part in schema.get("properties", {}).items()}
    if kind == "array" and depth < 6:
        return [filled(schema.get("items", {"type": "string"}), document, depth + 1)]
    return {"integer": 1, "number": 1, "boolean": True, "string": TIME if schema.get("format") else f"{MARK}-text"}.get(kind)


class Privacy(unittest.TestCase):
    numbers = itertools.count()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name, CHATTY)
        self.admin_key = self.server.make_key("--scopes", "admin")
        self.server.start()
        self.addCleanup(self.server.end)

    def requests_of(self, document):
        """(method, path, bodies) of each route."""
        for path, methods in document["paths"].items():
            for method, route in methods.items():
                query = [f"{part['name']}={MARK}" for part in route.get("parameters", [])
                         if part["in"] == "query" and part.get("schema", {}).get("type") == "string"]
                target = re.sub(r"\{\w+\}", f"{MARK}-id", path)
                bodies = [None]
                content = route.get("requestBody", {}).get("content", {}).get("application/json")
                if content:
                    body = filled(content["schema"], document)
                    bodies = [body, {**body, f"{MARK}_field": MARK} if isinstance(body, dict) else body, f'{{"{MARK}": ']
                yield method.upper(), target, bodies
                if query:
                    yield method.upper(), f"{target}?{'&'.join(query)}", bodies

    def ask(self, client, method, path, body):
        if "feed=" in path:
            return
        if body is not None:
            body = body if isinstance(body, str) else json.dumps(body)
        client.ask(method, path, body, {"Referer": f"https://{MARK}.example/", "User-Agent": MARK,
                                        "Cookie": f"session={MARK}", "Idempotency-Key": f"{MARK}-{next(self.numbers)}"})

    def test_no_value_that_a_caller_sends_stands_in_the_log(self):
        shop, admin = self.server.client(), self.server.admin(self.admin_key)
        for method, path, body in FLOW:
            self.ask(shop, method, path.replace("{m}", MARK), None if body is None else marked(body))
        shop.ask("POST", "/v1/orders", "\n".join(f'{{"order_id":"{MARK}{n}"}}' for n in range(9)),
                 {"Content-Type": "application/x-ndjson"})
        asked = 0
        for client in (shop, admin):
            document = client.get("/openapi.json").json
            for method, path, bodies in self.requests_of(document):
                for body in bodies:
                    if (method, urllib.parse.urlsplit(path).path) == ("POST", "/v1/shops"):
                        continue  # the operator's own name for a shop is told in the log and in metrics
                    self.ask(client, method, path, body)
                    asked += 1
        self.assertGreater(asked, 200)
        admin.post("/v1/session", {"email": f"{MARK}@shop.example", "password": f"{MARK}-password"},
                   Origin=f"http://127.0.0.1:{self.server.admin_port}")
        self.server.client(f"suggestd_{MARK}").get("/v1/popular")
        self.server.wait_until_learned()
        self.server.stop()
        text = self.server.log.read_text(encoding="utf-8")
        self.assertGreater(text.count("request_id="), 200, "requests are logged, else this shows nothing")
        told = [line for line in text.splitlines() if MARK in line]
        self.assertEqual(told, [])
        for key in (self.admin_key, self.server.key):
            self.assertNotIn(key, text)

    def test_each_line_about_a_request_carries_its_id(self):
        shop = self.server.client()
        shop.ask("GET", "/v1/popular", headers={"X-Request-Id": "r-17"})
        self.server.wait_for_log("request_id=r-17")
        lines = [line for line in self.server.log.read_text(encoding="utf-8").splitlines() if "route=" in line]
        self.assertTrue(lines)
        for line in lines:
            self.assertIn("request_id=", line)


if __name__ == "__main__":
    unittest.main()
