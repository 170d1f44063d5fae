"""Every config key does something: for each there is a proof on the running server, or this test fails."""
import contextlib
import http.client
import json
import re
import socket
import sys
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import watch_keys
from limit_proofs import LimitProofs
from picture_proofs import PictureKeyProofs
from registration_proofs import SignInKeyProofs
from server import SOURCE, Client, Server, make_certificate
from serving import ask_raw, connect, serving, statuses
from shifted_clock import ShiftedClock
from shop_key_proofs import ShopKeyProofs

EVENT = {"type": "view", "user_id": "u", "product_id": "p"}
FEED = "/v1/changes?since=now&feed=eventsource"


def order(number, user="u"):
    return {"order_id": f"o{number}", "user_id": user, "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
            "lines": [{"product_id": f"p{number % 50}", "quantity": 1, "price": "1.00"}]}


def orders_as_ndjson(first, count):
    return "\n".join(json.dumps(order(first + i, f"u{i % 40}")) for i in range(count))


def vector_after_events(kind, at="2026-01-01T00:00:00Z", **settings):
    """A person's vector after they did this with two products of a trained shop; None: there is none."""
    with serving(model__dimensions=8, **settings) as server:
        client = server.client()
        client.ask("POST", "/v1/orders", orders_as_ndjson(0, 200), {"Content-Type": "application/x-ndjson"})
        server.wait_until_learned()
        for product, when in (("p1", at), ("p2", "2026-01-01T00:00:00Z")):
            client.post("/v1/events", {"type": kind, "user_id": "ann", "product_id": product, "at": when})
        return client.get("/v1/users/ann/vector", Suggestd_Consistency="strong").json.get("vector")


def once_and_now(client):
    """One product that five people bought 20 days ago, and one that two buy today."""
    today = datetime.now(timezone.utc)
    for number in range(7):
        at = today - timedelta(days=20 if number < 5 else 0)
        client.post("/v1/orders", {**order(number), "user_id": f"u{number}",
                                 "placed_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "lines": [
            {"product_id": "once" if number < 5 else "now", "quantity": 1, "price": "1.00"}]})


def first_scores(kind, **settings):
    with serving(**settings) as server:
        client = server.client()
        once_and_now(client)
        items = client.get(f"/v1/{kind}", Suggestd_Consistency="strong").json["items"]
        return [(item["product_id"], round(item["score"], 3)) for item in items]


def first_of_once_and_now(kind, **settings):
    return first_scores(kind, **settings)[0][0]


def orders_two_days_after_a_click(server):
    """How many orders a report counts for one, placed two days after the click."""
    client = server.client()
    client.put("/v1/products/p1", {"title": "T"})
    client.put("/v1/scenarios/home", {"list": "popular"})
    shown = client.get("/v1/popular?scenario=home").json["recommendation_id"]
    client.post("/v1/events", {"type": "rec_click", "recommendation_id": shown, "user_id": "u", "product_id": "p1"})
    later = datetime.now(timezone.utc) + timedelta(days=2)
    placed = client.post("/v1/orders", {**order(0), "placed_at": later.strftime("%Y-%m-%dT%H:%M:%SZ"),
                                        "lines": [{"product_id": "p1", "quantity": 1, "price": "1.00"}]})
    assert placed.status == 201, placed.text
    return client.get("/v1/scenarios/home/report", Suggestd_Consistency="strong").json["orders"]


def some_read_is_stale(level, **settings):
    """Whether a read right after a large write ever says that it waited in vain."""
    with serving(**settings) as server:
        client = server.client()
        for attempt in range(30):
            client.ask("POST", "/v1/orders", orders_as_ndjson(attempt * 400, 400),
                       {"Content-Type": "application/x-ndjson"})
            answer = client.get("/v1/users/u1/recommendations", Suggestd_Consistency=level)
            if answer.headers["Suggestd-Stale"] == "1":
                return True
        return False


def versions_of(kind, client):
    """Several records of one kind, and whatever the last needs to be not the state of anything."""
    for number in range(4):
        if kind == "events":
            client.post("/v1/events", EVENT)
        elif kind == "orders":
            client.put("/v1/orders/o", {**order(1), "order_id": "o", "updated_at": f"2026-01-0{number + 1}T00:00:00Z"})
        elif kind == "rules":
            client.put("/v1/scenarios/s", {"list": "popular", "include_bought": number % 2 == 0})
        else:
            client.put(f"/v1/{kind}/x", {"properties": {"size": number}})


def is_seen_late(kind, **settings):
    """Whether the change feed sees a write only some time after its answer: when it is on disk."""
    with serving(**{"store__buffered_sync_ms": 60_000, **settings}) as server:
        client = server.client()
        versions_of(kind, client)
        late = not client.get("/v1/changes").json["changes"]
        client.put("/v1/scenarios/s", {"list": "popular"})  # always synced, and takes the earlier ones with it
        return late and len(client.get("/v1/changes").json["changes"]) > 1


def stands_in_files(text, **settings):
    """Whether a text that was stored can be found in the table files."""
    with serving(**settings) as server:
        client = server.client()
        for number in range(200):
            client.put(f"/v1/products/p{number}", {"title": text})
        client.post("/v1/events", {"type": "view", "user_id": "u", "product_id": "p1"})
        key = server.make_key("--shop", "default", "--scopes", "privacy")
        receipt = server.client(key).ask("DELETE", "/v1/privacy/people/u").json["receipt_id"]
        until = time.monotonic() + 60
        while server.client(key).get(f"/v1/privacy/receipts/{receipt}").json["state"] != "done":
            assert time.monotonic() < until
            time.sleep(0.1)
        tables = b"".join(path.read_bytes() for path in (server.folder / "store" / "db").glob("*.sst"))
        return tables.count(text.encode()) > 100


def is_cut(kind, seconds=20, **settings):
    """Whether records of a kind go within some seconds."""
    with serving(retention__every_seconds=settings.pop("every", 1), **settings) as server:
        client = server.client()
        versions_of(kind, client)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if client.get("/v1/changes?since=now").json["oldest"] != "1:1":
                return True
            time.sleep(0.1)
        return False


def complaint_about(key):
    """The words of a server that finds nothing at the path which `key`, one of a certificate's two, names."""
    with tempfile.TemporaryDirectory() as folder:
        make_certificate(Path(folder), "localhost")
        listener = key.split("_")[0]
        files = {"certificate": f"{folder}/certificate.pem", "key": f"{folder}/key.pem", key.split("_")[-1]: "/not/there"}
        flags = [flag for name, file in files.items() for flag in ("--set", f"http.{listener}_tls_{name}={file}")]
        server = Server(folder)
        return server.run("serve", "--config", server.config, *flags).stderr


class Proofs(LimitProofs, PictureKeyProofs, ShopKeyProofs, SignInKeyProofs, watch_keys.AtStart, unittest.TestCase):
    """A method for each key, named after it."""
    def test_http__shop_listen(self):
        with serving() as server:  # Server chooses both addresses
            self.assertEqual(Client(server.shop_port, server.key).get("/v1/popular").status, 200)

    def test_http__admin_listen(self):
        with serving() as server:
            self.assertEqual(Client(server.admin_port, None).get("/metrics").status, 200)

    def test_http__shop_tls_certificate(self):
        self.assertIn("/not/there is no readable certificate", complaint_about("shop_tls_certificate"))

    def test_http__shop_tls_key(self):
        self.assertIn("/not/there is no readable key", complaint_about("shop_tls_key"))

    def test_http__admin_tls_certificate(self):
        self.assertIn("/not/there is no readable certificate", complaint_about("admin_tls_certificate"))

    def test_http__admin_tls_key(self):
        self.assertIn("/not/there is no readable key", complaint_about("admin_tls_key"))

    def test_http__max_connections(self):
        with serving(http__max_connections=1) as server:
            with contextlib.ExitStack() as stack:
                seen = b""
                while b" 200 " not in seen:  # until the server has noticed that start()'s connection is gone
                    held = stack.enter_context(connect(server))
                    ask_raw(held, server, "/v1/popular")
                    seen = held.recv(100)
                try:
                    self.assertEqual(server.client().get("/v1/popular").status, 503)
                except (OSError, http.client.HTTPException):
                    pass  # the answer was lost when the server hung up

    def test_http__max_streams(self):
        with serving(http__max_streams=0) as server:
            self.assertEqual(server.client().get(FEED).status, 503)

    def test_http__keep_alive_seconds(self):
        with serving(http__keep_alive_seconds=1) as server, connect(server) as idle:
            ask_raw(idle, server, "/v1/popular")
            until = time.monotonic() + 15
            while idle.recv(10_000):
                self.assertLess(time.monotonic(), until)

    def test_http__request_timeout_seconds(self):
        with serving(http__request_timeout_seconds=1) as server, connect(server) as slow:
            slow.sendall(b"POST /v1/orders HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{")
            until = time.monotonic() + 15
            while slow.recv(10_000):
                self.assertLess(time.monotonic(), until)

    def test_http__max_body_bytes(self):
        with serving(http__max_body_bytes=1024) as server:
            self.assertEqual(server.client().post("/v1/orders", {"order_id": "x" * 2000}).status, 413)

    def test_http__max_bulk_lines(self):
        with serving(http__max_bulk_lines=1) as server:
            answer = server.client().ask("POST", "/v1/orders", orders_as_ndjson(0, 2),
                                         {"Content-Type": "application/x-ndjson"})
            self.assertEqual(answer.status, 413, answer.text)

    def test_http__max_work_units(self):
        with serving(http__max_work_units=10000) as server:
            client = server.client()
            products = "\n".join(json.dumps({"product_id": f"p{n}", "title": f"Product {n} of {n % 7} words"}) for n in range(500))
            client.ask("POST", "/v1/products", products, {"Content-Type": "application/x-ndjson"})
            server.wait_until_learned()
            words = "%20or%20".join(f"title%20contains%20%22w{n}%22" for n in range(20))
            self.assertEqual(client.get("/v1/new?limit=1").status, 200)
            answer = client.get(f"/v1/new?filter={words}")
            self.assertEqual((answer.status, answer.json["errors"][0]["pointer"]), (422, "?filter"), answer.text)

    def test_http__max_answer_bytes(self):
        with serving(http__max_answer_bytes=65536) as server:
            client = server.client()
            products = "\n".join(json.dumps({"product_id": f"p{n}", "title": "t" * 5000}) for n in range(50))
            client.ask("POST", "/v1/products", products, {"Content-Type": "application/x-ndjson"})
            server.wait_until_learned()
            self.assertEqual(client.get("/v1/new?limit=5&properties=*").status, 200)
            answer = client.get("/v1/new?limit=50&properties=*")
            self.assertEqual((answer.status, answer.json["errors"][0]["pointer"]), (413, "?limit"), answer.text)

    def test_http__stream_heartbeat_seconds(self):
        with serving(http__stream_heartbeat_seconds=1) as server, connect(server) as stream:
            ask_raw(stream, server, FEED)
            seen = b""
            until = time.monotonic() + 10
            while seen.count(b"\n:") < 2 and time.monotonic() < until:
                seen += stream.recv(10_000)
            self.assertGreaterEqual(seen.count(b"\n:"), 2, seen)

    def test_store__path(self):
        with serving() as server:
            self.assertTrue((server.folder / "store" / "FORMAT").exists())

    def test_store__order_durability(self):
        self.assertTrue(is_seen_late("orders", store__order_durability="buffered"))

    def test_store__event_durability(self):
        for value, status in (("synced", 201), ("buffered", 202)):
            with serving(store__event_durability=value) as server:
                self.assertEqual(server.client().post("/v1/events", EVENT).status, status)
        self.assertTrue(is_seen_late("events", store__event_durability="buffered"))

    def test_store__product_durability(self):
        self.assertTrue(is_seen_late("products", store__product_durability="buffered"))

    def test_store__user_durability(self):
        self.assertTrue(is_seen_late("users", store__user_durability="buffered"))

    def test_store__buffered_sync_ms(self):
        self.assertTrue(is_seen_late("events", store__event_durability="buffered"))
        self.assertFalse(is_seen_late("events", store__event_durability="buffered", store__buffered_sync_ms=0))

    def test_store__compress(self):
        self.assertFalse(stands_in_files("mirror glaze"))
        self.assertTrue(stands_in_files("mirror glaze", store__compress="false"))

    def test_retention__events_days(self):
        self.assertTrue(is_cut("events", retention__events_days=0.00001))

    def test_retention__events_bytes(self):
        self.assertTrue(is_cut("events", retention__events_bytes=1))

    def test_retention__orders_days(self):
        self.assertTrue(is_cut("orders", retention__orders_days=0.00001))

    def test_retention__orders_bytes(self):
        self.assertTrue(is_cut("orders", retention__orders_bytes=1))

    def test_retention__products_days(self):
        self.assertTrue(is_cut("products", retention__products_days=0.00001))

    def test_retention__products_bytes(self):
        self.assertTrue(is_cut("products", retention__products_bytes=1))

    def test_retention__users_days(self):
        self.assertTrue(is_cut("users", retention__users_days=0.00001))

    def test_retention__users_bytes(self):
        self.assertTrue(is_cut("users", retention__users_bytes=1))

    def test_retention__rules_days(self):
        self.assertTrue(is_cut("rules", retention__rules_days=0.00001))

    def test_retention__rules_bytes(self):
        self.assertTrue(is_cut("rules", retention__rules_bytes=1))

    def test_retention__every_seconds(self):
        self.assertFalse(is_cut("events", seconds=4, every=3600, retention__events_bytes=1))

    def test_retention__consumer_silence_seconds(self):
        with serving(retention__every_seconds=1, retention__events_bytes=1,
                     retention__consumer_silence_seconds=1) as server:
            client = server.client()
            client.put("/v1/changes/consumers/reader", {"position": "1:0"})
            versions_of("events", client)
            until = time.monotonic() + 20
            while not client.get("/v1/changes/consumers/reader").json["cut_off"]:
                self.assertLess(time.monotonic(), until)
                time.sleep(0.1)

    def test_backup__folder(self):
        with tempfile.TemporaryDirectory() as folder, serving(backup__folder=f"{folder}/made") as server:
            admin = server.admin(server.make_key("--scopes", "admin"))
            self.assertEqual(admin.post("/v1/backups", None).status, 202)
            until = time.monotonic() + 20
            while not admin.get("/v1/backups").json["backups"]:
                self.assertLess(time.monotonic(), until)
                time.sleep(0.05)
            self.assertTrue(Path(folder, "made").is_dir())

    def feed_job(self, server, address, job_id="feed"):
        """A job that reads this address, when it has ended."""
        admin = server.admin(server.make_key("--scopes", "admin"))
        asked = {"kind": "feed-import", "shop": "default", "parameters": {"address": address, "format": "ndjson"}}
        self.assertEqual(admin.put(f"/v1/jobs/{job_id}", asked).status, 201)
        until = time.monotonic() + 30
        while (job := admin.get(f"/v1/jobs/{job_id}").json)["ended_at"] is None:
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)
        return job

    def test_jobs__workers(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
            for workers in (1, 2):
                with serving(jobs__workers=workers, outbound__allowed_private="127.0.0.1") as server:
                    admin = server.admin(server.make_key("--scopes", "admin"))
                    for shop in ("a", "b"):
                        admin.post("/v1/shops", {"name": shop})
                        admin.put(f"/v1/jobs/{shop}", {"kind": "feed-import", "shop": shop,
                                                       "parameters": {"address": address, "format": "ndjson"}})
                    time.sleep(1)
                    self.assertEqual(len(admin.get("/v1/jobs?state=running").json["jobs"]), workers)

    def test_jobs__history_days(self):
        with tempfile.TemporaryDirectory() as folder:
            clock = ShiftedClock(folder)
            server = Server(folder).start(SUGGESTD_JOBS__HISTORY_DAYS="2", **clock.environment)
            self.addCleanup(server.end)
            self.feed_job(server, "http://127.0.0.1:1/", "old")
            clock.shift(3 * 86_400)
            self.feed_job(server, "http://127.0.0.1:1/", "new")
            admin = server.admin(server.make_key("--scopes", "admin"))
            self.assertEqual([job["job_id"] for job in admin.get("/v1/jobs").json["jobs"]], ["new"])
            server.stop()

    def test_export__folder(self):
        export = {"kind": "export", "shop": "default", "parameters": {"kind": "orders", "file": "o.ndjson"}}
        with serving() as server:
            refused = server.admin(server.make_key("--scopes", "admin")).put("/v1/jobs/e", export)
            self.assertEqual(refused.status, 409)
            self.assertIn("export.folder", refused.json["detail"])
        with tempfile.TemporaryDirectory() as folder, serving(export__folder=f"{folder}/made") as server:
            server.admin(server.make_key("--scopes", "admin")).put("/v1/jobs/e", export)
            until = time.monotonic() + 20
            while not Path(folder, "made", "default", "o.ndjson").exists():
                self.assertLess(time.monotonic(), until)
                time.sleep(0.05)

    def test_outbound__allowed_private(self):
        for ranges, words in (("", "no address of the public internet"), ("127.0.0.0/8", "onnect")):
            with serving(outbound__allowed_private=ranges) as server:
                self.assertIn(words, self.feed_job(server, "http://127.0.0.1:1/")["failure"])

    def test_outbound__ca_file(self):
        with serving(outbound__ca_file="/no/such/file", outbound__allowed_private="127.0.0.1") as server, \
                socket.create_server(("127.0.0.1", 0)) as silent:
            address = f"https://127.0.0.1:{silent.getsockname()[1]}/"
            self.assertIn("/no/such/file", self.feed_job(server, address)["failure"])

    def test_backup__bytes_per_second(self):
        with tempfile.TemporaryDirectory() as folder, serving(backup__folder=f"{folder}/made",
                                                              backup__bytes_per_second=2000) as server:
            admin = server.admin(server.make_key("--scopes", "admin"))
            server.client().ask("POST", "/v1/orders", orders_as_ndjson(0, 1000),
                                {"Content-Type": "application/x-ndjson"})
            admin.post("/v1/backups", None)
            time.sleep(2)  # 20 kB and more at 2 kB a second
            self.assertEqual(admin.get("/v1/backups").json["job"]["state"], "running")
            self.assertEqual(server.stop(), 0)

    def test_consistency__standard(self):
        beyond = {"Suggestd_Session": "1:99999"}  # only level session looks at it
        for value, status in (("session", 400), ("eventual", 200)):
            with serving(consistency__standard=value) as server:
                self.assertEqual(server.client().get("/v1/popular", **beyond).status, status)

    def test_consistency__strongest(self):
        with serving(consistency__strongest="eventual", consistency__standard="eventual") as server:
            self.assertEqual(server.client().get("/v1/popular", Suggestd_Consistency="strong").status, 400)

    def test_consistency__wait_ms(self):
        self.assertTrue(some_read_is_stale("strong", consistency__wait_ms=0))
        self.assertFalse(some_read_is_stale("strong", consistency__wait_ms=60_000))

    def test_consistency__bound_records(self):
        self.assertTrue(some_read_is_stale("bounded", consistency__wait_ms=0, consistency__bound_records=1))
        self.assertFalse(some_read_is_stale("bounded", consistency__wait_ms=0, consistency__bound_records=1_000_000,
                                            consistency__bound_ms=1_000_000))

    def test_consistency__bound_ms(self):
        self.assertTrue(some_read_is_stale("bounded", consistency__wait_ms=0, consistency__bound_ms=1))

    def test_log__level(self):
        with serving(log__level="error") as server:
            self.assertNotIn("serving", server.log_tail())

    def test_model__dimensions(self):
        with serving(model__dimensions=8) as server:
            client = server.client()
            client.ask("POST", "/v1/orders", orders_as_ndjson(0, 40), {"Content-Type": "application/x-ndjson"})
            vector = client.get("/v1/products/p1/vector", Suggestd_Consistency="strong").json
            self.assertEqual(len(vector["vector"]), 8, vector)

    def test_model__view_confidence(self):
        self.assert_teaches("view", "view_confidence")

    def test_model__wishlist_confidence(self):
        self.assert_teaches("wishlist", "wishlist_confidence")

    def test_model__cart_confidence(self):
        self.assert_teaches("cart_add", "cart_confidence")

    def assert_teaches(self, kind, key):
        self.assertIsNone(vector_after_events(kind, **{f"model__{key}": 0}))
        little, much = (vector_after_events(kind, **{f"model__{key}": value}) for value in (0.2, 0.9))
        self.assertNotEqual(little, much)

    def test_model__purchase_confidence(self):
        little, much = (vector_after_events("purchase", model__purchase_confidence=value) for value in (0.2, 2))
        self.assertNotEqual(little, much)

    def test_model__half_life_days(self):
        fading, lasting = (vector_after_events("purchase", "2023-01-01T00:00:00Z", model__half_life_days=days)
                           for days in (30, 0))
        self.assertNotEqual(fading, lasting)

    def test_model__popular_half_life_days(self):
        self.assertEqual(first_of_once_and_now("popular", model__popular_half_life_days=3650), "once")
        self.assertEqual(first_of_once_and_now("popular", model__popular_half_life_days=1), "now")

    def test_model__trending_half_life_hours(self):
        short, long = (first_scores("trending", model__trending_half_life_hours=hours) for hours in (1, 500))
        self.assertNotEqual(short, long)

    def test_model__sleep_seconds(self):
        with serving(model__sleep_seconds=1) as server:
            admin, client = server.admin(server.make_key("--scopes", "admin")), server.client()
            self.assertEqual(client.ask("POST", "/v1/orders", order(1)).status, 201)
            until = time.monotonic() + 60
            while admin.get("/v1/status").json["shops"][0]["learner"]["phase"] != "asleep":
                self.assertLess(time.monotonic(), until)
                time.sleep(0.1)
            self.assertEqual(client.ask("POST", "/v1/orders", order(2)).status, 201)
            best = client.get("/v1/popular").json["items"]
            self.assertEqual({item["product_id"] for item in best}, {"p1", "p2"}, "the list knows the order that it slept through")

    def test_attribution__window_hours(self):
        for hours in (24, 720):
            with serving(attribution__window_hours=hours) as server:
                report = server.client().get("/v1/report").json
                self.assertEqual(report["window_hours"], hours)
                self.assertEqual(orders_two_days_after_a_click(server), 1 if hours == 720 else 0)

    def test_catalogue__most_hidden(self):
        for most, status in ((0.1, 409), (0.9, 200)):
            with serving(catalogue__most_hidden=most) as server:
                client = server.client()
                products = "\n".join(json.dumps({"product_id": f"p{i}", "title": "T"}) for i in range(10))
                client.ask("POST", "/v1/products", products, {"Content-Type": "application/x-ndjson"})
                sync = client.post("/v1/catalogue-syncs", "").json["sync_id"]
                client.ask("POST", f"/v1/catalogue-syncs/{sync}/products", products.split("\n")[0],
                           {"Content-Type": "application/x-ndjson"})
                self.assertEqual(client.post(f"/v1/catalogue-syncs/{sync}/finish", "").status, status)

    def test_catalogue__required(self):
        for required, shown in (("true", []), ("false", ["ghost"])):
            with serving(catalogue__required=required) as server:
                client = server.client()
                client.post("/v1/orders", {**order(0), "lines": [{"product_id": "ghost", "quantity": 1, "price": "1.00"}]})
                items = client.get("/v1/popular", Suggestd_Consistency="strong").json["items"]
                self.assertEqual([item["product_id"] for item in items], shown)

    def unlikely(self, **settings):
        """The count in status of 30 views of one person within an hour, and the number that a list knows."""
        with serving(**settings) as server:
            client = server.client()
            views = "\n".join(json.dumps({"type": "view", "user_id": "robot", "product_id": f"p{n}",
                                          "at": f"2026-01-01T00:{n:02}:00Z"}) for n in range(30))
            client.ask("POST", "/v1/events", views, {"Content-Type": "application/x-ndjson"})
            viewed = client.get("/v1/users/robot/recently-viewed?limit=100", Suggestd_Consistency="strong").json["items"]
            return client.get("/v1/status").json["shops"][0]["learner"]["unlikely_events"]["events"], len(viewed)

    def test_model__unlikely_events_per_hour(self):
        self.assertEqual(self.unlikely(model__unlikely_events_per_hour=20), (10, 30))
        self.assertEqual(self.unlikely(model__unlikely_events_per_hour=40), (0, 30))

    def test_model__leave_out_unlikely(self):
        self.assertEqual(self.unlikely(model__unlikely_events_per_hour=20, model__leave_out_unlikely="true"), (10, 20))

    def test_log__format(self):
        with serving(log__format="json") as server:
            server.wait_for_log("serving")
            lines = [json.loads(line) for line in server.log_tail().splitlines() if line.startswith("{")]
            self.assertIn("serving", [line.get("message") for line in lines], server.log_tail())

    def test_log__requests(self):
        with serving(log__requests="true") as server:
            server.client().get("/v1/popular?limit=7")
            server.wait_for_log("/v1/popular")

    def test_log__slow_request_ms(self):
        for value, told in ((1, True), (0, False)):
            with serving(log__slow_request_ms=value) as server:
                server.client().ask("POST", "/v1/orders", orders_as_ndjson(0, 3000), {"Content-Type": "application/x-ndjson"})
                server.stop()
                self.assertEqual("a request was slow" in server.log.read_text(encoding="utf-8"), told)


class Completeness(unittest.TestCase):
    def test_each_key_has_its_proof(self):
        reference = (SOURCE / "docs" / "operate" / "configuration.md").read_text(encoding="utf-8")
        keys = set(re.findall(r"^### `([a-z_.]+)`$", reference, re.MULTILINE))
        proofs = {name.removeprefix("test_").replace("__", ".", 1) for name in dir(Proofs) if name.startswith("test_")}
        self.assertEqual(proofs, keys)


if __name__ == "__main__":
    unittest.main()
