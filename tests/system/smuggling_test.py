"""Behind a proxy, the body of somebody's GET was run as the next request, with the next client's key.

Somebody without a key sends a request whose body is the head of a DELETE. The proxy puts it on a connection that
it keeps open for everybody. If the server reads on after the first head, the next client's request completes the
DELETE, key included: people were deleted, and that client got an answer that was not its own.
"""
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from raw_http import NGINX, Nginx, RawConnection
from server import Server

PEOPLE = 10
METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")

PROXY = """
  upstream suggestd {{ server 127.0.0.1:{port}; keepalive 4; }}
"""
LOCATION = """
    location / {
      proxy_pass http://suggestd;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_request_buffering %s;
    }
"""


def answers_the_first_head(headers):
    return headers.get("x-request-id") == "first-HEAD"


def begun_delete(person):
    """Ends within a header's value, so that the next request's line disappears in it."""
    return f"DELETE /v1/users/{person} HTTP/1.1\r\nHost: shop\r\nX-Swallowed: ".encode()


def whole_delete(person, key):
    return f"DELETE /v1/users/{person} HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer {key}\r\n\r\n".encode()


def start(method):
    return f"{method} /livez HTTP/1.1\r\nHost: shop\r\nX-Request-Id: first-{method}\r\n"


def with_length(method, body):
    return f"{start(method)}Content-Length: {len(body)}\r\n\r\n".encode() + body


def in_chunks(method, body):
    return f"{start(method)}Transfer-Encoding: chunked\r\n\r\n".encode() + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"


FRAMINGS = (with_length, in_chunks)


class Smuggling(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server(cls.folder.name).start()
        cls.addClassCleanup(cls.server.end)

    def setUp(self):
        self.client = self.server.client()
        self.addCleanup(self.client.close)
        for person in [*self.people(), "witness"]:
            self.assertIn(self.client.put(f"/v1/users/{person}", {"properties": {"is": person}}).status, (200, 201))

    def people(self):
        return [f"person-{number}" for number in range(PEOPLE)]

    def nobody_is_gone(self, what):
        for person in self.people():
            self.assertEqual(self.client.get(f"/v1/users/{person}").status, 200, f"{what}: {person} was deleted")

    def proxy(self, buffering):
        if NGINX is None:
            raise RuntimeError("nginx is missing: run scripts/install-packages test")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        nginx = Nginx(folder.name, LOCATION % buffering, PROXY.format(port=self.server.shop_port)).start()
        self.addCleanup(nginx.stop)
        return nginx

    def honest_request(self, port):
        """Its answer must be its own."""
        connection = RawConnection(port)
        connection.send(f"GET /v1/users/witness HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer {self.server.key}\r\n"
                        "X-Request-Id: honest\r\nConnection: close\r\n\r\n".encode())
        answer = connection.answer()
        connection.close()
        self.assertIsNotNone(answer)
        self.assertEqual((answer.status, answer.headers.get("x-request-id")), (200, "honest"), answer.body)
        self.assertIn(b'"witness"', answer.body)

    def attack_through(self, nginx, method, framing):
        for person in self.people():
            connection = RawConnection(nginx.port)
            connection.send(framing(method, begun_delete(person)))
            connection.answer(method)  # refused or served: both are right
            self.honest_request(nginx.port)
            connection.close()
        self.nobody_is_gone(f"{method} {framing.__name__}")

    def test_behind_nginx(self):
        nginx = self.proxy("on")
        for method in METHODS:
            for framing in FRAMINGS:
                with self.subTest(method=method, framing=framing.__name__):
                    self.attack_through(nginx, method, framing)

    def test_behind_nginx_that_passes_bodies_on_as_they_come(self):
        nginx = self.proxy("off")
        for method in METHODS:
            for framing in FRAMINGS:
                with self.subTest(method=method, framing=framing.__name__):
                    self.attack_through(nginx, method, framing)

    def test_directly(self):
        for method in METHODS:
            for framing in FRAMINGS:
                with self.subTest(method=method, framing=framing.__name__):
                    connection = RawConnection(self.server.shop_port)
                    connection.send(framing(method, whole_delete("person-0", self.server.key)))
                    connection.send(b"GET /readyz HTTP/1.1\r\nHost: shop\r\nX-Request-Id: second\r\n\r\n")
                    connection.end_sending()
                    answers = connection.answers_to_end(answers_the_first_head)
                    connection.close()
                    self.nobody_is_gone(f"{method} {framing.__name__}")
                    self.assertLessEqual(len(answers), 2, answers)
                    if len(answers) == 2:
                        self.assertEqual(answers[1].headers.get("x-request-id"), "second", answers)

    def test_a_body_that_comes_later_than_its_head(self):
        for method in METHODS:
            with self.subTest(method=method):
                whole = with_length(method, whole_delete("person-0", self.server.key))
                head = whole.index(b"\r\n\r\n") + 4
                connection = RawConnection(self.server.shop_port)
                connection.send(whole[:head])
                connection.send(whole[head:head + 20])
                connection.send(whole[head + 20:])
                connection.end_sending()
                self.assertLessEqual(len(connection.answers_to_end(answers_the_first_head)), 1)
                connection.close()
                self.nobody_is_gone(method)


if __name__ == "__main__":
    unittest.main()
