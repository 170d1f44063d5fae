"""Starts Debian's Prometheus and Alertmanager beside a server, each in a folder and on a port of its own."""
import http.client
import http.server
import json
import shutil
import subprocess
import threading
import time
import unittest
import urllib.parse
from pathlib import Path

from server import SOURCE, free_ports

ALERTS = SOURCE / "config" / "prometheus" / "alerts.yml"
JOB = "suggestd"


def need(*programs):
    """Skips the test where a program is missing; scripts/packages has it in the group `test`."""
    for program in programs:
        if shutil.which(program) is None:
            raise unittest.SkipTest(f"{program} is not installed")


class Program:
    """A process that answers HTTP on 127.0.0.1."""

    def __init__(self, folder, command, port, ready):
        self.port = port
        self.log = Path(folder) / f"{command[0]}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder)
        until = time.monotonic() + 60
        while self.status(ready) != 200:
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[0]} does not start:\n{self.log.read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.1)

    def status(self, path):
        try:
            return self.get(path)[0]
        except OSError:
            return None

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8")
        finally:
            connection.close()

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=30)


def start_alertmanager(folder, receiver_port):
    """It groups nothing and waits for nothing, so that each alert is its own message."""
    need("prometheus-alertmanager")
    config = Path(folder) / "alertmanager.json"  # YAML takes JSON in
    config.write_text(json.dumps({
        "route": {"receiver": "local", "group_by": ["..."], "group_wait": "0s", "group_interval": "1s",
                  "repeat_interval": "1h"},
        "receivers": [{"name": "local", "webhook_configs": [
            {"url": f"http://127.0.0.1:{receiver_port}/", "send_resolved": True}]}]}), encoding="utf-8")
    port, = free_ports(1)
    return Program(folder, ["prometheus-alertmanager", f"--config.file={config}", f"--storage.path={folder}/alertmanager",
                            f"--web.listen-address=127.0.0.1:{port}", "--cluster.listen-address="], port, "/-/ready")


class Prometheus(Program):
    def __init__(self, folder, admin_port, rules="", alertmanager_port=None):
        need("prometheus")
        config = {"global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
                  "scrape_configs": [{"job_name": JOB, "static_configs": [{"targets": [f"127.0.0.1:{admin_port}"]}]}]}
        if rules:
            config["rule_files"] = [str(rules)]
        if alertmanager_port:
            config["alerting"] = {"alertmanagers": [{"static_configs": [
                {"targets": [f"127.0.0.1:{alertmanager_port}"]}]}]}
        file = Path(folder) / "prometheus.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        port, = free_ports(1)
        super().__init__(folder, ["prometheus", f"--config.file={file}", f"--storage.tsdb.path={folder}/prometheus",
                                  f"--web.listen-address=127.0.0.1:{port}"], port, "/-/ready")

    def query(self, expression):
        """The vector of an instant query; an expression that it can't read raises."""
        status, text = self.get("/api/v1/query?" + urllib.parse.urlencode({"query": expression}))
        if status != 200:
            raise ValueError(f"{expression}: {json.loads(text)['error']}")
        return json.loads(text)["data"]["result"]

    def wait_for(self, expression, seconds=60):
        """The first answer that is not empty."""
        until = time.monotonic() + seconds
        while not (found := self.query(expression)):
            if time.monotonic() > until:
                raise TimeoutError(f"{expression} has no answer")
            time.sleep(0.2)
        return found


class AlertReceiver:
    """A webhook that keeps (alert, status) in the order in which they arrive."""

    def __init__(self):
        received = self.received = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):  # noqa: N802, the library's name
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                for alert in body["alerts"]:
                    received.append((alert["labels"]["alertname"], alert["status"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, format, *arguments):  # noqa: A002
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, alert, status, seconds=60):
        until = time.monotonic() + seconds
        while (alert, status) not in self.received:
            if time.monotonic() > until:
                raise TimeoutError(f"{alert} {status} has not arrived: {self.received}")
            time.sleep(0.1)

    def end(self):
        self.server.shutdown()
        self.server.server_close()
