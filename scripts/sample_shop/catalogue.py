"""Reads catalogue.txt: departments, their categories, and products with their variants spelled out."""
import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Product:
    product_id: str
    title: str
    description: str
    department: str
    category: str  # "Coffee > Beans"
    brand: str
    cents: int
    repeat_days: int  # days after which a customer needs it again; 0: bought once
    family: str  # the same for the variants of one thing: who owns the white one needs no black one


@dataclass
class Department:
    name: str
    colour: str
    season: frozenset  # months in which it sells more
    share: int  # of the customers, relative to the other departments
    products: list = field(default_factory=list)


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def variants(name):
    """'Mug, {white/red}' -> 'Mug, white', 'Mug, red'."""
    match = re.search(r"\{([^}]*)\}", name)
    if not match:
        return [name]
    return [name[: match.start()] + choice + name[match.end():] for choice in match.group(1).split("/")]


def read_department(line):
    name, colour, months, share = (part.strip() for part in line.split("|"))
    season = frozenset() if months == "all" else frozenset(int(month) for month in months.split())
    return Department(name, colour, season, int(share))


def read_catalogue():
    departments = []
    lines = (Path(__file__).parent / "catalogue.txt").read_text(encoding="utf-8").splitlines()
    explanation_ends = lines.index("", lines.index("") + 1)
    for line in lines[explanation_ends:]:
        if line.startswith("= "):
            departments.append(read_department(line[2:]))
        elif line.startswith("- "):
            category, habit, sentence = (part.strip() for part in line[2:].split("|"))
            repeat_days = 0 if habit == "once" else int(habit.removeprefix("repeat "))
        elif line:
            name, brand, prices = (part.strip() for part in line.split("|"))
            titles = variants(name)
            costs = [round(float(price) * 100) for price in prices.split("/")]
            for title, cents in zip(titles, costs if len(costs) > 1 else costs * len(titles), strict=True):
                departments[-1].products.append(
                    Product(slug(title), title, f"{title}. {sentence} By {brand}.",
                            departments[-1].name, category, brand, cents, repeat_days, name))
    return departments
