"""The random numbers of a test: the same in every run, and others with SUGGESTD_SEED=N (tests/seed.h)."""
import os
import random

SEED = os.environ.get("SUGGESTD_SEED", "0")


def random_numbers(own):
    """`own` tells the numbers of one test from those of another."""
    return random.Random(f"{SEED} {own}")
