"""The lists of a campaign's run, pushed to a receiver that refuses half of the batches, is away for a while, or says no;
over a kill -9 of the server. Whatever happens, each person of the lists arrives, and a batch has one id."""
import csv
import io
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from mailer import SECRET, Mailer
from server import SOURCE, Server

AT = "2026-10-01T00:00:00Z"
CUSTOMERS = 1500


class CampaignPush(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.home = Path(cls.folder.name)
        subprocess.run([SOURCE / "scripts" / "make-sample-shop", cls.home / "shop", "--customers", str(CUSTOMERS),
                        "--seed", "5"], check=True, capture_output=True)
        cls.server = Server(cls.home, '[outbound]\nallowed_private = ["127.0.0.1"]\n')
        for kind in ("products", "users", "orders"):
            made = cls.server.run("import", "--format", "ndjson", "--kind", kind, "--store", cls.home / "store",
                                  cls.home / "shop" / f"{kind}.ndjson")
            assert made.returncode == 0, made.stderr
        cls.start()
        cls.addClassCleanup(cls.server.end)
        key = cls.server.make_key("--scopes", "read,ingest,merchandise,recommend,privacy")
        with_key = cls.server.client(key)
        assert with_key.put("/v1/campaigns/spring", {"per_person": 20, "holdout": 0.2}).status == 201
        cls.key = key
        cls.ended(with_key, f"/v1/campaigns/spring/run?run=1&at={AT}")
        lists = [line for part in range(8)
                 for line in with_key.get(f"/v1/campaigns/spring/lists?parts=8&part={part}").text.splitlines()]
        cls.lists = {one["user_id"]: one["products"] for one in map(json.loads, lists)}
        with_key.close()

    @classmethod
    def start(cls):
        cls.server.start()
        cls.server.wait_until_learned()

    @staticmethod
    def ended(client, path, state="succeeded"):
        until = time.monotonic() + 240
        while True:
            answer = client.post(path, {})
            assert answer.status in (200, 201), answer.text
            if answer.json["state"] not in ("queued", "running"):
                assert answer.json["state"] == state, answer.text
                return answer.json
            assert time.monotonic() < until, answer.text
            time.sleep(0.05)

    def setUp(self):
        self.client = self.server.client(self.key)
        self.addCleanup(self.client.close)

    def mailer(self, name, refuses=lambda: 0, **changes):
        mailer = Mailer(refuses)
        self.addCleanup(mailer.server_close)
        self.addCleanup(mailer.shutdown)
        made = self.client.put(f"/v1/receivers/{name}", {"address": mailer.address, "secret": SECRET, **changes})
        self.assertEqual(made.status, 201, made.text)
        return mailer

    def check_all_arrived(self, mailer):
        self.assertEqual(mailer.faults, [])
        arrived = {person["user_id"]: person["products"] for person in mailer.people()}
        self.assertEqual(len(arrived), len(mailer.people()), "someone came in two batches")
        self.assertEqual(set(arrived), set(self.lists))
        # Not assertEqual: it would take minutes to say how so much differs.
        other = [person for person, products in arrived.items() if products != self.lists[person]]
        self.assertFalse(other, f"{len(other)} of {len(arrived)} people got other products, such as {other[:1]}: "
                                f"{[arrived[one] for one in other[:1]]} for {[self.lists[one] for one in other[:1]]}")

    # --- Receivers

    def test_a_receiver_is_told_without_its_secret(self):
        self.mailer("told", html=True)
        told = self.client.get("/v1/receivers/told")
        self.assertEqual(set(told.json), {"address", "html", "links"})
        self.assertNotIn(SECRET, self.client.get("/v1/receivers").text)
        self.assertEqual(self.client.ask("DELETE", "/v1/receivers/told").status, 200)
        self.assertEqual(self.client.get("/v1/receivers/told").status, 404)

    def test_a_key_that_may_not_read_people_makes_no_receiver(self):
        client = self.server.client(self.server.make_key("--scopes", "merchandise"))
        self.addCleanup(client.close)
        answer = client.put("/v1/receivers/away", {"address": "https://mail.shop.example/", "secret": SECRET})
        self.assertEqual(answer.status, 403, answer.text)

    def test_what_is_wrong_is_said(self):
        bad = self.client.put("/v1/receivers/bad", {"address": "mail.shop.example", "secret": "short"})
        self.assertEqual({error["pointer"] for error in bad.json["errors"]}, {"/address", "/secret"})
        for path, words in (("spring/push?to=nobody", "no receiver 'nobody'"), ("none/push?to=nobody", "campaign 'none'"),
                            ("spring/push?to=nobody&run=none", "no run 'none'")):
            answer = self.client.post(f"/v1/campaigns/{path}", {})
            self.assertEqual(answer.status, 404, answer.text)
            self.assertIn(words, answer.json["detail"])

    # --- Pushes

    def test_everybody_arrives_though_half_is_refused(self):
        dice = random.Random(7)
        mailer = self.mailer("half", lambda: 503 if dice.random() < 0.5 else 0)
        job = self.ended(self.client, "/v1/campaigns/spring/push?to=half")
        self.check_all_arrived(mailer)
        self.assertEqual(job["result"]["people"], len(self.lists))
        self.assertEqual(job["result"]["batches"], len(mailer.bodies))
        self.assertGreater(len(mailer.bodies), 3)
        self.assertEqual(self.client.get("/v1/campaigns/spring/push?to=half&run=1").json["result"], job["result"])
        # The same push again is the same job: nobody gets a second mail.
        self.ended(self.client, "/v1/campaigns/spring/push?to=half&run=1")
        self.assertEqual(len(mailer.ids), len(mailer.bodies))

    def test_a_push_goes_on_after_a_kill(self):
        slow = threading.Event()

        def refuses():
            slow.wait(0.2)
            return 0
        mailer = self.mailer("killed", refuses)
        self.client.post("/v1/campaigns/spring/push?to=killed", {})
        until = time.monotonic() + 60
        while len(mailer.ids) < 2:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.01)
        self.server.kill()
        slow.set()
        self.start()
        self.client = self.server.client(self.key)
        self.ended(self.client, "/v1/campaigns/spring/push?to=killed&run=1")
        self.check_all_arrived(mailer)
        self.assertLessEqual(len(mailer.ids), len(mailer.bodies) + 1, "a kill repeats one batch at most")

    def test_a_receiver_that_says_no_ends_the_push_and_the_next_attempt_has_the_same_ids(self):
        answers = [0, 0, 400]
        mailer = self.mailer("no", lambda: answers.pop(0) if answers else 0)
        job = self.ended(self.client, "/v1/campaigns/spring/push?to=no", "failed")
        self.assertIn("status 400", job["failure"])
        self.assertEqual(len(mailer.ids), 2)
        self.ended(self.client, "/v1/campaigns/spring/push?to=no&attempt=2")
        self.assertEqual(len(mailer.ids), 2 + len(mailer.bodies))
        self.check_all_arrived(mailer)

    def test_a_campaign_of_the_same_name_is_pushed_anew(self):
        mailer = self.mailer("anew")
        for _ in range(2):
            self.assertEqual(self.client.put("/v1/campaigns/anew", {"per_person": 2}).status, 201)
            self.ended(self.client, "/v1/campaigns/anew/run?run=1")
            self.ended(self.client, "/v1/campaigns/anew/push?to=anew")
            self.assertEqual(self.client.ask("DELETE", "/v1/campaigns/anew").status, 200)
        self.assertEqual(len(mailer.ids), len(mailer.bodies))
        self.assertEqual(len(mailer.people()), 2 * len({person["user_id"] for person in mailer.people()}))

    def test_a_receiver_inside_our_network_is_refused(self):
        made = self.client.put("/v1/receivers/inside", {"address": "http://127.0.0.2:1/", "secret": SECRET})
        self.assertEqual(made.status, 201, made.text)
        job = self.ended(self.client, "/v1/campaigns/spring/push?to=inside", "failed")
        self.assertIn("127.0.0.2", job["failure"])

    def test_lists_come_as_html_too(self):
        line = json.loads(self.client.get("/v1/campaigns/spring/lists?html=1&parts=8").text.splitlines()[0])
        self.assertTrue(line["html"].startswith("<table"), line)
        rows = csv.DictReader(io.StringIO(self.client.get("/v1/campaigns/spring/lists?format=csv&html=1&parts=8").text))
        self.assertEqual({row["user_id"]: row["html"] for row in rows}[line["user_id"]], line["html"])
        mailer = self.mailer("html", html=True)
        self.ended(self.client, "/v1/campaigns/spring/push?to=html")
        for person in mailer.people():
            self.assertTrue(person["html"].startswith("<table"), person)
            self.assertIn(person["products"][0]["link"].replace("&", "&amp;"), person["html"])

    def test_the_command_waits_until_all_is_sent(self):
        mailer = self.mailer("typed")
        done = self.server.run("campaign", "push", "spring", "--to", self.server.url, "--key", self.key, "--receiver",
                               "typed", "--run", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"{len(self.lists)} people in {len(mailer.bodies)} batches", done.stdout)
        self.check_all_arrived(mailer)

    def test_nobody_who_was_erased_is_sent(self):
        gone = next(iter(self.lists))
        mailer = self.mailer("erased")
        self.assertEqual(self.client.ask("DELETE", f"/v1/users/{gone}").status, 200)
        del self.lists[gone]
        self.ended(self.client, "/v1/campaigns/spring/push?to=erased")
        self.check_all_arrived(mailer)


if __name__ == "__main__":
    unittest.main()
