#!/usr/bin/env python3
"""Compares the costs of a request to two versions of the server, in paired turns: processor time, and p50/p99.

    tests/bench/paired_requests.py OLD_BINARY NEW_BINARY [--rounds 12] [--seconds 4] [--experiment]

With --experiment only lists under a scenario are asked for, on which an experiment runs on the server of the new version.

Each round measures both versions on the same shop, one after the other, in an order that changes from round to round,
so that what the machine does beside it falls on both. One workload has all its rounds before the next begins, orders
last: what the learner does after orders would count as the cost of the lists that follow. Processor time is user and system time of the server's process
over all its threads, divided by the requests that `suggestd bench` of the old binary counted. The ratio is the median
of the rounds' ratios, with the 95 % interval of a bootstrap over the rounds.
"""
import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
import filled_shop
import server as server_module
from server import Server

WORKLOADS = {"lists": ["for-you"], "lists_with_properties": ["for-you", "--query", "&properties=title,price"],
             # At a rate that both versions bear: beyond it this one refuses, and the old one lets clients wait.
             "orders": ["orders", "--write", "--rate", "400"]}
IN_EXPERIMENT = {"lists_in_an_experiment": ["for-you", "--query", "&scenario=front"]}
# A variant that says anew what the scenario says: lists cost the same, but for what the split costs.
EXPERIMENT = {"scenario": "front", "variants": [{"name": "control", "share": 0.5},
                                                {"name": "same", "share": 0.5, "scenario": {"diversity": 0, "rules": []}}]}


def processor_seconds(pid):
    """To the nanosecond, by the clock that Linux keeps for each process: /proc counts in hundredths of a second."""
    return time.clock_gettime((~pid << 3) | 2)


def measure(client_binary, server, workload, options):
    before = processor_seconds(server.process.pid)
    ended = subprocess.run([client_binary, "bench", *WORKLOADS[workload], "--to", server.url, "--key", server.key,
                            "--seconds", str(options.seconds), "--warm-up", "0", "--clients", str(options.clients),
                            "--json"], check=False, capture_output=True, text=True)
    if ended.returncode != 0:
        sys.exit(f"{workload}: status {ended.returncode}: {ended.stderr}{server.log_tail()}")
    told = json.loads(ended.stdout)
    used = processor_seconds(server.process.pid) - before
    return {"microseconds": used / told["answered"] * 1e6, "p50": told["p50_us"], "p99": told["p99_us"]}


class Version:
    def __init__(self, binary, folder, shop, options):
        folder.mkdir()
        server_module.BINARY = binary
        self.server = filled_shop.start_filled(folder, shop, options.products, options.people)
        self.results = {workload: [] for workload in WORKLOADS}

    def put_scenario(self):
        assert self.server.client().put("/v1/scenarios/front", {"list": "for-you"}).status < 300

    def start_experiment(self):
        client = self.server.client()
        assert client.put("/v1/experiments/bench", EXPERIMENT).status < 300
        assert client.post("/v1/experiments/bench/start", None).status < 300


def interval(ratios, rng):
    medians = sorted(statistics.median(rng.choices(ratios, k=len(ratios))) for _ in range(2_000))
    return medians[49], medians[1_949]


def table(versions):
    rng = random.Random(1)
    old, new = versions
    print("| workload | old us | new us | new / old, processor time | p50 us old, new | p99 us old, new |")
    print("|---|---|---|---|---|---|")
    for workload in WORKLOADS:
        ratios = [b["microseconds"] / a["microseconds"] for a, b in zip(old.results[workload], new.results[workload])]
        low, high = interval(ratios, rng)

        def median(version, name):
            return statistics.median(result[name] for result in version.results[workload])

        print(f"| {workload} | {median(old, 'microseconds'):.1f} | {median(new, 'microseconds'):.1f} | "
              f"{statistics.median(ratios):.3f} ({low:.3f}-{high:.3f}) | {median(old, 'p50'):.0f}, {median(new, 'p50'):.0f} | "
              f"{median(old, 'p99'):.0f}, {median(new, 'p99'):.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--experiment", action="store_true")
    options = parser.parse_args()
    if options.experiment:
        WORKLOADS.clear()
        WORKLOADS.update(IN_EXPERIMENT)
    binaries = [options.old.resolve(), options.new.resolve()]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        versions = [Version(binary, folder / name, folder / "shop", options) for name, binary in zip(("old", "new"), binaries)]
        try:
            if options.experiment:
                for version in versions:
                    version.put_scenario()
                versions[1].start_experiment()
            for workload in WORKLOADS:
                for number in range(options.rounds):
                    for version in versions if number % 2 == 0 else reversed(versions):
                        version.results[workload].append(measure(binaries[0], version.server, workload, options))
                print(f"{workload}: {options.rounds} rounds", file=sys.stderr)
        finally:
            table(versions)
            for version in versions:
                version.server.end()


if __name__ == "__main__":
    main()
