#!/usr/bin/env python3
"""Time to the best Recall@20: our factors beside the Python package implicit, one after the other.

    implicit_compare.py --als-curves build/release/tests/bench/als_curves [--dim 64] [--every 6]
                        [--alpha 60] [--regularization 170] [--data FOLDER]

Needs the packages implicit, numpy and scipy, and the program zstd. Both sides train with as many threads
as there are processors, on the same pairs, and are scored on the same users (every N-th). `alpha` and
`regularization` are implicit's own; the defaults are near our weights divided by a0. Wall time of training
alone, so the machine must be at rest.
"""
import argparse
import os
import pathlib
import platform
import re
import subprocess

import implicit
import numpy as np
import scipy
import scipy.sparse

LINE = re.compile(r"epoch +(\d+) +([\d.]+) s +recall@20 ([\d.]+)")
FEW_EPOCHS = 3  # als_curves scores these, then each fourth


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


def implicit_curve(train, test, options, use_cg):
    model = implicit.als.AlternatingLeastSquares(
        factors=options.dim, alpha=options.alpha, regularization=options.regularization, use_cg=use_cg,
        iterations=options.epochs, random_state=1)
    curve = []
    seconds = 0.0

    def scored(iteration, elapsed, _loss):
        nonlocal seconds
        seconds += elapsed
        epoch = iteration + 1
        if epoch <= FEW_EPOCHS or epoch % 4 == 0:
            curve.append((epoch, seconds, recall_at_20(model, train, test, options.every)))

    model.fit(train, show_progress=False, callback=scored)
    return curve


def our_curve(options, folder):
    out = subprocess.run([options.als_curves, "--dim", str(options.dim), "--every", str(options.every),
                          "--epochs", "8", "--threads", str(os.cpu_count()), "--data", str(folder)],
                         check=True, capture_output=True, text=True).stdout
    return [(int(epoch), float(seconds), float(recall)) for epoch, seconds, recall in LINE.findall(out)]


def show(name, curve):
    for epoch, seconds, recall in curve:
        print(f"{name:22} epoch {epoch:2} {seconds:8.2f} s  recall@20 {recall:.4f}")
    epoch, seconds, recall = max(curve, key=lambda point: point[2])
    print(f"{name:22} best {recall:.4f} after {seconds:.2f} s ({epoch} epochs)", flush=True)


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    data = pathlib.Path(os.environ.get("SUGGESTD_DATA", root.parent / "shared" / "data"))
    parser = argparse.ArgumentParser()
    parser.add_argument("--als-curves", required=True)
    parser.add_argument("--dim", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--every", type=int, default=6)
    parser.add_argument("--alpha", type=float, default=60.0)
    parser.add_argument("--regularization", type=float, default=170.0)
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
    show("implicit, cg", implicit_curve(train, test, options, True))
    show("implicit, exact", implicit_curve(train, test, options, False))


if __name__ == "__main__":
    main()
