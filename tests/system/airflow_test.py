"""packaging/airflow/suggestd_nightly.py, run by Airflow against the real server: a night, the same night once more, a
night whose feed is broken, and that night again when it is mended.

Airflow is no Debian package. Where it is not installed, this is skipped, aloud. A minute, and 300 MB:

    python3 -m venv build/airflow && build/airflow/bin/pip install uv
    build/airflow/bin/uv pip install --python build/airflow/bin/python apache-airflow
    python3 tests/system/airflow_test.py
"""
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import SOURCE, Server

PROGRAM = shutil.which(os.environ.get("SUGGESTD_AIRFLOW", "airflow")) or \
    shutil.which(str(SOURCE / "build" / "airflow" / "bin" / "airflow"))
DAGS = SOURCE / "packaging" / "airflow"
DAG = "suggestd_nightly"
# Both kinds of steps when all is well.
ALL_GOOD = {"feed.begin": "success", "feed.wait": "success", "backup.begin": "success", "backup.wait": "success",
            "all_well": "success"}


class Feed(http.server.ThreadingHTTPServer):
    """A shop with one product; `broken`: it answers as a shop does whose feed was moved."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), FeedHandler)
        self.broken = False
        self.asked = 0
        threading.Thread(target=self.serve_forever, daemon=True).start()


class FeedHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked += 1
        self.send_response(404 if self.server.broken else 200)
        self.end_headers()
        self.wfile.write(b'{"product_id":"kettle","title":"Kettle"}\n')

    def log_message(self, *_):
        pass


class Night(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if PROGRAM is None:
            print("\nSKIP: Airflow is not installed; nobody has run packaging/airflow. "
                  "The head of tests/system/airflow_test.py says how to get it", file=sys.stderr)
            raise unittest.SkipTest("no Airflow")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.server = Server(folder.name, f'[backup]\nfolder = "{cls.folder / "backups"}"\n'
                            '[outbound]\nallowed_private = ["127.0.0.1"]\n').start()
        cls.addClassCleanup(cls.server.end)
        cls.admin_key = cls.server.make_key("--scopes", "admin")
        cls.feed = Feed()
        cls.addClassCleanup(cls.feed.server_close)
        cls.addClassCleanup(cls.feed.shutdown)
        cls.airflow("db", "migrate")

    @classmethod
    def airflow(cls, *command, may_fail=False, key=None):
        connection = {"conn_type": "http", "host": "127.0.0.1", "port": cls.server.admin_port, "schema": "http",
                      "password": key or cls.admin_key}
        ran = subprocess.run([PROGRAM, *command], text=True, capture_output=True, check=False, timeout=900, env={
            **os.environ, "AIRFLOW_HOME": str(cls.folder / "airflow"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS), "AIRFLOW_CONN_SUGGESTD": json.dumps(connection)})
        if ran.returncode != 0 and not may_fail:
            raise AssertionError(f"airflow {command}: {ran.returncode}\n{ran.stdout[-6000:]}{ran.stderr[-6000:]}")
        return ran.stdout

    def night(self, date, key=None):
        """Runs the night of that date; the end state of each task."""
        conf = {"feed": f"http://127.0.0.1:{self.feed.server_port}/feed", "feed_format": "ndjson", "full_sync": False}
        self.airflow("dags", "test", DAG, date, "--conf", json.dumps(conf), may_fail=True, key=key)
        tasks = json.loads(self.airflow("tasks", "states-for-dag-run", DAG, date, "--output", "json"))
        return {task["task_id"]: task["state"] for task in tasks}

    def jobs(self):
        admin = self.server.admin(self.admin_key)
        self.addCleanup(admin.close)
        return {job["job_id"]: job for job in admin.get("/v1/jobs").json["jobs"]}

    def test_the_same_night_twice_is_done_once(self):
        asked = self.feed.asked
        self.assertEqual(self.night("2026-03-01"), ALL_GOOD)
        first = self.jobs()
        self.assertEqual(self.server.client().get("/v1/products/kettle").status, 200)
        self.assertTrue(any((self.folder / "backups").iterdir()))
        self.assertEqual(self.night("2026-03-01"), ALL_GOOD)
        self.assertEqual(self.jobs(), first)
        self.assertEqual(self.feed.asked, asked + 1)

    def test_a_broken_feed_costs_no_backup_and_is_read_when_it_is_mended(self):
        self.feed.broken = True
        self.addCleanup(setattr, self.feed, "broken", False)
        states = self.night("2026-03-02")
        self.assertEqual(states, {**ALL_GOOD, "feed.wait": "failed", "all_well": "upstream_failed"})
        failed = next(job for name, job in self.jobs().items() if name.startswith(f"{DAG}-feed-2026-03-02"))
        self.assertEqual(failed["state"], "failed", failed)

        self.feed.broken = False
        self.assertEqual(self.night("2026-03-02"), ALL_GOOD)
        self.assertEqual(self.jobs()[failed["job_id"]]["state"], "succeeded")

    def test_a_key_that_may_not_fails_at_once(self):
        states = self.night("2026-03-03", key=self.server.key)
        self.assertEqual((states["feed.begin"], states["backup.begin"]), ("failed", "failed"))


if __name__ == "__main__":
    unittest.main()
