"""Customers with tastes and habits, and what they order and look at from day to day."""
import math
from dataclasses import dataclass, field
from datetime import timedelta

# People whom the quickstart shows: what they should see is plain from what they love.
SHOWN = {
    "ada": ("Ada", ["Coffee", "Baking"]),
    "ben": ("Ben", ["Garden", "Wild birds"]),
    "cleo": ("Cleo", ["Cats", "Tea"]),
}
FIRST_NAMES = (
    "Alma Anton Bela Bruno Carla Clemens Dora David Edda Emil Frieda Felix Greta Georg Hanna Hugo Ida Ivo "
    "Jana Jonas Klara Karl Lena Leo Mara Max Nora Nils Olga Oskar Paula Paul Rosa Rafael Sina Simon Tilda Tom "
    "Ulla Uwe Vera Viktor Wanda Willi Yara Yusuf Zoe Zeno"
).split()


@dataclass
class Customer:
    user_id: str
    name: str
    tastes: dict  # department -> weight
    orders_per_year: float
    joined: object
    last_bought: dict = field(default_factory=dict)  # product -> when


def make_customers(random, departments, count, begin, end):
    names = [department.name for department in departments]
    shares = [department.share for department in departments]
    span = (end - begin).days
    customers = []
    for user_id, (name, loves) in SHOWN.items():
        customers.append(Customer(user_id, name, {love: 1.0 for love in loves}, 9.0, begin))
    for number in range(len(customers), count):
        tastes = {}
        for _ in range(random.choice([1, 2, 2, 2, 3, 3])):
            tastes[random.choices(names, shares)[0]] = random.uniform(0.3, 1.0)
        joined = begin + timedelta(days=random.uniform(0, span * 0.9))
        rate = random.gammavariate(1.6, 3.2)  # many come seldom, some come every fortnight
        customers.append(Customer(f"c{number:04}", random.choice(FIRST_NAMES), tastes, rate, joined))
    return customers


def popularity(random, departments):
    """Weights within each department: the first few sell most (Zipf), in an order that is shuffled."""
    weights = {}
    for department in departments:
        ranks = list(range(1, len(department.products) + 1))
        random.shuffle(ranks)
        for product, rank in zip(department.products, ranks):
            weights[product] = rank ** -0.7
    return weights


class Shopping:
    """One customer after the other; all that is random comes from the generator given."""

    def __init__(self, random, departments, launched):
        self.random = random
        self.departments = {department.name: department for department in departments}
        self.weights = popularity(random, departments)
        self.launched = launched  # product -> first day on sale, for the new ones

    def visits(self, customer, end):
        """When the customer orders: gaps are exponential, so that some come twice in a week."""
        at = customer.joined
        while True:
            at += timedelta(days=self.random.expovariate(customer.orders_per_year / 365), hours=3)
            if at >= end:
                return
            yield at.replace(hour=self.random.choice(range(7, 23)), minute=self.random.randrange(60),
                             second=self.random.randrange(60))

    def season(self, department, at):
        if not department.season:
            return 1.0
        return 2.2 if at.month in department.season else 0.5

    def theme(self, customer, at):
        names = list(customer.tastes)
        wanted = [customer.tastes[name] * self.season(self.departments[name], at) for name in names]
        return self.departments[self.random.choices(names, wanted)[0]]

    def draw(self, department, customer, at):
        """A product by popularity, none that is owned for good or not yet on sale. None if nothing is left."""
        owned = {product.family for product in customer.last_bought}
        shelf = [product for product in department.products
                 if self.launched.get(product, at) <= at and (product.repeat_days or product.family not in owned)]
        return self.random.choices(shelf, [self.weights[product] for product in shelf])[0] if shelf else None

    def due(self, customer, department, at):
        """Products that the customer bought before and has used up."""
        for product, last in customer.last_bought.items():
            needed = product.repeat_days and (at - last).days > 0.8 * product.repeat_days
            if needed and product.department == department.name and self.random.random() < 0.75:
                yield product

    def basket(self, customer, at):
        theme = self.theme(customer, at)
        basket = list(self.due(customer, theme, at))
        for _ in range(1 + self.poisson(0.5 if basket else 1.4)):
            basket.append(self.draw(theme, customer, at))
        if len(customer.tastes) > 1 and self.random.random() < 0.3:
            basket.append(self.draw(self.theme(customer, at), customer, at))
        if self.random.random() < 0.05:  # a present, or a whim
            basket.append(self.draw(self.random.choice(list(self.departments.values())), customer, at))
        if at.month in (11, 12) and self.random.random() < 0.35:
            basket.append(self.draw(self.departments["Christmas"], customer, at))
        basket = [product for product in dict.fromkeys(basket) if product]
        for product in basket:
            customer.last_bought[product] = at
        return basket

    def poisson(self, mean):
        limit, product, count = math.exp(-mean), self.random.random(), 0
        while product > limit:
            product *= self.random.random()
            count += 1
        return count

    def quantity(self, product):
        return self.random.choice([1, 1, 1, 2, 2, 3]) if product.repeat_days else 1
