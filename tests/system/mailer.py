"""A receiver of campaigns' lists, as a good one is: it checks each signature, and takes each batch once."""
import base64
import hashlib
import hmac
import http.server
import json
import threading
import time

SECRET = "whsec_" + base64.b64encode(b"thirty-two bytes, of a test only").decode()


class Mailer(http.server.ThreadingHTTPServer):
    """Takes a batch by its id once, as a good receiver does; `refuses` says with which status it does not take one."""

    def __init__(self, refuses=lambda: 0):
        super().__init__(("127.0.0.1", 0), Handler)
        self.refuses = refuses
        self.bodies, self.ids, self.faults = {}, [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}/lists"

    def people(self):
        return [person for body in self.bodies.values() for person in body["people"]]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        message, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        code = hmac.new(key, f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
        if self.headers["webhook-signature"] != "v1," + base64.b64encode(code).decode():
            self.server.faults.append(f"{message}: a wrong signature")
        if abs(time.time() - int(at)) > 60:
            self.server.faults.append(f"{message}: signed at {at}")
        status = self.server.refuses()
        if not status:
            self.server.ids.append(message)
            self.server.bodies.setdefault(message, json.loads(body))
        self.send_response(status or 204)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass
