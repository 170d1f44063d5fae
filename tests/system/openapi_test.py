"""The server does as /openapi.json says: the document is complete in itself, its examples are good requests, and
every answer of every route has a status, a content type, headers and a shape that the route declares.
"""
import json
import re
import sys
import tempfile
import unittest
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Client, Server

METHODS = ("get", "put", "post", "patch", "delete")
# Headers of the connection and of HTTP itself, which no route is the reason of.
OF_HTTP = {"content-length", "content-type", "connection", "keep-alive", "transfer-encoding", "vary",
           "content-encoding", "cache-control", "x-accel-buffering", "allow", "content-security-policy",
           "x-content-type-options", "referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy"}
PATH_VALUES = {"order_id": "581587", "product_id": "22613", "user_id": "12680", "name": "home", "number": "1",
               "recommendation_id": "01J0000000000000000000000", "sync_id": "none", "file": "none", "key_id": "none", "shop": "b",
               "kid": "k1", "account_id": "none", "receipt_id": "none",
               "provider": "none", "job_id": "j1", "series": "weather", "token": "none", "type": "not-found"}
# Queries of routes, or of one operation, that need one of several parameters, which the description can only say in words.
QUERY_VALUES = {"/v1/privacy/people": "?anonymous_id=browser-77", "/v1/imports": "?kind=products&format=csv",
                "post_v1_look_back": "?run=1&until=1"}
BULK = "application/x-ndjson"


class Shapes:
    """The part of JSON Schema that the document uses. `strict` also refuses members that a shape does not name."""

    def __init__(self, document, strict=True):
        self.document, self.strict = document, strict

    def resolve(self, schema):
        while "$ref" in schema:
            node = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                node = node[part]
            schema = node
        return schema

    def faults(self, value, schema, place=""):
        schema = self.resolve(schema)
        if "oneOf" in schema or "anyOf" in schema:
            of = [self.faults(value, one, place) for one in schema.get("oneOf", schema.get("anyOf"))]
            good = sum(not found for found in of)
            right = good == 1 if "oneOf" in schema and not self.strict else good >= 1
            return [] if right else [f"{place}: fits {good} of {len(of)} shapes: {of}"]
        found = []
        types = schema.get("type")
        types = [types] if isinstance(types, str) else types
        if types and not any(self.is_a(value, one) for one in types):
            return [f"{place}: {value!r} is no {types}"]
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{place}: {value!r} is none of {schema['enum']}")
        if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
            found.append(f"{place}: {value!r} does not match {schema['pattern']}")
        if isinstance(value, dict):
            found += self.object_faults(value, schema, place)
        if isinstance(value, list):
            for number, item in enumerate(value):
                found += self.faults(item, schema.get("items", {}), f"{place}/{number}")
        return found

    def object_faults(self, value, schema, place):
        found = [f"{place}: {name} is missing" for name in schema.get("required", []) if name not in value]
        properties = dict(schema.get("properties", {}))
        for part in schema.get("allOf", []):
            properties.update(self.resolve(part).get("properties", {}))
        more = schema.get("additionalProperties")
        for name, member in value.items():
            if name in properties:
                found += self.faults(member, properties[name], f"{place}/{name}")
            elif isinstance(more, dict):
                found += self.faults(member, more, f"{place}/{name}")
            elif self.strict and properties:
                found.append(f"{place}/{name}: is not described")
        return found

    @staticmethod
    def is_a(value, name):
        kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
        if name in kinds:
            return isinstance(value, kinds[name])
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return name == "number" or isinstance(value, int) or value.is_integer()


def walk(node, place="#"):
    """Every object of a document with its place."""
    if isinstance(node, dict):
        yield place, node
        for name, member in node.items():
            yield from walk(member, f"{place}/{name}")
    elif isinstance(node, list):
        for number, member in enumerate(node):
            yield from walk(member, f"{place}/{number}")


def is_schema(place):
    return "/schema" in place and "/example" not in place


class OpenApi(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        backups = Path(cls.folder.name) / "backups"
        cls.server = Server(cls.folder.name, f'[backup]\nfolder = "{backups}"\n').start()
        cls.addClassCleanup(cls.server.end)
        cls.admin_key = cls.server.make_key("--scopes", "admin,read,ingest,recommend,collect,privacy")
        cls.shop_key = cls.server.make_key("--scopes", "read,ingest,recommend,collect,privacy")
        cls.listeners = {"shop": (cls.server.shop_port, cls.shop_key), "admin": (cls.server.admin_port, cls.admin_key)}
        cls.documents = {}
        for name, (port, key) in cls.listeners.items():
            client = Client(port, key)
            cls.documents[name] = client.get("/openapi.json").json
            client.close()

    def each_operation(self):
        for listener, document in self.documents.items():
            for path, operations in document["paths"].items():
                for method in METHODS:
                    if method in operations:
                        yield listener, document, path, method, operations[method]

    def setUp(self):
        self.clients = {}

    # One for each key and test: a server that may open few descriptors has few places.
    def client(self, listener, key=None):
        port, own = self.listeners[listener]
        place = (port, own if key is None else key)
        if place not in self.clients:
            self.clients[place] = Client(*place)
            self.addCleanup(self.clients[place].close)
        return self.clients[place]

    def declared(self, operation, status):
        responses = operation["responses"]
        return responses.get(str(status), responses["default"])

    def check_answer(self, document, operation, answer, listed=True):
        """Status, headers, content type and shape of one answer."""
        if listed:
            self.assertIn(str(answer.status), operation["responses"], f"undocumented status: {answer.text[:300]}")
        declared = self.declared(operation, answer.status)
        known = {name.lower() for name in declared.get("headers", {})}
        if "headers" in declared:
            told = {name.lower() for name in answer.headers} - OF_HTTP
            self.assertLessEqual(told, known, "headers that are not described")
        if answer.status in (302, 304):
            return self.assertEqual(answer.text, "")
        content_type = answer.headers["Content-Type"].split(";")[0]
        self.assertIn(content_type, declared["content"])
        shapes = Shapes(document)
        schema = declared["content"][content_type].get("schema", {})
        if content_type == BULK:
            for line in answer.text.splitlines():
                self.assertEqual(shapes.faults(json.loads(line), schema["contentSchema"]), [])
        elif content_type.endswith("json"):
            self.assertEqual(shapes.faults(answer.json, schema), [])

    def test_the_document_is_complete(self):
        for listener, document in self.documents.items():
            self.assertEqual(document["openapi"], "3.1.0")
            self.assertTrue(document["servers"])
            self.assertIn("key", document["components"]["securitySchemes"])
            ids = [operation["operationId"] for operations in document["paths"].values()
                   for operation in operations.values()]
            self.assertEqual(len(ids), len(set(ids)))
            for place, node in walk(document):
                with self.subTest(listener=listener, place=place):
                    if "$ref" in node:
                        Shapes(document).resolve(node)
                    types = node.get("type")
                    if is_schema(place) and (types == "array" or isinstance(types, list) and "array" in types):
                        self.assertIn("items", node, "an array without the shape of its items")

    def test_a_listener_describes_what_it_serves(self):
        self.assertNotIn("/metrics", self.documents["shop"]["paths"])
        self.assertIn("/metrics", self.documents["admin"]["paths"])
        self.assertNotIn("/v1/backups", self.documents["shop"]["paths"])

    def test_every_example_has_its_shape(self):
        for _, document, _, _, operation in self.each_operation():
            contents = list(operation.get("requestBody", {}).get("content", {}).items())
            for response in operation["responses"].values():
                contents += list(response.get("content", {}).items())
            for content_type, content in contents:
                if "example" not in content:
                    continue
                schema, example = content["schema"], content["example"]
                if content_type == BULK:
                    schema, example = schema["contentSchema"], json.loads(example)
                self.assertEqual(Shapes(document).faults(example, schema), [])

    def url(self, path, operation):
        values = PATH_VALUES | ({"shop": "default"} if "/pictures/" in path else {})
        target = re.sub(r"{(\w+)}", lambda match: urllib.parse.quote(values[match.group(1)], safe=""), path)
        needed = [parameter for parameter in operation["parameters"]
                  if parameter["in"] == "query" and parameter.get("required")]
        for name in (path, operation["operationId"]):
            if name in QUERY_VALUES:
                return target + QUERY_VALUES[name]
        return target + ("?" + "&".join(f"{one['name']}={one['schema'].get('minimum', 1):.0f}" for one in needed)
                         if needed else "")

    def ask(self, listener, path, method, operation, **changes):
        content = operation.get("requestBody", {}).get("content", {})
        content_type = changes.get("content_type") or next(iter(content), None)
        body = changes.get("body")
        if body is None and content_type:
            example = content[content_type]["example"]
            body = example if isinstance(example, str) else json.dumps(example)
        headers = {"Content-Type": content_type} if content_type else {}
        client = self.client(listener, changes.get("key"))
        return client.ask(method.upper(), changes.get("target") or self.url(path, operation), body,
                          {**headers, **changes.get("headers", {})})

    # In an order in which one makes what the next needs.
    def nullable(self, schema, shapes):
        return not shapes.faults(None, schema)

    def strict_fields(self, schema, shapes, place):
        """Optional fields of a request that null is no value of, at any depth; but those that an answer alone has."""
        schema = shapes.resolve(schema)
        for part in schema.get("oneOf", []) + schema.get("anyOf", []) + schema.get("allOf", []):
            yield from self.strict_fields(part, shapes, place)
        if "items" in schema:
            yield from self.strict_fields(schema["items"], shapes, place + "/0")
        for name, member in schema.get("properties", {}).items():
            optional = name not in schema.get("required", []) and not member.get("readOnly")
            if optional and not self.nullable(member, shapes):
                yield f"{place}/{name}"
            yield from self.strict_fields(member, shapes, f"{place}/{name}")

    def test_null_is_a_value_of_each_optional_field(self):
        """null counts as not given (docs/use/api.md), but where it would widen what is done."""
        for document in self.documents.values():
            shapes = Shapes(document)
            found = {f"{method} {path} {field}" for path, operations in document["paths"].items()
                     for method, operation in operations.items()
                     for content in operation.get("requestBody", {}).get("content", {}).values()
                     for field in self.strict_fields(content.get("schema", {}), shapes, "")}
            self.assertLessEqual(found, {"post /v1/orders/{order_id}/refunds /lines"})

    def test_every_example_is_a_good_request(self):
        rank = {"put": 0, "post": 1, "patch": 2, "get": 3, "delete": 4}
        found = sorted(((listener, path, method, operation, document)
                        for listener, document in self.documents.items()
                        for path, operations in document["paths"].items()
                        for method, operation in operations.items()),
                       key=lambda one: (rank[one[2]], one[1].count("/"), one[1]))
        for listener, path, method, operation, document in found:
            for content_type in operation.get("requestBody", {}).get("content", {None: None}):
                with self.subTest(listener=listener, route=f"{method.upper()} {path}", type=content_type):
                    answer = self.ask(listener, path, method, operation, content_type=content_type)
                    self.check_answer(document, operation, answer)
                    expects_nothing_there = "{sync_id}" in path or "{number}" in path or "{recommendation_id}" in path
                    self.assertTrue(answer.status < 300 or expects_nothing_there or path.endswith(("/restore", "}"))
                                    or answer.status in (404, 409) or path.startswith("/v1/session"), answer.text[:500])

    def test_every_route_refuses_as_described(self):
        for listener, document, path, method, operation in self.each_operation():
            with self.subTest(listener=listener, route=f"{method.upper()} {path}"):
                self.refuses_a_wrong_key(listener, document, path, method, operation)
                if operation["security"] == [{"session": []}]:
                    continue  # who it is about comes first: accounts_test
                self.refuses_an_unknown_parameter(listener, document, path, method, operation)
                self.refuses_wrong_bodies(listener, document, path, method, operation)

    def refuses_a_wrong_key(self, listener, document, path, method, operation):
        if operation["security"] in ([], [{}, {"key": []}]):
            return
        answer = self.ask(listener, path, method, operation, key="wrong")
        self.assertEqual(answer.status, 401)
        self.check_answer(document, operation, answer)
        self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")

    def refuses_an_unknown_parameter(self, listener, document, path, method, operation):
        target = self.url(path, operation).split("?")[0] + "?no-such=1"
        answer = self.ask(listener, path, method, operation, target=target)
        # They pass over what mailers and sign-in providers add; token and provider are unknown here.
        if path in ("/v1/links/{token}", "/v1/sign-in/{provider}/callback"):
            return self.assertEqual(answer.status, 404, answer.text)
        self.assertEqual(answer.status, 400, answer.text)
        self.check_answer(document, operation, answer)

    def refuses_wrong_bodies(self, listener, document, path, method, operation):
        if "requestBody" not in operation:
            return
        if "*/*" in operation["requestBody"]["content"]:
            return  # a file is what it is: imports_test
        for body, content_type, good in (("[1]", None, (400,)), ("", None, (200, 400, 404)), ("x", "application/xml", (415,))):
            answer = self.ask(listener, path, method, operation, body=body,
                              **({"headers": {"Content-Type": content_type}} if content_type else {}))
            # This server takes no registrations, and says so before it reads one.
            closed = path == "/v1/session/registration" and answer.status == 403
            self.assertTrue(closed or answer.status in good, answer.text)
            self.check_answer(document, operation, answer)

    def test_readers_with_the_tag_are_told_304(self):
        client = self.client("shop")
        client.put("/v1/products/tagged", {"title": "t"})
        tag = client.get("/v1/products/tagged").headers["ETag"]
        for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
            answer = client.get("/v1/products/tagged", If_None_Match=known)
            self.assertEqual(answer.status, 304)
            self.check_answer(self.documents["shop"], self.documents["shop"]["paths"]["/v1/products/{product_id}"]["get"],
                              answer)

    def test_a_weak_tag_never_matches_a_write(self):
        client = self.client("shop")
        for path, body in (("/v1/products/weak", {"title": "t"}), ("/v1/scenarios/weak", {"list": "popular"}),
                           ("/v1/changes/consumers/weak", {"position": "1:0"})):
            with self.subTest(path=path):
                client.put(path, body)
                tag = client.get(path).headers["ETag"]
                self.assertEqual(client.ask("PUT", path, body, {"If-Match": f"W/{tag}"}).status, 412)
                self.assertEqual(client.ask("PUT", path, body, {"If-Match": tag}).status, 200)


if __name__ == "__main__":
    unittest.main()
