"""Tokens of signed-in shoppers, signed as a shop's own server would: by the standard library, or by Debian's openssl."""
import base64
import hashlib
import hmac
import json
import subprocess
import time
from pathlib import Path

SECRET = "an HS256 secret of at least 32 bytes"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def openssl(*arguments, stdin=b""):
    return subprocess.run(["openssl", *map(str, arguments)], input=stdin, capture_output=True, check=True).stdout


def numbers_side_by_side(der):
    """The two numbers of an ECDSA signature in DER, 32 bytes each."""
    at, parts = 2, []
    for _ in range(2):
        length = der[at + 1]
        parts.append(der[at + 2:at + 2 + length].lstrip(b"\0").rjust(32, b"\0"))
        at += 2 + length
    return b"".join(parts)


class Signer:
    """A pair of keys of one algorithm, or a secret."""

    def __init__(self, algorithm, folder):
        self.algorithm = algorithm
        self.private = Path(folder) / f"{algorithm}.pem"
        kinds = {"RS256": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
                 "ES256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "EdDSA": ["ED25519"]}
        if algorithm in kinds:
            openssl("genpkey", "-algorithm", *kinds[algorithm], "-out", self.private)

    def registration(self):
        if self.algorithm == "HS256":
            return {"algorithm": "HS256", "secret": SECRET}
        return {"algorithm": self.algorithm, "public_key": openssl("pkey", "-in", self.private, "-pubout").decode()}

    def sign(self, message):
        if self.algorithm == "HS256":
            return hmac.new(SECRET.encode(), message, hashlib.sha256).digest()
        if self.algorithm == "EdDSA":
            text = self.private.with_suffix(".message")  # pkeyutl reads the whole of a file for Ed25519
            text.write_bytes(message)
            return openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.private, "-in", text)
        signature = openssl("dgst", "-sha256", "-sign", self.private, stdin=message)
        return numbers_side_by_side(signature) if self.algorithm == "ES256" else signature

    def token(self, user, kid="k1", shop="default", lives=300, **claims):
        header = {"alg": self.algorithm, "typ": "JWT", "kid": kid}
        said = {"sub": user, "aud": shop, "exp": int(time.time()) + lives, **claims}
        message = ".".join(encoded(json.dumps(part).encode()) for part in (header, said))
        return f"{message}.{encoded(self.sign(message.encode()))}"
