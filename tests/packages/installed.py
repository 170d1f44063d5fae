"""Tests of the service on a machine that they boot: what they ask it, and how they wait for it."""
import shutil
import subprocess
import time
import unittest

from machine import Machine

SHOP = "http://127.0.0.1:8600"
ADMIN = "http://127.0.0.1:8601"
UNIT = "suggestd.service"
CONFIG = "/etc/suggestd/suggestd.toml"
STORE = "/var/lib/suggestd"


def order(name):
    return {"order_id": name, "user_id": "anna", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
            "lines": [{"product_id": "tea", "quantity": 1, "price": "4.50"}]}


class Installed(unittest.TestCase):
    """The tests of a class run in the order of their names, each on what the one before has left."""

    package = None  # both set by main()
    folder = None
    machine = None
    shop_key = None

    @classmethod
    def boot(cls, root, name, prepare=lambda root: ()):
        """A copy of `root`, which goes when the tests have ended. `prepare` changes it before it boots, and returns more
        options for systemd-nspawn."""
        scratch = cls.folder / name
        shutil.rmtree(scratch, ignore_errors=True)
        subprocess.run(["cp", "-a", root, scratch], check=True)
        cls.addClassCleanup(shutil.rmtree, scratch, ignore_errors=True)
        console = cls.folder / f"{name}.log"
        console.write_bytes(b"")
        cls.machine = Machine(scratch, console, prepare(scratch))
        cls.addClassCleanup(cls.machine.power_off)
        cls.machine.boot()

    def unit(self, name):
        return self.machine.enter("systemctl", "show", "--value", "-p", name, UNIT).stdout.strip()

    def wait_for(self, what, truth, seconds=60):
        until = time.monotonic() + seconds
        while not truth():
            if time.monotonic() > until:
                self.machine.run("journalctl", "--no-pager", "-n", "30", "-u", UNIT)
                self.fail(f"{what}: not after {seconds} s")
            time.sleep(0.2)

    def wait_ready(self, shop=SHOP):
        self.wait_for("ready", lambda: self.machine.ask(f"{shop}/readyz")[0] == 200)

    def apt(self, *command, **options):
        return self.machine.run("apt-get", "--yes", "-q", "-o", "Dpkg::Use-Pty=0", *command, **options)

    def check_orders(self, *names, shop=SHOP, key=None):
        self.wait_ready(shop)
        for name in names:
            self.assertEqual(self.machine.ask(f"{shop}/v1/orders/{name}", key or self.shop_key)[0], 200, name)

    def put_order(self, name):
        self.assertEqual(self.machine.ask(f"{SHOP}/v1/orders", self.shop_key, order(name))[0], 201)
