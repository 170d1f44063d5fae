"""The proofs of the config keys and the limit of products' pictures; for config_effect_test and limits_test."""
import tempfile
from pathlib import Path

from picture_host import GIF, PictureHost
from server import Server
from serving import serving
from shifted_clock import ShiftedClock


def put_pictures(client, host):
    for name in host.pictures:
        assert client.put(f"/v1/products/{name}", {"product_id": name, "title": name, "image": host.address(name)}).status < 300


def look(client, name):
    return client.get(f"/v1/shops/default/pictures/{name}")


class PictureKeyProofs:
    def looked_at(self, host, names, folder, **settings):
        """All that the host was asked for while a server passed these pictures on."""
        with serving(pictures__folder=folder, outbound__allowed_private="127.0.0.1", **settings) as server:
            client = server.client()
            put_pictures(client, host)
            for name in names:
                self.assertEqual(look(client, name).status, 200)
        return host.asked

    def test_pictures__folder(self):
        with PictureHost({"a": GIF}) as host, tempfile.TemporaryDirectory() as folder:
            with serving() as server:
                put_pictures(server.client(), host)
                self.assertEqual(look(server.client(), "a").status, 302)
            self.looked_at(host, ["a"], Path(folder) / "made")
            self.assertEqual(len(list((Path(folder) / "made").iterdir())), 1)

    def test_pictures__bytes(self):
        large = {name: GIF + bytes(700_000) for name in "ab"}
        for bytes_kept, asked in ((2 << 20, ["a", "b"]), (1 << 20, ["a", "b", "a"])):
            with PictureHost(large) as host, tempfile.TemporaryDirectory() as folder:
                self.assertEqual(self.looked_at(host, "aba", folder, pictures__bytes=bytes_kept), asked)

    def test_pictures__days(self):
        with PictureHost({"a": GIF}) as host, tempfile.TemporaryDirectory() as folder:
            clock = ShiftedClock(folder)
            server = Server(folder).start(SUGGESTD_PICTURES__FOLDER=f"{folder}/pictures", SUGGESTD_PICTURES__DAYS="2",
                                          SUGGESTD_OUTBOUND__ALLOWED_PRIVATE="127.0.0.1", **clock.environment)
            self.addCleanup(server.end)
            client = server.client()
            put_pictures(client, host)
            for days, asked in ((0, 1), (1, 1), (3, 2)):
                clock.shift(days * 86_400)
                self.assertEqual((look(client, "a").status, len(host.asked)), (200, asked))
            server.stop()


class PictureLimit:
    def test_pictures__picture_bytes(self):
        pictures = {name: GIF + bytes(self.most() + more - len(GIF)) for name, more in (("at", 0), ("beyond", 1))}
        with PictureHost(pictures) as host, tempfile.TemporaryDirectory() as folder, \
                serving(pictures__folder=folder, outbound__allowed_private="127.0.0.1") as server:
            put_pictures(server.client(), host)
            statuses = [look(server.client(), name).status for name in ("at", "beyond")]
        self.assertEqual(statuses, [200, 404])
