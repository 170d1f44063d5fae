"""Other parsers must take every request that the server takes as the same request, with the same end.

Where two read a connection differently, somebody hides a request in another one. Random heads and bodies, valid
ones and nearly valid ones, go to the server, to http_parser and llhttp (tests/system/other_parsers), and to nginx.
Each request has its own X-Request-Id, which the answers repeat. The server may be stricter than the others; a
request that it takes and another does not, or ends elsewhere, is a failure, unless the table ALLOWED knows why.

SUGGESTD_HEADS is how many connections to try; SUGGESTD_SEED repeats a run.
"""
import os
import re
import struct
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from raw_http import NGINX, Nginx, RawConnection
from seed import SEED, random_numbers
from server import BINARY, Server

HEADS = int(os.environ.get("SUGGESTD_HEADS", "2000"))

# Forms that the server rightly takes and another parser refuses. Each is rewritten into a form that all of them take,
# and then there must be no difference, so that no other fault hides behind it.
ALLOWED = [
    # pattern, replacement, reason
    (rb"(?<=[0-9A-Fa-f])[ \t]+;", b";", "blanks may stand before a chunk extension (RFC 9112, 7.1.1); llhttp has none"),
    (rb"(?<=[0-9A-Fa-f]);(?=\r\n)", b"", "a chunk extension without a name: harmless, for nothing is read of them"),
    (rb"OPTIONS \* HTTP", b"OPTIONS /livez HTTP", "the asterisk form (RFC 9112, 3.2.4), which nginx does not have"),
    (rb"http://;", b"http://", "a host's name may have ';' (RFC 3986, 3.2.2), but not to nginx"),
    (rb"(?<=:)[ \t]*\t[ \t]*|[ \t]*\t[ \t]*(?=\r\n)", b"", "a tab is a blank (RFC 9110, 5.6.3), but not to nginx"),
]
# And a method is any token (RFC 9110, 9.1): an unknown one is answered 405, and its body ends where its head says.
# The others know a list of methods. Where http_parser expects one and finds another word, GET takes its place.
METHOD = re.compile(rb"(\r?\n)*([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?= )")

ECHO = """
    location / {
      add_header X-Request-Id $http_x_request_id always;
      return 200 "";
    }
"""


def usually(rng, good, odd, share=0.85):
    return good if rng.random() < share else rng.choice(odd)


class Maker:
    """The bytes of one connection, and the ids of the requests that its author wanted."""

    def __init__(self, case):
        self.rng = random_numbers(case)
        self.case = case
        self.made = 0
        self.heads = set()  # ids of HEAD requests

    def new_id(self, method):
        self.made += 1
        name = f"c{self.case}r{self.made}"
        if method == "HEAD":
            self.heads.add(name)
        return name

    def connection(self):
        rng = self.rng
        sent = b"".join(self.request() for _ in range(rng.choice((1, 1, 1, 2, 3))))
        for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
            sent = self.one_byte_other(sent)
        return sent + self.plain()

    def plain(self):
        return f"GET /livez HTTP/1.1\r\nHost: shop\r\nX-Request-Id: {self.new_id('GET')}\r\n\r\n".encode()

    def one_byte_other(self, sent):
        place = self.rng.randrange(len(sent))
        byte = self.rng.choice((b"\r", b"\n", b" ", b"\t", b":", b"\0", b",", b";", b"0", b"1", b"-", b"+", b"\x80"))
        return sent[:place] + self.rng.choice((byte, b"")) + sent[place + self.rng.choice((0, 1)):]

    def request(self):
        rng = self.rng
        method = usually(rng, rng.choice(("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS")),
                         ("get", "GETT", "PATCH", "G ET", "", "GET\t"), 0.95)
        target = usually(rng, rng.choice(("/livez", "/readyz", "/v1/orders")),
                         ("http://shop/livez", "http://shop:80/livez?x=1", "HTTP://shop/livez", "*", "livez", "",
                          "/livez#x", "/a b", "http://", "shop:80", "//shop/livez", "/livez?a=%00"), 0.9)
        version = usually(rng, "HTTP/1.1", ("HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/1.1 ", "HTTP/1.",
                                            "HTTP/11", "HTTP/0.9", "", "HTTP/01.1"), 0.95)
        blanks = usually(rng, (" ", " "), (("  ", " "), (" ", "  "), ("\t", " "), (" ", "\t")), 0.97)
        headers, body = self.framing()
        headers += self.other_headers()
        rng.shuffle(headers)
        host = usually(rng, [b"Host: shop"], ([], [b"Host: shop", b"Host: shop"], [b"Host: a", b"Host: b"],
                                              [b"Host:"], [b"host:shop:80"], [b"Host: a b"], [b"Host: a,b"],
                                              [b"Host: [::1]:80"], [b"Host: u@shop"], [b"HOST : shop"]), 0.92)
        headers = [*host, f"X-Request-Id: {self.new_id(method)}".encode(), *headers]
        end = usually(rng, b"\r\n", (b"\n", b"\r", b"\r\r\n", b" \r\n", b"\n\r"), 0.97)
        lines = [f"{method}{blanks[0]}{target}{blanks[1]}{version}".encode(), *headers, b""]
        text = b""
        for line in lines:
            text += line + (end if rng.random() < 0.5 else b"\r\n")
        return usually(rng, b"", (b"\r\n", b"\n", b" ", b"\r\n\r\n"), 0.96) + text + body

    def body_text(self):
        """A body, most often one that looks like a request."""
        rng = self.rng
        if rng.random() < 0.4:
            return b"x" * rng.choice((0, 1, 5, 30))
        return self.plain()

    def framing(self):
        """Headers that tell of a body, and the body."""
        rng = self.rng
        kind = rng.random()
        body = self.body_text()
        if kind < 0.25:
            return [], b""
        if kind < 0.6:
            return self.length_headers(len(body)), body
        if kind < 0.95:
            return self.coding_headers(), self.chunked(body)
        return self.length_headers(len(body)) + self.coding_headers(), rng.choice((body, self.chunked(body)))

    def length_headers(self, size):
        rng = self.rng
        if rng.random() < 0.5:
            return [f"Content-Length: {size}".encode()]
        other = rng.choice((size + 1, max(0, size - 1), 0, 10**18, 2**64 + size, 2**63))
        values = (f"+{size}", f"-{size}", f"0{size}", f"0x{size:x}", f" {size}", f"{size} ", f"{size},{size}",
                  f"{size}, {other}", "", f"{size} {size}", f"%3{size % 10}", f"{size}.0", f"{size}e0", f"\t{size}",
                  f"{other}", f"{size};", f"\"{size}\"", f"{size}\x0b", f"\xb2{size}", f"{size}\r\n ")
        name = usually(rng, "Content-Length", ("content-length", "Content-Length ", "Content_Length",
                                               "Content-Length\t", " Content-Length", "Content-%4cength",
                                               "Content-Length\0"), 0.8)
        first = f"{name}:{rng.choice((' ', ''))}{rng.choice(values)}".encode("latin-1")
        if rng.random() < 0.3:
            return [first, f"Content-Length: {rng.choice((size, other))}".encode()]
        return [first]

    def coding_headers(self):
        rng = self.rng
        if rng.random() < 0.5:
            return [b"Transfer-Encoding: chunked"]
        values = ("Chunked", "CHUNKED", " chunked", "chunked ", "\tchunked", "gzip, chunked", "chunked, gzip",
                  "chunked, chunked", "identity", "identity, chunked", "chunked, identity", "x", "", "chun ked",
                  "\"chunked\"", "chunked;q=1", "chunked,", ",chunked", "xchunked", "chunkedx", "\x0bchunked",
                  "chunked\0", "gzip", "\r\n chunked")
        name = usually(rng, "Transfer-Encoding", ("transfer-encoding", "Transfer-Encoding ", "Transfer_Encoding",
                                                  " Transfer-Encoding", "Transfer-Encodin%67"), 0.8)
        first = f"{name}:{rng.choice((' ', ''))}{rng.choice(values)}".encode("latin-1")
        return [first, b"Transfer-Encoding: chunked"] if rng.random() < 0.2 else [first]

    def chunked(self, body):
        rng = self.rng
        cut = rng.randrange(len(body) + 1)
        sent = b""
        for part in (body[:cut], body[cut:]):
            if part or rng.random() < 0.02:
                sent += self.chunk(part)
        last = usually(rng, b"0\r\n", (b"00\r\n", b"0;x\r\n", b"0\n", b"-0\r\n", b"0 \r\n", b"", b"0x0\r\n"), 0.92)
        trailers = usually(rng, b"", (b"T: x\r\n", b"Content-Length: 5\r\n", b"T : x\r\n", b"no colon\r\n", b"T: x\n",
                                      b" T: x\r\n", b"Host: other\r\n"), 0.92)
        return sent + last + trailers + usually(rng, b"\r\n", (b"\n", b"", b"\r"), 0.97)

    def chunk(self, data):
        rng = self.rng
        size = usually(rng, f"{len(data):x}",
                       (f"{len(data):X}", f"0{len(data):x}", f"000000000000000000{len(data):x}", f"0x{len(data):x}",
                        f"+{len(data):x}", f"-{len(data):x}", f"{len(data):x} ", f" {len(data):x}",
                        f"{len(data) + 1:x}", f"{max(0, len(data) - 1):x}", f"1{2**64:x}", f"{len(data):x}\t", "", "g",
                        f"{2**64 + len(data):x}", f"{len(data):x};a=b", f"{len(data):x};a=\"b\"", f"{len(data):x};",
                        f"{len(data):x};a\rb", f"{len(data):x};a\nb", f"{len(data):x} ;a", f"{len(data):x}\0"), 0.8)
        line_end = usually(rng, b"\r\n", (b"\n", b"\r", b"\r\r\n", b""), 0.97)
        data_end = usually(rng, b"\r\n", (b"\n", b"", b"\r", b"x\r\n", b"\r\n\r\n"), 0.97)
        return size.encode() + line_end + data + data_end

    def other_headers(self):
        rng = self.rng
        odd = (b"no colon", b": no name", b"Folded: a\r\n b", b"Folded: a\r\n\tb", b"A b: c", b"Na\"me: x", b"A: \0",
               b"A: \x01", b"A: \x80\xff", b"A:b", b"A:  b  ", b"A : b", b"A: b\rc", b"(A): b", b"A:", b"\tA: b",
               b"X-Long: " + b"x" * 3000, b"Connection: close", b"Connection: keep-alive", b"Connection: close, x",
               b"Expect: 100-continue", b"Expect: x", b"Connection: Content-Length", b"TE: trailers",
               b"Content-Encoding: gzip", b"Content-Encoding: x", b"Accept-Encoding: gzip")
        headers = [b"Content-Type: application/json"] if rng.random() < 0.3 else []
        return headers + [rng.choice(odd) for _ in range(rng.choice((0, 0, 0, 0, 1, 2)))]


class OtherParsers:
    """http_parser and llhttp, in a process of their own. Only one thread may call it."""

    NAMES = ("http_parser", "llhttp")

    def __init__(self):
        self.end_of_last = 0  # of the last reading by http_parser: where its last complete request ended
        self.process = subprocess.Popen([BINARY.parent / "tests" / "other_parsers"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def read(self, sent):
        """For each parser the ids of the requests that are complete, and its reason to stop."""
        self.process.stdin.write(struct.pack("<I", len(sent)) + sent)
        self.process.stdin.flush()
        readings = {}
        line = self.process.stdout.readline().decode("latin-1").rstrip("\n")
        for name, reading in zip(self.NAMES, line.split("\x1e")):
            *requests, reason = reading.split("\x1f")
            ends = [request.rsplit(":", 1) for request in requests]
            readings[name] = ([request + ("?" if end == "?" else "") for request, end in ends], reason)
            if name == "http_parser":
                self.end_of_last = int(ends[-1][1]) if ends and ends[-1][1] != "?" else 0
        return readings

    def with_known_methods(self, sent):
        while True:
            _, reason = self.read(sent)["http_parser"]
            method = METHOD.match(sent, self.end_of_last)
            if reason != "HPE_INVALID_METHOD" or method is None or method.group(2) == b"GET":
                return sent
            sent = sent[:method.start(2)] + b"GET" + sent[method.end(2):]

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def ask(port, sent, heads):
    connection = RawConnection(port)
    connection.send(sent)
    connection.end_sending()
    answers = connection.answers_to_end(lambda headers: headers.get("x-request-id") in heads)
    connection.close()
    return answers


def taken_by_server(answers):
    """The ids of the requests that the server took: the answers before one that refuses and closes."""
    taken = []
    for answer in answers:
        if answer.status >= 400 and answer.closes:
            break
        taken.append(answer.headers.get("x-request-id", ""))
    return taken


def difference(taken, other, own_ids):
    """A request that the server took and the other did not; None if they agree as far as the server went.

    `other` has an id for each request, and after it "?" if its body did not come to an end. The server may answer
    a request before it has read its body, and close the connection when the body is bad: so of the last request
    that was taken, the head is compared alone. An id that is none of ours is one that the server has made, because
    that of the request was none.
    """
    for place, name in enumerate(taken):
        last = place + 1 == len(taken)
        if place >= len(other) or (other[place].endswith("?") and not last):
            return f"request {place + 1} ({name}) was taken and is none to the other"
        theirs = other[place].rstrip("?")
        if name in own_ids and theirs in own_ids and name != theirs:
            return f"request {place + 1} is {name}, and {theirs} to the other"
    return None


def taken_by_nginx(answers, taken, sent):
    """It refuses a request with a bad body as a whole: whether it took the head of the last one can't be seen."""
    names = [answer.headers.get("x-request-id", "") for answer in answers if answer.status == 200]
    last_named_in_sent = taken and f"X-Request-Id: {taken[-1]}\r\n".encode() in sent
    if len(names) + 1 == len(taken) and last_named_in_sent:
        names.append(taken[-1] + "?")
    return names


class HeadDifferential(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server(cls.folder.name).start()
        cls.addClassCleanup(cls.server.end)
        if NGINX is None:
            raise RuntimeError("nginx is missing: run scripts/install-packages test")
        cls.nginx_folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.nginx_folder.cleanup)
        cls.nginx = Nginx(cls.nginx_folder.name, ECHO).start()
        cls.addClassCleanup(cls.nginx.stop)
        cls.parsers = OtherParsers()
        cls.addClassCleanup(cls.parsers.end)

    def try_case(self, case):
        maker = Maker(case)
        sent = maker.connection()
        own_ids = {f"c{case}r{number + 1}" for number in range(maker.made)}
        taken = taken_by_server(ask(self.server.shop_port, sent, maker.heads))
        return case, sent, own_ids, taken, ask(self.nginx.port, sent, maker.heads)

    def readings(self, sent, taken, by_nginx):
        return {**self.parsers.read(sent), "nginx": (taken_by_nginx(by_nginx, taken, sent), "")}

    def compare(self, result):
        case, sent, own_ids, taken, by_nginx = result
        found = self.differences(sent, own_ids, taken, by_nginx)
        rewritten = sent
        for pattern, replacement, _ in ALLOWED if found else ():
            rewritten = re.sub(pattern, replacement, rewritten)
        rewritten = self.parsers.with_known_methods(rewritten) if found else sent
        if rewritten != sent:
            found = self.differences(rewritten, own_ids, taken, ask(self.nginx.port, rewritten, set()))
        return [f"case {case}, {what}\n  sent {sent!r}\n  taken {taken}" for what in found]

    def differences(self, sent, own_ids, taken, by_nginx):
        found = []
        for name, (requests, reason) in self.readings(sent, taken, by_nginx).items():
            said = difference(taken, requests, own_ids)
            if said is not None:
                found.append(f"{name} {reason}: {said}, {requests}")
        return found

    def test_random_heads(self):
        found, taken = [], 0
        with ThreadPoolExecutor(4) as threads:
            for result in threads.map(self.try_case, range(HEADS)):
                taken += len(result[3])
                found += self.compare(result)
        print(f"seed {SEED}: {HEADS} connections, {taken} requests taken, {len(found)} differences", file=sys.stderr)
        self.assertEqual(found[:5], [], f"SUGGESTD_SEED={SEED}: {len(found)} differences")
        self.assertGreater(taken, HEADS // 3, "the maker makes hardly anything that is taken")


if __name__ == "__main__":
    unittest.main()
