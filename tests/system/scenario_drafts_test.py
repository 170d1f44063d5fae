"""Drafts of scenarios: kept, published by hand or at their time, and never over somebody's later change."""
import datetime
import time
import unittest

from server import OneServerCase


def soon(seconds):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class ScenarioDrafts(OneServerCase):
    def name(self):
        return self.id().rsplit(".", 1)[-1].removeprefix("test_").replace("_", "-")

    def path(self, more=""):
        return f"/v1/scenarios/{self.name()}{more}"

    def save(self, scenario, status=201, headers=None, **more):
        answer = self.client.ask("PUT", self.path("/draft"), {"scenario": scenario, **more}, headers or {})
        self.assertEqual(answer.status, status, answer.text)
        return answer

    def wait_for(self, happens, seconds=20):
        until = time.monotonic() + seconds
        while not happens():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)

    def test_a_draft_changes_nothing_until_it_is_published(self):
        self.client.put(self.path(), {"list": "popular"})
        draft = self.save({"list": "trending"}).json
        self.assertEqual((draft["base_version"], draft["overtaken"], draft["publish_at"]), (1, False, None))
        self.assertEqual(self.client.get(self.path()).json["list"], "popular")
        published = self.client.post(self.path("/draft/publish"), None)
        self.assertEqual((published.status, published.json["version"]), (200, 2), published.text)
        self.assertEqual(self.client.get(self.path()).json["list"], "trending")
        self.assertEqual(self.client.get(self.path("/draft")).status, 404)
        versions = self.client.get(self.path("/versions")).json["versions"]
        self.assertEqual({version["saved_by"] for version in versions}, {draft["saved_by"]})

    def test_a_draft_of_a_new_scenario(self):
        self.assertEqual(self.save({"list": "popular"}).json["base_version"], 0)
        self.assertEqual(self.client.get(self.path()).status, 404)
        self.assertEqual(self.client.post(self.path("/draft/publish"), None).status, 201)
        self.assertEqual(self.client.get(self.path()).json["list"], "popular")

    def test_a_draft_is_published_at_its_time(self):
        self.save({"list": "popular"}, publish_at=soon(1.5))
        self.assertEqual(self.client.get(self.path()).status, 404)
        self.wait_for(lambda: self.client.get(self.path()).status == 200)
        self.wait_for(lambda: self.client.get(self.path("/draft")).status == 404)

    def test_a_time_that_the_server_slept_through_is_made_up(self):
        self.save({"list": "popular"}, publish_at=soon(2))
        self.server.stop()
        time.sleep(2)
        self.server.start()
        self.client = type(self).client = self.server.client()
        self.wait_for(lambda: self.client.get(self.path()).status == 200)

    def test_a_later_change_is_not_undone(self):
        self.client.put(self.path(), {"list": "popular"})
        self.save({"list": "trending"}, publish_at=soon(1.5))
        self.client.put(self.path(), {"list": "new"})
        self.assertTrue(self.client.get(self.path("/draft")).json["overtaken"])
        refused = self.client.post(self.path("/draft/publish"), None)
        self.assertEqual(refused.status, 412, refused.text)
        self.assertIn("version 2", refused.json["detail"])
        self.wait_for(lambda: "failure" in self.client.get(self.path("/draft")).json)
        kept = self.client.get(self.path("/draft")).json
        self.assertIn("version 2", kept["failure"])
        self.assertIsNone(kept["publish_at"])
        self.assertEqual(self.client.get(self.path()).json["list"], "new")
        self.save({"list": "trending"}, status=200, base_version=2)
        self.assertEqual(self.client.post(self.path("/draft/publish"), None).status, 200)

    def test_two_people_do_not_overwrite_each_other(self):
        tag = self.save({"list": "popular"}, headers={"If-None-Match": "*"}).headers["ETag"]
        self.save({"list": "popular"}, status=412, headers={"If-None-Match": "*"})
        self.save({"list": "trending"}, status=200, headers={"If-Match": tag})
        self.save({"list": "new"}, status=412, headers={"If-Match": tag})
        self.assertEqual(self.client.ask("DELETE", self.path("/draft"), None, {"If-Match": tag}).status, 412)
        self.assertEqual(self.client.get(self.path("/draft")).json["scenario"]["list"], "trending")

    def test_all_drafts_and_who_saved_them(self):
        self.save({"list": "popular"}, publish_at="2100-01-01T08:00:00Z")
        mine = [draft for draft in self.client.get("/v1/drafts").json["drafts"] if draft["name"] == self.name()]
        self.assertEqual([draft["publish_at"] for draft in mine], ["2100-01-01T08:00:00Z"])
        self.assertNotIn("scenario", mine[0])
        self.assertNotEqual(mine[0]["saved_by"], "")
        deleted = self.client.ask("DELETE", self.path("/draft"))
        self.assertEqual((deleted.status, deleted.json["result"]), (200, "deleted"))
        self.assertEqual(self.client.ask("DELETE", self.path("/draft")).status, 404)

    def test_nonsense_is_refused_with_its_place(self):
        for body, pointer in (({"scenario": {"list": "populr"}}, "/scenario/list"), ({}, "/scenario"),
                              ({"scenario": "popular"}, "/scenario"),
                              ({"scenario": {"list": "popular"}, "publish_at": "2020-01-01T00:00:00Z"}, "/publish_at"),
                              ({"scenario": {"list": "popular"}, "publish_at": "tomorrow"}, "/publish_at"),
                              ({"scenario": {"list": "popular"}, "base_version": -1}, "/base_version"),
                              ({"scenario": {"list": "popular"}, "publish": True}, "/publish")):
            with self.subTest(body=body):
                answer = self.client.put(self.path("/draft"), body)
                self.assertEqual(answer.status, 400, answer.text)
                self.assertIn(pointer, [error["pointer"] for error in answer.json["errors"]])

    def test_a_filter_that_does_not_fit_is_told_when_it_is_published(self):
        self.save({"list": "popular", "filter": "price < 'cheap'"}, publish_at=soon(1))
        self.wait_for(lambda: "failure" in self.client.get(self.path("/draft")).json)
        self.assertEqual(self.client.get(self.path()).status, 404)


if __name__ == "__main__":
    unittest.main()
