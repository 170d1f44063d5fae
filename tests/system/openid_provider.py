"""A small OpenID provider, and people who come by it. It does what is right, and what a test tells it to do wrong."""
import base64
import hashlib
import hmac
import html
import http.server
import json
import re
import secrets
import threading
import time
import urllib.parse
from pathlib import Path

from person import Person
from shopper_tokens import Signer, encoded, openssl

CLIENT, SECRET = "suggestd at a shop", "a secret of client & provider"
NAME = "company"
# The last bytes of a public key in DER are the point itself.
POINT_BYTES = {"ES256": 64, "EdDSA": 32}


def jwk_of(signer, kid):
    """The public key as providers publish it."""
    named = {"kid": kid, "use": "sig", "alg": signer.algorithm}
    if signer.algorithm == "RS256":
        told = openssl("rsa", "-in", signer.private, "-modulus", "-noout").decode().strip()
        return {"kty": "RSA", "n": encoded(bytes.fromhex(told.split("=")[1])), "e": "AQAB", **named}
    point = openssl("pkey", "-in", signer.private, "-pubout", "-outform", "DER")[-POINT_BYTES[signer.algorithm]:]
    if signer.algorithm == "EdDSA":
        return {"kty": "OKP", "crv": "Ed25519", "x": encoded(point), **named}
    return {"kty": "EC", "crv": "P-256", "x": encoded(point[:32]), "y": encoded(point[32:]), **named}


class Provider:
    """The next answers can be changed: `claims` and `header` of a token (None takes a member away), `document`
    of the description, `sign` in place of the key, `answers` for a whole path."""

    def __init__(self, folder, host="127.0.0.1", algorithm="RS256"):
        self.signer = Signer(algorithm, folder)
        self.keys = [jwk_of(self.signer, "k1")]
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.server.daemon_threads = True
        self.issuer = f"http://{host}:{self.server.server_address[1]}/realm"
        self.person = {"sub": "248289761001", "email": "Bob@Example.com", "email_verified": True}
        self.codes = {}  # code -> the query that asked for it
        self.asked = []  # paths
        self.behave()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def behave(self):
        """Right again, in everything."""
        self.claims, self.header, self.document, self.answers, self.sign = {}, {}, {}, {}, self.signer.sign
        self.authentication = "client_secret_basic"

    def end(self):
        self.server.shutdown()
        self.server.server_close()

    def description(self):
        return merged({"issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                       "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                       "response_types_supported": ["code"],
                       "token_endpoint_auth_methods_supported": [self.authentication]}, self.document)

    def token(self, nonce):
        now = int(time.time())
        claims = merged({"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce, **self.person},
                        self.claims)
        header = merged({"alg": self.signer.algorithm, "typ": "JWT", "kid": "k1"}, self.header)
        message = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
        return f"{message}.{encoded(self.sign(message.encode()))}"

    def sign_with_public_key(self, message):
        """As who takes the published key for a secret."""
        public = openssl("pkey", "-in", self.signer.private, "-pubout")
        return hmac.new(public, message, hashlib.sha256).digest()

    def approve(self, address, **more):
        """The address that the browser of a person who says yes is sent back to."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urllib.parse.urlencode({"code": code, "state": asked["state"], **more})

    def redeem(self, headers, form):
        """The status and the answer to a code."""
        asked = self.codes.pop(form.get("code"), None)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        challenge = encoded(hashlib.sha256(form["code_verifier"].encode()).digest())
        if challenge != asked["code_challenge"] or asked["code_challenge_method"] != "S256":
            return 400, {"error": "invalid_grant"}
        if self.authentication == "client_secret_post":
            known = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        else:
            told = base64.b64decode(headers.get("Authorization", "Basic ").removeprefix("Basic ")).decode()
            known = [urllib.parse.unquote_plus(part) for part in told.split(":")] == [CLIENT, SECRET]
        if not known:
            return 401, {"error": "invalid_client"}
        return 200, {"access_token": "nobody needs it", "token_type": "Bearer", "id_token": self.token(asked["nonce"])}

    def handler(self):
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def answer(self, status, body, content_type="application/json", **headers):
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                for name, value in {"Content-Type": content_type, "Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):  # pylint: disable=invalid-name
                path = urllib.parse.urlsplit(self.path).path.removeprefix("/realm")
                provider.asked.append(path)
                if path in provider.answers:
                    provider.answers[path](self)
                elif path == "/.well-known/openid-configuration":
                    self.answer(200, provider.description())
                elif path == "/keys":
                    self.answer(200, {"keys": provider.keys})
                elif path == "/authorize":  # a person looks at it, and says yes
                    form = f'<link rel="icon" href="data:,"><form method="post" action="{html.escape(self.path)}"><button>Yes, it is me</button></form>'
                    self.answer(200, form.encode(), "text/html")
                else:
                    self.answer(404, {})

            def do_POST(self):  # pylint: disable=invalid-name
                provider.asked.append(urllib.parse.urlsplit(self.path).path.removeprefix("/realm"))
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                if self.path.startswith("/realm/authorize"):
                    self.answer(302, b"", Location=provider.approve(self.path))
                else:
                    self.answer(*provider.redeem(self.headers, dict(urllib.parse.parse_qsl(body))))

        return Handler


def merged(members, changes):
    return {name: value for name, value in {**members, **changes}.items() if value is not None}


def provider_table(provider, redirect, folder, name=NAME, **more):
    """The table of the configuration; `redirect`: the listener as browsers see it."""
    secret = Path(folder) / "client-secret"
    secret.write_text(SECRET + "\n", encoding="utf-8")
    members = {"name": name, "label": "the company", "issuer": provider.issuer, "client_id": CLIENT,
               "client_secret_file": str(secret), "redirect_uri": f"{redirect}/v1/sign-in/{name}/callback", **more}
    return "\n[[sign_in_provider]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in members.items())


def add_provider(server, provider, **more):
    """Lets a server that has not started yet take people of the provider, which is on this machine."""
    with server.config.open("a", encoding="utf-8") as config:
        config.write('[outbound]\nallowed_private = ["127.0.0.0/8", "::1/128"]\n')
        config.write(provider_table(provider, f"http://127.0.0.1:{server.admin_port}", server.folder, **more))


class Guest(Person):
    """A person with a browser who signs in by the provider."""

    def begin(self, name=NAME, **headers):
        """Where the provider's page is."""
        return self.ask("GET", f"/v1/sign-in/{name}", headers=headers)

    def come_back(self, address):
        """The place that the dashboard's page is opened at."""
        parts = urllib.parse.urlsplit(address)
        answer = self.ask("GET", f"{parts.path}?{parts.query}", headers={"Sec-Fetch-Site": "cross-site"})
        return answer.headers["Location"] if answer.status == 302 else answer.status

    def sign_in_by(self, provider, name=NAME, **more):
        begun = self.begin(name)
        if begun.headers["Location"].startswith("/#/"):
            return begun.headers["Location"]
        place = self.come_back(provider.approve(begun.headers["Location"], **more))
        if place == "/#/signed-in":
            self.csrf = self.get("/v1/session").json["csrf"]
        return place


def problem_of(place):
    """The word of a place that tells what went wrong."""
    found = re.fullmatch(r"/#/sign-in\?problem=(\w+)", str(place))
    return found[1] if found else place
