#!/usr/bin/env python3
"""The first boot that packaging/terraform describes, done by the cloud-init of a Debian 12 in systemd-nspawn: a volume gets
a file system and is mounted, the package is fetched and compared with its checksum, and the server keeps its store on the
volume, which a second server takes over.

    tests/packages/cloud_init_test.py PACKAGE.deb [FOLDER]

No cloud is here: a file stands for the volume, a seed for the metadata service, and the package comes from a file: address,
because the machine has no network. For the same reason its apt can't read new lists, and cloud-init reports that one
failure. FOLDER (build/packages) keeps the machine's Debian. Ends with 77 where the machine can't do it.
"""
import hashlib
import json
import re
import subprocess
import tempfile
from pathlib import Path

from bare_debian import Impossible, add_packages, download_dependencies, make_root
from installed import STORE, UNIT, Installed
from packaged import SOURCE, main

TEMPLATE = SOURCE / "packaging" / "terraform" / "cloud-init.yaml.tftpl"
DEVICE = "/dev/disk/by-id/virtio-01234567-89ab-cdef-0"
SEED = "var/lib/cloud/seed/nocloud"
VOLUME_BYTES = 1 << 30
UNREACHABLE = "package-update-upgrade-install"  # the one module that needs the network


def rendered(values):
    """The template as Terraform fills it: it holds names, and names whose values are written as JSON."""
    def value(match):
        return json.dumps(values[match.group(1)]) if match.group(1) else values[match.group(2)]
    return re.sub(r"\$\{(?:jsonencode\((\w+)\)|(\w+))\}", value, TEMPLATE.read_text(encoding="utf-8"))


class FirstBoot(Installed):
    @classmethod
    def setUpClass(cls):
        bare, root = cls.folder / "debian-12", cls.folder / "debian-12-cloud"
        make_root(bare)
        add_packages(bare, root, "cloud-init", "e2fsprogs", "fdisk")
        download_dependencies(root, cls.package)
        cls.root = root
        cls.attach_volume()
        cls.boot(root, "cloud", lambda scratch: cls.prepare(scratch, "first"))
        cls.machine.enter("cloud-init", "status", "--wait", timeout=600)
        cls.machine.run("cat", "/var/log/cloud-init-output.log")

    @classmethod
    def attach_volume(cls):
        own = tempfile.TemporaryDirectory(dir=cls.folder)
        cls.addClassCleanup(own.cleanup)
        volume = Path(own.name) / "volume"
        with volume.open("wb") as file:
            file.truncate(VOLUME_BYTES)
        made = subprocess.run(["losetup", "--find", "--show", volume], text=True, capture_output=True, check=False)
        if made.returncode != 0:
            raise Impossible(f"no file can be a disk here: {made.stderr}")
        cls.disk = made.stdout.strip()
        cls.addClassCleanup(subprocess.run, ["losetup", "--detach", cls.disk], check=True)

    @classmethod
    def prepare(cls, root, name):
        """The machine as a cloud starts it: its disk, and what its metadata service would tell."""
        seed = root / SEED
        seed.mkdir(parents=True, exist_ok=True)
        (seed / "meta-data").write_text(f"instance-id: {name}\nlocal-hostname: suggestd\n")
        (seed / "user-data").write_text(rendered({
            "package_url": "file:///opt/package.deb", "package_sha256": hashlib.sha256(cls.package.read_bytes()).hexdigest(),
            "proxies": ["10.0.0.5/32"], "store_device": DEVICE}))
        (root / "etc/cloud/cloud.cfg.d/90-seed.cfg").write_text("datasource_list: [NoCloud]\nlocale: false\n")
        return [f"--bind={cls.disk}:{DEVICE}"]

    def value(self, key):
        told = self.machine.enter("suggestd", "check-config", "--config", "/etc/suggestd/suggestd.toml", "--json")
        return json.loads(told.stdout)["values"][key]

    def test_1_the_schema_knows_all_of_it(self):
        self.machine.run("cloud-init", "schema", "--config-file", f"/{SEED}/user-data")

    def test_2_every_module_but_the_one_that_needs_the_network_is_well(self):
        result = json.loads(self.machine.read("/var/lib/cloud/data/result.json"))["v1"]
        self.assertEqual([text for text in result["errors"] if UNREACHABLE not in text], [])

    def test_3_the_store_lies_on_the_volume(self):
        mounted = self.machine.run("findmnt", "--noheadings", "--output", "FSTYPE,LABEL", STORE)
        self.assertEqual(mounted.split(), ["ext4", "suggestd"])
        self.check_orders()
        self.assertTrue(self.machine.enter("test", "-d", f"{STORE}/store/db").returncode == 0)
        self.assertEqual(self.machine.enter("id", "-u", "suggestd").stdout.strip(), "950")

    def test_4_proxies_are_believed_and_the_administrators_stay_on_loopback(self):
        self.assertEqual(self.value("http.shop_listen"), "0.0.0.0:8600")
        self.assertEqual(self.value("http.trusted_proxies"), ["10.0.0.5/32"])
        self.assertEqual(self.value("http.admin_listen"), "127.0.0.1:8601")

    def test_5_another_package_than_the_one_named_is_not_installed(self):
        told = self.machine.run("/usr/local/sbin/install-suggestd", "file:///opt/package.deb", "0" * 64, status=1)
        self.assertIn("FAILED", told)

    def test_6_without_its_volume_it_does_not_begin_another_store(self):
        self.machine.run("systemctl", "stop", UNIT)
        self.machine.run("umount", STORE)
        self.machine.run("systemctl", "start", UNIT, status=1)
        self.assertFalse(self.machine.has(f"{STORE}/store"))

    def test_7_another_server_takes_the_volume_over(self):
        self.machine.run("mount", STORE)
        self.machine.run("systemctl", "start", UNIT)
        keys = self.machine.enter("cat", f"{STORE}/store/first-keys").stdout
        FirstBoot.shop_key = re.search(r"^  shop .*?(\S+)$", keys, re.M).group(1)
        self.wait_ready()
        self.put_order("first")
        self.machine.power_off()
        self.boot(self.root, "cloud", lambda scratch: self.prepare(scratch, "second"))
        self.machine.enter("cloud-init", "status", "--wait", timeout=600)
        self.check_orders("first")


if __name__ == "__main__":
    main(FirstBoot, __doc__)
