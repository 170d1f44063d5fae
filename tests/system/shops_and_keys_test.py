"""Shops and keys made, changed and taken away: by the administrators' routes and by commands, on a running
server and on a store at rest."""
import json
import tempfile
import unittest

from server import Server

ORDER = {"order_id": "1", "user_id": "u", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
         "lines": [{"product_id": "p", "quantity": 1, "price": "1.00"}]}


class ShopsAndKeys(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name)
        self.addCleanup(self.server.end)

    def command(self, *arguments, status=0):
        made = self.server.run(*arguments, "--config", self.server.config)
        self.assertEqual(made.returncode, status, made.stderr)
        return made.stdout if status == 0 else made.stderr

    def start(self):
        self.server.start()
        self.admin = self.server.admin(self.server.make_key("--scopes", "admin"))

    def test_commands_do_the_same_at_rest_and_beside_a_server(self):
        for running in (False, True):
            with self.subTest(running=running):
                if running:
                    self.server.start()
                name = f"shop {running}"
                self.assertIn("is active", self.command("shop", "create", name))
                self.assertIn("already", self.command("shop", "create", name, status=65))
                key = self.command("key", "create", "--shop", name).strip()
                listed = json.loads(self.command("key", "list", "--shop", name, "--json"))["keys"]
                self.assertEqual([(k["shop"], k["state"], k["created_by"]) for k in listed],
                                 [(name, "active", "owner")])
                fresh = self.command("key", "rotate", listed[0]["key_id"]).strip()
                self.assertRegex(fresh, "^suggestd_shop_")
                self.assertNotEqual(fresh, key)
                self.command("key", "revoke", listed[0]["key_id"])
                states = [k["state"] for k in
                          json.loads(self.command("key", "list", "--shop", name, "--json"))["keys"]]
                self.assertEqual(states, ["revoked", "active"])
                self.assertIn("suspended", self.command("shop", "suspend", name))
                self.assertIn(name, self.command("shop", "list"))
                self.assertIn("active", self.command("shop", "resume", name))
                self.assertIn("deleted", self.command("shop", "delete", name))
                self.assertIn("there is no shop", self.command("shop", "delete", name, status=65))
        self.assertIn("there is no key", self.command("key", "revoke", "nothing", status=65))

    def test_a_server_that_ends_takes_its_socket_away(self):
        self.server.start()
        socket = self.server.folder / "store" / "owner.sock"
        self.assertTrue(socket.is_socket())
        self.server.stop()
        self.assertFalse(socket.exists())

    def test_a_key_is_revoked_on_open_connections_too(self):
        self.start()
        made = self.admin.post("/v1/keys", {"shop": "default", "name": "till", "scopes": ["ingest", "read"]})
        self.assertEqual(made.status, 201, made.text)
        self.assertEqual(made.headers["Cache-Control"], "no-store")
        client = self.server.client(made.json["key"])
        self.assertEqual(client.post("/v1/orders", ORDER).status, 201)
        self.assertEqual(client.get("/v1/popular").status, 403, "a scope that it hasn't")
        known = self.admin.get(f"/v1/keys/{made.json['key_id']}").json
        self.assertNotIn("key", known)
        self.assertIsNotNone(known["last_used"])
        self.assertEqual(self.admin.ask("DELETE", f"/v1/keys/{made.json['key_id']}").status, 200)
        refused = client.get("/v1/orders/1")
        self.assertEqual(refused.status, 401)
        self.assertIn("revoked since", refused.json["detail"])
        self.server.kill()
        self.server.start()
        self.assertEqual(self.server.client(made.json["key"]).get("/v1/orders/1").status, 401)

    def test_what_can_not_be_a_key_is_refused_at_its_field(self):
        self.start()
        for body, pointer in (({"shop": "none"}, "/shop"), ({"scopes": ["reed"]}, "/scopes"),
                              ({"scopes": []}, "/scopes"), ({"scopes": ["admin"], "shop": "default"}, "/shop"),
                              ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
                              ({"nmae": "x"}, "/nmae")):
            refused = self.admin.post("/v1/keys", body)
            self.assertEqual(refused.status, 400, refused.text)
            self.assertEqual(refused.json["errors"][0]["pointer"], pointer, refused.text)
        self.assertEqual(self.admin.post("/v1/keys", {"expires_at": "2199-01-01T00:00:00Z"}).status, 201)
        self.assertEqual(self.server.client().get("/v1/keys").status, 404, "not on the shops' listener")
        shops_own = self.server.admin(self.server.key)
        self.assertEqual(shops_own.get("/v1/keys").status, 403)

    def test_the_life_of_a_shop(self):
        self.start()
        made = self.admin.post("/v1/shops", {"name": "b"})
        self.assertEqual((made.status, made.json["state"]), (201, "active"), made.text)
        self.assertEqual(self.admin.post("/v1/shops", {"name": "b"}).status, 409)
        for name in ("", ".", "..", "../b", "a/b"):
            self.assertEqual(self.admin.post("/v1/shops", {"name": name}).json["errors"][0]["pointer"], "/name", name)
        key = self.admin.post("/v1/keys", {"shop": "b"}).json["key"]
        client = self.server.client(key)
        self.assertEqual(client.post("/v1/orders", ORDER).status, 201)
        self.assertIn(client.put("/v1/scenarios/home", {"list": "popular"}).status, (200, 201))
        self.assertEqual(client.put("/v1/changes/consumers/c", {"position": "1:1"}).status, 200)
        self.assertEqual(self.server.client().get("/v1/orders/1").status, 404, "another shop")

        suspended = self.admin.ask("PATCH", "/v1/shops/b", {"state": "suspended"})
        self.assertEqual((suspended.status, suspended.json["state"]), (200, "suspended"))
        refused = client.get("/v1/orders/1")
        self.assertEqual(refused.status, 403)
        self.assertIn("suspended", refused.json["detail"])
        read = self.server.client(self.admin.key).get("/v1/orders/1", Suggestd_Shop="b")
        self.assertEqual(read.status, 200, "the administrator still reads")
        self.server.kill()
        self.server.start()
        client = self.server.client(key)
        self.admin = self.server.admin(self.admin.key)
        self.assertEqual(client.get("/v1/orders/1").status, 403, "through a restart")
        self.assertEqual(self.admin.ask("PATCH", "/v1/shops/b", {"state": "asleep"}).status, 400)
        self.admin.ask("PATCH", "/v1/shops/b", {"state": "active"})
        self.assertEqual(client.get("/v1/orders/1").status, 200)

        deleted = self.admin.ask("DELETE", "/v1/shops/b", {"confirm": "b"})
        self.assertEqual((deleted.status, deleted.json["result"]["keys_revoked"]), (200, 1), deleted.text)
        self.assertEqual(client.get("/v1/orders/1").status, 401)
        self.assertEqual(self.admin.ask("DELETE", "/v1/shops/b", {"confirm": "b"}).status, 404)
        self.assertNotIn("b", [shop["name"] for shop in self.admin.get("/v1/shops").json["shops"]])
        self.assertEqual(self.admin.post("/v1/shops", {"name": "b"}).status, 201)
        again = self.server.client(self.admin.post("/v1/keys", {"shop": "b"}).json["key"])
        for gone in ("/v1/orders/1", "/v1/scenarios/home", "/v1/changes/consumers/c"):
            self.assertEqual(again.get(gone).status, 404, gone)
        self.assertEqual(again.get("/v1/changes?since=beginning").json["changes"], [])
        self.server.kill()
        self.server.start()  # the store is whole: what was deleted is not missed
        self.assertEqual(self.server.client().get("/v1/orders/1").status, 404)

    def test_an_event_stream_of_a_deleted_shop_ends(self):
        self.start()
        self.admin.post("/v1/shops", {"name": "b"})
        client = self.server.client(self.admin.post("/v1/keys", {"shop": "b"}).json["key"])
        client.connection.request("GET", "/v1/changes?since=now&feed=eventsource&timeout=60",
                                  headers={"Authorization": f"Bearer {client.key}"})
        stream = client.connection.getresponse()
        self.assertEqual(stream.status, 200)
        self.assertEqual(self.admin.ask("DELETE", "/v1/shops/b", {"confirm": "b"}).status, 200)
        self.assertIn(b"event: error", stream.read())  # to its end, within the client's patience


if __name__ == "__main__":
    unittest.main()
