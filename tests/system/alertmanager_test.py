"""A server dies, and a shop goes silent: each alert arrives once at whoever is told, and clears.

The rules are those of config/prometheus/alerts.yml with shorter times, the programs are Debian's.
"""
import re
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from prometheus import ALERTS, AlertReceiver, Prometheus, need, start_alertmanager
from server import Server

SILENT_SECONDS = 8


def order(number):
    return {"order_id": f"o{number}", "user_id": "u", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
            "lines": [{"product_id": "p", "quantity": 1, "price": "1.00"}]}


def hurried_rules(folder):
    """The rules, where an hour without orders is some seconds, and what must last minutes must last a second."""
    text = ALERTS.read_text(encoding="utf-8")
    text, changed = re.subn(r"(suggestd_last_order_timestamp_seconds\[1d\]\)) > 3600", rf"\1 > {SILENT_SECONDS}", text)
    assert changed == 1
    text, changed = re.subn(r"for: [15]m$", "for: 1s", text, flags=re.MULTILINE)
    assert changed >= 2
    file = Path(folder) / "alerts.yml"
    file.write_text(text, encoding="utf-8")
    return file


class Alerts(unittest.TestCase):
    def setUp(self):
        need("prometheus", "prometheus-alertmanager")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name).start()
        self.addCleanup(self.server.end)
        self.receiver = AlertReceiver()
        self.addCleanup(self.receiver.end)
        manager = start_alertmanager(folder.name, self.receiver.port)
        self.addCleanup(manager.end)
        self.prometheus = Prometheus(folder.name, self.server.admin_port, hurried_rules(folder.name), manager.port)
        self.addCleanup(self.prometheus.end)

    def assert_once(self, alert):
        counts = Counter(self.receiver.received)
        self.assertEqual((counts[alert, "firing"], counts[alert, "resolved"]), (1, 1), self.receiver.received)

    def test_a_silent_shop_and_a_dead_server_are_told_once_and_clear(self):
        client = self.server.client()
        client.post("/v1/orders", order(1))
        self.receiver.wait_for("SuggestdNoOrders", "firing")
        client.post("/v1/orders", order(2))
        self.receiver.wait_for("SuggestdNoOrders", "resolved")
        self.assert_once("SuggestdNoOrders")
        self.receiver.received.clear()

        self.server.kill()
        self.receiver.wait_for("SuggestdDown", "firing")
        self.server.start()
        self.receiver.wait_for("SuggestdDown", "resolved")
        self.assert_once("SuggestdDown")

    def test_a_good_server_with_orders_wakes_nobody(self):
        client = self.server.client()
        for number in range(SILENT_SECONDS * 2):
            client.post("/v1/orders", order(number))
            self.prometheus.wait_for(f"suggestd_ingest_records_total{{kind='orders',result='created'}} >= {number + 1}")
        self.assertEqual(self.receiver.received, [])


if __name__ == "__main__":
    unittest.main()
