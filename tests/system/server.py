"""Starts, kills and asks the real binary. Each Server owns a folder and two free ports."""
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

SOURCE = Path(os.environ.get("SUGGESTD_SOURCE_DIR", Path(__file__).resolve().parents[2]))
BINARY = Path(os.environ.get("SUGGESTD_BINARY_DIR", SOURCE / "build" / "release")) / "suggestd"


# A read that asks for its own write waits for it, however busy the machine that runs the tests is.
PATIENT = {"SUGGESTD_CONSISTENCY__WAIT_MS": "20000"}


def limited(command, memory=None, open_files=None):
    """The command under limits of the operating system: bytes of address space, and "soft:hard" descriptors.

    By themselves tests run without, or with what scripts/test sets for all of them.
    """
    memory = memory or os.environ.get("SUGGESTD_TEST_AS_LIMIT")
    open_files = open_files or os.environ.get("SUGGESTD_TEST_NOFILE")
    limits = [f"--as={memory}"] if memory else []
    limits += [f"--nofile={open_files}"] if open_files else []
    return ["prlimit", *limits, *command] if limits else command


def free_ports(count):
    """Neighbouring ports that nobody listens on, from the first on.

    They lie below those that the system gives to outgoing connections: a test beside this one opens thousands, and a
    server that is started again needs its port again.
    """
    begin_of_outgoing = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
    for _ in range(1_000):
        first = random.randrange(10_000, max(begin_of_outgoing, 20_000) - count)
        holders = [socket.socket() for _ in range(count)]
        try:
            for number, holder in enumerate(holders):
                holder.bind(("127.0.0.1", first + number))
            return list(range(first, first + count))
        except OSError:
            pass
        finally:
            for holder in holders:
                holder.close()
    raise RuntimeError("no free ports")


def make_certificate(folder, name):
    """A key and a certificate for localhost that it signs itself."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost",
                    "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"],
                   check=True, capture_output=True)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def sequence(self):
        """The position in the log that a write answers with."""
        return int(self.headers["Suggestd-Session"].split(":")[1])


class Client:
    """One keep-alive connection; of one thread."""

    def __init__(self, port, key, timeout=30):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self.key = key

    def ask(self, method, path, body=None, headers=None):
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        try:
            self.connection.request(method, path, body.encode("utf-8") if isinstance(body, str) else body, sent)
            response = self.connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()  # the next request connects anew
            raise

    def get(self, path, **headers):
        return self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path, body, **headers):
        return self.ask("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def put(self, path, body):
        return self.ask("PUT", path, body)

    def close(self):
        self.connection.close()

    def __del__(self):
        self.close()


class Server:
    def __init__(self, folder, extra_config="", memory=None, open_files=None):
        self.folder = Path(folder)
        self.memory = memory
        self.open_files = open_files
        self.shop_port, self.admin_port = free_ports(2)
        self.config = self.folder / "suggestd.toml"
        self.config.write_text(
            f'[http]\nshop_listen = "127.0.0.1:{self.shop_port}"\nadmin_listen = "127.0.0.1:{self.admin_port}"\n'
            f'[store]\npath = "{self.folder / "store"}"\n{extra_config}', encoding="utf-8")
        self.log = self.folder / "log"
        self.process = None
        self.key = None

    def run(self, *arguments, timeout=120, **options):
        """One command of the binary, to its end."""
        return subprocess.run([BINARY, *map(str, arguments)], text=True, capture_output=True, timeout=timeout,
                              check=False, **options)

    def make_key(self, *arguments):
        made = self.run("key", "create", "--config", self.config, *arguments)
        if made.returncode != 0:
            raise RuntimeError(f"suggestd key create: {made.returncode}\n{made.stderr}")
        return made.stdout.strip()

    def start(self, wait=True, **environment):
        """`environment`: variables over those of this process; None takes one away."""
        if self.key is None:
            self.key = self.make_key()
        with self.log.open("ab") as log:
            command = limited([BINARY, "serve", "--config", self.config], self.memory, self.open_files)
            variables = {**os.environ, **PATIENT, **environment}
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={name: text for name, text in variables.items() if text is not None})
        if wait:
            self.wait_ready()
        return self

    def wait_ready(self, seconds=60):
        until = time.monotonic() + seconds
        client = Client(self.shop_port, None, timeout=5)
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.log_tail()}")
            try:
                if client.get("/readyz").status == 200:
                    client.close()
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.01)
        raise TimeoutError(f"not ready after {seconds} s:\n{self.log_tail()}")

    def wait_until_learned(self, seconds=120):
        """Until nothing waits to be applied or trained."""
        until = time.monotonic() + seconds
        client = self.client()
        while time.monotonic() < until:
            shop = client.get("/v1/status").json["shops"][0]
            if shop["learner"]["failure"]:
                raise RuntimeError(f"the learner failed: {shop['learner']['failure']}")
            if shop["lag_records"] == 0 and shop["learner"]["phase"] == "live":
                client.close()
                return
            time.sleep(0.02)
        raise TimeoutError(f"not learned after {seconds} s:\n{self.log_tail()}")

    def wait_for_log(self, words, seconds=30):
        """Until the server's log holds these words: it may tell of a thing after it has been done."""
        until = time.monotonic() + seconds
        while words not in self.log_tail():
            if time.monotonic() > until:
                raise TimeoutError(f"'{words}' is not in the log:\n{self.log_tail()}")
            time.sleep(0.05)

    def admin(self, key=None):
        """A connection to the administration listener."""
        return Client(self.admin_port, key)

    def client(self, key=None):
        return Client(self.shop_port, key or self.key)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.shop_port}"

    def kill(self):
        """As a power cut would: no handler runs."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=30):
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=seconds)

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def log_tail(self):
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])


class OneServerCase(unittest.TestCase):
    """Tests that share one server, each with a connection of its own."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.server = Server(cls.folder.name).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.end()
        cls.folder.cleanup()

    def setUp(self):
        self.client = self.server.client()
        self.addCleanup(self.client.close)
