"""What may not be published is not; what is published holds no secret; the commands say what they do."""

import json
import re
import shutil

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from curation import tables
from curation.cli import main
from curation.errors import PublishError
from curation.release.publish.check import check
from curation.release.publish.contents import read
from curation.release.publish.leaks import find_leaks
from curation.release.publish.send import plan, publish, unpublish
from curation.release.remove import remove
from curation.schema import RawImage
from curation.workspace import Workspace

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>' to upload raw bytes:DeprecationWarning")


@pytest.fixture
def links(workspace):
    return workspace.releases / "fashion-1.0.0"


@pytest.fixture
def photos(workspace):
    return workspace.releases / "fashion-2.0.0"


@pytest.fixture
def copied(tmp_path):
    """`copied(release, file, text, replacement)`: a copy of a release with a file changed and listed as it is."""

    def make(release, file: str, text: str, by: str):
        from curation.release.checksums import sign
        from curation.release.layout import Layout

        root = shutil.copytree(release, tmp_path / release.name)
        content = (root / file).read_text(encoding="utf-8")
        assert text in content
        (root / file).write_text(content.replace(text, by), encoding="utf-8")
        sign(Layout(root))
        return root

    return make


def curate(*words: object):
    return CliRunner().invoke(main, list(map(str, words)))


def refused(release, workspace=None) -> str:
    with pytest.raises(PublishError) as error:
        check(read(release), workspace)
    return str(error.value)


def test_releases_with_and_without_photos_may_go(links, photos, workspace):
    check(read(links), workspace.root)
    check(read(photos), workspace.root)


def test_what_verify_refuses_is_not_sent_anywhere(links, tmp_path, copied):
    root = copied(links, "data.csv", "Kleid P0", "Kleid Q0")
    with pytest.raises(
        PublishError, match=r"fashion-1\.0\.0 does not pass curate verify: data\.csv.*; publish what pas"
    ):
        publish(root, str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("to", "token"), [("hf://owner/fashion", "HF_TOKEN"), ("zenodo", "ZENODO_TOKEN")])
def test_who_lacks_a_key_is_told_before_anything_is_verified(hub, zenodo, links, monkeypatch, to, token):
    from curation.release.publish import send

    monkeypatch.delenv(token)
    monkeypatch.setattr(send, "check", lambda *_: pytest.fail("verified first"))
    with pytest.raises(PublishError, match=rf"^no token for .*{token}$"):
        publish(links, to)
    assert hub.asked == zenodo.asked == []


def test_photos_without_a_declared_right_are_refused(photos, copied, monkeypatch):
    from curation.release.publish import check as module

    root = copied(photos, "release.json", '"redistribute": true', '"redistribute": false')
    monkeypatch.setattr(module, "verify", lambda folder: [])
    assert refused(root) == (
        f"{root} holds photos, and its definition declares no right to pass them on; release links, or say in "
        "[release] where that right comes from (redistribute, rights)"
    )


def test_an_open_reservation_is_refused(links, tmp_path, monkeypatch):
    from curation.release.layout import Layout
    from curation.release.publish import check as module
    from curation.schema import ReleaseRow

    rows = tables.read(Layout(links).data, ReleaseRow)
    rows[1].model_consent = "refused tdm-reservation 2026-11-21T10:00:00+00:00"
    root = shutil.copytree(links, tmp_path / "copy")
    tables.write(Layout(root).data, rows, ReleaseRow)
    monkeypatch.setattr(module, "verify", lambda folder: [])
    assert refused(root) == (
        f"{root} has 1 pair whose site reserved a photo, such as shop-P1 (refused tdm-reservation "
        "2026-11-21T10:00:00+00:00); build a version without, or, where the store agreed to it, with overridden = true "
        "in [release]"
    )


def test_what_was_removed_after_the_release_is_not_published_any_more(links, workspace, tmp_path):
    here = Workspace(tmp_path / "here")
    shutil.copytree(workspace.root / "fashion", here.root / "fashion")
    remove(here, "fashion", [("product", "shop P3"), ("url", "https://img.shop.example/raw/shop/images/dresses/P0.jpg")],
           "Maria Musterfrau asked")  # fmt: skip
    assert refused(links, here.root) == (
        f"{links} has 2 pairs that curate remove names, such as shop-P0; build a new version, which leaves that out"
    )


def test_what_a_site_refused_after_the_release_is_not_published_any_more(links, tmp_path):
    raw = Workspace(tmp_path).raw("shop")
    url = "https://img.shop.example/raw/shop/models/dresses/P2@1.jpg"
    tables.write(raw.images, [RawImage("shop", "P2", 1, url=url, status="refused", reason="noai")], RawImage)
    assert refused(links, tmp_path) == (
        f"{links} has 1 pair with a photo that its site has refused since, such as shop-P2; run curate run, then "
        "build a new version"
    )


@pytest.mark.parametrize("file", ["README.md", "CITATION.cff", "data.csv"])
def test_a_token_or_a_path_in_a_text_is_found(links, copied, monkeypatch, file):
    monkeypatch.setenv("HF_TOKEN", "hf_a_token_that_must_not_leave")
    word = {"README.md": "Mode-Labor", "CITATION.cff": "Mode-Labor", "data.csv": "Kleid P0"}[file]
    root = copied(links, file, word, "hf_a_token_that_must_not_leave")
    assert [(leak.path, leak.what) for leak in find_leaks(read(root))] == [(file, "the value of HF_TOKEN")]
    shutil.rmtree(root)
    root = copied(links, file, word, str(root.parent / "raw"))
    assert [(leak.path, leak.what) for leak in find_leaks(read(root))] == [(file, "a path of this machine")]


def test_a_token_in_a_table_is_found_and_an_address_is_no_path(links, tmp_path, monkeypatch):
    from curation.release.layout import Layout
    from curation.schema import ReleaseRow

    monkeypatch.setenv("ZENODO_TOKEN", "zenodo_token_that_must_not_leave")
    root = shutil.copytree(links, tmp_path / "copy")
    rows = tables.read(Layout(root).data, ReleaseRow)
    rows[0].page_url = f"https://shop.example{root.parent}/p"
    tables.write(Layout(root).data, rows, ReleaseRow)
    assert list(find_leaks(read(root))) == []
    rows[0].details = ["zenodo_token_that_must_not_leave"]
    tables.write(Layout(root).data, rows, ReleaseRow)
    assert [(leak.path, leak.what) for leak in find_leaks(read(root))] == [
        ("data.parquet", "the value of ZENODO_TOKEN")
    ]


def logged(record) -> str:
    """A line of the log; what the stand-in for S3 logs is no line of ours."""
    return "" if record.name.startswith(("werkzeug", "moto")) else f"{record.name} {record.getMessage()}"


def everything(name: str, data: bytes) -> str:
    """The bytes as text; of a table, every cell."""
    if name.endswith(".parquet"):
        import io

        table = pq.read_table(io.BytesIO(data))
        return repr(table.to_pydict()) + repr(table.schema.metadata)
    return data.decode("utf-8", errors="replace")


@pytest.mark.parametrize("which", ["1.0.0", "2.0.0"])
def test_nothing_published_or_said_holds_a_token_a_path_or_a_reviewer(
    which, workspace, hub, zenodo, bucket, tmp_path, waits, caplog, capfd, secrets
):
    root = workspace.releases / f"fashion-{which}"
    hub.fail("PUT", "/storage/", 500, {"error": "again"}, times=1)
    zenodo.fail("PUT", "files", 500, {"message": "again"}, times=1)
    said = []
    with caplog.at_level("DEBUG"):
        for to in ("hf://owner/fashion", "zenodo", "s3://wardrobe/sets", tmp_path / "out"):
            for words in (("publish", "--dry-run"), ("publish",), ("unpublish",)):
                done = curate("-v", words[0], root, "--to", to, *words[1:])
                assert done.exit_code == 0, done.output
                said.append(done.output)
    told = "\n".join([*said, *map(logged, caplog.records), *capfd.readouterr()])
    found = {
        **{f"hub/{path}": data for path, data in hub.repos["owner/fashion"].revision("main").items()},
        **{f"zenodo/{name}": data for name, data in zenodo.records[1].files.items()},
        **{f"s3/{key}": data for key, data in bucket().items()},
        **{f"out/{path.name}": path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()},
        "zenodo metadata": json.dumps(zenodo.records[1].metadata).encode(),
    }
    assert len(found) > 60
    private = {*secrets.values(), str(workspace.root), workspace.root.parent.name}
    for name, data in found.items():
        for secret in private:
            assert secret.lower() not in everything(name, data).lower(), (name, secret)
    for secret in secrets.values():
        assert secret not in told, secret


def test_a_dry_run_says_what_would_go_where_and_writes_nothing(links, tmp_path, hub, zenodo, bucket):
    done = curate("publish", links, "--to", "hf://owner/fashion", "--dry-run")
    first, *rest = done.output.splitlines()
    count = len(read(links).files)
    assert re.fullmatch(rf"hf://datasets/owner/fashion, tag v1\.0\.0: {count} files, [\d.]+ kB would go", first), (
        done.output
    )
    assert rest[-1] == "Note: files of an earlier version on main are replaced; its tag keeps them"
    assert rest[0].split()[2] == max(read(links).files, key=lambda file: file.bytes).path
    done = curate("publish", links, "--to", "zenodo", "--dry-run", "--json")
    assert {item["name"] for item in json.loads(done.output)["items"]} >= {"train.tar", "vocabularies.tar", "README.md"}
    curate("publish", links, "--to", "s3://wardrobe/sets", "--dry-run")
    done = curate("publish", links, "--to", tmp_path / "out", "--dry-run")
    assert done.output.startswith(f"{tmp_path}/out/fashion-1.0.0: {count} files, ")
    assert (hub.asked, zenodo.asked, bucket(), list(tmp_path.glob("out*"))) == ([], [], {}, [])


def test_a_dry_run_counts_what_is_there(links, tmp_path):
    publish(links, str(tmp_path / "out"))
    (tmp_path / "out/fashion-1.0.0/SHA256SUMS").unlink()
    (tmp_path / "out/fashion-1.0.0/data.csv").unlink()
    found = plan(links, str(tmp_path / "out"))
    assert [item.name for item in found.items if not item.there] == ["data.csv", "SHA256SUMS"]
    done = curate("publish", links, "--to", tmp_path / "out", "--dry-run")
    assert f"2 files, {found.bytes / 1000:.1f} kB would go, {len(found.items) - 2} are there already" in done.output


def test_the_commands_say_what_was_done(links, tmp_path, zenodo):
    done = curate("publish", links, "--to", tmp_path / "out")
    size = read(links).bytes / 1000
    count = len(read(links).files)
    assert done.output == f"published: {count} files, {size:.1f} kB sent; {tmp_path}/out/fashion-1.0.0\n"
    done = curate("publish", links, "--to", "zenodo")
    assert done.output.splitlines()[1] == f"look at it, then: curate publish {links} --to zenodo --confirm"
    done = curate("publish", links, "--to", "zenodo", "--confirm", "--json")
    assert json.loads(done.output)["state"] == "published"


def test_unpublish_says_first_and_does_with_yes(links, tmp_path):
    out = tmp_path / "out"
    publish(links, str(out))
    done = curate("unpublish", links, "--to", out)
    assert done.output.splitlines() == [
        f"{out}/fashion-1.0.0",
        f"  would be done: deletes {out}/fashion-1.0.0",
        "  by a person: backups and copies of the folder are deleted by whoever made them",
        "nothing was done; --yes does it",
    ]
    assert (out / "fashion-1.0.0").is_dir()
    done = curate("unpublish", links, "--to", out, "--yes")
    assert done.output.splitlines()[1] == f"  done: deletes {out}/fashion-1.0.0"
    assert not (out / "fashion-1.0.0").exists()


def test_unpublish_of_what_no_interface_takes_back_fails_and_says_who_can(links, zenodo):
    publish(links, "zenodo")
    publish(links, "zenodo", confirm=True)
    done = curate("unpublish", links, "--to", "zenodo", "--yes")
    assert done.exit_code == 1
    assert done.output == (
        f"Error: nothing could be taken back from {zenodo.url}/records/1; {zenodo.url}/records/1 has a DOI "
        f"(10.5072/zenodo.1), which no interface takes back: ask for its removal at {zenodo.url}/support, with the "
        "reason, or restrict its files there under Edit\n"
    )
    assert unpublish(links, "zenodo").does == ()


def test_a_mistake_is_one_line(links, tmp_path):
    done = curate("publish", links, "--to", "ftp://x")
    assert (done.exit_code, len(done.output.splitlines())) == (1, 1)
    done = curate("publish", tmp_path, "--to", "out")
    assert (
        done.output == f"Error: {tmp_path} is no release: it has no SHA256SUMS; build one with curate release VERSION\n"
    )
