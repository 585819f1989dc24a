"""Texts are mended and folded the same way, whatever a store or an old crawl did to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.translate.text import ENDINGS, fold, mended, stem, tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("100%25 Baumwolle", "100% Baumwolle"),
        ("Ärmellänge:\xa0 Langarm", "Ärmellänge: Langarm"),
        ("Ã„rmellÃ¤nge", "Ärmellänge"),
        ("%C3%84rmel", "Ärmel"),
        ("50%50 Mix", "50%50 Mix"),
        ("A\u0308rmel", "Ärmel"),
    ],
)
def test_what_transport_did_is_undone(text, wanted):
    assert mended(text) == wanted


def test_fractions_stay_one_word_and_a_point_inside_a_name_parts_nothing():
    assert tokens("3/4-Arm, s.Oliver. Ende") == ["3/4", "arm", ",", "s", "oliver", ".", "ende"]


@given(st.text())
def test_folding_twice_changes_nothing_and_no_text_is_too_wild(text):
    assert fold(fold(text)) == fold(text)
    assert mended(mended(text)) == mended(text) or "%" in text or "Ã" in text
    tokens(text)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1), st.sampled_from(sorted(ENDINGS)))
def test_a_stem_is_a_beginning_of_its_word_and_its_own_stem(word, language):
    root = stem(word, language)
    assert word.startswith(root)
    assert len(root) >= min(3, len(word))
    assert stem(root, language) == root
