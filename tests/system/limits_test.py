"""Goes one beyond each limit of docs/internals/limits.md, and first to the limit itself.

A limit `group.name` is proven by test_group__name. One without a proof, or a proof without a limit, fails.
"""
import json
import re
import socket
import tempfile
import unittest

from limits_of_campaigns import CampaignLimits
from person import Person, first_owner
from picture_proofs import PictureLimit
from registration_proofs import RegisteredShopLimits
from server import SOURCE, Server
from shopper_tokens import SECRET, Signer
from sign_in_limits import SignInProofs

PAGE = (SOURCE / "docs" / "internals" / "limits.md").read_text(encoding="utf-8")
LIMITS = {name: int(most) for name, most in re.findall(r"^\| `([a-z_.]+)` \| (\d+) \|", PAGE, re.MULTILINE)}
NOW = "2026-01-01T00:00:00Z"


def order(lines=1, **fields):
    one = {"product_id": "p", "quantity": 1, "price": "1.00"}
    return {"order_id": "o", "user_id": "u", "placed_at": NOW, "currency": "EUR", "lines": [one] * lines, **fields}


class Proofs(CampaignLimits, PictureLimit, RegisteredShopLimits, SignInProofs, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.server = Server(cls.folder.name).start()
        cls.client = cls.server.client()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.folder.cleanup()

    def most(self):
        return LIMITS[self.id().rsplit(".test_", 1)[1].replace("__", ".", 1)]

    def answers(self, method, path, body, good, bad, words=""):
        """`good` and `bad` are statuses; body(n) is made for the limit and for one beyond."""
        for size, status in ((self.most(), good), (self.most() + 1, bad)):
            answer = self.client.ask(method, path(size) if callable(path) else path, body(size) if body else None)
            self.assertIn(answer.status, status if isinstance(status, tuple) else (status,), answer.text[:500])
        if words:
            self.assertIn(words, answer.text)
        return answer

    def raw(self, request):
        """All that a request of these bytes is answered with, to the end of the connection."""
        with socket.create_connection(("127.0.0.1", self.server.shop_port), timeout=30) as client:
            client.sendall(request.encode("ascii"))
            answer = b""
            while piece := client.recv(65536):
                answer += piece
        return answer.decode("utf-8")

    def goes_one_beyond(self, request, status, good=200):
        """request(n) is answered `good` at the limit and refused with `status` for one beyond."""
        self.assertTrue(self.raw(request(self.most())).startswith(f"HTTP/1.1 {good} "))
        refused = self.raw(request(self.most() + 1))
        self.assertTrue(refused.startswith(f"HTTP/1.1 {status} "), refused[:500])
        self.assertIn(str(self.most()), refused)

    def feed_job(self, number, **parameters):
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        parameters = {"address": "https://shop.example/", "format": "ndjson", **parameters}
        asked = {"kind": "feed-import", "shop": "default", "parameters": parameters, "at": "03:30"}
        answers = [admin.put(f"/v1/jobs/j{one}", asked) for one in range(number)]
        for one, answer in enumerate(answers):
            if answer.status == 201:
                admin.ask("DELETE", f"/v1/jobs/j{one}")
        admin.close()
        return answers

    def test_jobs__unfinished(self):
        answers = self.feed_job(self.most() + 1)
        self.assertEqual({answer.status for answer in answers[:-1]}, {201})
        self.assertEqual(answers[-1].status, 503, answers[-1].text)

    def test_job__parameters_bytes(self):
        frame = len(json.dumps({"address": "https://shop.example/", "format": "ndjson", "x": ""}, separators=(",", ":")))
        at, beyond = (self.feed_job(1, x="x" * (self.most() + more - frame))[0] for more in (0, 1))
        self.assertEqual((at.status, at.json["errors"][0]["pointer"]), (400, "/parameters/x"))
        self.assertEqual((beyond.status, beyond.json["errors"][0]["pointer"]), (400, "/parameters"))
        self.assertIn(str(self.most()), beyond.text)

    def test_look_back__records(self):
        # At the limit it goes on to find that the log is shorter.
        self.answers("POST", lambda until: f"/v1/look-back?run=x&until={until}", None, 400, 413, str(self.most()))

    def test_outbound__address_bytes(self):
        host = "https://shop.example/"
        at, beyond = (self.feed_job(1, address=host + "x" * (self.most() + more - len(host)))[0] for more in (0, 1))
        self.assertEqual((at.status, beyond.status), (201, 400), beyond.text)
        self.assertEqual(beyond.json["errors"][0]["pointer"], "/parameters/address")

    def test_head__bytes(self):
        frame = len("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: \r\n\r\n")
        self.goes_one_beyond(lambda n: "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: " +
                             "x" * (n - frame) + "\r\n\r\n", 431)

    def test_head__fields(self):
        self.goes_one_beyond(lambda n: "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                             "X: x\r\n" * (n - 2) + "\r\n", 431)

    def test_head__target(self):
        self.goes_one_beyond(lambda n: "GET /" + "x" * (n - 1) +
                             " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 414, good=404)

    def test_body__chunk_extra(self):
        self.goes_one_beyond(lambda n: "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n0;" + "x" * (n - 2) + "\r\n\r\n", 400)

    def test_id__bytes(self):
        self.answers("PUT", "/v1/products/x", lambda n: {"product_id": "x", "title": "t", "group_id": "g" * n}, (200, 201),
                     400, "/group_id")

    def test_json__bytes(self):
        frame = len(json.dumps({"order_id": ""}))
        self.answers("POST", "/v1/orders", lambda n: json.dumps({"order_id": "x" * (n - frame)}), 400, 400)
        self.assertIn(str(self.most()), self.client.post("/v1/orders", " " * (self.most() + 1)).text)

    def test_json__depth(self):
        def nested(levels):
            return '{"properties":' + '{"a":' * (levels - 1) + "1" + "}" * (levels - 1) + "}"
        self.answers("PUT", "/v1/products/deep", nested, (200, 201, 400), 400, "nested deeper")

    def test_json__values(self):
        def numbers(count):  # with the braces, the name and the brackets
            return '{"properties":{"n":[' + ",".join(["0"] * (count - 3)) + "]}}"
        answer = self.answers("PUT", "/v1/products/many", numbers, 400, 400, f"more than {self.most()} values")
        self.assertEqual(answer.status, 400)

    def test_text__bytes(self):
        self.answers("PUT", "/v1/products/long", lambda n: {"title": "t" * n}, (200, 201), 400, "/title")

    def test_order__lines(self):
        self.answers("PUT", "/v1/orders/o", lambda n: order(n), (200, 201), 400, "/lines")

    def test_expression__bytes(self):
        def scenario(size):
            return {"list": "popular", "filter": "price > 1" + " " * (size - 9)}
        self.answers("PUT", "/v1/scenarios/bytes", scenario, (200, 201), 400, "/filter")

    def test_expression__depth(self):
        def scenario(levels):
            return {"list": "popular", "filter": "(" * (levels - 1) + "price > 1" + ")" * (levels - 1)}
        self.answers("PUT", "/v1/scenarios/depth", scenario, (200, 201), 400, "deeper")

    def test_expression__nodes(self):
        def scenario(nodes):
            return {"list": "popular", "filter": " or ".join(["a"] * nodes)}
        self.answers("PUT", "/v1/scenarios/nodes", scenario, (200, 201, 400), 400)

    def test_list__limit(self):
        self.answers("GET", lambda n: f"/v1/popular?limit={n}", None, 200, 400, "limit")

    def test_scenario__rules(self):
        def scenario(count):
            return {"list": "popular", "rules": [{"id": f"r{i}", "kind": "hide", "filter": "price > 1"} for i in range(count)]}
        self.answers("PUT", "/v1/scenarios/rules", scenario, (200, 201), 400, "/rules")

    def test_rule__products(self):
        def scenario(count):
            return {"list": "popular", "rules": [{"id": "r", "kind": "hide", "products": [f"p{i}" for i in range(count)]}]}
        self.answers("PUT", "/v1/scenarios/ids", scenario, (200, 201), 400, "/rules/0/products")

    def test_dry_run__sample(self):
        self.client.put("/v1/scenarios/dry", {"list": "popular"})
        self.answers("POST", lambda n: f"/v1/scenarios/dry/dry-run?sample={n}", lambda n: {"list": "popular"}, 200, 400,
                     "sample")

    def test_scenario__pin_position(self):
        def scenario(position):
            return {"list": "popular", "rules": [{"id": "r", "kind": "pin", "products": ["p"], "position": position}]}
        self.answers("PUT", "/v1/scenarios/pin", scenario, (200, 201), 400, "/rules/0/position")

    @staticmethod
    def scenario(size):
        ids = [f"{number:0200}" for number in range(size // 203)]
        parts = [ids[first:first + 900] for first in range(0, len(ids), 900)]  # below what one rule may name
        return {"list": "popular", "rules": [{"id": f"r{n}", "kind": "hide", "products": part} for n, part in enumerate(parts)]}

    def test_scenario__bytes(self):
        for size, good in ((self.most() - 2_000, (200, 201)), (self.most() + 2_000, (400,))):
            self.assertIn(self.client.put("/v1/scenarios/large", self.scenario(size)).status, good)

    # --- Segments

    def segment(self, name, people, status=(200, 201)):
        answer = self.client.put(f"/v1/segments/{name}", {"people": people})
        self.assertIn(answer.status, status if isinstance(status, tuple) else (status,), answer.text[:500])
        return answer

    def test_segment__stored(self):
        there = self.client.get("/v1/segments?limit=100").json["segments"]
        made = [f"made{number}" for number in range(self.most() - len(there))]
        for name in made:
            self.segment(name, "orders() > 0")
        self.assertIn(str(self.most()), self.segment("beyond", "orders() > 0", 400).text)
        self.segment(made[0], "orders() > 1")
        for name in made:
            self.client.ask("DELETE", f"/v1/segments/{name}")

    def test_segment__depth(self):
        self.segment("deep0", "orders() > 0")
        for level in range(1, self.most()):
            self.segment(f"deep{level}", f'segment("deep{level - 1}")')
        self.assertIn("/people", self.segment("deeper", f'segment("deep{self.most() - 1}")', 400).text)
        for level in reversed(range(self.most())):
            self.client.ask("DELETE", f"/v1/segments/deep{level}")

    def test_segment__overlaps(self):
        self.segment("overlap", "orders() > 0")
        self.answers("POST", "/v1/segments/count", lambda n: {"segments": ["overlap"] * n}, 200, 400, "/segments")
        self.client.ask("DELETE", "/v1/segments/overlap")

    def upload(self, name, people, status=200):
        body = "user_id\n" + "".join(f"{one}\n" for one in people)
        answer = self.client.ask("PUT", f"/v1/segments/{name}/members", body, {"Content-Type": "text/csv"})
        self.assertEqual(answer.status, status, answer.text[:500])
        return answer

    def test_segment__listed_people(self):
        self.upload("all", range(self.most()))
        self.assertIn(str(self.most()), self.upload("one", ["x"], 400).text)
        self.client.ask("DELETE", "/v1/segments/all/members")

    def test_segment__lists(self):
        for number in range(self.most()):
            self.upload(f"list{number}", ["x"])
        self.assertIn(str(self.most()), self.upload("beyond", ["x"], 400).text)
        for number in range(self.most()):
            self.client.ask("DELETE", f"/v1/segments/list{number}/members")

    def test_segment__people(self):
        self.segment("people", "orders() > 0")
        key = self.server.make_key("--scopes", "privacy")
        client = self.server.client(key)
        for limit, status in ((self.most(), 200), (self.most() + 1, 400)):
            self.assertEqual(client.get(f"/v1/segments/people/people?limit={limit}").status, status)
        client.close()
        self.client.ask("DELETE", "/v1/segments/people")

    def test_scenario__in_force(self):
        there = len(self.client.get("/v1/scenarios").json["scenarios"])
        made = [f"/v1/scenarios/made{number}" for number in range(self.most() - there + 1)]
        statuses = [self.client.put(path, {"list": "popular"}).status for path in made]
        for path in made:
            self.client.ask("DELETE", path)
        self.assertEqual(statuses, [201] * (len(made) - 1) + [400])

    def test_context__series(self):
        there = len(self.client.get("/v1/context").json["series"])
        made = [f"/v1/context/s{number}" for number in range(self.most() - there + 1)]
        statuses = [self.client.put(path, {"points": []}).status for path in made]
        for path in made:
            self.client.ask("DELETE", path)
        self.assertEqual(statuses, [201] * (len(made) - 1) + [409])

    def test_context__points(self):
        def series(count):
            return {"points": [{"at": f"2026-01-01T00:00:00.{n:06}Z", "value": n} for n in range(count)]}
        self.answers("PUT", "/v1/context/points", series, (200, 201), 400, "/points")

    def test_context__members(self):
        def series(count):
            return {"points": [{"at": NOW, "value": {f"m{n}": n for n in range(count)}}]}
        self.answers("PUT", "/v1/context/members", series, (200, 201), 400, "/points/0/value")

    def test_context__bytes(self):
        frame = len('{"points":[{"at":"' + NOW + '","value":""}]}')
        self.answers("PUT", "/v1/context/bytes", lambda n: {"points": [{"at": NOW, "value": "w" * (n - frame)}]}, (200, 201), 400)

    def put_all(self, paths, body):
        statuses = [self.client.put(path, body).status for path in paths]
        for path in paths:
            self.client.ask("DELETE", path)
        return statuses

    def test_scenario__draft_bytes(self):
        body = {"scenario": self.scenario(self.most() // 4 - 2_000)}
        self.assertEqual(self.put_all([f"/v1/scenarios/long{n}/draft" for n in range(5)], body), [201] * 4 + [400])

    def test_scenario__drafts(self):
        made, small = [f"/v1/scenarios/made{n}/draft" for n in range(self.most() + 1)], {"scenario": {"list": "popular"}}
        self.assertEqual(self.put_all(made, small), [201] * self.most() + [400])

    def test_consumer__known(self):
        statuses = [self.client.put(f"/v1/changes/consumers/c{number}", {"position": "1:0"}).status
                    for number in range(self.most() + 1)]
        self.assertEqual(statuses, [200] * self.most() + [409])

    def test_request__properties(self):
        self.answers("POST", "/v1/recommendations", lambda n: {"list": "popular", "properties": [f"n{i}" for i in range(n)]},
                     200, 400, "/properties")

    def test_request__basket_weight(self):
        self.answers("POST", "/v1/recommendations", lambda n: {"basket": [{"product_id": "p", "weight": n}]}, 200, 400,
                     "/basket/0/weight")

    def test_shop__name_bytes(self):
        lines = self.server.folder / "lines.ndjson"
        lines.write_text(json.dumps({"product_id": "x", "title": "t"}) + "\n", encoding="utf-8")
        for size, good in ((self.most(), True), (self.most() + 1, False)):
            with tempfile.TemporaryDirectory() as folder:
                ended = self.server.run("import", "--format", "ndjson", "--kind", "products", "--store", f"{folder}/s",
                                        "--shop", "s" * size, lines)
                self.assertEqual(ended.returncode == 0, good, ended.stderr)

    def test_request__context(self):
        self.answers("POST", "/v1/recommendations",
                     lambda n: {"list": "popular", "context": {f"c{i}": 1 for i in range(n)}}, 200, 400, "/context")

    def test_keys__name_bytes(self):
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        for size, status in ((self.most(), 201), (self.most() + 1, 400)):
            made = admin.post("/v1/keys", {"name": "n" * size})
            self.assertEqual(made.status, status, made.text)
        self.assertEqual(made.json["errors"][0]["pointer"], "/name")

    def test_keys__origins(self):
        self.page_key("origins", lambda n: {"origins": [f"https://{i}.example" for i in range(n)]})

    def test_keys__scenarios(self):
        self.page_key("scenarios", lambda n: {"origins": ["https://shop.example"],
                                              "scenarios": [f"s{i}" for i in range(n)]})

    def page_key(self, field, body):
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        for size, status in ((self.most(), 201), (self.most() + 1, 400)):
            made = admin.post("/v1/keys", body(size))
            self.assertEqual(made.status, status, made.text)
        admin.close()
        self.assertEqual(made.json["errors"][0]["pointer"], f"/{field}")

    def collecting(self, body, size):
        client = self.server.client(self.server.make_key("--scopes", "collect"))
        answer = client.ask("POST", "/v1/collect", body(size))
        client.close()
        return answer

    def test_collect__events(self):
        def body(size):
            return {"client_id": "v", "events": [{"name": "view_item", "params": {"items": [{"item_id": "p"}] * size}}]}
        good = self.collecting(body, self.most())
        self.assertEqual((good.status, good.json["accepted"]), (200, self.most()), good.text[:500])
        self.assertEqual(self.collecting(body, self.most() + 1).status, 400)

    def test_collect__bytes(self):
        def body(size):
            text = '{"type":"view","anonymous_id":"v","product_id":"p"}'
            return text + " " * (size - len(text))
        self.assertEqual(self.collecting(body, self.most()).status, 200)
        self.assertEqual(self.collecting(body, self.most() + 1).status, 413)

    def test_shopper_keys__known(self):
        for number in range(self.most() + 1):
            put = self.client.put(f"/v1/shoppers/keys/k{number}", {"algorithm": "HS256", "secret": SECRET})
            self.assertEqual(put.status, 201 if number < self.most() else 409, put.text)
        for number in range(self.most()):
            self.client.ask("DELETE", f"/v1/shoppers/keys/k{number}")

    def test_shopper_token__bytes(self):
        self.client.put("/v1/shoppers/keys/long", {"algorithm": "HS256", "secret": SECRET})
        signer = Signer("HS256", self.folder.name)
        tokens = {len(token): token for token in (signer.token("u", "long", more="x" * n) for n in range(2_900, 2_950))}
        for size, status in ((self.most(), 200), (self.most() + 1, 401)):
            client = self.server.client(tokens[size])
            answer = client.get("/v1/users/u/recommendations")
            client.close()
            self.assertEqual(answer.status, status, answer.text)
        self.client.ask("DELETE", "/v1/shoppers/keys/long")

    def test_keys__known(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder)
            self.addCleanup(server.end)
            admin = server.make_key("--scopes", "admin")
            server.key = server.make_key()
            left = server.folder / "store" / "new-keys"
            record = next(file for file in left.iterdir()).read_text(encoding="utf-8")
            for number in range(self.most() - 3):  # as `key create` leaves them: two are there, and one is made below
                (left / f"{number:064x}").write_text(record, encoding="utf-8")
            admin = server.start().admin(admin)
            self.assertEqual(admin.post("/v1/keys", {}).status, 201)
            refused = admin.post("/v1/keys", {})
            self.assertEqual(refused.status, 409, refused.text)
            self.assertIn(str(self.most()), refused.json["detail"])

    def owner(self, server):
        person = first_owner(server)
        self.addCleanup(person.client.close)
        return person

    def own_server(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        server = Server(folder.name).start()
        self.addCleanup(server.end)
        return server

    def test_accounts__known(self):
        server = self.own_server()
        admin = server.admin(server.make_key("--scopes", "admin"))
        for number in range(self.most() - 1):  # one waits for the first link
            made = admin.post("/v1/accounts", {"email": f"{number}@example.com", "roles": []})
            self.assertEqual(made.status, 201, made.text)
        refused = admin.post("/v1/accounts", {"email": "one-more@example.com", "roles": []})
        self.assertEqual(refused.status, 409, refused.text)
        self.assertIn(str(self.most()), refused.json["detail"])

    def account(self, **fields):
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        return admin.post("/v1/accounts", {"email": "a@example.com", "roles": [], **fields})

    def test_accounts__roles(self):
        role = {"role": "analyst", "shop": None}
        self.assertEqual(self.account(email="roles@example.com", roles=[role] * self.most()).status, 201)
        refused = self.account(roles=[role] * (self.most() + 1))
        self.assertEqual((refused.status, refused.json["errors"][0]["pointer"]), (400, "/roles"))

    def test_accounts__email_bytes(self):
        self.assertEqual(self.account(email="a" * (self.most() - 2) + "@b").status, 201)
        refused = self.account(email="a" * (self.most() - 1) + "@b")
        self.assertEqual((refused.status, refused.json["errors"][0]["pointer"]), (400, "/email"))

    def test_accounts__password_bytes(self):
        person = Person(self.server)
        for size, status in ((self.most() + 1, 400), (self.most(), 200)):
            token = self.account(email=f"{size}@example.com").json["invitation"]["token"]
            made = person.accept(token, ("correct horse " * size)[:size])
            self.assertEqual(made.status, status, made.text)

    def test_accounts__sessions(self):
        first = self.owner(self.own_server())
        others = [Person(self.server) for _ in range(self.most())]
        for number, person in enumerate(others):
            person.client = first.client
            self.assertEqual(person.sign_in("ada@example.com").status, 200)
            self.assertEqual(first.get("/v1/session").status, 200 if number + 1 < self.most() else 401)

    def test_import__rejects(self):
        for more in (0, 1):
            answer = self.client.post("/v1/imports?kind=users&format=ndjson", "{}\n" * (self.most() + more))
            self.assertEqual((answer.json["refused"], len(answer.json["rejects"]), answer.json["rejects_not_told"]),
                             (self.most() + more, self.most(), more))

    def test_refund__lines(self):
        self.client.put("/v1/orders/refunded", order(order_id="refunded"))
        self.answers("POST", "/v1/orders/refunded/refunds", lambda n: {"lines": [{"product_id": "none"}] * n}, 400, 400,
                     f"at most {self.most()}")

    def test_product__categories(self):
        self.answers("PUT", "/v1/products/paths", lambda n: {"categories": ["a"] * n}, (200, 201), 400, "/categories")

    def test_category__levels(self):
        self.answers("PUT", "/v1/products/levels", lambda n: {"categories": [" > ".join(["a"] * n)]}, (200, 201), 400,
                     "/categories/0")

    def test_category__bytes(self):
        self.answers("PUT", "/v1/products/category", lambda n: {"categories": ["a" * n]}, (200, 201), 400, "/categories/0")

    def test_properties__names(self):
        self.answers("PUT", "/v1/products/names", lambda n: {"properties": {f"p{i}": i for i in range(n)}}, (200, 201), 400,
                     "/properties")
        self.answers("PUT", "/v1/users/names", lambda n: {"properties": {f"p{i}": i for i in range(n)}}, (200, 201), 400,
                     "/properties")

    def test_properties__values(self):
        self.answers("PUT", "/v1/products/values", lambda n: {"properties": {"sizes": ["m"] * n}}, (200, 201), 400,
                     "/properties/sizes")

    def test_user__anonymous_ids(self):
        self.answers("PUT", "/v1/users/ids", lambda n: {"anonymous_ids": [f"a{i}" for i in range(n)]}, (200, 201), 400,
                     "/anonymous_ids")

    def test_user__merges(self):
        for number in range(self.most() + 1):
            answer = self.client.post("/v1/users/merged/merge", {"anonymous_id": f"a{number}"})
            self.assertEqual(answer.status, 200 if number < self.most() else 400, answer.text)
        self.assertIn("/anonymous_id", answer.text)

    def test_catalogue__property_names(self):
        names = [f"n{number}" for number in range(self.most() + 1)]
        step = LIMITS["properties.names"]
        for begin in range(0, len(names), step):
            properties = {name: 1 for name in names[begin:begin + step]}
            answer = self.client.put(f"/v1/products/named-{begin}", {"title": "t", "properties": properties})
            self.assertIn(answer.status, (200, 201), answer.text)
        self.client.get("/v1/popular", Suggestd_Consistency="strong")
        answers = [self.client.get(f"/v1/popular?filter={name}%20%3D%3D%201") for name in names]
        self.assertEqual({answer.status for answer in answers}, {200, 400})
        self.assertLessEqual([answer.status for answer in answers].count(200), self.most())
        refused = next(number for number, answer in enumerate(answers) if answer.status == 400)
        self.assertIn("got no column", answers[refused].text)
        learner = self.client.get("/v1/status").json["shops"][0]["learner"]
        self.assertIn(names[refused], learner["properties_without_column"]["first"])

    def experiments(self, **changes):
        for number in range(self.most() + 1):
            body = {"scenario": "tried", "layer": f"layer{number}",
                    "variants": [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}], **changes}
            yield f"/v1/experiments/e{number}", body

    def test_experiments__known(self):
        answers = [self.client.put(path, body) for path, body in self.experiments()]
        self.assertEqual([answer.status for answer in answers], [201] * self.most() + [409])
        self.assertIn(str(self.most()), answers[-1].text)
        for path, _ in self.experiments():
            self.client.ask("DELETE", path)

    def test_experiments__running(self):
        self.client.put("/v1/scenarios/tried", {"list": "popular"})
        for path, body in self.experiments():
            self.assertEqual(self.client.put(path, body).status, 201)
        answers = [self.client.post(path + "/start", None) for path, _ in self.experiments()]
        self.assertEqual([answer.status for answer in answers], [200] * self.most() + [409])
        for path, _ in self.experiments():
            self.client.post(path + "/stop", None)
            self.client.ask("DELETE", path)

    def test_experiment__variants(self):
        def body(number):
            return {"scenario": "tried", "variants": [{"name": "a", "share": 1}] + [
                {"name": f"v{one}", "share": 0} for one in range(number - 1)]}
        self.addCleanup(lambda: self.client.ask("DELETE", "/v1/experiments/wide"))
        self.answers("PUT", "/v1/experiments/wide", body, 201, 400, "/variants")

    def test_experiment__guards(self):
        def body(number):
            return {"scenario": "tried", "variants": [{"name": "a", "share": 0.5}, {"name": "b", "share": 0.5}],
                    "guards": [{"metric": "conversion", "worse_by": 0.1}] * number}
        self.addCleanup(lambda: self.client.ask("DELETE", "/v1/experiments/guarded"))
        self.answers("PUT", "/v1/experiments/guarded", body, 201, 400, "/guards")

    def test_catalogue_sync__open(self):
        statuses = [self.client.post("/v1/catalogue-syncs", {}).status for _ in range(self.most() + 1)]
        self.assertEqual(statuses, [201] * self.most() + [409])

    def test_request__lists(self):
        self.answers("POST", "/v1/recommendations", lambda n: {"lists": [{"list": "popular"}] * n}, 200, 400, "/lists")

    def test_request__candidates(self):
        self.answers("POST", "/v1/recommendations", lambda n: {"user_id": "u", "candidates": [f"p{i}" for i in range(n)]},
                     200, 400, "/candidates")

    def test_request__basket(self):
        self.answers("POST", "/v1/recommendations", lambda n: {"basket": [f"p{i}" for i in range(n)]}, 200, 400, "/basket")

    def test_idempotency_key__bytes(self):
        for size, good in ((self.most(), True), (self.most() + 1, False)):
            answer = self.client.ask("POST", "/v1/orders", order(order_id="key"), {"Idempotency-Key": "k" * size})
            self.assertEqual(answer.status in (200, 201), good, answer.text)


class Completeness(unittest.TestCase):
    def test_each_limit_has_its_proof(self):
        proofs = {name.removeprefix("test_").replace("__", ".", 1) for name in dir(Proofs) if name.startswith("test_")}
        self.assertEqual(proofs, set(LIMITS))


if __name__ == "__main__":
    unittest.main()
