"""The `type` of a refusal leads to a page on both listeners that says what it means, and stands in the documentation."""
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import SOURCE, OneServerCase


class ProblemPages(OneServerCase):
    def clients(self):
        for make in (self.server.client, self.server.admin):
            client = make()
            self.addCleanup(client.close)
            yield client

    def test_the_type_of_a_refusal_is_an_address(self):
        for client in self.clients():
            refusal = client.get("/v1/no-such-route").json
            page = client.get(refusal["type"])
            self.assertEqual(page.status, 200)
            self.assertEqual(page.headers["Content-Type"], "text/html; charset=utf-8")
            self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
            self.assertIn(f"<h1>{refusal['title']}</h1>", page.text)
            self.assertIn("What to do", page.text)

    def test_each_listed_type_has_its_page_and_stands_in_the_documentation(self):
        told = (SOURCE / "docs" / "use" / "errors-and-limits.md").read_text(encoding="utf-8")
        for client in self.clients():
            types = re.findall(r'href="/problems/([a-z-]+)"', client.get("/problems").text)
            self.assertGreater(len(types), 20)
            for name in types:
                page = client.get(f"/problems/{name}")
                self.assertEqual(page.status, 200, name)
                self.assertIn(f"<code>/problems/{name}</code>", page.text)
                self.assertIn(f"`{name}`", told)

    def test_a_type_that_nothing_has_is_refused(self):
        for client in self.clients():
            answer = client.get("/problems/%3Cscript%3E")
            self.assertEqual(answer.status, 404)
            self.assertIn("see /problems", answer.json["detail"])


if __name__ == "__main__":
    unittest.main()
