"""The proofs of the limits of campaigns and receivers; limits_test.py runs them."""


class CampaignLimits:
    def test_campaign__known(self):
        made = [f"/v1/campaigns/made{number}" for number in
                range(self.most() - len(self.client.get("/v1/campaigns").json["campaigns"]) + 1)]
        statuses = [self.client.put(path, {}).status for path in made]
        for path in made:
            self.client.ask("DELETE", path)
        self.assertEqual(statuses, [201] * (len(made) - 1) + [400])

    def test_campaign__receivers(self):
        receiver = {"address": "https://mail.shop.example/lists", "secret": "s" * 24}
        made = [f"/v1/receivers/made{number}" for number in range(self.most() + 1)]
        self.assertEqual(self.put_all(made, receiver), [201] * self.most() + [400])

    def test_campaign__link_base(self):
        receiver = {"address": "https://mail.shop.example/lists", "secret": "s" * 24}
        self.answers("PUT", "/v1/receivers/links", lambda n: {**receiver, "links": "https://shop.example/".ljust(n, "a")},
                     (200, 201), 400, "/links")
        self.client.ask("DELETE", "/v1/receivers/links")

    def test_campaign__link_token(self):
        for length in (self.most(), self.most() + 1):
            self.assertEqual(self.client.get(f"/v1/links/{'A' * length}").status, 404)

    def test_campaign__products(self):
        self.answers("PUT", "/v1/campaigns/ids", lambda n: {"products": {"ids": [f"p{i}" for i in range(n)]}}, (200, 201),
                     400, "/products/ids")

    def test_campaign__per_person(self):
        self.answers("PUT", "/v1/campaigns/many", lambda n: {"per_person": n}, (200, 201), 400, "/per_person")

    def test_campaign__report_segments(self):
        for number in range(self.most()):
            self.segment(f"s{number}", "orders() > 0")
        self.answers("PUT", "/v1/campaigns/cut", lambda n: {"report_segments": [f"s{i}" for i in range(n)]}, (200, 201), 400,
                     "/report_segments")

    def test_campaign__caps(self):
        self.answers("PUT", "/v1/campaigns/caps",
                     lambda n: {"caps": {"groups": [{"attribute": "brand", "value": f"b{i}", "most": 1} for i in range(n)]}},
                     (200, 201), 400, "/caps/groups")
