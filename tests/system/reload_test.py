"""The configuration of a running server is reloaded as a whole or not at all, by SIGHUP and by the API."""
import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import watch_keys
from registration_proofs import SignInKeysByReload
from server import BINARY, SOURCE, Server
from shop_key_proofs import ShopKeysByReload

EVENT = {"type": "view", "user_id": "u", "product_id": "p"}
NDJSON = {"Content-Type": "application/x-ndjson"}


def order(number):
    return {"order_id": f"o{number}", "user_id": "u", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
            "lines": [{"product_id": f"p{number % 50}", "quantity": 1, "price": "1.00"}]}


def toml(settings):
    """`{"http.max_streams": 1}` as a file."""
    sections = {}
    for key, value in settings.items():
        section, name = key.split(".")
        sections.setdefault(section, []).append(f"{name} = {json.dumps(value)}\n")
    return "".join(f"[{section}]\n{''.join(lines)}" for section, lines in sections.items())


class ReloadCase(unittest.TestCase):
    # The harness makes reads patient by a variable, which outranks the files.
    environment = {"SUGGESTD_CONSISTENCY__WAIT_MS": None}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name)
        self.admin_key = self.server.make_key("--scopes", "admin")
        self.server.start(**self.environment)
        self.addCleanup(self.server.end)
        self.client = self.server.client()
        self.admin = self.server.admin(self.admin_key)
        self.more = self.server.folder / "conf.d" / "50-test.toml"
        self.more.parent.mkdir()

    def reload(self, settings=None, text=""):
        """The answer of a reload with these settings in conf.d."""
        self.more.write_text(toml(settings or {}) + text, encoding="utf-8")
        return self.admin.post("/v1/config/reload", None)

    def applied(self, settings):
        answer = self.reload(settings)
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(answer.json["need_restart"], [])
        return answer.json["applied"]

    def metric(self, name):
        text = self.server.admin().get("/metrics").text
        found = re.search(rf"^{re.escape(name)} (.*)$", text, re.MULTILINE)
        return float(found.group(1)) if found else None

    def value(self, key):
        values = {value["key"]: value for value in self.admin.get("/v1/config").json["values"]}
        return values[key]


class Reloading(ReloadCase):
    def test_a_change_is_applied_and_told_with_its_origin(self):
        self.assertEqual(self.value("http.max_bulk_lines")["origin"], "default")
        self.assertEqual(self.applied({"http.max_bulk_lines": 1}), ["http.max_bulk_lines"])
        told = self.value("http.max_bulk_lines")
        self.assertEqual((told["value"], told["origin"], told["applied"], told["pending"]),
                         (1, f"{self.more}:2:1", "by a reload", None))
        self.assertEqual(self.applied({"http.max_bulk_lines": 1}), [])

    def test_a_mistake_leaves_all_as_it_was_and_is_told_everywhere(self):
        self.applied({"http.max_bulk_lines": 1})
        answer = self.reload({"http.max_bulk_lines": 5, "http.max_strems": 1})
        self.assertEqual(answer.status, 409, answer.text)
        self.assertIn("did you mean 'http.max_streams'?", answer.json["detail"])
        self.assertEqual(answer.json["errors"][0]["pointer"], f"{self.more}:3:1")
        self.assertEqual(self.value("http.max_bulk_lines")["value"], 1)
        last = self.admin.get("/v1/status").json["last_reload"]
        self.assertFalse(last["good"])
        self.assertIn("max_strems", last["error"])
        self.assertEqual(self.metric("suggestd_config_last_reload_successful"), 0)
        self.server.wait_for_log("the configuration was not reloaded")
        self.applied({"http.max_bulk_lines": 5})
        self.assertEqual(self.metric("suggestd_config_last_reload_successful"), 1)
        self.assertAlmostEqual(self.metric("suggestd_config_last_reload_success_timestamp_seconds"), time.time(), delta=60)

    def test_a_key_that_needs_a_restart_is_named_and_waits(self):
        answer = self.reload({"http.max_connections": 10, "http.max_bulk_lines": 7})
        self.assertEqual((answer.json["applied"], answer.json["need_restart"]),
                         (["http.max_bulk_lines"], ["http.max_connections"]), answer.text)
        told = self.value("http.max_connections")
        self.assertEqual((told["value"], told["origin"]), (1024, "default"))
        self.assertEqual(told["pending"], {"value": 10, "origin": f"{self.more}:2:1"})
        self.assertEqual(self.admin.get("/v1/status").json["last_reload"]["need_restart"], ["http.max_connections"])
        self.server.wait_for_log("a changed key needs a restart")
        self.server.stop()
        self.server.start()
        self.admin = self.server.admin(self.admin_key)
        self.assertEqual((self.value("http.max_connections")["value"], self.value("http.max_connections")["pending"]),
                         (10, None))

    def test_sighup_does_the_same(self):
        self.more.write_text(toml({"http.max_bulk_lines": 3}), encoding="utf-8")
        self.server.process.send_signal(signal.SIGHUP)
        self.server.wait_for_log("configuration reloaded")
        self.assertEqual(self.value("http.max_bulk_lines")["value"], 3)

    def test_a_new_scenario_of_the_file_is_put(self):
        self.assertEqual(self.client.get("/v1/popular?scenario=home").status, 404)
        answer = self.reload(text='[[scenario]]\nname = "home"\nlist = "popular"\n')
        self.assertEqual(answer.json["applied"], ["scenario home"], answer.text)
        self.assertEqual(self.client.get("/v1/popular?scenario=home").status, 200)
        self.assertEqual(self.reload(text='[[scenario]]\nname = "home"\nlist = "popular"\n').json["applied"], [])
        wrong = self.reload({"http.max_bulk_lines": 9}, '[[scenario]]\nname = "home"\nlist = "popullar"\n')
        self.assertEqual(wrong.status, 409)
        self.assertIn(f"{self.more}:3:1", wrong.json["detail"])
        self.assertEqual(self.value("http.max_bulk_lines")["origin"], "default")

    def test_only_administrators_of_the_server_see_and_reload_it(self):
        self.assertEqual(self.client.get("/v1/config").status, 404, "the shops' listener knows nothing of it")
        for method, path in (("GET", "/v1/config"), ("POST", "/v1/config/reload")):
            self.assertEqual(self.server.admin().ask(method, path).status, 401)
            self.assertEqual(self.server.admin(self.server.key).ask(method, path).status, 403)
        self.assertNotIn("last_reload", self.client.get("/v1/status").json)

    def test_keys_that_change_together_are_seen_together(self):
        for turn in range(20):
            most = 10 + turn % 2
            self.applied({"http.requests_per_second": 1000 * most, "http.request_burst": 1000 * most})
            for _ in range(20):
                policy = self.client.get("/v1/popular").headers["RateLimit-Policy"]
                self.assertEqual(policy, f'"key";q={1000 * most};w=1')


class Effects(watch_keys.ByReload, ShopKeysByReload, SignInKeysByReload, ReloadCase):
    """For each key of the class `reload`: a reload gives it its effect, without a restart."""
    environment = {**ReloadCase.environment, **watch_keys.ByReload.needs}

    def bulk(self, count):
        body = "\n".join(json.dumps(order(i)) for i in range(count))
        return self.client.ask("POST", "/v1/orders", body, NDJSON)

    def test_http__max_bulk_lines(self):
        self.applied({"http.max_bulk_lines": 1})
        self.assertEqual(self.bulk(2).status, 413)
        self.applied({"http.max_bulk_lines": 2})
        self.assertEqual(self.bulk(2).status, 200)

    def test_http__max_work_units(self):
        products = "\n".join(json.dumps({"product_id": f"p{n}", "title": f"Product {n}"}) for n in range(500))
        self.client.ask("POST", "/v1/products", products, NDJSON)
        self.server.wait_until_learned()

        def status(word):  # another filter each time: the work of one that was met before is kept
            words = "%20or%20".join(f"title%20contains%20%22{word}{n}%22" for n in range(20))
            return self.client.get(f"/v1/new?filter={words}").status

        self.assertEqual(status("before"), 200)
        self.applied({"http.max_work_units": 10000})
        self.assertEqual(status("after"), 422)

    def test_http__max_answer_bytes(self):
        products = "\n".join(json.dumps({"product_id": f"p{n}", "title": "t" * 5000}) for n in range(50))
        self.client.ask("POST", "/v1/products", products, NDJSON)
        self.server.wait_until_learned()
        self.assertEqual(self.client.get("/v1/new?limit=50&properties=*").status, 200)
        self.applied({"http.max_answer_bytes": 65536})
        self.assertEqual(self.client.get("/v1/new?limit=50&properties=*").status, 413)

    def test_http__stream_heartbeat_seconds(self):
        self.applied({"http.stream_heartbeat_seconds": 1})
        done = subprocess.run(["curl", "-sN", "--max-time", "4", "-H", f"Authorization: Bearer {self.server.key}",
                               f"{self.server.url}/v1/changes?since=now&feed=eventsource"],
                              capture_output=True, text=True, check=False)
        self.assertGreaterEqual(done.stdout.count("heartbeat"), 2, done.stdout)

    def statuses(self, count):
        return {self.client.get("/v1/popular").status for _ in range(count)}

    def test_http__requests_per_second(self):
        self.assertEqual(self.statuses(10), {200})
        self.applied({"http.requests_per_second": 1, "http.request_burst": 2})
        self.assertIn(429, self.statuses(10))
        self.applied({})
        self.assertEqual(self.statuses(10), {200})

    def test_http__request_burst(self):
        self.applied({"http.requests_per_second": 1, "http.request_burst": 2})
        self.assertIn(429, self.statuses(10))
        self.applied({"http.requests_per_second": 1, "http.request_burst": 1000})
        self.assertEqual(self.statuses(10), {200})

    def test_http__address_requests_per_second(self):
        self.applied({"http.address_requests_per_second": 1, "http.address_request_burst": 3})
        self.assertIn(429, self.statuses(10))
        self.applied({})
        self.assertEqual(self.statuses(10), {200})

    def test_http__address_request_burst(self):
        self.applied({"http.address_requests_per_second": 1, "http.address_request_burst": 3})
        self.assertIn(429, self.statuses(10))
        self.applied({"http.address_requests_per_second": 1, "http.address_request_burst": 1000})
        self.assertEqual(self.statuses(10), {200})

    def test_http__address_connections(self):
        self.applied({"http.address_connections": 2})
        with contextlib.ExitStack() as held:
            opened = [held.enter_context(socket.create_connection(("127.0.0.1", self.server.shop_port), timeout=20))
                      for _ in range(4)]
            self.assertIn(b"HTTP/1.1 429", opened[-1].recv(1000))

    LIMITED = {"http.address_requests_per_second": 1, "http.address_request_burst": 3}

    def statuses_behind(self, header, form):
        return {self.client.ask("GET", "/livez", headers={header: form.format(number)}).status for number in range(10)}

    def test_http__trusted_proxies(self):
        self.applied(self.LIMITED)
        self.assertIn(429, self.statuses_behind("X-Forwarded-For", "198.51.100.{}"))
        self.applied({**self.LIMITED, "http.trusted_proxies": ["127.0.0.1"]})
        self.assertEqual(self.statuses_behind("X-Forwarded-For", "203.0.113.{}"), {200})

    def test_http__forwarded_by(self):
        self.applied({**self.LIMITED, "http.trusted_proxies": ["127.0.0.1"], "http.forwarded_by": "forwarded"})
        self.assertEqual(self.statuses_behind("Forwarded", "for=203.0.113.{}"), {200})

    def test_limits__shop_units_per_second(self):
        self.assertEqual(self.statuses(10), {200})
        self.applied({"limits.shop_units_per_second": 20})
        self.assertIn(429, self.statuses(10))

    def test_limits__shop_units_per_day(self):
        self.assertEqual(self.statuses(10), {200})
        self.applied({"limits.shop_units_per_day": 20})
        self.assertIn(429, self.statuses(10))

    def test_limits__server_units_per_second(self):
        self.applied({"limits.shop_units_per_second": 100_000, "limits.server_units_per_second": 20})
        until = time.monotonic() + 30
        while 429 not in self.statuses(3):  # shares are made anew four times a second
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)

    def setUp(self):
        super().setUp()
        if "durability" in self.id():  # the sync of what is buffered must be late enough to be seen
            self.more.write_text(toml({"store.buffered_sync_ms": 20000}), encoding="utf-8")
            self.server.stop()
            self.server.start()
            self.client, self.admin = self.server.client(), self.server.admin(self.admin_key)

    def late(self, key, ask):
        self.assertEqual(self.reload({"store.buffered_sync_ms": 20000, key: "buffered"}).json["applied"], [key])
        at = ask().sequence
        self.assertLess(int(self.client.get("/v1/status").json["shops"][0]["head"].split(":")[1]), at)

    def test_store__order_durability(self):
        self.late("store.order_durability", lambda: self.client.post("/v1/orders", order(1)))

    def test_store__event_durability(self):
        self.late("store.event_durability", lambda: self.client.post("/v1/events", EVENT))

    def test_store__product_durability(self):
        self.late("store.product_durability", lambda: self.client.put("/v1/products/p", {"title": "T"}))

    def test_store__user_durability(self):
        self.late("store.user_durability", lambda: self.client.put("/v1/users/u", {}))

    def test_retention__all(self):
        """All keys of retention reach it by one call; that they mean what they say is shown in config_effect_test."""
        for key in ("events", "orders", "products", "users", "rules"):
            self.assertEqual(self.applied({f"retention.{key}_days": 1.5, f"retention.{key}_bytes": 5}),
                             [f"retention.{key}_days", f"retention.{key}_bytes"])
            self.applied({})
        for number in range(20):
            self.client.post("/v1/events", EVENT | {"product_id": f"p{number}"})
        self.server.stop()  # with a checkpoint: retention takes nothing that the learner has yet to read
        self.server.start()
        self.client, self.admin = self.server.client(), self.server.admin(self.admin_key)
        self.applied({"retention.events_bytes": 1, "retention.every_seconds": 1,
                      "retention.consumer_silence_seconds": 1})
        until = time.monotonic() + 30
        while self.client.get("/v1/status").json["shops"][0]["oldest"] == "1:1":
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)

    def test_consistency__standard(self):
        beyond = {"Suggestd_Session": "1:99999"}  # only level session looks at it
        self.assertEqual(self.client.get("/v1/popular", **beyond).status, 400)
        self.applied({"consistency.standard": "eventual"})
        self.assertEqual(self.client.get("/v1/popular", **beyond).status, 200)

    def test_consistency__strongest(self):
        self.assertEqual(self.client.get("/v1/popular", Suggestd_Consistency="strong").status, 200)
        self.applied({"consistency.strongest": "session"})
        self.assertEqual(self.client.get("/v1/popular", Suggestd_Consistency="strong").status, 400)

    def some_read_is_stale(self, level):
        for number in range(200):
            self.client.post("/v1/orders", order(number))
            if self.client.get("/v1/popular", Suggestd_Consistency=level).headers["Suggestd-Stale"]:
                return True
        return False

    def test_consistency__wait_ms(self):
        self.applied({"consistency.wait_ms": 0})
        self.assertTrue(self.some_read_is_stale("strong"))

    def test_consistency__bound_records(self):
        self.applied({"consistency.wait_ms": 0, "consistency.bound_records": 1})
        self.assertTrue(self.some_read_is_stale("bounded"))

    def test_consistency__bound_ms(self):
        self.applied({"consistency.wait_ms": 0, "consistency.bound_ms": 1})
        self.assertTrue(self.some_read_is_stale("bounded"))

    def test_log__level(self):
        self.applied({"log.level": "error"})
        self.server.log.write_text("", encoding="utf-8")
        self.applied({"log.level": "error", "http.max_bulk_lines": 3})
        self.assertNotIn("configuration reloaded", self.server.log.read_text(encoding="utf-8"))

    def test_log__format(self):
        self.applied({"log.format": "json"})
        self.server.wait_for_log('"message":"configuration reloaded"')

    def test_log__requests(self):
        self.applied({"log.requests": True})
        self.client.get("/v1/popular?limit=3")
        self.server.wait_for_log("/v1/popular")

    def test_log__slow_request_ms(self):
        self.applied({"log.slow_request_ms": 1})
        self.bulk(3000)
        self.server.wait_for_log("a request was slow")

    def test_each_key_of_this_class_has_its_proof(self):
        reference = (SOURCE / "docs" / "operate" / "configuration.md").read_text(encoding="utf-8")
        keys = {key for key, text in re.findall(r"^### `([a-z_.]+)`$(.*?)(?=^#|\Z)", reference, re.MULTILINE | re.DOTALL)
                if "by a reload" in text and not key.startswith("retention.")}
        proofs = {name.removeprefix("test_").replace("__", ".", 1) for name in dir(self)
                  if name.startswith("test_") and "__" in name and name != "test_retention__all"}
        self.assertEqual(proofs, keys)


class CheckConfig(unittest.TestCase):
    def test_it_prints_each_value_with_its_origin(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "suggestd.toml"
            file.write_text('[http]\nmax_streams = 3\n[[scenario]]\nname = "home"\nlist = "popular"\n', encoding="utf-8")
            (Path(folder) / "conf.d").mkdir()
            (Path(folder) / "conf.d" / "a.toml").write_text('[log]\nlevel = "error"\n', encoding="utf-8")
            done = subprocess.run([BINARY, "check-config", "--config", file, "--set", "http.max_connections=9",
                                   "--print-config"], capture_output=True, text=True, check=True,
                                  env={"SUGGESTD_HTTP__KEEP_ALIVE_SECONDS": "7"})
            origins = dict(line.rsplit(" # ", 1) for line in done.stdout.splitlines())
            origins = {setting.strip(): origin for setting, origin in origins.items()}
            self.assertEqual(origins["http.max_streams = 3"], f"{file}:2:1")
            self.assertEqual(origins['log.level = "error"'], f"{folder}/conf.d/a.toml:2:1")
            self.assertEqual(origins["http.max_connections = 9"], "--set http.max_connections")
            self.assertEqual(origins["http.keep_alive_seconds = 7"],
                             "environment variable SUGGESTD_HTTP__KEEP_ALIVE_SECONDS")
            self.assertEqual(origins["http.max_body_bytes = 33554432"], "default")
            self.assertIn("[[scenario]]", origins)

    def test_it_names_the_keys_that_a_reload_leaves_alone(self):
        done = subprocess.run([BINARY, "check-config", "--json"], capture_output=True, text=True, check=True)
        waiting = json.loads(done.stdout)["need_restart"]
        self.assertIn("http.max_connections", waiting)
        self.assertNotIn("http.max_bulk_lines", waiting)

    def test_it_remarks_on_what_is_seldom_meant(self):
        done = subprocess.run([BINARY, "check-config", "--set", "http.shop_listen=0.0.0.0:8600"], capture_output=True,
                              text=True, check=True)
        self.assertIn("remark: 'http.shop_listen'", done.stderr)


if __name__ == "__main__":
    unittest.main()
