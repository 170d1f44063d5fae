#!/usr/bin/env python3
"""The life of an installed server, on a Debian 12 that systemd-nspawn boots: installed, asked, reloaded, killed,
stopped in its tracks, booted, upgraded, removed and purged, and its orders still there.

    tests/packages/life_test.py PACKAGE.deb [FOLDER]

The tests run in the order of their names, each on what the one before has left; the first that fails ends the run.
FOLDER (build/packages) keeps the bare Debian for the next run. Ends with 77 where the machine can't do it.
"""
import json
import re
import shutil
import subprocess
import time
from pathlib import Path

from bare_debian import download_dependencies, make_root
from installed import ADMIN, CONFIG, SHOP, STORE, UNIT, Installed
from other_versions import newer
from packaged import SOURCE, main

GOLDEN_STORE = SOURCE / "tests" / "store" / "golden" / "release-0.1.0"
GOLDEN_CONFIG = SOURCE / "tests" / "base" / "golden" / "suggestd-0.1.0.toml"
DROP_IN = "/etc/systemd/system/suggestd.service.d/here.conf"
# A shop's own machine with a feed of one product; perl is what a bare Debian has.
FEED = """
use IO::Socket::INET;
my $feed = '{"product_id":"fed","title":"Fed"}'."\\n";
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1:9000', Listen => 5, ReuseAddr => 1) or die $!;
while (my $client = $listener->accept) {
  while (<$client>) { last if /^\\s*$/ }
  print $client "HTTP/1.1 200 OK\\r\\nContent-Length: ".length($feed)."\\r\\nConnection: close\\r\\n\\r\\n$feed";
}
"""
MOST_EXPOSED = 2.0  # of systemd-analyze, whose scale ends at 10


class Life(Installed):
    @classmethod
    def setUpClass(cls):
        root = cls.folder / "debian-12"
        make_root(root)
        download_dependencies(root, cls.package)
        cls.boot(root, "machine")
        shutil.move(newer(cls.package, cls.folder), cls.machine.root / "opt" / "newer.deb")

    def test_01_installed_it_serves(self):
        self.apt("install", "--no-install-recommends", "/opt/package.deb")
        self.assertEqual(self.unit("ActiveState"), "active")
        self.machine.run("systemctl", "is-enabled", UNIT)
        self.wait_ready()
        self.assertEqual(self.machine.ask(f"{SHOP}/livez")[0], 200)
        self.machine.run("systemctl", "--no-pager", "--full", "status", UNIT)

    def test_02_the_first_keys_are_for_their_owner_alone(self):
        listing = self.machine.run("stat", "-c", "%a %U %n", STORE, "/var/backups/suggestd", f"{STORE}/first-keys")
        self.assertEqual([line.split()[:2] for line in listing.splitlines()], [["700", "suggestd"], ["700", "suggestd"],
                                                                              ["600", "suggestd"]])
        keys = dict(re.findall(r'^  (administrator|shop) .*?(\S+)$', self.machine.read(f"{STORE}/first-keys"), re.M))
        Life.shop_key, Life.admin_key = keys["shop"], keys["administrator"]
        self.put_order("first")
        self.check_orders("first")

    def test_03_more_keys_are_made_as_the_servers_user(self):
        made = self.machine.enter("runuser", "-u", "suggestd", "--", "suggestd", "key", "create", "--config", CONFIG)
        self.assertEqual(made.returncode, 0, made.stdout)
        self.wait_for("the new key opens", lambda: self.machine.ask(f"{SHOP}/v1/orders/first", made.stdout.strip())[0] == 200)

    def test_04_it_can_do_little_else(self):
        text = self.machine.run("systemd-analyze", "--no-pager", "security", UNIT, timeout=60)
        score = float(re.search(r"Overall exposure level for suggestd.service: ([\d.]+)", text).group(1))
        print(f"systemd-analyze security: {score}")
        self.assertLessEqual(score, MOST_EXPOSED)
        status = self.machine.enter("cat", f"/proc/{self.unit('MainPID')}/status").stdout
        self.assertRegex(status, r"CapEff:\s*0{16}\n")
        self.assertRegex(status, r"NoNewPrivs:\s*1\n")
        metrics = self.machine.ask(f"{ADMIN}/metrics")[1]
        for name in ("process_resident_memory_bytes", "process_open_fds"):  # it still sees its own part of /proc
            self.assertRegex(metrics, rf"(?m)^{name} [1-9]")

    def test_05_a_backup_is_written_where_the_unit_lets_it(self):
        done = self.machine.ask(f"{ADMIN}/v1/backups", Life.admin_key, method="POST")
        self.assertIn(done[0], (200, 201, 202), done[1])
        self.wait_for("a backup", lambda: any((self.machine.root / "var/backups/suggestd").iterdir()))

    def test_06_a_reload_changes_a_value_and_no_process(self):
        before = self.unit("MainPID")
        self.machine.write("/etc/suggestd/conf.d/90-here.toml", "[log]\nrequests = true\n")
        self.machine.run("systemctl", "reload", UNIT)
        told = lambda: json.loads(self.machine.ask(f"{ADMIN}/v1/config", Life.admin_key)[1])
        self.wait_for("log.requests is true", lambda: '"log.requests"' in json.dumps(told()) and "90-here.toml" in json.dumps(told()))
        self.assertEqual(self.unit("MainPID"), before)

    def test_07_killed_it_is_started_again_with_its_orders(self):
        self.put_order("before-the-kill")
        before = self.unit("MainPID")
        self.machine.run("systemctl", "kill", "--kill-who=main", "--signal=KILL", UNIT)
        self.wait_for("another process", lambda: self.unit("MainPID") not in ("0", before))
        self.check_orders("first", "before-the-kill")
        self.assertEqual(self.unit("NRestarts"), "1")

    def test_08_a_process_that_stands_still_is_started_again(self):
        self.machine.write(DROP_IN, "[Service]\nWatchdogSec=3\n")
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", UNIT)
        self.wait_ready()
        before = self.unit("MainPID")
        time.sleep(5)
        self.assertEqual(self.unit("MainPID"), before, "it is fed while it is well")
        self.machine.run("systemctl", "kill", "--kill-who=main", "--signal=STOP", UNIT)
        self.wait_for("another process", lambda: self.unit("MainPID") not in ("0", before))
        self.check_orders("first")
        self.machine.run("journalctl", "--no-pager", "-u", UNIT, "--grep", "Watchdog timeout")

    def test_09_a_wrong_configuration_is_told_once_and_not_tried_again(self):
        self.machine.write("/etc/suggestd/conf.d/91-wrong.toml", "[http]\nmax_conections = 10\n")
        self.machine.run("systemctl", "restart", UNIT, status=1)
        self.assertEqual(self.unit("ExecMainStatus"), "78")
        self.assertEqual(self.unit("ActiveState"), "failed")
        self.machine.run("journalctl", "--no-pager", "-u", UNIT, "--grep", "max_conections")
        (self.machine.root / "etc/suggestd/conf.d/91-wrong.toml").unlink()
        self.machine.run("systemctl", "start", UNIT)
        self.check_orders("first")

    def test_10_a_key_comes_as_a_credential(self):
        tls = self.machine.root / "etc" / "suggestd" / "tls"
        tls.mkdir()
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                        "2", "-subj", "/CN=localhost", "-keyout", tls / "key.pem", "-out", tls / "certificate.pem"],
                       check=True, capture_output=True)
        self.machine.run("stat", "-c", "%a %U %n", "/etc/suggestd/tls/key.pem")
        self.machine.write(DROP_IN, "[Service]\nLoadCredential=shop.key:/etc/suggestd/tls/key.pem\n")
        self.machine.write("/etc/suggestd/conf.d/92-tls.toml", '[http]\nshop_tls_certificate = "/etc/suggestd/tls/certificate.pem"\n'
                           'shop_tls_key = "$CREDENTIALS_DIRECTORY/shop.key"\n')
        self.machine.run("systemctl", "daemon-reload")
        self.machine.run("systemctl", "restart", UNIT)
        self.check_orders("first", shop=SHOP.replace("http:", "https:"))
        (self.machine.root / "etc/suggestd/conf.d/92-tls.toml").unlink()
        self.machine.run("systemctl", "revert", UNIT)
        self.machine.run("systemctl", "restart", UNIT)
        self.wait_ready()

    def test_11_it_finds_others_by_name_and_calls_them(self):
        self.machine.write("/opt/feed.pl", FEED)
        self.machine.run("systemd-run", "--unit=feed", "perl", "/opt/feed.pl")
        self.machine.write("/etc/suggestd/conf.d/93-feed.toml", '[outbound]\nallowed_private = ["127.0.0.1", "::1"]\n')
        self.machine.run("systemctl", "restart", UNIT)
        self.wait_ready()
        job = {"kind": "feed-import", "shop": "default",
               "parameters": {"address": "http://localhost:9000/feed", "format": "ndjson", "kind": "products"}}
        made = self.machine.ask(f"{ADMIN}/v1/jobs/feed", Life.admin_key, job, method="PUT")
        self.assertIn(made[0], (200, 201, 202), made[1])
        self.wait_for("the feed's product", lambda: self.machine.ask(f"{SHOP}/v1/products/fed", Life.shop_key)[0] == 200)

    def test_12_it_comes_with_the_machine(self):
        self.machine.power_off()
        self.machine.boot()
        self.check_orders("first", "before-the-kill")

    def test_13_an_upgrade_keeps_what_was_edited_and_starts_the_new_program(self):
        edited = self.machine.read(CONFIG) + "\n[catalogue]\nmost_hidden = 0.3\n"
        self.machine.write(CONFIG, edited)
        before = self.unit("MainPID")
        self.apt("install", "-o", "Dpkg::Options::=--force-confold", "/opt/newer.deb")
        self.assertEqual(self.machine.read(CONFIG), edited)
        self.assertTrue(self.machine.has(CONFIG + ".dpkg-dist"))
        self.assertNotIn(self.unit("MainPID"), ("0", before))
        self.check_orders("first", "before-the-kill")

    def test_14_an_upgrade_that_refuses_the_configuration_leaves_the_server_running(self):
        before = self.unit("MainPID")
        self.machine.write("/etc/suggestd/conf.d/91-wrong.toml", "[http]\nmax_conections = 10\n")
        told = self.apt("install", "--reinstall", "-o", "Dpkg::Options::=--force-confold", "/opt/newer.deb")
        self.assertIn("this version refuses the configuration", told)
        self.assertEqual(self.unit("MainPID"), before)
        self.check_orders("first")
        (self.machine.root / "etc/suggestd/conf.d/91-wrong.toml").unlink()

    def test_15_a_disabled_service_stays_disabled(self):
        self.machine.run("systemctl", "disable", UNIT)
        self.apt("install", "--reinstall", "-o", "Dpkg::Options::=--force-confold", "/opt/newer.deb")
        self.machine.run("systemctl", "is-enabled", UNIT, status=1)
        self.machine.run("systemctl", "enable", "--now", UNIT)
        self.check_orders("first")

    def test_16_a_store_and_a_configuration_of_0_1_0_open(self):
        self.machine.run("systemctl", "stop", UNIT)
        aside = self.machine.root / "opt" / "store-of-now"
        store = self.machine.root / STORE.lstrip("/")
        shutil.copytree(store, aside, ignore=shutil.ignore_patterns("*.sock"))
        own_config = self.machine.read(CONFIG)
        self.machine.run("find", STORE, "-mindepth", "1", "-delete")
        shutil.copytree(GOLDEN_STORE / "store", store, dirs_exist_ok=True)
        self.machine.run("chown", "-R", "suggestd:suggestd", STORE)
        shutil.copy(GOLDEN_CONFIG, self.machine.root / CONFIG.lstrip("/"))
        self.machine.run("systemctl", "start", UNIT)
        golden = json.loads((GOLDEN_STORE / "answers.json").read_text(encoding="utf-8"))
        self.check_orders("order-1", "order-2", key=golden["key"])
        self.machine.run("systemctl", "stop", UNIT)
        self.machine.run("find", STORE, "-mindepth", "1", "-delete")
        shutil.copytree(aside, store, dirs_exist_ok=True)
        self.machine.run("chown", "-R", "suggestd:suggestd", STORE)
        self.machine.write(CONFIG, own_config)
        self.machine.run("systemctl", "start", UNIT)
        self.check_orders("first")

    def test_17_removed_it_leaves_configuration_and_store(self):
        self.apt("remove", "suggestd")
        self.assertEqual(self.machine.ask(f"{SHOP}/livez")[0], 0)
        self.assertFalse(self.machine.has("/usr/bin/suggestd"))
        self.assertTrue(self.machine.has(CONFIG))
        self.assertTrue(self.machine.has(f"{STORE}/db"))

    def test_18_a_purge_keeps_the_orders_and_says_so(self):
        told = self.apt("purge", "suggestd")
        self.assertIn(f"{STORE} was kept", told)
        self.assertFalse(self.machine.has(CONFIG))
        self.assertTrue(self.machine.has(f"{STORE}/db"))
        self.apt("install", "--no-install-recommends", "/opt/package.deb")
        self.check_orders("first", "before-the-kill")

    def test_19_a_purge_that_is_asked_to_takes_the_store(self):
        told = self.apt("purge", "suggestd", variables=("SUGGESTD_PURGE_STORE=1",))
        self.assertFalse(self.machine.has(STORE))
        self.assertIn("/var/backups/suggestd was kept", told)
        self.assertEqual(self.machine.enter("systemctl", "cat", UNIT).returncode, 1)


if __name__ == "__main__":
    main(Life, __doc__)
