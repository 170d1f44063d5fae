"""The proofs of limits_test.py that need a sign-in provider."""
import json
import tempfile

from openid_provider import Guest, Provider, add_provider, jwk_of, problem_of
from server import Server


class SignInProofs:
    def with_provider(self, extra_config=""):
        """A server of its own, whose owner has invited Bob, and its provider."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        provider = Provider(folder.name)
        self.addCleanup(provider.end)
        server = Server(folder.name)
        add_provider(server, provider)
        with server.config.open("a", encoding="utf-8") as config:
            config.write(extra_config)
        server.start()
        self.addCleanup(server.end)
        self.assertEqual(self.owner(server).invite("bob@example.com", "analyst").status, 201)
        return server, provider

    def begun(self, server, **headers):
        """A browser that is at the provider."""
        guest = Guest(server)
        self.addCleanup(guest.client.close)
        guest.place = guest.begin(**headers).headers["Location"]
        return guest

    def ends(self, provider, guest):
        return problem_of(guest.come_back(provider.approve(guest.place)))

    def comes(self, server, provider):
        return self.ends(provider, self.begun(server))

    def test_sign_in_provider__tables(self):
        for number, status in ((self.most(), 0), (self.most() + 1, 78)):
            with tempfile.TemporaryDirectory() as folder:
                server = Server(folder)
                with server.config.open("a", encoding="utf-8") as config:
                    for name in range(number):
                        redirect = f"https://admin.example/v1/sign-in/p{name}/callback"
                        config.write(f'[[sign_in_provider]]\nname = "p{name}"\nissuer = "https://login.example"\n'
                                     f'client_id = "c"\nredirect_uri = "{redirect}"\n')
                checked = server.run("check-config", "--config", server.config)
                self.assertEqual(checked.returncode, status, checked.stderr)
        self.assertIn(str(self.most()), checked.stderr)

    def test_sign_in_provider__pending(self):
        server, provider = self.with_provider()
        # Behind a proxy each client has an address of its own.
        server.kill()
        text = server.config.read_text(encoding="utf-8")
        server.config.write_text(text.replace("[http]\n", '[http]\ntrusted_proxies = ["127.0.0.1"]\n', 1), encoding="utf-8")
        server.start()
        first, second = (self.begun(server, **{"X-Forwarded-For": f"192.0.2.{one}"}) for one in (1, 2))
        other = Guest(server)
        self.addCleanup(other.client.close)
        for number in range(self.most() - 1):
            other.begin(**{"X-Forwarded-For": f"198.51.{number // 200}.{number % 200}"})
        self.assertEqual(self.ends(provider, first), "expired")
        self.assertEqual(self.ends(provider, second), "/#/signed-in")

    def test_sign_in_provider__pending_of_address(self):
        server, provider = self.with_provider()
        first, second = self.begun(server), self.begun(server)
        for _ in range(self.most() - 1):
            self.begun(server)
        self.assertEqual(self.ends(provider, first), "expired")
        self.assertEqual(self.ends(provider, second), "/#/signed-in")

    def test_sign_in_provider__answer_bytes(self):
        for more, end in ((0, "/#/signed-in"), (1, "unavailable")):
            server, provider = self.with_provider()
            provider.document = {"filler": ""}
            provider.document["filler"] = "x" * (self.most() + more - len(json.dumps(provider.description())))
            guest = self.begun(server)
            self.assertEqual(self.ends(provider, guest) if guest.place.startswith("http") else problem_of(guest.place), end)

    def test_sign_in_provider__keys(self):
        for before, end in ((self.most() - 1, "/#/signed-in"), (self.most(), "not_confirmed")):
            server, provider = self.with_provider()
            other = jwk_of(provider.signer, "other")
            provider.keys = [{**other, "kid": f"k-{number}"} for number in range(before)] + provider.keys
            self.assertEqual(self.comes(server, provider), end)

    def test_sign_in_provider__id_token_bytes(self):
        server, provider = self.with_provider()
        # Three bytes of JSON are four letters of the token.
        provider.claims = {"filler": ""}
        room = self.most() - len(provider.token("n" * 43))
        for letters, end in ((room * 3 // 4 - 3, "/#/signed-in"), (room * 3 // 4 + 6, "not_confirmed")):
            provider.claims = {"filler": "x" * letters}
            self.assertEqual(self.comes(server, provider), end)
