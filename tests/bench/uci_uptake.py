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


def chances(client, campaign, run, basis, user):
    """The chance of each product of a person's list, as the plan had it."""
    told = client.get(f"/v1/privacy/people/{user}").json["campaigns"]
    kept = next(one for one in told if (one["campaign"], one["run"]) == (campaign, run))
    return [min(0.9, basis["first_place"] * place ** -basis["fall"] * kept["activity"] ** basis["rise"])
            for place in kept["places"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="begin", type=datetime.date.fromisoformat, default=datetime.date(2011, 3, 1))
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--days", type=int, default=28)
    options = parser.parse_args()
    if not FILE.exists():
        sys.exit(f"skipped: {FILE} is not there; SUGGESTD_DATA names the folder of the data")
    orders = Orders()
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
                client = shop.server.client(shop.server.make_key("--scopes", "read,merchandise,recommend,privacy"))
                plan, lists = shop.run("rolling", at, options.days, run=str(number), uptake=FIRST_GUESS, holdout=0)
                bought = orders.bought(at, end)
                came = 0
                for one in lists:
                    if not one["products"]:
                        continue
                    told = chances(client, "rolling", str(number), plan["uptake"], one["user_id"])
                    for place, (chance, product) in enumerate(zip(told, one["products"]), 1):
                        hit = product["product_id"] in bought.get(one["user_id"], ())
                        came += hit
                        if number > 0:
                            by_chance.add(next(band for band in BANDS if chance <= band), chance, hit)
                            by_place.add(place, chance, hit)
                uptake = plan["sent"]["expected_uptake"]
                print(f"| {at} | {len(lists):,} | {uptake['purchases']:.0f} | {uptake['low']:.0f} to {uptake['high']:.0f} | {came} |",
                      flush=True)
            by_chance.print("chance of a product", lambda band: f"up to {100 * band:g} %")
            by_place.print("place on the list", lambda place: f"{place} of {PLACES}")
        finally:
            shop.server.end()


if __name__ == "__main__":
    main()
