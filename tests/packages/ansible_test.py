#!/usr/bin/env python3
"""The Ansible role, run over SSH against a Debian 12 that systemd-nspawn boots: it installs, a second run changes nothing,
a value is reloaded or restarted as it needs, what is wrong never takes the place of what is right, and it upgrades.

    tests/packages/ansible_test.py PACKAGE.deb [FOLDER]

ansible-playbook runs in the machine's network, which is loopback alone, and reaches its sshd there. FOLDER
(build/packages) keeps the machine's Debian. Ends with 77 where the machine can't do it.
"""
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from bare_debian import Impossible, add_packages, download_dependencies, make_root
from installed import ADMIN, CONFIG, SHOP, STORE, Installed
from other_versions import newer
from packaged import SOURCE, main

ROLE = SOURCE / "packaging" / "ansible"
WRITTEN = "/etc/suggestd/conf.d/50-ansible.toml"
RECAP = re.compile(r"^machine\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=0\s+failed=(\d+)", re.M)


def sha256(file):
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


class Role(Installed):
    admin_key = None
    variables = {}  # of the last run; a test adds to them

    @classmethod
    def setUpClass(cls):
        for tool in ("ansible-playbook", "ssh", "ssh-keygen"):
            if shutil.which(tool) is None:
                raise Impossible(f"{tool} is missing; scripts/install-packages packages brings it")
        bare, managed = cls.folder / "debian-12", cls.folder / "debian-12-ssh"
        make_root(bare)
        add_packages(bare, managed, "openssh-server", "python3-apt")  # what Ansible needs there
        download_dependencies(managed, cls.package)
        own = tempfile.TemporaryDirectory()
        cls.addClassCleanup(own.cleanup)
        cls.own = Path(own.name)
        cls.boot(managed, "managed")
        cls.let_in()
        cls.variables = {"suggestd_package": str(cls.package), "suggestd_package_sha256": sha256(cls.package),
                         "suggestd_config": {"catalogue": {"most_hidden": 0.4}, "http": {"trusted_proxies": ["127.0.0.1"]}}}

    @classmethod
    def let_in(cls):
        """A key of our own opens root's account, and we know the machine by its own key."""
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", cls.own / "key"], check=True)
        allowed = cls.machine.root / "root" / ".ssh" / "authorized_keys"
        allowed.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copy(cls.own / "key.pub", allowed)
        host_key = (cls.machine.root / "etc/ssh/ssh_host_ed25519_key.pub").read_text().split()
        (cls.own / "known_hosts").write_text(f"127.0.0.1 {host_key[0]} {host_key[1]}\n")
        (cls.own / "inventory.ini").write_text(
            "[suggestd]\nmachine ansible_host=127.0.0.1 ansible_user=root ansible_python_interpreter=/usr/bin/python3 "
            f"ansible_ssh_private_key_file={cls.own / 'key'} "
            f"ansible_ssh_common_args='-o UserKnownHostsFile={cls.own / 'known_hosts'}'\n")

    def play(self, **changes):
        """One run of the example's playbook; its status and how many tasks have changed something."""
        Role.variables = {**Role.variables, **changes}
        said = self.own / "variables.json"
        said.write_text(json.dumps(Role.variables))
        print(f"# ansible-playbook playbook.yml  ({', '.join(changes) or 'nothing else said'})", flush=True)
        ran = subprocess.run(
            ["nsenter", f"--target={self.machine.first}", "--net", "ansible-playbook", "-i", self.own / "inventory.ini",
             "-e", f"@{said}", ROLE / "playbook.yml"],
            text=True, capture_output=True, check=False, timeout=900, stdin=subprocess.DEVNULL, env={
                "PATH": os.environ["PATH"], "HOME": str(self.own), "LC_ALL": "C.UTF-8", "ANSIBLE_NOCOWS": "1",
                "ANSIBLE_LOCAL_TEMP": str(self.own / "tmp"), "ANSIBLE_RETRY_FILES_ENABLED": "0"})
        self.said = ran.stdout + ran.stderr
        print("".join(f"  {line}\n" for line in self.said.splitlines()), flush=True)
        recap = RECAP.search(self.said)
        self.assertIsNotNone(recap, self.said[-2000:])
        return ran.returncode, int(recap.group(2))

    def changes_of_a_good_run(self, **changes):
        status, changed = self.play(**changes)
        self.assertEqual(status, 0)
        return changed

    def in_force(self, key):
        values = json.loads(self.machine.ask(f"{ADMIN}/v1/config", self.admin_key)[1])["values"]
        return next(value["value"] for value in values if value["key"] == key)

    def refused(self, words, **changes):
        """A run that fails with these words and leaves configuration and process as they were."""
        before = self.unit("MainPID"), self.machine.read(WRITTEN), Role.variables
        self.assertNotEqual(self.play(**changes)[0], 0)
        self.assertIn(words, self.said)
        Role.variables = before[2]
        self.assertEqual((self.unit("MainPID"), self.machine.read(WRITTEN)), before[:2])
        self.check_orders("first")

    def test_01_it_installs_a_server_that_takes_orders(self):
        self.assertGreater(self.changes_of_a_good_run(), 0)
        self.assertEqual(self.unit("UnitFileState"), "enabled")
        keys = dict(re.findall(r"^  (administrator|shop) .*?(\S+)$", self.machine.read(f"{STORE}/first-keys"), re.M))
        Role.shop_key, Role.admin_key = keys["shop"], keys["administrator"]
        self.put_order("first")
        self.assertEqual(self.in_force("catalogue.most_hidden"), 0.4)

    def test_02_a_second_run_changes_nothing(self):
        before = self.unit("MainPID")
        self.assertEqual(self.changes_of_a_good_run(), 0)
        self.assertEqual(self.unit("MainPID"), before)

    def test_03_a_value_that_can_be_reloaded_is(self):
        before = self.unit("MainPID")
        self.changes_of_a_good_run(suggestd_config={**Role.variables["suggestd_config"], "log": {"requests": True}})
        self.wait_for("log.requests is in force", lambda: self.in_force("log.requests") is True)
        self.assertEqual(self.unit("MainPID"), before)

    def test_04_a_value_that_needs_a_restart_gets_one(self):
        before = self.unit("MainPID")
        self.changes_of_a_good_run(suggestd_config={**Role.variables["suggestd_config"], "jobs": {"workers": 3}})
        self.assertNotEqual(self.unit("MainPID"), before)
        self.assertEqual(self.in_force("jobs.workers"), 3)
        self.assertEqual(self.changes_of_a_good_run(), 0)
        self.check_orders("first")

    def test_05_what_is_wrong_does_not_take_the_place_of_what_is_right(self):
        self.refused("max_connections", suggestd_config={"http": {"max_conections": 10}})
        self.refused("sha256", suggestd_package_sha256="0" * 64)

    def test_06_a_certificate_and_its_key(self):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                        "2", "-subj", "/CN=localhost", "-keyout", self.own / "key.pem", "-out", self.own / "shop.pem"],
                       check=True, capture_output=True)
        config = {**Role.variables["suggestd_config"], "http": {
            "shop_tls_certificate": "/etc/suggestd/tls/shop.pem", "shop_tls_key": "$CREDENTIALS_DIRECTORY/shop.key"}}
        names = {"suggestd_config": config, "suggestd_ready_url": "https://127.0.0.1:8600/readyz",
                 "suggestd_certificates": {"shop.pem": (self.own / "shop.pem").read_text()},
                 "suggestd_credentials": {"shop.key": (self.own / "key.pem").read_text()}}
        self.changes_of_a_good_run(**names)
        self.check_orders("first", shop="https://127.0.0.1:8600")
        self.assertEqual(self.machine.enter("stat", "-c", "%a %U", "/etc/suggestd/credentials/shop.key").stdout.strip(), "600 root")
        self.assertNotIn("PRIVATE KEY", self.said)
        self.assertEqual(self.changes_of_a_good_run(), 0)

    def test_07_a_newer_package_by_its_address(self):
        made = newer(self.package, self.own)
        served = subprocess.Popen(["nsenter", f"--target={self.machine.first}", "--net", "python3", "-m", "http.server",
                                   "--bind", "127.0.0.1", "--directory", self.own, "9000"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(served.wait)
        self.addCleanup(served.terminate)
        self.wait_for("the package is served", lambda: self.machine.ask("http://127.0.0.1:9000/")[0] == 200)
        before = self.unit("MainPID")
        self.changes_of_a_good_run(suggestd_package=f"http://127.0.0.1:9000/{made.name}", suggestd_package_sha256=sha256(made))
        self.assertEqual(self.machine.enter("dpkg-query", "-W", "-f", "${Version}", "suggestd").stdout, "99.0.0-1")
        self.assertNotEqual(self.unit("MainPID"), before)
        self.check_orders("first", shop="https://127.0.0.1:8600")
        self.assertEqual(self.changes_of_a_good_run(), 0)


if __name__ == "__main__":
    main(Role, __doc__)
