"""A store that a released server wrote, opened by this one: it still gives the same answers.

tests/store/golden/release-VERSION/ holds a store folder and answers.json, which the releasing binary gave. Neither
is ever written again. A new release gets a folder of its own:
    SUGGESTD_WRITE_GOLDEN=tests/store/golden/release-VERSION SUGGESTD_BINARY_DIR=build/release golden_release_test.py
"""
import json
import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from server import SOURCE, Server

GOLDEN = SOURCE / "tests" / "store" / "golden"
BEGIN = "2026-01-01T00:00:00Z"
# Read in this order: each answer is compared whole, but for what tells of the reader's moment.
QUESTIONS = [
    "/v1/changes?since=beginning&mode=all&limit=1000",
    "/v1/changes?since=beginning&mode=latest&limit=1000",
    "/v1/orders/order-1",
    "/v1/orders/order-2",
    "/v1/users/user-1/orders?limit=100",
    "/v1/users/user-2",
    "/v1/products/product-3",
    "/v1/scenarios/home",
    "/v1/scenarios/home/versions",
    "/v1/changes/consumers/mirror",
]
# Idle work improves them from the first second on, so only their form is compared.
VECTORS = ["/v1/users/user-1/vector", "/v1/products/product-3/vector"]
LISTS = [
    "/v1/users/user-1/recommendations?limit=10",
    "/v1/products/product-1/bought-together?limit=5",
    "/v1/popular?limit=10",
    "/v1/users/user-1/buy-again?limit=5",
]


def order(number, person, products, **fields):
    lines = [{"product_id": f"product-{product}", "quantity": 1 + product % 3, "price": f"{product}.50"} for product in products]
    return {"order_id": f"order-{number}", "user_id": f"user-{person}", "placed_at": BEGIN, "currency": "EUR",
            "lines": lines, **fields}


def fill(client):
    """Everything that a shop can tell, in small."""
    for number in range(20):
        client.put(f"/v1/products/product-{number}", {
            "title": f"Thing {number}", "price": f"{number + 1}.00", "currency": "EUR", "stock": number,
            "categories": ["All", f"All > Part {number % 4}"], "brand": f"Brand {number % 3}",
            "properties": {"colour": ["red", "blue"][number % 2], "weight": number / 4}})
    client.ask("PATCH", "/v1/products/product-3", {"price": "9.99"})
    client.ask("DELETE", "/v1/products/product-19")
    for person in range(6):
        client.put(f"/v1/users/user-{person}", {"properties": {"city": "Bonn"}})
    for number in range(40):
        person = number % 6
        client.post("/v1/orders", order(number, person, {(number * 7) % 18, (number * 5 + person) % 18, person}))
    client.put("/v1/orders/order-1", order(1, 1, [1, 2], updated_at="2026-01-02T00:00:00Z", status="sent"))
    client.post("/v1/orders/order-2/refunds", {"refund_id": "refund-1"})
    client.post("/v1/orders/order-3/cancel", {})
    for number in range(12):
        client.post("/v1/events", {"type": "view", "anonymous_id": "visitor", "product_id": f"product-{number}",
                                   "event_id": f"event-{number}", "at": BEGIN})
    client.post("/v1/users/user-5/merge", {"anonymous_id": "visitor"})
    client.ask("DELETE", "/v1/users/user-4")
    client.put("/v1/scenarios/home", {"list": "for-you", "fallbacks": ["trending"]})
    client.put("/v1/scenarios/home", {"list": "for-you", "rules": [{"id": "cap", "kind": "cap", "attribute": "brand",
                                                                    "most": 2}]})
    shown = client.get("/v1/users/user-1/recommendations?scenario=home&limit=5").json
    told = {"recommendation_id": shown["recommendation_id"], "user_id": "user-1"}
    client.post("/v1/events", {"type": "rec_shown", **told})
    client.post("/v1/events", {"type": "rec_click", **told, "product_id": shown["items"][0]["product_id"]})
    client.put("/v1/changes/consumers/mirror", {"token": client.get("/v1/changes?since=beginning&limit=5").json["next"]})


def ask(client, question):
    answer = client.get(question, Suggestd_Consistency="strong")
    assert answer.status == 200, f"{question}: {answer.status} {answer.text}"
    return answer.json


def products_of(answer):
    return [item["product_id"] for item in answer["items"]]


MOMENTARY = ("lag_seconds", "seconds_behind", "silent_seconds")  # of the reader's own moment, not of the store


def as_told(answer, golden):
    """An answer reduced to the fields that the release knew: later versions may add some, and lose none."""
    if isinstance(golden, dict) and isinstance(answer, dict):
        return {name: as_told(answer.get(name), value) for name, value in golden.items() if name not in MOMENTARY}
    if isinstance(golden, list) and isinstance(answer, list):
        return [as_told(one, golden[min(place, len(golden) - 1)] if golden else one) for place, one in enumerate(answer)]
    return answer


def write(folder):
    """By hand, once for each release."""
    with tempfile.TemporaryDirectory() as scratch:
        server = Server(scratch).start()
        try:
            fill(server.client())
            server.wait_until_learned()
            client = server.client()
            answers = {question: ask(client, question) for question in QUESTIONS + VECTORS}
            answers |= {question: products_of(ask(client, question)) for question in LISTS}
            answers["report"] = ask(client, "/v1/report?from=2026-01-01T00:00:00Z&to=2036-01-01T00:00:00Z")
            assert server.stop() == 0
        finally:
            server.end()
        shutil.copytree(server.folder / "store", folder / "store", ignore=shutil.ignore_patterns("LOCK", "LOG*"))
        lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in {"key": server.key, **answers}.items()]
        (folder / "answers.json").write_text("{" + ",\n ".join(lines) + "}\n", encoding="utf-8")


class GoldenReleases(unittest.TestCase):
    def check(self, release):
        golden = json.loads((release / "answers.json").read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as scratch:
            server = Server(scratch)
            server.key = golden["key"]  # it is in the store
            shutil.copytree(release / "store", server.folder / "store")
            server.start()
            try:
                client = server.client()
                for question in QUESTIONS:
                    with self.subTest(question):
                        told = golden[question]
                        self.assertEqual(as_told(ask(client, question), told), as_told(told, told))
                for question in VECTORS:
                    self.assertEqual(len(ask(client, question)["vector"]), len(golden[question]["vector"]))
                for question in LISTS:  # how they are ranked may change, what they rest on may not be gone
                    with self.subTest(question):
                        answer = ask(client, question)
                        self.assertEqual(len(answer["items"]), len(golden[question]))
                        self.assertIsNone(answer["fallback"])
                report = ask(client, "/v1/report?from=2026-01-01T00:00:00Z&to=2036-01-01T00:00:00Z")
                for name in ("scenarios", "lists"):
                    self.assertEqual(report[name], golden["report"][name])
                self.assertEqual(client.post("/v1/orders/order-2/refunds", {"refund_id": "refund-1"}).json["result"],
                                 "unchanged")
                self.assertEqual(client.post("/v1/orders", order(50, 1, [1, 2])).status, 201)
            finally:
                server.end()

    def test_each_release(self):
        releases = sorted(path for path in GOLDEN.iterdir() if re.match(r"release-\d", path.name))
        self.assertTrue(releases)
        for release in releases:
            with self.subTest(release.name):
                self.check(release)


if __name__ == "__main__":
    if "SUGGESTD_WRITE_GOLDEN" in os.environ:
        write(Path(os.environ["SUGGESTD_WRITE_GOLDEN"]))
    else:
        unittest.main()
