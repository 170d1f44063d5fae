"""A machine of our own: a Debian that systemd-nspawn boots, with a loopback network of its own and nothing else.

Each command is printed, with all that it says: the transcript of an installation.
"""
import json
import os
import signal
import subprocess
import time
from pathlib import Path

from bare_debian import Impossible

ENVIRONMENT = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "DEBIAN_FRONTEND=noninteractive", "HOME=/"]
BOOT_SECONDS = 300  # on a machine that compiles beside it


def descendants(process):
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield int(child)
        yield from descendants(int(child))


def is_first(process):
    """True if it is process 1 of a name space of its own."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return False
    numbers = next((line.split()[1:] for line in status.splitlines() if line.startswith("NSpid:")), [])
    return len(numbers) > 1 and numbers[-1] == "1"


class Machine:
    def __init__(self, root, console, options=()):
        """`options`: more for systemd-nspawn, such as a disk."""
        self.root = Path(root)
        self.console = Path(console)
        self.options = options
        self.nspawn = None
        self.first = None  # its process 1, by the number that we know it by

    def boot(self):
        with self.console.open("ab") as console:
            self.nspawn = subprocess.Popen(
                ["systemd-nspawn", "--quiet", f"--directory={self.root}", f"--machine=suggestd-test-{os.getpid()}",
                 "--private-network", "--register=no", "--keep-unit", "--link-journal=no", "--console=pipe", *self.options, "--boot"],
                stdin=subprocess.DEVNULL, stdout=console, stderr=console)
        until = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < until and self.nspawn.poll() is None:
            self.first = next(filter(is_first, descendants(self.nspawn.pid)), None)
            if self.first and self.is_up():
                return
            time.sleep(0.2)
        said = self.console.read_text(encoding="utf-8", errors="replace")[-500:]
        self.power_off()
        raise Impossible(f"systemd-nspawn can't boot a Debian here: {said}")

    def is_up(self):
        done = self.enter("systemctl", "is-system-running")
        return done.stdout.strip() in ("running", "degraded")

    def enter(self, *command, timeout=300, variables=()):
        return subprocess.run(["nsenter", f"--target={self.first}", "--mount", "--uts", "--ipc", "--net", "--pid",
                               *ENVIRONMENT, *variables, *map(str, command)],
                              text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              check=False, timeout=timeout)

    def run(self, *command, status=0, **options):
        """Both outputs together. The command is printed, and must end with `status`."""
        print("#", " ".join([*options.get("variables", ()), *map(str, command)]), flush=True)
        done = self.enter(*command, **options)
        print("".join(f"  {line}\n" for line in done.stdout.splitlines()), end="", flush=True)
        if done.returncode != status:
            raise AssertionError(f"{command} ended with {done.returncode}: {done.stdout[-2000:]}")
        return done.stdout

    def write(self, path, text):
        """A file as an administrator's editor leaves it."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        print(f"# cat > {path}\n" + "".join(f"  {line}\n" for line in text.splitlines()), end="", flush=True)

    def read(self, path):
        return (self.root / path.lstrip("/")).read_text(encoding="utf-8")

    def has(self, path):
        return (self.root / path.lstrip("/")).exists()

    def ask(self, url, key=None, body=None, method=None):
        """Status and text of an answer of the server inside; status 0 if nobody answers."""
        command = ["curl", "-sk", "--max-time", "20", "-w", "\n%{http_code}", url]
        if key:
            command += ["-H", f"Authorization: Bearer {key}"]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
        if method:
            command += ["-X", method]
        text, _, status = self.enter(*command).stdout.rpartition("\n")
        return int(status), text

    def power_off(self):
        """As a power button does; whoever does not hear it is ended."""
        if self.nspawn is None:
            return
        for stop in (lambda: self.nspawn.send_signal(signal.SIGTERM), self.nspawn.kill):
            if self.nspawn.poll() is None:
                stop()
                try:
                    self.nspawn.wait(timeout=60)
                except subprocess.TimeoutExpired:
                    continue
        self.nspawn = self.first = None
