"""Zenodo: drafts that grow, are resumed and confirmed; new versions; what it refuses, word for word."""

import io
import random
import tarfile

import pytest

from curation.errors import PublishError
from curation.release.publish import zenodo as module
from curation.release.publish.contents import read
from curation.release.publish.destinations import destination


def send(root, **options):
    return destination("zenodo", **options).send(read(root), lambda count: None)


def unpacked(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of a record with its tars taken apart."""
    found = {}
    for name, data in files.items():
        if not name.endswith(".tar"):
            found[name] = data
            continue
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            for member in tar:
                found[member.name] = tar.extractfile(member).read()
    return found


def test_a_draft_holds_the_release_byte_for_byte_and_is_not_public(zenodo, release, body):
    root = release()
    sent = send(root)
    (record,) = zenodo.records.values()
    assert unpacked(record.files) == body(root)
    assert sorted(name for name in record.files if name.endswith(".tar")) == ["train.tar", "vocabularies.tar"]
    assert (record.submitted, sent.state, sent.address) == (False, "draft", f"{zenodo.url}/records/1")
    assert sent.notes == (f"look at it, then: curate publish {root} --to zenodo --confirm",)
    assert record.metadata == {
        "title": "fashion",
        "upload_type": "dataset",
        "description": "Pairs.",
        "creators": [{"name": "Pairwear"}],
        "access_right": "open",
        "license": "cc-by-4.0",
        "version": "1.0.0",
        "keywords": ["pairwear", "pairwear:fashion"],
    }


def test_only_a_confirmed_draft_gets_its_doi(zenodo, release):
    root = release()
    send(root)
    sent = send(root, confirm=True)
    assert zenodo.records[1].submitted
    assert (sent.state, sent.notes) == ("published", ("DOI 10.5072/zenodo.1",))
    assert send(root) == send(root, confirm=True) == sent
    assert len(zenodo.records) == 1


def test_what_is_not_there_whole_cannot_be_confirmed(zenodo, release):
    root = release()
    line = f"{zenodo.url} has no whole draft of fashion-1.0.0; send it first: curate publish {root} --to zenodo"
    with pytest.raises(PublishError) as error:
        send(root, confirm=True)
    assert str(error.value) == line
    send(root)
    del zenodo.records[1].files["train.tar"]
    with pytest.raises(PublishError) as error:
        send(root, confirm=True)
    assert str(error.value) == line
    assert not zenodo.records[1].submitted


def test_a_new_version_is_one_of_the_same_record_without_the_old_files(zenodo, release, body):
    old, new = release("1.0.0", salt=1), release("2.0.0", salt=2)
    send(old)
    send(old, confirm=True)
    zenodo.records[1].files["only-in-the-old.txt"] = b"x"
    send(new)
    assert "POST /api/deposit/depositions/1/actions/newversion" in zenodo.asked
    assert unpacked(zenodo.records[2].files) == body(new)
    assert zenodo.records[2].metadata["version"] == "2.0.0"
    assert not zenodo.records[2].submitted


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_at_any_request_and_run_again_it_is_one_whole_draft(zenodo, release, body, kill_after, seed):
    root = release(salt=seed)
    dice = random.Random(seed)
    killed = [kill_after(zenodo, dice.randint(1, 12), root, "zenodo") for _ in range(2)]
    assert any(killed)
    send(root)
    (record,) = zenodo.records.values()
    assert unpacked(record.files) == body(root)
    before = len(zenodo.asked)
    send(root)
    assert not [line for line in zenodo.asked[before:] if line.startswith("PUT /api/files")]


ANSWERS = {
    "wrong token": (
        ("GET", "depositions", 401, {"message": "The server could not verify that you are authorized."}),
        "127.0.0.1 does not accept the token (401: The server could not verify that you are authorized.); put a valid "
        "one into ZENODO_TOKEN",
    ),
    "quota": (
        ("PUT", "files", 400, {"message": "The request exceeded the quota of 50 GB."}),
        "127.0.0.1 has no room for this (400: The request exceeded the quota of 50 GB.); make room, ask for more or "
        "send less, then run the same command again: what is there stays there",
    ),
    "conflict": (
        ("PUT", "files", 409, {"message": "The draft is being edited"}),
        "{url} was changed by somebody else meanwhile (409: The draft is being edited); look at it, then run the same "
        "command again",
    ),
    "server error": (
        ("PUT", "files", 500, {"message": "Internal"}),
        "127.0.0.1 answered 500: Internal; tried 5 times, the same command goes on from here",
    ),
    "too many requests": (
        ("GET", "files", 429, {"message": "60 per 1 minute"}, {"Retry_After": "9"}),
        "127.0.0.1 answered 429: 60 per 1 minute, and asks to wait 9 s; tried 5 times, the same command goes on from "
        "here",
    ),
    "no right": (
        ("POST", "depositions", 403, {"message": "Forbidden"}),
        "127.0.0.1 forbids it (403: Forbidden); use a token that may write to {url}",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_refusal_has_its_line_and_what_arrived_stays(zenodo, release, body, waits, name):
    ((method, path, status, said, *headers), line) = ANSWERS[name]
    zenodo.fail(method, path, status, said, **(headers[0] if headers else {}))
    root = release()
    with pytest.raises(PublishError) as error:
        send(root)
    assert str(error.value) == line.format(url=zenodo.url)
    zenodo.faults.clear()
    send(root)
    assert unpacked(zenodo.records[1].files) == body(root)


def test_a_licence_that_zenodo_does_not_know_is_said(zenodo, release, monkeypatch):
    monkeypatch.setattr(module, "_metadata", lambda contents: {**METADATA, "license": "my-own"})
    with pytest.raises(PublishError) as error:
        send(release())
    assert str(error.value) == (
        "127.0.0.1 does not take it (400: Validation error.; metadata.license: Invalid license)"
    )


METADATA = {"title": "fashion", "version": "1.0.0", "keywords": ["pairwear:fashion"]}


def test_429_is_waited_for_as_long_as_it_asks(zenodo, release, waits):
    zenodo.fail("PUT", "files", 429, {"message": "slow"}, times=2, Retry_After="13")
    send(release())
    assert waits == [13.0, 13.0]


def test_what_arrived_damaged_is_noticed(zenodo, release, monkeypatch):
    usual = zenodo.put

    def damaged(asked, number, name):
        asked.body = asked.body[:-1] + b"?"
        return usual(asked, number, name)

    monkeypatch.setattr(zenodo, "put", damaged)
    with pytest.raises(PublishError) as error:
        send(release())
    assert str(error.value) == f"README.md did not arrive whole at {zenodo.url}; run the same command again"


def test_without_a_token_nothing_is_asked(zenodo, release, monkeypatch):
    monkeypatch.delenv("ZENODO_TOKEN")
    with pytest.raises(PublishError) as error:
        send(release())
    assert str(error.value) == (
        f"no token for {zenodo.url}; make one at {zenodo.url}/account/settings/applications with deposit:write and "
        "deposit:actions, and set ZENODO_TOKEN"
    )
    assert zenodo.asked == []


def test_a_token_is_sent_to_no_address_in_the_open_and_to_no_other_host(zenodo, release, monkeypatch):
    usual = zenodo.told
    monkeypatch.setattr(
        zenodo, "told", lambda record: {**usual(record), "links": {"html": "", "bucket": "http://127.0.0.2:1/files"}}
    )
    with pytest.raises(PublishError) as error:
        send(release())
    assert str(error.value) == f"{zenodo.url} sends on to 127.0.0.2, where its token must not go"
    monkeypatch.setenv("ZENODO_URL", "http://zenodo.example")
    with pytest.raises(PublishError, match=r"^http://zenodo.example must be an https address: a token is sent there$"):
        send(release())


def test_more_than_a_record_takes_is_refused_before_anything_goes(zenodo, release, monkeypatch):
    root = release()
    monkeypatch.setattr(module, "FILES", 5)
    with pytest.raises(PublishError, match=r"^Zenodo takes 5 files in a record, fashion-1.0.0 would have 9$"):
        destination("zenodo").plan(read(root))
    monkeypatch.undo()
    monkeypatch.setattr(module, "BYTES", 10**3)
    with pytest.raises(
        PublishError, match=r"^Zenodo takes 0 GB in a record, fashion-1.0.0 has 0; send a release of links"
    ):
        destination("zenodo").plan(read(root))
    assert zenodo.asked == []


def test_more_than_a_hundred_depositions_are_looked_through(zenodo, release):
    for number in range(100):
        zenodo.records[number + 1] = _other(number + 1)
    root = release()
    send(root)
    send(root)
    assert len(zenodo.records) == 101


def _other(number: int):
    class Other:
        id, metadata, submitted, files = number, {"keywords": ["something else"]}, False, {}

    return Other


def test_a_draft_is_taken_back_and_a_doi_is_left_to_a_person(zenodo, release):
    root = release()
    contents = read(root)
    assert destination("zenodo").withdrawal(contents).person == ("nothing of the release lies there",)
    send(root)
    found = destination("zenodo").withdrawal(contents)
    assert (found.does, found.person) == (("deletes the draft",), ())
    destination("zenodo").withdraw(contents)
    assert zenodo.records == {}
    send(root)
    send(root, confirm=True)
    found = destination("zenodo").withdrawal(contents)
    assert found.does == ()
    assert found.person == (
        f"{zenodo.url}/records/1 has a DOI (10.5072/zenodo.1), which no interface takes back: ask for its removal at "
        f"{zenodo.url}/support, with the reason, or restrict its files there under Edit",
    )
