#!/usr/bin/env python3
"""A campaign on the orders of a real shop (UCI Online Retail), with what came of it.

    python3 tests/bench/uci_campaign.py [--until 2011-10-01] [--days 28]

Two runs. The first stands `--days` before `--until` and has nothing but a guess of the uptake. The second stands at `--until`
and plans with what the first came to in the days that followed it; its lists are pushed to a
receiver that refuses half of all batches; then the following days' orders are told, and the report compares who was sent to with
who was held out. Nobody got a mail in 2011, so a report that finds an effect would be a false alarm.

Printed: the expected purchases of the second run's plan beside those that came, place by place; the push; the report.
"""
import argparse
import csv
import datetime
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
from mailer import SECRET, Mailer  # noqa: E402
from server import Server  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("SUGGESTD_DATA", ROOT.parent / "shared" / "data"))
FILE = DATA / "online-retail" / "online_retail.csv.zst"
PLACES = 5
FIRST_GUESS = 0.02


class Orders:
    """The lines of the file, by time."""

    def __init__(self):
        text = subprocess.run(["zstd", "-dc", FILE], check=True, capture_output=True).stdout.decode("utf-8", "replace")
        rows = csv.reader(io.StringIO(text))
        self.head = next(rows)
        self.rows = list(rows)
        self.at = self.head.index("InvoiceDate")

    def write(self, path, begin, end):
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(self.head)
            writer.writerows(row for row in self.rows if begin <= row[self.at] < end)

    def bought(self, begin, end):
        """Products by person, of what was bought and not given back in the same invoice."""
        columns = {name: place for place, name in enumerate(self.head)}
        products = defaultdict(set)
        for row in self.rows:
            if begin <= row[self.at] < end and row[columns["CustomerID"]] and int(row[columns["Quantity"]]) > 0:
                products[row[columns["CustomerID"]]].add(row[columns["StockCode"]])
        return products


class Shop:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.server = Server(self.folder, '[outbound]\nallowed_private = ["127.0.0.1"]\n')
        self.client = None

    def add(self, orders, begin, end):
        file = self.folder / "orders.csv"
        orders.write(file, begin, end)
        running = self.client is not None
        to = ["--to", self.server.url, "--key", self.server.key] if running else ["--store", self.folder / "store"]
        for kind in ("products", "orders"):
            done = self.server.run("import", "--format", "online-retail", "--kind", kind, *to, file, timeout=600)
            if done.returncode not in (0, 65):  # 65: lines that are no orders are told
                raise RuntimeError(done.stderr)
        if not running:
            self.server.start()
            self.server.key = self.server.make_key("--scopes", "read,ingest,merchandise,recommend")
        self.server.wait_until_learned(600)
        self.client = self.server.client(self.server.key)  # anew: the server ends connections that have been idle

    def job(self, path):
        while (job := self.client.post(path, {}).json)["state"] in ("queued", "running"):
            time.sleep(0.1)
        if job["state"] != "succeeded":
            raise RuntimeError(job)
        return job["result"]

    def run(self, name, at, days, run="1", **campaign):
        made = self.client.put(f"/v1/campaigns/{name}", {"per_person": PLACES, "days": days, **campaign})
        if made.status not in (200, 201):
            raise RuntimeError(made.text)
        plan = self.job(f"/v1/campaigns/{name}/run?run={run}&at={at}T00:00:00Z")
        lists = self.client.get(f"/v1/campaigns/{name}/lists?group=all&run={run}").text.splitlines()
        return plan, [json.loads(line) for line in lists]


def uptake_by_place(lists, bought):
    """The share of the people who bought the product at each place of their list."""
    hits = [0] * PLACES
    for one in lists:
        for place, product in enumerate(one["products"]):
            hits[place] += product["product_id"] in bought.get(one["user_id"], ())
    return [count / max(1, len(lists)) for count in hits]


def told(title, lists, plan, bought):
    shares = uptake_by_place(lists, bought)
    came = sum(shares) * len(lists)
    # The intervals are wide because runs differ, and both groups have that in common: so their ends add up.
    low, expected, high = (sum(plan[group]["expected_uptake"][end] for group in ("sent", "held_out"))
                           for end in ("low", "purchases", "high"))
    print(f"{title}: {len(lists)} lists, {expected:.0f} purchases expected ({low:.0f} to {high:.0f}), {came:.0f} came; by place "
          + ", ".join(f"{100 * share:.1f} %" for share in shares))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--until", type=datetime.date.fromisoformat, default=datetime.date(2011, 10, 1))
    parser.add_argument("--days", type=int, default=28)
    options = parser.parse_args()
    if not FILE.exists():
        sys.exit(f"skipped: {FILE} is not there; SUGGESTD_DATA names the folder of the data")
    orders = Orders()
    span = datetime.timedelta(days=options.days)
    before, until, after = (str(options.until + n * span) for n in (-1, 0, 1))
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(folder)
        try:
            shop.add(orders, "", before)
            plan, lists = shop.run("first", before, options.days, uptake=FIRST_GUESS, holdout=0)
            told(f"first run, uptake {FIRST_GUESS} as a guess", lists, plan, orders.bought(before, until))
            shop.add(orders, before, until)
            plan, lists = shop.run("second", until, options.days, holdout=0.3)
            uptake = plan["uptake"]
            told(f"second run, uptake by place {uptake['first_place']:.3f} * place^-{uptake['fall']:.2f}, as counted",
                 lists, plan, orders.bought(until, after))
            dice = random.Random(1)
            mailer = Mailer(lambda: 503 if dice.random() < 0.5 else 0)
            shop.client.put("/v1/receivers/mailer", {"address": mailer.address, "secret": SECRET})
            started = time.monotonic()
            pushed = shop.job("/v1/campaigns/second/push?to=mailer")
            sent = {one["user_id"]: one["products"] for one in lists if one["group"] == "sent"}
            arrived = {one["user_id"]: one["products"] for one in mailer.people()}
            print(f"pushed to a receiver that refuses half: {pushed['people']} people in {pushed['batches']} batches by "
                  f"{pushed['calls']} calls, {time.monotonic() - started:.1f} s; "
                  f"{'all arrived once' if sent == arrived and not mailer.faults else 'NOT what was to be sent'}")
            mailer.shutdown()
            shop.add(orders, until, after)
            report = shop.client.get("/v1/campaigns/second/report").json
            for group in ("sent", "held_out"):
                print(f"{group}: {report[group]['people']} people, {report[group]['orders']} orders")
            print(report["difference_per_person"]["orders"]["sentence"])
            for one in report["difference_per_person"]["revenue"]:
                print(one["sentence"])
            print(report["parts"]["sentence"])
        finally:
            shop.server.end()


if __name__ == "__main__":
    main()
