"""A shop to measure, in a folder: its orders as files, and the store of a server that has learned them.

With a folder to keep it in, the filled shop is made once; each measurement then works on a copy of its store.
"""
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import large_shop
from server import Server

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("SUGGESTD_DATA", ROOT.parent / "shared" / "data"))
GOWALLA = DATA / "gowalla" / "train.txt.zst"
ORDER_LINES = 20  # lines of an order; one person's places are put into several


def gowalla_orders(path):
    """Writes the set's check-ins as orders; the ids of people, and of products."""
    people, products = [], set()
    text = subprocess.run(["zstd", "-dcq", GOWALLA], check=True, capture_output=True, text=True).stdout
    with (path / "orders.ndjson").open("w") as out:
        for line in text.splitlines():
            user, *items = line.split()
            people.append(f"u{user}")
            products.update(items)
            for number, first in enumerate(range(0, len(items), ORDER_LINES)):
                lines = [{"product_id": item, "quantity": 1, "price": "1.00"}
                         for item in items[first:first + ORDER_LINES]]
                out.write(json.dumps({"order_id": f"g{user}-{number}", "user_id": f"u{user}",
                                      "placed_at": "2025-01-01T00:00:00Z", "currency": "EUR", "lines": lines}) + "\n")
    return people, sorted(products), "Gowalla"


def sample_orders(path):
    subprocess.run([sys.executable, ROOT / "scripts" / "make-sample-shop", path], check=True, stdout=subprocess.DEVNULL)
    ids = {kind: [json.loads(line)[key] for line in (path / f"{kind}.ndjson").open(encoding="utf-8")]
           for kind, key in (("users", "user_id"), ("products", "product_id"))}
    return ids["users"], ids["products"], "the sample shop"


def invented_orders(path, product_count, people_count):
    people, products = large_shop.make(path, product_count, people_count)
    return people, products, "an invented shop of tests/bench/large_shop.py"


def wait_until_blended(server, seconds):
    """Until the blend that the first baskets allow is fitted; it is what lists are then made with."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        server.wait_until_learned(seconds)
        learner = server.client().get("/v1/status").json["shops"][0]["learner"]
        if learner["blend"] is not None and learner["waiting_rows"] == 0:
            return
        time.sleep(0.5)
    raise TimeoutError(f"no blend after {seconds} s:\n{server.log_tail()}")


def fill(folder, product_count, people_count):
    """Makes the shop in `folder`: the files people and products, the store, and a sentence about it."""
    if product_count:
        people, products, name = invented_orders(folder, product_count, people_count)
    else:
        people, products, name = gowalla_orders(folder) if GOWALLA.exists() else sample_orders(folder)
    (folder / "people").write_text("\n".join(people) + "\n")
    (folder / "products").write_text("\n".join(products) + "\n")
    server = Server(folder).start()
    try:
        begin = time.monotonic()
        for kind in ("products", "orders") if product_count else ("orders",):
            done = server.run("import", "--format", "ndjson", "--kind", kind, "--to", server.url,
                              folder / f"{kind}.ndjson", env={"SUGGESTD_KEY": server.key}, timeout=3600)
            if done.returncode != 0:
                sys.exit(f"import: {done.returncode}\n{done.stderr}")
        imported = time.monotonic() - begin
        server.wait_until_learned(seconds=1800)
        learned = time.monotonic() - begin - imported
        wait_until_blended(server, seconds=1800)
        blended = time.monotonic() - begin - imported - learned
        if server.stop(seconds=600) != 0:
            sys.exit(f"the filled server did not end well\n{server.log_tail()}")
    finally:
        server.end()
    with (folder / "orders.ndjson").open() as orders:
        count = sum(1 for _ in orders)
    (folder / "key").write_text(server.key)
    (folder / "about").write_text(
        f"Shop: {name}, {len(people):,} people, {len(products):,} products, {count:,} orders; imported over HTTP in "
        f"{imported:.1f} s, learned {learned:.1f} s later, the blend fitted {blended:.1f} s after that.")


def start_filled(folder, keep, product_count, people_count):
    """A running server with a filled store in `folder`. `keep`: where the shop is made, or was before."""
    home = folder if keep is None else keep
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "about").exists():
        fill(home, product_count, people_count)
    if home != folder:
        for name in ("people", "products", "key", "about"):
            shutil.copy(home / name, folder)
        shutil.copytree(home / "store", folder / "store")
    print((folder / "about").read_text() + "\n", flush=True)
    server = Server(folder)
    server.key = (folder / "key").read_text()
    server.start()
    server.wait_until_learned(seconds=600)
    return server
