#!/usr/bin/env python3
"""How fast accepted orders and lists stay while many more orders are sent than the server bears.

    tests/bench/overload.py [--seconds 20] [--rate 400] [--clients 1000] [--products 20000] [--people 20000] [--keep FOLDER]

One run: orders at a rate that it bears; four times as many, by four times as many connections; then `clients`
connections that send orders as fast as they are answered or refused, with lists of one other client beside both; then the first
again. Refused are answers 429 and 503; times are of the accepted. The memory is the process's, before, at its highest and after.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
import filled_shop
from server import BINARY


def bench(server, *arguments, seconds):
    done = subprocess.run([BINARY, "bench", *arguments, "--to", server.url, "--key", server.key, "--seconds", str(seconds),
                           "--warm-up", "0", "--json"], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{arguments}: status {done.returncode}: {done.stderr}{server.log_tail()}")
    return json.loads(done.stdout)


def resident_megabytes(server):
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Highest(threading.Thread):
    """The process's memory, looked at ten times a second."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.megabytes, self.going = server, 0, True

    def run(self):
        while self.going:
            self.megabytes = max(self.megabytes, resident_megabytes(self.server))
            time.sleep(0.1)


def row(name, told, megabytes):
    print(f"| {name} | {told['answered']:,} | {told['refused']:,} | {told['per_second']:,.0f} | {told['p50_us'] / 1000:,.1f} | "
          f"{told['p99_us'] / 1000:,.1f} | {told['max_us'] / 1000:,.0f} | {megabytes:,.0f} |", flush=True)


def beyond_what_it_bears(server, name, how, seconds):
    highest, lists = Highest(server), {}
    highest.start()
    beside = threading.Thread(target=lambda: lists.update(bench(server, "for-you", "--clients", "1", seconds=seconds)))
    beside.start()
    orders = bench(server, "orders", "--write", *how, seconds=seconds)
    beside.join()
    highest.going = False
    row(name, orders, highest.megabytes)
    row("lists beside them, one client", lists, highest.megabytes)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=400, help="orders a second that the server bears")
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    bearable = ("orders", "--write", "--clients", "16", "--rate", str(options.rate))
    four_times = ("--clients", "64", "--rate", str(4 * options.rate))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "served"
        folder.mkdir()
        server = filled_shop.start_filled(folder, options.keep or Path(scratch) / "shop", options.products, options.people)
        try:
            print("| | accepted | refused | a second | p50 ms | p99 ms | longest ms | memory MB |\n|---|---|---|---|---|---|---|---|")
            row("orders at a rate it bears", bench(server, *bearable, seconds=options.seconds), resident_megabytes(server))
            beyond_what_it_bears(server, "four times as many, 64 clients", four_times, options.seconds)
            server.wait_until_learned(seconds=600)
            beyond_what_it_bears(server, f"orders, {options.clients:,} clients", ("--clients", str(options.clients)), options.seconds)
            server.wait_until_learned(seconds=600)
            row("as at first, when all is learned", bench(server, *bearable, seconds=options.seconds), resident_megabytes(server))
        finally:
            server.end()


if __name__ == "__main__":
    main()
