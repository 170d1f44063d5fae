"""A campaign on the sample shop: planned, run, killed in the middle and brought back, its lists written and joined with
addresses, the following weeks' orders told, and reported beside those held out. And what is kept of people goes with them.
"""
import csv
import hashlib
import http.client
import io
import json
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import SOURCE, Server

UNTIL = "2026-11-01"
AT = "2026-10-01T00:00:00Z"
DAYS = 28
END = "2026-10-29T00:00:00Z"
CUSTOMERS = 1200
BULK = {"Content-Type": "application/x-ndjson"}


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


class Campaigns(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.home = Path(cls.folder.name)
        subprocess.run([SOURCE / "scripts" / "make-sample-shop", cls.home / "shop", "--customers", str(CUSTOMERS),
                        "--seed", "3", "--until", UNTIL], check=True, capture_output=True)
        orders = [json.loads(line) for line in lines_of(cls.home / "shop" / "orders.ndjson")]
        cls.later = [order for order in orders if order["placed_at"] >= AT]
        before = [json.dumps(order) for order in orders if order["placed_at"] < AT]
        (cls.home / "shop" / "before.ndjson").write_text("\n".join(before) + "\n", encoding="utf-8")
        cls.products = {one["product_id"]: one
                        for one in map(json.loads, lines_of(cls.home / "shop" / "products.ndjson"))}
        cls.server = Server(cls.home)
        for kind, file in (("products", "products"), ("users", "users"), ("orders", "before")):
            made = cls.server.run("import", "--format", "ndjson", "--kind", kind, "--store", cls.home / "store",
                                  cls.home / "shop" / f"{file}.ndjson")
            assert made.returncode == 0, made.stderr
        cls.start()
        cls.addClassCleanup(cls.server.end)

    @classmethod
    def start(cls):
        cls.server.start()
        cls.server.wait_until_learned()

    def setUp(self):
        self.key = self.server.make_key("--scopes", "read,ingest,merchandise,recommend,privacy")
        self.client = self.server.client(self.key)
        self.addCleanup(self.client.close)

    def put(self, name, **campaign):
        answer = self.client.put(f"/v1/campaigns/{name}", campaign)
        self.assertIn(answer.status, (200, 201), answer.text)
        return answer

    def job(self, name, what, run="1", at=AT):
        answer = self.client.post(f"/v1/campaigns/{name}/{what}?run={run}&at={at}", {})
        self.assertIn(answer.status, (200, 201), answer.text)
        return answer.json

    def ended(self, name, what, run="1", at=AT):
        until = time.monotonic() + 120
        while (job := self.job(name, what, run, at))["state"] in ("queued", "running"):
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)
        self.assertEqual(job["state"], "succeeded", job)
        return job["result"]

    def lists(self, name, query=""):
        answer = self.client.get(f"/v1/campaigns/{name}/lists?{query}")
        self.assertEqual(answer.status, 200, answer.text)
        return [json.loads(line) for line in answer.text.splitlines()]

    def command(self, *arguments):
        return self.server.run("campaign", *arguments, "--to", self.server.url, "--key", self.key)

    # --- Definitions

    def test_a_definition_is_kept_changed_and_forgotten(self):
        made = self.put("kept", per_person=3, holdout=0.25, caps={"stock": True})
        self.assertEqual(made.status, 201)
        read = self.client.get("/v1/campaigns/kept")
        self.assertEqual(read.json["per_person"], 3)
        self.assertEqual(read.headers["ETag"], made.headers["ETag"])
        self.assertEqual(self.put("kept", **read.json).json["result"], "unchanged")
        stale = self.client.ask("PUT", "/v1/campaigns/kept", {"per_person": 4}, {"If-Match": '"1:1"'})
        self.assertEqual(stale.status, 412, stale.text)
        bad = self.client.put("/v1/campaigns/kept", {"products": {"filter": "pirce < 3"}})
        self.assertEqual(bad.status, 400)
        self.assertEqual(bad.json["errors"][0]["pointer"], "/products/filter")
        self.assertEqual(self.client.put("/v1/campaigns/kept", {"scenario": "none"}).status, 400)
        self.assertIn("kept", self.client.get("/v1/campaigns").json["campaigns"])
        self.assertEqual(self.client.ask("DELETE", "/v1/campaigns/kept").status, 200)
        self.assertEqual(self.client.get("/v1/campaigns/kept").status, 404)
        self.assertEqual(self.client.post("/v1/campaigns/kept/run?run=1", {}).status, 404)

    # --- Plans

    def test_a_plan_keeps_its_caps_and_nothing_else(self):
        brand = Counter(one["brand"] for one in self.products.values()).most_common(1)[0][0]
        self.put("planned", per_person=4, uptake=0.1, holdout=0.2,
                 caps={"stock": True, "product": 60, "groups": [{"attribute": "brand", "value": brand, "most": 100}]})
        plan = self.ended("planned", "plan")
        sent, held_out = plan["sent"], plan["held_out"]
        self.assertEqual(plan["people"]["eligible"], sent["people"] + held_out["people"])
        self.assertAlmostEqual(held_out["people"] / plan["people"]["eligible"], 0.2, delta=0.05)
        without = sum(sent["without_list"].values())
        self.assertEqual(sent["with_list"] + without, sent["people"])
        self.assertGreater(sent["caps"]["reached"], 0)
        self.assertLess(sent["assignment"]["gap"], 0.02)
        self.assertLessEqual(sent["assignment"]["value"], sent["assignment"]["bound"] * 1.0001)
        low, mean, high = (sent["expected_uptake"][name] for name in ("low", "purchases", "high"))
        self.assertTrue(low < mean < high)
        self.assertEqual(self.client.get("/v1/campaigns/planned/runs").json["runs"], [])
        self.assertEqual(self.client.get("/v1/campaigns/planned/lists").status, 404)
        # As the plan says, so the run does.
        self.assertEqual(self.ended("planned", "run")["sent"]["places"], sent["places"])
        lists = self.lists("planned")
        given = Counter(product["product_id"] for one in lists for product in one["products"])
        self.assertEqual(sum(given.values()), sent["places"])
        for product, times in given.items():
            self.assertLessEqual(times, min(60, self.products[product]["stock"] / 0.1))
        self.assertLessEqual(sum(n for product, n in given.items() if self.products[product]["brand"] == brand), 100)

    def test_people_are_not_addressed_twice_in_the_days_of_the_frequency(self):
        self.put("first", holdout=0.5)
        self.ended("first", "run", at="2026-09-20T00:00:00Z")
        first = self.client.get("/v1/campaigns/first/runs").json["runs"][0]["plan"]
        self.put("second", holdout=0, frequency_days=30)
        second = self.ended("second", "plan", at="2026-09-25T00:00:00Z")
        self.assertEqual(second["people"]["left_out"]["addressed_lately"], first["sent"]["with_list"])
        self.assertEqual(self.ended("second", "plan", "2", at="2026-12-25T00:00:00Z")["people"]["left_out"]["addressed_lately"], 0)

    # --- Runs

    def test_a_run_survives_a_kill_and_a_repeat(self):
        self.put("killed", per_person=5, caps={"product": 25})
        self.job("killed", "run")
        until = time.monotonic() + 60
        while self.job("killed", "run")["state"] == "queued":
            self.assertLess(time.monotonic(), until)
        self.assertEqual(self.client.get("/v1/campaigns/killed/lists").status, 404)
        self.server.kill()
        self.start()
        self.client = self.server.client(self.key)
        plan = self.ended("killed", "run")
        lists = self.lists("killed", "group=all")
        self.assertEqual(sum(len(one["products"]) for one in lists), plan["sent"]["places"] + plan["held_out"]["places"])
        self.assertEqual(len({one["user_id"] for one in lists}), len(lists))
        self.assertEqual(len(self.client.get("/v1/campaigns/killed/runs").json["runs"]), 1)
        self.assertEqual(self.lists("killed", "group=all"), lists)
        # The same name with other content is another run's.
        other = self.client.post("/v1/campaigns/killed/run?run=1&at=2026-10-02T00:00:00Z", {})
        self.assertEqual(other.status, 409, other.text)

    def test_a_plan_is_looked_at_without_making_one_and_can_be_cancelled(self):
        self.put("looked", per_person=5, caps={"product": 25})
        for what in ("plan", "run"):
            self.assertEqual(self.client.get(f"/v1/campaigns/looked/{what}?run=1").status, 404)
            self.job("looked", what)
            self.assertEqual(self.client.get(f"/v1/campaigns/looked/{what}?run=1").json["kind"], f"campaign-{what}")
            self.assertIn(self.client.ask("DELETE", f"/v1/campaigns/looked/{what}?run=1").status, (200, 202))
            until = time.monotonic() + 60
            while (told := self.client.get(f"/v1/campaigns/looked/{what}?run=1")).status == 200 and \
                    told.json["state"] in ("queued", "running"):
                self.assertLess(time.monotonic(), until)
            self.assertTrue(told.status == 404 or told.json["state"] == "cancelled", told.text)
        self.assertEqual(self.client.get("/v1/campaigns/looked/runs").json["runs"], [])
        reader = self.server.client(self.server.make_key("--scopes", "read"))
        self.addCleanup(reader.close)
        self.assertEqual(reader.ask("DELETE", "/v1/campaigns/looked/run?run=1").status, 403)

    def test_lists_that_may_have_been_sent_stay(self):
        self.put("sent", per_person=2)
        self.ended("sent", "run")
        lists = self.lists("sent", "group=all")
        forgotten = self.client.get("/v1/campaigns/sent/runs").json["runs"][0]["plan"]
        self.put("sent", per_person=1)
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.addCleanup(admin.close)
        self.assertEqual(admin.ask("DELETE", "/v1/jobs/campaign-run:default:sent:1").status, 200)
        self.assertEqual(self.ended("sent", "run"), forgotten)
        self.assertEqual(self.lists("sent", "group=all"), lists)
        # Once the campaign was deleted, a run of the name is a new one.
        self.assertEqual(self.client.ask("DELETE", "/v1/campaigns/sent").status, 200)
        self.put("sent", per_person=1)
        self.assertEqual(self.client.get("/v1/campaigns/sent/lists").status, 404)
        self.ended("sent", "run")
        self.assertEqual({len(one["products"]) for one in self.lists("sent", "group=all")}, {1})

    def test_lists_orders_report_and_erasure(self):
        self.put("spring", per_person=2, holdout=0.3, days=DAYS, holdout_key="autumn")
        self.ended("spring", "run")
        self.check_lists()
        self.check_joined()
        self.check_tracked_links()
        self.tell_later_orders()
        self.check_report()
        self.check_another_shop()
        self.check_erasure()

    def check_lists(self):
        everybody = self.lists("spring", "group=all")
        parts = [one for part in range(3) for one in self.lists("spring", f"group=all&parts=3&part={part}")]
        self.assertCountEqual([one["user_id"] for one in parts], [one["user_id"] for one in everybody])
        sent = self.lists("spring")
        self.assertEqual({one["group"] for one in sent}, {"sent"})
        first = sent[0]["products"][0]
        self.assertEqual(first["title"], self.products[first["product_id"]]["title"])
        rows = list(csv.DictReader(io.StringIO(self.client.get("/v1/campaigns/spring/lists", Accept="text/csv").text)))
        self.assertEqual(len(rows), len(sent))
        by_person = {one["user_id"]: [product["product_id"] for product in one["products"]] for one in sent}
        for row in rows:
            self.assertEqual([row["product_1"], row["product_2"]], by_person[row["user_id"]])

    def check_joined(self):
        """With addresses that the server never sees, by user id and by the hash of the address."""
        people = [one["user_id"] for one in self.lists("spring")[:3]]
        address = "  Ada@Example.com"
        self.client.ask("PATCH", f"/v1/users/{people[0]}",
                        {"email_hash": hashlib.sha256(b"ada@example.com").hexdigest()})
        by_id, by_email, out = (self.home / name for name in ("by_id.csv", "by_email.csv", "joined.csv"))
        by_id.write_text("user_id,mail\n" + "".join(f'{one},"a, {one}"\n' for one in people) + "stranger,x\n", encoding="utf-8")
        by_email.write_text(f'email;name\n"{address}";Ada\nbob@example.com;Bob\n', encoding="utf-8")
        done = self.command("lists", "spring", "--join", by_id, out)
        self.assertEqual(done.returncode, 0, done.stderr)
        joined = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
        self.assertEqual({row["user_id"]: row["mail"] for row in joined}, {one: f"a, {one}" for one in people})
        done = self.command("lists", "spring", "--join", by_email, out)
        self.assertEqual(done.returncode, 0, done.stderr)
        joined = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
        self.assertEqual([(row["user_id"], row["name"]) for row in joined], [(people[0], "Ada")])

    # --- Tracked links

    def follow(self, link, method="GET"):
        """The answer to somebody who reads the mail and has no key."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.shop_port, timeout=20)
        self.addCleanup(connection.close)
        self.assertTrue(link.startswith("https://shop.example/mail/v1/links/"), link)
        connection.request(method, link.removeprefix("https://shop.example/mail"))
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def touches(self):
        sent = self.client.get("/v1/campaigns/spring/report").json["sent"]
        return sent["opened"], sent["clicked"]

    def check_tracked_links(self):
        base = "links=https://shop.example/mail/"
        tracked = self.lists("spring", base + "&html=1")
        plain = self.lists("spring")
        first, second, third = tracked[:3]
        self.assertEqual([one["user_id"] for one in tracked], [one["user_id"] for one in plain])
        link = first["products"][1]["link"]
        self.assertNotIn(first["user_id"], link)
        self.assertIn(f'href="{link}"', first["html"])
        self.assertIn(f'<img src="{first["pixel"]}"', first["html"])
        self.assertEqual(self.lists("spring", base + "&html=1"), tracked, "the same links each time")
        self.assertEqual(self.touches(), (0, 0))

        for _ in range(2):  # a second time counts nothing more
            status, headers, _ = self.follow(link)
            self.assertEqual((status, headers["Location"]), (302, plain[0]["products"][1]["link"]))
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.follow(first["pixel"])
        status, headers, picture = self.follow(second["pixel"])
        self.assertEqual((status, headers["Content-Type"], picture[:6]), (200, "image/gif", b"GIF89a"))
        self.assertEqual(self.follow(third["products"][0]["link"], "HEAD")[0], 302, "a guard of mailboxes looks at links")
        self.assertEqual(self.follow(link + "?utm_source=mail&mc_cid=1")[0], 302, "mailers add to links")
        self.assertEqual(self.touches(), (2, 1))
        rows = {row["user_id"]: row for row in csv.DictReader(io.StringIO(
            self.client.get(f"/v1/campaigns/spring/lists?{base}", Accept="text/csv").text))}
        self.assertEqual((rows[first["user_id"]]["link_2"], rows[first["user_id"]]["pixel"]), (link, first["pixel"]))
        self.check_links_that_lead_nowhere(first)
        for bad in ("shop.example", "https://shop.example/?to="):
            answer = self.client.get(f"/v1/campaigns/spring/lists?links={urllib.parse.quote(bad, safe='')}")
            self.assertEqual((answer.status, answer.json["errors"][0]["pointer"]), (400, "?links"), answer.text)

    def check_links_that_lead_nowhere(self, person):
        link, product = person["products"][0]["link"], self.products[person["products"][0]["product_id"]]
        for wrong in (link[:-1], link + "A", link.rsplit("/", 1)[0] + "/nobody"):
            self.assertEqual(self.follow(wrong)[0], 404, wrong)
        gone = {name: value for name, value in product.items() if name != "link"}
        self.assertLess(self.client.put(f"/v1/products/{product['product_id']}", gone).status, 300)
        self.client.get("/v1/popular", Suggestd_Consistency="strong")
        self.assertEqual(self.follow(link)[0], 410)
        self.assertLess(self.client.put(f"/v1/products/{product['product_id']}", product).status, 300)
        self.client.get("/v1/popular", Suggestd_Consistency="strong")
        self.assertEqual(self.follow(link)[0], 302)
        self.assertEqual(self.touches(), (2, 1), "the same person")

    def tell_later_orders(self):
        told = self.client.ask("POST", "/v1/orders", "\n".join(map(json.dumps, self.later)), BULK)
        self.assertEqual(told.status, 200, told.text[-300:])
        cancelled = next(order for order in self.later if order["placed_at"] < END)
        self.assertEqual(self.client.post(f"/v1/orders/{cancelled['order_id']}/cancel", {}).status, 200)
        self.cancelled = cancelled["order_id"]

    def check_report(self):
        group_of = {one["user_id"]: one["group"] for one in self.lists("spring", "group=all")}
        orders = Counter(group_of[order["user_id"]] for order in self.later
                         if order["placed_at"] < END and order["order_id"] != self.cancelled and order["user_id"] in group_of)
        people = Counter(group_of.values())
        report = self.client.get("/v1/campaigns/spring/report").json
        for group in ("sent", "held_out"):
            self.assertEqual(report[group]["people"], people[group])
            self.assertEqual(report[group]["orders"], orders[group])
            self.assertGreater(float(report[group]["revenue"][0]["amount"]), 0)
        difference = report["difference_per_person"]["orders"]
        self.assertAlmostEqual(difference["mean"], orders["sent"] / people["sent"] - orders["held_out"] / people["held_out"])
        self.assertGreaterEqual(min(report[group]["buyers"] for group in ("sent", "held_out")), report["fewest_buyers"])
        self.assertTrue(difference["low"] < difference["mean"] < difference["high"])
        self.assertTrue(-1 <= difference["interval"]["low"] < difference["estimate"] < difference["interval"]["high"])
        self.assertEqual(difference["finding"], "undecided")
        self.assertIn("orders a person", difference["sentence"])
        self.assertIn("revenue in EUR", report["difference_per_person"]["revenue"][0]["sentence"])
        table = list(csv.DictReader(io.StringIO(self.client.get("/v1/campaigns/spring/report?format=csv").text)))
        self.assertEqual([(row["group"], int(row["orders"])) for row in table if not row["by"]],
                         [("sent", orders["sent"]), ("held_out", orders["held_out"])])
        done = self.command("report", "spring")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(difference["sentence"], done.stdout)

    def check_another_shop(self):
        admin = self.server.admin(self.server.make_key("--scopes", "admin"))
        self.addCleanup(admin.close)
        self.assertEqual(admin.post("/v1/shops", {"name": "b"}).status, 201)
        other = self.server.client(self.server.make_key("--shop", "b", "--scopes", "read,ingest,merchandise"))
        self.addCleanup(other.close)
        for path in ("", "/lists", "/report", "/runs"):
            self.assertEqual(other.get(f"/v1/campaigns/spring{path}").status, 404)
        self.assertEqual(other.put("/v1/campaigns/spring", {}).status, 201)
        self.assertEqual(other.get("/v1/campaigns/spring/run?run=1").status, 404)
        self.assertEqual(other.post(f"/v1/campaigns/spring/run?run=1&at={AT}", {}).status, 201)

    def check_erasure(self):
        person = self.lists("spring", "links=https://shop.example/mail")[0]
        kept = self.client.get(f"/v1/privacy/people/{person['user_id']}").json["campaigns"]
        self.assertIn({"campaign": "spring", "run": "1", "group": "sent",
                       "products": [product["product_id"] for product in person["products"]],
                       "opened": True, "clicked": [2, 1], "places": [1, 2], "segments": []},
                      [{key: one[key] for key in one if key != "activity"} for one in kept])
        people = self.client.get("/v1/campaigns/spring/report").json["sent"]["people"]
        self.assertEqual(self.client.ask("DELETE", f"/v1/privacy/people/{person['user_id']}").status, 200)
        self.assertNotIn(person["user_id"], {one["user_id"] for one in self.lists("spring", "group=all")})
        self.assertEqual(self.client.get("/v1/campaigns/spring/report").json["sent"]["people"], people - 1)
        self.assertEqual(self.client.get(f"/v1/privacy/people/{person['user_id']}").json["campaigns"], [])
        self.assertEqual(self.follow(person["products"][0]["link"])[0], 404)
        self.assertEqual(self.touches(), (1, 0))

    # --- Command line

    def test_the_commands(self):
        self.put("typed", per_person=2)
        planned = self.command("plan", "typed", "--at", AT)
        self.assertEqual(planned.returncode, 0, planned.stderr)
        self.assertIn("are eligible", planned.stdout)
        run = self.command("run", "typed", "--at", AT, "--run", "r1", "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(json.loads(run.stdout)["people"]["named"], json.loads(run.stdout)["people"]["eligible"])
        again = self.command("run", "typed", "--at", AT, "--run", "r1", "--json")
        self.assertEqual(again.stdout, run.stdout)
        lines = self.command("lists", "typed", "--format", "ndjson", "--group", "all")
        self.assertEqual(lines.returncode, 0, lines.stderr)
        self.assertCountEqual([json.loads(line)["user_id"] for line in lines.stdout.splitlines()],
                              [one["user_id"] for one in self.lists("typed", "group=all")])
        unknown = self.command("report", "none")
        self.assertNotEqual(unknown.returncode, 0)
        self.assertIn("no campaign 'none' is known", unknown.stderr)
        self.assertIn("no campaign 'none' is known", self.client.get("/v1/campaigns/none/lists").json["detail"])


if __name__ == "__main__":
    unittest.main()
