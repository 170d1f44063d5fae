#!/usr/bin/env python3
"""An experiment on the orders of a real shop (UCI Online Retail), looked at each day.

    python3 tests/bench/uci_experiment.py [--until 2011-10-01] [--days 28] [--effect 0.3]

The shop learns the orders before `--until`. Then its clock goes on day by day: whoever orders on a day asks for their list first,
and as many others ask and order nothing. Half of them get lists for themselves, the others what is popular; then the day's orders
are told. Nobody saw these lists in 2011, so a report that finds an effect would be a false alarm. With `--effect` each who gets
lists for themselves orders so much more of each product, and the truth is that.

Printed: the report of each day, and the last of all, when the last visitor's window is over.
"""
import argparse
import csv
import datetime
import os
import random
import sys
import tempfile
import time
from collections import defaultdict

from uci_campaign import FILE, Orders, Shop
from shifted_clock import ShiftedClock  # noqa: E402: uci_campaign has said where

WINDOW_DAYS = 7
EXPERIMENT = {"scenario": "front", "currency": "GBP", "window_hours": 24 * WINDOW_DAYS, "minimal_effect": 0.1,
              "variants": [{"name": "popular", "share": 0.5, "scenario": {"list": "popular"}},
                           {"name": "personal", "share": 0.5, "scenario": {"list": "for-you"}}]}


class Days:
    """The orders of each day, and who placed them."""

    def __init__(self, orders, begin, days):
        place = {name: number for number, name in enumerate(orders.head)}
        self.customer, self.quantity, self.head = place["CustomerID"], place["Quantity"], orders.head
        self.rows = defaultdict(list)
        wanted = {str(begin + datetime.timedelta(days=day)) for day in range(days)}
        for row in orders.rows:
            if row[orders.at][:10] in wanted:
                self.rows[row[orders.at][:10]].append(row)

    def customers(self, day):
        return sorted({row[self.customer] for row in self.rows[day]
                       if row[self.customer] and int(row[self.quantity]) > 0})

    def write(self, path, day, growth):
        """`growth`: by how much each customer orders more."""
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(self.head)
            for row in self.rows[day]:
                more = list(row)
                more[self.quantity] = round(int(row[self.quantity]) * (1 + growth(row[self.customer])))
                writer.writerow(more)


class Trial:
    def __init__(self, shop, days, effect):
        self.shop, self.days, self.effect = shop, days, effect
        self.variants, self.alarms, self.dice = {}, 0, random.Random(1)

    def visit(self, customer):
        answer = self.shop.client.get(f"/v1/users/{customer}/recommendations?scenario=front&limit=5")
        if answer.status != 200:
            raise RuntimeError(answer.text)
        if variant := answer.json.get("experiment", {}).get("variant"):
            self.variants.setdefault(customer, variant)

    def visits(self, day, known):
        buyers = self.days.customers(day)
        for customer in buyers + self.dice.sample(known, min(len(known), len(buyers))):
            self.visit(customer)

    def tell_orders(self, day):
        file = self.shop.folder / "day.csv"
        self.days.write(file, day, lambda customer: self.effect if self.variants.get(customer) == "personal" else 0)
        server = self.shop.server
        done = server.run("import", "--format", "online-retail", "--kind", "orders", "--to", server.url, "--key", server.key, file)
        if done.returncode not in (0, 65):
            raise RuntimeError(done.stderr)
        self.shop.client.get("/v1/popular", Suggestd_Consistency="strong")

    def look(self):
        report = self.shop.client.get("/v1/experiments/lists/report").json
        findings = [found["finding"] for variant in report["variants"] for found in (variant.get("against_control") or {}).values()
                    if isinstance(found, dict) and "finding" in found]
        self.alarms += any(found in ("more", "less") for found in findings)
        return report


def told(day, report):
    print(f"{day}: " + "; ".join(f"{one['name']} {one['visitors']} visitors, {one['settled']['visitors']} settled"
                                for one in report["variants"]) + f"; {report['summary']}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--until", type=datetime.date.fromisoformat, default=datetime.date(2011, 10, 1))
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--effect", type=float, default=0.0)
    options = parser.parse_args()
    if not FILE.exists():
        sys.exit(f"skipped: {FILE} is not there; SUGGESTD_DATA names the folder of the data")
    orders = Orders()
    begin = options.until
    days = Days(orders, begin, options.days + WINDOW_DAYS + 1)
    known = sorted(orders.bought("", str(begin)))
    noon = datetime.datetime.combine(begin, datetime.time(12), datetime.timezone.utc).timestamp()
    with tempfile.TemporaryDirectory() as folder:
        clock = ShiftedClock(folder)
        os.environ.update(clock.environment)  # of the programs that start from here on
        clock.shift(round(noon - time.time()))
        shop = Shop(folder)
        try:
            shop.add(orders, "", str(begin))
            assert shop.client.put("/v1/scenarios/front", {"list": "for-you"}).status < 300
            assert shop.client.put("/v1/experiments/lists", EXPERIMENT).status < 300
            print(shop.client.post("/v1/experiments/lists/start", None).json["plan"]["sentence"])
            trial = Trial(shop, days, options.effect)
            for number in range(options.days + WINDOW_DAYS + 1):
                day = str(begin + datetime.timedelta(days=number))
                clock.shift(round(noon - time.time()) + number * 86_400)
                shop.client = shop.server.client(shop.server.key)
                if number < options.days:
                    trial.visits(day, known)
                trial.tell_orders(day)
                told(day, trial.look())
            print(f"\nlooks that found something: {trial.alarms} of {options.days + WINDOW_DAYS + 1}\n"
                  + shop.client.get("/v1/experiments/lists/report?format=csv").text)
        finally:
            shop.server.end()


if __name__ == "__main__":
    main()
