#!/usr/bin/env python3
"""Mirrors a shop into SQLite by its change feed, through restarts of either side.

    SUGGESTD_KEY=... follow_changes.py http://127.0.0.1:8600 mirror.db

The token is stored in the transaction that applies its page, so a page counts once, whenever this stops.
"""
import json, os, sqlite3, sys, time, urllib.error, urllib.parse, urllib.request

base, path = sys.argv[1], sys.argv[2]
db = sqlite3.connect(path)
db.execute("create table if not exists thing (kind, id, seq, data, primary key (kind, id))")
db.execute("create table if not exists token (one integer primary key check (one = 1), value)")

def page(token):
    query = urllib.parse.urlencode({"since": token, "mode": "all", "feed": "longpoll", "timeout": "20", "limit": "1000"})
    key = {"Authorization": "Bearer " + os.environ["SUGGESTD_KEY"]}
    with urllib.request.urlopen(urllib.request.Request(f"{base}/v1/changes?{query}", headers=key), timeout=40) as answer:
        return json.load(answer)

while True:
    token = (db.execute("select value from token").fetchone() or ("beginning",))[0]
    try:
        answer = page(token)
    except urllib.error.HTTPError as refused:
        if refused.code in (409, 410):  # restored, or too far behind: only a fresh mirror is right
            sys.exit(f"{refused.code}: {json.load(refused)['detail']} Delete {path} and start again.")
        time.sleep(1)
        continue
    except OSError:  # the server is down or restarting
        time.sleep(1)
        continue
    with db:
        for change in answer["changes"]:
            id = change["id"] or str(change["seq"])  # an event has no id of its own
            if change["op"] in ("deleted", "erased"):
                db.execute("delete from thing where kind = ? and id = ?", (change["kind"], id))
            else:
                row = (change["kind"], id, change["seq"], json.dumps(change["data"]))
                db.execute("insert or replace into thing values (?, ?, ?, ?)", row)
        db.execute("insert or replace into token values (1, ?)", (answer["next"],))
