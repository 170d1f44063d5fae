"""Starts the built server, fills it with a shop and shows a few lists. Called by scripts/quickstart.

All that it leaves is in build/quickstart: the store, the shop's key, the server's log and process id.
SUGGESTD_QUICKSTART_DIR and SUGGESTD_QUICKSTART_PORT choose another folder and port (the administration
listens on the next one); so the tests do, to leave a running quickstart alone.
"""
import argparse
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("SUGGESTD_BINARY_DIR", ROOT / "build" / "release")) / "suggestd"
CONFIG = ROOT / "config" / "suggestd.toml"
HOME = Path(os.environ.get("SUGGESTD_QUICKSTART_DIR", ROOT / "build" / "quickstart"))
PID = HOME / "pid"
LOG = HOME / "log"
ADDRESS = ("127.0.0.1", int(os.environ.get("SUGGESTD_QUICKSTART_PORT", "8600")))
BAD_LINES_LEFT_OUT = 65  # the import has named them
URL = f"http://{ADDRESS[0]}:{ADDRESS[1]}"
ADMIN_URL = f"http://{ADDRESS[0]}:{ADDRESS[1] + 1}"


class Shop:
    """One of the two shops that can be shown, with all that differs between them."""

    def __init__(self, name, people, first_order, imports):
        self.name = name
        self.folder = HOME / name
        self.people = people  # user id -> what is known of their taste
        self.first_order = first_order  # products for the curl line that orders
        self.imports = imports  # folder -> arguments of `suggestd import`, one call after the other

    @property
    def environment(self):
        return {**os.environ, "SUGGESTD_STORE__PATH": str(self.folder / "store"),
                "SUGGESTD_HTTP__SHOP_LISTEN": f"{ADDRESS[0]}:{ADDRESS[1]}",
                "SUGGESTD_HTTP__ADMIN_LISTEN": f"{ADDRESS[0]}:{ADDRESS[1] + 1}"}


def sample_shop():
    def imports(folder):
        subprocess.run([sys.executable, ROOT / "scripts" / "make-sample-shop", folder], check=True)
        for kind in ("products", "users", "orders", "events"):
            yield ["--format", "ndjson", "--kind", kind, folder / f"{kind}.ndjson"]

    return Shop("sample-shop", {"ada": "loves coffee and baking", "ben": "loves his garden and its birds",
                                "cleo": "loves her cat and her tea"},
                ["two-person-tent", "gas-stove-folding", "headlamp-400-lumens"], imports)


def online_retail(files):
    def unpacked(folder, file):
        if file.suffix != ".zst":
            return file
        plain = folder / file.stem
        with plain.open("wb") as out:
            subprocess.run(["zstd", "-dcq", file], stdout=out, check=True)
        return plain

    def imports(folder):
        plain = [unpacked(folder, file) for file in files]
        for kind in ("products", "orders"):
            yield ["--format", "online-retail", "--kind", kind, *plain]

    return Shop("online-retail", {"12680": "a customer in France", "17850": "a customer in Britain",
                                  "14911": "a customer in Ireland"}, ["22423", "22138"], imports)


def running():
    """The process id of our server, or none."""
    try:
        pid = int(PID.read_text())
        return pid if b"suggestd" in Path(f"/proc/{pid}/cmdline").read_bytes() else None
    except (OSError, ValueError):
        return None


def stop():
    pid = running()
    if pid is None:
        print("No server of the quickstart is running.")
        return
    os.kill(pid, signal.SIGTERM)
    while running():
        time.sleep(0.05)
    PID.unlink(missing_ok=True)
    print(f"Stopped. The data are kept in {HOME}.")


def ask(path, key, headers=None, timeout=30):
    connection = http.client.HTTPConnection(*ADDRESS, timeout=timeout)
    connection.request("GET", path, headers={"Authorization": f"Bearer {key}", **(headers or {})})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"GET {path}: {response.status} {body.decode()}")
    return json.loads(body), response.headers


def shop_key(shop):
    """The shop's key, made once and kept for the owner of the files alone."""
    path = shop.folder / "key"
    if not path.exists():
        made = subprocess.run([BINARY, "key", "create", "--config", CONFIG], env=shop.environment, text=True,
                              stdout=subprocess.PIPE, check=True).stdout
        path.touch(mode=0o600)
        path.write_text(made)
    return path.read_text().strip()


def wait_until_up(process):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            sys.exit(f"The server ended with status {process.returncode}:\n" + LOG.read_text()[-2000:])
        try:
            connection = http.client.HTTPConnection(*ADDRESS, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    sys.exit("The server was not ready within a minute:\n" + LOG.read_text()[-2000:])


def serve(shop):
    """Starts the server for this shop, unless it runs already."""
    current = HOME / "current"
    if running() and current.exists() and current.read_text() == shop.name:
        return
    if running():
        stop()
    shop.folder.mkdir(parents=True, exist_ok=True)
    shop_key(shop)
    with LOG.open("wb") as log:
        process = subprocess.Popen([BINARY, "serve", "--config", CONFIG], env=shop.environment, stdout=log,
                                   stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    PID.write_text(str(process.pid))
    current.write_text(shop.name)
    wait_until_up(process)


def fill(shop, key):
    """Imports the shop once. An import that was broken off is done again: it doubles nothing."""
    done = shop.folder / "imported"
    if done.exists():
        return
    data = shop.folder / "data"
    data.mkdir(exist_ok=True)
    for arguments in shop.imports(data):
        status = subprocess.run([BINARY, "import", "--to", URL, *arguments],
                                env={**os.environ, "SUGGESTD_KEY": key}, check=False).returncode
        if status not in (0, BAD_LINES_LEFT_OUT):
            sys.exit(f"The import ended with status {status}; scripts/quickstart goes on from there.")
    done.touch()


def wait_until_learned(key):
    """Until nothing waits to be applied, and what was imported has been trained in full."""
    said = False
    while True:
        status, _ = ask("/v1/status", key)
        shop = status["shops"][0]
        if shop["learner"]["failure"]:
            sys.exit(f"The learner stopped: {shop['learner']['failure']}")
        if shop["lag_records"] == 0 and shop["learner"]["phase"] == "live":
            return
        if not said:
            print("Waiting until the model has learned all of it ...", flush=True)
            said = True
        time.sleep(0.1)


def show_person(user, taste, key):
    answer, _ = ask(f"/v1/users/{user}/recommendations?limit=5&properties=title", key)
    print(f"\n{user} ({taste}) would see:")
    for item in answer["items"]:
        print(f"  {item['properties'].get('title', item['product_id']):<46.46}  {item.get('reason') or ''}")
    for remark in (answer.get("fallback"), answer.get("short")):
        if remark:
            print(f"  ({remark})")


def how_to_open_the_dashboard(shop):
    """The link of the first owner, as long as there is none."""
    link = shop.folder / "store" / "first-link"
    if not link.exists():
        return f"The dashboard: {ADMIN_URL}/"
    address = link.read_text(encoding="utf-8").split()[-1]
    return f"The dashboard, where you choose a password first (the link works once, for an hour):\n\n  {address}"


def show_next_steps(shop, key):
    person = f"you-{int(time.time())}"  # nobody has ordered by this name yet
    order = {"order_id": f"order-of-{person}", "user_id": person,
             "placed_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
             "currency": "GBP" if shop.name == "online-retail" else "EUR",
             "lines": [{"product_id": product, "quantity": 1, "price": "10.00"} for product in shop.first_order]}
    print(f"""
The shop listens on {URL}. You are new there: your list is the one for anybody, and says so.

  curl -s '{URL}/v1/users/{person}/recommendations?limit=5&properties=title' -H 'Authorization: Bearer {key}'

Order something, and ask again: the list is yours.

  curl -s '{URL}/v1/orders' -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
    -d '{json.dumps(order)}'

{how_to_open_the_dashboard(shop)}

How to connect a shop of your own, with lines to type here: docs/use/integrate.md.
scripts/quickstart --stop ends the server.""")


def main():
    parser = argparse.ArgumentParser(prog="scripts/quickstart")
    parser.add_argument("--stop", action="store_true", help="end the server")
    parser.add_argument("--online-retail", nargs="+", type=Path, metavar="FILE", help="show the real shop of these files")
    options = parser.parse_args()
    if options.stop:
        stop()
        return
    missing = [str(file) for file in options.online_retail or [] if not file.is_file()]
    if missing:
        sys.exit(f"No such file: {', '.join(missing)}")
    if options.online_retail and any(file.suffix == ".zst" for file in options.online_retail) and not shutil.which("zstd"):
        sys.exit("Files that end in .zst need the program zstd: apt-get install zstd")

    HOME.mkdir(parents=True, exist_ok=True)
    shop = online_retail(options.online_retail) if options.online_retail else sample_shop()
    serve(shop)
    key = shop_key(shop)
    fill(shop, key)
    wait_until_learned(key)
    for user, taste in shop.people.items():
        show_person(user, taste, key)
    show_next_steps(shop, key)


if __name__ == "__main__":
    main()
