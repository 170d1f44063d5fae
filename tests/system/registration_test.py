"""Registering by oneself: closed unless the operator opens it, one account with one new shop at once, and nothing that a
stranger could take from others by it."""
import http.client
import tempfile
import threading
import time
import unittest

from person import PASSWORD, Person, first_owner
from registration_proofs import register
from server import Client, Server

OPEN = '[sign_in]\nregistration = "open"\n'


class Registration(unittest.TestCase):
    def serve(self, config=OPEN):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name, config).start()
        self.addCleanup(self.server.end)
        return self.server

    def fields(self, answer):
        self.assertIn(answer.status, (400, 409), answer.text)
        return [error["pointer"] for error in answer.json["errors"]]

    def ways_in(self):
        return Person(self.server).get("/v1/sign-in/providers").json["registration"]

    def test_it_is_closed_unless_the_operator_opens_it(self):
        server = self.serve("")
        first_owner(server)
        self.assertEqual(self.ways_in(), "invitation")
        refused = register(server, "b")[1]
        self.assertEqual(refused.status, 403, refused.text)
        self.assertIn("by invitation", refused.json["detail"])
        bad = register(server, "b", password="short")[1]
        self.assertEqual(bad.status, 403, "nobody corrects a form that is closed: " + bad.text)

    def test_the_server_is_owned_before_strangers_come(self):
        server = self.serve()
        self.assertEqual(self.ways_in(), "invitation")
        refused = register(server, "b")[1]
        self.assertEqual(refused.status, 403, refused.text)
        self.assertIn("first link", refused.json["detail"])
        first_owner(server)
        self.assertEqual(self.ways_in(), "open")
        self.assertEqual(register(server, "b")[1].status, 201)

    def test_who_registers_owns_one_shop_and_sees_no_other(self):
        server = self.serve()
        owner = first_owner(server)
        person, made = register(server, "b", name="Ben", time_zone="Europe/Berlin")
        self.assertEqual(made.status, 201, made.text)
        self.assertEqual(made.headers["Location"], "/v1/shops/b")
        self.assertEqual(made.json["account"]["roles"], [{"role": "owner", "shop": "b"}])
        for path in ("/v1/shops", "/v1/shops/b", "/v1/config"):
            self.assertEqual(person.get(path).status, 403, path)
        self.assertEqual(person.ask("POST", "/v1/shops", {"name": "c"}).status, 403)
        self.assertEqual(person.ask("GET", "/v1/popular", headers={"Suggestd-Shop": "default"}).status, 403)
        self.assertEqual(person.get("/v1/popular").status, 200)
        self.assertEqual([one["email"] for one in person.get("/v1/accounts").json["accounts"]], ["b@example.com"])
        invited = person.invite("more@example.com", "owner")
        self.assertEqual(invited.status, 403, invited.text)
        key = person.ask("POST", "/v1/keys", {"shop": "b", "scopes": ["ingest"]})
        self.assertEqual(key.status, 201, key.text)
        product = server.client(key.json["key"]).put("/v1/products/p", {"product_id": "p", "title": "t"})
        self.assertEqual(product.status, 201, product.text)
        shop = owner.get("/v1/shops/b").json
        self.assertEqual((shop["registered"], shop["settings"].get("time_zone")), (True, "Europe/Berlin"))
        self.assertFalse(owner.get("/v1/shops/default").json["registered"])
        entry = owner.get("/v1/audit").json["entries"]
        told = [(one["actor"], one["actor_kind"], one["shop"], one["target"], one["status"]) for one in entry
                if one["action"] == "POST /v1/session/registration"]
        self.assertEqual(told, [("b@example.com", "account", "b", "/v1/shops/b", 201)])

    def test_nobody_vouches_for_a_strangers_people(self):
        server = self.serve()
        owner = first_owner(server)
        person, made = register(server, "b")
        invited = person.invite("ceo@example.com", "merchant of b")
        self.assertEqual(invited.status, 201, invited.text)
        self.assertEqual(owner.invite("carl@example.com", "merchant of b").status, 201)
        carl = owner.get("/v1/accounts").json["accounts"][-1]
        moved = person.ask("PATCH", f"/v1/accounts/{carl['account_id']}", {"email": "cfo@example.com"})
        self.assertEqual(moved.status, 200, moved.text)
        for method, path in (("POST", "/v1/accounts"), ("PATCH", f"/v1/accounts/{invited.json['account_id']}")):
            bare = person.ask(method, path, {"email": "cto@example.com", "roles": []})
            self.assertEqual(self.fields(bare), ["/roles"], "it would be counted for no shop")
        vouched = {one["email"]: one["vouched"] for one in owner.get("/v1/accounts").json["accounts"]}
        self.assertEqual(vouched, {"ada@example.com": True, "b@example.com": False, "ceo@example.com": False,
                                   "cfo@example.com": False})

    def test_what_is_taken_is_told_at_its_field_and_makes_nothing(self):
        server = self.serve()
        owner = first_owner(server)
        self.assertEqual(self.fields(register(server, "c", shop="default")[1]), ["/shop"])
        self.assertEqual(self.fields(register(server, "c", email="Ada@Example.com ")[1]), ["/email"])
        self.assertEqual(register(server, "c", shop="x" * 65)[1].status, 400)
        self.assertEqual([shop["name"] for shop in owner.get("/v1/shops").json["shops"]], ["default"])
        self.assertEqual(len(owner.get("/v1/accounts").json["accounts"]), 1)
        self.assertEqual(register(server, "c")[1].status, 201)

    def test_bad_fields_are_no_tries(self):
        server = self.serve()
        first_owner(server)
        for more, field in (({"password": "short"}, "/password"), ({"email": "nobody"}, "/email"),
                            ({"time_zone": "Mars"}, "/time_zone"), ({"name": "n" * 300}, "/name"),
                            ({"role": "owner"}, "/role"), ({"email": "long@password.example", "password": "long@password.example"},
                                                           "/password")):
            self.assertEqual(self.fields(register(server, "c", **more)[1]), [field])
        self.assertEqual(register(server, "c")[1].status, 201)

    def test_a_network_has_few_tries(self):
        server = self.serve()
        first_owner(server)
        answers = [register(server, f"c{number}", shop="default")[1] for number in range(6)]
        self.assertEqual([answer.status for answer in answers], [409] * 5 + [429])
        self.assertGreater(int(answers[-1].headers["Retry-After"]), 60)
        metrics = server.admin().get("/metrics").text
        self.assertIn('suggestd_registrations_total{outcome="taken"} 5', metrics)
        self.assertIn('suggestd_registrations_total{outcome="too_often"} 1', metrics)

    def test_a_taken_address_takes_as_long_as_a_free_one(self):
        server = self.serve()
        first_owner(server)
        begun = time.monotonic()
        register(server, "c", email="ada@example.com")
        self.assertGreater(time.monotonic() - begun, 0.03, "a password was hashed")

    def test_the_number_of_registered_shops_holds_for_many_at_once(self):
        server = self.serve(OPEN + "registered_shops = 2\n")
        first_owner(server)
        statuses = []
        threads = [threading.Thread(target=lambda name=f"c{number}": statuses.append(register(server, name)[1].status))
                   for number in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(statuses), [201, 201, 409, 409, 409])

    def test_pages_of_elsewhere_and_other_listeners_register_nobody(self):
        server = self.serve()
        first_owner(server)
        body = {"email": "b@example.com", "password": PASSWORD, "shop": "b"}
        foreign = Person(server).ask("POST", "/v1/session/registration", body, {"Origin": "https://evil.example"})
        self.assertEqual(foreign.status, 403, foreign.text)
        plain = Person(server).ask("POST", "/v1/session/registration", body, {"Host": "suggestd.example"})
        self.assertEqual(plain.status, 403, plain.text)
        self.assertEqual(Client(server.shop_port, None).post("/v1/session/registration", body).status, 404)

    def test_a_kill_leaves_both_or_neither(self):
        server = self.serve()
        owner = first_owner(server)
        for turn in range(4):
            name = f"k{turn}"
            sender = threading.Thread(target=self.unheard, args=(name,))
            sender.start()
            time.sleep(0.02 * turn + 0.05)
            server.kill()
            sender.join()
            owner.client.close()
            server.start()
            shops = [shop["name"] for shop in owner.get("/v1/shops").json["shops"]]
            accounts = [one["email"] for one in owner.get("/v1/accounts").json["accounts"]]
            self.assertEqual(name in shops, f"{name}@example.com" in accounts)
            if name in shops:
                self.assertEqual(Person(server).sign_in(f"{name}@example.com").status, 200)

    def unheard(self, name):
        try:
            register(self.server, name)
        except (OSError, http.client.HTTPException):
            pass  # the server was killed before it answered


if __name__ == "__main__":
    unittest.main()
