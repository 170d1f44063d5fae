"""A shop's pages talk to the server themselves: keys for pages, signed-in shoppers, CORS and beacons."""
import json
import sys
import tempfile
import unittest
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server
from shopper_tokens import Signer

ORIGIN = "https://shop.example"
VISITOR = "Vk3nYv2u0cW1k8sQeZ4b7A"
OTHER_VISITOR = "0b9d6c5e-3f1a-4c2b-8d7e-9a0b1c2d3e4f"


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def ga4(name, *items, **params):
    return {"client_id": VISITOR, "events": [{"name": name, "params": {"items": list(items), **params}}]}


class Browsers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server(cls.folder.name, "[log]\nrequests = true\n").start()
        cls.addClassCleanup(cls.server.end)
        cls.admin_key = cls.server.make_key("--scopes", "admin")
        shop = cls.server.client()
        for number in range(8):
            shop.put(f"/v1/products/p{number}", {"title": f"Product {number}", "price": "1.00", "currency": "EUR",
                                                 "properties": {"margin": number}})
        for user in range(4):
            shop.post("/v1/orders", {"order_id": f"o{user}", "user_id": f"u{user}", "placed_at": now(),
                                     "currency": "EUR", "lines": [{"product_id": f"p{n}", "quantity": 1,
                                                                   "price": "1.00"} for n in range(user, user + 3)]})
        for name in ("home", "account"):
            shop.put(f"/v1/scenarios/{name}", {"list": "for-you", "properties": "title"})
        shop.close()
        cls.server.wait_until_learned()
        made = cls.make_page_key()
        assert made.status == 201, made.text
        cls.page_key = made.json["key"]

    @classmethod
    def make_page_key(cls, **changes):
        admin = cls.server.admin(cls.admin_key)
        made = admin.post("/v1/keys", {"kind": "page", "origins": [ORIGIN], "scenarios": ["home"], **changes})
        admin.close()
        return made

    def setUp(self):
        self.shop = self.server.client()
        self.page = self.server.client(self.page_key)
        for client in (self.shop, self.page):
            self.addCleanup(client.close)

    def as_shopper(self, token):
        client = self.server.client(token)
        self.addCleanup(client.close)
        return client

    def good(self, answer, *statuses):
        self.assertIn(answer.status, statuses or (200, 201, 202), answer.text)
        return answer

    def refused(self, answer, status, words):
        self.assertEqual(answer.status, status, answer.text)
        self.assertIn(words, answer.text)
        return answer

    # --- Keys of pages

    def test_a_key_for_pages_says_what_it_opens(self):
        made = self.make_page_key(origins=["HTTPS://Shop.Example:443", "http://localhost:3000"], name="web").json
        self.assertRegex(made["key"], "^suggestd_page_")
        self.assertEqual((made["kind"], made["scopes"]), ("page", ["recommend", "collect"]))
        self.assertEqual(made["origins"], [ORIGIN, "http://localhost:3000"])
        self.assertEqual(made["scenarios"], ["home"])
        admin = self.server.admin(self.admin_key)
        fresh = self.good(admin.ask("POST", f"/v1/keys/{made['key_id']}/rotate"), 201).json
        admin.close()
        self.assertEqual({name: fresh[name] for name in ("kind", "origins", "scenarios", "scopes")},
                         {name: made[name] for name in ("kind", "origins", "scenarios", "scopes")})
        self.assertRegex(fresh["key"], "^suggestd_page_")

    def test_what_no_page_may_have_is_refused_at_its_field(self):
        for changes, pointer in (({"scopes": ["collect", "read"]}, "/scopes"), ({"origins": []}, "/origins"),
                                 ({"origins": ["*"]}, "/origins"), ({"origins": [ORIGIN + "/cart"]}, "/origins"),
                                 ({"scenarios": [], "scopes": ["recommend"]}, "/scenarios"),
                                 ({"kind": "shop"}, "/origins"), ({"kind": "pages"}, "/kind")):
            with self.subTest(changes):
                made = self.make_page_key(**changes)
                self.assertEqual(made.status, 400, made.text)
                self.assertIn(pointer, [error["pointer"] for error in made.json["errors"]])

    def test_a_key_for_pages_is_the_same_after_a_restart(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder).start()
            self.addCleanup(server.end)
            admin = server.admin(server.make_key("--scopes", "admin"))
            key = admin.post("/v1/keys", {"origins": [ORIGIN]}).json["key"]
            admin.close()
            view = {"type": "view", "anonymous_id": VISITOR, "product_id": "p"}
            for _ in range(2):
                client = server.client(key)
                self.good(client.post("/v1/collect", view, Origin=ORIGIN))
                self.refused(client.post("/v1/collect", view, Origin="https://evil.example"), 403, ORIGIN)
                self.refused(client.get("/v1/popular"), 403, "scope")
                client.close()
                server.stop()
                server.start()

    # --- CORS, as a browser asks

    def preflight(self, path, method, origin):
        return self.page.ask("OPTIONS", path, headers={
            "Authorization": "", "Origin": origin, "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type"})

    def test_a_preflight_and_the_request_after_it(self):
        preflight = self.preflight("/v1/recommendations", "POST", ORIGIN)
        self.assertEqual((preflight.status, preflight.text), (204, ""))
        self.assertEqual(preflight.headers["Access-Control-Allow-Origin"], ORIGIN)
        self.assertEqual(preflight.headers["Access-Control-Max-Age"], "7200")
        allowed = preflight.headers["Access-Control-Allow-Headers"].lower()
        for name in ("authorization", "content-type", "suggestd-session"):
            self.assertIn(name, allowed)
        answer = self.good(self.page.post("/v1/recommendations", {"scenario": "home"}, Origin=ORIGIN))
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], ORIGIN)
        for name in ("Suggestd-Applied", "RateLimit", "Retry-After"):
            self.assertIn(name, answer.headers["Access-Control-Expose-Headers"])
        self.assertIn("Origin", answer.headers.get_all("Vary"))
        self.assertNotIn("Access-Control-Allow-Credentials", answer.headers)
        foreign = self.page.post("/v1/recommendations", {"scenario": "home"}, Origin="https://evil.example")
        self.assertEqual(foreign.status, 403)
        self.assertNotIn("Access-Control-Allow-Origin", foreign.headers)
        self.assertEqual(self.preflight("/v1/orders", "POST", ORIGIN).status, 403)
        self.assertEqual(self.preflight("/v1/collect", "POST", "https://evil.example").status, 403)

    # --- Beacons

    def beacon(self, body, **headers):
        return self.page.ask("POST", f"/v1/collect?key={self.page_key}", json.dumps(body),
                             {"Authorization": "", "Content-Type": "text/plain;charset=UTF-8", "Origin": ORIGIN,
                              **headers})

    def events(self, kind):
        changes = self.shop.get("/v1/changes?since=beginning&kinds=event&limit=1000").json["changes"]
        return [change["data"] for change in changes if change["data"]["type"] == kind]

    def test_ga4_segment_and_our_own_words_become_events(self):
        before = len(self.events("cart_add"))
        bodies = (ga4("add_to_cart", {"item_id": "p1", "quantity": 2}),
                  {"anonymous_id": VISITOR, "event": "add_to_cart", "ecommerce": {"items": [{"item_id": "p1"}]}},
                  {"type": "track", "event": "Product Added", "anonymousId": OTHER_VISITOR,
                   "properties": {"product_id": "p1"}},
                  [{"type": "cart_add", "anonymous_id": VISITOR, "product_id": "p1"}])
        for body in bodies:
            answer = self.good(self.beacon(body), 200)
            self.assertEqual((answer.json["accepted"], answer.json["refused"]), (1, 0), answer.text)
            self.assertIn("Suggestd-Session", answer.headers)
        self.assertEqual(len(self.events("cart_add")), before + len(bodies))

    def test_each_event_has_an_outcome_of_its_own(self):
        mixed = self.good(self.beacon([{"type": "view", "anonymous_id": VISITOR, "product_id": "p1"},
                                       {"type": "view", "user_id": "u1", "product_id": "p1"},
                                       {"type": "stare", "anonymous_id": VISITOR}]))
        self.assertEqual([mixed.json[name] for name in ("accepted", "left_out", "refused")], [1, 1, 1])
        self.assertEqual([(told["pointer"], told["result"]) for told in mixed.json["events"]],
                         [("/1", "refused"), ("/2", "left_out")])
        self.assertEqual(mixed.json["events"][0]["status"], 403)
        self.good(self.beacon({"client_id": "1.2", "events": [{"name": "page_view"}]}))

    def test_who_a_page_may_not_name(self):
        self.refused(self.beacon({"type": "view", "user_id": "u1", "product_id": "p1"}), 403, "shopper's token")
        self.refused(self.beacon({**ga4("view_item", {"item_id": "p1"}), "client_id": "1234567890.1234567890"}), 403,
                     "128 random bits")
        self.refused(self.page.post("/v1/users/u1/merge", {"anonymous_id": VISITOR}), 403, "shopper's token")
        self.refused(self.page.get("/v1/users/u1/recommendations?scenario=home"), 403, "shopper's token")
        self.refused(self.page.get("/v1/popular?scenario=home&user_id=u1"), 403, "shopper's token")
        self.refused(self.page.get("/v1/products/p1/users"), 403, "secret key")

    def test_a_secret_key_never_stands_in_an_address(self):
        secret = self.server.make_key("--scopes", "collect")
        answer = self.page.ask("POST", f"/v1/collect?key={secret}", "{}",
                               {"Authorization": "", "Content-Type": "text/plain"})
        self.refused(answer, 401, "rotate")
        self.assertNotIn(secret, answer.text)
        self.beacon({"type": "view", "anonymous_id": VISITOR, "product_id": "p1"})
        self.assertNotIn(self.page_key, self.server.log.read_text(encoding="utf-8"))

    def test_a_large_body_is_refused(self):
        self.refused(self.beacon({"x": "y" * 65536}), 413, "65536")

    # --- A purchase that a page reports

    def report(self):
        return self.good(self.shop.get("/v1/scenarios/home/report", Suggestd_Consistency="strong")).json

    def test_a_purchase_of_a_page_teaches_nothing_and_links_the_servers_order(self):
        popular = self.shop.get("/v1/popular?limit=8", Suggestd_Consistency="strong").json["items"]
        earned = self.report()
        listed = self.good(self.page.post("/v1/recommendations", {"scenario": "home", "anonymous_id": VISITOR})).json
        self.good(self.beacon(ga4("select_item", {"item_id": "p7"}, item_list_id=listed["recommendation_id"])))
        bought = self.good(self.beacon(ga4("purchase", {"item_id": "p7", "price": 1, "quantity": 500},
                                           transaction_id="T-1")))
        self.assertEqual(bought.json["accepted"], 1)
        self.assertEqual(self.events("purchase"), [])
        for _ in range(20):
            self.beacon(ga4("purchase", {"item_id": "p6", "quantity": 500}, transaction_id="T-2"))
        after = self.shop.get("/v1/popular?limit=8", Suggestd_Consistency="strong").json["items"]
        rank = {item["product_id"]: place for place, item in enumerate(after)}
        self.assertEqual(rank["p6"], {item["product_id"]: n for n, item in enumerate(popular)}["p6"], after)
        self.assertEqual(self.report()["orders"], earned["orders"])
        self.good(self.shop.post("/v1/orders", {
            "order_id": "T-1", "user_id": "whoever", "placed_at": now(), "currency": "EUR",
            "lines": [{"product_id": "p7", "quantity": 1, "price": "2.00"}]}))
        self.assertEqual(self.report()["orders"], earned["orders"] + 1)
        self.assertEqual(self.good(self.beacon(ga4("purchase", {"item_id": "p7"}))).json["left_out"], 1)

    # --- Shoppers who have signed in

    def test_a_token_of_each_algorithm_opens_its_own_person_alone(self):
        for algorithm in ("HS256", "RS256", "ES256", "EdDSA"):
            with self.subTest(algorithm):
                signer = Signer(algorithm, self.folder.name)
                put = self.good(self.shop.put("/v1/shoppers/keys/k1", signer.registration()))
                self.assertEqual((put.json["kid"], put.json["algorithm"]), ("k1", algorithm))
                self.assertNotIn("secret", put.json)
                shopper = self.as_shopper(signer.token("u1"))
                answer = self.good(shopper.get("/v1/users/u1/recommendations", Origin=ORIGIN))
                self.assertEqual(answer.headers["Access-Control-Allow-Origin"], ORIGIN)
                self.refused(shopper.get("/v1/users/u2/recommendations"), 403, "another person")
                self.refused(shopper.get("/v1/popular?user_id=u2"), 403, "another person")
                self.refused(shopper.get("/v1/users/u1"), 403, "secret key")
                self.refused(shopper.get("/v1/users/u1/orders"), 403, "secret key")
                self.good(shopper.post("/v1/collect", {"type": "view", "product_id": "p1"}))
                self.assertEqual(self.events("view")[-1]["user_id"], "u1")
                self.refused(shopper.post("/v1/collect", {"type": "view", "user_id": "u2", "product_id": "p1"}), 403,
                             "another person")
                for lives, words in ((-120, "ended"), (2 * 86400, "24 hours")):
                    refused = self.as_shopper(signer.token("u1", lives=lives)).get("/v1/users/u1/recommendations")
                    self.refused(refused, 401, words)

    def test_a_person_takes_consent_back_and_joins_their_visits(self):
        signer = Signer("EdDSA", self.folder.name)
        self.good(self.shop.put("/v1/shoppers/keys/k2", signer.registration()))
        shopper = self.as_shopper(signer.token("u3", kid="k2"))
        self.assertEqual(shopper.get("/v1/users/u3/consent").json, {"profiling": True, "consent": None})
        self.good(shopper.put("/v1/users/u3/consent", {"profiling": False}))
        self.assertIs(self.shop.get("/v1/users/u3").json["profiling"], False)
        self.refused(shopper.put("/v1/users/u2/consent", {"profiling": False}), 403, "another person")
        self.good(shopper.put("/v1/users/u3/consent", {"profiling": True}))
        self.assertEqual(shopper.get("/v1/users/u3/consent").json, {"profiling": True, "consent": True})
        self.good(shopper.post("/v1/users/u3/merge", {"anonymous_id": OTHER_VISITOR}))
        self.refused(shopper.post("/v1/users/u3/merge", {"anonymous_id": "guest"}), 403, "128 random bits")

    def test_a_deleted_key_and_one_of_another_shop_open_nothing(self):
        signer = Signer("ES256", self.folder.name)
        self.good(self.shop.put("/v1/shoppers/keys/k3", signer.registration()))
        token = signer.token("u1", kid="k3")
        self.good(self.as_shopper(token).get("/v1/users/u1/recommendations"))
        admin = self.server.admin(self.admin_key)
        self.addCleanup(admin.close)
        admin.post("/v1/shops", {"name": "other"})
        self.refused(self.as_shopper(signer.token("u1", kid="k3", shop="other")).get("/v1/users/u1/recommendations"),
                     401, "not registered")
        self.assertIn("k3", [key["kid"] for key in self.shop.get("/v1/shoppers/keys").json["keys"]])
        self.good(self.shop.ask("DELETE", "/v1/shoppers/keys/k3"))
        self.refused(self.as_shopper(token).get("/v1/users/u1/recommendations"), 401, "not registered")
        self.assertEqual(self.shop.get("/v1/shoppers/keys/k3").status, 404)

    def test_a_key_of_lesser_scopes_registers_no_key(self):
        client = self.server.client(self.server.make_key("--scopes", "ingest"))
        self.addCleanup(client.close)
        signer = Signer("HS256", self.folder.name)
        self.refused(client.put("/v1/shoppers/keys/k4", signer.registration()), 403, "recommend")
        self.refused(client.ask("DELETE", "/v1/shoppers/keys/k1"), 403, "recommend")


if __name__ == "__main__":
    unittest.main()
