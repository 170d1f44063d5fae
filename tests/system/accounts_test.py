"""People who administer: the first link, signing in and out, the second factor, roles on every route, sessions through
a restart, guessing that locks nobody out, and the audit log."""
import json
import os
import re
import stat
import tempfile
import time
import unittest
import urllib.parse

from person import PASSWORD, Person, one_time_code
from server import Server

WRONG = "wrong horse battery"
SCOPES = {
    "owner": {"recommend", "read", "merchandise", "privacy", "admin"},
    "merchant": {"recommend", "read", "merchandise"},
    "analyst": {"recommend", "read"},
    "support": {"recommend", "read", "privacy"},
    "operator": {"recommend", "read", "admin"},
}


class Accounts(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.people = []

    def first_token(self):
        text = (self.server.folder / "store" / "first-link").read_text(encoding="utf-8")
        return re.search(r"/#/first/(\S+)", text)[1]

    def person(self, shop=None):
        person = Person(self.server, shop)
        self.people.append(person)
        self.addCleanup(person.client.close)
        return person

    def owner(self):
        owner = self.person()
        made = owner.accept(self.first_token(), email="Ada@Example.com", name="Ada")
        self.assertEqual(made.status, 200, made.text)
        return owner

    def member(self, owner, email, *roles, shop=None):
        invited = owner.invite(email, *roles)
        self.assertEqual(invited.status, 201, invited.text)
        person = self.person(shop)
        self.assertEqual(person.accept(invited.json["invitation"]["token"]).status, 200)
        person.account_id = invited.json["account_id"]
        return person

    def command(self, *arguments, status=0):
        made = self.server.run("account", *arguments, "--config", self.server.config)
        self.assertEqual(made.returncode, status, made.stderr)
        return made.stdout if status == 0 else made.stderr

    def restart(self):
        self.server.kill()
        for person in self.people:
            person.client.close()  # it connects anew
        self.server.start()

    # --- The first link

    def test_the_first_link_makes_one_owner_once(self):
        file = self.server.folder / "store" / "first-link"
        self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        token = self.first_token()
        self.assertNotIn(token, self.server.log.read_text(encoding="utf-8"))
        person = self.person()
        unknown = person.accept("suggestd_invitation_x", password="too short")
        self.assertEqual((unknown.status, unknown.json["errors"][0]["pointer"]), (400, "/password"))
        for body, pointer in (({"email": None}, "/email"), ({"email": "ada"}, "/email"),
                              ({"email": "a@b.example", "password": "too short"}, "/password")):
            refused = person.accept(token, **{"password": PASSWORD, **body})
            self.assertEqual(refused.status, 400, refused.text)
            self.assertEqual(refused.json["errors"][0]["pointer"], pointer)
        made = person.accept(token, email="Ada@Example.com", name="Ada")
        self.assertEqual(made.status, 200, made.text)
        self.assertEqual(made.headers["Cache-Control"], "no-store")
        self.assertEqual(made.json["account"]["email"], "ada@example.com")
        self.assertEqual(made.json["account"]["roles"], [{"role": "owner", "shop": None}])
        self.assertFalse(made.json["account"]["second_factor"])
        again = self.person().accept(token, email="eve@example.com")
        self.assertEqual(again.status, 410, again.text)
        file.unlink()
        self.restart()
        self.assertFalse(file.exists(), "somebody can sign in")

    def test_an_unused_first_link_is_replaced_at_the_next_start(self):
        old = self.first_token()
        self.restart()
        self.assertEqual(self.person().accept(old, email="ada@example.com").status, 410)
        self.assertEqual(self.person().accept(self.first_token(), email="ada@example.com").status, 200)
        self.assertEqual(len(json.loads(self.command("list", "--json"))["accounts"]), 1)

    def test_the_owner_of_the_store_makes_new_links(self):
        for running in (True, False):
            with self.subTest(running=running):
                if not running:
                    self.server.stop()
                link = self.command("invite", "bob@example.com").strip()
                self.assertTrue(link.startswith(f"http://127.0.0.1:{self.server.admin_port}/#/invitation/"), link)
        self.server.start()
        token = link.rsplit("/", 1)[1]
        bob = self.person()
        self.assertEqual(bob.accept(token, email="other@example.com").status, 400)
        self.assertEqual(bob.accept(token).json["account"]["email"], "bob@example.com")
        self.assertIn("bob@example.com", self.command("list"))
        self.assertIn("removed", self.command("remove", "bob@example.com"))
        self.assertEqual(bob.get("/v1/session").status, 401)
        self.assertIn("there is no account", self.command("remove", "bob@example.com", status=65))
        self.assertIn("is no role", self.command("invite", "eve@example.com", "--role", "king", status=64))

    # --- Sessions

    def test_signing_in_and_out(self):
        owner = self.owner()
        person = self.person()
        answers = {(answer.status, answer.json["detail"]) for answer in (
            person.sign_in("ada@example.com", WRONG), person.sign_in("nobody@example.com"),
            person.sign_in("no address"), person.sign_in("ada@example.com", ""))}
        self.assertEqual(len(answers), 1, "one wording, whatever was wrong")
        self.assertEqual(answers.pop()[0], 401)
        self.assertEqual(person.cookies, {})
        good = person.sign_in(" ADA@example.com")
        self.assertEqual(good.status, 200, good.text)
        cookies = good.headers.get_all("Set-Cookie")
        session = next(line for line in cookies if line.startswith("suggestd_session="))
        self.assertRegex(session, "^suggestd_session=suggestd_session_[0-9A-Za-z]{43}; Path=/; HttpOnly; SameSite=Strict$")
        self.assertEqual(person.get("/v1/session").json["account"], good.json["account"])
        self.assertEqual(person.get("/v1/session").json["csrf"], good.json["csrf"])
        token = dict(person.cookies)
        self.assertEqual(person.sign_out().status, 204)
        self.assertNotIn("suggestd_session", person.cookies)
        self.assertEqual(person.get("/v1/session").status, 401)
        person.cookies = token
        self.assertEqual(person.get("/v1/session").status, 401, "its token is dead too")
        self.assertEqual(owner.get("/v1/session").status, 200, "another session of the account goes on")

    def test_by_tls_the_cookie_is_secure(self):
        self.owner()
        host = f"127.0.0.1:{self.server.admin_port}"
        answer = self.person().ask("POST", "/v1/session", {"email": "ada@example.com", "password": PASSWORD},
                                   {"Origin": f"https://{host}"})
        self.assertEqual(answer.status, 200, answer.text)
        session = next(line for line in answer.headers.get_all("Set-Cookie") if "session=" in line)
        self.assertRegex(session, "^__Host-suggestd_session=.*; Path=/; HttpOnly; SameSite=Strict; Secure$")
        other = self.person()
        other.cookies = {"__Host-suggestd_session": session.split("=", 1)[1].split(";")[0]}
        self.assertEqual(other.get("/v1/session").status, 200)

    def test_a_session_lives_through_a_restart_and_its_token_is_not_in_the_store(self):
        owner = self.owner()
        token = owner.cookies["suggestd_session"]
        self.restart()
        self.assertEqual(owner.get("/v1/session").status, 200)
        self.assertEqual(owner.ask("POST", "/v1/shops", {"name": "b"}).status, 201)
        self.server.stop()
        for file in (self.server.folder / "store").rglob("*"):
            if file.is_file():
                self.assertNotIn(token.encode(), file.read_bytes(), file)
                self.assertNotIn(PASSWORD.encode(), file.read_bytes(), file)

    def test_a_session_opens_nothing_on_the_shops_listener(self):
        owner = self.owner()
        client = self.server.client("none")
        client.key = None
        for path in ("/v1/session", "/v1/popular", "/v1/status", "/"):
            answer = client.ask("GET", path, headers={"Cookie": f"suggestd_session={owner.cookies['suggestd_session']}"})
            self.assertIn(answer.status, (401, 404), path)

    def test_an_account_has_ten_sessions(self):
        first = self.owner()
        people = [self.person() for _ in range(10)]
        for person in people:
            self.assertEqual(person.sign_in("ada@example.com").status, 200)
        self.assertEqual(first.get("/v1/session").status, 401)
        self.assertEqual({person.get("/v1/session").status for person in people}, {200})

    def test_what_changes_an_account_ends_its_sessions(self):
        owner = self.owner()
        bob = self.member(owner, "bob@example.com", "analyst")
        path = f"/v1/accounts/{bob.account_id}"
        self.assertEqual(bob.get("/v1/popular").status, 200)
        changed = owner.ask("PATCH", path, {"roles": [{"role": "merchant", "shop": None}]})
        self.assertEqual(changed.status, 200, changed.text)
        self.assertEqual(bob.get("/v1/session").status, 401)
        self.assertEqual(bob.sign_in("bob@example.com").json["account"]["roles"], [{"role": "merchant", "shop": None}])
        elsewhere = self.person()
        elsewhere.sign_in("bob@example.com")
        self.assertEqual(bob.ask("PUT", "/v1/session/password", {"current": WRONG, "password": "a new password 1"})
                         .json["errors"][0]["pointer"], "/current")
        made = bob.ask("PUT", "/v1/session/password", {"current": PASSWORD, "password": "a new password 1"})
        self.assertEqual(made.status, 200, made.text)
        self.assertEqual(bob.get("/v1/session").status, 200, "this browser goes on")
        self.assertEqual(elsewhere.get("/v1/session").status, 401)
        self.assertEqual(elsewhere.sign_in("bob@example.com").status, 401)
        self.assertEqual(elsewhere.sign_in("bob@example.com", "a new password 1").status, 200)
        link = owner.ask("POST", f"{path}/invitation").json["invitation"]["token"]
        self.assertEqual(elsewhere.get("/v1/session").status, 200, "until the link is used")
        self.assertEqual(self.person().accept(link, "a newer password 1").status, 200)
        self.assertEqual(elsewhere.get("/v1/session").status, 401)
        elsewhere.sign_in("bob@example.com", "a newer password 1")
        self.assertEqual(owner.ask("DELETE", path).status, 200)
        self.assertEqual(elsewhere.get("/v1/session").status, 401)
        self.assertEqual(elsewhere.sign_in("bob@example.com", "a newer password 1").status, 401)

    # --- Pages of elsewhere

    def test_a_page_of_elsewhere_changes_nothing(self):
        owner = self.owner()
        host = f"127.0.0.1:{self.server.admin_port}"
        shop = {"name": "b"}
        for headers, pointer in (({"Suggestd-Csrf": None}, "Suggestd-Csrf"), ({"Suggestd-Csrf": "0" * 64}, "Suggestd-Csrf"),
                                 ({"Sec-Fetch-Site": "cross-site"}, None), ({"Sec-Fetch-Site": "same-site"}, None),
                                 ({"Origin": "https://evil.example"}, None), ({"Origin": "null"}, None)):
            refused = owner.ask("POST", "/v1/shops", shop, headers)
            self.assertEqual(refused.status, 403, (headers, refused.text))
            self.assertEqual([one["pointer"] for one in refused.json["errors"]], [pointer] if pointer else [])
        signing_in = self.person().ask("POST", "/v1/session", {"email": "ada@example.com", "password": PASSWORD},
                                       {"Origin": "https://evil.example"})
        self.assertEqual(signing_in.status, 403)
        other = self.person()
        other.sign_in("ada@example.com")
        self.assertEqual(owner.ask("POST", "/v1/shops", shop, {"Suggestd-Csrf": other.csrf}).status, 403,
                         "the token of another session")
        good = owner.ask("POST", "/v1/shops", shop, {"Sec-Fetch-Site": "same-origin", "Origin": f"http://{host}"})
        self.assertEqual(good.status, 201, good.text)

    # --- The second factor

    def test_the_second_factor(self):
        owner = self.owner()
        offer = owner.ask("POST", "/v1/session/second-factor").json
        self.assertTrue(offer["address"].startswith("otpauth://totp/suggestd:ada%40example.com?secret=" + offer["secret"]))
        other = self.person()
        self.assertEqual(other.sign_in("ada@example.com").status, 200, "an offer counts for nothing")
        self.assertEqual(owner.ask("PUT", "/v1/session/second-factor", {"code": "000000"}).status, 400)
        # The step before is good too, and leaves this one for the sign-in below. Not at a step's end.
        time.sleep(30 - time.time() % 30 if time.time() % 30 > 15 else 0)
        before = one_time_code(offer["secret"], time.time() - 30)
        confirmed = owner.ask("PUT", "/v1/session/second-factor", {"code": before})
        self.assertEqual(confirmed.status, 200, confirmed.text)
        self.assertTrue(confirmed.json["account"]["second_factor"])
        self.assertEqual(other.get("/v1/session").status, 401)
        missing = other.sign_in("ada@example.com")
        self.assertEqual((missing.status, missing.json["errors"][0]["pointer"]), (401, "/code"))
        self.assertEqual(other.sign_in("ada@example.com", WRONG).json["errors"], [])
        self.assertEqual(other.sign_in("ada@example.com", code=before).status, 401, "used")
        code = one_time_code(offer["secret"])
        self.assertEqual(other.sign_in("ada@example.com", code=code).status, 200)
        self.restart()
        self.assertEqual(self.person().sign_in("ada@example.com", code=code).status, 401, "a code works once")
        self.assertEqual(other.ask("DELETE", "/v1/session/second-factor", {"password": WRONG}).status, 400)
        self.assertEqual(other.ask("DELETE", "/v1/session/second-factor", {"password": PASSWORD}).status, 200)
        self.assertEqual(self.person().sign_in("ada@example.com").status, 200)

    # --- Roles

    def routes(self):
        document = self.server.admin().get("/openapi.json").json
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                scopes = {scope for way in operation["security"] for scope in way.get("key", [])}
                if scopes:
                    yield method.upper(), re.sub(r"{\w+}", "none", path), scopes, operation

    def asked(self, person, method, path, operation):
        """403, or what stands behind it: nothing that is named here exists, and bodies are no JSON."""
        needed = [one["name"] for one in operation["parameters"] if one["in"] == "query" and one.get("required")]
        if path == "/v1/shops/none/pictures/none":  # of the shop that the others name in a header
            path = f"/v1/shops/{person.shop or 'b'}/pictures/none"
        target = path + ("?" + urllib.parse.urlencode({name: 1 for name in needed}) if needed else "")
        return person.ask(method, target, "x" if "requestBody" in operation else None).status

    def test_each_role_on_every_route(self):
        owner = self.owner()
        people = {role: self.member(owner, f"{role}@example.com", role) for role in SCOPES}
        routes = list(self.routes())
        self.assertGreater(len(routes), 50)
        for role, person in people.items():
            for method, path, wanted, operation in routes:
                with self.subTest(role=role, route=f"{method} {path}"):
                    status = self.asked(person, method, path, operation)
                    self.assertEqual(status == 403, not wanted & SCOPES[role], status)
                    self.assertNotEqual(status, 401)

    def test_the_roles_of_one_shop_end_at_its_border(self):
        owner = self.owner()
        owner.ask("POST", "/v1/shops", {"name": "b"})
        for role, scopes in SCOPES.items():
            person = self.member(owner, f"{role}@example.com", f"{role} of b")
            for shop, opens in (("b", scopes), ("default", set()), ("none", set()), (None, scopes)):
                person.shop = shop
                for method, path, wanted, operation in self.routes():
                    whole_server = wanted == {"admin"} and not path.startswith(("/v1/keys", "/v1/accounts", "/v1/audit"))
                    with self.subTest(role=role, shop=shop, route=f"{method} {path}"):
                        status = self.asked(person, method, path, operation)
                        self.assertEqual(status == 403, not wanted & opens or whole_server, status)

    def test_who_administers_a_shop_sees_that_shop_alone(self):
        owner = self.owner()
        owner.ask("POST", "/v1/shops", {"name": "b"})
        of_default = owner.ask("POST", "/v1/keys", {"shop": "default"}).json["key_id"]
        of_b = owner.ask("POST", "/v1/keys", {"shop": "b"}).json["key_id"]
        both = self.member(owner, "both@example.com", "merchant of b", "analyst of default")
        bea = self.member(owner, "bea@example.com", "owner of b")
        self.assertEqual([key["key_id"] for key in bea.get("/v1/keys").json["keys"]], [of_b])
        self.assertEqual(bea.get(f"/v1/keys/{of_default}").status, 404)
        self.assertEqual(bea.ask("DELETE", f"/v1/keys/{of_default}").status, 404)
        self.assertEqual(bea.ask("POST", f"/v1/keys/{of_default}/rotate").status, 404)
        self.assertEqual(bea.ask("POST", "/v1/keys", {"shop": "default"}).status, 403)
        for scope in ("admin", "watch"):
            self.assertEqual(bea.ask("POST", "/v1/keys", {"scopes": [scope]}).status, 403)
        self.assertEqual(bea.ask("POST", "/v1/keys", {"shop": "b", "scopes": ["ingest", "privacy"]}).status, 201)
        emails = [account["email"] for account in bea.get("/v1/accounts").json["accounts"]]
        self.assertEqual(emails, ["both@example.com", "bea@example.com"])
        seen = bea.get(f"/v1/accounts/{both.account_id}").json
        self.assertEqual(seen["roles"], [{"role": "merchant", "shop": "b"}], "not those in other shops")
        self.assertEqual(bea.ask("PATCH", f"/v1/accounts/{both.account_id}", {"roles": []}).status, 403)
        self.assertEqual(bea.ask("POST", f"/v1/accounts/{both.account_id}/invitation").status, 403)
        self.assertEqual(bea.invite("eve@example.com", "owner").status, 403)
        self.assertEqual(bea.invite("eve@example.com", "analyst of default").status, 403)
        self.assertEqual(bea.invite("eve@example.com", "owner of b").status, 201)
        shops = {entry["shop"] for entry in bea.get("/v1/audit").json["entries"]}
        self.assertEqual(shops, {"b"})
        self.assertEqual([shop["name"] for shop in bea.get("/v1/status").json["shops"]], ["b"])
        self.assertEqual(owner.ask("DELETE", "/v1/shops/b", {"confirm": "b"}).status, 200)
        owner.ask("POST", "/v1/shops", {"name": "b"})
        self.assertEqual(bea.sign_in("bea@example.com").json["account"]["roles"], [])
        self.assertEqual(bea.ask("GET", "/v1/popular", headers={"Suggestd-Shop": "b"}).status, 403)

    def test_an_operator_does_not_become_an_owner(self):
        owner = self.owner()
        operator = self.member(owner, "ops@example.com", "operator")
        owner_id = owner.get("/v1/session").json["account"]["account_id"]
        self.assertEqual(operator.invite("eve@example.com", "owner").status, 403)
        self.assertEqual(operator.ask("POST", f"/v1/accounts/{owner_id}/invitation").status, 403)
        self.assertEqual(operator.ask("PATCH", f"/v1/accounts/{owner_id}", {"email": "eve@example.com"}).status, 403)
        self.assertEqual(operator.ask("DELETE", f"/v1/accounts/{owner_id}").status, 403)
        self.assertEqual(operator.ask("PATCH", f"/v1/accounts/{operator.account_id}",
                                      {"roles": [{"role": "owner", "shop": None}]}).status, 403)
        self.assertEqual(operator.ask("POST", "/v1/keys", {"scopes": ["admin"]}).status, 403)
        admin_key = owner.ask("POST", "/v1/keys", {"scopes": ["admin"]}).json["key_id"]
        self.assertEqual(operator.ask("POST", f"/v1/keys/{admin_key}/rotate").status, 403)
        self.assertEqual(operator.ask("POST", "/v1/keys", {"shop": "default", "scopes": ["ingest"]}).status, 201)
        self.assertEqual(operator.ask("POST", "/v1/keys", {"scopes": ["watch"]}).status, 201)
        self.assertEqual(operator.invite("mo@example.com", "merchant").status, 201)

    def test_bad_accounts_are_refused_at_their_fields(self):
        owner = self.owner()
        for body, pointer in (({"email": "x", "roles": []}, "/email"), ({"email": "a@b.example"}, "/roles"),
                              ({"email": "a@b.example", "roles": [{"role": "king"}]}, "/roles/0/role"),
                              ({"email": "a@b.example", "roles": [{"role": "owner", "shop": "none"}]}, "/roles/0/shop"),
                              ({"email": "a@b.example", "roles": ["owner"]}, "/roles/0"),
                              ({"email": "a@b.example", "roles": [], "nmae": "x"}, "/nmae")):
            refused = owner.ask("POST", "/v1/accounts", body)
            self.assertEqual(refused.status, 400, refused.text)
            self.assertEqual(refused.json["errors"][0]["pointer"], pointer)
        self.assertEqual(owner.invite("ada@example.com", "analyst").status, 409)

    # --- Guessing

    def test_guessing_slows_the_guesser_and_nobody_else(self):
        owner = self.owner()
        bob = self.member(owner, "bob@example.com", "analyst")
        guesser = self.person()
        statuses = [guesser.sign_in("ada@example.com", WRONG).status for _ in range(15)]
        self.assertEqual(set(statuses[:10]), {401})
        self.assertEqual(statuses[-1], 429)
        late = guesser.sign_in("ada@example.com")
        self.assertEqual(late.status, 429, "the right password too, from a stranger's browser")
        self.assertGreaterEqual(int(late.headers["Retry-After"]), 1)
        self.assertEqual(owner.get("/v1/session").status, 200, "a session goes on")
        owner.sign_out()
        self.assertEqual(owner.sign_in("ada@example.com").status, 200, "a browser that is known")
        bob.sign_out()
        bob.cookies = {}
        self.assertEqual(bob.sign_in("bob@example.com").status, 200, "another account")
        self.restart()
        owner.sign_out()
        self.assertEqual(owner.sign_in("ada@example.com").status, 200)

    # --- The audit log

    def test_the_audit_log_tells_who_changed_what(self):
        owner = self.owner()
        key = owner.ask("POST", "/v1/keys", {"shop": "default"}).json["key_id"]
        owner.ask("POST", "/v1/keys", {"shop": "none"})  # refused
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        admin.ask("DELETE", f"/v1/keys/{key}")
        owner.ask("PUT", "/v1/scenarios/home", {"list": "popular"})
        owner.ask("POST", "/v1/recommendations", {"lists": [{"list": "popular"}]})  # changes nothing
        self.command("invite", "bob@example.com")
        self.restart()
        entries = owner.get("/v1/audit").json["entries"]
        told = [(one["actor_kind"], one["action"], one["shop"], one["status"]) for one in entries]
        self.assertEqual(told, [
            ("owner", "POST /v1/accounts", None, 201),
            ("account", "PUT /v1/scenarios/{name}", "default", 201),
            ("key", "DELETE /v1/keys/{key_id}", "default", 200),
            ("account", "POST /v1/keys", "default", 201),
            ("account", "POST /v1/session/invitation", None, 200)])
        self.assertEqual(entries[3]["actor"], "ada@example.com")
        self.assertEqual(entries[3]["target"], f"/v1/keys/{key}")
        first = owner.get("/v1/audit?limit=2").json
        rest = owner.get(f"/v1/audit?limit=1000&before={first['next']}").json
        self.assertEqual(first["entries"] + rest["entries"], entries)
        self.assertIsNone(rest["next"])


if __name__ == "__main__":
    unittest.main()
