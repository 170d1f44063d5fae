"""The proofs of the keys of [shop], and of the age of backups, for the tests that know every key."""
import tempfile
import time

from serving import serving

BARE = {"order_id": "o", "user_id": "u", "placed_at": "2026-01-01T00:00:00Z",
        "lines": [{"product_id": "p", "quantity": 1, "price": "1.00"}]}


def consent_required(server):
    return server.client().get("/v1/status", Suggestd_Consistency="strong").json["shops"][0]["learner"]["consent_required"]


def wait_until(found, seconds=20):
    until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < until
        time.sleep(0.05)


def first_hour(server, job_id, **settings):
    """The hour of UTC at which a job for 03:30 of the shop's day is due."""
    admin = server.admin(server.make_key("--scopes", "admin"))
    if settings:
        assert admin.ask("PATCH", "/v1/shops/default", {"settings": settings}).status == 200
    job = {"kind": "export", "shop": "default", "parameters": {"kind": "orders"}, "at": "03:30"}
    return admin.put(f"/v1/jobs/{job_id}", job).json["due_at"][11:16]


class ShopKeyProofs:
    def test_shop__consent(self):
        for value, required in (("required", True), ("assumed", False)):
            with serving(shop__consent=value) as server:
                wait_until(lambda required=required, server=server: consent_required(server) is required)
        with serving(shop__consent="required") as server:  # the shop's own word outranks it, and null takes it back
            admin = server.admin(server.make_key("--scopes", "admin"))
            for word, required in (("assumed", False), (None, True)):
                changed = admin.ask("PATCH", "/v1/shops/default", {"settings": {"consent": word}})
                self.assertEqual((changed.status, changed.json["settings"].get("consent")), (200, word))
                wait_until(lambda required=required: consent_required(server) is required)
                admin.ask("PATCH", "/v1/shops/default", {"settings": {"currency": "EUR"}})  # leaves the word alone
                self.assertIs(consent_required(server), required)

    def test_shop__currency(self):
        for value, status in (("EUR", 201), ("", 400)):
            with serving(shop__currency=value) as server:
                self.assertEqual(server.client().post("/v1/orders", BARE).status, status)

    def test_shop__time_zone(self):
        with tempfile.TemporaryDirectory() as folder:
            with serving(shop__time_zone="Asia/Tokyo", export__folder=folder) as server:
                self.assertEqual(first_hour(server, "a"), "18:30")
                self.assertEqual(first_hour(server, "b", time_zone="UTC"), "03:30")

    def test_backup__keep_days(self):
        with tempfile.TemporaryDirectory() as folder, serving(backup__folder=f"{folder}/b",
                                                              backup__keep_days=0.00005) as server:
            admin = server.admin(server.make_key("--scopes", "admin"))
            self.assertEqual(admin.post("/v1/backups", None).status, 202)
            wait_until(lambda: admin.get("/v1/backups").json["job"]["state"] == "done")
            wait_until(lambda: not admin.get("/v1/backups").json["backups"])


class ShopKeysByReload:
    def test_shop__consent(self):
        self.assertIs(consent_required(self.server), False)
        for value, required in (("required", True), ("assumed", False)):
            self.applied({"shop.consent": value})
            wait_until(lambda required=required: consent_required(self.server) is required)

    def test_shop__currency(self):
        self.assertEqual(self.client.post("/v1/orders", BARE).status, 400)
        self.applied({"shop.currency": "EUR"})
        self.assertEqual(self.client.post("/v1/orders", BARE).status, 201)

    def test_shop__time_zone(self):
        self.applied({"shop.time_zone": "Asia/Tokyo"})
        midnight = self.day_ends_at()
        self.assertEqual(midnight[11:], "15:00:00Z")

    def day_ends_at(self):
        changed = self.admin.ask("PATCH", "/v1/shops/default", {"settings": {"limits": {"units_per_day": 1_000_000}}})
        self.assertEqual(changed.status, 200, changed.text)
        return self.admin.get("/v1/status").json["shops"][0]["day"]["ends_at"]
