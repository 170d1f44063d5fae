#!/usr/bin/env python3
"""The preview of a draft while a merchant types: the dry run that the page asks for, on 20 people, beside a single list.

    python3 tests/bench/preview.py [--products 100000] [--people 5000] [--rounds 40] [--keep FOLDER]

Drafts take turns, so that a noisy moment hits all of them. Printed: median and 95th percentile in milliseconds.
"""
import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "system"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import filled_shop  # noqa: E402

PREVIEW = "/v1/scenarios/front/dry-run?sample=20&limit=8"
FOR_YOU = {"list": "for-you"}
DRAFTS = {"a filter": {**FOR_YOU, "filter": "price < 50"},
          "variety": {**FOR_YOU, "diversity": 0.5},
          "a rule that boosts": {**FOR_YOU, "rules": [{"id": "r", "kind": "boost", "filter": "price < 50", "factor": 2}]},
          "a rule that caps a category": {**FOR_YOU, "rules": [{"id": "r", "kind": "cap", "attribute": "category", "most": 1}]},
          "a booster with two values": {**FOR_YOU, "booster": "if(price < 50, 2, 1)"},
          "a booster by a number": {**FOR_YOU, "booster": "1 + price / 100"},
          "another list, similar": {"list": "similar"},
          "another list, bought-together": {"list": "bought-together"}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="where the filled shop stands, or is made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        server = filled_shop.start_filled(folder, options.keep, options.products, options.people)
        try:
            client = server.client(server.make_key("--scopes", "read,recommend,merchandise"))
            person = (folder / "people").read_text().splitlines()[0]
            asked = {"a list of eight": lambda: client.get(f"/v1/users/{person}/recommendations?limit=8")}
            assert client.put("/v1/scenarios/front", FOR_YOU).status == 201
            for name, draft in DRAFTS.items():
                asked[f"preview: {name}"] = lambda draft=draft: client.post(PREVIEW, draft)
            took = {name: [] for name in asked}
            for _ in range(options.rounds):
                for name, ask in asked.items():
                    begin = time.perf_counter()
                    answer = ask()
                    took[name].append(1_000 * (time.perf_counter() - begin))
                    assert answer.status == 200, answer.text
            print(f"| {options.rounds} rounds | median, ms | 95th percentile, ms |\n|---|---|---|")
            for name, times in took.items():
                times.sort()
                print(f"| {name} | {statistics.median(times):.0f} | {times[int(0.95 * len(times))]:.0f} |")
        finally:
            server.end()


if __name__ == "__main__":
    main()
