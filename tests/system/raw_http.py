"""HTTP/1.1 by hand, for tests that send what no client library would send; and Debian's nginx, started by hand."""
import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from server import free_ports


class RawAnswer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers  # names in lower case; of several, the last
        self.body = body

    @property
    def closes(self):
        return self.headers.get("connection", "").lower() == "close"

    def __repr__(self):
        return f"{self.status} {self.headers.get('x-request-id', '')}"


def take_answer(received, bodiless):
    """The first answer in `received` and what follows it; (None, received) if it is not complete.

    bodiless(headers) tells whether it answers a HEAD, whose length counts a body that does not come.
    """
    head, mark, rest = received.partition(b"\r\n\r\n")
    if not mark:
        return None, received
    lines = head.decode("latin-1").split("\r\n")
    if not lines[0].startswith("HTTP/1."):  # the body of an answer to a HEAD that was refused before it was known
        return None, received
    status = int(lines[0].split(" ", 2)[1])
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if status < 200:  # 100 Continue: no answer by itself
        return take_answer(rest, bodiless)
    size = 0 if bodiless(headers) or status in (204, 304) else int(headers.get("content-length", 0))
    if len(rest) < size:
        return None, received
    return RawAnswer(status, headers, rest[:size]), rest[size:]


class RawConnection:
    """One TCP connection. `received` holds what has been read and not yet taken as an answer."""

    def __init__(self, port, timeout=20):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.received = b""

    def send(self, data):
        """False if the server no longer takes it."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def end_sending(self):
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def read_more(self):
        """False at the end."""
        try:
            more = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self.received += more
        return bool(more)

    def answer(self, method="GET"):
        """The next answer; None if the connection ends before it."""
        while True:
            answer, self.received = take_answer(self.received, lambda _: method == "HEAD")
            if answer is not None or not self.read_more():
                return answer

    def answers_to_end(self, bodiless=lambda headers: False):
        """All answers until the server closes."""
        while self.read_more():
            pass
        answers = []
        while True:
            answer, self.received = take_answer(self.received, bodiless)
            if answer is None:
                return answers
            answers.append(answer)

    def close(self):
        self.socket.close()


NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


class Nginx:
    """Debian's nginx with a configuration, folder and port of the test's own."""

    def __init__(self, folder, server_block, http_block=""):
        self.folder = Path(folder)
        self.port = free_ports(1)[0]
        self.config = self.folder / "nginx.conf"
        # As root it would work as another user, who can't enter the test's folder.
        user = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"  {kind}_temp_path {self.folder}/{kind};\n" for kind in kinds)
        self.config.write_text(
            f"{user}daemon off;\nworker_processes 1;\npid {self.folder}/nginx.pid;\n"
            f"error_log {self.folder}/nginx.log;\nevents {{ worker_connections 512; }}\n"
            f"http {{\n  access_log off;\n{temporary}{http_block}\n"
            f"  server {{\n    listen 127.0.0.1:{self.port};\n{server_block}\n  }}\n}}\n", encoding="utf-8")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [NGINX, "-p", self.folder, "-c", self.config, "-e", self.folder / "nginx.log"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        raise RuntimeError("nginx does not listen:\n" + (self.folder / "nginx.log").read_text(encoding="utf-8"))

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)
