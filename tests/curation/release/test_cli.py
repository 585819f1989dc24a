"""The three commands print what came out, refuse what makes no sense, and exit as documented."""

import json

from click.testing import CliRunner

from curation import tables
from curation.cli import main
from curation.release.layout import Layout
from curation.schema import Pair, ReleaseRow


def curate(*words: object):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_release_then_verify_then_remove_then_release_again(home):
    made = curate("release", "1.0.0", "--workspace", home.root)
    assert made.exit_code == 0, made.output
    folder = home.releases / "fashion-1.0.0"
    rows = tables.read(Layout(folder).data, ReleaseRow)
    parts = ", ".join(f"{sum(row.split == split for row in rows)} {split}" for split in ("train", "validation", "test"))
    assert made.stdout == f"{folder}: {len(rows)} pairs ({parts}), 0 photos\n"
    checked = curate("verify", folder)
    assert (checked.stdout, checked.exit_code) == (f"{folder}: no fault found\n", 0)

    removed = curate("remove", "--product", f"zalando {rows[0].id}", "--reason", "asked", "--workspace", home.root)
    assert removed.stdout == "1 recorded, 0 known already; 1 pairs of the build are concerned\n"
    refused = curate("release", "1.0.1", "--workspace", home.root)
    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: version 1.0.1 would be a patch version after 1.0.0, but it has 1 pairs removed on request, which is a "
        "major one; release it as 2.0.0\n"
    )
    again = curate("release", "next", "--workspace", home.root, "--json")
    assert json.loads(again.stdout)["left_out"] == {"removed": 1}
    assert json.loads(again.stdout)["changes"] == "1 pairs removed on request"


def test_release_runs_what_is_missing_before_it(home):
    build = home.build("fashion")
    category = sorted((build.root / "pairs").glob("*.parquet"))[0]
    before = tables.read(category, Pair)
    category.unlink()
    made = curate("release", "1.0.0", "--workspace", home.root, "--photos", "--size", "256", "--workers", 1)
    assert made.exit_code == 0, made.output
    assert tables.read(category, Pair) == before
    assert made.stdout.splitlines()[0].endswith(" photos")


def test_verify_prints_a_line_for_each_fault_and_exits_1(copy):
    layout = copy("links")
    layout.card.write_text("")
    layout.citation.unlink()
    done = curate("verify", layout.root)
    assert done.exit_code == 1
    assert done.stdout == (
        "CITATION.cff: is missing, but SHA256SUMS names it\n"
        "README.md: is damaged: its SHA-256 is not the one in SHA256SUMS\n"
        "CITATION.cff: is missing; every release has it\n"
    )
    assert len(json.loads(curate("verify", layout.root, "--json").stdout)["faults"]) == 3


def test_what_makes_no_sense_is_wrong_usage(home):
    sized = curate("release", "1.0.0", "--size", "256", "--workspace", home.root)
    assert sized.exit_code == 2
    assert "--size, --faces and --face-model say how photos are released; add --photos" in sized.stderr
    nothing = curate("remove", "--reason", "asked", "--workspace", home.root)
    assert nothing.exit_code == 2
    assert "name what is to be removed: --product, --url, --brand or --hash" in nothing.stderr
    assert curate("remove", "--brand", "a", "--workspace", home.root).exit_code == 2


def test_a_review_that_speaks_of_what_was_removed_is_pointed_at_when_it_is_removed(home):
    from curation import reviews
    from curation.schema import Review

    pair = tables.read(sorted((home.build("fashion").root / "pairs").glob("*.parquet"))[0], Pair)[0]
    row = Review("2026-11-20T10:00:00+00:00", "fashion", "dresses", "pair", pair.store, pair.id, "none")
    reviews.append(home.reviews("fashion"), [row])
    done = curate("remove", "--product", f"{pair.store} {pair.id}", "--reason", "asked", "--workspace", home.root)
    assert done.exit_code == 0
    assert done.stderr == (
        f"Note: {home.reviews('fashion')}:2: {pair.store} {pair.id} was removed on request, but this review still "
        "speaks of it; take the line out\n"
    )
