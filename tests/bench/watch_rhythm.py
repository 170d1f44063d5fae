#!/usr/bin/env python3
"""How often "no orders" is raised falsely, and how soon in earnest: a real shop's orders, thinned to smaller shops.

    python3 tests/bench/watch_rhythm.py [--false-alarms 0.1] [--hold 120] [--seeds 5] [--list]

The orders' times of two years of Online Retail (SUGGESTD_DATA) go through the very decision of the server
(tests/bench/watch_replay.cc). A smaller shop keeps each order with the same chance, drawn --seeds times. The first five
weeks are learned from.

  false    alarms a month while orders went on. Those on days when the shop was closed by its calendar (Christmas to
           New Year, Easter, bank holidays) stand apart: no rhythm of weeks foresees them.
  delay    from the beginning of an outage to the alarm, for outages that begin with a random order: the median, and what
           nine of ten do not exceed. "never" where a week of silence does not raise it.
"""
import argparse
import csv
import datetime
import io
import json
import os
import random
import statistics
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("SUGGESTD_BINARY_DIR", ROOT / "build" / "release")) / "tests" / "bench" / "watch_replay"
DATA = Path(os.environ.get("SUGGESTD_DATA", ROOT.parent / "shared" / "data"))
FILES = (DATA / "online-retail-ii" / "year_2009_2010.csv.zst", DATA / "online-retail" / "online_retail.csv.zst")
ZONE = "Europe/London"
SECOND_FILE_BEGINS = "2010-12-01"
SHARES = (1, 0.3, 0.1, 0.03, 0.01)
DAY = 86_400
MONTH = 30.44 * DAY
OUTAGES = 400
# Days on which the shop took no orders though it was no Saturday: England's bank holidays, and its own Christmas.
CLOSED = [("2009-12-23", "2010-01-05"), ("2010-04-01", "2010-04-06"), ("2010-05-02", "2010-05-04"),
          ("2010-05-30", "2010-06-01"), ("2010-08-29", "2010-08-31"), ("2010-12-23", "2011-01-05"),
          ("2011-04-21", "2011-05-03"), ("2011-05-29", "2011-05-31"), ("2011-08-28", "2011-08-30")]


def order_times():
    """When each invoice was made, in seconds since 1970, without what was cancelled."""
    first = {}
    for file, keep in zip(FILES, (lambda at: at < SECOND_FILE_BEGINS, lambda at: at >= SECOND_FILE_BEGINS)):
        text = subprocess.run(["zstd", "-dc", file], check=True, capture_output=True).stdout.decode("utf-8", "replace")
        rows = csv.reader(io.StringIO(text))
        at = next(rows).index("InvoiceDate")
        for row in rows:
            if not row[0].startswith("C") and keep(row[at]):
                first.setdefault(row[0], row[at])
    zone = ZoneInfo(ZONE)
    return sorted(int(datetime.datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()) for text in first.values())


def seconds_of(day):
    return datetime.datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(ZONE)).timestamp()


def was_closed(begin):
    """Whether a silence that begins then is one of the calendar's."""
    return any(seconds_of(first) - DAY <= begin < seconds_of(last) for first, last in CLOSED)


def replay(times, options):
    done = subprocess.run([BINARY, str(options.false_alarms), str(options.hold), ZONE, str(OUTAGES)],
                          input="\n".join(map(str, times)), text=True, capture_output=True, check=True)
    return json.loads(done.stdout)


def hours(seconds):
    return "never" if seconds is None else f"{seconds / 3600:.1f} h"


def quantile(delays, share):
    ordered = sorted(delays, key=lambda delay: float("inf") if delay is None else delay)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else None


def measure(times, share, options):
    runs = []
    for seed in range(1 if share == 1 else options.seeds):
        dice = random.Random(seed)
        kept = [at for at in times if share == 1 or dice.random() < share]
        runs.append((kept, replay(kept, options)))
    months = sum((kept[-1] - kept[0] - 35 * DAY) / MONTH for kept, _ in runs)
    alarms = [begin for _, told in runs for begin in told["alarms"]]
    open_days = [begin for begin in alarms if not was_closed(begin)]
    delays = [delay for _, told in runs for delay in told["delays"]]
    per_month = statistics.mean(len(kept) for kept, _ in runs) / ((times[-1] - times[0]) / MONTH)
    print(f"| {per_month:,.0f} | {len(open_days) / months:.2f} | {(len(alarms) - len(open_days)) / months:.2f} | "
          f"{hours(quantile(delays, 0.5))} | {hours(quantile(delays, 0.9))} |")
    if options.list:
        for begin in sorted(alarms):
            closed = " (closed)" if was_closed(begin) else ""
            print(f"    silent from {datetime.datetime.fromtimestamp(begin, ZoneInfo(ZONE)):%a %Y-%m-%d %H:%M}{closed}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--false-alarms", type=float, default=0.1)
    parser.add_argument("--hold", type=int, default=120)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--list", action="store_true", help="name each silence that was raised")
    options = parser.parse_args()
    if not all(file.is_file() for file in FILES):
        sys.exit(f"skipped: {DATA} has no Online Retail")
    times = order_times()
    print("| orders a month | false alarms a month | on closed days | delay, median | delay, 9 of 10 |\n|---|---|---|---|---|")
    for share in SHARES:
        measure(times, share, options)


if __name__ == "__main__":
    main()
