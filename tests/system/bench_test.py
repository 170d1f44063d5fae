"""`suggestd bench` measures a running shop, and writes into it only when it may."""
import json
import os
import tempfile
import unittest

from server import OneServerCase, Server


class Bench(OneServerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        client = cls.server.client()
        for i in range(60):
            lines = [{"product_id": f'p"{(i + k) % 40}', "quantity": 1, "price": "1.00"} for k in (0, 1, 5)]
            client.post("/v1/orders", {"order_id": f"o{i}", "user_id": f"u {i % 15}", "currency": "EUR",
                                       "placed_at": "2026-01-01T10:00:00Z", "lines": lines})
        cls.server.wait_until_learned()

    def bench(self, *arguments, to=None):
        return self.server.run("bench", *arguments, "--to", to or self.server.url, "--seconds", "0.3", "--warm-up", "0.1",
                               env={**os.environ, "SUGGESTD_KEY": self.server.key})

    def orders_of_a_run(self):
        feed = self.client.get("/v1/changes?since=beginning&mode=latest&kinds=order&limit=1000").json["changes"]
        return {change["id"] for change in feed if change["id"].startswith("bench-")}

    def test_lists_are_measured_and_nothing_is_written(self):
        head = self.client.get("/v1/changes?since=now").json["next"]
        done = self.bench("for-you", "--clients", "4", "--query", "&filter=price%20%3C%205", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual((told["workload"], told["clients"]), ("for-you", 4))
        self.assertGreater(told["answered"], 0)
        self.assertLessEqual(told["p50_us"], told["p99_us"])
        self.assertLessEqual(told["p99_us"], told["max_us"])
        self.assertEqual(self.client.get("/v1/changes?since=now").json["next"], head)

    def test_orders_are_written_when_they_may(self):
        before = self.orders_of_a_run()
        refused = self.bench("orders")
        self.assertEqual(refused.returncode, 64)
        self.assertIn("--write", refused.stderr)
        self.assertEqual(self.orders_of_a_run(), before)
        done = self.bench("orders", "--write", "--rate", "50", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreaterEqual(len(self.orders_of_a_run() - before), json.loads(done.stdout)["answered"])

    def test_freshness_counts_newcomers(self):
        done = self.bench("freshness", "--write", "--newcomers", "5", "--rate", "20", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["answered"], 5)

    def test_a_strong_list_waits_for_the_order(self):
        done = self.bench("freshness", "--write", "--newcomers", "5", "--consistency", "strong", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["answered"], 5)
        wrong = self.bench("for-you", "--consistency", "stronger")
        self.assertEqual(wrong.returncode, 74)
        self.assertIn("stronger", wrong.stderr)

    def test_refusals_are_counted_and_end_no_run(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder).start(SUGGESTD_HTTP__ADDRESS_REQUESTS_PER_SECOND="0.01",
                                          SUGGESTD_HTTP__ADDRESS_REQUEST_BURST="100")
            self.addCleanup(server.end)
            (server.folder / "users").write_text("u\n", encoding="utf-8")
            (server.folder / "products").write_text("p\n", encoding="utf-8")

            def bench(*arguments):
                return server.run("bench", *arguments, "--to", server.url, "--key", server.key, "--warm-up", "0",
                                  "--users", server.folder / "users", "--products", server.folder / "products", "--json")

            beyond = json.loads(bench("orders", "--write", "--rate", "400", "--clients", "8", "--seconds", "1").stdout)
            self.assertGreater(beyond["refused"], 100, "of 400 orders 100 may pass")
            self.assertGreater(beyond["answered"], 50)
            none = bench("for-you", "--seconds", "0.2")
            self.assertEqual(none.returncode, 74)
            self.assertRegex(none.stderr, r"refused all of \d+ requests with 429 or 503")

    def test_what_is_wrong_is_said(self):
        wrong_query = self.bench("for-you", "--query", "&limitt=3")
        self.assertEqual(wrong_query.returncode, 74)
        self.assertIn("limitt", wrong_query.stderr)
        self.assertEqual(self.bench("for-you", to="127.0.0.1").returncode, 65)
        nobody = self.bench("for-you", to="http://127.0.0.1:1")
        self.assertEqual(nobody.returncode, 74)
        self.assertIn("is the server running", nobody.stderr)
        self.assertEqual(self.bench("likes").returncode, 64)


if __name__ == "__main__":
    unittest.main()
