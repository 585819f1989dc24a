"""training/evaluate/report.py, result.py and text.py: small worlds whose answers are known"""

import json

import numpy as np
import pytest
import torch

from curation.errors import DataError, UnknownNameError
from training.evaluate.features import Features
from training.evaluate.interval import Interval
from training.evaluate.report import evaluate
from training.evaluate.result import Conditions, Evaluation, Row, SplitResult
from training.evaluate.text import text

SIDE = 24
ROWS = ["method", "copy input", "mean product", "nearest product", "real against real"]
COLOURS = Features(
    "colours",
    "0" * 64,
    "mean of each quarter",
    12,
    lambda pictures: torch.nn.functional.adaptive_avg_pool2d(pictures, 2).flatten(1),
)


class World:
    """Products are coloured squares; an input shows the colour as a bar, two photos of each product."""

    def __init__(self, products: int, first: int, seed: int) -> None:
        dice = np.random.default_rng(seed)
        colour = dice.integers(0, 200, (products, 3, 1, 1)).repeat(2, axis=0)
        self.targets = np.full((2 * products, 3, SIDE, SIDE), 255, np.uint8)
        self.targets[:, :, 6:18, 6:18] = colour
        self.inputs = np.full_like(self.targets, 255)
        self.inputs[:, :, 2:22, 10:14] = colour
        # The two photos of a product differ in where the head is.
        for pair in range(2 * products):
            self.inputs[pair, :, 0:2, 10 + pair % 2 : 13 + pair % 2] = 90
        self.products = [f"shop/{first + pair // 2}" for pair in range(2 * products)]

    def noisy(self, much: float) -> np.ndarray:
        noise = np.random.default_rng(9).normal(0, much, self.targets.shape)
        return (self.targets + noise).clip(0, 255).round().astype(np.uint8)


TRAIN, TEST = World(40, 0, seed=1), World(20, 1000, seed=2)


def measured(outputs: np.ndarray, **changes: object) -> Evaluation:
    given = {"split": "test", "train_products": TRAIN.products, **changes}
    return evaluate(
        outputs, TEST.inputs, TEST.targets, TEST.products, TRAIN.inputs, TRAIN.targets, **given
    )  # fmt: skip


@pytest.fixture(scope="module")
def good() -> Evaluation:
    """A method that remembers its training a little better than it does on new products."""
    return measured(
        TEST.noisy(6),
        train_outputs=TRAIN.noisy(3)[[0, 5, 9, 30, 31, 44]],
        train_rows=[0, 5, 9, 30, 31, 44],
        features=COLOURS,
        conditions=Conditions("by product, hashed", "stretch", "best rmse on validation, EMA", 3),
    )


def test_every_split_has_the_method_and_all_anchors(good):
    assert [side.split for side in good.splits] == ["train", "test"]
    for side in good.splits:
        assert [row.name for row in side.rows] == ROWS
    assert (good.of("test").pairs, good.of("test").products) == (40, 20)
    assert (good.of("train").pairs, good.of("train").products) == (6, 5)


def test_the_truth_beats_every_anchor_and_noise_none_that_shows_products():
    truth, noise = measured(TEST.targets).of("test"), measured(TEST.noisy(400)).of("test")
    assert truth.row("method").paired["rmse"].mean == 0
    assert truth.row("method").paired["c_ssim"].mean == pytest.approx(1)
    for measure in ("l1", "rmse", "psnr", "c_ssim"):
        assert all(truth.beats(anchor, measure) for anchor in ROWS[1:])
        assert not any(noise.beats(anchor, measure) for anchor in ROWS[2:])


def test_beating_an_anchor_means_that_intervals_do_not_overlap():
    def row(name: str, *interval: float) -> Row:
        return Row(name, {"rmse": Interval(*interval), "psnr": Interval(*interval)}, None)

    def side(*interval: float) -> SplitResult:
        return SplitResult("test", 9, 9, "", (row("method", *interval), row("copy input", 5.0, 4.0, 6.0)))

    assert side(3.0, 2.0, 3.9).beats("copy input", "rmse")
    assert not side(3.0, 2.0, 4.1).beats("copy input", "rmse")
    assert not side(7.0, 6.1, 8.0).beats("copy input", "rmse")
    assert side(7.0, 6.1, 8.0).beats("copy input", "psnr")
    assert not side(7.0, 5.9, 8.0).beats("copy input", "psnr")


def test_a_method_that_copies_its_input_is_recognised():
    side = measured(TEST.inputs, features=COLOURS).of("test")
    assert side.row("method").paired == side.row("copy input").paired
    assert side.row("method").distances == side.row("copy input").distances
    assert not any(side.beats("copy input", measure) for measure in ("l1", "rmse", "psnr", "c_ssim"))


def test_a_method_that_gives_the_mean_does_not_beat_it():
    mean = np.broadcast_to(TRAIN.targets.mean(0).round().astype(np.uint8), TEST.targets.shape)
    side = measured(mean).of("test")
    assert side.row("method").paired == side.row("mean product").paired


def test_a_collapsed_method_is_far_off_as_a_set_whatever_its_pairs_say():
    mean = np.broadcast_to(TRAIN.targets.mean(0).round().astype(np.uint8), TEST.targets.shape)
    side = measured(mean, features=COLOURS).of("test")
    assert side.row("method").paired["rmse"].mean < side.row("real against real").paired["rmse"].mean
    collapsed, real = side.row("method").distances, side.row("real against real").distances
    assert collapsed.frechet_halves > 3 * real.frechet_halves


def test_a_good_method_is_as_near_as_two_halves_of_reality(good):
    side = good.of("test")
    ours, real = side.row("method").distances, side.row("real against real").distances
    assert ours.frechet_halves == pytest.approx(real.frechet_halves, rel=0.2)
    assert ours.frechet < ours.frechet_halves
    assert real.frechet is None
    assert (real.kernel.size, ours.kernel.size) == (10, 10)


def test_the_truth_is_exactly_as_far_from_reality_as_reality_is():
    side = measured(TEST.targets, features=COLOURS).of("test")
    truth, real = side.row("method").distances, side.row("real against real").distances
    assert truth.kernel == real.kernel
    assert truth.frechet_halves == real.frechet_halves
    assert truth.frechet == pytest.approx(0, abs=1e-9)


def test_intervals_hold_their_means(good):
    for side in good.splits:
        for row in side.rows:
            assert all(one.low <= one.mean <= one.high for one in row.paired.values())


def test_what_was_remembered_is_the_gap(good):
    trained, new = (side.row("method").paired["rmse"].mean for side in good.splits)
    assert good.gap("rmse") == new - trained > 0
    assert measured(TEST.targets).gap("rmse") is None


def test_training_pairs_are_not_answered_with_their_own_product(good):
    assert good.of("train").row("nearest product").paired["rmse"].mean > 0


def test_the_training_split_itself_is_shown_once_and_does_not_answer_itself():
    found = evaluate(
        TRAIN.noisy(3),
        TRAIN.inputs,
        TRAIN.targets,
        TRAIN.products,
        TRAIN.inputs,
        TRAIN.targets,
        split="train",
        train_products=TRAIN.products,
        train_outputs=TRAIN.noisy(3),
    )
    assert [side.split for side in found.splits] == ["train"]
    assert found.of("train").row("nearest product").paired["rmse"].low > 0


def test_arrays_and_tensors_give_the_same():
    outputs = TEST.noisy(6)
    assert measured(torch.from_numpy(outputs)) == measured(outputs)


def test_the_same_seed_gives_the_same_bytes_and_another_one_other_intervals():
    once, again, other = (measured(TEST.noisy(6), features=COLOURS, seed=seed).to_json() for seed in (1, 1, 2))
    assert once == again
    assert once != other


def test_the_json_holds_everything(good):
    known = json.loads(good.to_json())
    assert known["conditions"]["checkpoint"] == "best rmse on validation, EMA"
    assert known["features"] == {
        "name": "colours",
        "sha256": "0" * 64,
        "resize": "mean of each quarter",
        "dimension": 12,
    }
    assert (known["width"], known["height"], known["seed"]) == (SIDE, SIDE, 0)
    assert known["splits"][1]["rows"][0]["paired"]["rmse"]["mean"] == pytest.approx(
        good.of("test").row("method").paired["rmse"].mean, rel=1e-5
    )
    assert known["splits"][1]["caution"].startswith("N = 20 is below 2,048")
    assert known["gap"]["l1"] > 0


def test_the_text_shows_each_candidate_on_both_splits_and_says_under_which_conditions(good):
    lines = text(good).splitlines()
    assert lines[:2] == ["train: 6 pairs of 5 products", "test: 40 pairs of 20 products"]
    assert lines[3].split("  ")[-1].strip() == "C-SSIM (higher)"
    assert [line[:17].strip() for line in lines[4:14]] == [part for name in ROWS for part in (name, "")]
    assert [line.split()[0] for line in lines[5:14:2]] == ["test"] * 5
    assert "[95 % intervals: bootstrap over products, 1,000 draws]" in lines
    assert "resolution 24x24, resize: stretch; seed 0" in lines
    assert "splits: by product, hashed; weights: best rmse on validation, EMA; training runs: 3" in lines
    assert "nearest by pixels of 16x16" in lines
    assert f"features: colours, 12 numbers, sha256 {'0' * 64}; mean of each quarter" in lines
    assert any(line.startswith("test minus train: L1 +0.0") for line in lines)


def test_without_features_nothing_is_said_of_sets():
    found = measured(TEST.targets)
    assert found.of("test").row("method").distances is None
    assert "Frechet" not in text(found)


def test_the_other_direction_names_its_anchors_after_what_is_drawn():
    names = [row.name for row in measured(TEST.targets, role="model photo").of("test").rows]
    assert names[2:4] == ["mean model photo", "nearest model photo"]


def test_a_product_in_both_splits_is_refused():
    with pytest.raises(DataError, match=r"^products of the test split that are in the train split, too: 20, such as"):
        measured(TEST.targets, train_products=[*TEST.products, *TRAIN.products[40:]])


def test_neighbours_by_features_need_features():
    with pytest.raises(ValueError, match=r"^nearest by features needs features to be named$"):
        measured(TEST.targets, nearest="features")
    with pytest.raises(ValueError, match=r"^nearest must be pixels or features, not 'colour'$"):
        measured(TEST.targets, nearest="colour")
    assert measured(TEST.targets, nearest="features", features=COLOURS).nearest == "colours"


def test_unknown_features_are_refused_before_anything_is_measured():
    with pytest.raises(UnknownNameError, match=r"^unknown features 'fid'; known features: efficientnet-lite0$"):
        measured(TEST.targets, features="fid")
