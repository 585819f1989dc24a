"""The Hub, spoken to by its own client: whole, resumed, tagged, refused and taken back."""

import random

import pytest

from curation.errors import PublishError
from curation.release.publish import hub as module
from curation.release.publish.contents import read
from curation.release.publish.destinations import destination

TO = "hf://owner/fashion"
# What huggingface_hub 2.4 passes to httpx2 when it puts a large file.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>' to upload raw bytes:DeprecationWarning")


def send(root):
    return destination(TO).send(read(root), lambda count: None)


def on_main(hub):
    files = hub.repos["owner/fashion"].revision("main")
    return {path: files[path] for path in files if path != ".gitattributes"}


def test_main_and_the_tag_hold_the_release_byte_for_byte(hub, release, body):
    root = release()
    sent = send(root)
    assert on_main(hub) == body(root)
    assert hub.repos["owner/fashion"].tags == {"v1.0.0": hub.repos["owner/fashion"].main}
    assert (sent.address, sent.state) == (f"{hub.url}/datasets/owner/fashion/tree/v1.0.0", "published")
    assert sent.files == len(body(root))


def test_a_release_that_is_there_is_sent_no_second_time(hub, release):
    root = release()
    send(root)
    before = len(hub.asked)
    send(root)
    assert not [line for line in hub.asked[before:] if line.startswith("PUT") or "/commit/" in line]


def test_a_new_version_replaces_main_and_the_tag_of_the_old_one_keeps_it(hub, release, body):
    old, new = release("1.0.0", salt=1, tables=5), release("2.0.0", salt=2)
    send(old)
    send(new)
    repo = hub.repos["owner/fashion"]
    assert on_main(hub) == body(new)
    kept = repo.revision("v1.0.0")
    assert {path: kept[path] for path in kept if path != ".gitattributes"} == body(old)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_at_any_request_and_run_again_it_is_as_if_nothing_had_happened(hub, release, body, kill_after, seed):
    root = release(salt=seed, tables=8)
    dice = random.Random(seed)
    killed = [kill_after(hub, dice.randint(3, 14), root, TO) for _ in range(2)]
    assert any(killed)
    send(root)
    assert on_main(hub) == body(root)
    assert hub.repos["owner/fashion"].tags.keys() == {"v1.0.0"}
    puts = [line for line in hub.asked if line.startswith("PUT")]
    # Large files that had arrived are not sent again; at most those under way at each kill are.
    assert len(puts) <= len(set(puts)) + 5 * len(killed)


def test_a_version_that_was_published_is_never_changed(hub, release):
    send(release(salt=1))
    with pytest.raises(PublishError) as error:
        send(release(salt=2))
    assert str(error.value) == (
        "hf://datasets/owner/fashion has v1.0.0 already, and it differs in data.csv; a version that was published is "
        "never changed: build a new one"
    )


def test_somebody_who_writes_at_the_same_time_is_noticed(hub, release, monkeypatch):
    usual = hub.commit

    def disturbed(asked, name):
        reply = usual(asked, name)
        hub.repos[name].revision("main")["intruder.csv"] = b"x"
        return reply

    monkeypatch.setattr(hub, "commit", disturbed)
    with pytest.raises(PublishError) as error:
        send(release())
    assert str(error.value) == (
        "hf://datasets/owner/fashion differs from the release in intruder.csv after the upload: somebody else writes "
        "to it; look at it, then run the same command again"
    )
    assert not hub.repos["owner/fashion"].tags


ANSWERS = {
    "wrong token": (
        ("POST", "repos/create", 401, {"error": "Invalid username or password."}),
        "127.0.0.1 does not accept the token (401: Invalid username or password.); run hf auth login, or set HF_TOKEN",
    ),
    "no right": (
        ("POST", "commit", 403, {"error": "Forbidden: you need write access"}),
        "127.0.0.1 forbids it (403: Forbidden: you need write access); use a token that may write to "
        "hf://datasets/owner/fashion",
    ),
    "quota": (
        ("PUT", "/storage/", 403, {"error": "Public storage limit reached"}),
        "127.0.0.1 has no room for this (403: Public storage limit reached); make room, ask for more or send less, "
        "then run the same command again: what is there stays there",
    ),
    "conflict": (
        ("POST", "commit", 412, {"error": "The repo was updated since"}),
        "hf://datasets/owner/fashion was changed by somebody else meanwhile (412: The repo was updated since); look at "
        "it, then run the same command again",
    ),
    "server error": (
        ("POST", "commit", 500, {"error": "Internal Error"}),
        "127.0.0.1 answered 500: Internal Error; tried 5 times, the same command goes on from here",
    ),
    "too many requests": (
        ("POST", "commit", 429, {"error": "Too many commits"}, {"Retry_After": "7"}),
        "127.0.0.1 answered 429: Too many commits, and asks to wait 7 s; tried 5 times, the same command goes on from "
        "here",
    ),
    "a wait of hours": (
        ("POST", "commit", 429, {"error": "Too many commits"}, {"Retry_After": "7200"}),
        "127.0.0.1 answered 429: Too many commits, and asks to wait 7200 s; tried once, the same command goes on from "
        "here",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_refusal_has_its_line_and_what_arrived_stays(hub, release, body, waits, name):
    ((method, path, status, said, *headers), line) = ANSWERS[name]
    hub.fail(method, path, status, said, **(headers[0] if headers else {}))
    root = release()
    with pytest.raises(PublishError) as error:
        send(root)
    assert str(error.value) == line
    hub.faults.clear()
    send(root)
    assert on_main(hub) == body(root)


def test_429_is_waited_for_as_long_as_it_asks(hub, release, waits):
    hub.fail("POST", "commit", 429, {"error": "Too many commits"}, times=2, Retry_After="11")
    send(release())
    assert waits == [11.0, 11.0]


def test_a_wrong_token_is_said_and_not_shown(hub, release, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_another_token")
    with pytest.raises(PublishError) as error:
        send(release())
    assert str(error.value) == (
        "127.0.0.1 does not accept the token (401: Invalid username or password.); run hf auth login, or set HF_TOKEN"
    )


def test_without_a_token_nothing_is_asked(hub, release, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(PublishError) as error:
        send(release())
    assert str(error.value) == "no token for hf://datasets/owner/fashion; run hf auth login, or set HF_TOKEN"
    assert hub.asked == []


def test_offline_is_said(hub, release, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(
        PublishError, match=r"^hf://datasets/owner/fashion cannot be reached: HF_HUB_OFFLINE is set; unset"
    ):
        send(release())


def test_what_the_hub_does_not_take_is_refused_before_anything_goes(hub, release, monkeypatch):
    monkeypatch.setattr(module, "FOLDER_FILES", 2)
    with pytest.raises(PublishError) as error:
        destination(TO).plan(read(release()))
    assert str(error.value) == (
        "the Hub takes 2 files in a folder, / has 7; build the release again, which puts so many into tars"
    )
    assert hub.asked == []


def test_a_version_is_taken_back_with_its_history_and_other_versions_stay(hub, release, body):
    old, new = release("1.0.0", salt=1, shared=b"in both"), release("2.0.0", salt=2, shared=b"in both")
    send(old)
    send(new)
    repo = hub.repos["owner/fashion"]
    destination(TO).withdraw(read(old))
    assert repo.tags.keys() == {"v2.0.0"}
    assert on_main(hub) == body(new)
    for files in repo.commits.values():
        assert body(old)["data.parquet"] not in files.values()
    assert body(old)["data.parquet"] not in repo.objects.values()
    assert b"in both" in repo.objects.values()


def test_the_version_on_main_is_taken_back_altogether(hub, release):
    root = release()
    send(root)
    repo = hub.repos["owner/fashion"]
    destination(TO).withdraw(read(root))
    assert (on_main(hub), repo.tags, repo.objects, len(repo.commits)) == ({}, {}, {}, 1)


@pytest.mark.parametrize("requests", [3, 5, 7, 9, 11, 13, 15, 17])
def test_a_withdrawal_that_was_stopped_is_run_again(hub, release, body, waits, requests):
    old, new = release("1.0.0", salt=1), release("2.0.0", salt=2)
    send(old)
    send(new)
    repo, usual, left = hub.repos["owner/fashion"], hub.reply, [requests]

    def stopped(asked):
        left[0] -= 1
        return usual(asked) if left[0] > 0 else hub.unwell()

    hub.reply = stopped
    with pytest.raises(PublishError, match=r"tried 5 times"):
        destination(TO).withdraw(read(old))
    hub.reply = usual
    destination(TO).withdraw(read(old))
    assert repo.tags.keys() == {"v2.0.0"}
    assert on_main(hub) == body(new)
    assert repo.branches.keys() == {"main"}
    files = [data for commit in repo.commits.values() for data in commit.values()]
    assert body(old)["data.parquet"] not in [*repo.objects.values(), *files]
    kept = repo.revision("v2.0.0")
    assert {path: kept[path] for path in kept if path != ".gitattributes"} == body(new)


def test_what_is_not_there_is_not_taken_back_and_history_stays(hub, release, body):
    send(release("1.0.0", salt=1))
    commits = dict(hub.repos["owner/fashion"].commits)
    with pytest.raises(PublishError) as error:
        destination(TO).withdraw(read(release("2.0.0", salt=2)))
    assert str(error.value) == (
        "hf://datasets/owner/fashion has neither the tag v2.0.0 nor this version on main; nothing was taken back"
    )
    assert hub.repos["owner/fashion"].commits == commits


def test_small_files_go_by_the_streamed_pipeline_in_several_commits(hub, release, body, monkeypatch):
    """The way that huggingface_hub takes with Xet, as far as it is a documented interface: without large files."""
    from huggingface_hub import _upload_pipeline, constants

    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setattr(_upload_pipeline, "COMMIT_SIZE_SCALE", [4] * 10)
    hub.large = ()
    root = release(tables=8)
    send(root)
    assert on_main(hub) == body(root)
    assert len([line for line in hub.asked if "/commit/" in line]) > 2
    assert hub.repos["owner/fashion"].tags.keys() == {"v1.0.0"}


def test_what_only_a_person_can_take_back_is_said(hub, release):
    found = destination(TO).withdrawal(read(release()))
    assert "a DOI made in the settings locks the repository; write to the Hub's support" in found.person
    assert hub.asked == []
