"""Keys: what `suggestd key create` refuses, and where the first start leaves its own."""
import os
import re
import stat
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server


class KeyCreate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name)
        self.addCleanup(self.server.end)

    def create(self, *arguments):
        return self.server.run("key", "create", "--config", self.server.config, *arguments)

    def test_a_shops_key_is_no_administrators(self):
        for scopes in ("admin", "read,admin"):
            made = self.create("--shop", "default", "--scopes", scopes)
            self.assertEqual((made.returncode, made.stdout), (64, ""), made.stderr)
            self.assertIn("all shops", made.stderr)
        made = self.create("--scopes", "admin")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertTrue(made.stdout.startswith("suggestd_admin_"))

    def test_who_may_only_watch_belongs_to_no_shop_and_has_no_other_scope(self):
        for arguments, words in ((("--shop", "default", "--scopes", "watch"), "all shops"),
                                 (("--scopes", "watch,read"), "goes with no other scope")):
            made = self.create(*arguments)
            self.assertEqual((made.returncode, made.stdout), (64, ""), made.stderr)
            self.assertIn(words, made.stderr)
        made = self.create("--scopes", "watch")
        self.assertTrue(made.stdout.startswith("suggestd_watch_"), made.stderr)
        self.server.start()
        watcher = self.server.client(made.stdout.strip())
        self.assertEqual([shop["name"] for shop in watcher.get("/v1/status").json["shops"]], ["default"])
        self.assertEqual(watcher.get("/v1/popular").status, 403)
        admin = self.server.admin(self.create("--scopes", "admin").stdout.strip())
        listed = [key for key in admin.get("/v1/keys").json["keys"] if key["kind"] == "watch"]
        self.assertEqual([(key["shop"], key["scopes"]) for key in listed], [(None, ["watch"])])
        self.assertEqual(admin.post("/v1/keys", {"kind": "watch"}).json["scopes"], ["watch"])
        for body, pointer in (({"scopes": ["watch"], "shop": "default"}, "/shop"),
                              ({"scopes": ["watch", "read"]}, "/scopes"),
                              ({"scopes": ["watch"], "kind": "shop"}, "/kind"),
                              ({"scopes": ["read"], "kind": "watch"}, "/kind")):
            refused = admin.post("/v1/keys", body)
            self.assertEqual(refused.status, 400, refused.text)
            self.assertEqual([error["pointer"] for error in refused.json["errors"]], [pointer])

    def test_a_shop_must_exist(self):
        for running in (False, True):  # before the first start, and beside a server
            if running:
                self.server.start()
            made = self.create("--shop", "b")
            self.assertEqual((made.returncode, made.stdout), (65, ""), made.stderr)
            self.assertIn("there is no shop 'b'; there are: default", made.stderr)
            made = self.create("--shop", "default", "--scopes", "read")
            self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(self.server.client(made.stdout.strip()).get("/v1/status").status, 200)

    def test_no_key_is_left_where_a_store_has_gone(self):
        self.server.start()
        self.server.stop()
        store = self.server.folder / "store"
        (store / "db").rename(store.parent / "elsewhere")  # as a disk that is not mounted
        made = self.create()
        self.assertEqual((made.returncode, made.stdout), (65, ""), made.stderr)
        self.assertIn("is a disk not mounted?", made.stderr)
        self.assertEqual(list((store / "new-keys").glob("*")), [])

    def test_the_first_keys_are_in_a_file_of_the_owner_and_in_no_log(self):
        self.server.key = ""  # none is made before the first start
        self.server.start()
        file = self.server.folder / "store" / "first-keys"
        self.assertEqual(stat.S_IMODE(os.stat(file).st_mode), 0o600)
        text = file.read_text(encoding="utf-8")
        admin, shop = re.findall(r"suggestd_(?:admin|shop)_\S+", text)
        self.server.wait_for_log(str(file))
        log = self.server.log.read_text(encoding="utf-8")
        self.assertNotRegex(log, "suggestd_(admin|shop)_")
        self.assertEqual(self.server.admin(admin).get("/v1/backups").status, 409)  # allowed; backups are off
        self.assertEqual(self.server.client(shop).get("/v1/popular").status, 200)
        file.unlink()
        self.server.kill()
        self.server.start()
        self.assertFalse(file.exists(), "later starts make no keys")

    def test_readiness_tells_strangers_names_and_states(self):
        self.server.start()
        for client in (self.server.client("none"), self.server.admin()):
            checks = client.get("/readyz?verbose").json["checks"]
            self.assertIn("shop default", [check["name"] for check in checks])
            for check in checks:
                self.assertEqual(sorted(check), ["good", "name"])
        known = self.server.client().get("/readyz?verbose").json["checks"]
        self.assertIn("learned 1:0 of 1:0", [check["detail"] for check in known])

    def test_whoever_only_reads_moves_no_consumer(self):
        self.server.start()
        path = "/v1/changes/consumers/mirror"
        reader = self.server.client(self.create("--scopes", "read").stdout.strip())
        self.assertEqual(reader.put(path, {"position": "1:0"}).status, 403)
        self.assertEqual(self.server.client().put(path, {"position": "1:0"}).status, 200)
        self.assertEqual(reader.get(path).status, 200)
        self.assertEqual(reader.ask("DELETE", path).status, 403)


if __name__ == "__main__":
    unittest.main()
