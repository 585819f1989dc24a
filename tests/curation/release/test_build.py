"""A release holds what it should, is the same whenever and wherever it is built, and is refused with reasons."""

import errno
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from curation import reviews, tables
from curation.errors import ReleaseError, WorkspaceError
from curation.release.build import release
from curation.release.layout import Layout, released
from curation.release.orders import hash_of, record
from curation.release.photos import PhotoForm
from curation.release.verify import verify
from curation.release.version import Version
from curation.schema import Image, LinkedPair, Pair, PhotoPair, Product, ReleasedRemoval, ReleaseRow, Removal, Review
from curation.workspace import Workspace


def pairs_of(workspace: Workspace) -> list[Pair]:
    build = workspace.build("fashion")
    return [pair for path in sorted((build.root / "pairs").glob("*.parquet")) for pair in tables.read(path, Pair)]


def rows_of(folder: Path) -> list[ReleaseRow]:
    return tables.read(Layout(folder).data, ReleaseRow)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def change_images(workspace: Workspace, change) -> None:
    build = workspace.build("fashion")
    images = tables.read(build.images, Image)
    for image in images:
        change(image)
    tables.write(build.images, images, Image)


def add_to_definition(workspace: Workspace, old: str, new: str) -> Path:
    path = workspace.root / "fashion" / "dataset.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return path


def test_every_pair_is_in_it_with_what_the_build_says(built, releases):
    pairs = {(pair.store, pair.id): pair for pair in pairs_of(built)}
    rows = rows_of(releases["links"])
    images = {image.path: image for image in tables.read(built.build("fashion").images, Image)}
    products = {(row.store, row.id): row for row in tables.read(built.build("fashion").products, Product)}
    assert len(rows) == len(pairs) > 5
    for row in rows:
        pair, product = pairs[row.store, row.id], products[row.store, row.id]
        assert (row.category, row.color, row.care) == (product.category, product.color, product.care)
        for which, path in (("product", pair.product_image), ("model", pair.model_image)):
            for name in ("url", "key", "sha256", "phash", "width", "height", "bytes", "format"):
                assert getattr(row, f"{which}_{name}") == getattr(images[path], name)
        assert (row.shot, row.score, row.source) == (pair.shot, pair.score, pair.source)


def test_links_hold_no_byte_of_a_photo(built, releases):
    whole = b"".join(files_of(releases["links"]).values())
    assert not [path for path in releases["links"].rglob("*") if path.suffix in (".jpg", ".png", ".tar")]
    assert b"data:image" not in whole
    assert b"\xff\xd8\xff" not in whole


@pytest.mark.parametrize("form", ["links", "photos", "originals", "tars"])
def test_a_release_of_every_form_passes_verify(releases, form):
    assert verify(releases[form]) == []


def test_metadata_leads_to_the_photos_of_each_split(releases):
    for split in ("train", "validation", "test"):
        path = Layout(releases["photos"]).metadata(split)
        for pair in tables.read(path, PhotoPair) if path.is_file() else ():
            assert (path.parent / pair.product_file_name).is_file()
            assert (path.parent / pair.model_file_name).is_file()
    rows = {row.key: row for row in rows_of(releases["links"])}
    linked = tables.read(Layout(releases["links"]).metadata("train"), LinkedPair)
    assert [pair.model_url for pair in linked] == [rows[pair.key].model_url for pair in linked]


@pytest.mark.parametrize(("form", "files_at_most"), [(None, 10), (PhotoForm(256, "crop"), 10_000), (PhotoForm(), 4)])
def test_two_places_and_two_days_give_the_same_bytes(home, tmp_path, monkeypatch, form, files_at_most):
    one = release(home, "fashion", "1.0.0", photos=form, files_at_most=files_at_most, workers=1).folder
    other = Workspace(tmp_path / "somewhere" / "else")
    shutil.copytree(home.root, other.root, ignore=shutil.ignore_patterns("releases"))
    now = time.time() + 2 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: now)
    for path in other.root.rglob("*"):
        os.utime(path, (now, now))
    two = release(other, "fashion", "1.0.0", photos=form, files_at_most=files_at_most, workers=1).folder
    assert files_of(two) == files_of(one)
    assert str(home.root).encode() not in b"".join(files_of(one).values())


def test_many_photos_go_into_tars_and_few_do_not(home):
    pairs = len(pairs_of(home))
    form = PhotoForm(256, "keep")
    release(home, "fashion", "1.0.0", photos=form, files_at_most=2 * pairs, workers=1)
    release(home, "fashion", "1.0.1", photos=form, files_at_most=2 * pairs - 1, workers=1)
    tars = [path.name for path in home.releases.rglob("*.tar")]
    assert [bool(list((home.releases / f"fashion-{version}").rglob("*.tar"))) for version in ("1.0.0", "1.0.1")] == [
        False,
        True,
    ]
    assert all(re.fullmatch(r"(train|validation|test)-000000\.tar", name) for name in tars)


def test_the_sum_adds_up_and_the_list_says_which(home):
    wrong = pairs_of(home)[0]

    def refuse(image: Image) -> None:
        if image.path == wrong.model_image:
            image.consent = "refused x-robots-tag:noai 2026-11-21T18:55:10+00:00"

    change_images(home, refuse)
    result = release(home, "fashion", "1.0.0")
    assert result.left_out == {"reserved": 1}
    assert result.pairs + 1 == len(pairs_of(home))
    assert tables.read(home.build("fashion").left_out, Removal) == [
        Removal(wrong.store, wrong.id, wrong.model_image, "reserved")
    ]


def test_what_a_site_reserved_and_its_store_allowed_goes_in_only_where_the_definition_says_so(home):
    change_images(
        home, lambda image: setattr(image, "consent", "overridden tdm-reservation:1 2026-11-21T18:00:00+00:00 a letter")
    )
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0")
    assert str(error.value) == f"no pair is left to release: {len(pairs_of(home))} reserved"
    assert not list(home.releases.iterdir())
    add_to_definition(home, "redistribute = true", "redistribute = true\noverridden = true")
    folder = release(home, "fashion", "1.0.0").folder
    assert rows_of(folder)[0].model_consent == "overridden tdm-reservation:1 2026-11-21T18:00:00+00:00"
    assert b"a letter" not in b"".join(files_of(folder).values())


def test_photos_without_an_address_can_be_released_as_photos_only(home):
    change_images(home, lambda image: setattr(image, "url", ""))
    with pytest.raises(ReleaseError, match=r"^no pair is left to release: \d+ no_url$"):
        release(home, "fashion", "1.0.0")
    result = release(home, "fashion", "1.0.0", photos=PhotoForm(256, "keep"), workers=1)
    assert result.pairs == len(pairs_of(home))
    assert verify(result.folder) == []


def test_a_photo_that_cannot_be_read_costs_its_pair_only(home):
    lost = pairs_of(home)[0]
    (home.root / lost.product_image).unlink()
    result = release(home, "fashion", "1.0.0", photos=PhotoForm(256, "keep"), workers=1)
    assert result.left_out == {"missing_file": 1}
    assert (lost.store, lost.id) not in {(row.store, row.id) for row in rows_of(result.folder)}
    assert verify(result.folder) == []


# Versions


def test_a_version_that_exists_is_not_changed(home):
    folder = release(home, "fashion", "1.0.0").folder
    before = files_of(folder)
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0")
    assert str(error.value) == (
        f"{folder} exists, and a version that was released is never changed; release another version "
        "(curate release next takes the smallest that fits)"
    )
    assert files_of(folder) == before


@pytest.mark.parametrize("text", ["1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "../1.0.0", "1.0.٣"])
def test_a_version_is_three_numbers(home, text):
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", text)
    assert str(error.value) == f"version must be MAJOR.MINOR.PATCH such as 1.0.0, not '{text}'"


def test_next_is_the_smallest_version_that_fits(home):
    build = home.build("fashion")
    category = pairs_of(home)[0]
    product = next(row for row in tables.read(build.products, Product) if row.id == category.id)
    path = build.pairs(product.category)
    whole = tables.read(path, Pair)
    tables.write(path, whole[1:], Pair)
    assert release(home, "fashion", "next").version == "1.0.0"
    assert release(home, "fashion", "next").changes == "the same pairs"
    tables.write(path, whole, Pair)
    grown = release(home, "fashion", "next")
    assert (grown.version, grown.changes) == ("1.1.0", "1 pairs added")
    tables.write(path, whole[1:], Pair)
    shrunk = release(home, "fashion", "next")
    assert (shrunk.version, shrunk.changes) == ("2.0.0", "1 pairs gone")
    assert released(home, "fashion") == [Version(1, 0, 0), Version(1, 0, 1), Version(1, 1, 0), Version(2, 0, 0)]
    changelog = Layout(shrunk.folder).changelog.read_text()
    assert re.findall("^## ([0-9.]+)", changelog, re.MULTILINE) == ["2.0.0", "1.1.0", "1.0.1", "1.0.0"]
    assert f"- A major change after 1.1.0: 1 pairs gone; {shrunk.pairs} pairs now." in changelog


def test_a_removal_is_a_major_version(home):
    pair = pairs_of(home)[0]
    release(home, "fashion", "1.0.0")
    record(home, "fashion", [("product", f"{pair.store} {pair.id}")], "asked")
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.1.0")
    assert str(error.value) == (
        "version 1.1.0 would be a minor version after 1.0.0, but it has 1 pairs removed on request, which is a major "
        "one; release it as 2.0.0"
    )
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "0.9.0")
    assert str(error.value) == "version 0.9.0 is not above 1.0.0, the newest there is; the next is 2.0.0"
    assert [path.name for path in home.releases.iterdir()] == ["fashion-1.0.0"]
    assert release(home, "fashion", "2.0.0").left_out == {"removed": 1}


def test_photos_for_links_are_a_minor_version_and_another_form_of_photos_a_major_one(home):
    release(home, "fashion", "1.0.0")
    assert release(home, "fashion", "next", photos=PhotoForm(256, "keep"), workers=1).version == "1.1.0"
    assert release(home, "fashion", "next", photos=PhotoForm(256, "crop"), workers=1).version == "2.0.0"
    assert release(home, "fashion", "next").version == "3.0.0"


# Removals


def test_a_removed_thing_is_gone_and_listed_by_hash_alone(home):
    pairs = pairs_of(home)
    rows = {row.id: row for row in rows_of(release(home, "fashion", "1.0.0").folder)}
    one, two, three, four = pairs[0], pairs[2], pairs[4], pairs[6]
    wanted = [
        ("product", f"{one.store} {one.id}"),
        ("url", rows[two.id].model_url),
        ("sha256", rows[three.id].product_sha256),
        ("phash", rows[four.id].model_phash),
    ]
    record(home, "fashion", wanted, "a private reason")
    result = release(home, "fashion", "next")
    left = {row.id for row in rows_of(result.folder)}
    assert not left & {one.id, two.id, three.id, four.id}
    assert result.pairs + result.left_out["removed"] == len(pairs)
    listed = tables.read(Layout(result.folder).removals, ReleasedRemoval)
    assert {(row.kind, row.hash, row.since) for row in listed} == {
        (kind, hash_of(kind, text), "2.0.0") for kind, text in wanted
    }
    said = b"".join(files_of(result.folder).values())
    for secret in (one.id, "a private reason", rows[two.id].model_url):
        assert secret.encode() not in said


def test_a_removed_brand_takes_all_its_products_and_stays_listed_with_its_first_version(home):
    first = rows_of(release(home, "fashion", "1.0.0").folder)
    brand = first[0].brand
    record(home, "fashion", [("brand", brand.upper())], "letter")
    second = release(home, "fashion", "next")
    assert brand not in {row.brand for row in rows_of(second.folder)}
    assert second.left_out["removed"] == sum(row.brand == brand for row in first)
    third = release(home, "fashion", "next")
    assert third.version == "2.0.1"
    assert [row.since for row in tables.read(Layout(third.folder).removals, ReleasedRemoval)] == ["2.0.0"]


def test_a_removal_that_was_released_holds_though_its_record_is_lost(home):
    brand = rows_of(release(home, "fashion", "1.0.0").folder)[0].brand
    record(home, "fashion", [("brand", brand)], "letter")
    second = release(home, "fashion", "next")
    home.removals("fashion").unlink()
    third = release(home, "fashion", "next")
    assert (third.version, third.pairs, third.left_out) == ("2.0.1", second.pairs, second.left_out)
    assert files_of(third.folder)["removals.csv"] == files_of(second.folder)["removals.csv"]


def test_copies_of_a_removed_photo_go_with_it(home):
    one, two = pairs_of(home)[:2]

    def group(image: Image) -> None:
        if image.path in (one.model_image, two.model_image):
            image.group = "copies"

    change_images(home, group)
    shas = {image.path: image.sha256 for image in tables.read(home.build("fashion").images, Image)}
    record(home, "fashion", [("sha256", shas[one.model_image])], "asked")
    assert not {row.id for row in rows_of(release(home, "fashion", "1.0.0").folder)} & {one.id, two.id}


def test_a_removed_product_in_the_reviews_stops_the_release(home):
    pair, other = pairs_of(home)[:2]
    path = home.reviews("fashion")
    line = Review("2026-11-20T10:00:00+00:00", "fashion", "dresses", "pair", pair.store, pair.id, pair.model_image)
    reviews.append(path, [replace(line, store=other.store, id=other.id, value="none"), line])
    record(home, "fashion", [("product", f"{pair.store} {pair.id}")], "asked")
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0")
    assert str(error.value) == (
        f"{path}:3: {pair.store} {pair.id} was removed on request, but this review still speaks of it; "
        "take the line out"
    )
    assert not list(home.releases.iterdir())


# What must be said, and cannot go wrong in silence


def test_an_unset_licence_and_all_else_that_is_open_is_named_at_once(home):
    path = home.root / "fashion" / "dataset.toml"
    path.write_text('[dataset]\nname = "fashion"\n')
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0", photos=PhotoForm())
    assert str(error.value).splitlines() == [
        f'{path}: license is not set in [release]; such as license = "cc-by-4.0"; it is that of the tables, and of the '
        "photos where they are released",
        f'{path}: authors is not set in [release]; such as authors = ["Mode-Labor, Universität Beispiel"]; '
        "whom to credit",
        f'{path}: contact is not set in [release]; such as contact = "dataset@example.org"; where somebody asks for a '
        "photo to be taken out",
        f'{path}: url is not set in [release]; such as url = "https://example.org/fashion"; where the release can be '
        "found",
        f"{path}: photos are asked for, but [release] does not declare the right to pass them on; release links only, "
        'or, if you have that right, set redistribute = true and say in rights = "..." where it comes from',
    ]
    assert not home.releases.exists()


def test_photos_without_declared_rights_are_refused_and_links_are_not(home):
    path = add_to_definition(
        home, 'redistribute = true\nrights = "Every photo is drawn; nobody is shown."', "redistribute = false"
    )
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0", photos=PhotoForm())
    assert str(error.value) == (
        f"{path}: photos are asked for, but [release] does not declare the right to pass them on; release links only, "
        'or, if you have that right, set redistribute = true and say in rights = "..." where it comes from'
    )
    assert release(home, "fashion", "1.0.0").photos == 0


def test_an_unanswered_question_stops_the_release(home):
    path = home.card("fashion")
    path.write_text(path.read_text().replace("Answered: Biases.", "<!-- later -->").replace("## Uses", "## Users"))
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0")
    lines = str(error.value).splitlines()
    assert lines[0].startswith(f"{path}: unknown heading 'Users'; known: Motivation, Composition, ")
    assert [line.split(" is not answered")[0] for line in lines[1:]] == [f"{path}: 'Uses'", f"{path}: 'Biases'"]


def test_pairs_that_were_never_cleaned_have_no_hashes(home):
    change_images(home, lambda image: setattr(image, "phash", ""))
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0")
    assert str(error.value).endswith(" has no hashes, by which a release names its photos; run curate clean")


def test_nothing_to_release_is_said(home):
    shutil.rmtree(home.build("fashion").root / "pairs")
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0")
    assert str(error.value) == (
        f"{home.build('fashion').root / 'pairs'} holds no pairs to release; run curate run first"
    )


def test_a_leak_in_the_build_stops_its_release(home):
    rows = rows_of(release(home, "fashion", "1.0.0").folder)
    one, other = (next(row for row in rows if row.split == split) for split in ("train", "validation"))

    def share(image: Image) -> None:
        if image.url == one.model_url:
            image.url = other.model_url

    change_images(home, share)
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "next")
    first, second = sorted((one, other), key=lambda row: (row.store, row.id))
    assert str(error.value) == (
        f"the release would not pass curate verify: data.parquet: {first.key} ({first.split}) and {second.key} "
        f"({second.split}) share the address {other.model_url}; what is shared must be in one split"
    )


@pytest.mark.parametrize("form", [None, PhotoForm(256, "keep")])
@pytest.mark.parametrize("after", [0, 3, 12])
def test_a_full_disk_leaves_nothing_half_built_and_what_was_there_as_it_was(home, monkeypatch, form, after):
    folder = release(home, "fashion", "1.0.0").folder
    before = files_of(home.root)
    left = [after]
    really = os.fsync

    def no_room(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        really(descriptor)

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(WorkspaceError) as error:
        release(home, "fashion", "next", photos=form, workers=1)
    assert str(error.value) == (
        f"no space left on the disk of {home.releases}; nothing of the release was kept; free some space and try again"
    )
    assert files_of(home.root) == before
    assert verify(folder) == []


def test_a_real_limit_on_file_size_is_one_line_and_leaves_nothing(home):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from curation.release.build import release\n"
        "from curation.release.photos import PhotoForm\n"
        "from curation.workspace import Workspace\n"
        "release(Workspace(Path(sys.argv[1])), 'fashion', '1.0.0', photos=PhotoForm(None, 'keep'), workers=1)\n"
    )
    before = files_of(home.root)
    done = subprocess.run(
        [sys.executable, "-c", code, str(home.root)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )
    assert done.stderr.splitlines()[-1] == (
        f"curation.errors.WorkspaceError: no space left on the disk of {home.releases}; nothing of the release was "
        "kept; free some space and try again"
    )
    assert files_of(home.root) == before


def test_a_build_that_was_killed_leaves_no_trace_in_the_next(home):
    hidden = home.releases / ".fashion-1.0.0.part"
    hidden.mkdir(parents=True)
    (hidden / "rest.txt").write_text("of a killed run")
    folder = release(home, "fashion", "1.0.0").folder
    assert not (folder / "rest.txt").exists()
    assert not hidden.exists()


def test_release_json_says_how_it_was_made_and_no_path_of_the_machine(releases):
    facts = json.loads(Layout(releases["photos"]).facts.read_text())
    assert facts["photos"] == {"size": 256, "faces": "crop", "form": "files"}
    assert facts["definition"]["split"]["seed"] == 2018
    assert facts["previous"] is None
    assert facts["date"] == "2018-01-01"
