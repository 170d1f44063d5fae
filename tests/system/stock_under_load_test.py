"""Sold out now means gone from the next answer: stock changes and lists by several people at once, under load."""
import sys
import tempfile
import threading
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

PRODUCTS = 60
CHANGES = 60  # of each person


class StockUnderLoad(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name, "[consistency]\nwait_ms = 20000\n").start()
        self.addCleanup(self.server.end)
        client = self.server.client()
        products = "\n".join(f'{{"product_id":"p{n}","title":"Product {n}","stock":5}}' for n in range(PRODUCTS))
        self.ndjson(client, "/v1/products", products)
        orders = "\n".join(
            f'{{"order_id":"o{n}","user_id":"u{n % 40}","placed_at":"2026-01-01T00:00:00Z","currency":"EUR","lines":'
            f'[{{"product_id":"p{n % PRODUCTS}","quantity":1,"price":"1"}},'
            f'{{"product_id":"p{n * 7 % PRODUCTS}","quantity":1,"price":"1"}}]}}' for n in range(400))
        self.ndjson(client, "/v1/orders", orders)
        client.close()
        self.server.wait_until_learned()
        self.wrong = []

    def ndjson(self, client, path, body):
        answer = client.post(path, body, Content_Type="application/x-ndjson")
        self.assertEqual(answer.status, 200, answer.text)

    def sell_and_look(self, person):
        """Each change of stock, then at once a list that has to know it."""
        client = self.server.client()
        mine = [f"p{n}" for n in range(PRODUCTS) if n % 4 == person]
        for change in range(CHANGES):
            product = mine[change % len(mine)]
            sold_out = (change // len(mine)) % 2 == 0
            written = client.ask("PATCH", f"/v1/products/{product}", {"stock": 0 if sold_out else 5})
            paths = (f"/v1/popular?limit=1000", f"/v1/users/u{change % 40}/recommendations?limit=1000&include_bought=1")
            answer = client.get(paths[change % 2], Suggestd_Session=written.headers["Suggestd-Session"])
            shown = {item["product_id"] for item in answer.json["items"]}
            if "Suggestd-Stale" in answer.headers or (product in shown) == sold_out:
                self.wrong.append((product, sold_out, answer.headers.items()))
        client.close()

    def order_on(self, stop):
        client = self.server.client()
        number = 0
        while not stop.is_set():
            number += 1
            client.post("/v1/orders", {"order_id": f"load{number}", "user_id": f"u{number % 40}", "currency": "EUR",
                                       "placed_at": "2026-02-01T00:00:00Z",
                                       "lines": [{"product_id": f"p{number % PRODUCTS}", "quantity": 1, "price": "1"}]})
        client.close()

    def test_a_change_of_stock_is_in_the_next_answer(self):
        stop = threading.Event()
        load = threading.Thread(target=self.order_on, args=(stop,))
        load.start()
        people = [threading.Thread(target=self.sell_and_look, args=(person,)) for person in range(4)]
        for person in people:
            person.start()
        for person in people:
            person.join()
        stop.set()
        load.join()
        self.assertEqual(self.wrong, [])


if __name__ == "__main__":
    unittest.main()
