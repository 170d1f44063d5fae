"""Trainings and evaluations as jobs: asked for, cancelled, and ended after a kill in the middle."""
import json
import random
import tempfile
import time
import unittest

from server import Server

PEOPLE, PRODUCTS, ORDERS, BATCH = 6_000, 3_000, 24_000, 4_000


def orders():
    """Everybody buys again what they bought before, mostly."""
    chance = random.Random(7)
    for number in range(ORDERS):
        person, month = number % PEOPLE, number // PEOPLE
        products = {f"p{person * 7 % PRODUCTS}", f"p{person * 13 % PRODUCTS}", f"p{int(PRODUCTS * chance.random() ** 3)}"}
        yield {"order_id": f"o{number}", "user_id": f"person-{person}", "placed_at": f"2026-{month + 1:02}-03T10:00:00Z",
               "currency": "EUR", "lines": [{"product_id": product, "quantity": 1, "price": "2.50"} for product in sorted(products)]}


class TrainingJobs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.server = Server(folder.name, "")
        cls.addClassCleanup(cls.server.end)
        cls.admin_key = cls.server.make_key("--scopes", "admin")
        cls.server.start()
        client = cls.server.client(cls.admin_key)
        lines = [json.dumps(order) for order in orders()]
        for begin in range(0, ORDERS, BATCH):
            written = client.ask("POST", "/v1/orders", "\n".join(lines[begin:begin + BATCH]),
                                 {"Content-Type": "application/x-ndjson", "Suggestd-Shop": "default"})
            assert written.status == 200, written.text[-500:]
        client.close()

    def setUp(self):
        self.connect()
        self.wait_until_live()

    def connect(self):
        self.admin = self.server.admin(self.admin_key)
        self.addCleanup(self.admin.close)

    def shop(self):
        return next(shop for shop in self.admin.get("/v1/status").json["shops"] if shop["name"] == "default")

    def wait_until_live(self):
        until = time.monotonic() + 120
        while (shop := self.shop())["learner"]["phase"] != "live" or shop["lag_records"] > 0:
            self.assertLess(time.monotonic(), until, shop)
            time.sleep(0.05)

    def put(self, job_id, status=201, **job):
        answer = self.admin.put(f"/v1/jobs/{job_id}", {"shop": "default", **job})
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def ended(self, job_id, state="succeeded"):
        until = time.monotonic() + 120
        while (job := self.admin.get(f"/v1/jobs/{job_id}").json)["ended_at"] is None:
            self.assertLess(time.monotonic(), until, job)
            time.sleep(0.02)
        self.assertEqual(job["state"], state, job)
        return job

    def in_the_middle_of(self, step, **job):
        """The id of a job that was seen at this step. A job that a busy machine has ended unseen is made again."""
        for attempt in range(10):
            job_id = f"{self.id().rsplit('.', 1)[-1]}-{attempt}"
            self.put(job_id, **job)
            while (seen := self.admin.get(f"/v1/jobs/{job_id}").json)["ended_at"] is None:
                if (seen["progress"] or {}).get("words") == step:
                    return job_id
        self.fail(f"no job was seen while it was {step}")

    def test_a_training_is_asked_for_and_tells_what_it_learned(self):
        self.put("train", kind="training")
        job = self.ended("train")
        result, shop = job["result"], self.shop()
        self.assertEqual((result["orders"], result["sequence"]), (ORDERS, int(shop["applied"].split(":")[1])))
        self.assertGreater(result["factors"], 0)
        self.assertGreater(result["seconds"], 0)
        self.assertEqual(job["progress"]["unit"], "percent")
        self.assertEqual(self.put("wrong", status=400, kind="training", parameters={"threads": 2})["errors"][0]["pointer"],
                         "/parameters/threads")
        self.put("nobody", status=400, kind="training", shop="nobody")

    def test_a_training_that_was_killed_in_the_middle_is_made_after_the_start(self):
        job_id = self.in_the_middle_of("training", kind="training")
        self.server.kill()
        self.server.start()
        self.connect()
        job = self.ended(job_id)
        self.assertEqual((job["result"]["orders"], job["run"]), (ORDERS, 1))

    def test_a_training_is_cancelled_and_the_learner_goes_on(self):
        job_id = self.in_the_middle_of("training", kind="training")
        self.assertEqual(self.admin.ask("DELETE", f"/v1/jobs/{job_id}").status, 202)
        self.ended(job_id, "cancelled")
        self.wait_until_live()

    def test_an_evaluation_is_measured_beside_popularity(self):
        self.put("measure", kind="evaluation", parameters={"orders": 20_000, "customers": 300, "at": 10})
        result = self.ended("measure")["result"]
        self.assertEqual((result["protocol"], result["at"], result["users"]), ("next-order", 10, 300))
        self.assertGreater(result["hit_rate"], result["lanes"]["popularity"]["hit_rate"])
        self.assertGreater(result["ndcg"], result["lanes"]["popularity"]["ndcg"])
        self.assertNotIn("person-", json.dumps(result))

    def test_an_evaluation_that_was_killed_begins_again_and_one_that_is_cancelled_ends(self):
        measure = {"kind": "evaluation", "parameters": {"customers": 300}}
        job_id = self.in_the_middle_of("training", **measure)
        self.server.kill()
        self.server.start()
        self.connect()
        self.assertEqual(self.ended(job_id)["result"]["users"], 300)
        self.put("cancelled", **measure)
        self.assertEqual(self.admin.ask("DELETE", "/v1/jobs/cancelled").status, 202)
        self.ended("cancelled", "cancelled")


if __name__ == "__main__":
    unittest.main()
