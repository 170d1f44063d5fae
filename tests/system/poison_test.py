"""Records and requests that ask for more memory than there is: the server says so and goes on."""
import contextlib
import json
import resource
import tarfile
import tempfile
import unittest
from pathlib import Path

from server import SOURCE, Server

# Written by release 0.1.0, which accepted the product "giant" of 8 categories with 16,000 levels each, and
# after it 40 orders of 10 people; its learner has met none of them.
STORE = SOURCE / "tests" / "system" / "golden" / "giant-product-0.1.0.tar.gz"
RECORDS = 41
GIGABYTE = 1 << 30


@contextlib.contextmanager
def address_space(limit):
    """Children that are started meanwhile get no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextlib.contextmanager
def room_of(pid, spare):
    """The running process gets `spare` bytes of addresses more than it has."""
    before = resource.prlimit(pid, resource.RLIMIT_AS)
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[0])
    resource.prlimit(pid, resource.RLIMIT_AS, (pages * resource.getpagesize() + spare, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_AS, before)


class Poison(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def start(self, limit):
        with tarfile.open(STORE) as store:
            store.extractall(self.folder.name)
        server = Server(self.folder.name)
        self.addCleanup(server.end)
        self.start_again(server, limit)
        return server

    def start_again(self, server, limit):
        if server.key is None:
            server.key = server.make_key()
        with address_space(limit):
            server.start(wait=False)
        server.wait_ready(120)

    def check_told_and_serves(self, server):
        client = server.client()
        server.wait_until_learned()
        shop = client.get("/v1/status").json["shops"][0]
        self.assertEqual(shop["learner"]["set_aside"]["records"], 1)
        told = shop["learner"]["set_aside"]["latest"][0]
        self.assertEqual(told["sequence"], 1)
        self.assertFalse(told["passed_over"])
        self.assertIn("/categories/0", told["reason"])
        self.assertEqual(client.get("/v1/products/giant").status, 200)
        answer = client.get("/v1/users/u1/recommendations?limit=5")
        self.assertEqual(answer.status, 200, answer.text)
        self.assertTrue(answer.json["items"])
        client.close()

    def test_a_product_that_was_accepted_once_does_not_kill_the_server(self):
        server = self.start(2 * GIGABYTE)
        self.check_told_and_serves(server)
        client = server.client()
        order = {"order_id": "new", "user_id": "u1", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
                 "lines": [{"product_id": "giant", "quantity": 1, "price": "1.00"}]}
        self.assertEqual(client.post("/v1/orders", order).status, 201)
        client.close()
        server.kill()
        self.start_again(server, 2 * GIGABYTE)
        self.check_told_and_serves(server)
        self.assertEqual(server.stop(), 0)
        with address_space(2 * GIGABYTE):
            done = server.run("replay", "--store", server.folder / "store", "--until", RECORDS, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["users"], 10)

    def test_such_a_product_is_refused_today(self):
        server = Server(self.folder.name).start()
        self.addCleanup(server.end)
        client = server.client()
        path = " > ".join(["a"] * 16_000)
        answer = client.put("/v1/products/giant", {"title": "Giant", "categories": [path] * 8})
        self.assertEqual(answer.status, 400)
        self.assertIn("/categories/0", [error["pointer"] for error in answer.json["errors"]])
        client.close()

    def test_a_request_without_memory_is_answered_503_and_the_next_one_is_served(self):
        server = Server(self.folder.name).start()
        self.addCleanup(server.end)
        client = server.client()
        self.assertIn(client.put("/v1/products/p", {"title": "p"}).status, (200, 201))
        # 2.7 MB of text, whose tree takes 80 MB: more than what the allocator holds for a thread. Where it fails differs
        # with the room that there is: while the tree grows, or while what there is of it is taken down again, which takes
        # memory too.
        deep = '{"a":' * 27 + "{}" + "}" * 27
        body = '{"title":"p","properties":{"many":[' + ",".join([deep] * 16_500) + "]}}"
        pid = server.process.pid
        statuses = []
        for megabytes in (0, 1, 2, 4, 8, 16, 32, 64, 128):
            with room_of(pid, megabytes << 20):
                answer = client.put("/v1/products/p", body)
            statuses.append(answer.status)
            if answer.status == 503:
                self.assertIn("memory", answer.json["detail"])
                self.assertEqual(answer.headers["Retry-After"], "1")
            self.assertIsNone(server.process.poll(), server.log_tail())
            client.close()
            client = server.client()
            self.assertEqual(client.get("/v1/products/p").status, 200)
        self.assertIn(503, statuses)
        self.assertLessEqual(set(statuses), {400, 503}, statuses)
        self.assertEqual(client.put("/v1/products/p", body).status, 400)  # with memory it is too large for a product
        client.close()
        self.assertEqual(server.stop(), 0)

    def test_a_write_without_memory_is_refused_and_made_once_there_is_some(self):
        server = Server(self.folder.name).start()
        self.addCleanup(server.end)
        client = server.client()
        order = {"order_id": "o", "user_id": "u1", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
                 "lines": [{"product_id": "p", "quantity": 1, "price": "1.00"}]}
        self.assertEqual(client.put("/v1/products/p", {"title": "p"}).status, 201)
        with room_of(server.process.pid, 8 << 20):
            refused = client.post("/v1/orders", order)
        self.assertEqual(refused.status, 503)
        self.assertIn("memory", refused.json["detail"])
        self.assertEqual(refused.headers["Retry-After"], "1")
        self.assertEqual(client.post("/v1/orders", order).status, 201)
        client.close()
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
