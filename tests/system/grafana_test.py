"""Each panel of config/grafana has an answer from a real Prometheus that scrapes a real server with the sample shop."""
import json
import re
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from prometheus import JOB, Prometheus, need
from server import SOURCE, Server

BOARDS = SOURCE / "config" / "grafana"
REFERENCE = SOURCE / "docs" / "operate" / "metrics.md"
ORIGIN, VISITOR = "https://shop.example", "Vk3nYv2u0cW1k8sQeZ4b7A"
NDJSON = {"Content-Type": "application/x-ndjson"}
# The values that Grafana would put in for the dashboards' variables.
VARIABLES = {"$job": JOB, "$instance": ".*", "$shop": ".*", "$__rate_interval": "30s"}


def panels():
    for file in sorted(BOARDS.glob("*.json")):
        for panel in json.loads(file.read_text(encoding="utf-8"))["panels"]:
            for target in panel.get("targets", []):
                yield f"{file.stem}: {panel['title']}", target["expr"]


def filled_in(expression):
    for name, text in VARIABLES.items():
        expression = expression.replace(name, text)
    return expression


class Shop:
    """The sample shop, and one round of everything that its people and its operator do."""

    def __init__(self, folder):
        self.data = Path(folder) / "data"
        subprocess.run([sys.executable, SOURCE / "scripts" / "make-sample-shop", self.data, "--until", "2026-10-01"],
                       check=True, capture_output=True)
        self.server = Server(folder, f'[backup]\nfolder = "{folder}/backups"\n[retention]\nevents_bytes = 1\n'
                                     'every_seconds = 1\n')
        self.admin_key = self.server.make_key("--scopes", "admin")
        self.server.start()
        self.client = self.server.client()
        self.admin = self.server.admin(self.admin_key)
        self.page = self.server.client(
            self.admin.post("/v1/keys", {"kind": "page", "origins": [ORIGIN]}).json["key"])
        self.orders = (self.data / "orders.ndjson").read_text(encoding="utf-8").splitlines()[:3000]
        self.events = (self.data / "events.ndjson").read_text(encoding="utf-8").splitlines()[:2000]

    def fill(self):
        for kind in ("products", "users"):
            self.client.ask("POST", f"/v1/{kind}", (self.data / f"{kind}.ndjson").read_text(encoding="utf-8"), NDJSON)
        self.client.ask("POST", "/v1/orders", "\n".join(self.orders[:2500]), NDJSON)
        self.server.wait_until_learned()
        self.client.put("/v1/changes/consumers/warehouse", {"position": "1:1"})
        self.admin.post("/v1/backups?keep=1", None)

    def round(self, number):
        order = json.loads(self.orders[2500 + number])
        self.client.post("/v1/orders", order)
        self.client.post("/v1/events", json.loads(self.events[number]))
        for path in (f"/v1/users/{order['user_id']}/recommendations", "/v1/users/nobody/recommendations", "/v1/popular",
                     "/v1/popular?filter=price%20%3C%200", f"/v1/products/{order['lines'][0]['product_id']}/similar"):
            self.client.get(path)
        self.admin.post("/v1/session", {"email": "nobody@shop.example", "password": "not the right one"},
                        Origin=f"http://127.0.0.1:{self.server.admin_port}")
        self.page.post("/v1/collect", {"type": "view", "anonymous_id": VISITOR, "product_id": "p"}, Origin=ORIGIN)


class Panels(unittest.TestCase):
    def test_each_panel_has_an_answer(self):
        need("prometheus")
        with tempfile.TemporaryDirectory() as folder:
            shop = Shop(folder)
            self.addCleanup(shop.server.end)
            prometheus = Prometheus(folder, shop.server.admin_port)
            self.addCleanup(prometheus.end)
            shop.fill()
            until = time.monotonic() + 90
            silent = dict(panels())
            number = 0
            while silent and time.monotonic() < until:
                shop.round(number % 400)
                number += 1
                time.sleep(0.5)
                if number % 10 == 0:
                    silent = {name: text for name, text in panels() if not prometheus.query(filled_in(text))}
            self.assertEqual(silent, {})

    def test_panels_ask_for_metrics_that_there_are(self):
        known = set(re.findall(r"^\| `(\w+)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE))
        for name, text in panels():
            asked = {re.sub(r"_(bucket|count|sum)$", "", metric) for metric in re.findall(r"\b(?:suggestd|process)_\w+", text)}
            self.assertEqual(asked - known, set(), name)

    def test_every_panel_says_what_it_shows(self):
        for file in sorted(BOARDS.glob("*.json")):
            board = json.loads(file.read_text(encoding="utf-8"))
            self.assertEqual(len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
            for panel in board["panels"]:
                if panel["type"] != "row":
                    self.assertTrue(panel["description"], panel["title"])


if __name__ == "__main__":
    unittest.main()
