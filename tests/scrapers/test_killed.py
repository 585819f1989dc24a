"""Kill a crawl with -9 wherever you like and type the same command again: nothing is lost, nothing is asked twice."""

import random
import sys

import pytest

from curation.workspace import Workspace
from scrapers.ledger import Ledger

PRODUCTS = 12


@pytest.fixture(scope="module")
def zalando(field):
    with field("zalando", PRODUCTS, 3) as store:
        yield store


@pytest.fixture(scope="module")
def undisturbed(zalando, left, tmp_path_factory) -> dict[str, object]:
    """What a crawl leaves that nobody disturbs."""
    workspace = tmp_path_factory.mktemp("undisturbed")
    done = zalando.crawl(workspace)
    assert (done.returncode, done.stderr) == (0, "")
    found = left(workspace)
    assert len(found["products.csv"]) == PRODUCTS
    return found


def test_a_crawl_killed_three_times_at_random_equals_one_that_was_not(zalando, undisturbed, left, tmp_path):
    requests = len(undisturbed) + PRODUCTS
    killed = zalando.killed_and_finished(tmp_path, random.Random(2018), kills=3, within=requests // 4)
    assert killed == 3
    assert left(tmp_path) == undisturbed


# Each line is a moment: a function of ours, whether before or after it did its work, and at which call.
MOMENTS = [
    ("curation.workspace.os.replace", "before", 9),  # a photo is written, but not under its name
    ("curation.workspace.os.replace", "after", 9),  # the file is there, the ledger does not know it
    ("scrapers.ledger.Ledger.expect", "after", 4),  # photos are expected, none has come
    ("scrapers.ledger.Ledger.save_image", "after", 20),  # one photo of a product is entered, others are not
    ("scrapers.ledger.Ledger.save", "after", 5),  # a product is entered, its page does not count as read
    ("scrapers.ledger_pages.Pages.finish", "before", 3),  # a listing is read, nothing of it is entered
    ("scrapers.ledger_pages.Pages.finish", "after", 3),
    ("scrapers.ledger_pages.Pages.take", "after", 2),  # pages are handed out, none has been asked for
    ("curation.tables.write", "after", 1),  # products.csv is written, images.csv is not
    ("scrapers.ledger_crawls.Crawls.end", "before", 1),  # both are written, the crawl does not count as ended
]
KILLER = """
import os, pkgutil, signal, sys
name, when, call = sys.argv[1], sys.argv[2], int(sys.argv[3])
path, attribute = name.rsplit(".", 1)
place, whole, calls = pkgutil.resolve_name(path), None, 0
whole = getattr(place, attribute)
def killing(*arguments, **options):
    global calls
    calls += 1
    if calls == call and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = whole(*arguments, **options)
    if calls == call:
        os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(place, attribute, killing)
from scrapy.cmdline import execute
execute(["scrapy", *sys.argv[4:]])
"""


@pytest.mark.parametrize(("function", "when", "call"), MOMENTS)
def test_a_crawl_killed_at_this_moment_equals_one_that_was_not(
    zalando, undisturbed, left, tmp_path, function, when, call
):
    killed = zalando.start(tmp_path, program=[sys.executable, "-c", KILLER, function, when, call])
    killed.communicate(timeout=60)
    assert killed.returncode == -9
    done = zalando.crawl(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert left(tmp_path) == undisturbed


def test_what_a_killed_crawl_had_is_not_asked_for_again(zalando, undisturbed, left, tmp_path):
    killed = zalando.start(
        tmp_path, program=[sys.executable, "-c", KILLER, "scrapers.ledger_pages.Pages.finish", "after", 12]
    )
    killed.communicate(timeout=60)
    with Ledger(Workspace(tmp_path).raw("zalando").ledger) as ledger:
        entered = {image.url for image in ledger.all_images() if image.status == "done"}
    before = len(zalando.store.asked)
    assert zalando.crawl(tmp_path).returncode == 0
    again = {f"https://{url}" for url in zalando.store.asked[before:]}
    assert entered
    assert not entered & again
    assert left(tmp_path) == undisturbed
