"""Experiments on the real binary: who gets which variant, over restarts and logins; what is counted of them; and what
becomes of the scenario."""
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
VARIED = {"name": "varied", "share": 0.5, "scenario": {"filter": 'brand == "acme"'}}
TWO = {"scenario": "home", "window_hours": 24, "metric": "conversion",
       "variants": [{"name": "control", "share": 0.5}, VARIED]}


class Experiments(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.clock = ShiftedClock(folder.name)
        self.shifted = 0
        self.server = Server(folder.name).start(**self.clock.environment)
        self.addCleanup(self.server.end)
        self.connect()
        for number in range(6):
            self.good(self.client.put(f"/v1/products/p{number}",
                                      {"title": f"Product {number}", "brand": "acme" if number % 2 else "other"}))
        self.good(self.client.put("/v1/scenarios/home", {"list": "popular"}))
        self.good(self.client.get("/v1/popular", Suggestd_Consistency="strong"))

    def connect(self):
        self.client = self.server.client(self.server.make_key("--scopes", "ingest,read,recommend,privacy"))
        self.addCleanup(self.client.close)

    def restart(self):
        self.client.close()
        self.server.stop()
        self.server.start(**self.clock.environment)
        self.connect()

    def shift(self, seconds):
        self.shifted += seconds
        self.clock.shift(self.shifted)

    def at(self, seconds=0):
        moment = datetime.now(timezone.utc) + timedelta(seconds=self.shifted + seconds)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def good(self, answer):
        self.assertIn(answer.status, (200, 201, 202), answer.text)
        return answer

    def start(self, body=None, name="e"):
        self.good(self.client.put(f"/v1/experiments/{name}", body or TWO))
        return self.good(self.client.post(f"/v1/experiments/{name}/start", None)).json

    def list_for(self, query):
        return self.good(self.client.get(f"/v1/popular?scenario=home&{query}")).json

    def variant(self, query):
        told = self.list_for(query).get("experiment")
        return told and told["variant"]

    def order(self, number, price="10.00", seconds=0, **who):
        self.good(self.client.post("/v1/orders", {
            "order_id": f"o{number}", "placed_at": self.at(seconds), "currency": "EUR",
            "lines": [{"product_id": "p1", "quantity": 1, "price": price}], **who}))

    def report(self, name="e"):
        return self.good(self.client.get(f"/v1/experiments/{name}/report", Suggestd_Consistency="strong")).json

    def wait_for(self, seen, name="e", seconds=30):
        """The variants of the report, by name, once `seen` is true of them."""
        until = time.monotonic() + seconds
        while True:
            variants = {one["name"]: one for one in self.report(name)["variants"]}
            if seen(variants):
                return variants
            self.assertLess(time.monotonic(), until, variants)
            time.sleep(0.05)

    # --- Who is in which variant

    def test_shares_are_kept_and_lists_say_the_variant(self):
        self.start()
        counts = {"control": 0, "varied": 0}
        for number in range(400):
            answer = self.list_for(f"user_id=u{number}")
            self.assertEqual(answer["experiment"]["name"], "e")
            variant = answer["experiment"]["variant"]
            counts[variant] += 1
            shown = {item["product_id"] for item in answer["items"]}
            self.assertEqual(shown, {"p1", "p3", "p5"} if variant == "varied" else {f"p{n}" for n in range(6)})
        self.assertLess(abs(counts["varied"] - 200), 40, counts)  # four standard deviations
        variants = self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 400)
        self.assertEqual({name: one["assigned"] for name, one in variants.items()}, counts)
        self.assertFalse(self.report()["sample_ratio"]["alarm"])
        self.assertNotIn("experiment", self.list_for("limit=3"))  # nobody is named
        self.assertNotIn("experiment", self.good(self.client.get("/v1/popular?user_id=u1")).json)

    def test_a_variant_is_kept_over_restart_and_login(self):
        self.start()
        before = {f"a{number}": self.variant(f"anonymous_id=a{number}") for number in range(30)}
        self.assertEqual(set(before.values()), {"control", "varied"})
        for number in range(30):
            guest, user = f"a{number}", f"user{number}"
            if number % 2:
                self.good(self.client.post(f"/v1/users/{user}/merge", {"anonymous_id": guest}))
            else:
                self.assertEqual(self.variant(f"user_id={user}&anonymous_id={guest}"), before[guest])
        variants = self.wait_for(lambda found: True)
        self.assertEqual(sum(one["visitors"] for one in variants.values()), 30)
        self.restart()
        for number in range(30):
            self.assertEqual(self.variant(f"user_id=user{number}"), before[f"a{number}"])
            self.assertEqual(self.variant(f"anonymous_id=a{number}"), before[f"a{number}"])
        time.sleep(0.3)
        self.assertEqual(sum(one["visitors"] for one in self.report()["variants"]), 30)

    def test_of_two_variants_the_first_exposure_wins(self):
        self.start()
        guests = {number: self.variant(f"anonymous_id=a{number}") for number in range(40)}
        time.sleep(0.2)
        users = {number: self.variant(f"user_id=u{number}") for number in range(40)}
        self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 80)
        for number in range(40):
            self.good(self.client.post(f"/v1/users/u{number}/merge", {"anonymous_id": f"a{number}"}))
        crossed = sum(guests[number] != users[number] for number in range(40))
        self.assertGreater(crossed, 5)
        variants = self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 40)
        self.assertEqual(sum(one["crossovers"] for one in variants.values()), crossed)
        for number in range(40):
            self.assertEqual(self.variant(f"user_id=u{number}"), guests[number])

    def test_a_variant_without_recommendations_shows_none(self):
        self.start({"scenario": "home", "variants": [{"name": "control", "share": 0.5},
                                                     {"name": "none", "share": 0.5, "empty": True}]})
        answers = [self.list_for(f"user_id=u{number}") for number in range(40)]
        empty = [answer for answer in answers if answer["experiment"]["variant"] == "none"]
        self.assertTrue(empty)
        for answer in answers:
            self.assertEqual(not answer["items"], answer in empty)
        self.assertIn("shows no recommendations", empty[0]["short"])

    # --- Outcomes

    def test_orders_are_counted_and_compared_once_the_window_is_over(self):
        self.start()
        visitors = {f"u{number}": self.variant(f"user_id=u{number}") for number in range(600)}
        expected = {"control": [0, 0], "varied": [0, 0]}
        for number, (user, variant) in enumerate(visitors.items()):
            if number % (2 if variant == "varied" else 4):
                continue
            self.order(number, f"{10 + number % 5}.00", user_id=user)
            expected[variant][0] += 1
            expected[variant][1] += 10 + number % 5
        self.order("stranger", user_id="somebody else")
        cancelled = next(number for number in range(0, 600, 4))
        self.good(self.client.post(f"/v1/orders/o{cancelled}/cancel", {}))
        expected[visitors[f"u{cancelled}"]][0] -= 1
        expected[visitors[f"u{cancelled}"]][1] -= 10 + cancelled % 5
        variants = self.wait_for(lambda found: sum(one["orders"] for one in found.values())
                                 == sum(orders for orders, _ in expected.values()))
        for name, (orders, revenue) in expected.items():
            self.assertEqual(variants[name]["orders"], orders)
            self.assertEqual(variants[name]["buyers"], orders)
            amounts = {one["currency"]: one["amount"] for one in variants[name]["revenue"]}
            self.assertEqual(amounts["EUR"], f"{revenue}.00")
            self.assertEqual(variants[name]["settled"]["visitors"], 0)
        self.assertIn("too early to say", self.report()["summary"])
        self.server.wait_until_learned()  # a record that waits over the leap would look a day late
        self.shift(26 * HOUR)
        variants = self.wait_for(lambda found: sum(one["settled"]["visitors"] for one in found.values()) == 600)
        finding = variants["varied"]["against_control"]["conversion"]
        self.assertEqual(finding["finding"], "more")
        self.assertGreater(finding["interval"]["low"], 0)
        self.assertAlmostEqual(variants["varied"]["settled"]["conversion"],
                               expected["varied"][0] / variants["varied"]["visitors"])
        self.order("late", user_id="u1")
        self.restart()
        self.assertEqual({one["name"]: one for one in self.report()["variants"]}, variants)
        self.check_csv(variants)

    def check_csv(self, variants):
        answer = self.client.get("/v1/experiments/e/report?format=csv")
        self.assertEqual(answer.headers["Content-Type"], "text/csv; charset=utf-8")
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
        self.assertEqual([row["variant"] for row in rows], ["control", "varied"])
        for row in rows:
            self.assertEqual(int(row["visitors"]), variants[row["variant"]]["visitors"])
            self.assertEqual(int(row["settled_visitors"]), variants[row["variant"]]["settled"]["visitors"])
        self.assertEqual(rows[1]["finding"], "more")

    def test_a_guard_stops_a_variant_that_harms(self):
        self.start({**TWO, "guards": [{"metric": "conversion", "worse_by": 0.1}]})
        visitors = {f"u{number}": self.variant(f"user_id=u{number}") for number in range(800)}
        for number, (user, variant) in enumerate(visitors.items()):
            if number % (10 if variant == "varied" else 2) == 0:
                self.order(number, user_id=user)
        self.shift(26 * HOUR)
        self.wait_for(lambda _: self.report()["run"]["stopped_variants"])
        stopped = self.report()["run"]["stopped_variants"]
        self.assertEqual([one["variant"] for one in stopped], ["varied"])
        self.assertIn("the guard allows 10 % less", stopped[0]["reason"])
        self.assertEqual({self.variant(f"user_id={user}") for user in list(visitors)[:50]}, {"control"})

    # --- Start, stop, promote

    def test_start_tells_what_can_be_found_and_refuses_nonsense(self):
        self.assertEqual(self.client.post("/v1/experiments/none/start", None).status, 404)
        self.good(self.client.put("/v1/experiments/lost", {**TWO, "scenario": "nowhere"}))
        answer = self.client.post("/v1/experiments/lost/start", None)
        self.assertEqual(answer.status, 409, answer.text)
        self.assertIn("nowhere", answer.text)
        wrong = self.client.put("/v1/experiments/wrong", {**TWO, "variants": [
            {"name": "control", "share": 0.5}, {"name": "b", "share": 0.5, "scenario": {"filter": "prize > 3"}}]})
        self.assertEqual(wrong.status, 400, wrong.text)
        self.assertEqual(wrong.json["errors"][0]["pointer"], "/variants/1/scenario/filter")
        for number in range(300):
            self.good(self.client.post("/v1/events", {"type": "view", "user_id": f"v{number}", "product_id": "p1",
                                                      "at": self.at(-number * HOUR)}))
            if number % 10 == 0:
                self.order(number, seconds=-number * HOUR, user_id=f"v{number}")
        self.good(self.client.put("/v1/experiments/e", {**TWO, "minimal_effect": 0.5}))
        before = self.good(self.client.get("/v1/experiments/e/plan")).json
        self.assertEqual(self.client.get("/v1/experiments/e").json["state"], "draft")
        started = self.start({**TWO, "minimal_effect": 0.5})
        self.assertEqual(before["days_for_minimal_effect"], started["plan"]["days_for_minimal_effect"])
        self.assertAlmostEqual(before["effect_in_two_weeks"], started["plan"]["effect_in_two_weeks"], delta=0.01)
        self.assertEqual(started["result"], "started")
        self.assertAlmostEqual(started["plan"]["visitors_a_day"], 300 / 12.5, delta=1)
        self.assertGreater(started["plan"]["effect_in_two_weeks"], started["plan"]["effect_in_four_weeks"])
        self.assertIn("visitors a day", started["plan"]["sentence"])
        self.assertEqual(self.good(self.client.post("/v1/experiments/e/start", None)).json["result"], "unchanged")
        self.good(self.client.put("/v1/experiments/second", TWO))
        answer = self.client.post("/v1/experiments/second/start", None)
        self.assertEqual(answer.status, 409)
        self.assertIn("experiment 'e' runs on scenario 'home'", answer.json["detail"])
        self.assertEqual(self.client.put("/v1/experiments/e", TWO).status, 409)
        self.assertEqual(self.client.ask("DELETE", "/v1/experiments/e").status, 409)

    def test_a_scenario_stays_while_an_experiment_runs_on_it_or_a_campaign_names_it(self):
        self.start()
        refused = self.client.ask("DELETE", "/v1/scenarios/home")
        self.assertEqual(refused.status, 409)
        self.assertIn("POST /v1/experiments/e/stop", refused.json["detail"])
        self.good(self.client.post("/v1/experiments/e/stop", None))
        self.good(self.client.put("/v1/campaigns/spring", {"scenario": "home"}))
        refused = self.client.ask("DELETE", "/v1/scenarios/home")
        self.assertEqual(refused.status, 409)
        self.assertIn("named by a campaign: spring; ", refused.json["detail"])
        self.good(self.client.ask("DELETE", "/v1/campaigns/spring"))
        self.good(self.client.ask("DELETE", "/v1/scenarios/home"))

    def test_two_layers_run_on_one_scenario(self):
        self.start()
        self.start({**TWO, "layer": "order", "variants": [
            {"name": "plain", "share": 0.5}, {"name": "mixed", "share": 0.5, "scenario": {"diversity": 0.5}}]}, "f")
        pairs = set()
        for number in range(60):
            answer = self.list_for(f"user_id=u{number}")
            self.assertEqual([one["name"] for one in answer["experiments"]], ["e", "f"])
            self.assertEqual(answer["experiment"], answer["experiments"][0])
            pairs.add(tuple(one["variant"] for one in answer["experiments"]))
        self.assertEqual(len(pairs), 4)

    def test_a_winner_becomes_the_scenario(self):
        self.start()
        self.variant("user_id=u1")
        promoted = self.good(self.client.post("/v1/experiments/e/promote", {"variant": "varied"})).json
        self.assertEqual(promoted["scenario_version"], 2)
        scenario = self.client.get("/v1/scenarios/home").json
        self.assertEqual(scenario["filter"], VARIED["scenario"]["filter"])
        state = self.client.get("/v1/experiments/e").json
        self.assertEqual(state["state"], "stopped")
        self.assertEqual(state["run"]["promoted"], "varied")
        answer = self.list_for("user_id=u1")
        self.assertNotIn("experiment", answer)
        self.assertEqual({item["product_id"] for item in answer["items"]}, {"p1", "p3", "p5"})
        self.assertEqual(self.client.post("/v1/experiments/e/promote", {"variant": "other"}).status, 404)

    def test_a_stopped_experiment_splits_nobody_and_forgets_its_people_in_the_end(self):
        self.start()
        self.variant("user_id=zq-person")
        self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 1)
        self.good(self.client.post("/v1/experiments/e/stop", None))
        self.assertIsNone(self.variant("user_id=zq-person"))
        told = self.good(self.client.get("/v1/privacy/people/zq-person")).json
        self.assertEqual([one["experiment"] for one in told["exposures"]], ["e"])
        self.shift(26 * HOUR)
        self.wait_for(lambda found: sum(one["settled"]["visitors"] for one in found.values()) == 1)
        self.wait_for_no_exposure("zq-person")
        self.good(self.client.ask("DELETE", "/v1/experiments/e"))
        self.assertEqual(self.client.get("/v1/experiments/e/report").status, 404)

    def test_a_run_keeps_its_report_when_others_follow_it(self):
        self.start()
        variants = {f"u{number}": self.variant(f"user_id=u{number}") for number in range(40)}
        self.order("1", user_id="u1")
        self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 40)
        self.server.wait_until_learned()
        self.shift(26 * HOUR)
        self.wait_for(lambda found: sum(one["settled"]["visitors"] for one in found.values()) == 40)
        self.variant("user_id=late")
        self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 41)
        self.good(self.client.post("/v1/experiments/e/stop", None))
        before = self.report()
        changed = {**TWO, "metric": "revenue_per_visitor"}
        self.good(self.client.put("/v1/experiments/e", changed))
        self.assertEqual(self.client.get("/v1/experiments/e/report").status, 409, "not as it is defined now")
        self.assertEqual([one["run"]["number"] for one in self.runs()], [1])
        self.good(self.client.post("/v1/experiments/e/start", None))
        self.assertIn(self.variant("user_id=u1"), ("control", "varied"))
        self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 1)
        self.wait_for_no_exposure("late")  # their window was open: they are not compared, and not kept
        self.restart()
        self.assertEqual([(one["run"]["number"], one["state"], one["experiment"]["metric"]) for one in self.runs()],
                         [(2, "running", "revenue_per_visitor"), (1, "stopped", "conversion")])
        kept = self.good(self.client.get("/v1/experiments/e/report?run=1")).json
        self.assertIsNotNone(kept["run"].pop("followed_at"))
        self.assertIsNone(before["run"].pop("followed_at"))
        self.assertEqual(kept, before)
        self.assertEqual(sum(one["settled"]["visitors"] for one in kept["variants"]), 40)
        self.assertEqual(self.runs()[1]["summary"], before["summary"])
        rows = list(csv.DictReader(io.StringIO(self.client.get("/v1/experiments/e/report?run=1&format=csv").text, newline="")))
        self.assertEqual({row["variant"]: int(row["visitors"]) for row in rows},
                         {one["name"]: one["visitors"] for one in kept["variants"]})
        self.assertEqual(self.client.get("/v1/experiments/e/report?run=9").status, 404)
        self.assertEqual(self.client.get("/v1/experiments/e/report?run=0").status, 400)
        self.good(self.client.ask("DELETE", "/v1/privacy/people/u1"))
        self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 0)
        self.assertEqual(self.good(self.client.get("/v1/experiments/e/report?run=1")).json["variants"], kept["variants"])
        self.good(self.client.post("/v1/experiments/e/stop", None))
        self.good(self.client.ask("DELETE", "/v1/experiments/e"))
        self.assertEqual(self.client.get("/v1/experiments/e/runs").status, 404)
        self.assertEqual(set(variants.values()), {"control", "varied"})

    def runs(self):
        return self.good(self.client.get("/v1/experiments/e/runs", Suggestd_Consistency="strong")).json["runs"]

    def wait_for_no_exposure(self, user):
        until = time.monotonic() + 20
        while self.good(self.client.get(f"/v1/privacy/people/{user}")).json["exposures"]:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)

    # --- People and shops

    def test_an_erased_person_is_taken_out(self):
        self.start()
        for number in range(10):
            self.variant(f"user_id=u{number}")
            self.order(number, user_id=f"u{number}")
        self.wait_for(lambda found: sum(one["orders"] for one in found.values()) == 10)
        told = self.good(self.client.get("/v1/privacy/people/u3")).json["exposures"]
        self.assertEqual([(one["experiment"], one["variant"]) for one in told], [("e", self.variant("user_id=u3"))])
        self.good(self.client.ask("DELETE", "/v1/privacy/people/u3"))
        self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 9
                      and sum(one["orders"] for one in found.values()) == 9)
        self.assertEqual(self.good(self.client.get("/v1/privacy/people/u3")).json["exposures"], [])

    def test_who_only_saw_a_list_is_told_and_erased(self):
        self.start()
        self.variant("user_id=onlooker")
        self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 1)
        self.good(self.client.ask("DELETE", "/v1/privacy/people/onlooker"))
        self.wait_for(lambda found: sum(one["visitors"] for one in found.values()) == 0)
        self.assertEqual(self.client.ask("DELETE", "/v1/privacy/people/nobody").status, 404)

    def test_another_shops_key_sees_and_splits_nothing(self):
        self.start()
        self.good(self.server.admin(self.server.make_key("--scopes", "admin")).post("/v1/shops", {"name": "b"}))
        other = self.server.client(self.server.make_key("--shop", "b"))
        self.addCleanup(other.close)
        self.assertEqual(other.get("/v1/experiments").json["experiments"], [])
        for path in ("/v1/experiments/e", "/v1/experiments/e/report", "/v1/experiments/e/report?run=1", "/v1/experiments/e/runs"):
            self.assertEqual(other.get(path).status, 404)
        self.good(other.put("/v1/scenarios/home", {"list": "popular"}))
        self.assertNotIn("experiment", other.get("/v1/popular?scenario=home&user_id=u1").json)
        reader = self.server.client(self.server.make_key("--scopes", "recommend"))
        self.addCleanup(reader.close)
        self.assertEqual(reader.post("/v1/experiments/e/stop", None).status, 403)


if __name__ == "__main__":
    unittest.main()
