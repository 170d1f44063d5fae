"""A shop that requires consent: who has not said yes is not learned from and has no list of their own, whatever is killed
in between; what they did is stored, and counts once they say yes."""
import json
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

ORIGIN = "https://shop.example"
VISITOR = "Vk3nYv2u0cW1k8sQeZ4b7A"
PRODUCTS = 20


def order(number, person):
    lines = [{"product_id": f"p{(person % 4) * 5 + (number + step) % 5}", "quantity": 1, "price": "1.00"}
             for step in range(2)]
    return {"order_id": f"o{number}", "user_id": f"u{person}", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
            "lines": lines}


class Consent(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.shop = self.server.client()
        self.good(self.shop.post("/v1/products", {"product_id": "p0", "title": "Trowel"}))
        for number in range(240):
            self.good(self.shop.post("/v1/orders", order(number, number % 24)))
        self.server.wait_until_learned()

    def good(self, answer):
        self.assertIn(answer.status, (200, 201, 202), answer.text)
        return answer

    def rule(self, consent):
        changed = self.good(self.admin.ask("PATCH", "/v1/shops/default", {"settings": {"consent": consent}}))
        return changed.json["settings"].get("consent", "assumed")

    def start_again(self):
        self.server.start()
        self.admin, self.shop = self.server.admin(self.admin.key), self.server.client()
        self.server.wait_until_learned()

    def list_of(self, user):
        return self.good(self.shop.get(f"/v1/users/{user}/recommendations", Suggestd_Consistency="strong")).json

    def wait_for_list(self, user, personal):
        deadline = time.monotonic() + 30
        while (self.list_of(user)["fallback"] is None) != personal:
            self.assertLess(time.monotonic(), deadline, self.list_of(user))
            time.sleep(0.05)
        return self.list_of(user)

    def replayed(self, until):
        done = self.server.run("replay", "--store", Path(self.server.folder) / "store", "--until", until, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        made = json.loads(done.stdout)
        return {name: made[name] for name in ("user_vectors_hash", "product_vectors_hash", "neighbours_hash")}

    def rules_in_the_log(self):
        return [(change["op"], change["id"]) for change in
                self.good(self.shop.get("/v1/changes?since=beginning&mode=all&limit=1000")).json["changes"]
                if change["kind"] == "rule"]

    def test_the_rule_takes_out_who_said_nothing_and_lets_in_who_says_yes(self):
        self.wait_for_list("u1", personal=True)
        self.assertEqual(self.rule("required"), "required")
        told = self.wait_for_list("u1", personal=False)
        status = self.good(self.admin.get("/v1/status")).json["shops"][0]
        self.assertIs(status["learner"]["consent_required"], True)
        self.assertEqual(told["fallback"].split(".")[0],
                         "This person has not agreed to be profiled, and the shop requires it")
        self.assertTrue(told["items"], "a list for everybody takes its place")
        self.assertEqual(self.shop.get("/v1/users/u1/consent").json, {"profiling": False, "consent": None})

        self.server.kill()
        self.start_again()
        self.wait_for_list("u1", personal=False)
        stored = self.good(self.shop.post("/v1/orders", order(900, 1)))
        self.assertEqual(self.good(self.shop.get("/v1/orders/o900")).json["user_id"], "u1")
        for user in range(24):
            if user % 24 not in (1, 2):
                self.good(self.shop.put(f"/v1/users/u{user}/consent", {"profiling": True}))
        self.assertEqual(self.shop.get("/v1/users/u3/consent").json, {"profiling": True, "consent": True})
        self.wait_for_list("u3", personal=True)  # by the orders from before they agreed
        self.wait_for_list("u2", personal=False)

        self.good(self.shop.put("/v1/users/u1/consent", {"profiling": True}))
        self.wait_for_list("u1", personal=True)
        self.good(self.shop.put("/v1/users/u1/consent", {"profiling": False}))
        told = self.wait_for_list("u1", personal=False)
        self.assertIn("asked not to be profiled", told["fallback"])
        self.assertEqual(self.rule(None), "assumed")
        self.wait_for_list("u2", personal=True)
        self.wait_for_list("u1", personal=False)
        self.assertEqual(self.rules_in_the_log(), [("put", "consent/required"), ("deleted", "consent/required")])
        self.assertTrue(stored.sequence)

    def test_an_order_without_consent_changes_no_model_that_is_made_of_the_log(self):
        self.rule("required")
        for user in range(2, 24):
            last = self.good(self.shop.put(f"/v1/users/u{user}/consent", {"profiling": True}))
        before = int(last.headers["Suggestd-Session"].split(":")[-1])
        after = self.good(self.shop.post("/v1/orders", order(901, 1))).sequence
        agreed = self.good(self.shop.put("/v1/users/u1/consent", {"profiling": True}))
        agreed = int(agreed.headers["Suggestd-Session"].split(":")[-1])
        self.server.kill()
        silent = self.replayed(before)
        self.assertEqual(self.replayed(after), silent)
        self.assertNotEqual(self.replayed(agreed), silent, "they are learned from then on")
        self.assertEqual(self.replayed(after), silent)

    def test_a_visitor_says_yes_from_a_page(self):
        self.rule("required")
        self.good(self.shop.put("/v1/scenarios/page", {"list": "for-you"}))
        key = self.good(self.admin.post("/v1/keys", {"kind": "page", "origins": [ORIGIN], "scenarios": ["page"]}))
        page = self.server.client(key.json["key"])

        def collect(event):
            return page.post("/v1/collect", {"anonymous_id": VISITOR, **event}, Origin=ORIGIN)

        def told():
            wanted = {"scenario": "page", "anonymous_id": VISITOR}
            return self.good(page.post("/v1/recommendations", wanted, Origin=ORIGIN,
                                       Suggestd_Consistency="session")).json["fallback"]

        def wait_for(words):
            deadline = time.monotonic() + 30
            while (told() or "").split(".")[0] != words:
                self.assertLess(time.monotonic(), deadline, told())
                time.sleep(0.05)

        for product in range(3):
            self.good(collect({"type": "view", "product_id": f"p{product}"}))
        wait_for("This person has not agreed to be profiled, and the shop requires it")
        self.good(collect({"type": "consent_given"}))
        deadline = time.monotonic() + 30
        while "agreed" in (told() or ""):
            self.assertLess(time.monotonic(), deadline)
        self.good(collect({"type": "consent_withdrawn"}))
        wait_for("This person asked not to be profiled")
        refused = collect({"type": "consent_given", "user_id": "u1"})
        self.assertIn(refused.status, (400, 403), refused.text)


if __name__ == "__main__":
    unittest.main()
