"""Looking back: the model of an earlier record of the log, made by a job, and the lists that are asked of it."""
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server

# Lists that follow from the records alone. A personal one is trained anew, so its scores may differ from those that served.
LISTS = ({"list": "popular"}, {"list": "bought-together", "product_id": "p1"}, {"list": "recently-viewed", "user_id": "ann"},
         {"list": "buy-again", "user_id": "ann"})


def order(number, person, products):
    return {"order_id": f"{person}-{number}", "user_id": person, "placed_at": f"2026-01-{number + 1:02}T10:00:00Z",
            "currency": "EUR", "lines": [{"product_id": product, "quantity": 1, "price": "1.50"} for product in products]}


class LookBack(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.server = Server(folder.name).start()
        cls.addClassCleanup(cls.server.end)
        cls.admin_key = cls.server.make_key("--scopes", "admin")
        client = cls.server.client()
        for n in range(12):
            assert client.put(f"/v1/products/p{n}", {"title": f"Product {n}", "price": "1.50", "currency": "EUR"}).status == 201
        for number in range(3):
            for p, person in enumerate(("ann", "ben", "cid", "dot")):
                assert client.post("/v1/orders", order(number, person, [f"p{(p + number) % 5}", f"p{p + 1}"])).status == 201
        assert client.post("/v1/events", {"type": "view", "user_id": "ann", "product_id": "p7"}).status == 201
        assert client.put("/v1/scenarios/front", {"list": "popular", "filter": "price < 9"}).status == 201
        cls.server.wait_until_learned()
        cls.then = [cls.products(client.post("/v1/recommendations", body)) for body in LISTS]
        cls.until = int(client.get("/v1/status").json["shops"][0]["head"].split(":")[1])
        # Later all that was rare is bought.
        assert client.post("/v1/events", {"type": "view", "user_id": "ann", "product_id": "p8"}).status == 201
        for number in range(3, 9):
            for person in ("ann", "ben", "eve"):
                written = client.post("/v1/orders", order(number, person, ["p9", "p10", "p1"]))
                assert written.status == 201
        assert client.put("/v1/products/p0", {"title": "Product 0", "stock": 0}).status == 200
        cls.server.wait_until_learned()
        client.close()

    def setUp(self):
        self.client = self.server.client()
        self.addCleanup(self.client.close)

    @staticmethod
    def products(answer):
        assert answer.status == 200, answer.text
        return [item["product_id"] for item in answer.json["items"]]

    def ended(self, run, client=None):
        until = time.monotonic() + 60
        while time.monotonic() < until:
            job = (client or self.client).get(f"/v1/look-back?run={run}")
            self.assertEqual(job.status, 200, job.text)
            if job.json["state"] not in ("queued", "running"):
                return job.json
            time.sleep(0.05)
        self.fail("the look back has not ended")

    def look_back(self, run, until=None):
        made = self.client.post(f"/v1/look-back?run={run}&until={until or self.until}", None)
        self.assertEqual(made.status, 201, made.text)
        job = self.ended(run)
        self.assertEqual(job["state"], "succeeded", job)
        return job["result"]

    def as_of(self, body, until=None, client=None):
        return (client or self.client).post(f"/v1/recommendations?as_of={until or self.until}", body)

    def test_lists_are_those_of_then(self):
        told = self.look_back("then")
        self.assertEqual(told["as_of"], self.until)
        for body, before in zip(LISTS, self.then):
            with self.subTest(body=body):
                self.assertEqual(self.products(self.as_of(body)), before)
                self.assertNotEqual(self.products(self.client.post("/v1/recommendations", body)), before)
        several = self.as_of({"lists": list(LISTS[:2]), "user_id": "ann"})
        self.assertEqual(len(several.json["lists"]), 2, several.text)
        personal = self.as_of({"list": "for-you", "user_id": "ann", "trace": True, "why_not": "p9"}).json
        self.assertIn("trace", personal["items"][0])
        self.assertIn("why_not", personal)
        self.assertEqual(personal["applied"].split(":")[1], str(self.until))

    def test_an_answer_says_what_it_was_made_of(self):
        told = self.look_back("honest")
        plain = self.as_of({"list": "popular"})
        self.assertEqual(plain.json["as_of"], {"sequence": self.until, "at": told["at"], "model": "trained_anew"})
        of_scenario = self.as_of({"scenario": "front"}).json
        self.assertEqual(of_scenario["as_of"]["scenario"], "of_today")
        self.assertNotIn("as_of", self.client.post("/v1/recommendations", {"list": "popular"}).json)

    def test_it_leaves_no_trace(self):
        self.look_back("traceless")
        lists = 'suggestd_lists_total{list="popular",result="personal"}'
        admin = self.server.admin(self.admin_key)
        self.addCleanup(admin.close)

        def counted():
            return [line for line in admin.get("/metrics").text.splitlines() if line.startswith(lists)]
        before = counted()
        answer = self.as_of({"scenario": "front", "user_id": "ann"}).json
        self.assertEqual(answer["recommendation_id"], "")
        self.assertEqual(counted(), before)
        report = self.client.get("/v1/scenarios/front/report").json
        self.assertEqual((report["shown"], report["lists_shown"]), (0, 0))

    def test_a_moment_is_turned_into_the_last_record_before_it(self):
        told = self.look_back("by-record")
        at = told["at"]
        made = self.client.post(f"/v1/look-back?run=by-moment&at={at}", None)
        self.assertEqual(made.status, 201, made.text)
        self.assertEqual(self.ended("by-moment")["result"]["as_of"], self.until - 1)

    def test_what_cant_be_looked_back_on_is_refused_with_the_reason(self):
        for query, status, words in ((f"until={self.until + 1000}", 400, "the log ends at"), ("", 400, "until"),
                                     ("until=1&at=2026-01-01T00:00:00Z", 400, "until"),
                                     ("at=1999-01-01T00:00:00Z", 400, "nothing was known"),
                                     ("at=2099-01-01T00:00:00Z", 400, "?at"), ("at=soon", 400, "at"),
                                     ("until=0", 400, "until"), ("until=1000001", 413, "1000000")):
            with self.subTest(query=query):
                refused = self.client.post(f"/v1/look-back?run=refused&{query}", None)
                self.assertEqual(refused.status, status, refused.text)
                self.assertIn(words, refused.text)
        self.assertEqual(self.client.get("/v1/look-back?run=refused").status, 404)

    def test_lists_need_the_model_and_say_how_to_make_it(self):
        self.look_back("other")
        for until in (self.until - 1, self.until + 1, 10**12):
            refused = self.as_of({"list": "popular"}, until)
            self.assertEqual(refused.status, 409, refused.text)
            self.assertIn(f"POST /v1/look-back?run=ID&until={until}", refused.json["detail"])

    def test_the_same_request_is_the_same_job(self):
        self.look_back("once")
        path = f"/v1/look-back?run=once&until={self.until}"
        self.assertEqual(self.client.post(path, None).status, 200)
        self.assertEqual(self.client.post(f"/v1/look-back?run=once&until={self.until - 1}", None).status, 409)
        self.assertEqual(self.client.ask("DELETE", "/v1/look-back?run=once").status, 200)
        self.assertEqual(self.client.get("/v1/look-back?run=once").status, 404)

    def test_callers_who_may_not_read_are_refused(self):
        self.look_back("closed")
        asking = self.server.client(self.server.make_key("--scopes", "recommend"))
        self.addCleanup(asking.close)
        self.assertEqual(self.as_of({"list": "popular"}, client=asking).status, 403)
        self.assertEqual(asking.post(f"/v1/look-back?run=x&until={self.until}", None).status, 403)
        reading = self.server.client(self.server.make_key("--scopes", "read,recommend"))
        self.addCleanup(reading.close)
        self.assertEqual(self.as_of({"list": "popular"}, client=reading).status, 200)

    def test_a_page_is_refused(self):
        self.look_back("page")
        admin = self.server.admin(self.admin_key)
        self.addCleanup(admin.close)
        made = admin.post("/v1/keys", {"kind": "page", "origins": ["https://shop.example"], "scenarios": ["front"]})
        self.assertEqual(made.status, 201, made.text)
        page = self.server.client(made.json["key"])
        self.addCleanup(page.close)
        asked = {"scenario": "front", "anonymous_id": "a1b2c3d4" * 4}
        plain = page.post("/v1/recommendations", asked, Origin="https://shop.example")
        self.assertEqual(plain.status, 200, plain.text)
        refused = page.post(f"/v1/recommendations?as_of={self.until}", asked, Origin="https://shop.example")
        self.assertEqual(refused.status, 403, refused.text)

    def test_two_shops_never_meet(self):
        self.look_back("mine")
        admin = self.server.admin(self.admin_key)
        self.addCleanup(admin.close)
        self.assertIn(admin.post("/v1/shops", {"name": "b"}).status, (200, 201))
        other = self.server.client(self.server.make_key("--shop", "b"))
        self.addCleanup(other.close)
        for n in range(self.until):
            other.put(f"/v1/products/q{n}", {"title": "Other"})
        self.assertEqual(self.as_of({"list": "popular"}, client=other).status, 409)
        self.assertEqual(other.get("/v1/look-back?run=mine").status, 404)
        self.assertEqual(other.ask("DELETE", "/v1/look-back?run=mine").status, 404)
        # The other shop's model takes the place of this one.
        self.assertEqual(other.post(f"/v1/look-back?run=mine&until={self.until}", None).status, 201)
        self.assertEqual(self.ended("mine", other)["state"], "succeeded")
        self.assertEqual(set(self.products(self.as_of({"list": "popular"}, client=other))) & {"p0", "p1"}, set())
        self.assertEqual(self.as_of({"list": "popular"}).status, 409)

    def test_a_job_of_another_shop_or_kind_is_not_found_by_its_id(self):
        admin = self.server.admin(self.admin_key)
        self.addCleanup(admin.close)
        asked = {"kind": "feed-import", "shop": "default", "at": "03:30",
                 "parameters": {"address": "https://shop.example/", "format": "ndjson", "kind": "products"}}
        made = admin.put("/v1/jobs/look-back:default:planned", asked)
        self.assertEqual(made.status, 201, made.text)
        self.addCleanup(admin.ask, "DELETE", "/v1/jobs/look-back:default:planned")
        self.assertEqual(self.client.get("/v1/look-back?run=planned").status, 404)
        self.assertEqual(self.client.ask("DELETE", "/v1/look-back?run=planned").status, 404)

    def test_people_who_were_erased_or_took_their_consent_back_have_no_list_of_then(self):
        self.look_back("people")
        self.assertEqual(self.client.put("/v1/users/cid/consent", {"profiling": False}).status, 200)
        self.server.wait_until_learned()
        refused = self.as_of({"list": "for-you", "user_id": "cid"})
        self.assertEqual(refused.status, 410, refused.text)
        self.assertEqual(self.as_of({"list": "for-you", "user_id": "nobody"}).status, 410)
        privacy = self.server.client(self.server.make_key("--scopes", "privacy"))
        self.addCleanup(privacy.close)
        self.assertIn(privacy.ask("DELETE", "/v1/privacy/people/dot").status, (200, 202))
        self.assertEqual(self.as_of({"list": "popular"}).status, 409)  # it knew the person
        self.look_back("after")
        refused = self.as_of({"list": "for-you", "user_id": "dot"})
        self.assertEqual(refused.status, 410, refused.text)
        self.assertEqual(self.as_of({"list": "for-you", "user_id": "ben"}).status, 200)

    def test_the_job_of_an_administrator_is_the_same(self):
        admin = self.server.admin(self.admin_key)
        self.addCleanup(admin.close)
        asked = {"kind": "look-back", "shop": "default", "parameters": {"until": self.until}}
        self.assertEqual(admin.put("/v1/jobs/look", asked).status, 201)
        until = time.monotonic() + 60
        while admin.get("/v1/jobs/look").json["state"] in ("queued", "running") and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(self.as_of({"list": "popular"}).status, 200)


class Cut(unittest.TestCase):
    def test_a_log_without_its_beginning_is_refused_and_says_why(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder, "[retention]\nevery_seconds = 1\nevents_bytes = 2000\n").start()
            self.addCleanup(server.end)
            client = server.client()
            for number in range(100):
                self.assertEqual(client.post("/v1/events", {"type": "view", "user_id": "u", "product_id": f"p{number}"}).status, 201)
            until = time.monotonic() + 30
            while client.get("/v1/changes?since=now").json["oldest"] == "1:1":
                self.assertLess(time.monotonic(), until, "retention took nothing away")
                time.sleep(0.1)
            refused = client.post("/v1/look-back?run=a&until=100", None)
            self.assertEqual(refused.status, 410, refused.text)
            self.assertIn("retention has taken", refused.json["detail"])


class Killed(unittest.TestCase):
    def test_a_server_that_was_killed_has_lost_the_model_and_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder).start()
            self.addCleanup(server.end)
            client = server.client()
            self.assertEqual(client.post("/v1/orders", order(1, "ann", ["p1", "p2"])).status, 201)
            self.assertEqual(client.post("/v1/look-back?run=a&until=1", None).status, 201)
            until = time.monotonic() + 60
            while client.get("/v1/look-back?run=a").json["state"] != "succeeded" and time.monotonic() < until:
                time.sleep(0.05)
            self.assertEqual(client.post("/v1/recommendations?as_of=1", {"list": "popular"}).status, 200)
            server.kill()
            server.start()
            client = server.client()
            self.assertEqual(client.get("/v1/look-back?run=a").json["state"], "succeeded")
            lost = client.post("/v1/recommendations?as_of=1", {"list": "popular"})
            self.assertEqual(lost.status, 409, lost.text)
            self.assertIn("not in memory", lost.json["detail"])
            self.assertEqual(client.post("/v1/look-back?run=b&until=1", None).status, 201)


if __name__ == "__main__":
    unittest.main()
