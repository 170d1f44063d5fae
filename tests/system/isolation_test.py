"""Who may not enter, asked of every route that both listeners describe: with another shop's key, another person's token,
each lesser scope, a revoked and an expired key, and by spellings of the path that other servers take for the same. And
things of the same id in two shops, which never meet."""
import json
import re
import sys
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from raw_http import RawConnection
from server import Client, Server
from shopper_tokens import Signer

ORIGIN = "https://shop.example"
SHOP_SCOPES = ("ingest", "read", "recommend", "collect", "merchandise", "privacy")
SERVER_SCOPES = ("admin", "watch")  # whose keys belong to no shop
METHODS = ("get", "put", "post", "patch", "delete")
# One id for everything: whatever a path names is there in both shops, or in neither.
THING = "thing"


def opened_by(scopes):
    """Who writes records may write scenarios, too."""
    return {*scopes, "merchandise"} if "ingest" in scopes else set(scopes)


def in_seconds(seconds):
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def spellings(path):
    """Other spellings of a path, which a proxy, a file system or another router may take for the same."""
    head, _, last = path.rpartition("/")
    first = path.strip("/").split("/")[0]
    yield "/" + path
    yield path + "/"
    yield head + "//" + last
    yield path + "/."
    yield f"{head}/./{last}"
    yield f"{head}/x/../{last}"
    yield f"/livez/..{path}"
    yield f"/livez/%2e%2e{path}"
    yield f"/{first}%2f{path[len(first) + 2:]}"
    yield path.replace("/v1", "/V1").replace("/metrics", "/METRICS")
    yield path + ";a=b"
    yield f"{head};a=b/{last}"
    yield path + "%00"
    yield path + "%20"
    yield path + "#x"
    yield path + "?"
    yield "/livez?" + path
    yield f"{head}/%{ord(last[0]):02x}{last[1:]}" if last else path
    yield f"http://127.0.0.1{path}"
    yield f"http://evil.example{path}"
    yield path.replace("/", "\\")


class Isolation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server(cls.folder.name).start()
        cls.addClassCleanup(cls.server.end)
        cls.admin_key = cls.server.make_key("--scopes", "admin")
        cls.admin = cls.server.admin(cls.admin_key)
        cls.addClassCleanup(cls.admin.close)
        assert cls.admin.post("/v1/shops", {"name": "b"}).status == 201
        cls.keys = {shop: cls.new_key(shop=shop, scopes=["ingest", "read", "recommend", "collect", "privacy"])["key"]
                    for shop in ("default", "b")}
        cls.documents = {}
        for name, port in (("shop", cls.server.shop_port), ("admin", cls.server.admin_port)):
            client = Client(port, cls.admin_key)
            cls.documents[name] = client.get("/openapi.json").json
            client.close()

    @classmethod
    def new_key(cls, **body):
        made = cls.admin.post("/v1/keys", body)
        assert made.status == 201, made.text
        return made.json

    def routes(self):
        """(listener's port, method, path of the table, path with ids, operation) of each route that asks for a key."""
        for name, document in self.documents.items():
            port = self.server.shop_port if name == "shop" else self.server.admin_port
            for path, operations in document["paths"].items():
                for method in METHODS:
                    operation = operations.get(method)
                    if operation and self.scopes(operation):
                        yield port, method.upper(), path, re.sub("{[a-z_]+}", THING, path), operation

    @staticmethod
    def scopes(operation):
        """Those of which each opens the route; none for a route that anybody may ask."""
        return {scope for way in operation["security"] for scope in way.get("key", [])}

    def asked(self, credential):
        """A function that asks routes with this key or token, one connection for each listener."""
        clients = {}
        self.addCleanup(lambda: [client.close() for client in clients.values()])

        def ask(port, method, path, **headers):
            client = clients.setdefault(port, Client(port, credential))
            return client.ask(method, path, None, headers)
        return ask

    # --- Keys

    def test_each_lesser_scope_is_refused(self):
        for scope in SHOP_SCOPES + SERVER_SCOPES:
            body = {"scopes": [scope]} if scope in SERVER_SCOPES else {"scopes": [scope], "shop": "default"}
            key = self.new_key(**body)
            ask = self.asked(key["key"])
            met = 0
            for port, method, path, target, operation in self.routes():
                if self.scopes(operation) & opened_by(key["scopes"]):
                    continue
                with self.subTest(scope=scope, route=f"{method} {path}"):
                    met += 1
                    self.assertEqual(ask(port, method, target).status, 403)
            if scope != "admin":  # which opens all
                self.assertGreater(met, 30)

    def test_a_revoked_an_expired_and_an_unknown_key_are_refused(self):
        revoked = self.new_key(shop="default", scopes=list(SHOP_SCOPES))
        self.assertEqual(self.admin.ask("DELETE", f"/v1/keys/{revoked['key_id']}").status, 200)
        expired = self.new_key(shop="default", scopes=list(SHOP_SCOPES), expires_at=in_seconds(2))
        client = self.server.client(expired["key"])
        until = time.monotonic() + 30
        while client.get("/v1/orders/none").status != 401:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)
        client.close()
        for name, key in (("revoked", revoked["key"]), ("expired", expired["key"]),
                          ("unknown", "suggestd_shop_unknown"), ("none", None)):
            ask = self.asked(key)
            for port, method, path, target, _ in self.routes():
                with self.subTest(key=name, route=f"{method} {path}"):
                    answer = ask(port, method, target)
                    self.assertEqual(answer.status, 401, answer.text)

    def test_who_may_only_watch_reaches_the_status_alone(self):
        ask = self.asked(self.new_key(scopes=["watch"])["key"])
        opened = {f"{method} {path}" for port, method, path, target, _ in self.routes() if ask(port, method, target).status != 403}
        self.assertEqual(opened, {"GET /v1/status"})

    def test_another_shops_key_reaches_its_own_shop_alone(self):
        ask = self.asked(self.keys["b"])
        met = 0
        for port, method, path, target, operation in self.routes():
            if not any(parameter["name"] == "Suggestd-Shop" for parameter in operation["parameters"]):
                continue
            with self.subTest(route=f"{method} {path}"):
                met += 1
                answer = ask(port, method, target, **{"Suggestd-Shop": "default"})
                self.assertEqual(answer.status, 403, answer.text)
        self.assertGreater(met, 30)

    # --- Browsers

    def test_a_pages_key_and_a_token_open_what_the_description_says(self):
        page = self.new_key(kind="page", origins=[ORIGIN], scenarios=["home"])["key"]
        signer = Signer("EdDSA", self.folder.name)
        shop = self.server.client(self.keys["default"])
        self.assertIn(shop.put("/v1/shoppers/keys/k1", signer.registration()).status, (200, 201))
        shop.close()
        asks = {"page": self.asked(page), "own": self.asked(signer.token(THING)),
                "another's": self.asked(signer.token("another"))}
        for port, method, path, target, operation in self.routes():
            opens = operation.get("x-browsers") if port == self.server.shop_port else None
            for who, ask in asks.items():
                if opens == "pages" or (opens == "shoppers" and who == "own"):
                    continue
                with self.subTest(who=who, route=f"{method} {path}"):
                    self.assertEqual(ask(port, method, target).status, 403)

    # --- Spellings

    def test_no_spelling_of_a_path_answers_what_the_plain_one_refuses(self):
        lesser = self.new_key(scopes=["collect"], shop="b")["key"]
        connections = {}
        self.addCleanup(lambda: [one.socket.close() for one in connections.values()])
        for port, method, path, target, operation in self.routes():
            if self.scopes(operation) == {"collect"}:
                continue
            for spelling in spellings(target):
                for key in ("", lesser):
                    with self.subTest(route=f"{method} {path}", spelling=spelling, key=bool(key)):
                        self.check_spelling(connections, port, method, spelling, key)

    def check_spelling(self, connections, port, method, spelling, key):
        connection = connections.pop(port, None) or RawConnection(port)
        authorization = f"Authorization: Bearer {key}\r\n" if key else ""
        connection.send(f"{method} {spelling} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}"
                        f"Content-Length: 0\r\n\r\n".encode("latin-1"))
        answer = connection.answer()
        if answer is not None and not answer.closes:
            connections[port] = connection
        else:
            connection.socket.close()
        self.assertIsNotNone(answer)
        harmless = spelling.startswith("/livez?")  # the plain health route, with a query that it does not take
        self.assertIn(answer.status, (400, 401, 403, 404, 405, 414) + ((200,) if harmless else ()), answer.body)

    # --- The same ids in two shops

    def test_things_of_one_id_in_two_shops_never_meet(self):
        clients = {shop: self.server.client(key) for shop, key in self.keys.items()}
        self.addCleanup(lambda: [client.close() for client in clients.values()])
        for shop, client in clients.items():
            self.fill(client, f"only-of-{shop}")
        for shop, client in clients.items():
            other = "only-of-" + ("b" if shop == "default" else "default")
            for path in ("/v1/orders/thing", "/v1/products/thing", "/v1/users/thing", "/v1/users/thing/orders",
                         "/v1/scenarios/thing", "/v1/scenarios", "/v1/scenarios/thing/versions",
                         "/v1/scenarios/thing/draft", "/v1/drafts",
                         "/v1/segments/thing", "/v1/segments",
                         "/v1/experiments/thing", "/v1/experiments/thing/runs", "/v1/experiments",
                         "/v1/popular?properties=*", "/v1/new?properties=*",
                         "/v1/users/thing/recommendations?include_bought=1&properties=*",
                         "/v1/users/thing/buy-again?properties=*", "/v1/users/thing/recently-viewed?properties=*",
                         "/v1/products/thing/users", "/v1/changes?since=beginning&limit=1000",
                         "/v1/changes/consumers/thing", "/v1/report", "/v1/shoppers/keys"):
                with self.subTest(shop=shop, path=path):
                    answer = client.get(path, Suggestd_Consistency="strong")
                    self.assertEqual(answer.status, 200, answer.text)
                    self.assertNotIn(other, answer.text)
            kept = client.get("/v1/products/thing").json
            self.assertEqual(kept["title"], f"only-of-{shop}")

    def fill(self, client, mark):
        for method, path, body in (
                ("PUT", "/v1/products/thing", {"title": mark, "stock": 5}),
                ("POST", "/v1/orders", {"order_id": "thing", "user_id": "thing", "placed_at": "2026-01-01T00:00:00Z",
                                        "currency": "EUR", "status": mark,
                                        "lines": [{"product_id": "thing", "quantity": 1, "price": "1.00"}]}),
                ("PUT", "/v1/users/thing", {"properties": {"of": mark}}),
                ("POST", "/v1/events", {"type": "view", "user_id": "thing", "product_id": "thing", "event_id": "thing",
                                        "properties": {"of": mark}}),
                ("PUT", "/v1/scenarios/thing", {"list": "popular", "filter": f'title != "{mark}-x"'}),
                ("PUT", "/v1/scenarios/thing/draft", {"scenario": {"list": "popular", "filter": f'title != "{mark}-d"'}}),
                ("PUT", "/v1/segments/thing", {"people": f'user.of == "{mark}"', "description": mark}),
                ("PUT", "/v1/experiments/thing", {"scenario": mark, "variants": [{"name": "a", "share": 0.5},
                                                                                 {"name": "b", "share": 0.5}]}),
                ("PUT", "/v1/changes/consumers/thing", {"position": "1:1"})):
            answer = client.ask(method, path, body)
            self.assertIn(answer.status, (200, 201, 202), f"{method} {path}: {answer.text}")

    def test_an_idempotency_key_of_one_shop_is_none_of_another(self):
        order = {"order_id": "repeat", "user_id": "u", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
                 "lines": [{"product_id": "p", "quantity": 1, "price": "1.00"}]}
        for shop, key in self.keys.items():
            client = self.server.client(key)
            answer = client.post("/v1/orders", {**order, "status": shop}, Idempotency_Key='"same"')
            self.assertEqual(answer.status, 201, answer.text)
            self.assertNotIn("Idempotent-Replayed", answer.headers)
            self.assertEqual(client.get("/v1/orders/repeat").json["status"], shop)
            client.close()

    def test_a_recommendation_id_means_nothing_in_another_shop(self):
        ids = {}
        for shop, key in self.keys.items():
            client = self.server.client(key)
            client.put("/v1/products/listed", {"title": "Listed"})
            ids[shop] = client.get("/v1/new", Suggestd_Consistency="strong").json["recommendation_id"]
            client.close()
        for shop, other in (("default", "b"), ("b", "default")):
            client = self.server.client(self.keys[shop])
            self.assertEqual(client.get(f"/v1/recommendations/{ids[shop]}/next").status, 200)
            self.assertEqual(client.get(f"/v1/recommendations/{ids[other]}/next").status, 404)
            client.close()

    def test_metrics_and_status_tell_a_shop_of_itself_alone(self):
        client = self.server.client(self.keys["b"])
        self.addCleanup(client.close)
        shops = client.get("/v1/status").json["shops"]
        self.assertEqual([shop["name"] for shop in shops], ["b"])
        self.assertEqual(client.get("/metrics").status, 404)
        self.assertNotIn('"default"', json.dumps(client.get("/readyz?verbose").json))


if __name__ == "__main__":
    unittest.main()
