"""A bucket of S3 (moto): whole, resumed, never overwritten, and one line for what goes wrong."""

import random

import pytest

from curation.errors import PublishError
from curation.release.publish import bucket as module
from curation.release.publish.bucket import etag
from curation.release.publish.contents import read
from curation.release.publish.destinations import destination

TO = "s3://wardrobe/sets"


def send(root, to=TO):
    return destination(to).send(read(root), lambda count: None)


def test_the_bucket_holds_the_release_byte_for_byte(bucket, release, body):
    root = release()
    sent = send(root)
    assert {key.removeprefix("sets/fashion-1.0.0/"): data for key, data in bucket().items()} == body(root)
    assert (sent.address, sent.state) == ("s3://wardrobe/sets/fashion-1.0.0", "published")
    assert sent.bytes == sum(map(len, body(root).values()))
    assert send(root).bytes == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_stopped_goes_on_and_sends_only_the_rest(bucket, release, body, monkeypatch, seed):
    root, dice = release(salt=seed), random.Random(seed)
    usual, left = module.BucketShelf.put, [dice.randint(1, 8)]

    def stopped(shelf, path, source, progress):
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        usual(shelf, path, source, progress)

    with monkeypatch.context() as patch:
        patch.setattr(module.BucketShelf, "put", stopped)
        with pytest.raises(KeyboardInterrupt):
            send(root)
    arrived = bucket()
    assert "sets/fashion-1.0.0/SHA256SUMS" not in arrived
    plan = destination(TO).plan(read(root))
    assert {item.name for item in plan.items if item.there} == {
        key.removeprefix("sets/fashion-1.0.0/") for key in arrived
    }
    assert send(root).bytes == plan.bytes
    assert {key.removeprefix("sets/fashion-1.0.0/"): data for key, data in bucket().items()} == body(root)


def test_a_large_file_goes_in_parts_and_is_known_again(bucket, release, body, monkeypatch):
    monkeypatch.setattr(module, "PART", 5 * 1024 * 1024)
    monkeypatch.setattr(etag, "__defaults__", (5 * 1024 * 1024,))
    from_disk = release(shared=random.Random(1).randbytes(11 * 1024 * 1024))
    send(from_disk)
    key = "sets/fashion-1.0.0/train/shared.parquet"
    assert bucket()[key] == body(from_disk)["train/shared.parquet"]
    assert send(from_disk).bytes == 0


def test_a_version_that_was_sent_is_never_changed(bucket, release):
    send(release(salt=1))
    before = bucket()
    with pytest.raises(PublishError) as error:
        send(release(salt=2))
    assert str(error.value) == (
        "s3://wardrobe/sets/fashion-1.0.0 is there already and differs in data.csv; a release that was sent is never "
        "changed: build a new version, or take that one back with curate unpublish"
    )
    assert bucket() == before


def test_strange_files_in_its_place_are_noticed(bucket, release):
    import s3fs

    files = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    files.pipe_file("wardrobe/sets/fashion-1.0.0/mine.txt", b"x")
    with pytest.raises(
        PublishError, match=r"^s3://wardrobe/sets/fashion-1.0.0 holds mine.txt, which is not of this rel"
    ):
        send(release())


def test_a_bucket_that_is_not_there_is_said(bucket, release):
    with pytest.raises(PublishError) as error:
        send(release(), "s3://nobody/sets")
    assert str(error.value) == (
        "s3://nobody/sets/fashion-1.0.0 is not there (404: 404 Not Found); check the name, and that the token may see "
        "it"
    )


class AnswerError(Exception):
    """As botocore raises it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
        super().__init__(message)


ANSWERS = {
    "wrong key": (
        (403, "SignatureDoesNotMatch", "The signature we calculated does not match"),
        "s3 does not accept the token (401: SignatureDoesNotMatch The signature we calculated does not match); set "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use ~/.aws/credentials",
    ),
    "no right": (
        (403, "AccessDenied", "Access Denied"),
        "s3 forbids it (403: AccessDenied Access Denied); use a token that may write to s3://wardrobe/sets/fashion-1.0.0",
    ),
    "quota": (
        (403, "QuotaExceeded", "Storage quota exceeded"),
        "s3 has no room for this (403: QuotaExceeded Storage quota exceeded); make room, ask for more or send less, "
        "then run the same command again: what is there stays there",
    ),
    "conflict": (
        (409, "OperationAborted", "A conflicting operation is in progress"),
        "s3://wardrobe/sets/fashion-1.0.0 was changed by somebody else meanwhile (409: OperationAborted A conflicting "
        "operation is in progress); look at it, then run the same command again",
    ),
    "slow down": (
        (503, "SlowDown", "Please reduce your request rate"),
        "s3 answered 429: SlowDown Please reduce your request rate; tried 5 times, the same command goes on from here",
    ),
    "server error": (
        (500, "InternalError", "We encountered an internal error"),
        "s3 answered 500: InternalError We encountered an internal error; tried 5 times, the same command goes on from "
        "here",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_refusal_has_its_line_and_what_arrived_stays(bucket, release, body, waits, monkeypatch, name):
    import s3fs

    answer, line = ANSWERS[name]
    usual, calls = s3fs.S3FileSystem.put_file, []

    def refused(files, local, remote, **given):
        calls.append(remote)
        if len(calls) > 2:
            raise OSError(answer[2]) from AnswerError(*answer)
        usual(files, local, remote, **given)

    root = release()
    with monkeypatch.context() as patch:
        patch.setattr(s3fs.S3FileSystem, "put_file", refused)
        with pytest.raises(PublishError) as error:
            send(root)
    assert str(error.value) == line
    assert len(bucket()) == 2
    send(root)
    assert {key.removeprefix("sets/fashion-1.0.0/"): data for key, data in bucket().items()} == body(root)


def test_a_wrong_key_is_said_by_the_service_itself(moto, bucket, release, monkeypatch, waits):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    with pytest.raises(PublishError) as error:
        send(release())
    assert str(error.value) == (
        "no key for s3://wardrobe/sets/fashion-1.0.0; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use "
        "~/.aws/credentials"
    )


def test_a_release_is_taken_back_and_nothing_else(bucket, release):
    old, new = release("1.0.0", salt=1), release("2.0.0", salt=2)
    send(old)
    send(new)
    before = bucket()
    found = destination(TO).withdrawal(read(old))
    assert found.does == ("deletes the release's objects below s3://wardrobe/sets/fashion-1.0.0",)
    assert bucket() == before
    destination(TO).withdraw(read(old))
    assert bucket() == {key: data for key, data in before.items() if "2.0.0" in key}


def test_a_bucket_that_keeps_versions_needs_a_person(bucket, release):
    import s3fs

    s3fs.S3FileSystem(skip_instance_cache=True).make_bucket_versioned("wardrobe")
    send(release())
    found = destination(TO).withdrawal(read(release()))
    assert found.person[0] == (
        "s3://wardrobe keeps deleted objects as old versions; delete those in the console, or by a lifecycle rule"
    )
