"""TLS of the real binary: versions, long bodies, streams, a certificate that is replaced, clients that speak no TLS."""
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import time
import unittest
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Server, make_certificate

EX_CONFIG = 78


def trusting(folder, version=ssl.TLSVersion.TLSv1_3):
    context = ssl.create_default_context(cafile=folder / "certificate.pem")
    context.minimum_version = context.maximum_version = version
    return context


@unittest.skipIf(shutil.which("openssl") is None, "no openssl command to make a certificate with")
class Tls(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        make_certificate(self.folder, "first")

    def server(self):
        server = Server(self.folder)
        lines = f'shop_tls_certificate = "{self.folder}/certificate.pem"\nshop_tls_key = "{self.folder}/key.pem"\n'
        server.config.write_text(server.config.read_text(encoding="utf-8").replace("[store]", lines + "[store]"),
                                 encoding="utf-8")
        server.start(wait=False)
        self.addCleanup(server.end)
        deadline = time.monotonic() + 60
        while True:  # the administrators' listener has no certificate, and is ready first
            try:
                socket.create_connection(("localhost", server.shop_port), timeout=5).close()
                return server
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def connect(self, server, context=None):
        connection = http.client.HTTPSConnection("localhost", server.shop_port, timeout=30,
                                                 context=context or trusting(self.folder))
        self.addCleanup(connection.close)
        return connection

    def ask(self, connection, server, method, path, body=None, kind="application/json"):
        connection.request(method, path, body, {"Authorization": f"Bearer {server.key}", "Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def test_both_versions_and_many_requests_on_a_connection(self):
        server = self.server()
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            connection = self.connect(server, trusting(self.folder, version))
            for _ in range(20):
                self.assertEqual(self.ask(connection, server, "GET", "/livez")[0], 200)
            self.assertEqual(connection.sock.version(), version.name.replace("v1_", "v1."))

    def test_long_bodies_both_ways(self):
        server = self.server()
        connection = self.connect(server)
        products = "\n".join(json.dumps({"product_id": f"p{number}", "title": "x" * 1_500}) for number in range(2_000))
        status, text = self.ask(connection, server, "POST", "/v1/products", products, "application/x-ndjson")
        self.assertEqual(status, 200, text[:300])
        self.assertEqual(json.loads(text.splitlines()[-1])["summary"]["created"], 2_000)
        status, text = self.ask(connection, server, "GET", "/v1/changes?limit=1000")
        self.assertEqual(status, 200, text[:300])
        self.assertGreaterEqual(len(json.loads(text)["changes"]), 1_000)
        self.assertGreater(len(text), 1_500_000)

    def test_an_event_stream(self):
        server = self.server()
        stream = self.connect(server)
        stream.request("GET", "/v1/changes?since=now&feed=eventsource", headers={"Authorization": f"Bearer {server.key}"})
        answer = stream.getresponse()
        self.assertEqual(answer.status, 200)
        self.ask(self.connect(server), server, "PUT", "/v1/products/late", '{"title":"Late"}')
        while b'"late"' not in (line := answer.readline()):
            self.assertNotEqual(line, b"", "the stream ended")

    def test_a_client_without_tls_is_told(self):
        server = self.server()
        plain = http.client.HTTPConnection("localhost", server.shop_port, timeout=30)
        self.addCleanup(plain.close)
        plain.request("GET", "/livez")
        answer = plain.getresponse()
        self.assertEqual(answer.status, 400)
        self.assertIn("https://", json.loads(answer.read())["detail"])

    def test_our_own_commands_speak_it(self):
        server = self.server()
        orders = self.folder / "orders.ndjson"
        orders.write_text('{"order_id":"o1","user_id":"u","placed_at":"2026-01-01T00:00:00Z","currency":"EUR",'
                          '"lines":[{"product_id":"p","quantity":1,"price":"1.00"}]}\n', encoding="utf-8")
        there = f"https://localhost:{server.shop_port}"
        keyed = {**os.environ, "SUGGESTD_KEY": server.key}
        trusting_it = {**keyed, "SSL_CERT_FILE": str(self.folder / "certificate.pem")}
        done = server.run("import", "--format", "ndjson", "--kind", "orders", "--to", there, orders, env=trusting_it)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = server.run("export", "--from", there, "--kind", "orders", env=trusting_it)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"o1"', done.stdout)
        done = server.run("export", "--from", there, "--kind", "orders", env=keyed)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("SSL_CERT_FILE", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_old_versions_and_strangers_are_refused_and_others_served(self):
        server = self.server()
        silent = socket.create_connection(("localhost", server.shop_port), timeout=30)  # a handshake that never comes
        self.addCleanup(silent.close)
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with self.assertRaises((ssl.SSLError, OSError)):
            self.ask(self.connect(server, old), server, "GET", "/livez")
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.ask(self.connect(server, ssl.create_default_context()), server, "GET", "/livez")
        self.assertEqual(self.ask(self.connect(server), server, "GET", "/livez")[0], 200)

    def shown(self, server):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("localhost", server.shop_port), timeout=30) as plain, \
                context.wrap_socket(plain) as connection:
            return connection.getpeercert(binary_form=True)

    def reload(self, server, wanted):
        """SIGHUP, until the log says `wanted`."""
        server.process.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 60
        while wanted not in server.log.read_text(encoding="utf-8"):
            self.assertLess(time.monotonic(), deadline, server.log.read_text(encoding="utf-8")[-2_000:])
            time.sleep(0.05)

    def test_a_certificate_is_replaced_and_a_bad_one_is_not_taken(self):
        server = self.server()
        kept = self.connect(server)
        self.ask(kept, server, "GET", "/livez")
        first = self.shown(server)
        (self.folder / "certificate.pem").write_text("no certificate", encoding="utf-8")
        self.reload(server, "the configuration was not reloaded")
        self.assertEqual(self.shown(server), first)
        make_certificate(self.folder, "second")
        server.log.write_text("", encoding="utf-8")
        self.reload(server, "configuration reloaded")
        self.assertNotEqual(self.shown(server), first)
        self.assertEqual(self.ask(kept, server, "GET", "/livez")[0], 200, "a connection lives through the change")

    def test_a_key_that_systemd_hands_over_is_found(self):
        make_certificate(self.folder, "handed")
        server = Server(self.folder)
        self.addCleanup(server.end)
        server.start(wait=False, CREDENTIALS_DIRECTORY=str(self.folder),
                     SUGGESTD_HTTP__SHOP_TLS_CERTIFICATE=str(self.folder / "certificate.pem"),
                     SUGGESTD_HTTP__SHOP_TLS_KEY="$CREDENTIALS_DIRECTORY/key.pem")
        server.wait_for_log("serving")
        self.assertTrue(self.shown(server))

    def test_a_configuration_that_cannot_work_is_refused(self):
        server = Server(self.folder)
        for settings, words in (
                (["http.shop_tls_certificate=x"], "needs 'http.shop_tls_key'"),
                (["http.admin_tls_key=x"], "needs 'http.admin_tls_certificate'"),
                ([f"http.admin_listen=127.0.0.1:{server.shop_port}"], "take the same port")):
            flags = [flag for setting in settings for flag in ("--set", setting)]
            done = server.run("check-config", "--config", server.config, *flags)
            self.assertEqual(done.returncode, EX_CONFIG, settings)
            self.assertIn(words, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
