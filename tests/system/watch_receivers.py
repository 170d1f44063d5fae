"""Receivers of the watch and the tables of the configuration for them; and the orders of a shop with a rhythm."""
import base64
import hashlib
import hmac
import http.server
import json
import threading
import time
from datetime import datetime, timedelta, timezone

SECRET = "whsec_" + base64.b64encode(b"thirty-two bytes, of a test only").decode()
NDJSON = {"Content-Type": "application/x-ndjson"}
LOOPBACK = '[outbound]\nallowed_private = ["127.0.0.0/8"]\n'


class Hook(http.server.ThreadingHTTPServer):
    """Keeps what it is sent. `status`: with which it answers; what it refuses is not kept."""
    daemon_threads = True

    def __init__(self, signed=True):
        super().__init__(("127.0.0.1", 0), Handler)
        self.signed, self.status, self.tries = signed, 204, 0
        self.bodies, self.faults = [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def told(self):
        """Each notice as "raised disk_low", in the order of their arrival."""
        return [f"{notice['notice']} {notice['condition']}" for body in self.bodies for notice in body["notices"]]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.tries += 1
        if self.server.signed:
            self.check_signature(body)
        if self.server.status < 300:
            self.server.bodies.append(json.loads(body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def check_signature(self, body):
        message, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        code = hmac.new(key, f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
        if self.headers["webhook-signature"] != "v1," + base64.b64encode(code).decode():
            self.server.faults.append(f"{message}: a wrong signature")
        if json.loads(body)["id"] != message:
            self.server.faults.append(f"{message}: another id in the body")

    def log_message(self, *_):
        pass


def webhook(folder, hook, name="ops", more=""):
    """The table of a webhook's receiver, with its secret in a file."""
    (folder / "secret").write_text(SECRET + "\n", encoding="utf-8")
    return (f'[[watch.receiver]]\nname = "{name}"\nkind = "webhook"\nurl = "{hook.address}"\n'
            f'secret_file = "{folder / "secret"}"\n{more}')


def slack(folder, hook):
    (folder / "slack").write_text(hook.address + "\n", encoding="utf-8")
    return f'[[watch.receiver]]\nname = "slack"\nkind = "slack"\nurl_file = "{folder / "slack"}"\n'


def mail(sink, scheme="smtp", more=""):
    host = "127.0.0.1" if scheme == "smtp" else "localhost"
    return (f'[[watch.receiver]]\nname = "mail"\nkind = "mail"\nurl = "{scheme}://{host}:{sink.port}"\n'
            f'from = "suggestd@shop.example"\nto = ["ops@shop.example", "boss@shop.example"]\n{more}')


def eventually(what, wanted, seconds=60):
    """Asks until it is so; the last answer."""
    until = time.monotonic() + seconds
    while (found := what()) != wanted and time.monotonic() < until:
        time.sleep(0.1)
    return found


def order(name, placed):
    return {"order_id": name, "user_id": f"u{hash(name) % 50}", "placed_at": placed.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "currency": "EUR", "lines": [{"product_id": "p1", "quantity": 1, "price": "1.00"}]}


def busy_weeks(an_hour=1000, weeks=4, prefix="w"):
    """Orders of the last weeks, in the hours of the week around now."""
    now = datetime.now(timezone.utc).replace(minute=0, second=0, microsecond=0)
    for week in range(1, weeks + 1):
        for number in range(2 * an_hour):
            at = now - timedelta(weeks=week) + timedelta(seconds=number * 3600 / an_hour)
            yield json.dumps(order(f"{prefix}{week}-{number}", at))
    yield json.dumps(order(f"{prefix}-first", now - timedelta(weeks=weeks, days=1)))


def send_orders(client, rows, at_once=1000):
    """Sends lines of orders; waits where the server says that its learner is too far behind."""
    rows = list(rows)
    for begin in range(0, len(rows), at_once):
        body = "\n".join(rows[begin:begin + at_once])
        answer = client.ask("POST", "/v1/orders", body, NDJSON)
        while answer.status == 503:
            time.sleep(0.5)
            answer = client.ask("POST", "/v1/orders", body, NDJSON)
        assert answer.status == 200, answer.text[:300]
