#!/usr/bin/env python3
"""Time to the best Recall@20: our factors beside the Python package implicit, one after the other.

    implicit_compare.py --als-curves build/release/tests/bench/als_curves [--dim 64] [--every 6] [--epochs 8]
                        [--weights 60:170 30:100 ...] [--exact] [--data FOLDER]

Needs the packages implicit, numpy and scipy, and the program zstd. Both sides train with as many threads
as there are processors, on the same pairs, and are scored on the same users (every N-th). --weights are
implicit's own alpha and regularization, each pair a curve of its own conjugate gradients; the first is near our
weights divided by a0. --exact also runs its exact solver, with the first pair. Beside the wall time stands the
processor time of training alone, of all threads, which a busy machine disturbs less.
"""
import argparse
import os
import pathlib
import platform
import re
import subprocess
import time

import implicit
import numpy as np
import scipy
import scipy.sparse

LINE = re.compile(r"epoch +(\d+) +([\d.]+) s +recall@20 ([\d.]+) .* processor ([\d.]+) s")


def read_pairs(path):
    packed = path.with_name(path.name + ".zst")
    text = path.read_text() if path.exists() else subprocess.run(
        ["zstd", "-dcq", str(packed)], check=True, capture_output=True, text=True).stdout
    return {int(words[0]): [int(word) for word in words[1:]]
            for words in map(str.split, text.splitlines()) if words}


def recall_at_20(model, train, test, every):
    users = [user for user in sorted(test) if test[user] and user % every == 0]
    sums = 0.0
    for first in range(0, len(users), 512):
        part = np.array(users[first:first + 512])
        scores = model.user_factors[part] @ model.item_factors.T
        for row, user in enumerate(part):
            scores[row, train.indices[train.indptr[user]:train.indptr[user + 1]]] = -np.inf
        best = np.argpartition(-scores, 20, axis=1)[:, :20]
        sums += sum(len(set(best[row]) & set(test[user])) / len(test[user]) for row, user in enumerate(part))
    return sums / len(users)


def implicit_curve(train, test, options, weights, use_cg):
    alpha, regularization = map(float, weights.split(":"))
    model = implicit.als.AlternatingLeastSquares(
        factors=options.dim, alpha=alpha, regularization=regularization, use_cg=use_cg,
        iterations=options.epochs, random_state=1)
    curve = []
    seconds = processor = 0.0
    mark = time.process_time()

    def scored(iteration, elapsed, _loss):
        nonlocal seconds, processor, mark
        seconds += elapsed
        processor += time.process_time() - mark
        curve.append((iteration + 1, seconds, recall_at_20(model, train, test, options.every), processor))
        mark = time.process_time()

    model.fit(train, show_progress=False, callback=scored)
    return curve


def our_curve(options, folder):
    out = subprocess.run([options.als_curves, "--dim", str(options.dim), "--every", str(options.every),
                          "--epochs", "8", "--threads", str(os.cpu_count()), "--data", str(folder)],
                         check=True, capture_output=True, text=True).stdout
    return [(int(epoch), *map(float, rest)) for epoch, *rest in LINE.findall(out)]


def show(name, curve):
    for epoch, seconds, recall, processor in curve:
        print(f"{name:22} epoch {epoch:2} {seconds:8.2f} s  recall@20 {recall:.4f}  processor {processor:8.2f} s")
    epoch, seconds, recall, processor = max(curve, key=lambda point: point[2])
    print(f"{name:22} best {recall:.4f} after {seconds:.2f} s, processor {processor:.2f} s ({epoch} epochs)",
          flush=True)


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    data = pathlib.Path(os.environ.get("SUGGESTD_DATA", root.parent / "shared" / "data"))
    parser = argparse.ArgumentParser()
    parser.add_argument("--als-curves", required=True)
    parser.add_argument("--dim", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--every", type=int, default=6)
    parser.add_argument("--weights", nargs="+", default=["60:170"])
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--data", type=pathlib.Path, default=data / "gowalla")
    options = parser.parse_args()

    pairs, test = read_pairs(options.data / "train.txt"), read_pairs(options.data / "test.txt")
    users = max(*pairs, *test) + 1
    items = max(max(row, default=0) for part in (pairs, test) for row in part.values()) + 1
    rows = np.repeat(list(pairs), [len(row) for row in pairs.values()])
    columns = np.concatenate([np.array(row, dtype=np.int64) for row in pairs.values()])
    train = scipy.sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), (users, items))

    print(f"# Python {platform.python_version()}, implicit {implicit.__version__}, numpy {np.__version__}, "
          f"scipy {scipy.__version__}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, "
          f"{options.dim} dims, users: every {options.every}")
    show("suggestd", our_curve(options, options.data))
    for weights in options.weights:
        show(f"implicit {weights}", implicit_curve(train, test, options, weights, True))
    if options.exact:
        show("implicit, exact", implicit_curve(train, test, options, options.weights[0], False))


if __name__ == "__main__":
    main()
