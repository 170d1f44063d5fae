"""Each alert rule fires when it should and is silent when all is well, by promtool; each has its entry in the runbook."""
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from prometheus import ALERTS, need
from server import SOURCE

RUNBOOK = SOURCE / "docs" / "operate" / "runbook.md"
REFERENCE = SOURCE / "docs" / "operate" / "metrics.md"

# promtool's notation: "0x10" is 0 and ten repeats, "0+5x10" grows by 5 each step.
FLAT, DAY = "x500", 1440  # steps of a minute
# Cases that need hours are evaluated every 30 minutes, at which their times must lie: all rules run each time.
LONG = 300
REQUESTS = "suggestd_http_request_duration_seconds"


def latency(seconds):
    """A histogram of 100 requests a minute that all take up to this long."""
    return [(f'{REQUESTS}_bucket{{route="GET /v1/popular",le="{bound}"}}', f"0+{100 if float(bound) >= seconds else 0}{FLAT}")
            for bound in ("0.1", "0.5", "+Inf")]


# alert: (series that make it fire, the same when all is well, minutes until it must have fired)
CASES = {
    "SuggestdDown": ([('up{job="suggestd"}', f"0{FLAT}")], [('up{job="suggestd"}', f"1{FLAT}")], 2),
    "SuggestdRestarts": ([('process_start_time_seconds{job="suggestd"}', "0+60x60")],
                         [('process_start_time_seconds{job="suggestd"}', "0x30 1800x30")], 30),
    "SuggestdErrors": ([(REQUESTS + '_count{code="500"}', f"0+2{FLAT}"), (REQUESTS + '_count{code="200"}', f"0+98{FLAT}")],
                       [(REQUESTS + '_count{code="503"}', f"0+2{FLAT}"), (REQUESTS + '_count{code="200"}', f"0+98{FLAT}")],
                       12),
    "SuggestdSlow": (latency(0.5), latency(0.1), 20),
    "SuggestdTurnsAway": ([('suggestd_http_refused_total{reason="connections"}', f"0+1{FLAT}")],
                          [('suggestd_http_refused_total{reason="head"}', f"0+1{FLAT}")], 20),
    "SuggestdDescriptors": (
        [('process_open_fds{job="suggestd"}', f"900{FLAT}"), ('process_max_fds{job="suggestd"}', f"1000{FLAT}")],
        [('process_open_fds{job="suggestd"}', f"200{FLAT}"), ('process_max_fds{job="suggestd"}', f"1000{FLAT}")], 12),
    "SuggestdGuessing": ([('suggestd_sign_ins_total{outcome="wrong"}', f"0+10{FLAT}")],
                         [('suggestd_sign_ins_total{outcome="good"}', f"0+10{FLAT}")], 15),
    "SuggestdConfigNotReloaded": ([("suggestd_config_last_reload_successful", f"0{FLAT}")],
                                  [("suggestd_config_last_reload_successful", f"1{FLAT}")], 6),
    "SuggestdNoOrders": ([('suggestd_last_order_timestamp_seconds{shop="a"}', "0x10 _x100")],
                         [('suggestd_last_order_timestamp_seconds{shop="a"}', "0+60x200")], 70),
    "SuggestdNotReady": ([("suggestd_shop_ready", f"0{FLAT}")], [("suggestd_shop_ready", "0x10 1x30")], 20),
    "SuggestdLearnerFailed": ([("suggestd_learner_failed", f"1{FLAT}")], [("suggestd_learner_failed", f"0{FLAT}")], 1),
    "SuggestdFollowerFailed": ([("suggestd_follower_failed", f"1{FLAT}")], [("suggestd_follower_failed", f"0{FLAT}")], 1),
    "SuggestdLearnerBehind": ([("suggestd_applier_lag_seconds", f"0+60{FLAT}")],
                              [("suggestd_applier_lag_seconds", f"5{FLAT}")], 10),
    "SuggestdRecordsSetAside": ([("suggestd_learner_set_aside_records", "3x10 4x50")],
                                [("suggestd_learner_set_aside_records", f"3{FLAT}")], 30),
    "SuggestdQualityDropped": (
        [("suggestd_live_hit_rate", f"0.3x{3 * DAY} 0.1x{DAY}"), ("suggestd_live_scored_orders", f"1000x{4 * DAY}")],
        [("suggestd_live_hit_rate", f"0.3x{3 * DAY} 0.2x{DAY}"), ("suggestd_live_scored_orders", f"1000x{4 * DAY}")],
        3 * DAY + 180),
    "SuggestdEmptyLists": (
        [('suggestd_lists_total{list="for-you",result="empty"}', f"0+10{FLAT}"),
         ('suggestd_lists_total{list="for-you",result="personal"}', f"0+90{FLAT}")],
        [('suggestd_lists_total{list="buy-again",result="empty"}', f"0+90{FLAT}"),
         ('suggestd_lists_total{list="for-you",result="personal"}', f"0+90{FLAT}")], 40),
    "SuggestdScenarioMisfit": ([("suggestd_scenario_parts_left_out_total", f"0+1{FLAT}")],
                               [("suggestd_scenario_parts_left_out_total", f"5{FLAT}")], 40),
    "SuggestdConsumerBehind": ([("suggestd_feed_consumer_lag_seconds", f"0+60{FLAT}")],
                               [("suggestd_feed_consumer_lag_seconds", f"60{FLAT}")], 80),
    "SuggestdStoreRefusesWrites": ([("suggestd_store_refuses_writes", f"1{FLAT}")],
                                   [("suggestd_store_refuses_writes", f"0{FLAT}")], 2),
    "SuggestdStoreDamaged": ([("suggestd_store_damaged", f"1{FLAT}")], [("suggestd_store_damaged", f"0{FLAT}")], 1),
    "SuggestdDiskLow": ([("suggestd_disk_free_bytes", f"9{FLAT}"), ("suggestd_disk_size_bytes", f"100{FLAT}")],
                        [("suggestd_disk_free_bytes", f"11{FLAT}"), ("suggestd_disk_size_bytes", f"100{FLAT}")], 6),
    "SuggestdDiskFills": ([("suggestd_disk_free_bytes", "1000000-1000x900")],
                          [("suggestd_disk_free_bytes", "10000000-100x900")], 420),
    "SuggestdDatabaseStalls": ([("suggestd_rocksdb_stalled_seconds_total", f"0+6{FLAT}")],
                               [("suggestd_rocksdb_stalled_seconds_total", f"0+1{FLAT}")], 25),
    "SuggestdDatabaseErrors": ([("suggestd_rocksdb_background_errors", f"1{FLAT}")],
                               [("suggestd_rocksdb_background_errors", f"0{FLAT}")], 1),
    "SuggestdRetentionHeldBack": ([("suggestd_retention_held_back_records", f"5x{2 * DAY}")],
                                  [("suggestd_retention_held_back_records", f"5x{DAY // 2} 0x{2 * DAY}")], DAY + 30),
    "SuggestdRetentionWaits": ([("suggestd_retention_waits_for_clock", f"1{FLAT}")],
                               [("suggestd_retention_waits_for_clock", f"0{FLAT}")], 1),
    "SuggestdBackupOld": ([("suggestd_backup_last_success_timestamp_seconds", f"0x{3 * DAY}")],
                          [("suggestd_backup_last_success_timestamp_seconds", f"0+60x{3 * DAY}")], 2 * DAY + 60),
    "SuggestdBackupMissing": (
        [("suggestd_backup_configured", f"1x{2 * DAY}")],
        [("suggestd_backup_configured", f"1x{2 * DAY}"), ("suggestd_backup_last_success_timestamp_seconds", f"1x{2 * DAY}")],
        DAY + 30),
    "SuggestdBackupFailed": ([('suggestd_backup_jobs_total{result="failed"}', "0x10 1x60")],
                             [('suggestd_backup_jobs_total{result="failed"}', f"1{FLAT}")], 20),
}


def test_of(alert, series, minutes, firing):
    return {"interval": "1m", "name": f"{alert} {'fires' if firing else 'is silent'}",
            "input_series": [{"series": name, "values": values} for name, values in series],
            "promql_expr_test": [{
                "expr": f'count(ALERTS{{alertname="{alert}",alertstate="firing"}}) or vector(0)',
                "eval_time": f"{minutes}m",
                "exp_samples": [{"labels": "{}", "value": 1 if firing else 0}]}]}


def alerts_of_the_rules():
    return re.findall(r"^ +- alert: (\w+)$", ALERTS.read_text(encoding="utf-8"), re.MULTILINE)


class Rules(unittest.TestCase):
    def test_each_alert_fires_and_is_silent(self):
        need("promtool")
        self.assertEqual(sorted(CASES), sorted(alerts_of_the_rules()))
        for interval, is_long in (("1m", False), ("30m", True)):
            tests = []
            for alert, (ill, well, minutes) in CASES.items():
                if (minutes > LONG) == is_long:
                    tests += [test_of(alert, ill, minutes, True), test_of(alert, well, minutes, False)]
            self.run_tests({"rule_files": [str(ALERTS)], "evaluation_interval": interval, "tests": tests})

    def run_tests(self, tests):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "tests.json"  # YAML takes JSON in
            file.write_text(json.dumps(tests), encoding="utf-8")
            done = subprocess.run(["promtool", "test", "rules", file], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_rules_ask_for_metrics_that_there_are(self):
        known = set(re.findall(r"^\| `(\w+)` \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE))
        asked = set(re.findall(r"\b(?:suggestd|process)_\w+", ALERTS.read_text(encoding="utf-8")))
        self.assertEqual({re.sub(r"_(bucket|count|sum)$", "", name) for name in asked} - known, set())


class Runbook(unittest.TestCase):
    """An alert without an entry wakes somebody who does not know what to do."""

    def setUp(self):
        text = RUNBOOK.read_text(encoding="utf-8")
        self.entries = dict(re.findall(r"^### (\w+)$(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL))

    def test_each_alert_has_its_entry_and_each_entry_its_alert(self):
        self.assertEqual(sorted(self.entries), sorted(alerts_of_the_rules()))

    def test_each_entry_tells_symptom_metric_cause_and_what_to_do(self):
        for alert, text in self.entries.items():
            for part in ("**Seen:**", "**Metric:**", "**Why:**", "**Do:**"):
                self.assertIn(part, text, alert)

    def test_each_alert_leads_to_its_entry(self):
        rules = ALERTS.read_text(encoding="utf-8")
        led = re.findall(r"alert: (\w+)\n(?:(?!alert:).)*?runbook: docs/operate/runbook\.md#(\w+)", rules, re.DOTALL)
        self.assertEqual(len(led), len(alerts_of_the_rules()))
        for alert, anchor in led:
            self.assertEqual(anchor, alert.lower())


if __name__ == "__main__":
    unittest.main()
