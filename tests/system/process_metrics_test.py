"""The metrics of the process itself say when it started, not when they were first asked for."""
import re
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server


class ProcessMetrics(unittest.TestCase):
    def test_the_start_is_that_of_the_process(self):
        with tempfile.TemporaryDirectory() as home:
            server = Server(home)
            self.addCleanup(server.end)
            server.key = server.make_key()
            before = time.time()
            server.start()
            ready = time.time()
            time.sleep(1.5)  # so that a clock read at the first question stands apart
            text = server.admin().get("/metrics").text
            started = float(re.search(r"(?m)^process_start_time_seconds (\S+)$", text)[1])
            self.assertGreaterEqual(started, before - 0.1)
            self.assertLessEqual(started, ready)


if __name__ == "__main__":
    unittest.main()
