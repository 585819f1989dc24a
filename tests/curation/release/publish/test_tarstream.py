"""A tar that is never written to disk is the tar that tarfile would read, and the same each time."""

import hashlib
import io
import os
import tarfile

from hypothesis import given
from hypothesis import strategies as st

from curation.release.publish.tarstream import Body, TarStream


def members(tmp_path_factory, sizes):
    folder = tmp_path_factory.mktemp("tar")
    found = []
    for number, size in enumerate(sizes):
        path = folder / f"{number}"
        path.write_bytes(os.urandom(size))
        found.append((f"train/{'x' * number * 40}ä{number}.bin", path))
    return found


@given(sizes=st.lists(st.sampled_from([0, 1, 511, 512, 513, 10_240, 1024 * 1024 + 7]), max_size=6))
def test_tarfile_reads_it_back_and_its_length_is_known_beforehand(tmp_path_factory, sizes):
    found = members(tmp_path_factory, sizes)
    tar = TarStream(found)
    data = b"".join(tar)
    assert len(data) == tar.bytes
    assert len(data) % 10_240 == 0
    assert hashlib.md5(data).hexdigest() == tar.md5()
    with tarfile.open(fileobj=io.BytesIO(data)) as read:
        assert [(one.name, read.extractfile(one).read()) for one in read] == [
            (name, path.read_bytes()) for name, path in found
        ]


def test_times_and_rights_of_the_files_change_nothing(tmp_path_factory):
    found = members(tmp_path_factory, [10, 20])
    before = b"".join(TarStream(found))
    for _, path in found:
        os.utime(path, (1, 1))
        path.chmod(0o600)
    assert b"".join(TarStream(found)) == before


@given(pieces=st.lists(st.binary(max_size=50)), size=st.integers(1, 64))
def test_a_body_gives_its_pieces_in_any_portion(pieces, size):
    whole = b"".join(pieces)
    body = Body(iter(pieces), len(whole))
    assert len(body) == len(whole)
    assert b"".join(iter(lambda: body.read(size), b"")) == whole
