"""Products are tied by article, file and copy, directly or over others; what was dropped ties nothing."""

from curation.split.links import KINDS, read_links


def together(build) -> set[frozenset[str]]:
    links = read_links(build)
    groups: dict[int, set[str]] = {}
    for name, group in zip(links.products["id"].to_pylist(), links.groups().tolist()):
        groups.setdefault(group, set()).add(name)
    return {frozenset(members) for members in groups.values()}


def sets(*groups: str) -> set[frozenset[str]]:
    return {frozenset(group) for group in groups}


def test_each_kind_of_tie_counts_and_chains_are_followed(write):
    build = write(
        "ABCDEFG",
        articles={"A": "g1", "B": "g1", "C": "g2"},
        photos={"B": ("p", "q"), "D": ("q",)},
        groups={"D": "copy-1", "E": "copy-1"},
    )
    assert together(build) == sets("ABDE", "C", "F", "G")


def test_a_dropped_photo_ties_nothing_and_the_same_article_number_of_two_stores_neither(write):
    build = write("ABC", photos={"A": ("p",), "B": ("p",)}, dropped="B")
    assert together(build) == sets("A", "B", "C")


def test_photos_without_a_hash_are_known_by_their_path(write):
    build = write("AB", photos={"A": ("",), "B": ("",)})
    assert together(build) == sets("A", "B")


def test_every_thing_has_a_kind_and_a_name(write):
    links = read_links(write("AB", articles={"A": "g1"}, groups={"A": "c", "B": "c"}))
    named = [(KINDS[kind], name) for kind, name in zip(links.kinds, links.names.to_pylist())]
    assert named == [("group_id", "s\x1fg1"), ("photo", "own-A"), ("photo", "own-B"), ("copy", "c")]


def test_no_products_have_no_groups(write):
    assert together(write("")) == set()
