#!/usr/bin/env python3
"""The server in a container: built by buildah from packaging/container/Containerfile, run by podman with a root that
nothing can be written to, without capabilities, not as root.

    tests/packages/container_test.py PACKAGE.deb [FOLDER]

The image's base is the bare Debian of life_test.py, kept in FOLDER (build/packages). Images and containers lie there
too while the test runs, so that those of this machine are not touched. Ends with 77 where the machine can't do it.
"""
import json
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from bare_debian import Impossible, make_root
from packaged import SOURCE, main

BASE = "localhost/debian:12"
IMAGE = "localhost/suggestd"
SHOP = "http://127.0.0.1:8600"
ORDER = {"order_id": "first", "user_id": "anna", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
         "lines": [{"product_id": "tea", "quantity": 1, "price": "4.50"}]}


# By itself podman raises limits further than some machines let it.
LIMITS = ["--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096"]


class Containers:
    """buildah and podman on a storage of their own."""

    def __init__(self, folder):
        self.folders = (folder / "containers", folder / "containers-run")
        self.remove()
        self.storage = ["--root", self.folders[0], "--runroot", self.folders[1]]

    def remove(self):
        """All images and containers; podman leaves its storage mounted on itself."""
        subprocess.run(["umount", self.folders[0] / "overlay"], capture_output=True, check=False)
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)

    def run(self, program, *command, check=True, **options):
        told = subprocess.run([program, *map(str, self.storage), *map(str, command)], text=True, stdin=subprocess.DEVNULL,
                              capture_output=True, check=False, timeout=900, **options)
        if check and told.returncode != 0:
            raise AssertionError(f"{program} {command} ended with {told.returncode}: {told.stderr[-2000:]}")
        return told

    def podman(self, *command, **options):
        return self.run("podman", "--runtime", "runc", *command, **options)

    def import_base(self, root):
        """The bare Debian as an image. Where even that can't be run, containers can't be tested."""
        with subprocess.Popen(["tar", "-C", root, "--exclude=./opt/*", "-c", "."], stdout=subprocess.PIPE) as packing:
            subprocess.run(["podman", *map(str, self.storage), "import", "-", BASE], stdin=packing.stdout, check=True,
                           capture_output=True, timeout=600)
        tried = self.podman("run", "--rm", "--network=none", *LIMITS, BASE, "/bin/true", check=False)
        if tried.returncode != 0:
            raise Impossible(f"podman can't run a bare Debian here: {tried.stderr[-500:]}")

    def build(self, package):
        with tempfile.TemporaryDirectory() as context:
            shutil.copy(package, Path(context) / "suggestd.deb")
            self.run("buildah", "build", "--isolation=chroot", "--network=host", "--build-arg", f"BASE={BASE}", "-t", IMAGE,
                     "-f", SOURCE / "packaging" / "container" / "Containerfile", context)


class Container(unittest.TestCase):
    package = None  # both set by main()
    folder = None

    @classmethod
    def setUpClass(cls):
        for tool in ("buildah", "podman", "runc"):
            if shutil.which(tool) is None:
                raise Impossible(f"{tool} is missing; scripts/install-packages packages brings it")
        make_root(cls.folder / "debian-12")
        cls.containers = Containers(cls.folder)
        cls.addClassCleanup(cls.containers.remove)
        cls.containers.import_base(cls.folder / "debian-12")
        cls.containers.build(cls.package)
        cls.addClassCleanup(cls.containers.podman, "rm", "--force", "--volumes", "suggestd", check=False)
        cls.containers.podman("run", "--detach", "--name=suggestd", "--read-only", "--cap-drop=all",
                              "--security-opt=no-new-privileges", "--network=none", *LIMITS, IMAGE)

    def inside(self, *command):
        return self.containers.podman("exec", "suggestd", *command, check=False)

    def ask(self, path, key=None, body=None):
        command = ["curl", "-s", "--max-time", "20", "-o", "/dev/null", "-w", "%{http_code}", SHOP + path]
        command += ["-H", f"Authorization: Bearer {key}"] if key else []
        command += ["-H", "Content-Type: application/json", "-d", json.dumps(body)] if body else []
        return self.inside(*command).stdout

    def wait_ready(self):
        until = time.monotonic() + 60
        while self.ask("/readyz") != "200":
            if time.monotonic() > until:
                self.fail(self.containers.podman("logs", "suggestd", check=False).stderr[-2000:])
            time.sleep(0.2)

    def test_it_serves_keeps_its_orders_and_may_do_nothing_else(self):
        self.wait_ready()
        keys = self.inside("cat", "/var/lib/suggestd/first-keys").stdout
        key = re.search(r"^  shop .*?(\S+)$", keys, re.M).group(1)
        self.assertEqual(self.ask("/v1/orders", key, ORDER), "201")

        self.assertEqual(self.inside("id", "-un").stdout.strip(), "suggestd")
        status = self.inside("cat", "/proc/1/status").stdout
        self.assertRegex(status, r"CapEff:\s*0{16}\n")
        self.assertRegex(status, r"CapBnd:\s*0{16}\n")
        self.assertNotEqual(self.inside("touch", "/usr/bin/other").returncode, 0)

        self.containers.podman("stop", "--time=60", "suggestd")
        ended = self.containers.podman("inspect", "--format={{.State.ExitCode}}", "suggestd").stdout.strip()
        self.assertEqual(ended, "0", "SIGTERM stores what was learned")
        for stop in (None, "kill"):
            if stop:
                self.containers.podman(stop, "suggestd")
            self.containers.podman("start", "suggestd")
            self.wait_ready()
            self.assertEqual(self.ask("/v1/orders/first", key), "200")
        size = self.containers.podman("image", "inspect", "--format={{.Size}}", IMAGE).stdout.strip()
        base = self.containers.podman("image", "inspect", "--format={{.Size}}", BASE).stdout.strip()
        print(f"the image has {int(size) >> 20} MB, {int(base) >> 20} MB of them Debian")


if __name__ == "__main__":
    main(Container, __doc__)
