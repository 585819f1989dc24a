"""`make chaos`: twenty crawls of the demo stores, each killed with -9 a few times at random, against whole ones."""

import random

import pytest

from scrapers.demo.stores import STORES

ROUNDS = 20
PRODUCTS = 20


@pytest.fixture(scope="module")
def stores(field, left, tmp_path_factory):
    """By store: the store on loopback, what an undisturbed crawl leaves, and how many requests that took."""
    found = {}
    for name in STORES:
        store = field(name, PRODUCTS, 7).__enter__()
        workspace = tmp_path_factory.mktemp(name)
        assert store.crawl(workspace).returncode == 0
        found[name] = (store, left(workspace), len(store.store.asked))
    yield found
    for store, _, _ in found.values():
        store.__exit__()


def chaos_twenty_rounds_of_random_kills(stores, left, tmp_path):
    equal = killed = 0
    for number in range(ROUNDS):
        dice = random.Random(number)
        name = list(STORES)[number % len(STORES)]
        store, whole, requests = stores[name]
        kills = dice.randint(1, 5)
        workspace = tmp_path / str(number)
        died = store.killed_and_finished(workspace, dice, kills, within=requests // 2)
        same = left(workspace) == whole
        print(f"\nround {number + 1}: {name}, killed {died} times, {'equal' if same else 'DIFFERENT'}", end="")
        equal, killed = equal + same, killed + died
    print(f"\n{equal} of {ROUNDS} equal, {killed} kills")
    assert equal == ROUNDS
    assert killed >= ROUNDS
