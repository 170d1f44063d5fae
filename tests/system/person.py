"""A person with a browser: keeps cookies and the session's token, as the dashboard's page does."""
import base64
import hashlib
import hmac
import http.cookies
import re
import struct
import time

from server import Client

PASSWORD = "correct horse battery"


def one_time_code(secret, seconds=None):
    """RFC 6238 with SHA-1, six digits and steps of 30 s."""
    step = int((time.time() if seconds is None else seconds) // 30)
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    place = mac[-1] & 15
    number = struct.unpack(">I", mac[place:place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class Person:
    def __init__(self, server, shop=None):
        self.client = Client(server.admin_port, None)
        self.cookies = {}
        self.csrf = None
        self.shop = shop

    def ask(self, method, path, body=None, headers=None):
        sent = {"Suggestd-Shop": self.shop} if self.shop else {}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.csrf and method != "GET":
            sent["Suggestd-Csrf"] = self.csrf
        sent.update(headers or {})
        answer = self.client.ask(method, path, body, {name: value for name, value in sent.items() if value is not None})
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[name]
        if path.startswith("/v1/session") and answer.status in (200, 201) and "csrf" in answer.json:
            self.csrf = answer.json["csrf"]
        return answer

    def get(self, path):
        return self.ask("GET", path)

    def sign_in(self, email, password=PASSWORD, **more):
        return self.ask("POST", "/v1/session", {"email": email, "password": password, **more})

    def sign_out(self):
        return self.ask("DELETE", "/v1/session")

    def accept(self, token, password=PASSWORD, **more):
        return self.ask("POST", "/v1/session/invitation", {"token": token, "password": password, **more})

    def invite(self, email, *roles):
        """The token of a new account; roles are "analyst" or "merchant of b"."""
        held = [{"role": role.split(" of ")[0], "shop": role.split(" of ")[1] if " of " in role else None}
                for role in roles]
        return self.ask("POST", "/v1/accounts", {"email": email, "name": email.split("@")[0], "roles": held})


def first_owner(server, email="ada@example.com"):
    """The first owner of a server, signed in."""
    link = (server.folder / "store" / "first-link").read_text(encoding="utf-8")
    person = Person(server)
    made = person.accept(re.search(r"/#/first/(\S+)", link)[1], email=email)
    assert made.status == 200, made.text
    return person
