"""The lock of a store's folder; that a second crawl is refused by name is in test_sessions.py."""

import re

import pytest

from curation.errors import CrawlError
from curation.workspace import Workspace
from scrapers.lock import only_crawl


def test_a_folder_is_free_again_and_what_a_killed_crawl_was_writing_is_gone(tmp_path):
    raw = Workspace(tmp_path).raw("laden")
    half = raw.root / "images/dresses/.a1.jpg.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"ha")
    for _ in range(2):
        with only_crawl(raw):
            assert not half.exists()


def test_a_workspace_that_is_a_file_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "file").touch()
    raw = Workspace(tmp_path / "file").raw("laden")
    told = (
        f"{raw.root}/crawl.lock cannot be used ([Errno 20] Not a directory: '{raw.root}'); make the folder writable, "
        "or crawl into another workspace with -s WORKSPACE=DIR"
    )
    with pytest.raises(CrawlError, match=f"^{re.escape(told)}$"), only_crawl(raw):
        pytest.fail("held")


@pytest.mark.parametrize(("bytes_", "said"), [(None, "unable to open database file"), (b"x" * 512, "not a database")])
def test_a_lock_that_is_none_is_refused_with_the_way_out(tmp_path, bytes_, said):
    raw = Workspace(tmp_path).raw("laden")
    raw.root.mkdir(parents=True)
    if bytes_ is None:
        (raw.root / "crawl.lock").mkdir()
    else:
        (raw.root / "crawl.lock").write_bytes(bytes_)
    told = rf"/crawl\.lock cannot be used \(.*{said}\); make the folder writable, or"
    with pytest.raises(CrawlError, match=told), only_crawl(raw):
        pytest.fail("held")


def test_a_ledger_that_is_none_is_one_line_and_left_as_it_is(scrapy, tmp_path):
    ledger = Workspace(tmp_path).raw("zalando").ledger
    ledger.parent.mkdir(parents=True)
    ledger.write_bytes(b"x" * 512)
    done = scrapy("crawl", "zalando", "-s", "REPLAY=http://127.0.0.1:9", "-s", f"WORKSPACE={tmp_path}")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Error: {ledger} is no ledger (file is not a database); move it away and crawl again\n"
    assert ledger.read_bytes() == b"x" * 512
