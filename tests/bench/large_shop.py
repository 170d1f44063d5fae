"""An invented shop of any size with histories shaped as real ones: long tails everywhere, and tastes.

Products belong to tastes; popularity falls as 1/rank^0.8 within a taste, and as 1/sqrt(rank) between tastes. A person has one to three
tastes and buys now and then something of anybody's; the length of histories is log-normal with a mean near 27 products,
as on Gowalla. Half of the products cost less than 50, independently of all else.
"""
import bisect
import itertools
import json
import math
import random
from datetime import datetime, timedelta, timezone

TASTES = 400
LINES = 5  # products of an order, about
MEAN_LENGTH, SPREAD = 27.0, 0.8


class Ranked:
    """Draws from a list with weights 1/rank^power."""

    def __init__(self, things, power):
        self.things = things
        self.sums = list(itertools.accumulate(rank ** -power for rank in range(1, len(things) + 1)))

    def draw(self, chance):
        return self.things[bisect.bisect(self.sums, chance.random() * self.sums[-1])]


def write_products(path, count, chance):
    ids = [f"p{number}" for number in range(count)]
    with (path / "products.ndjson").open("w", encoding="utf-8") as out:
        for number, product in enumerate(ids):
            price = f"{chance.randrange(100, 5000) / 100:.2f}" if chance.random() < 0.5 else f"{chance.randrange(50, 200)}.00"
            out.write(json.dumps({"product_id": product, "title": f"Product {number}", "price": price, "currency": "EUR",
                                  "categories": [f"Taste {number % TASTES}"], "brand": f"Brand {number % 97}"}) + "\n")
    return ids


def write_orders(path, people, products, chance):
    tastes = Ranked([Ranked(products[taste::TASTES], 0.8) for taste in range(TASTES)], 0.5)
    with (path / "orders.ndjson").open("w", encoding="utf-8") as out:
        for person in people:
            own = [tastes.draw(chance) for _ in range(chance.randint(1, 3))]
            length = max(1, round(chance.lognormvariate(math.log(MEAN_LENGTH) - SPREAD * SPREAD / 2, SPREAD)))
            drawn = {}
            for _ in range(4 * length):  # until enough differ; a small shop may not have them
                if len(drawn) == length:
                    break
                drawn[(chance.choice(own) if chance.random() < 0.9 else tastes.draw(chance)).draw(chance)] = None
            bought = list(drawn)
            for number, first in enumerate(range(0, len(bought), LINES)):
                lines = [{"product_id": one, "quantity": 1, "price": "1.00"} for one in bought[first:first + LINES]]
                day = 1 + (number + chance.randrange(20)) % 28
                out.write(json.dumps({"order_id": f"{person}-{number}", "user_id": person, "currency": "EUR",
                                      "placed_at": f"2026-{1 + number % 9:02}-{day:02}T12:00:00Z", "lines": lines}) + "\n")


def write_views(path, people, products, count, chance):
    """Views of the last days before October, in the order of time, most of them of what sells."""
    steps = 30 * 86_400 * 1_000_000 // max(count, 1)  # microseconds between two
    begin = datetime(2026, 9, 1, tzinfo=timezone.utc)
    ranked = Ranked(products, 0.8)
    with (path / "events.ndjson").open("w", encoding="utf-8") as out:
        for number in range(count):
            at = (begin + timedelta(microseconds=number * steps)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            out.write(f'{{"type":"view","user_id":"{chance.choice(people)}","product_id":"{ranked.draw(chance)}","at":"{at}"}}\n')


def make(path, product_count, people_count, seed=7):
    chance = random.Random(seed)
    products = write_products(path, product_count, chance)
    people = [f"u{number}" for number in range(people_count)]
    write_orders(path, people, products, chance)
    return people, products
