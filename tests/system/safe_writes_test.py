"""Writes that may be sent twice or overtaken: Idempotency-Key, If-Match, If-None-Match, ETag."""
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import OneServerCase

VIEW = {"type": "view", "user_id": "ann", "product_id": "p"}


class SafeWrites(OneServerCase):
    def head(self):
        return self.client.get("/v1/status").json["shops"][0]["head"]

    def test_a_repeat_is_done_once_even_after_a_crash(self):
        first = self.client.post("/v1/events", VIEW, Idempotency_Key='"view-1"')
        self.assertEqual(first.status, 201)
        head = self.head()
        for restart in (False, True):
            if restart:
                self.server.kill()
                self.server.start()
                self.client.close()  # the next request connects anew
            again = self.client.post("/v1/events", VIEW, Idempotency_Key='"view-1"')
            self.assertEqual((again.status, again.text), (first.status, first.text))
            self.assertEqual(again.headers["Suggestd-Session"], first.headers["Suggestd-Session"])
            self.assertEqual(again.headers["Idempotent-Replayed"], "true")
            self.assertEqual(self.head(), head)

    def test_a_key_is_for_one_request(self):
        self.assertEqual(self.client.post("/v1/events", VIEW, Idempotency_Key="k2").status, 201)
        other = self.client.post("/v1/events", {**VIEW, "product_id": "q"}, Idempotency_Key="k2")
        self.assertEqual(other.status, 422, other.text)
        self.assertEqual(self.client.post("/v1/events", VIEW, Idempotency_Key="x" * 300).status, 400)

    def test_a_refusal_leaves_the_key_free(self):
        for _ in range(2):
            answer = self.client.post("/v1/events", {**VIEW, "type": "vew"}, Idempotency_Key="k3")
            self.assertEqual(answer.status, 400)
            self.assertNotIn("Idempotent-Replayed", answer.headers)
        self.assertEqual(self.client.post("/v1/events", VIEW, Idempotency_Key="k3").status, 201)

    def test_an_overtaken_writer_is_told(self):
        path = "/v1/products/mug"
        first = self.client.put(path, {"title": "Mug", "stock": 3})
        tag = first.headers["ETag"]
        self.assertEqual(self.client.get(path).headers["ETag"], tag)

        def patch(stock, tag):
            return self.client.ask("PATCH", path, {"stock": stock}, {"If-Match": tag})
        self.assertEqual(patch(2, tag).status, 200)
        overtaken = patch(1, tag)
        self.assertEqual(overtaken.status, 412)
        self.assertIn("read it again", overtaken.json["detail"])
        self.assertEqual(self.client.get(path).json["stock"], 2)
        self.assertEqual(patch(1, f'"1:1", {self.client.get(path).headers["ETag"]}').status, 200)
        self.assertEqual(patch(0, "*").status, 200)
        self.assertEqual(patch(0, "mug").status, 400)
        self.assertEqual(self.client.ask("DELETE", path, None, {"If-Match": tag}).status, 412)

    def test_only_one_of_two_creates(self):
        for status in (201, 412):
            answer = self.client.ask("PUT", "/v1/products/once", {"title": "T"}, {"If-None-Match": "*"})
            self.assertEqual(answer.status, status, answer.text)
        missing = self.client.ask("PUT", "/v1/products/none", {"title": "T"}, {"If-Match": "*"})
        self.assertEqual(missing.status, 412)

    def test_a_reader_who_has_it_gets_no_body(self):
        self.client.put("/v1/users/ann", {"properties": {"city": "Bonn"}})
        tag = self.client.get("/v1/users/ann").headers["ETag"]
        same = self.client.ask("GET", "/v1/users/ann", None, {"If-None-Match": tag})
        self.assertEqual((same.status, same.text, same.headers["ETag"]), (304, "", tag))
        self.client.put("/v1/users/ann", {"properties": {"city": "Kiel"}})
        self.assertEqual(self.client.ask("GET", "/v1/users/ann", None, {"If-None-Match": tag}).status, 200)


if __name__ == "__main__":
    unittest.main()
