"""Guests and login, carts and rules, as a shop's developer sees them: on the real binary."""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server


class Guests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.addCleanup(self.client.close)
        for number in range(12):
            self.ok(self.client.put(f"/v1/products/p{number}", {
                "title": f"Product {number}", "brand": "acme" if number % 2 else "other",
                "categories": ["Shoes" if number < 6 else "Hats"], "stock": 3}))

    def ok(self, answer):
        self.assertIn(answer.status, (200, 201), answer.text)
        return answer.json

    def event(self, kind, product, **who):
        return self.ok(self.client.post("/v1/events", {"type": kind, "product_id": product, **who}))

    def shown(self, path):
        answer = self.client.get(path, Suggestd_Consistency="strong")
        return [item["product_id"] for item in self.ok(answer)["items"]]

    def test_login_joins_the_guest_and_undo_takes_them_apart(self):
        self.event("view", "p1", anonymous_id="guest")
        self.event("view", "p2", user_id="ann")
        viewed = "/v1/users/ann/recently-viewed"
        self.assertEqual(self.shown(viewed), ["p2"])
        self.ok(self.client.post("/v1/users/ann/merge", {"anonymous_id": "guest"}))
        self.assertEqual(sorted(self.shown(viewed)), ["p1", "p2"])
        self.event("view", "p3", anonymous_id="guest")
        self.assertEqual(sorted(self.shown(viewed)), ["p1", "p2", "p3"], "later clicks of that guest are ann's too")
        self.ok(self.client.post("/v1/users/ann/merge", {"anonymous_id": "guest", "undo": True}))
        self.assertEqual(self.shown(viewed), ["p2"])

    def test_two_known_users_never_merge(self):
        self.event("view", "p1", user_id="bob")
        self.ok(self.client.post("/v1/users/ann/merge", {"anonymous_id": "guest"}))
        again = self.client.post("/v1/users/bob/merge", {"anonymous_id": "guest"})
        self.assertEqual(again.status, 409, again.text)
        self.event("view", "p2", user_id="ann")
        self.assertEqual(self.shown("/v1/users/bob/recently-viewed"), ["p1"])
        self.assertEqual(self.shown("/v1/users/ann/recently-viewed"), ["p2"])

    def test_a_cart_is_a_set_with_removals(self):
        asked = {"list": "for-you", "basket": ["p1", "p2", {"product_id": "p2", "weight": -1}], "limit": 12}
        answer = self.client.post("/v1/recommendations", asked, Suggestd_Consistency="strong")
        shown = [item["product_id"] for item in self.ok(answer)["items"]]
        self.assertNotIn("p1", shown, "what is in the basket is not offered")
        self.assertIn("p2", shown, "what was taken out may be")

    def test_rules_by_time_cap_share_and_pin(self):
        def home(rules, **more):
            self.ok(self.client.put("/v1/scenarios/home", {"list": "new", "rules": rules, **more}))
            return self.shown("/v1/new?scenario=home&limit=6")

        hats = {"id": "hats", "kind": "hide", "filter": 'category in ["Hats"]'}
        self.assertTrue(all(int(p[1:]) < 6 for p in home([hats])))
        self.assertTrue(any(int(p[1:]) >= 6 for p in home([{**hats, "until": "2020-01-01T00:00:00Z"}])))
        self.assertTrue(any(int(p[1:]) >= 6 for p in home([{**hats, "from": "2120-01-01T00:00:00Z"}])))
        self.assertTrue(any(int(p[1:]) >= 6 for p in home([{**hats, "enabled": False}])))
        capped = home([{"id": "c", "kind": "cap", "attribute": "brand", "most": 2}])
        self.assertEqual(sorted(int(p[1:]) % 2 for p in capped), [0, 0, 1, 1])
        capped = home([{"id": "c", "kind": "cap", "attribute": "category", "most": 1}])
        self.assertEqual(sorted(int(p[1:]) >= 6 for p in capped), [False, True])
        shared = home([{"id": "s", "kind": "share", "filter": 'brand == "acme"', "share": 0.8}])
        self.assertGreaterEqual(sum(int(p[1:]) % 2 for p in shared), 5)
        self.assertEqual(home([{"id": "p", "kind": "pin", "products": ["p0"], "position": 3}])[2], "p0")

    def test_every_absence_has_its_reason(self):
        self.ok(self.client.put("/v1/products/p0", {"title": "P", "stock": 0}))
        self.ok(self.client.put("/v1/products/p1", {"title": "P", "available_from": "2120-01-01T00:00:00Z"}))
        self.ok(self.client.put("/v1/products/p2", {"title": "P", "hidden": True}))
        self.ok(self.client.ask("DELETE", "/v1/products/p3"))
        self.ok(self.client.post("/v1/orders", {
            "order_id": "o", "user_id": "ann", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
            "lines": [{"product_id": "p4", "quantity": 1, "price": "1"}]}))
        self.ok(self.client.put("/v1/scenarios/home", {"list": "for-you", "rules": [{"id": "no-p5", "kind": "hide", "products": ["p5"]}]}))
        cases = {"p0": "sold out", "p1": "not available before 2120", "p2": "hidden", "p3": "deleted",
                 "p4": "has bought it", "p5": "The rule 'no-p5' hides it", "p6": "does not match the filter",
                 "p9": "excludes it", "nobody": "No product nobody is known", "p7": "in the list",
                 "p8&limit=1": "rank above it"}
        for product, words in cases.items():
            answer = self.client.get("/v1/users/ann/recommendations?scenario=home&exclude=p9"
                                     f"&filter=product_id%20!=%20%22p6%22&why_not={product}",
                                     Suggestd_Consistency="strong")
            self.assertIn(words, self.ok(answer)["why_not"], product)
        answer = self.client.get("/v1/users/ann/recommendations?limit=50&filter=price%20%3E%2099999")
        empty = self.ok(answer)
        self.assertEqual(empty["items"], [])
        self.assertIn("do not match the filter", empty["short"])


if __name__ == "__main__":
    unittest.main()
