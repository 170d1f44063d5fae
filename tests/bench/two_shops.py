#!/usr/bin/env python3
"""The effect of one shop's import and training on another shop's lists and orders.

    tests/bench/two_shops.py [--orders 100000] [--seconds 10] [--alone 3] [--products 2000] [--people 2000] [--keep FOLDER]

One run: lists and single orders of a small shop at a rate that it bears, in `alone` rounds with nothing beside; the same, over and
over, while a second shop of the same server imports `orders` orders and trains on them; then alone again. The median of the rounds
is told, with the lowest and highest. The import comes by HTTP like everybody's.
"""
import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
import filled_shop
import large_shop
from server import BINARY

WORKLOADS = {"lists": ("for-you", "--clients", "4", "--rate", "200"), "orders": ("orders", "--write", "--clients", "4", "--rate", "100")}


def bench(server, key, name, seconds):
    done = subprocess.run([BINARY, "bench", *WORKLOADS[name], "--to", server.url, "--key", key, "--seconds", str(seconds), "--warm-up", "0",
                           "--json"], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{name}: status {done.returncode}: {done.stderr}{server.log_tail()}")
    return json.loads(done.stdout)


def rounds(server, key, seconds, going, least=1):
    """Lists and orders in turn, `least` times or more, until it is over."""
    told = {name: [] for name in WORKLOADS}
    while going() or any(len(of_name) < least for of_name in told.values()):
        for name, of_name in told.items():
            of_name.append(bench(server, key, name, seconds))
    return told


class Import(threading.Thread):
    """Imports into the second shop, and waits until it is learned."""

    def __init__(self, server, key, file):
        super().__init__(daemon=True)
        self.server, self.key, self.file = server, key, file
        self.imported, self.learned = None, None

    def run(self):
        begin = time.monotonic()
        done = self.server.run("import", "--format", "ndjson", "--kind", "orders", "--to", self.server.url, self.file,
                               env={"SUGGESTD_KEY": self.key}, timeout=3600)
        if done.returncode != 0:
            sys.exit(f"import: {done.returncode}\n{done.stderr}")
        self.imported = time.monotonic() - begin
        client = self.server.client(self.key)
        while True:
            shop = client.get("/v1/status").json["shops"][0]
            if shop["lag_records"] == 0 and shop["learner"]["phase"] == "live" and shop["learner"]["training_loss"] is not None:
                break
            time.sleep(0.2)
        self.learned = time.monotonic() - begin


def rows(name, told):
    for workload, all_rounds in told.items():
        figures = [f"{statistics.median(part):,.2f} ({min(part):,.2f}-{max(part):,.2f})" if len(part) > 1 else f"{part[0]:,.2f}"
                   for part in ([one[measure] / 1000 for one in all_rounds] for measure in ("p50_us", "p99_us"))]
        print(f"| {name}: {workload} | {len(all_rounds)} | {figures[0]} | {figures[1]} | {sum(one['refused'] for one in all_rounds)} |", flush=True)


def measure(server, folder, options):
    admin = server.admin(server.make_key("--scopes", "admin"))
    made = admin.post("/v1/shops", {"name": "busy"})
    if made.status != 201:
        sys.exit(f"{made.status} {made.text}")
    busy = server.make_key("--shop", "busy")
    print("| | rounds | p50 ms | p99 ms | refused |\n|---|---|---|---|---|")
    rows("alone", rounds(server, server.key, options.seconds, lambda: False, options.alone))
    importing = Import(server, busy, folder / "busy" / "orders.ndjson")
    importing.start()
    rows("beside the import", rounds(server, server.key, options.seconds, importing.is_alive))
    importing.join()
    rows("alone again", rounds(server, server.key, options.seconds, lambda: False, options.alone))
    print(f"\nThe other shop's orders were imported in {importing.imported:.0f} s, and learned {importing.learned:.0f} s after the beginning.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--alone", type=int, default=3)
    parser.add_argument("--products", type=int, default=2_000)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "served"
        (folder / "busy").mkdir(parents=True)
        large_shop.make(folder / "busy", 20_000, options.orders // 5)
        file = folder / "busy" / "orders.ndjson"
        lines = file.read_text(encoding="utf-8").splitlines()[:options.orders]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines):,} orders to import beside it")
        server = filled_shop.start_filled(folder, options.keep or Path(scratch) / "shop", options.products, options.people)
        try:
            measure(server, folder, options)
        finally:
            server.end()


if __name__ == "__main__":
    main()
