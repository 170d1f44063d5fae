#!/usr/bin/env python3
"""The cost of a shop that nobody asks: memory, threads, processor time, and time at the start and the end of the server.

    tests/bench/many_shops.py [--shops 200 1000] [--orders 20] [--idle 10] [--sleep 20] [--binary build/release/suggestd]

Each number of shops is one server: it is started without them, they are made and given `orders` orders each, it rests,
is stopped, started again and rests again. A row tells of the server beyond what it has with its first shop alone, by
shop. Run it with an older binary beside a newer one to compare: the figures of one run are of one machine.
"""
import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
import server as served

TICKS = os.sysconf("SC_CLK_TCK")


class Usage:
    """The process as the system sees it."""

    def __init__(self, pid):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        self.seconds = (int(fields[11]) + int(fields[12])) / TICKS
        self.threads = int(fields[17])
        self.megabytes = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def at_rest(server, seconds):
    """The usage, and the share of one processor that it takes meanwhile."""
    time.sleep(2)
    before = Usage(server.process.pid)
    time.sleep(seconds)
    after = Usage(server.process.pid)
    return after, (after.seconds - before.seconds) / seconds


def timed(work):
    begin = time.monotonic()
    work()
    return time.monotonic() - begin


def orders_of(shop, count):
    return "".join(json.dumps({"order_id": f"{shop}-{i}", "user_id": f"u{i % 7}", "placed_at": "2026-01-01T00:00:00Z", "currency": "EUR",
                               "lines": [{"product_id": f"p{(i * k) % 11}", "quantity": 1, "price": "1.00"} for k in (1, 2)]}) + "\n"
                   for i in range(count))


def make_shops(server, shops, orders):
    """The seconds that each took to make."""
    admin = server.admin(server.make_key("--scopes", "admin"))
    took = []
    for number in range(shops):
        name = f"shop-{number}"
        begin = time.monotonic()
        made = admin.post("/v1/shops", {"name": name})
        took.append(time.monotonic() - begin)
        if made.status != 201:
            sys.exit(f"{name}: {made.status} {made.text}")
        key = admin.post("/v1/keys", {"shop": name, "scopes": ["ingest"]}).json["key"]
        put = server.client(key).ask("POST", "/v1/orders", orders_of(name, orders), {"Content-Type": "application/x-ndjson"})
        if orders and put.status != 200:
            sys.exit(f"{name}: {put.status} {put.text}")
    return took


def row(name, usage, alone, share, shops, seconds):
    print(f"| {name} | {(usage.megabytes - alone.megabytes) / shops:.2f} | {usage.threads - alone.threads:,} | {100 * share:.1f} % | {seconds} |",
          flush=True)


def wait_until_asleep(server, shops):
    admin = server.admin(server.make_key("--scopes", "admin"))
    while sum(shop["learner"]["phase"] == "asleep" for shop in admin.get("/v1/status").json["shops"]) < shops:
        time.sleep(1)


def time_of_first_lists(server, shops):
    """Milliseconds of the first list of some shops that sleep."""
    took = []
    for number in range(0, shops, max(1, shops // 20)):
        client = server.client(server.make_key("--shop", f"shop-{number}"))
        client.get("/v1/status")  # the connection and the key are no part of it
        took.append(1000 * timed(lambda client=client: client.get("/v1/popular")))
    return took


def measure(shops, options):
    with tempfile.TemporaryDirectory() as folder:
        server = served.Server(folder, f"[model]\nsleep_seconds = {options.sleep}\n" if options.sleep else "")
        started_alone = timed(server.start)
        try:
            alone, share = at_rest(server, options.idle)
            print(f"\n{shops:,} shops of {options.orders} orders; the server alone has {alone.megabytes:.0f} MB, {alone.threads} threads, "
                  f"takes {100 * share:.1f} % of a processor and started in {started_alone:.2f} s\n\n"
                  "| | MB a shop | threads more | of a processor | |\n|---|---|---|---|---|")
            made = make_shops(server, shops, options.orders)
            usage, share = at_rest(server, options.idle)
            row("made", usage, alone, share, shops, f"each in {1000 * statistics.median(made):.1f} ms")
            stopped = timed(lambda: server.stop(seconds=600))
            started = timed(server.start)
            usage, share = at_rest(server, options.idle)
            row("started again", usage, alone, share, shops,
                f"{1000 * (started - started_alone) / shops:.2f} ms a shop; the stop took {stopped:.1f} s")
            if options.sleep:
                wait_until_asleep(server, shops)
                usage, share = at_rest(server, options.idle)
                took = time_of_first_lists(server, shops)
                row("asleep", usage, alone, share, shops,
                    f"the first list in {statistics.median(took):.1f} ms ({min(took):.1f}-{max(took):.1f})")
            server.stop(seconds=600)
        finally:
            server.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shops", type=int, nargs="+", default=[200, 1000])
    parser.add_argument("--orders", type=int, default=20)
    parser.add_argument("--idle", type=float, default=10, help="seconds of rest that the processor's share is measured over")
    parser.add_argument("--sleep", type=int, default=0, help="seconds after which a model sleeps; 0: as configured by itself")
    parser.add_argument("--binary", type=Path, default=served.BINARY)
    options = parser.parse_args()
    served.BINARY = options.binary
    for shops in options.shops:
        measure(shops, options)


if __name__ == "__main__":
    main()
