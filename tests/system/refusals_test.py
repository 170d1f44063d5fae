"""Nonsense gets a clear no: the right number, problem+json, and a pointer to what is wrong."""
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Client, OneServerCase, Server

GOOD_LINE = {"product_id": "p", "quantity": 1, "price": "1.00"}


def order(**changes):
    good = {"order_id": "o", "user_id": "u", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
            "lines": [GOOD_LINE]}
    return {key: value for key, value in {**good, **changes}.items() if value is not None}


BAD_ORDERS = [
    # body                                                     part of the pointer
    (order(order_id=None), "order_id"),
    (order(order_id=""), "order_id"),
    (order(order_id="x" * 257), "order_id"),
    (order(user_id=7), "user_id"),
    (order(placed_at="yesterday"), "placed_at"),
    (order(placed_at="2026-02-30T00:00:00Z"), "placed_at"),
    (order(currency="euros"), "currency"),
    (order(lines=[]), "lines"),
    (order(lines="many"), "lines"),
    (order(lines=[{**GOOD_LINE, "quantity": -1}]), "lines/0/quantity"),
    (order(lines=[{**GOOD_LINE, "price": 1.5}]), "lines/0/price"),
    (order(lines=[{**GOOD_LINE, "price": "1.005"}]), "lines/0/price"),
    (order(lines=[GOOD_LINE, {"quantity": 1}]), "lines/1/product_id"),
]


class Refusals(OneServerCase):
    def without_key(self, key=None):
        client = Client(self.server.shop_port, key)
        self.addCleanup(client.close)
        return client

    def refused(self, answer, *statuses):
        self.assertIn(answer.status, statuses, answer.text)
        self.assertTrue(answer.headers["Content-Type"].startswith("application/problem+json"), answer.headers)
        problem = answer.json
        for field in ("type", "title", "status", "detail", "request_id"):
            self.assertIn(field, problem)
        self.assertEqual(problem["status"], answer.status)
        return problem

    def test_bad_orders_name_the_field(self):
        for body, pointer in BAD_ORDERS:
            with self.subTest(body=body):
                problem = self.refused(self.client.post("/v1/orders", body), 400, 422)
                self.assertIn(pointer, " ".join(error["pointer"] for error in problem["errors"]))

    def test_broken_json(self):
        for body in ("", "{", "[1,", "null", "\"order\"", "{\"order_id\":\"\\ud800\"}", "\0", "[" * 5000):
            with self.subTest(body=body[:20]):
                self.refused(self.client.post("/v1/orders", body), 400, 422)

    def test_no_key_and_wrong_key(self):
        for key in (None, "wrong", "", "x" * 4000):
            with self.subTest(key=str(key)[:10]):
                self.refused(self.without_key(key).get("/v1/popular"), 401)

    def test_health_needs_no_key(self):
        for path in ("/livez", "/readyz"):
            self.assertEqual(self.without_key().get(path).status, 200)

    def test_unknown_route_and_method(self):
        self.refused(self.client.get("/v1/nothing"), 404)
        self.refused(self.client.ask("DELETE", "/v1/orders"), 405)

    def test_unknown_things(self):
        self.refused(self.client.get("/v1/orders/nobody-ordered-this"), 404)
        self.refused(self.client.get("/v1/products/nowhere"), 404)

    def test_bad_parameters(self):
        for query in ("limit=0", "limit=1001", "limit=ten", "limit=-1", "limit=", "filter=)("):
            with self.subTest(query=query):
                self.refused(self.client.get(f"/v1/users/u/recommendations?{query}"), 400, 422)

    def test_a_bad_line_takes_no_good_one_with_it(self):
        lines = [order(order_id="nd-1"), order(order_id="nd-2", currency="?"), order(order_id="nd-3")]
        body = "\n".join(json.dumps(line) for line in lines[:2]) + "\nnot json\n" + json.dumps(lines[2]) + "\n"
        answer = self.client.ask("POST", "/v1/orders", body, {"Content-Type": "application/x-ndjson"})
        self.assertEqual(answer.status, 200, answer.text)
        results = [json.loads(line) for line in answer.text.splitlines()]
        self.assertEqual(len(results), 5, "a line for each line, and a summary")
        self.assertEqual(self.client.get("/v1/orders/nd-1").status, 200)
        self.assertEqual(self.client.get("/v1/orders/nd-2").status, 404)
        self.assertEqual(self.client.get("/v1/orders/nd-3").status, 200)

    def test_sigterm_ends_cleanly(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder).start()
            self.assertEqual(server.stop(), 0, server.log_tail())


if __name__ == "__main__":
    unittest.main()
