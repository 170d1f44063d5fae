"""Signing in by a provider: who gets in and who does not, and what a provider or an attacker may do wrong."""
import http.cookies
import json
import re
import tempfile
import threading
import time
import unittest
import urllib.parse

from openid_provider import CLIENT, NAME, SECRET, Guest, Provider, add_provider, problem_of, provider_table
from person import first_owner
from server import Server
from shopper_tokens import Signer


def cookie_of(answer, name):
    for line in answer.headers.get_all("Set-Cookie") or []:
        if line.startswith(name + "="):
            return http.cookies.SimpleCookie(line)[name]
    return None


def end_of_sign_in(guest, provider, **more):
    """Leaves no connection behind: a server with few places would turn the next guest away."""
    try:
        return problem_of(guest.sign_in_by(provider, **more))
    finally:
        guest.client.close()


class Case(unittest.TestCase):
    ALGORITHM = "RS256"

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.provider = Provider(folder.name, algorithm=cls.ALGORITHM)
        cls.addClassCleanup(cls.provider.end)
        cls.server = Server(folder.name)
        add_provider(cls.server, cls.provider)
        cls.server.start()
        cls.addClassCleanup(cls.server.end)
        cls.owner = first_owner(cls.server)

    def setUp(self):
        self.provider.behave()
        self.number = self.id().rsplit(".", 1)[1]
        self.email = f"{self.number}@example.com"
        self.provider.person = {"sub": self.number, "email": self.email, "email_verified": True}

    def invite(self, email=None, *roles):
        invited = self.owner.invite(email or self.email, *(roles or ("analyst",)))
        self.assertEqual(invited.status, 201, invited.text)
        return invited.json

    def guest(self):
        guest = Guest(self.server)
        self.addCleanup(guest.client.close)
        return guest

    def account(self, account_id):
        return self.owner.get(f"/v1/accounts/{account_id}").json

    def comes(self, guest=None, **more):
        """The end of a sign-in: "/#/signed-in", or the word for what went wrong."""
        return end_of_sign_in(guest or self.guest(), self.provider, **more)


class ComingIn(Case):
    def test_an_invited_person_gets_in_without_a_password(self):
        invited = self.invite(None, "merchant", "analyst")
        self.provider.person["email"] = self.email.upper()
        guest = self.guest()
        self.assertEqual(self.comes(guest), "/#/signed-in")
        session = guest.get("/v1/session").json["account"]
        self.assertEqual((session["email"], [held["role"] for held in session["roles"]]),
                         (self.email, ["merchant", "analyst"]))
        told = self.account(invited["account_id"])
        self.assertEqual((told["state"], told["provider"], told["invitation_expires_at"]),
                         ("active", self.provider.issuer, None))
        self.assertEqual(self.guest().accept(invited["invitation"]["token"]).status, 410, "a second way in stayed open")
        self.assertEqual(guest.sign_in(self.email, "nobody has chosen one").status, 401)

    def test_the_page_lists_the_providers_for_anybody(self):
        listed = self.guest().get("/v1/sign-in/providers")
        self.assertEqual(listed.json, {"providers": [{"name": NAME, "label": "the company"}], "registration": "invitation"})
        self.assertEqual(self.guest().get("/v1/sign-in/nobody").status, 404)
        self.assertEqual(self.guest().get("/v1/sign-in/nobody/callback").status, 404)

    def test_the_cookies_are_what_browsers_need(self):
        self.invite()
        guest = self.guest()
        begun = guest.begin()
        pending = cookie_of(begun, "suggestd_sign_in")
        self.assertEqual((pending["samesite"], pending["httponly"], pending["max-age"], pending["path"]),
                         ("Lax", True, "600", "/"))
        self.assertEqual(begun.headers["Cache-Control"], "no-store")
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(begun.headers["Location"]).query))
        self.assertEqual({name: asked[name] for name in ("response_type", "client_id", "scope", "code_challenge_method")},
                         {"response_type": "code", "client_id": CLIENT, "scope": "openid email",
                          "code_challenge_method": "S256"})
        secrets = {pending.value, asked["state"], asked["nonce"], asked["code_challenge"]}
        self.assertEqual((len(secrets), {len(one) for one in secrets}), (4, {43}))
        parts = urllib.parse.urlsplit(self.provider.approve(begun.headers["Location"]))
        back = guest.get(f"{parts.path}?{parts.query}")
        session = cookie_of(back, "suggestd_session")
        self.assertEqual((session["samesite"], session["httponly"]), ("Strict", True))
        self.assertEqual(cookie_of(back, "suggestd_sign_in")["max-age"], "0")
        self.assertEqual(back.headers["Referrer-Policy"], "no-referrer")

    def test_success_and_refusal_are_in_the_audit_log(self):
        self.invite()
        self.assertEqual(self.comes(), "/#/signed-in")
        stranger = f"x-{self.email}"
        self.provider.person = {"sub": "x", "email": stranger, "email_verified": True}
        self.assertEqual(self.comes(), "unknown")
        entries = self.owner.get("/v1/audit").json["entries"]
        told = [(entry["actor"], entry["status"], entry["target"]) for entry in entries if self.email in entry["actor"]]
        callback = f"/v1/sign-in/{NAME}/callback"
        self.assertEqual(told[:2], [(stranger, 403, callback), (self.email, 302, callback)])

    def test_the_log_and_the_metrics_tell_of_it_without_secrets(self):
        self.invite()
        guest = self.guest()
        address = self.provider.approve(guest.begin().headers["Location"])
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["code"][0]
        guest.come_back(address)
        self.provider.claims = {"aud": "another"}
        self.assertEqual(self.comes(), "not_confirmed")
        metrics = self.server.admin().get("/metrics").text
        for outcome in ("provider_good", "provider_failed"):
            self.assertRegex(metrics, rf'suggestd_sign_ins_total{{outcome="{outcome}"}} [1-9]')
        log = self.server.log.read_text(encoding="utf-8")
        self.assertIn("`aud` is not the client_id", log)
        for secret in (code, SECRET, self.email):
            self.assertNotIn(secret, log)


class WhoGetsIn(Case):
    def test_nobody_without_an_account(self):
        self.assertEqual(self.comes(), "unknown")

    def test_nobody_whose_address_is_not_verified(self):
        self.invite()
        for told in (False, None, "true", 1):
            self.provider.person["email_verified"] = told
            self.assertEqual(self.comes(), "unverified", told)
        self.provider.person = {"sub": self.number}
        self.assertEqual(self.comes(), "unverified", "no address at all")

    def test_an_address_that_moves_on_opens_no_account_of_another(self):
        first = self.invite()
        self.assertEqual(self.comes(), "/#/signed-in")
        self.provider.person = {"sub": "who has the address now", "email": self.email, "email_verified": True}
        self.assertEqual(self.comes(), "bound")
        # The first person takes over somebody else's address, and stays the first person.
        self.invite(f"boss-{self.email}", "owner")
        self.provider.person = {"sub": self.number, "email": f"boss-{self.email}", "email_verified": True}
        guest = self.guest()
        self.assertEqual(self.comes(guest), "/#/signed-in")
        self.assertEqual(guest.get("/v1/session").json["account"]["account_id"], first["account_id"])
        self.provider.person["email_verified"] = False
        self.assertEqual(self.comes(), "/#/signed-in", "the address has no say any more")

    def test_roles_are_ours(self):
        self.invite()
        self.provider.claims = {"roles": ["owner"], "groups": ["owner"], "role": "owner"}
        guest = self.guest()
        self.assertEqual(self.comes(guest), "/#/signed-in")
        self.assertEqual([held["role"] for held in guest.get("/v1/session").json["account"]["roles"]], ["analyst"])

    def test_a_deleted_account_is_closed_at_once(self):
        account_id = self.invite()["account_id"]
        guest = self.guest()
        self.assertEqual(self.comes(guest), "/#/signed-in")
        self.assertEqual(self.owner.ask("DELETE", f"/v1/accounts/{account_id}").status, 200)
        self.assertEqual(guest.get("/v1/session").status, 401)
        self.assertEqual(self.comes(), "unknown")

    def test_a_new_link_and_a_new_address_free_the_account(self):
        account_id = self.invite()["account_id"]
        self.assertEqual(self.comes(), "/#/signed-in")
        token = self.owner.ask("POST", f"/v1/accounts/{account_id}/invitation").json["invitation"]["token"]
        self.assertEqual(self.guest().accept(token).status, 200)
        self.assertIsNone(self.account(account_id)["provider"])
        self.provider.person["sub"] = "the new one"
        self.assertEqual(self.comes(), "/#/signed-in")
        changed = self.owner.ask("PATCH", f"/v1/accounts/{account_id}", {"email": f"new-{self.email}"})
        self.assertEqual((changed.status, changed.json["provider"]), (200, None), changed.text)
        self.assertEqual(self.comes(), "unknown", "who had the account before is still its person")


class WrongTokens(Case):
    def test_tokens_that_prove_nothing(self):
        self.invite()
        now = int(time.time())
        stranger = Signer("RS256", tempfile.mkdtemp(dir=self.server.folder))
        wrong = {
            "another nonce": {"claims": {"nonce": "n"}}, "no nonce": {"claims": {"nonce": None}},
            "another issuer": {"claims": {"iss": "https://login.example"}},
            "a slash more": {"claims": {"iss": self.provider.issuer + "/"}}, "no issuer": {"claims": {"iss": None}},
            "another client": {"claims": {"aud": "another"}}, "no client": {"claims": {"aud": None}},
            "no list of clients": {"claims": {"aud": []}},
            "several clients and no azp": {"claims": {"aud": [CLIENT, "another"]}},
            "made for another": {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
            "azp of another": {"claims": {"azp": "another"}},
            "it has ended": {"claims": {"exp": now - 90}}, "no end": {"claims": {"exp": None}},
            "it is old": {"claims": {"iat": now - 3600}}, "it is of tomorrow": {"claims": {"iat": now + 86_400}},
            "no time": {"claims": {"iat": None}}, "not yet": {"claims": {"nbf": now + 3600}},
            "nobody": {"claims": {"sub": None}}, "no name": {"claims": {"sub": ""}},
            "alg none": {"header": {"alg": "none"}, "sign": lambda message: b""},
            "alg none, signed": {"header": {"alg": "none"}},
            "the public key as a secret": {"header": {"alg": "HS256"}, "sign": self.provider.sign_with_public_key},
            "RS256 by the public key": {"sign": self.provider.sign_with_public_key},
            "somebody else's key": {"sign": stranger.sign}, "an unknown kid": {"header": {"kid": "k2"}},
            "another algorithm": {"header": {"alg": "ES256"}}, "a critical header": {"header": {"crit": ["b64"]}},
        }
        for what, deeds in wrong.items():
            with self.subTest(what):
                self.provider.behave()
                for name, deed in deeds.items():
                    setattr(self.provider, name, deed)
                guest = self.guest()
                self.assertEqual(self.comes(guest), "not_confirmed")
                self.assertEqual(guest.get("/v1/session").status, 401)
                guest.client.close()
        self.provider.behave()
        self.provider.claims = {"aud": ["another", CLIENT], "azp": CLIENT}
        self.assertEqual(self.comes(), "/#/signed-in", "several clients, and ours is named")
        self.provider.header = {"kid": None}
        self.assertEqual(self.comes(), "/#/signed-in", "the only key needs no name")

    def test_answers_of_the_token_endpoint_that_are_none(self):
        self.invite()
        redeem = self.provider.redeem
        self.addCleanup(setattr, self.provider, "redeem", redeem)
        for answer, word in (((400, {"error": "invalid_grant"}), "not_confirmed"), ((200, {}), "not_confirmed"),
                             ((200, {"id_token": 7}), "not_confirmed"), ((200, {"id_token": "a.b"}), "not_confirmed"),
                             ((200, [1]), "not_confirmed"), ((200, b"\xff{"), "not_confirmed"),
                             ((401, {"error": "x" * 5000}), "not_confirmed"), ((500, {}), "unavailable"),
                             ((307, {}), "not_confirmed"), ((200, {"x": "y" * 300_000}), "unavailable")):
            self.provider.redeem = lambda headers, form, told=answer: told
            self.assertEqual(self.comes(), word, str(answer)[:80])


class WrongAnswers(Case):
    def test_an_answer_counts_once(self):
        self.invite()
        guest = self.guest()
        address = self.provider.approve(guest.begin().headers["Location"])
        cookies = dict(guest.cookies)
        self.assertEqual(guest.come_back(address), "/#/signed-in")
        guest.cookies = cookies
        self.assertEqual(problem_of(guest.come_back(address)), "expired")

    def test_only_the_browser_that_began(self):
        """Nobody is signed in to an account of somebody else's choice."""
        self.invite()
        attacker, victim = self.guest(), self.guest()
        address = self.provider.approve(attacker.begin().headers["Location"])
        self.assertEqual(problem_of(victim.come_back(address)), "expired", "no sign-in is under way")
        own = victim.begin().headers["Location"]
        self.assertEqual(problem_of(victim.come_back(address)), "expired", "another one is under way")
        self.assertNotIn("suggestd_session", victim.cookies)

    def test_a_wrong_state_spoils_nothing(self):
        self.invite()
        guest = self.guest()
        address = self.provider.approve(guest.begin().headers["Location"])
        for forged in (re.sub(r"state=[^&]*", "state=forged", address), re.sub(r"&state=[^&]*", "", address),
                       address.split("?")[0]):
            self.assertEqual(problem_of(guest.come_back(forged)), "expired", forged)
        self.assertEqual(guest.come_back(address), "/#/signed-in")

    def test_codes_of_elsewhere(self):
        self.invite()
        attacker, victim = self.guest(), self.guest()
        stolen = self.provider.approve(attacker.begin().headers["Location"])
        own = self.provider.approve(victim.begin().headers["Location"])
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(stolen).query)["code"][0]
        mixed = re.sub(r"code=[^&]*", f"code={code}", own)
        self.assertEqual(problem_of(victim.come_back(mixed)), "not_confirmed", "PKCE: another verifier made it")
        self.assertEqual(self.comes(self.guest(), code="never given"), "not_confirmed")

    def test_an_answer_of_another_provider(self):
        self.invite()
        self.assertEqual(self.comes(iss="https://evil.example"), "not_confirmed")
        self.assertEqual(self.comes(iss=self.provider.issuer), "/#/signed-in")

    def test_who_says_no(self):
        guest = self.guest()
        state = urllib.parse.parse_qs(urllib.parse.urlsplit(guest.begin().headers["Location"]).query)["state"][0]
        back = f"/v1/sign-in/{NAME}/callback?" + urllib.parse.urlencode(
            {"error": "access_denied", "error_description": "<script>", "state": state})
        self.assertEqual(problem_of(guest.come_back(back)), "not_confirmed")

    def test_where_it_leads_is_not_asked_for(self):
        self.invite()
        for name in ("return_to", "next", "redirect_uri"):
            self.assertEqual(self.comes(self.guest(), **{name: "https://evil.example"}), "/#/signed-in")
        self.assertEqual(self.guest().get(f"/v1/sign-in/{NAME}?next=https://evil.example").status, 400)
        begun = self.guest().begin(Host="evil.example")
        self.assertNotIn("evil", begun.headers["Location"])

    def test_other_pages_send_nobody_off(self):
        for site in ("cross-site", "same-site"):
            self.assertEqual(self.guest().begin(**{"Sec-Fetch-Site": site}).status, 403)
        self.assertEqual(self.guest().begin(**{"Sec-Fetch-Site": "same-origin"}).status, 302)


class OtherProviders(unittest.TestCase):
    def serve(self, provider=None, **more):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        provider = provider or Provider(folder.name)
        self.addCleanup(provider.end)
        server = Server(folder.name)
        add_provider(server, provider, **more)
        self.addCleanup(server.end)
        server.start()
        return server, provider

    def comes(self, server, provider):
        return end_of_sign_in(Guest(server), provider)

    def test_each_algorithm_and_way_to_tell_the_secret(self):
        for algorithm, way in (("ES256", "client_secret_post"), ("EdDSA", "client_secret_basic")):
            with self.subTest(algorithm), tempfile.TemporaryDirectory() as folder:
                provider = Provider(folder, algorithm=algorithm)
                provider.authentication = way
                server, provider = self.serve(provider)
                first_owner(server).invite("bob@example.com", "analyst")
                self.assertEqual(self.comes(server, provider), "/#/signed-in")

    def test_descriptions_that_are_not_the_providers(self):
        def elsewhere(handler):
            handler.answer(302, b"", Location="/realm/other")

        def huge(handler):
            handler.answer(200, {"x": "y" * 300_000})

        def garbage(handler):
            handler.answer(200, b"\xff not JSON")

        described, keys = "/.well-known/openid-configuration", "/keys"
        for what, document, answers in (
                ("another issuer", {"issuer": "https://login.example"}, {}),
                ("no issuer", {"issuer": None}, {}), ("no keys", {"jwks_uri": None}, {}),
                ("keys of a file", {"jwks_uri": "file:///etc/passwd"}, {}),
                ("in the clear", {"token_endpoint": "http://192.0.2.1/token"}, {}),
                ("a script", {"authorization_endpoint": "javascript:alert(1)"}, {}),
                ("it leads elsewhere", {}, {described: elsewhere}), ("it is huge", {}, {described: huge}),
                ("it is no JSON", {}, {described: garbage}), ("the keys lead elsewhere", {}, {keys: elsewhere}),
                ("the keys are huge", {}, {keys: huge}), ("the keys are garbage", {}, {keys: garbage})):
            with self.subTest(what):
                server, provider = self.serve()
                provider.document, provider.answers = document, answers
                begun = time.monotonic()
                self.assertEqual(self.comes(server, provider), "unavailable")
                before = len(provider.asked)
                self.assertEqual(self.comes(server, provider), "unavailable")
                if time.monotonic() - begun < 4:  # a busy machine takes longer than a failure is remembered
                    self.assertEqual(len(provider.asked), before, "it is asked again at once")
                first_owner(server)  # a password does it meanwhile

    def test_a_slow_provider_holds_nobody_up_for_long(self):
        server, provider = self.serve()
        release = threading.Event()
        self.addCleanup(release.set)
        provider.answers = {"/.well-known/openid-configuration": lambda handler: release.wait(60)}
        begun = time.monotonic()
        waiting = threading.Thread(target=self.comes, args=(server, provider))
        waiting.start()
        first_owner(server)
        self.assertLess(time.monotonic() - begun, 9, "a sign-in by password waits for the provider")
        waiting.join()
        self.assertLess(time.monotonic() - begun, 30)

    def test_a_provider_on_a_private_network_must_be_allowed(self):
        with tempfile.TemporaryDirectory() as folder:
            provider = Provider(folder)
            self.addCleanup(provider.end)
            server = Server(folder)
            with server.config.open("a", encoding="utf-8") as config:
                config.write(provider_table(provider, f"http://127.0.0.1:{server.admin_port}", folder))
            self.addCleanup(server.end)
            server.start()
            self.assertEqual(self.comes(server, provider), "unavailable")
            self.assertEqual(provider.asked, [])
            server.wait_for_log("a sign-in by a provider failed")

    def test_behind_tls_the_cookies_are_the_hosts_alone(self):
        server, provider = self.serve(redirect_uri=f"https://admin.example/v1/sign-in/{NAME}/callback")
        first_owner(server).invite("bob@example.com", "analyst")
        guest = Guest(server)
        begun = guest.begin()
        pending = cookie_of(begun, "__Host-suggestd_sign_in")
        self.assertEqual((pending["samesite"], pending["secure"], pending["path"]), ("Lax", True, "/"))
        parts = urllib.parse.urlsplit(provider.approve(begun.headers["Location"]))
        back = guest.get(f"{parts.path}?{parts.query}")
        session = cookie_of(back, "__Host-suggestd_session")
        self.assertEqual((session["samesite"], session["secure"], session["path"]), ("Strict", True, "/"))

    def test_an_address_counts_unverified_only_where_it_is_trusted(self):
        server, provider = self.serve(trust_email=True)
        first_owner(server).invite("bob@example.com", "analyst")
        del provider.person["email_verified"]
        self.assertEqual(self.comes(server, provider), "/#/signed-in")

    def test_refusals_do_not_push_changes_out_of_the_audit_log(self):
        server, provider = self.serve()
        owner = first_owner(server)
        begun = time.monotonic()
        for number in range(70):
            provider.person = {"sub": str(number), "email": f"x{number}@example.com", "email_verified": True}
            self.assertEqual(self.comes(server, provider), "unknown")
        owner.client.close()  # it has waited longer than the server keeps an idle connection
        entries = owner.get("/v1/audit?limit=100").json["entries"]
        told = len([entry for entry in entries if entry["status"] == 403])
        self.assertGreaterEqual(told, 60)
        self.assertLessEqual(told, 60 + (time.monotonic() - begun) / 60, "one more for each minute that has gone by")

    def test_it_goes_on_after_a_restart_and_nobody_gets_a_first_link(self):
        server, provider = self.serve()
        owner = first_owner(server)
        owner.invite("bob@example.com", "owner")
        self.assertEqual(self.comes(server, provider), "/#/signed-in")
        owner.client.close()
        removed = server.run("account", "remove", "ada@example.com", "--config", server.config)
        self.assertEqual(removed.returncode, 0, removed.stderr)
        (server.folder / "store" / "first-link").unlink()
        server.kill()
        server.start()
        self.assertFalse((server.folder / "store" / "first-link").exists(), "somebody can sign in by a provider")
        self.assertEqual(self.comes(server, provider), "/#/signed-in")


class Configuration(unittest.TestCase):
    def check(self, text, environment=None):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder, text)
            return server.run("check-config", "--config", server.config, env=environment)

    def table(self, **changes):
        members = {"name": "a", "issuer": "https://login.example", "client_id": "c",
                   "redirect_uri": "https://admin.example/v1/sign-in/a/callback", **changes}
        return "[[sign_in_provider]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in members.items()
                                                  if value is not None)

    def test_what_is_wrong_is_told_with_its_place(self):
        self.assertEqual(self.check(self.table()).returncode, 0)
        for changes, words in (
                ({"name": "A b"}, "/name"), ({"name": "providers"}, "/name"), ({"issuer": None}, "/issuer"),
                ({"issuer": "http://login.example"}, "https"), ({"issuer": "https://login.example?a=b"}, "query"),
                ({"client_id": None}, "/client_id"), ({"redirect_uri": "https://admin.example/"}, "/redirect_uri"),
                ({"redirect_uri": "https://admin.example/x/v1/sign-in/a/callback"}, "/redirect_uri"),
                ({"redirect_uri": "http://admin.example/v1/sign-in/a/callback"}, "https"),
                ({"scopes": ["email"]}, "openid"), ({"client_secret": "s"}, "client_secret"),
                ({"trust_email": "yes"}, "/trust_email")):
            with self.subTest(changes):
                refused = self.check(self.table(**changes))
                self.assertEqual(refused.returncode, 78, refused.stderr)
                self.assertIn("[[sign_in_provider]]", refused.stderr)
                self.assertIn(words, refused.stderr)
        self.assertIn("is there already", self.check(self.table() + self.table()).stderr)

    def test_a_secret_that_is_not_there_is_no_start(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder, self.table(client_secret_file=f"{folder}/none"))
            server.key = "none is needed"
            self.addCleanup(server.end)
            with self.assertRaises(RuntimeError) as met:
                server.start()
            self.assertIn("client_secret_file", str(met.exception))

    def test_a_reload_says_that_providers_need_a_restart(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder).start()
            self.addCleanup(server.end)
            with server.config.open("a", encoding="utf-8") as config:
                config.write(self.table())
            reloaded = server.admin(server.make_key("--scopes", "admin")).ask("POST", "/v1/config/reload")
            self.assertEqual(reloaded.json["need_restart"], ["sign_in_provider"], reloaded.text)


if __name__ == "__main__":
    unittest.main()
