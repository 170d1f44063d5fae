#!/usr/bin/env python3
"""Measures the lists of a running server on last baskets, to be compared with `suggestd evaluate`.

    python3 tests/bench/served_last_basket.py baskets.ndjson [--at 10] [--people N]

Reads the `baskets` format, starts the built binary on a fresh store, posts all but each person's last basket as
orders a week apart, waits for the learned blend, and asks each person's list with bought products allowed. Prints
Recall and NDCG, the time of a request as the client sees it, and what /v1/status says of the blend.
"""
import argparse
import datetime
import json
import math
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
from server import Server  # noqa: E402

WEEK = datetime.timedelta(days=7)
END = datetime.datetime(2026, 1, 5, tzinfo=datetime.timezone.utc)
LINES = 1_000  # a request


def orders_of(people):
    """In the order of time, as a shop would have sent them."""
    orders = []
    for person in people:
        learned = person["baskets"][:-1]
        for place, basket in enumerate(learned):
            at = END - (len(learned) - place) * WEEK
            orders.append({"order_id": f"{person['user']}/{place}", "user_id": person["user"],
                           "placed_at": at.isoformat(), "currency": "EUR",
                           "lines": [{"product_id": item, "quantity": 1, "price": "1.00"} for item in basket]})
    return sorted(orders, key=lambda order: order["placed_at"])


def post(client, orders):
    for first in range(0, len(orders), LINES):
        body = "\n".join(json.dumps(order) for order in orders[first:first + LINES]) + "\n"
        answer = client.ask("POST", "/v1/orders", body, {"Content-Type": "application/x-ndjson"})
        if answer.status != 200:
            raise RuntimeError(answer.text)


def wait_for_blend(server, seconds):
    until = time.monotonic() + seconds
    client = server.client()
    while time.monotonic() < until:
        learner = client.get("/v1/status").json["shops"][0]["learner"]
        if learner["blend"] is not None and learner["waiting_rows"] == 0:
            return learner
        time.sleep(0.2)
    raise TimeoutError("no blend was fitted")


def scores(items, wanted, at):
    hits = [1 if item in wanted else 0 for item in items[:at]]
    gain = sum(hit / math.log2(place + 2) for place, hit in enumerate(hits))
    ideal = sum(1 / math.log2(place + 2) for place in range(min(at, len(wanted))))
    return sum(hits) / len(wanted), gain / ideal


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--at", type=int, default=10)
    parser.add_argument("--people", type=int, default=0, help="ask for so many, evenly spread; 0: all")
    options = parser.parse_args()
    people = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines()]
    people = [person for person in people if len(person["baskets"]) > 1]
    asked = people[::max(1, len(people) // options.people)] if options.people else people
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder).start()
        try:
            client = server.client()
            begin = time.monotonic()
            post(client, orders_of(people))
            server.wait_until_learned(seconds=600)
            learned = time.monotonic() - begin
            learner = wait_for_blend(server, seconds=1_800)
            fitted = time.monotonic() - begin
            found, times = [], []
            for person in asked:
                path = f"/v1/users/{quote(person['user'], safe='')}/recommendations?limit={options.at}&include_bought=1"
                start = time.perf_counter()
                answer = client.get(path)
                times.append(time.perf_counter() - start)
                items = [item["product_id"] for item in answer.json["items"]]
                found.append(scores(items, set(person["baskets"][-1]), options.at))
        finally:
            server.end()
    print(json.dumps({"users": len(asked), "recall": statistics.mean(recall for recall, _ in found),
                      "ndcg": statistics.mean(ndcg for _, ndcg in found), "learned_seconds": round(learned, 1),
                      "blend_seconds": round(fitted, 1), "request_ms_median": statistics.median(times) * 1e3,
                      "blend": learner["blend"]}, indent=1))


if __name__ == "__main__":
    main()
