#!/usr/bin/env python3
"""How well the expected uptake of a campaign is calibrated, on the orders of a real shop (UCI Online Retail).

    python3 tests/bench/uci_uptake.py [--from 2011-03-01] [--runs 9] [--days 28]

A campaign runs every `--days` days, in a shop that has learned the orders before and no others. Each plan expects purchases by
what the runs before it came to; the first one has nothing but a guess. Then the orders of the following days are told: weeks that
neither the lists nor the expectation had seen. Nothing is sent to anybody.

Printed: each run's expectation with its interval, and what came; the reliability curve of all runs but the first, products given
by their expected chance beside the share that was bought; and the same by place.
"""
import argparse
import datetime
import math
import sys
import tempfile
import time
from collections import defaultdict

from uci_campaign import FIRST_GUESS, FILE, PLACES, Orders, Shop

BANDS = (0.005, 0.01, 0.02, 0.04, 0.08, 1)


class Cells:
    """Products given, what was expected of them and what came, by a key."""

    def __init__(self):
        self.cells = defaultdict(lambda: [0, 0.0, 0])

    def add(self, key, chance, bought):
        cell = self.cells[key]
        cell[0] += 1
        cell[1] += chance
        cell[2] += bought

    def print(self, title, name):
        print(f"\n{title}\n\n| {title.split()[0]} | products given | expected | bought | of a fair draw |\n|---|---|---|---|---|")
        for key in sorted(self.cells):
            given, expected, bought = self.cells[key]
            luck = 1.96 * math.sqrt(max(bought, 1)) / given
            print(f"| {name(key)} | {given:,} | {100 * expected / given:.2f} % | {100 * bought / given:.2f} % | ± {100 * luck:.2f} |")


class Invoices:
    """The people's orders by the file, to tell their activity as a plan has it (src/campaigns/offers.cc)."""

    def __init__(self, orders):
        columns = {name: place for place, name in enumerate(orders.head)}
        self.of = defaultdict(dict)
        for row in orders.rows:
            if row[columns["CustomerID"]] and int(row[columns["Quantity"]]) > 0:
                self.of[row[columns["CustomerID"]]].setdefault(row[columns["InvoiceNo"]], row[orders.at])

    def count(self, before):
        return sum(at < before for times in self.of.values() for at in times.values())

    def activities(self, people, at):
        begin = str(datetime.date.fromisoformat(at) - datetime.timedelta(days=180))
        counts = [0.5 + sum(begin <= time < at for time in self.of[one].values()) for one in people]
        mean = sum(counts) / len(counts)
        return [min(10, max(0.1, count / mean)) for count in counts]


def chances(basis, activity, places):
    """The chance of each place of a list: without caps, a person gets the first of their own list."""
    return [min(0.9, basis["first_place"] * place ** -basis["fall"] * activity ** basis["rise"]) for place in range(1, places + 1)]


class Rest:
    """Waits until the shop has learned all that it was told, as it has between two campaigns of real life."""

    PATIENCE = 300  # seconds: fits of the blend wait for a machine that is idle

    def __init__(self):
        self.fitted, self.orders = 0, 0

    def until_settled(self, shop, orders):
        due = orders * 8 > self.orders * 9
        end = time.monotonic() + self.PATIENCE
        while time.monotonic() < end:
            learner = shop.client.get("/v1/status").json["shops"][0]["learner"]
            baskets = (learner["blend"] or {"baskets": 0})["baskets"]
            if baskets != self.fitted:
                self.fitted, self.orders, due = baskets, orders, False
            if not due and learner["waiting_rows"] == 0 and learner["phase"] == "live":
                return
            time.sleep(0.2)
        print(f"(the shop had not settled after {self.PATIENCE} s)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="begin", type=datetime.date.fromisoformat, default=datetime.date(2011, 3, 1))
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--days", type=int, default=28)
    options = parser.parse_args()
    if not FILE.exists():
        sys.exit(f"skipped: {FILE} is not there; SUGGESTD_DATA names the folder of the data")
    orders = Orders()
    invoices, rest = Invoices(orders), Rest()
    by_chance, by_place = Cells(), Cells()
    print("| run at | lists | expected | interval of 95 % | came |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        shop = Shop(folder)
        try:
            learned = ""
            for number in range(options.runs):
                at, end = (str(options.begin + (number + n) * datetime.timedelta(days=options.days)) for n in (0, 1))
                shop.add(orders, learned, at)
                learned = at
                rest.until_settled(shop, invoices.count(at))
                plan, lists = shop.run("rolling", at, options.days, run=str(number), uptake=FIRST_GUESS, holdout=0)
                bought = orders.bought(at, end)
                came, summed = 0, 0.0
                for one, activity in zip(lists, invoices.activities([one["user_id"] for one in lists], at)):
                    told = chances(plan["uptake"], activity, len(one["products"]))
                    summed += sum(told)
                    for place, (chance, product) in enumerate(zip(told, one["products"]), 1):
                        hit = product["product_id"] in bought.get(one["user_id"], ())
                        came += hit
                        if number > 0:
                            by_chance.add(next(band for band in BANDS if chance <= band), chance, hit)
                            by_place.add(place, chance, hit)
                uptake = plan["sent"]["expected_uptake"]
                if abs(summed / uptake["purchases"] - 1) > 0.01:
                    raise RuntimeError(f"the chances add up to {summed:.1f}, the plan expects {uptake['purchases']:.1f}")
                print(f"| {at} | {len(lists):,} | {uptake['purchases']:.0f} | {uptake['low']:.0f} to {uptake['high']:.0f} | {came} |",
                      flush=True)
            by_chance.print("chance of a product", lambda band: f"up to {100 * band:g} %")
            by_place.print("place on the list", lambda place: f"{place} of {PLACES}")
        finally:
            shop.server.end()


if __name__ == "__main__":
    main()
