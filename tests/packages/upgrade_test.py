#!/usr/bin/env python3
"""From the last release to this package, on a Debian 12 that systemd-nspawn boots: the release's server takes a shop's orders
and learns them, apt installs this package over it, and orders, change feed and lists are there.

    tests/packages/upgrade_test.py PACKAGE.deb [FOLDER]

The release's program is built from the release's commit, as this machine's compiler makes it: some minutes. 0.1.0 had no
package; its program goes into one made of today's files, without the watchdog, which it does not feed. FOLDER
(build/packages) keeps the built program and the bare Debian. Ends with 77 where the machine can't do it.
"""
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from bare_debian import Impossible, download_dependencies, make_root
from installed import ADMIN, SHOP, UNIT, Installed, order
from other_versions import repacked
from packaged import SOURCE, main

RELEASE = "0.1.0"
COMMIT = "e34021d1cf040fb3a377fdcc003ed10235632b8b"  # the last one of that version
BUILD_SECONDS = 3600
PRODUCTS = 12
ORDERS = 60


def built_release(folder):
    """The release's program, built once."""
    home = folder / f"release-{RELEASE}"
    program = home / "suggestd"
    if program.exists():
        return program
    source = home / "source"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir(parents=True)
    packed = subprocess.run(["git", "-C", SOURCE, "archive", COMMIT], capture_output=True, check=False)
    if packed.returncode != 0:
        raise Impossible(f"git does not have the commit of {RELEASE}: {packed.stderr.decode()[-300:]}")
    subprocess.run(["tar", "-x", "-C", source], input=packed.stdout, check=True)
    for command in (["cmake", "--preset", "release", "-DBUILD_TESTING=OFF"],
                    ["cmake", "--build", "build/release", "--target", "suggestd"]):
        subprocess.run(command, cwd=source, check=True, stdout=subprocess.DEVNULL, timeout=BUILD_SECONDS)
    subprocess.run(["strip", "-o", program, source / "build" / "release" / "suggestd"], check=True)
    shutil.rmtree(source)
    return program


def libraries_of(program, folder):
    """The packages whose shared libraries the program needs, as a package depends on them."""
    (folder / "debian").mkdir()
    (folder / "debian" / "control").write_text("Source: suggestd\n\nPackage: suggestd\nArchitecture: any\n")
    told = subprocess.run(["dpkg-shlibdeps", "-O", program], cwd=folder, text=True, capture_output=True, check=True).stdout
    return told.strip().removeprefix("shlibs:Depends=")


def older(package, program, folder):
    """The package with the release's program in it."""
    def change(tree):
        control = tree / "DEBIAN" / "control"
        libraries = libraries_of(program, folder)
        control.write_text(re.sub(r"^Depends: (.*)$", rf"Depends: \1, {libraries}", control.read_text(), flags=re.M))
        shutil.copy(program, tree / "usr" / "bin" / "suggestd")
        unit = tree / "lib" / "systemd" / "system" / "suggestd.service"
        unit.write_text(re.sub(r"^WatchdogSec=.*\n", "", unit.read_text(), flags=re.M))
    return repacked(package, folder, f"{RELEASE}-1", change)


def bought(number):
    """An order of two products that belong together; six people buy in turn."""
    pair = number % (PRODUCTS // 2)
    lines = [{"product_id": f"p{2 * pair + one}", "quantity": 1, "price": "4.50"} for one in (0, 1)]
    return {**order(f"order-{number}"), "user_id": f"person-{number % 6}", "lines": lines}


class Upgrade(Installed):
    before = None  # the old server's answers

    @classmethod
    def setUpClass(cls):
        root = cls.folder / "debian-12"
        make_root(root)
        program = built_release(cls.folder)
        with tempfile.TemporaryDirectory() as own:
            package = older(cls.package, program, Path(own))
            for each in (package, cls.package):
                download_dependencies(root, each)
            cls.boot(root, "upgraded", lambda scratch: shutil.copy(package, scratch / "opt" / "older.deb") and ())

    def ask(self, path, body=None, method=None):
        status, text = self.machine.ask(f"{SHOP}{path}", self.shop_key, body, method)
        self.assertIn(status, (200, 201), f"{path}: {text}")
        return json.loads(text) if text else None

    def wait_until_learned(self):
        def learned():
            shop = self.ask("/v1/status")["shops"][0]
            return shop["lag_records"] == 0 and shop["learner"]["phase"] == "live"
        self.wait_for("all is learned", learned, seconds=180)

    def answers(self):
        """All that an upgrade may not change: orders, the feed, and lists that count what was bought."""
        self.wait_until_learned()
        items = lambda path: [item["product_id"] for item in self.ask(path)["items"]]
        return {
            "orders": [self.ask(f"/v1/orders/order-{number}") for number in range(ORDERS)],
            "feed": [(change["seq"], change["kind"], change["id"])
                     for change in self.ask("/v1/changes?since=beginning&mode=all&limit=1000")["changes"]],
            "bought together": {f"p{number}": items(f"/v1/products/p{number}/bought-together?limit=1")
                                for number in range(PRODUCTS)},
            "popular": sorted(items(f"/v1/popular?limit={PRODUCTS}")),
        }

    def test_1_the_release_takes_orders_and_learns_them(self):
        self.apt("install", "--no-install-recommends", "/opt/older.deb")
        self.wait_ready()
        self.assertIn(RELEASE, self.machine.run("suggestd", "--version"))
        keys = self.machine.enter("journalctl", "--no-pager", "--output=cat", "-u", UNIT).stdout  # it told them there
        Upgrade.shop_key = re.search(r"^  shop .*?(\S+)$", keys, re.M).group(1)
        for number in range(PRODUCTS):
            self.ask(f"/v1/products/p{number}", {"title": f"Thing {number}", "price": "4.50", "currency": "EUR"}, "PUT")
        for number in range(ORDERS):
            self.ask("/v1/orders", bought(number))
        Upgrade.before = self.answers()
        self.assertEqual(self.before["bought together"]["p0"], ["p1"])

    def test_2_this_package_over_it_keeps_all_of_that(self):
        before = self.unit("MainPID")
        self.apt("install", "--no-install-recommends", "/opt/package.deb")
        self.assertNotIn(self.unit("MainPID"), ("0", before))
        self.wait_ready()
        version = re.search(r"^Version: (.*)-", self.machine.enter("dpkg", "-s", "suggestd").stdout, re.M).group(1)
        self.assertIn(f'version="{version}"', self.machine.ask(f"{ADMIN}/metrics")[1])
        self.assertEqual(self.answers(), self.before)

    def test_3_people_get_lists_and_orders_go_on(self):
        for number in range(6):
            self.assertTrue(self.ask(f"/v1/users/person-{number}/recommendations?limit=5")["items"])
        self.put_order("after-the-upgrade")
        self.machine.power_off()
        self.machine.boot()
        self.check_orders("order-0", "after-the-upgrade")


if __name__ == "__main__":
    main(Upgrade, __doc__)
