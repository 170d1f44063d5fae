"""The server as systemd sees it (Type=notify): ready, reloading, stopping, and the watchdog fed while it is well."""
import signal
import socket
import tempfile
import time
import unittest
from pathlib import Path

from server import Server


class Manager:
    """The socket on which systemd would listen."""

    def __init__(self, folder):
        self.path = Path(folder) / "notify"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.path))

    def told(self, seconds):
        """Everything that comes within this time, in order."""
        texts = []
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                texts.append(self.socket.recv(4096).decode())
            except TimeoutError:
                break
        return texts

    def wait_for(self, text, seconds=30):
        """Reads until this comes, and no further."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.socket.settimeout(left)
            if self.socket.recv(4096).decode() == text:
                return
        raise TimeoutError(f"the server did not say {text}")


class SystemdNotify(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.manager = Manager(folder.name)
        self.addCleanup(self.manager.socket.close)
        self.server = Server(folder.name)
        self.addCleanup(self.server.end)

    def start(self, **environment):
        self.server.start(NOTIFY_SOCKET=str(self.manager.path), **environment)

    def test_each_change_is_told(self):
        self.start()
        self.manager.wait_for("READY=1")
        self.server.process.send_signal(signal.SIGHUP)
        self.manager.wait_for("RELOADING=1")
        self.manager.wait_for("READY=1")
        self.assertEqual(self.server.stop(), 0)
        self.manager.wait_for("STOPPING=1")

    def test_the_watchdog_is_fed_several_times_within_its_time(self):
        self.start(WATCHDOG_USEC="2000000")
        self.manager.wait_for("READY=1")
        fed = self.manager.told(4).count("WATCHDOG=1")
        self.assertGreaterEqual(fed, 4)
        self.server.process.send_signal(signal.SIGSTOP)
        self.manager.told(0.5)
        self.assertEqual(self.manager.told(3), [])
        self.server.process.send_signal(signal.SIGCONT)
        self.manager.wait_for("WATCHDOG=1")

    def test_nobody_is_fed_who_did_not_ask(self):
        for environment in ({}, {"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "soon"}):
            with self.subTest(environment):
                self.start(**environment)
                self.assertNotIn("WATCHDOG=1", self.manager.told(3))
                self.assertEqual(self.server.stop(), 0)
                self.manager.told(0.5)


if __name__ == "__main__":
    unittest.main()
