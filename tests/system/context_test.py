"""A shop's signals from outside: /v1/context, read by filters of lists as context.NAME."""
import unittest
from datetime import datetime, timedelta, timezone

from server import OneServerCase


def hours(number):
    return (datetime.now(timezone.utc) + timedelta(hours=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Context(OneServerCase):
    def setUp(self):
        super().setUp()
        for name, kind in (("coat", "rain"), ("hat", "sun")):
            answer = self.client.put(f"/v1/products/{name}", {"title": name, "properties": {"for": kind, "weight": len(name)}})
            self.assertIn(answer.status, (200, 201))

    def shown(self, query):
        answer = self.client.get("/v1/popular?limit=10&" + query, Suggestd_Consistency="strong")
        self.assertEqual(answer.status, 200, answer.text)
        return sorted(item["product_id"] for item in answer.json["items"])

    def put(self, name, *points):
        answer = self.client.put(f"/v1/context/{name}", {"points": list(points)})
        self.assertIn(answer.status, (200, 201), answer.text)
        return answer

    def test_a_scenarios_filter_follows_the_series(self):
        scenario = {"list": "popular", "filter": "for == context.weather.sky"}
        self.assertIn(self.client.put("/v1/scenarios/weather", scenario).status, (200, 201))
        self.put("weather", {"at": hours(-2), "value": {"sky": "sun", "degrees": 25}},
                 {"at": hours(-1), "expires_at": hours(1), "value": {"sky": "rain"}}, {"at": hours(1), "value": {"sky": "sun"}})
        self.assertEqual(self.shown("scenario=weather"), ["coat"])
        self.assertEqual(self.shown("scenario=weather&context.weather.sky=sun"), ["hat"])
        read = self.client.get("/v1/context/weather").json
        self.assertEqual(read["now"], {"sky": "rain"})
        self.assertEqual(self.client.put("/v1/context/weather", read).json["result"], "unchanged")

    def test_an_ended_value_is_missing_and_the_list_goes_on(self):
        self.put("limit", {"at": hours(-2), "expires_at": hours(-1), "value": 3})
        self.assertEqual(self.client.get("/v1/context/limit").json["now"], None)
        scenario = {"list": "popular", "filter": "weight <= context.limit"}
        self.assertIn(self.client.put("/v1/scenarios/limit", scenario).status, (200, 201))
        ended = self.client.get("/v1/popular?scenario=limit", Suggestd_Consistency="strong")
        self.assertEqual(ended.status, 200, ended.text)
        own = self.client.get("/v1/popular?filter=weight+%3C%3D+context.limit", Suggestd_Consistency="strong")
        self.assertEqual(own.status, 200, own.text)
        self.put("limit", {"at": hours(-2), "value": 3})
        self.assertEqual(self.shown("scenario=limit"), ["hat"])

    def test_series_are_listed_kept_over_a_restart_and_forgotten(self):
        self.put("phase", {"at": hours(-1), "value": "sale"})
        self.server.kill()
        self.server.start()
        self.client = self.server.client()
        self.addCleanup(self.client.close)
        listed = {one["name"]: one for one in self.client.get("/v1/context").json["series"]}
        self.assertEqual(listed["phase"], {"name": "phase", "points": 1, "now": "sale"})
        self.assertEqual(self.client.ask("DELETE", "/v1/context/phase").json["result"], "deleted")
        self.assertEqual(self.client.get("/v1/context/phase").status, 404)
        self.assertEqual(self.client.ask("DELETE", "/v1/context/phase").status, 404)

    def test_nonsense_is_told(self):
        for name, body, words in (("w-1", {"points": []}, "context.NAME"), ("w", {"points": [{"at": "now", "value": 1}]}, "/points/0/at"),
                                  ("w", {"points": [{"at": hours(0), "value": [1]}]}, "/points/0/value"), ("w", [], "")):
            answer = self.client.put(f"/v1/context/{name}", body)
            self.assertEqual(answer.status, 400, answer.text)
            self.assertIn(words, answer.text)


if __name__ == "__main__":
    unittest.main()
