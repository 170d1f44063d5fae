"""Segments on the real binary: a count follows orders, cancellations, merges, consent, erasures and a restart at the next
request; people are paged in one order and in three forms; lists of people are uploaded; another shop sees nothing."""
import csv
import io
import json
import sys
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import OneServerCase

STRONG = {"Suggestd-Consistency": "strong"}
TEA = 'bought(category == "Tea", 90d)'


def days_ago(days):
    return (datetime.now(timezone.utc) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Segments(OneServerCase):
    """Each test has people of its own, whose ids begin with the test's word."""

    def setUp(self):
        super().setUp()
        self.key = self.server.make_key("--scopes", "ingest,read,recommend,merchandise,privacy")
        self.client = self.server.client(self.key)
        self.addCleanup(self.client.close)

    def good(self, answer, status=200):
        self.assertEqual(answer.status, status, answer.text)
        return answer

    def product(self, product_id, category):
        self.good(self.client.post("/v1/products", {"product_id": product_id, "title": product_id,
                                                    "categories": [category]}), 201)

    def order(self, order_id, user_id, product_id="tea", days=1, price="10.00", **more):
        order = {"order_id": order_id, "placed_at": days_ago(days), "currency": "EUR",
                 "lines": [{"product_id": product_id, "quantity": 1, "price": price}], **more}
        if user_id:
            order["user_id"] = user_id
        self.good(self.client.post("/v1/orders", order), 201)

    def user(self, user_id, **more):
        answer = self.client.post("/v1/users", {"user_id": user_id, **more})
        self.assertIn(answer.status, (200, 201), answer.text)

    def count(self, people, segments=()):
        body = {"people": people, "segments": list(segments)}
        return self.good(self.client.ask("POST", "/v1/segments/count", body, STRONG)).json

    def size(self, people):
        return self.count(people)["size"]

    def put(self, name, people, **more):
        answer = self.client.put(f"/v1/segments/{name}", {"people": people, **more})
        self.assertIn(answer.status, (200, 201), answer.text)
        return answer

    def ids(self, name, **headers):
        answer = self.good(self.client.ask("GET", f"/v1/segments/{name}/people", headers={**STRONG, **headers}))
        return [person.get("user_id") or person["email_hash"] for person in answer.json["people"]]

    # --- Counting

    def test_a_count_follows_the_log_at_the_next_request(self):
        mine = 'user.group == "follow"'
        self.product("tea", "Tea")
        for name in ("follow-ann", "follow-ben"):
            self.user(name, properties={"group": "follow"})
        self.assertEqual(self.size(f"{mine} and {TEA}"), 0)
        self.order("follow-1", "follow-ann")
        self.order("follow-2", "follow-ben", days=200)
        self.assertEqual(self.size(f"{mine} and {TEA}"), 1)
        self.assertEqual(self.size(f"{mine} and lapsed(180d)"), 1)
        self.assertEqual(self.size(f'{mine} and spent("EUR") >= 10'), 2)
        self.good(self.client.post("/v1/orders/follow-1/cancel", {}))
        self.assertEqual(self.size(f"{mine} and {TEA}"), 0)
        self.assertEqual(self.size(f'{mine} and spent("EUR") >= 10'), 1)
        self.order("follow-3", None, anonymous_id="follow-visitor")
        self.assertEqual(self.size(f"{mine} and {TEA}"), 0)
        self.good(self.client.post("/v1/users/follow-ann/merge", {"anonymous_id": "follow-visitor"}))
        self.assertEqual(self.size(f"{mine} and {TEA}"), 1)

    def test_a_refund_lowers_what_was_spent(self):
        self.user("refund-ann", properties={"group": "refund"})
        self.order("refund-1", "refund-ann", price="30.00")
        self.assertEqual(self.size('user.group == "refund" and spent("EUR", 30d) == 30'), 1)
        self.good(self.client.post("/v1/orders/refund-1/refunds", {"refund_id": "r"}))
        self.assertEqual(self.size('user.group == "refund" and spent("EUR") > 0'), 0)
        self.assertEqual(self.size('user.group == "refund" and spent("GBP") > 0'), 0)

    def test_carts_and_views(self):
        mine = 'user.group == "cart"'
        self.user("cart-ann", properties={"group": "cart"})
        for kind in ("view", "cart_add"):
            self.client.post("/v1/events", {"type": kind, "user_id": "cart-ann", "product_id": "tea",
                                             "at": days_ago(1)})
        self.assertEqual(self.size(f"{mine} and viewed(3d)"), 1)
        self.assertEqual(self.size(f"{mine} and cart_left(7d)"), 1)
        self.order("cart-1", "cart-ann", days=0)
        self.assertEqual(self.size(f"{mine} and cart_left(7d)"), 0)

    def test_who_is_not_profiled_is_in_no_segment_of_behaviour(self):
        mine = 'user.group == "consent"'
        self.user("consent-ann", properties={"group": "consent"})
        self.order("consent-1", "consent-ann")
        self.assertEqual(self.size(f"{mine} and orders() > 0"), 1)
        self.user("consent-ann", properties={"group": "consent"}, profiling=False)
        self.assertEqual(self.size(f"{mine} and orders() > 0"), 0)
        self.assertEqual(self.size(f"{mine} and not lapsed(5d)"), 0)
        self.assertEqual(self.size(mine), 1)

    def test_sizes_and_overlaps_of_stored_segments(self):
        for number in range(4):
            self.user(f"overlap-{number}", properties={"group": "overlap", "number": number})
        self.put("overlap-low", 'user.group == "overlap" and user.number < 3', description="the first three")
        self.put("overlap-high", 'user.group == "overlap" and user.number > 0')
        counted = self.count('user.group == "overlap" and user.number == 3', ["overlap-low", "overlap-high"])
        self.assertEqual(counted["size"], 1)
        self.assertEqual([(one["size"], one["shared"]) for one in counted["segments"]], [(3, 0), (3, 1)])
        self.assertEqual(counted["overlaps"], [{"a": "overlap-low", "b": "overlap-high", "size": 2}])
        listed = {one["name"]: one for one in self.client.get("/v1/segments?limit=100").json["segments"]}
        self.assertEqual(listed["overlap-low"]["size"], 3)
        self.assertEqual(listed["overlap-low"]["description"], "the first three")
        names = self.client.get("/v1/segments?limit=100&uncounted=1").json
        self.assertEqual([one["name"] for one in names["segments"]], list(listed))
        self.assertIsNone(names["people"])
        self.assertEqual({one["size"] for one in names["segments"]}, {None})
        page = self.client.get("/v1/segments?limit=1").json
        self.assertEqual(len(page["segments"]), 1)
        self.assertEqual(page["next"], page["segments"][0]["name"])

    # --- Definitions

    def test_definitions_are_written_with_conditions(self):
        made = self.good(self.client.put("/v1/segments/tagged", {"people": "orders() > 1"}), 201)
        tag = made.headers["ETag"]
        self.assertEqual(self.client.get("/v1/segments/tagged").json, {"people": "orders() > 1"})
        self.assertEqual(self.client.ask("GET", "/v1/segments/tagged", headers={"If-None-Match": tag}).status, 304)
        changed = {"people": "orders() > 2"}
        later = self.good(self.client.ask("PUT", "/v1/segments/tagged", changed, {"If-Match": tag}))
        self.assertNotEqual(later.headers["ETag"], tag)
        self.assertEqual(self.client.ask("PUT", "/v1/segments/tagged", changed, {"If-Match": tag}).status, 412)
        self.assertEqual(self.client.ask("PUT", "/v1/segments/tagged", changed, {"If-None-Match": "*"}).status, 412)
        self.assertEqual(self.client.ask("DELETE", "/v1/segments/tagged", headers={"If-Match": tag}).status, 412)
        self.good(self.client.ask("DELETE", "/v1/segments/tagged"))
        self.assertEqual(self.client.get("/v1/segments/tagged").status, 404)

    def test_what_can_not_be_counted_is_refused_at_its_place(self):
        for people, words in ((" bought(", "column 9"), ("country == 1", "user.country"),
                              ('bought(categry == "Tea")', "did you mean"), ('segment("nothing")', "no segment"),
                              ('in_file("nothing")', "no list of people"), ('segment("self")', "refers to itself")):
            answer = self.client.put("/v1/segments/self", {"people": people})
            self.assertEqual(answer.status, 400, people)
            self.assertEqual(answer.json["errors"][0]["pointer"], "/people")
            self.assertIn(words, answer.json["detail"])

    def test_a_segment_that_others_name_stays(self):
        self.put("base", "orders() > 0")
        self.put("on-top", 'segment("base") and orders() > 1')
        refused = self.client.ask("DELETE", "/v1/segments/base")
        self.assertEqual(refused.status, 409)
        self.assertIn("on-top", refused.json["detail"])
        self.good(self.client.ask("DELETE", "/v1/segments/on-top"))
        self.good(self.client.ask("DELETE", "/v1/segments/base"))

    def test_a_segment_that_campaigns_name_stays(self):
        self.put("mailed", "orders() > 0")
        for number, use in enumerate(({"people": {"segment": "mailed"}}, {"suppress": {"segment": "mailed"}},
                                      {"report_segments": ["mailed"]}, {"people": {"segment": "mailed"}}), 1):
            self.good(self.client.put(f"/v1/campaigns/c{number}", use), 201)
        refused = self.client.ask("DELETE", "/v1/segments/mailed")
        self.assertEqual(refused.status, 409)
        self.assertIn("named by 4 campaigns: c1, c2, c3 and 1 more; ", refused.json["detail"])
        for number in (1, 2, 3):
            self.good(self.client.ask("DELETE", f"/v1/campaigns/c{number}"))
        self.assertIn("named by a campaign: c4; ", self.client.ask("DELETE", "/v1/segments/mailed").json["detail"])
        self.good(self.client.put("/v1/campaigns/c4", {}))
        self.good(self.client.ask("DELETE", "/v1/segments/mailed"))

    def test_a_wrong_definition_is_not_missing_too(self):
        refused = self.client.put("/v1/segments/odd", {"people": {}})
        self.assertEqual(refused.status, 400)
        self.assertEqual([error["pointer"] for error in refused.json["errors"]], ["/people"])

    # --- People

    def test_people_are_paged_in_one_order_and_three_forms(self):
        for number in range(7):
            self.user(f"page-{number}", properties={"group": "page"})
        self.put("paged", 'user.group == "page"')
        everybody = [f"page-{number}" for number in range(7)]
        self.assertEqual(self.ids("paged"), everybody)
        met, after = [], ""
        while True:
            answer = self.client.get(f"/v1/segments/paged/people?limit=3{after}").json
            self.assertEqual(answer["size"], 7)
            met += [person["user_id"] for person in answer["people"]]
            if answer["next"] is None:
                break
            after = f"&after={answer['next']}"
        self.assertEqual(met, everybody)
        lines = self.client.ask("GET", "/v1/segments/paged/people?limit=3", headers={"Accept": "application/x-ndjson"})
        self.assertEqual([json.loads(line)["user_id"] for line in lines.text.splitlines()], everybody[:3])
        rest = self.client.ask("GET", f"/v1/segments/paged/people?after={lines.headers['Suggestd-Next']}",
                               headers={"Accept": "text/csv"})
        self.assertEqual([row["user_id"] for row in csv.DictReader(io.StringIO(rest.text))], everybody[3:])
        self.assertNotIn("Suggestd-Next", rest.headers)
        self.assertEqual(self.client.get("/v1/segments/paged/people?after=rubbish!").status, 400)

    def test_lists_of_people_are_uploaded(self):
        self.user("list-ann")
        self.user("list-ben", email_hash="hash-of-list-ben")
        self.order("list-1", None, email_hash="hash-of-a-list-guest")
        path = "/v1/segments/letter/members"
        sent = '{"user_id":"list-ann"}\n{"email_hash":"hash-of-list-ben"}\n{"user_id":"nobody-yet"}\n'
        stored = self.good(self.client.ask("PUT", path, sent, {"Content-Type": "application/x-ndjson"}))
        self.assertEqual(stored.json["people"], 3)
        self.put("letter", 'in_file("letter")')
        self.assertEqual(self.ids("letter"), ["list-ann", "list-ben"])
        more = "user_id,email_hash\r\n,hash-of-a-list-guest\r\n"
        self.good(self.client.ask("POST", path, more, {"Content-Type": "text/csv"}))
        self.assertEqual(self.ids("letter"), ["hash-of-a-list-guest", "list-ann", "list-ben"])
        self.user("nobody-yet")
        self.assertIn("nobody-yet", self.ids("letter"))
        bad = self.client.ask("PUT", path, "user_id,name\n1,Ann\n", {"Content-Type": "text/csv"})
        self.assertEqual(bad.status, 400)
        self.assertEqual(self.client.get(path).json["people"], 4)
        told = self.client.get("/v1/privacy/people/list-ann").json
        self.assertEqual(told["segment_lists"], ["letter"])

    def test_an_erased_person_is_in_no_list_and_no_segment(self):
        self.user("erased-ann", properties={"group": "erased"})
        self.order("erased-1", "erased-ann")
        kind = {"Content-Type": "application/x-ndjson"}
        self.good(self.client.ask("PUT", "/v1/segments/doomed/members", '{"user_id":"erased-ann"}\n', kind))
        self.put("doomed", 'in_file("doomed")')
        self.assertEqual(self.ids("doomed"), ["erased-ann"])
        self.assertEqual(self.size('user.group == "erased" and orders() > 0'), 1)
        erased = self.client.ask("DELETE", "/v1/users/erased-ann")
        self.assertIn(erased.status, (200, 202), erased.text)
        self.assertEqual(self.ids("doomed"), [])
        self.assertEqual(self.size('user.group == "erased"'), 0)

    def test_segments_outlive_a_kill(self):
        self.user("kill-ann", properties={"group": "kill"})
        self.order("kill-1", "kill-ann", price="12.50")
        kind = {"Content-Type": "application/x-ndjson"}
        self.good(self.client.ask("PUT", "/v1/segments/kept/members", '{"user_id":"kill-ann"}\n', kind))
        self.put("kept", 'in_file("kept") and spent("EUR") == 12.5')
        self.assertEqual(self.ids("kept"), ["kill-ann"])
        self.server.kill()
        self.server.start()
        self.client = self.server.client(self.key)
        self.assertEqual(self.ids("kept"), ["kill-ann"])

    def test_another_shop_sees_nothing_and_scopes_are_kept(self):
        self.put("mine", "orders() >= 0")
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.addCleanup(admin.close)
        made = admin.post("/v1/shops", {"name": "other"})
        self.assertEqual(made.status, 201, made.text)
        other = self.server.client(self.server.make_key("--shop", "other", "--scopes", "merchandise,privacy"))
        self.addCleanup(other.close)
        self.assertEqual(other.get("/v1/segments/mine").status, 404)
        self.assertEqual(other.get("/v1/segments/mine/people").status, 404)
        self.assertEqual(other.get("/v1/segments").json["segments"], [])
        merchant = self.server.client(self.server.make_key("--shop", "default", "--scopes", "merchandise"))
        self.addCleanup(merchant.close)
        self.assertEqual(merchant.get("/v1/segments/mine").status, 200)
        self.assertEqual(merchant.get("/v1/segments/mine/people").status, 403)
        reader = self.server.client(self.server.make_key("--shop", "default", "--scopes", "read"))
        self.addCleanup(reader.close)
        self.assertEqual(reader.get("/v1/segments/mine").status, 200)
        self.assertEqual(reader.ask("DELETE", "/v1/segments/mine").status, 403)
        neither = self.server.client(self.server.make_key("--shop", "default", "--scopes", "recommend"))
        self.addCleanup(neither.close)
        self.assertIn("'read' or 'merchandise'", neither.get("/v1/segments/mine").json["detail"])


if __name__ == "__main__":
    unittest.main()
