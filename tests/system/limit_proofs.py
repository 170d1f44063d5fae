"""The proofs of the config keys that limit how much is asked; for config_effect_test."""
import contextlib
import time

from serving import connect, serving, statuses, statuses_from

TEN_CLIENTS = [f"198.51.100.{number}" for number in range(10)]
ONE_A_MINUTE = {"http__address_requests_per_second": 1 / 60, "http__address_request_burst": 4}


class LimitProofs:
    def test_http__requests_per_second(self):
        with serving(http__requests_per_second=1, http__request_burst=2) as server:
            self.assertIn(429, statuses(server, 4))

    def test_http__request_burst(self):
        with serving(http__requests_per_second=1, http__request_burst=40) as server:
            self.assertEqual(statuses(server, 20), [200] * 20)

    def test_http__address_requests_per_second(self):
        with serving(**ONE_A_MINUTE) as server:
            self.assertIn(429, statuses(server, 8))

    def test_http__address_request_burst(self):
        with serving(**ONE_A_MINUTE | {"http__address_request_burst": 1000}) as server:
            self.assertEqual(statuses(server, 20), [200] * 20)

    def test_http__address_connections(self):
        with serving(http__address_connections=2) as server, contextlib.ExitStack() as held:
            all(held.enter_context(connect(server)).send(b"GET ") for _ in range(2))  # asking, they give way to nobody
            self.assertIn(b"HTTP/1.1 429", [held.enter_context(connect(server)) for _ in range(2)][-1].recv(1000))

    def test_http__trusted_proxies(self):
        with serving(http__trusted_proxies="127.0.0.1", **ONE_A_MINUTE) as server:
            self.assertEqual(statuses_from(server, TEN_CLIENTS), [200] * 10)
            self.assertIn(429, statuses_from(server, TEN_CLIENTS[:1] * 10))

    def test_http__forwarded_by(self):
        with serving(http__trusted_proxies="127.0.0.1", http__forwarded_by="forwarded", **ONE_A_MINUTE) as server:
            self.assertEqual(statuses_from(server, TEN_CLIENTS, "Forwarded", "for={};proto=https"), [200] * 10)

    def test_limits__shop_units_per_second(self):
        with serving(limits__shop_units_per_second=10) as server:  # a request costs 100 at least, and 100 are there
            self.assertEqual(statuses(server, 2), [200, 429])

    def test_limits__shop_units_per_day(self):
        with serving(limits__shop_units_per_day=10) as server:  # the first request may use more than is left
            self.assertEqual(statuses(server, 3), [200, 429, 429])

    def test_limits__server_units_per_second(self):
        # The shop is guaranteed 10 units a second; a server that has one cuts what it can't keep.
        for units, told in ((1_000, "guaranteed"), (1, "overbooked")):
            with serving(limits__shop_units_per_second=10, limits__server_units_per_second=units) as server:
                until = time.monotonic() + 30
                decision = None
                while decision != told:
                    statuses(server, 1)
                    decision = server.client(server.make_key("--scopes", "admin")).get("/v1/status").json["shops"][0]["units"]["decision"]
                    self.assertLess(time.monotonic(), until, decision)
