"""Review outranks store, store outranks model, and a model never says what a store excludes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.schema import SHOTS
from curation.shots.judge import Judgement, judge
from curation.shots.words import ANY, BACKS, FRONTS

SURE_FRONT = np.array([0.92, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01])


def test_a_review_is_final_whatever_store_and_model_say():
    assert judge("full_back", FRONTS, SURE_FRONT, "model") == Judgement("full_back", 1.0, 0.0, "review")
    assert judge("full_front", BACKS, None, "model").front == 1.0


def test_a_word_that_leaves_one_shot_is_final():
    assert judge("", {"packshot"}, SURE_FRONT, "model") == Judgement("packshot", 1.0, 0.0, "store")


def test_the_model_decides_among_what_the_store_leaves():
    found = judge("", BACKS, SURE_FRONT, "model")
    assert (found.shot, found.score, found.front, found.source) == ("full_back", 0.5, 0.0, "model")


def test_a_model_that_rules_out_all_the_store_leaves_is_not_believed():
    seen = np.zeros(9)
    seen[0] = 1.0
    assert judge("", BACKS, seen, "model").score == 0.5


def test_without_words_the_model_is_taken_as_it_is():
    assert judge("", ANY, SURE_FRONT, "model") == Judgement("full_front", 0.92, 0.92, "model")


def test_several_shots_and_nobody_who_looked_is_a_fault_of_the_caller():
    with pytest.raises(ValueError, match="3 shots are possible and nothing looked at the photo"):
        judge("", FRONTS, None, "model")


@given(
    st.lists(st.floats(0, 1), min_size=9, max_size=9).filter(lambda p: sum(p) > 0),
    st.sets(st.sampled_from(SHOTS), min_size=1),
)
def test_the_answer_is_always_possible_and_a_probability(p, possible):
    found = judge("", possible, np.array(p) / sum(p), "mask")
    assert found.shot in possible
    assert 1 / 9 - 1e-4 <= found.score <= 1
    assert 0 <= found.front <= found.score
