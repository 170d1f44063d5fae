"""The budget of one request: every route with each numeric and list parameter at its maximum, alone and together.

For each call the processor time and the memory peak of the server's process stay below what docs/internals/budgets.md
promises; a refusal is a 413 or 422 that names the number to lower; a maximum that stands alone is not refused. A route
without a case fails the test. SUGGESTD_BUDGET_PRODUCTS=50000 asks a shop of the documented size, SUGGESTD_BUDGET_ROUTE
a part of the routes, SUGGESTD_BUDGET_SHOW=1 prints each call.
"""
import json
import os
import random
import sys
import tempfile
import time
import unittest
from pathlib import Path
from urllib.parse import quote, urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent))
from server import Client, Server

PRODUCTS = int(os.environ.get("SUGGESTD_BUDGET_PRODUCTS", "4000"))
PEOPLE = PRODUCTS // 3
# A unit is 100 ns on the machine of docs/operate/benchmarks.md and one request has 20,000,000; a busy machine needs
# longer.
SECONDS = 6.0
MEMORY_MB = 400
PATIENCE = 90  # seconds until a call counts as endless

HEAVY = "heavy"  # who bought 1,000 products
LARGE = 1200     # products with 20 kB of properties
TICK = os.sysconf("SC_CLK_TCK")
# Routes that the shops' listener does not serve, though its document lists them.
ADMINISTRATORS = ("/metrics", "/v1/backups", "/v1/checkpoints", "/v1/config", "/v1/keys", "/v1/shops")

FILTER_NODES = " and ".join(f"price != {n}.5" for n in range(160))
FILTER_WORDS = " or ".join(f'title contains "zz{n}"' for n in range(150))
BOOSTER = " + ".join(f"if(price > {n}, 1, 2)" for n in range(45))
MANY_NAMES = ",".join(["title", "price"] * 350)


def product(number):
    words = " ".join(f"word{(number * step) % 997}" for step in (1, 3, 7, 11, 13, 17, 19, 23))
    properties = {"tags": [f"t{number % 7}", f"t{number % 11}"], "grade": number % 13}
    if number < LARGE:
        properties["text"] = "long text " * 2000
    return {"product_id": f"p{number}", "title": f"Product {number} {words}", "price": f"{number % 300}.50", "currency": "EUR",
            "categories": [f"Room {number % 20}", f"Room {number % 20} > Shelf {number % 60}"], "brand": f"Brand {number % 50}",
            "properties": properties}


def order(identity, person, products):
    return {"order_id": identity, "user_id": person, "currency": "EUR",
            "placed_at": f"2026-{1 + len(identity) % 9:02}-11T12:00:00Z",
            "lines": [{"product_id": f"p{one}", "quantity": 1, "price": "1.00"} for one in products]}


def orders(chance):
    for number in range(40):
        yield order(f"heavy{number}", HEAVY, range(number * 25, number * 25 + 25))
    for person in range(PEOPLE):
        for number in range(4):
            lines = {min(int(chance.paretovariate(0.7)), PRODUCTS - 1) for _ in range(8)}
            yield order(f"o{person}-{number}", f"u{person}", sorted(lines))


def write_lines(path, things):
    with path.open("w", encoding="utf-8") as out:
        for thing in things:
            out.write(json.dumps(thing) + "\n")


class Call:
    """One request. `alone`: it asks for one maximum and must be answered."""

    def __init__(self, name, path, body=None, alone=False, kind="application/json"):
        self.name, self.path, self.body, self.alone, self.kind = name, path, body, alone, kind


def ids(count, first=0):
    return [f"p{number % PRODUCTS}" for number in range(first, first + count)]


# --- Lists by GET

# All lists have the same parameters: a small run asks two of them for each.
THOROUGH = ("/v1/users/{user_id}/recommendations", "/v1/popular")

LIST_PARAMETERS = {
    "limit": "1000", "filter": FILTER_NODES, "booster": BOOSTER, "properties": "*", "diversity": "1", "rotation": "1",
    "trace": "1", "why_not": "p7", "exclude": ",".join(ids(1000)), "category": "Room 3", "include_bought": "1",
    "scenario": "worst", "user_id": HEAVY, "anonymous_id": "nobody"}
TOGETHER = {"limit": "1000", "filter": FILTER_NODES[:1500].rsplit(" and ", 1)[0], "booster": BOOSTER[:1200].rsplit(" + ", 1)[0],
            "properties": MANY_NAMES[:900].rsplit(",", 1)[0], "diversity": "0.5", "rotation": "1", "trace": "1", "why_not": "p7",
            "scenario": "worst"}


def list_calls(path, parameters, thorough):
    known = {name: value for name, value in LIST_PARAMETERS.items() if name in parameters}
    yield Call("trace and diversity", f"{path}?limit=1000&trace=1&diversity=1")
    if not thorough:
        yield Call("all together", f"{path}?{urlencode({name: TOGETHER[name] for name in TOGETHER if name in parameters})}")
        return
    for name, value in known.items():
        yield Call(f"{name} at its maximum", f"{path}?{urlencode({name: value})}", alone=True)
    yield Call("a filter of words", f"{path}?{urlencode({'filter': FILTER_WORDS})}")
    yield Call("a name 10,000 times", f"{path}?{urlencode({'properties': MANY_NAMES, 'limit': 1000})}")
    for left_out in (None, "filter", "booster", "diversity", "trace", "scenario"):
        together = {name: value for name, value in TOGETHER.items() if name in parameters and name != left_out}
        yield Call(f"all but {left_out} together", f"{path}?{urlencode(together)}")


# --- POST /v1/recommendations

def general_calls():
    path = "/v1/recommendations"
    maxima = {
        "limit": {"limit": 1000}, "candidates": {"list": "rerank", "candidates": ids(10_000)}, "exclude": {"exclude": ids(10_000)},
        "basket": {"basket": ids(1000)}, "lists": {"lists": [{"scenario": ""}] * 20}, "diversity": {"diversity": 1},
        "rotation": {"rotation": 1}, "trace": {"trace": True}, "properties": {"properties": [f"name{n}" for n in range(100)]},
        "fallbacks": {"fallbacks": ["trending", "popular", "new"]}, "filter": {"filter": FILTER_NODES},
        "booster": {"booster": BOOSTER}}
    for name, body in maxima.items():
        yield Call(f"{name} at its maximum", path, {"user_id": HEAVY, **body}, alone=True)
    most = {"user_id": HEAVY, "limit": 1000, "exclude": ids(100), "trace": True, "diversity": 0.5, "rotation": 1, "why_not": "p9",
            "properties": "*"}
    yield Call("lists x limit x trace", path, {**most, "diversity": 0, "lists": [{}] * 20})
    yield Call("lists x limit x diversity", path, {**most, "trace": False, "lists": [{}] * 20})
    yield Call("lists x limit x properties", path, {"limit": 1000, "properties": "*", "lists": [{"list": "popular"}] * 20})
    yield Call("lists x candidates", path, {"user_id": HEAVY, "limit": 1000, "trace": True,
                                            "lists": [{"list": "rerank", "candidates": ids(10_000, 7 * n)} for n in range(20)]})
    yield Call("basket x lists", path, {"basket": ids(1000), "lists": [{"list": "bought-together", "limit": 1000}] * 20})
    yield Call("basket x next orders", path, {"basket": ids(1000), "lists": [{"list": "bought-next", "limit": 1000}] * 20})
    yield Call("basket x for-you x trace", path, {"basket": ids(1000), "lists": [{"limit": 1000, "trace": True}] * 20})
    yield Call("fallbacks 100,000 times", path, {"user_id": HEAVY, "fallbacks": ["trending"] * 100_000})
    yield Call("a name 100,000 times", path, {"limit": 1000, "properties": ["title"] * 100_000})
    yield Call("lists x filters", path, {"lists": [{"filter": FILTER_WORDS.replace("zz", f"q{n}q")} for n in range(20)]})
    yield Call("lists x boosters", path, {"lists": [{"booster": BOOSTER, "limit": 1000, "list": "popular"}] * 20})
    yield Call("lists x scenario", path, {"user_id": HEAVY, "lists": [{"scenario": "worst", "limit": 1000, "trace": True}] * 20})


# --- Scenarios

def rules(kind, count, words):
    more = {"boost": {"factor": 1000}, "share": {"share": 1}, "hide": {}}[kind]
    return [{"id": f"{kind}{n}", "kind": kind, "filter": words(n), **more} for n in range(count)]


# 16 boosts that overlap in every way make 65,536 classes of products.
OVERLAPPING = rules("boost", 30, lambda n: f"price * {1 + n * 7} - 3 > {100 * (n % 9)} and grade != {n % 13}")
COSTLY = rules("hide", 200, lambda n: FILTER_WORDS.replace("zz", f"r{n}r"))


def dry_run_calls():
    path = "/v1/scenarios/worst/dry-run"
    plain = {"list": "for-you"}
    yield Call("sample at its maximum", f"{path}?sample=2000", plain)
    yield Call("limit at its maximum", f"{path}?limit=100", plain, alone=True)
    yield Call("200 rules", f"{path}?sample=10", {**plain, "rules": rules("hide", 200, lambda n: f"price == {n}.5")}, alone=True)
    yield Call("rules that overlap", f"{path}?sample=2000&limit=100", {**plain, "rules": OVERLAPPING})
    yield Call("rules of many words", f"{path}?sample=2000&limit=100", {**plain, "rules": COSTLY})
    yield Call("diversity x sample", f"{path}?sample=2000&limit=100", {**plain, "diversity": 1, "rotation": 1})
    yield Call("shares", f"{path}?sample=2000&limit=100", {**plain, "rules": rules("share", 200, lambda n: f"grade == {n % 13}")})


# --- Writes

def ndjson(things):
    return "\n".join(json.dumps(thing) for thing in things)


def bulk_calls(path, good):
    kind = "application/x-ndjson"
    yield Call("2,000 lines", path, ndjson(good(n) for n in range(2_000)), alone=True, kind=kind)
    yield Call("100,000 bad lines", path, "{}\n" * 100_000, kind=kind)
    many_errors = json.dumps({**good(1), **{f"unknown_{n}": 1 for n in range(2_000)}})
    yield Call("lines of 2,000 errors each", path, "\n".join([many_errors] * 200), kind=kind)
    long_names = json.dumps({**good(1), **{"\x01" * 3000 + str(n): 1 for n in range(20)}})
    yield Call("lines of long errors", path, "\n".join([long_names] * 80), kind=kind)


def document_calls(path, good):
    yield Call("one document", path, good, alone=True)
    yield Call("20,000 errors", path, {**good, **{f"unknown_{n}": 1 for n in range(20_000)}})
    yield Call("errors of long names", path, {**good, **{"\x01" * 30_000 + str(n): 1 for n in range(20)}})
    if "lines" in good:
        yield Call("30,000 bad lines", path, {**good, "lines": [{}] * 30_000})


def event(number):
    return {"type": "view", "user_id": "u1", "product_id": f"p{number % PRODUCTS}", "at": "2026-09-01T00:00:00Z"}


def user(number):
    return {"user_id": f"w{number}", "properties": {"n": number}}


def new_order(number):
    return order(f"new{number}", f"w{number % 50}", [number % PRODUCTS])


def reads(*paths):
    return lambda: [Call(path, path, alone=True) for path in paths]


# As many conditions as a definition may have.
MANY_PEOPLE = " or ".join(f"bought(price > {n}, {n + 1}d)" for n in range(80))


def listed_calls(path):
    lines = "\n".join(f'{{"user_id":"u{n}"}}' for n in range(100_000))
    yield Call("100,000 lines", path, lines, kind="application/x-ndjson")
    yield Call("500,000 rows", path, "user_id\n" + "\n".join(f"u{n}" for n in range(500_000)), kind="text/csv")
    yield Call("bad lines", path, "{}\n" * 100_000, kind="application/x-ndjson")


def import_calls():
    path, kind = "/v1/imports?format={}&kind={}", "text/csv"
    row = "{0},Product {0},1.50,EUR\n"
    rows = "".join(row.format(f"p{LARGE + n % (PRODUCTS - LARGE)}") for n in range(2_000))
    yield Call("2,000 rows", path.format("csv", "products"), "product_id,title,price,currency\n" + rows, alone=True, kind=kind)
    yield Call("90,000 bad rows", path.format("csv", "products"), "product_id,title,price\n" + "p1,T,cheap\n" * 90_000,
               alone=True, kind=kind)
    yield Call("bad lines", path.format("ndjson", "users"), "{}\n" * 90_000, kind=kind)
    yield Call("bad items", path.format("google-feed", "products"), "<rss><channel>" + "<item/>" * 90_000, kind=kind)
    long_row = "p1,\x01" + "x" * 30_000 + ",cheap\n"
    yield Call("long bad rows", path.format("csv", "products"), "product_id,title,price\n" + long_row * 900, kind=kind)
    yield Call("all products", path.format("csv", "products") + "&full_sync=1", "product_id,title\np1,Product 1\n", alone=True,
               kind=kind)


def changes_calls():
    path = "/v1/changes"
    yield Call("limit at its maximum", f"{path}?limit=10000", alone=True)
    yield Call("latest", f"{path}?limit=10000&mode=latest", alone=True)
    yield Call("large records", f"{path}?limit=10000&kinds=product", alone=True)
    yield Call("what hardly any record is", f"{path}?limit=1&kinds=erasure", alone=True)
    yield Call("latest of what hardly any is", f"{path}?limit=1&kinds=erasure&mode=latest", alone=True)
    yield Call("one range", f"{path}?limit=10000&range=3-3/64", alone=True)
    yield Call("a long poll for nothing", f"{path}?feed=longpoll&timeout=500ms&kinds=erasure&limit=1", alone=True)


SCENARIO = {"list": "for-you", "rules": rules("hide", 20, lambda n: f"price == {n}.5")}
REFUND = {"refund_id": "r", "lines": [{"product_id": "p0", "quantity": 1}]}

# By route as /openapi.json calls it: a function that gives the calls, in which "{}" stands for nothing.
def experiment(scenario, found):
    """Ten variants that each change the rules."""
    return {"scenario": scenario, "variants": [{"name": "a", "share": 0.1}] + [
        {"name": letter, "share": 0.1, "scenario": {"rules": found}} for letter in "bcdefghij"]}


CASES = {
    "POST /v1/recommendations": general_calls,
    "GET /v1/recommendations/{recommendation_id}/next": lambda: [
        Call("limit at its maximum", "/v1/recommendations/LIST/next?limit=1000", alone=True),
        Call("with all properties", "/v1/recommendations/LIST/next?limit=1000&properties=*"),
        Call("a name many times", f"/v1/recommendations/LIST/next?{urlencode({'limit': 1000, 'properties': MANY_NAMES})}")],
    "POST /v1/scenarios/{name}/dry-run": dry_run_calls,
    "PUT /v1/scenarios/{name}": lambda: [
        Call("20 rules", "/v1/scenarios/put", SCENARIO, alone=True),
        Call("200 rules of many words", "/v1/scenarios/put", {"list": "for-you", "rules": COSTLY}),
        Call("200 rules that overlap", "/v1/scenarios/put", {"list": "for-you", "rules": OVERLAPPING}),
        Call("20,000 errors", "/v1/scenarios/put", {**SCENARIO, **{f"unknown_{n}": 1 for n in range(20_000)}})],
    "GET /v1/scenarios/{name}": reads("/v1/scenarios/worst", "/v1/scenarios/put"),
    "GET /v1/scenarios": reads("/v1/scenarios"),
    "GET /v1/scenarios/{name}/versions": reads("/v1/scenarios/versions/versions"),
    "PUT /v1/scenarios/{name}/draft": lambda: [
        Call("long", "/v1/scenarios/draft/draft", {"scenario": {"list": "popular", "filter": "x" * 900_000}}),
        Call("20,000 errors", "/v1/scenarios/draft/draft", {f"unknown_{n}": 1 for n in range(20_000)})],
    "GET /v1/scenarios/{name}/draft": reads("/v1/scenarios/draft/draft"),
    "GET /v1/drafts": reads("/v1/drafts"),
    "DELETE /v1/scenarios/{name}/draft": reads("/v1/scenarios/draft/draft"),
    "POST /v1/scenarios/{name}/draft/publish": lambda: [Call("none", "/v1/scenarios/none/draft/publish", {})],
    "POST /v1/scenarios/{name}/restore": lambda: [Call("the first", "/v1/scenarios/versions/restore?version=1", {}, alone=True)],
    "DELETE /v1/scenarios/{name}": reads("/v1/scenarios/put"),
    "PUT /v1/segments/{name}": lambda: [
        Call("one word", "/v1/segments/put", {"people": "bought()"}, alone=True),
        Call("many words", "/v1/segments/put", {"people": MANY_PEOPLE}),
        *document_calls("/v1/segments/put", {"people": "orders() > 1"})],
    "GET /v1/segments/{name}": reads("/v1/segments/put"),
    "DELETE /v1/segments/{name}": reads("/v1/segments/none"),
    "GET /v1/segments": reads("/v1/segments", "/v1/segments?limit=100", "/v1/segments?limit=100&uncounted=1"),
    "POST /v1/segments/count": lambda: [
        Call("likely", "/v1/segments/count", {"people": 'likely(price > 1, 0.5)'}, alone=True),
        Call("many words", "/v1/segments/count", {"people": MANY_PEOPLE}),
        Call("one segment twenty times", "/v1/segments/count", {"segments": ["put"] * 20})],
    "GET /v1/segments/{name}/people": reads("/v1/segments/put/people", "/v1/segments/put/people?limit=100000"),
    "PUT /v1/segments/{name}/members": lambda: listed_calls("/v1/segments/put/members"),
    "POST /v1/segments/{name}/members": lambda: listed_calls("/v1/segments/put/members"),
    "GET /v1/segments/{name}/members": reads("/v1/segments/put/members"),
    "DELETE /v1/segments/{name}/members": reads("/v1/segments/none/members"),
    "GET /v1/scenarios/{name}/report": reads(
        "/v1/scenarios/worst/report", "/v1/scenarios/worst/report?from=1970-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"),
    "PUT /v1/experiments/{name}": lambda: [
        Call("200 rules of many words", "/v1/experiments/put", experiment("worst", COSTLY), alone=True),
        Call("200 rules that overlap", "/v1/experiments/put", experiment("worst", OVERLAPPING)),
        Call("20,000 errors", "/v1/experiments/put", {f"unknown_{n}": 1 for n in range(20_000)})],
    "GET /v1/experiments": reads("/v1/experiments"),
    "GET /v1/experiments/{name}": reads("/v1/experiments/worst"),
    "GET /v1/experiments/{name}/plan": reads("/v1/experiments/worst/plan"),
    "POST /v1/experiments/{name}/start": reads("/v1/experiments/worst/start"),
    "POST /v1/experiments/{name}/stop": reads("/v1/experiments/worst/stop"),
    "POST /v1/experiments/{name}/promote": lambda: document_calls("/v1/experiments/worst/promote", {"variant": "b"}),
    "GET /v1/experiments/{name}/runs": reads("/v1/experiments/worst/runs"),
    "GET /v1/experiments/{name}/report": reads("/v1/experiments/worst/report", "/v1/experiments/worst/report?format=csv"),
    "DELETE /v1/experiments/{name}": reads("/v1/experiments/put"),
    "PUT /v1/campaigns/{name}": lambda: [
        Call("10,000 products", "/v1/campaigns/put", {"products": {"ids": ids(10_000)}}, alone=True),
        Call("a filter of many words", "/v1/campaigns/put", {"products": {"filter": FILTER_WORDS}}),
        Call("20,000 errors", "/v1/campaigns/put", {f"unknown_{n}": 1 for n in range(20_000)})],
    "GET /v1/campaigns/{name}": reads("/v1/campaigns/put"),
    "GET /v1/campaigns": reads("/v1/campaigns"),
    "POST /v1/campaigns/{name}/plan": lambda: [Call("none", "/v1/campaigns/none/plan?run=1", {})],
    "POST /v1/campaigns/{name}/run": lambda: [Call("none", "/v1/campaigns/none/run?run=1", {})],
    **{f"{method} /v1/campaigns/{{name}}/{job}": reads(f"/v1/campaigns/put/{job}?run=none")
       for method in ("GET", "DELETE") for job in ("plan", "run")},
    "POST /v1/look-back": lambda: [Call("beyond the log", "/v1/look-back?run=none&until=1000000", {})],
    **{f"{method} /v1/look-back": reads("/v1/look-back?run=none") for method in ("GET", "DELETE")},
    "GET /v1/campaigns/{name}/runs": reads("/v1/campaigns/put/runs"),
    "GET /v1/campaigns/{name}/lists": reads("/v1/campaigns/put/lists"),
    "GET /v1/shops/{shop}/pictures/{product_id}": reads("/v1/shops/default/pictures/none"),
    "GET /v1/links/{token}": lambda: [Call("an endless token", f"/v1/links/{'A' * 30_000}")],
    "GET /v1/campaigns/{name}/report": reads("/v1/campaigns/put/report"),
    "DELETE /v1/campaigns/{name}": reads("/v1/campaigns/put"),
    "POST /v1/campaigns/{name}/push": lambda: [Call("none", "/v1/campaigns/none/push?to=none", {})],
    "GET /v1/campaigns/{name}/push": reads("/v1/campaigns/put/push?run=none&to=none"),
    "DELETE /v1/campaigns/{name}/push": reads("/v1/campaigns/put/push?run=none&to=none"),
    "PUT /v1/receivers/{name}": lambda: [
        Call("long", "/v1/receivers/long", {"address": "https://a.example/" + "x" * 2_000_000, "secret": "s" * 30}),
        Call("20,000 errors", "/v1/receivers/long", {f"unknown_{n}": 1 for n in range(20_000)})],
    "GET /v1/receivers/{name}": reads("/v1/receivers/long"),
    "GET /v1/receivers": reads("/v1/receivers"),
    "DELETE /v1/receivers/{name}": reads("/v1/receivers/long"),
    "GET /v1/report": reads("/v1/report", "/v1/report?from=1970-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"),
    "GET /v1/context": reads("/v1/context"),
    "GET /v1/context/{series}": reads("/v1/context/worst"),
    "PUT /v1/context/{series}": lambda: document_calls("/v1/context/worst", {"points": [
        {"at": f"2026-01-01T00:00:00.{n:03}Z", "value": {f"m{m}": "w" * 100 for m in range(4)}} for n in range(100)]}),
    "DELETE /v1/context/{series}": reads("/v1/context/worst"),
    "GET /v1/catalogue/findings": reads("/v1/catalogue/findings?limit=1000", "/v1/catalogue/findings?finding=no_image&limit=1000"),
    "GET /v1/products/{product_id}/users": reads("/v1/products/p1/users?limit=1000"),
    "GET /v1/products/{product_id}/vector": reads("/v1/products/p1/vector"),
    "GET /v1/users/{user_id}/vector": reads(f"/v1/users/{HEAVY}/vector"),
    "GET /v1/users/{user_id}/orders": reads(f"/v1/users/{HEAVY}/orders?limit=1000", "/v1/users/writer/orders?limit=1000"),
    "POST /v1/orders": lambda: [*bulk_calls("/v1/orders", new_order), *document_calls("/v1/orders", new_order(1))],
    "PUT /v1/orders/{order_id}": lambda: document_calls("/v1/orders/new1", new_order(1)),
    "GET /v1/orders/{order_id}": reads("/v1/orders/heavy1"),
    "POST /v1/orders/{order_id}/cancel": lambda: document_calls("/v1/orders/heavy2/cancel", {}),
    "POST /v1/orders/{order_id}/refunds": lambda: document_calls("/v1/orders/heavy0/refunds", REFUND),
    "POST /v1/events": lambda: [*bulk_calls("/v1/events", event), *document_calls("/v1/events", event(1))],
    "POST /v1/collect": lambda: [
        Call("600 events", "/v1/collect", [event(n) for n in range(600)], alone=True),
        Call("an item after the other", "/v1/collect", {"client_id": "v", "events": [{"name": "view_item", "params": {
            "items": [{"item_id": "p1"}] * 1_000}}]}),
        Call("names of nothing", "/v1/collect", [{"type": "x" * 30}] * 1_000),
        Call("bad events", "/v1/collect", [{"type": "view", "anonymous_id": 1}] * 1_000)],
    "POST /v1/products": lambda: [*bulk_calls("/v1/products", lambda n: product(LARGE + n % (PRODUCTS - LARGE))),
                                  *document_calls("/v1/products", product(2000))],
    "PUT /v1/products/{product_id}": lambda: document_calls("/v1/products/p2000", product(2000)),
    "PATCH /v1/products/{product_id}": lambda: document_calls("/v1/products/p2000", {"stock": 5}),
    "GET /v1/products/{product_id}": reads("/v1/products/p0"),
    "DELETE /v1/products/{product_id}": reads("/v1/products/p3999"),
    "POST /v1/users": lambda: [*bulk_calls("/v1/users", user), *document_calls("/v1/users", user(1))],
    "PUT /v1/users/{user_id}": lambda: document_calls("/v1/users/w1", user(1)),
    "PATCH /v1/users/{user_id}": lambda: document_calls("/v1/users/w1", {"profiling": True}),
    "GET /v1/users/{user_id}": reads("/v1/users/w1"),
    "DELETE /v1/users/{user_id}": reads("/v1/users/w1"),
    "POST /v1/users/{user_id}/merge": lambda: document_calls("/v1/users/w2/merge", {"anonymous_id": "a2"}),
    "GET /v1/users/{user_id}/consent": reads("/v1/users/w1/consent"),
    "PUT /v1/users/{user_id}/consent": lambda: document_calls("/v1/users/w1/consent", {"profiling": True}),
    "GET /v1/privacy/people/{user_id}": reads(f"/v1/privacy/people/{HEAVY}", f"/v1/privacy/people/{HEAVY}?limit=10000"),
    "GET /v1/privacy/people": reads("/v1/privacy/people?anonymous_id=a1", f"/v1/privacy/people?email_hash={64 * 'e'}"),
    "DELETE /v1/privacy/people/{user_id}": reads("/v1/privacy/people/w3"),
    "DELETE /v1/privacy/people": reads("/v1/privacy/people?anonymous_id=none"),
    "GET /v1/privacy/receipts/{receipt_id}": reads("/v1/privacy/receipts/none"),
    "PUT /v1/shoppers/keys/{kid}": lambda: document_calls("/v1/shoppers/keys/k", {"algorithm": "HS256", "secret": "s" * 32}),
    "GET /v1/shoppers/keys": reads("/v1/shoppers/keys"),
    "GET /v1/shoppers/keys/{kid}": reads("/v1/shoppers/keys/k"),
    "DELETE /v1/shoppers/keys/{kid}": reads("/v1/shoppers/keys/k"),
    "POST /v1/catalogue-syncs": reads("/v1/catalogue-syncs"),
    "POST /v1/catalogue-syncs/{sync_id}/products": lambda: bulk_calls(
        "/v1/catalogue-syncs/SYNC/products", lambda n: product(LARGE + n % (PRODUCTS - LARGE))),
    "POST /v1/catalogue-syncs/{sync_id}/finish": reads("/v1/catalogue-syncs/SYNC/finish"),
    "DELETE /v1/catalogue-syncs/{sync_id}": reads("/v1/catalogue-syncs/SYNC"),
    "POST /v1/imports": import_calls,
    "GET /v1/changes": changes_calls,
    "GET /v1/changes/consumers": reads("/v1/changes/consumers"),
    "PUT /v1/changes/consumers/{name}": lambda: document_calls("/v1/changes/consumers/c", {"position": "1:1"}),
    "GET /v1/changes/consumers/{name}": reads("/v1/changes/consumers/c"),
    "DELETE /v1/changes/consumers/{name}": reads("/v1/changes/consumers/c"),
    "GET /": reads("/"),
    "GET /dashboard/{file}": reads("/dashboard/none"),
    "GET /problems": reads("/problems"),
    "GET /problems/{type}": reads("/problems/not-found"),
    "GET /livez": reads("/livez"),
    "GET /readyz": reads("/readyz", "/readyz?verbose"),
    "GET /metrics": reads("/metrics"),
    "GET /openapi.json": reads("/openapi.json"),
    "GET /v1/status": reads("/v1/status"),
    "GET /v1/config": reads("/v1/config"),
    "POST /v1/config/reload": reads("/v1/config/reload"),
    "POST /v1/watch/test": reads("/v1/watch/test"),
    "GET /v1/backups": reads("/v1/backups"),
    "POST /v1/backups": reads("/v1/backups?keep=1000000"),
    "POST /v1/backups/{number}/verify": reads("/v1/backups/1/verify"),
    "DELETE /v1/backups/{number}": reads("/v1/backups/1"),
    "PUT /v1/checkpoints/{name}": reads("/v1/checkpoints/c"),
    "POST /v1/keys": lambda: document_calls("/v1/keys", {"name": "n"}),
    "GET /v1/keys": reads("/v1/keys", "/v1/keys?shop=default"),
    "GET /v1/keys/{key_id}": reads("/v1/keys/none"),
    "DELETE /v1/keys/{key_id}": reads("/v1/keys/none"),
    "POST /v1/keys/{key_id}/rotate": lambda: document_calls("/v1/keys/none/rotate", {}),
    "POST /v1/session": lambda: document_calls("/v1/session", {"email": "a@b.example", "password": "x"}),
    "GET /v1/session": reads("/v1/session"),
    "DELETE /v1/session": reads("/v1/session"),
    "POST /v1/session/invitation": lambda: document_calls("/v1/session/invitation", {"token": "t", "password": "x"}),
    "POST /v1/session/registration": lambda: document_calls(
        "/v1/session/registration", {"email": "a@b.example", "password": "x", "shop": "b"}),
    "PUT /v1/session/password": lambda: document_calls("/v1/session/password", {"current": "x", "password": "y"}),
    "POST /v1/session/second-factor": reads("/v1/session/second-factor"),
    "PUT /v1/session/second-factor": lambda: document_calls("/v1/session/second-factor", {"code": "000000"}),
    "DELETE /v1/session/second-factor": lambda: document_calls("/v1/session/second-factor", {"password": "x"}),
    "GET /v1/sign-in/providers": reads("/v1/sign-in/providers"),
    "GET /v1/sign-in/{provider}": reads("/v1/sign-in/none"),
    "GET /v1/sign-in/{provider}/callback": reads("/v1/sign-in/none/callback?code=c&state=s"),
    "POST /v1/accounts": lambda: document_calls("/v1/accounts", {"email": "a@b.example", "roles": []}),
    "GET /v1/accounts": reads("/v1/accounts"),
    "GET /v1/accounts/{account_id}": reads("/v1/accounts/none"),
    "PATCH /v1/accounts/{account_id}": lambda: document_calls("/v1/accounts/none", {"name": "n"}),
    "DELETE /v1/accounts/{account_id}": reads("/v1/accounts/none"),
    "POST /v1/accounts/{account_id}/invitation": reads("/v1/accounts/none/invitation"),
    "GET /v1/audit": reads("/v1/audit?limit=1000"),
    "POST /v1/shops": lambda: document_calls("/v1/shops", {"name": "default"}),
    "GET /v1/shops": reads("/v1/shops"),
    "GET /v1/shops/{shop}": reads("/v1/shops/default"),
    "PATCH /v1/shops/{shop}": lambda: document_calls("/v1/shops/default", {"state": "active"}),
    "DELETE /v1/shops/{shop}": lambda: document_calls("/v1/shops/none", {"confirm": "none"}),
    "GET /v1/jobs": reads("/v1/jobs?limit=1000", "/v1/jobs?shop=&state=failed"),
    "PUT /v1/jobs/{job_id}": lambda: document_calls("/v1/jobs/j", {"kind": "export", "shop": "default",
                                                                  "parameters": {"kind": "orders"}}),
    "GET /v1/jobs/{job_id}": reads("/v1/jobs/j"),
    "DELETE /v1/jobs/{job_id}": reads("/v1/jobs/j"),
}


def is_list(parameters):
    return {"limit", "diversity", "trace"} <= set(parameters)


class BudgetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.server = Server(cls.folder.name)
        path = Path(cls.folder.name)
        write_lines(path / "products.ndjson", map(product, range(PRODUCTS)))
        write_lines(path / "orders.ndjson", orders(random.Random(5)))
        for kind in ("products", "orders"):
            made = cls.server.run("import", "--format", "ndjson", "--kind", kind, "--store", path / "store",
                                  path / f"{kind}.ndjson", timeout=900)
            assert made.returncode == 0, made.stderr
        cls.server.start(wait=False)
        cls.server.wait_ready(seconds=600)
        cls.server.wait_until_learned(seconds=600)
        cls.client = cls.server.client(cls.server.make_key("--scopes", "ingest,read,recommend,collect,privacy"))
        cls.prepare()

    @classmethod
    def tearDownClass(cls):
        cls.server.end()
        cls.folder.cleanup()

    @classmethod
    def prepare(cls):
        """A scenario whose rules are as dear as PUT allows, one with versions, a person with long orders."""
        for count in (30, 12, 6):
            if cls.client.put("/v1/scenarios/worst", {"list": "for-you", "rules": OVERLAPPING[:count]}).status < 300:
                break
        for number in range(30):
            wide = {"list": "for-you", "rules": rules("hide", 200, lambda n: f'title contains "{"w" * 1000}{number}"')}
            assert cls.client.put("/v1/scenarios/versions", wide).status < 300
        for number in range(25):
            lines = [{"product_id": f"p{n % PRODUCTS}", "quantity": 1, "price": "1.00", "properties": {"note": "x" * 900}}
                     for n in range(900)]
            made = cls.client.post("/v1/orders", {**order(f"writer{number}", "writer", []), "lines": lines})
            while made.status == 503:  # the learner is behind, as it says
                time.sleep(float(made.headers["Retry-After"]))
                made = cls.client.post("/v1/orders", {**order(f"writer{number}", "writer", []), "lines": lines})
            assert made.status < 300, made.text

        assert cls.client.put("/v1/experiments/worst", experiment("worst", [])).status < 300

    written = True  # since the server was last seen at rest

    def routes(self):
        """Port, method, path and parameters of each route, on a listener that serves it."""
        served = {}
        for port in (self.server.shop_port, self.server.admin_port):
            document = Client(port, self.server.key).get("/openapi.json").json
            for path, methods in document["paths"].items():
                for method, operation in methods.items():
                    names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
                    served.setdefault((method.upper(), path), (port, names))
        for (method, path), (port, names) in served.items():
            if path.startswith(ADMINISTRATORS):
                port = self.server.admin_port
            yield port, method, path, names

    def calls_of(self, method, path, parameters):
        if is_list(parameters):
            thorough = PRODUCTS > 10_000 or path in THOROUGH
            return list_calls(path.replace("{user_id}", HEAVY).replace("{product_id}", "p1"), parameters, thorough)
        case = CASES.get(f"{method} {path}")
        self.assertIsNotNone(case, f"{method} {path} has no case in budget_test.py")
        return case()

    def spent(self):
        """Processor seconds of the server so far."""
        fields = Path(f"/proc/{self.server.process.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self, name):
        for line in Path(f"/proc/{self.server.process.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024
        raise KeyError(name)

    def settled(self):
        """Until nothing waits to be learned: what is measured belongs to the request."""
        self.server.wait_until_learned()
        before = self.spent()
        time.sleep(0.05)
        while self.spent() - before > 0.02:
            before = self.spent()
            time.sleep(0.05)

    sync = "none"

    def fill_in(self, path):
        self.client.close()  # it may have been idle for longer than the server keeps a connection
        if "LIST" in path:
            path = path.replace("LIST", self.client.get(f"/v1/users/{HEAVY}/recommendations?limit=1000").json["recommendation_id"])
        if "SYNC" in path:
            self.client.ask("DELETE", f"/v1/catalogue-syncs/{self.sync}")  # the last one would hold a place
            made = self.client.post("/v1/catalogue-syncs", None)
            self.assertIn(made.status, (200, 201), made.text)
            self.sync = made.json["sync_id"]
            path = path.replace("SYNC", self.sync)
        return path

    @staticmethod
    def ask_patiently(client, method, path, body, kind):
        """A large body may be refused while it is being sent, because the learner is behind: then it is sent again."""
        for _ in range(60):
            try:
                return client.ask(method, path, body, {"Content-Type": kind} if body is not None else {})
            except (BrokenPipeError, ConnectionResetError):
                time.sleep(0.5)
        raise TimeoutError(f"{method} {path} is refused again and again")

    def check(self, port, method, call):
        path = self.fill_in(call.path)
        if self.written:
            self.settled()
        self.written = method != "GET"
        client = Client(port, self.server.key, timeout=PATIENCE)
        Path(f"/proc/{self.server.process.pid}/clear_refs").write_text("5", encoding="utf-8")
        memory, seconds = self.memory("VmRSS"), self.spent()
        body = json.dumps(call.body) if isinstance(call.body, dict) else call.body
        answer = self.ask_patiently(client, method, path, body, call.kind)
        seconds, memory = self.spent() - seconds, self.memory("VmHWM") - memory
        client.close()
        what = f"{method} {call.path[:60]}: {call.name}: {answer.status}, {seconds:.2f} s, {memory:.0f} MB, {len(answer.text)} bytes"
        if os.environ.get("SUGGESTD_BUDGET_SHOW"):
            print(what, flush=True)
        self.assertLess(seconds, SECONDS, what)
        self.assertLess(memory, MEMORY_MB, what)
        self.assertLess(answer.status, 500 if port == self.server.shop_port else 504, what + answer.text[:300])
        if answer.status in (413, 422):
            self.assertFalse(call.alone, f"a maximum alone was refused: {what} {answer.text[:500]}")
            self.assert_names_a_number(answer, what)

    def assert_names_a_number(self, answer, what):
        errors = answer.json["errors"]
        self.assertTrue(errors, what + answer.text)
        name = errors[0]["pointer"].lstrip("/?")
        self.assertTrue(name, what + answer.text)
        self.assertIn(name, answer.json["detail"], what)

    def test_no_request_costs_more_than_the_budget(self):
        only = os.environ.get("SUGGESTD_BUDGET_ROUTE", "")
        for port, method, path, parameters in self.routes():
            if only not in f"{method} {path}":
                continue
            for call in self.calls_of(method, path, parameters):
                with self.subTest(route=f"{method} {path}", call=call.name):
                    self.check(port, method, call)


if __name__ == "__main__":
    unittest.main()
