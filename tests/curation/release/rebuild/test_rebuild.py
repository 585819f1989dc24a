"""A release of links becomes photos again: whole, with losses told apart, resumed, and politely."""

import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest

from curation import tables
from curation.errors import ReleaseError
from curation.release.rebuild.rebuild import rebuild
from curation.schema import IncompletePair, PhotoPair, RawImage, RebuiltPhoto, ReleaseRow
from scrapers.demo.answer import text


@pytest.fixture
def again(shops, tmp_path):
    """`again("SETTING=value")`: rebuild the release from the stores, into the same folder each time."""

    def run(*settings: str):
        given = (f"REPLAY={shops.url}", "LOG_LEVEL=ERROR", *settings)
        return rebuild(shops.release, tmp_path / "out", settings=given, workers=1)

    return run


def read(result, name, row):
    return tables.read(result.folder / name, row)


def test_all_photos_come_back_and_the_pairs_are_those_of_the_release(shops, again, body):
    before = body(shops.release)
    result = again()
    assert (result.pairs, result.listed) == (len(shops.rows), len(shops.rows))
    assert (result.all.rate, result.all.outcomes, result.all.reasons) == (1.0, {"exact": 2 * len(shops.rows)}, {})
    assert len(result.hosts) == 2
    assert read(result, "incomplete.csv", IncompletePair) == []
    for row in read(result, "data.parquet", ReleaseRow):
        original = next(one for one in shops.rows if one.key == row.key)
        assert (row.split, row.product_sha256) == (original.split, original.product_sha256)
        assert (result.folder / row.product_file).read_bytes() == shops.answer(row.product_url).body
        assert (result.folder / row.model_file).read_bytes() == shops.answer(row.model_url).body
    assert body(shops.release) == before


def test_datasets_reads_the_three_splits_with_two_pictures(shops, again, monkeypatch):
    result = again()
    code = (
        "import sys; from datasets import load_dataset; "
        "found = load_dataset('imagefolder', data_dir=sys.argv[1]); "
        "print({split: len(rows) for split, rows in found.items()}, found['train'][0]['product'].size, "
        "sorted(found['train'].features)[:3])"
    )
    environment = {"PATH": "/usr/bin:/bin", "HF_HUB_OFFLINE": "1", "HF_HOME": str(result.folder.parent / "hf")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(result.folder)], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    counts = {split: listed for split, (_, listed) in result.splits.items()}
    assert done.stdout.startswith(str(counts)), done.stdout


def test_a_tenth_gone_a_tenth_encoded_anew_and_some_replaced_are_each_told_apart(shops, again):
    urls = list(shops.urls)
    random.Random(7).shuffle(urls)
    tenth, twentieth = len(urls) // 10, len(urls) // 20
    lost, anew, other = urls[:tenth], urls[tenth : 2 * tenth], urls[2 * tenth : 2 * tenth + twentieth]
    for url in lost:
        shops.lose(url)
    for url in anew:
        shops.reencode(url)
    for url in other:
        # by a picture of the same kind: another packshot, another photo of a person
        parts = [("product_url", row) for row in shops.rows] + [("model_url", row) for row in shops.rows]
        kind = next(name for name, row in parts if getattr(row, name) == url)
        shops.replace(
            url, next(getattr(row, kind) for row in shops.rows if getattr(row, kind) not in (url, *lost, *anew))
        )
    result = again()
    told = {row.url: row for row in read(result, "photos.csv", RebuiltPhoto)}
    assert {url for url, row in told.items() if row.outcome == "failed"} == set(lost)
    assert {url for url, row in told.items() if row.outcome == "reencoded"} == set(anew)
    assert {url for url, row in told.items() if row.outcome == "replaced"} == set(other)
    assert {told[url].reason for url in lost} == {"http_404"}
    assert {told[url].reason for url in anew} == {"other_bytes"}
    assert {told[url].reason for url in other} <= {"other_picture", "other_shape"}
    rows = read(result, "photos.csv", RebuiltPhoto)
    assert sum(hits.photos for hits in result.hosts.values()) == result.all.photos == len(rows)
    assert result.all.outcomes == dict(Counter(row.outcome for row in rows).most_common())
    check_pairs(shops, result, {*lost, *other})


def check_pairs(shops, result, unusable: set[str]) -> None:
    """Every pair is whole, or listed with what it lacks; splits are those of the release; nothing lies about."""
    lacking = {row.key for row in shops.rows if {row.product_url, row.model_url} & unusable}
    incomplete = read(result, "incomplete.csv", IncompletePair)
    assert {row.key for row in incomplete} == lacking
    for row in incomplete:
        original = next(one for one in shops.rows if one.key == row.key)
        for part in ("product", "model"):
            is_lost = getattr(original, f"{part}_url") in unusable
            assert getattr(row, part).partition(" ")[0] in (
                ("failed", "replaced") if is_lost else ("exact", "reencoded")
            )
    assert result.pairs == len(shops.rows) - len(lacking)
    for split, (whole, _) in result.splits.items():
        wanted = {row.key for row in shops.rows if row.split == split and row.key not in lacking}
        assert whole == len(wanted)
        pairs = read(result, f"{split}/metadata.parquet", PhotoPair) if wanted else []
        assert {pair.key for pair in pairs} == wanted
        named = {pair.product_file_name for pair in pairs} | {pair.model_file_name for pair in pairs}
        folder = result.folder / split
        assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.jpg")} == named


def test_only_what_failed_is_asked_for_again_and_a_photo_that_returns_completes_its_pair(shops, again):
    urls = shops.urls
    shops.lose(urls[0])
    shops.replace(urls[2], urls[5])
    first = again()
    assert first.all.outcomes["failed"] == 1
    before = len(shops.asked())
    shops.reset()
    second = again()
    assert shops.asked() == [urls[0]]
    assert before == len(urls)
    assert "failed" not in second.all.outcomes
    assert second.all.outcomes["replaced"] == 1
    check_pairs(shops, second, {urls[2]})
    shops.reset()
    assert again() == second
    assert shops.asked() == []


def test_a_photo_that_was_taken_away_and_is_gone_takes_its_pair_out_of_the_folder(shops, again):
    first = again()
    victim = shops.rows[0].product_url
    stored = next(row.path for row in read(first, ".crawl/raw/links/images.csv", RawImage) if row.url == victim)
    (first.folder / ".crawl" / stored).unlink()
    shops.lose(victim)
    before = len(shops.asked())
    result = again()
    assert set(shops.asked()[before:]) == {victim}
    assert result.all.outcomes["failed"] == 1
    check_pairs(shops, result, {victim})


def test_a_file_that_was_damaged_is_asked_for_again(shops, again):
    first = again()
    images = first.folder / ".crawl/raw/links/images.csv"
    victim = next(row for row in tables.read(images, RawImage) if row.url == shops.urls[0])
    (first.folder / ".crawl" / victim.path).write_bytes(b"damaged")
    images.write_text(images.read_text().replace(victim.sha256, "0" * 64))
    assert again().all.reasons == {"not_an_image": 1}
    before = len(shops.asked())
    assert again().all.rate == 1.0
    assert shops.asked()[before:] == [victim.url]


def test_a_photo_at_another_scale_is_known_again(shops, again):
    model = [row.model_url for row in shops.rows]
    for url in model:
        shops.reencode(url, scale=0.7)
    result = again()
    told = [row for row in read(result, "photos.csv", RebuiltPhoto) if row.part == "model"]
    assert {(row.outcome, row.reason) for row in told} == {("reencoded", "other_size")}
    assert result.all.rate == 1.0


def test_a_host_whose_robots_forbid_it_is_not_asked_and_that_is_reported(shops, again):
    host = shops.urls[0].split("/")[2]
    shops.store_of(shops.urls[0]).changes[f"https://{host}/robots.txt"] = lambda answer: text(
        "User-agent: *\nDisallow: /"
    )
    result = again()
    assert result.hosts[host].outcomes == {"refused": result.hosts[host].photos}
    assert result.hosts[host].reasons == {"robots_disallowed": result.hosts[host].photos}
    assert not [url for url in shops.asked() if host in url]
    (other,) = set(result.hosts) - {host}
    assert result.hosts[other].rate == 1.0
    shops.reset()
    assert again().hosts[host].outcomes == {"refused": result.hosts[host].photos}
    assert shops.asked() == []


def test_a_host_that_refuses_is_left_alone_and_asked_again_by_the_next_run(shops, again):
    host = shops.urls[0].split("/")[2]
    for url in shops.urls:
        if host in url:
            shops.change(url, lambda answer: text("", 403))
    result = again()
    assert result.blocked
    assert set(result.hosts[host].outcomes) == {"failed"}
    assert set(result.hosts[host].reasons) <= {"http_403", "host_blocked"}
    assert len([url for url in shops.asked() if host in url]) < result.hosts[host].photos
    shops.reset()
    result = again()
    assert (result.blocked, result.all.rate) == (False, 1.0)


def test_the_report_says_no_path_of_this_machine(shops, again, tmp_path):
    result = again()
    for name in ("rebuild.json", "photos.csv", "incomplete.csv"):
        assert str(tmp_path) not in (result.folder / name).read_text()
    report = json.loads((result.folder / "rebuild.json").read_text())
    assert report["photos"]["rate"] == 1.0
    assert set(report["hosts"]) == set(result.hosts)


def test_a_crawl_that_is_stopped_goes_on(shops, tmp_path):
    code = (
        "import sys; from pathlib import Path; from curation.release.rebuild.rebuild import rebuild; "
        "print(rebuild(Path(sys.argv[1]), Path(sys.argv[2]), settings=sys.argv[3:]).stopped)"
    )
    settings = (f"REPLAY={shops.url}", "LOG_LEVEL=ERROR", "DOWNLOAD_DELAY=0.05", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(shops.release), str(tmp_path / "out"), *settings],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while len(shops.asked()) < 10 and process.poll() is None:
        pass
    process.terminate()
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out.strip()) == (0, "True"), error
    stored = len(list((tmp_path / "out/.crawl").rglob("*.jpg")))
    assert 0 < stored < len(shops.urls)
    before = len(shops.asked())
    result = rebuild(shops.release, tmp_path / "out", settings=(f"REPLAY={shops.url}", "LOG_LEVEL=ERROR"), workers=1)
    assert (result.stopped, result.all.rate) == (False, 1.0)
    assert len(shops.asked()) - before == len(shops.urls) - stored


def test_what_cannot_be_rebuilt_is_refused(shops, tmp_path):
    def line(release, folder=None):
        with pytest.raises(ReleaseError) as error:
            rebuild(release, folder)
        return str(error.value)

    assert line(tmp_path) == f"{tmp_path} is no release: it has no release.json that can be read"
    inside = shops.release / "photos"
    assert line(shops.release, inside) == (
        f"{inside} lies in the release, which is never changed; name another with --to"
    )
    full = tmp_path / "full"
    full.mkdir()
    (full / "thesis.txt").write_text("mine")
    assert line(shops.release, full) == f"{full} holds something else than a rebuild; name an empty folder with --to"
    with_photos = tmp_path / "with-photos"
    with_photos.mkdir()
    (with_photos / "release.json").write_text('{"photos": {"size": 256}}')
    assert line(with_photos) == f"{with_photos} has its photos already; a rebuild is for releases of links"


@pytest.mark.parametrize(
    ("column", "value", "line"),
    [
        ("key", "../../x", "key '../../x' is more than letters, digits, - and _"),
        ("key", "", "key '' is more than letters, digits, - and _"),
        ("split", "../train", "split '../train' is none of train, validation, test"),
        ("product_phash", "0x12", "product_phash is no 16 hex digits"),
        ("key", "twice", "key 'twice' stands twice"),
    ],
)
def test_a_table_that_leads_elsewhere_is_refused_before_anything_is_asked(shops, tmp_path, column, value, line):
    root = tmp_path / "release"
    root.mkdir()
    (root / "release.json").write_text('{"photos": {}}')
    rows = tables.read(shops.release / "data.parquet", ReleaseRow)
    rows = [replace(rows[0], key="twice"), replace(rows[1], **{column: value})]
    tables.write(root / "data.parquet", rows, ReleaseRow)
    with pytest.raises(ReleaseError) as error:
        rebuild(root, tmp_path / "out", settings=(f"REPLAY={shops.url}",))
    assert str(error.value) == f"{root / 'data.parquet'}, row 2: {line}; take another copy of the release"
    assert (shops.asked(), (tmp_path / "out").exists()) == ([], False)


def test_a_live_rebuild_needs_somebody_who_can_be_reached(shops, tmp_path, capfd):
    with pytest.raises(ReleaseError) as error:
        rebuild(shops.release, tmp_path / "out")
    assert str(error.value) == "the photos could not be fetched; what is wrong stands above"
    assert capfd.readouterr().err.splitlines()[-1] == (
        "Error: a live crawl needs the setting CONTACT, an address under which the store can reach you: "
        "-s CONTACT=you@example.org"
    )
