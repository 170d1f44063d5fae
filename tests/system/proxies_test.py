"""Clients behind a proxy that the operator trusts: limits and sign-in go by their own addresses, and nobody else's word
is believed."""
import re
import tempfile
import unittest

from person import PASSWORD, Person
from server import Server

FEW = {"SUGGESTD_HTTP__ADDRESS_REQUESTS_PER_SECOND": "0.01", "SUGGESTD_HTTP__ADDRESS_REQUEST_BURST": "6"}
TRUSTED = {"SUGGESTD_HTTP__TRUSTED_PROXIES": "127.0.0.1"}


class Proxies(unittest.TestCase):
    def start(self, **settings):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start(**settings)
        self.addCleanup(self.server.end)

    def get(self, forwarded_for, path="/livez"):
        return self.server.client().ask("GET", path, headers={"X-Forwarded-For": forwarded_for})

    def test_each_client_has_a_rate_of_its_own_and_is_told_of_it(self):
        self.start(**FEW, **TRUSTED)
        answers = [self.get("203.0.113.9, 198.51.100.7") for _ in range(8)]
        self.assertEqual([answer.status for answer in answers], [200] * 6 + [429] * 2)
        self.assertRegex(answers[0].headers["RateLimit"], r'^"address";r=5;t=\d+$')
        self.assertEqual(answers[0].headers["RateLimit-Policy"], '"address";q=6;w=600')
        self.assertGreater(int(answers[-1].headers["Retry-After"]), 1)
        self.assertIn("this address has used up its rate", answers[-1].json["detail"])
        self.assertEqual(self.get("198.51.100.7, 198.51.100.8").status, 200)
        self.assertEqual(self.get("203.0.113.77, 198.51.100.7").status, 429, "what the client wrote changes nothing")
        text = self.server.admin().get("/metrics").text
        self.assertRegex(text, r'suggestd_limited_requests_total\{shop="",limit="address"\} 3\n')

    def test_a_network_of_ipv6_is_one_client(self):
        self.start(**FEW, **TRUSTED)
        answers = [self.get(f"2001:db8:1:1::{number}").status for number in range(8)]
        self.assertEqual(answers, [200] * 6 + [429] * 2)
        self.assertEqual(self.get("[2001:db8:1:2::1]:4711").status, 200)

    def test_requests_without_a_key_and_for_nothing_count_too(self):
        self.start(**FEW, **TRUSTED)
        answers = [self.get("198.51.100.7", path).status for path in ("/v1/nothing", "/v1/products", "/livez") * 2]
        self.assertEqual(answers, [404, 405, 200] * 2)
        self.assertEqual(self.get("198.51.100.7").status, 429)

    def test_without_a_list_of_proxies_nobody_is_believed(self):
        self.start(**FEW)
        self.assertIn(429, [self.get(f"198.51.100.{number}").status for number in range(8)])

    def test_who_guesses_passwords_slows_down_nobody_else_behind_the_proxy(self):
        self.start(**TRUSTED)
        owner = Person(self.server)
        self.addCleanup(owner.client.close)
        link = (self.server.folder / "store" / "first-link").read_text(encoding="utf-8")
        self.assertEqual(owner.accept(re.search(r"/#/first/(\S+)", link)[1], email="ada@example.com").status, 200)

        def sign_in(address, email, password):
            return self.server.admin("").ask("POST", "/v1/session", {"email": email, "password": password},
                                             {"X-Forwarded-For": address, "X-Forwarded-Proto": "https"})

        tries = [sign_in("198.51.100.7", f"nobody{number}@example.com", PASSWORD).status for number in range(40)]
        self.assertIn(429, tries)
        good = sign_in("203.0.113.5", "ada@example.com", PASSWORD)
        self.assertEqual(good.status, 200, good.text)
        self.assertIn("__Host-suggestd_session", good.headers["Set-Cookie"], "the browser speaks https with the proxy")


if __name__ == "__main__":
    unittest.main()
