"""Interleaving experiments on the real binary: lists of two rankings, what is clicked and bought of each, over pages,
logins, erasures and restarts, and what the report says."""
import csv
import io
import sys
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server
from shifted_clock import ShiftedClock

HOUR = 3600
# The rankings have no product in common: a product tells which one brought it.
MIXED = {"scenario": "home", "method": "interleaving", "window_hours": 24, "variants": [
    {"name": "even", "share": 0.5, "scenario": {"filter": 'brand == "even"'}},
    {"name": "odd", "share": 0.5, "scenario": {"filter": 'brand == "odd"'}}]}
PRODUCTS = 12


def team(item):
    return "odd" if int(item["product_id"][1:]) % 2 else "even"


class Interleaving(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.clock = ShiftedClock(folder.name)
        self.shifted = 0
        self.server = Server(folder.name).start(**self.clock.environment)
        self.addCleanup(self.server.end)
        self.connect()
        for number in range(PRODUCTS):
            self.good(self.client.put(f"/v1/products/p{number}", {
                "title": f"Product {number}", "brand": "odd" if number % 2 else "even"}))
        self.good(self.client.put("/v1/scenarios/home", {"list": "popular"}))
        self.good(self.client.get("/v1/popular", Suggestd_Consistency="strong"))

    def connect(self):
        self.client = self.server.client(self.server.make_key("--scopes", "ingest,read,recommend,privacy"))
        self.addCleanup(self.client.close)

    def shift(self, seconds):
        self.shifted += seconds
        self.clock.shift(self.shifted)

    def at(self, seconds=0):
        moment = datetime.now(timezone.utc) + timedelta(seconds=self.shifted + seconds)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def good(self, answer):
        self.assertIn(answer.status, (200, 201, 202), answer.text)
        return answer

    def start(self, body=MIXED, name="e"):
        self.good(self.client.put(f"/v1/experiments/{name}", body))
        return self.good(self.client.post(f"/v1/experiments/{name}/start", None)).json

    def list_for(self, query):
        return self.good(self.client.get(f"/v1/popular?scenario=home&{query}")).json

    def click(self, answer, product, **who):
        self.good(self.client.post("/v1/events", {
            "type": "rec_click", "product_id": product, "recommendation_id": answer["recommendation_id"],
            "at": self.at(), **who}))

    def order(self, number, product, **who):
        self.good(self.client.post("/v1/orders", {
            "order_id": f"o{number}", "placed_at": self.at(), "currency": "EUR",
            "lines": [{"product_id": product, "quantity": 1, "price": "10.00"}], **who}))

    def report(self, name="e"):
        return self.good(self.client.get(f"/v1/experiments/{name}/report", Suggestd_Consistency="strong")).json

    def wait_for(self, seen, seconds=30):
        """The `interleaving` of the report, once `seen` is true of it."""
        until = time.monotonic() + seconds
        while True:
            found = self.report()["interleaving"]
            if seen(found):
                return found
            self.assertLess(time.monotonic(), until, found)
            time.sleep(0.05)

    def credited(self, found, metric="clicks"):
        return [one["credited"] for one in found[metric]["rankings"]]

    # --- Lists

    def test_each_list_is_made_of_both_rankings_by_halves(self):
        self.start()
        first = {"even": 0, "odd": 0}
        for number in range(100):
            answer = self.list_for(f"user_id=u{number}&limit=6")
            self.assertEqual(answer["experiment"], {"name": "e", "variant": "interleaved"})
            teams = [team(item) for item in answer["items"]]
            for length in range(2, 7, 2):
                self.assertEqual(teams[:length].count("odd"), length // 2, teams)
            first[teams[0]] += 1
            again = self.list_for(f"user_id=u{number}&limit=6")
            self.assertEqual([item["product_id"] for item in again["items"]],
                             [item["product_id"] for item in answer["items"]])
        self.assertLess(abs(first["odd"] - 50), 20, first)  # four standard deviations
        self.wait_for(lambda found: found["visitors"] == 100)
        self.assertNotIn("experiment", self.list_for("limit=3"))  # nobody is named

    def test_pages_and_several_lists_repeat_nothing_and_are_credited(self):
        self.start()
        page = self.list_for("user_id=ann&limit=4")
        shown = [item["product_id"] for item in page["items"]]
        for _ in range(2):
            page = self.good(self.client.get(f"/v1/recommendations/{page['recommendation_id']}/next?limit=4")).json
            teams = [team(item) for item in page["items"]]
            self.assertEqual(teams.count("odd"), 2, teams)
            shown += [item["product_id"] for item in page["items"]]
        self.assertEqual(len(set(shown)), PRODUCTS, shown)
        self.click(page, page["items"][0]["product_id"], user_id="ann")
        self.wait_for(lambda found: sum(self.credited(found)) == 1)
        lists = self.good(self.client.post("/v1/recommendations", {
            "user_id": "ann", "lists": [{"scenario": "home", "limit": 4}, {"scenario": "home", "limit": 4}]})).json["lists"]
        both = [item["product_id"] for one in lists for item in one["items"]]
        self.assertEqual(len(set(both)), 8, both)
        for one in lists:
            self.assertEqual([team(item) for item in one["items"]].count("odd"), 2)
            self.click(one, one["items"][1]["product_id"], user_id="ann")
        self.wait_for(lambda found: sum(self.credited(found)) == 3)

    def test_rules_hold_in_their_ranking_and_what_both_bring_comes_once(self):
        pinned = {"id": "r", "kind": "pin", "products": ["p0"], "position": 1}
        hidden = {"id": "h", "kind": "hide", "filter": 'title == "Product 1"'}
        self.good(self.client.put("/v1/products/p2", {"title": "Product 2", "brand": "even", "group_id": "g"}))
        self.good(self.client.put("/v1/products/p3", {"title": "Product 3", "brand": "odd", "group_id": "g"}))
        self.start({**MIXED, "variants": [
            {"name": "even", "share": 0.5, "scenario": {"rules": [pinned], "filter": 'brand == "even"'}},
            {"name": "odd", "share": 0.5, "scenario": {"rules": [pinned, hidden]}}]})
        for number in range(20):
            shown = [item["product_id"] for item in self.list_for(f"user_id=u{number}&limit=20")["items"]]
            self.assertEqual(shown[0], "p0")
            self.assertEqual(len(set(shown)), len(shown))
            self.assertNotIn("p1", shown)
            self.assertEqual(len({"p2", "p3"} & set(shown)), 1, shown)
            self.assertEqual(len(shown), PRODUCTS - 2)
        answer = self.list_for("user_id=u1&limit=20")
        for product in ("p0", answer["items"][1]["product_id"]):
            self.click(answer, product, user_id="u1")
        # The pinned product is both rankings', and counts for none.
        found = self.wait_for(lambda found: sum(self.credited(found)) > 0)
        self.assertEqual(sum(self.credited(found)), 1)

    # --- Credit

    def test_visitors_prefer_what_they_click_and_buy_once_their_window_is_over(self):
        self.start()
        for number in range(30):
            who = {"user_id": f"u{number}"}
            answer = self.list_for(f"user_id=u{number}&limit=6")
            odd = [item["product_id"] for item in answer["items"] if team(item) == "odd"]
            even = [item["product_id"] for item in answer["items"] if team(item) == "even"]
            if number < 25:
                self.click(answer, odd[0], **who)
                self.click(answer, odd[1], **who)
            if number >= 20:
                self.click(answer, even[0], **who)
            if number < 3:
                self.order(number, odd[0], **who)
            if number == 28:
                self.order(number, odd[2], **who)  # that nobody clicked
        found = self.wait_for(lambda found: sum(self.credited(found)) == 60)
        self.assertEqual(self.credited(found), [10, 50])
        self.assertEqual(self.credited(self.wait_for(lambda found: sum(self.credited(found, "purchases")) == 3),
                                       "purchases"), [0, 3])
        self.assertEqual(found["settled"], 0)
        self.assertIsNone(found["clicks"]["interval"])
        self.assertEqual(found["clicks"]["finding"], "too_few")
        self.shift(26 * HOUR)
        found = self.wait_for(lambda found: found["settled"] == 30)
        clicks = found["clicks"]
        self.assertEqual([one["preferred_by"] for one in clicks["rankings"]], [5, 25])
        self.assertEqual([one["preferred_by"] for one in found["purchases"]["rankings"]], [0, 3])
        self.assertEqual(clicks["finding"], "more")
        self.assertAlmostEqual(clicks["preference"], 25 / 30)
        self.assertTrue(0.5 < clicks["interval"]["low"] < 25 / 30 < clicks["interval"]["high"] < 1)
        report = self.report()
        self.assertRegex(report["summary"],
                         r"^of 100 visitors who prefer one by their clicks, between \d+ and \d+ prefer odd\.$")
        self.assertEqual(report["variants"], [])
        rows = list(csv.DictReader(io.StringIO(self.client.get("/v1/experiments/e/report?format=csv").text)))
        self.assertEqual([(row["metric"], row["prefer_first"], row["prefer_second"]) for row in rows],
                         [("clicks", "5", "25"), ("purchases", "0", "3")])

    def test_a_login_and_a_restart_change_nothing(self):
        self.start()
        before = self.list_for("anonymous_id=guest&limit=4")
        self.click(before, before["items"][0]["product_id"], anonymous_id="guest")
        self.wait_for(lambda found: sum(self.credited(found)) == 1)
        self.good(self.client.post("/v1/users/ann/merge", {"anonymous_id": "guest"}))
        after = self.list_for("user_id=ann&anonymous_id=guest&limit=4")
        self.wait_for(lambda found: found["visitors"] == 1)
        self.client.close()
        self.server.stop()
        self.server.start(**self.clock.environment)
        self.connect()
        for one in (before, after):
            self.click(one, one["items"][2]["product_id"], user_id="ann")
        found = self.wait_for(lambda found: sum(self.credited(found)) == 3)
        self.assertEqual(found["visitors"], 1)

    def test_an_erased_person_is_taken_out(self):
        self.start()
        answer = self.list_for("user_id=ann&limit=4")
        self.click(answer, answer["items"][0]["product_id"], user_id="ann")
        self.wait_for(lambda found: sum(self.credited(found)) == 1)
        told = self.good(self.client.get("/v1/privacy/people/ann")).json["exposures"]
        self.assertEqual([(one["experiment"], one["variant"]) for one in told], [("e", "interleaved")])
        self.good(self.client.ask("DELETE", "/v1/privacy/people/ann"))
        found = self.wait_for(lambda found: found["visitors"] == 0)
        self.assertEqual(self.credited(found), [0, 0])
        self.assertEqual(self.client.get(f"/v1/recommendations/{answer['recommendation_id']}/next").status, 404)

    # --- The experiment

    def test_a_plan_knows_who_clicks(self):
        self.good(self.client.put("/v1/experiments/e", MIXED))
        self.assertIn("too few visitors", self.good(self.client.get("/v1/experiments/e/plan")).json["sentence"])
        answer = self.list_for("user_id=u&limit=2")
        for number in range(20):
            self.click(answer, "p1", user_id=f"u{number}")
        plan = self.good(self.client.get("/v1/experiments/e/plan")).json
        self.assertRegex(plan["sentence"], r"^with 20\.0 visitors a day who click a list, as lately, two weeks find a "
                                           r"preference of \d+ of 100 in 4 of 5 cases, four weeks \d+ of 100$")
        self.assertLess(plan["effect_in_four_weeks"], plan["effect_in_two_weeks"])

    def test_one_scenario_interleaves_two_rankings_and_no_more_but_splits_beside_it(self):
        self.start()
        other = {"layer": "other", "scenario": "home"}
        self.good(self.client.put("/v1/experiments/f", {**MIXED, **other, "variants": [
            {"name": "a", "share": 0.5}, {"name": "b", "share": 0.5, "scenario": {"diversity": 0.5}}]}))
        refused = self.client.post("/v1/experiments/f/start", None)
        self.assertEqual(refused.status, 409)
        self.assertIn("interleaves the lists of scenario 'home' already", refused.text)
        self.start({**other, "variants": [{"name": "all", "share": 0.5},
                                          {"name": "no-4", "share": 0.5, "scenario": {"rules": [
                                              {"id": "h", "kind": "hide", "filter": 'title == "Product 4"'}]}}]}, "g")
        told = set()
        for number in range(30):
            answer = self.list_for(f"user_id=u{number}&limit=20")
            mixed, split = answer["experiments"]
            self.assertEqual(mixed, {"name": "e", "variant": "interleaved"})
            self.assertEqual("p4" in {item["product_id"] for item in answer["items"]}, split["variant"] == "all")
            told.add(split["variant"])
        self.assertEqual(told, {"all", "no-4"})

    def test_a_winner_becomes_the_scenario(self):
        self.start()
        self.list_for("user_id=u1")
        self.good(self.client.post("/v1/experiments/e/promote", {"variant": "odd"}))
        answer = self.list_for("user_id=u1&limit=20")
        self.assertNotIn("experiment", answer)
        self.assertEqual({team(item) for item in answer["items"]}, {"odd"})


if __name__ == "__main__":
    unittest.main()
