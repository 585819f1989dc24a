"""The evaluator against loops written out, against torchmetrics and pytorch-metric-learning, and against bad input."""

import dataclasses
import json
import math

import numpy as np
import pytest
import torch
import torchmetrics.retrieval as theirs
from pytorch_metric_learning.distances import CosineSimilarity
from pytorch_metric_learning.utils.accuracy_calculator import AccuracyCalculator
from pytorch_metric_learning.utils.inference import CustomKNN

from curation.errors import ConfigError, DataError
from training.retrieval.evaluate.evaluate import Protocol, evaluate
from training.retrieval.evaluate.leakage import leakage, marks
from training.retrieval.evaluate.photos import Photos

KS = Protocol(recall=(1, 5, 10), precision=tuple(range(1, 11)), resamples=200)


def flat(queries, gallery, relevant):
    """Predictions, targets and query numbers as torchmetrics wants them."""
    scores = torch.tensor(queries.vectors @ gallery.vectors.T)
    numbers = torch.arange(len(queries))[:, None].expand_as(scores)
    return scores.reshape(-1), torch.tensor(relevant).reshape(-1), numbers.reshape(-1)


def test_every_figure_equals_torchmetrics(world):
    queries, gallery = world()
    part = evaluate(queries, gallery, KS)["photos"]
    product = np.asarray(queries.products)[:, None] == np.asarray(gallery.products)
    category = np.asarray(queries.categories)[:, None] == np.asarray(gallery.categories)
    preds, target, numbers = flat(queries, gallery, product)
    for k in (1, 5, 10):
        hit = theirs.RetrievalHitRate(top_k=k)(preds, target, indexes=numbers)
        found = theirs.RetrievalRecall(top_k=k)(preds, target, indexes=numbers)
        assert part[f"recall@{k}"].value == pytest.approx(float(hit), abs=1e-6)
        assert part[f"found@{k}"].value == pytest.approx(float(found), abs=1e-6)
    share = theirs.RetrievalRPrecision()(preds, target, indexes=numbers)
    assert part["r-precision"].value == pytest.approx(float(share), abs=1e-6)
    preds, target, numbers = flat(queries, gallery, category)
    for k in range(1, 11):
        precision = theirs.RetrievalPrecision(top_k=k)(preds, target, indexes=numbers)
        assert part[f"precision@{k}"].value == pytest.approx(float(precision), abs=1e-6)


@pytest.mark.parametrize("same_set", [False, True])
def test_map_at_r_and_precision_at_1_equal_pytorch_metric_learning(world, same_set):
    queries, gallery = world(seed=3)
    if same_set:
        queries = gallery
    calculator = AccuracyCalculator(
        include=("mean_average_precision_at_r", "precision_at_1", "r_precision"),
        k="max_bin_count",
        knn_func=CustomKNN(CosineSimilarity()),
    )
    labels = [torch.tensor([int(name[1:]) for name in side.products]) for side in (queries, gallery)]
    vectors = [torch.tensor(side.vectors) for side in (queries, gallery)]
    given = calculator.get_accuracy(vectors[0], labels[0], vectors[1], labels[1], ref_includes_query=same_set)
    part = evaluate(queries, gallery, dataclasses.replace(KS, same_set=same_set))["photos"]
    assert part["map@r"].value == pytest.approx(given["mean_average_precision_at_r"], abs=1e-6)
    assert part["recall@1"].value == pytest.approx(given["precision_at_1"], abs=1e-6)
    assert part["r-precision"].value == pytest.approx(given["r_precision"], abs=1e-6)


def slow(queries, gallery, k):
    """Recall@k of products, rank by rank, with plain loops."""
    ranks = []
    for vector, product in zip(queries.vectors, queries.products):
        best: dict[str, float] = {}
        for other, name in zip(gallery.vectors, gallery.products):
            best[name] = max(best.get(name, -2.0), float(np.float32(vector @ other)))
        order = sorted(best, key=lambda name: (-best[name], name))
        ranks.append(order.index(product) + 1)
    size = len(best)
    return {
        f"recall@{k}": np.mean([rank <= k for rank in ranks]),
        "mean-rank": np.mean(ranks),
        "top-1%": np.mean([rank <= math.ceil(size / 100) for rank in ranks]),
        "map@r": np.mean([rank == 1 for rank in ranks]),
    }


def test_one_hit_a_product_equals_the_loop(world):
    queries, gallery = world(products=150, queries=1, photos=3, noise=1.4)
    part = evaluate(queries, gallery, KS)["products"]
    assert part.size == 150
    for measure, value in slow(queries, gallery, 5).items():
        assert part[measure].value == pytest.approx(value), measure


def test_a_centroid_is_the_mean_of_a_products_photos(world):
    queries, gallery = world(products=9)
    report = evaluate(queries, gallery, KS)
    rows = [np.flatnonzero(np.asarray(gallery.products) == name) for name in sorted(set(gallery.products))]
    means = np.stack([gallery.vectors[chosen].mean(axis=0) for chosen in rows])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    nearest = (queries.vectors @ means.T).argmax(axis=1)
    right = np.asarray(sorted(set(gallery.products)))[nearest] == np.asarray(queries.products)
    assert report["centroids"]["recall@1"].value == pytest.approx(right.mean())


def test_queries_of_the_same_set_never_find_themselves(world):
    _, gallery = world(noise=3.0)
    part = evaluate(gallery, gallery, dataclasses.replace(KS, same_set=True))["photos"]
    assert part.size == len(gallery) - 1
    assert part["recall@1"].value < 0.9  # else each had found itself


def test_equal_similarities_are_ranked_by_name_whatever_the_order_of_rows():
    same = np.ones((3, 1), np.float32)
    queries = Photos(same[:1], ["b"], ["q"])
    for names, products in ((["1", "2", "3"], ["a", "b", "c"]), (["3", "2", "1"], ["c", "b", "a"])):
        gallery = Photos(same, products, names)
        assert evaluate(queries, gallery, KS)["photos"]["mean-rank"].value == 2


def test_exact_copies_are_found_first_and_say_how_sure_that_is(world):
    _, gallery = world(photos=1)
    figure = evaluate(dataclasses.replace(gallery, names=gallery.names), gallery, KS)["photos"]["recall@1"]
    assert (figure.value, figure.interval, figure.queries) == (1.0, "wilson", 12)
    assert 0.7 < figure.low < 0.8  # 12 of 12: Wilson's 0.757
    assert figure.high == 1.0


def test_queries_of_one_product_count_as_one_when_doubt_is_measured(world):
    queries, gallery = world(products=20, queries=2, noise=1.3, seed=1)
    once = evaluate(queries, gallery, KS)["photos"]["recall@1"]
    ten = [row for row in range(len(queries)) for _ in range(10)]
    many = queries.rows(np.array(ten))
    many = dataclasses.replace(many, names=[f"{number}" for number in range(len(ten))])
    again = evaluate(many, gallery, KS)["photos"]["recall@1"]
    assert again.value == pytest.approx(once.value)
    assert again.high - again.low == pytest.approx(once.high - once.low, rel=0.15)


def test_chunks_of_queries_give_what_all_at_once_gives(world, monkeypatch):
    queries, gallery = world()
    whole = evaluate(queries, gallery, KS)
    monkeypatch.setattr("training.retrieval.evaluate.evaluate.CELLS", 5 * len(gallery))
    assert evaluate(queries, gallery, KS) == whole


def test_a_query_without_a_relevant_item_is_refused_by_name_or_counted_apart(world):
    queries, gallery = world()
    rest = gallery.rows(np.flatnonzero(np.asarray(gallery.products) != "p003"))
    with pytest.raises(DataError) as error:
        evaluate(queries, rest, KS)
    assert str(error.value) == (
        "3 of 36 queries have no relevant item: the gallery does not hold a photo of their product, "
        "such as q0009 (product p003); add it, or have such queries reported (unanswerable='report')"
    )
    report = evaluate(queries, rest, dataclasses.replace(KS, unanswerable="report"))
    assert report.unanswerable == ("q0009", "q0010", "q0011")
    assert report["photos"]["recall@1"].queries == 33
    assert report["photos"]["precision@1"].queries == 36
    assert (
        "3 queries have no photo of their product in the gallery and are not counted, such as q0009" in report.table()
    )


def test_a_class_with_one_image_has_no_other_photo_to_find(world):
    _, gallery = world(photos=2)
    short = gallery.rows(np.arange(1, len(gallery)))
    with pytest.raises(DataError) as error:
        evaluate(short, short, dataclasses.replace(KS, same_set=True))
    assert str(error.value) == (
        "1 of 23 queries have no relevant item: the gallery does not hold another photo of their product, "
        "such as g0001 (product p000); add it, or have such queries reported (unanswerable='report')"
    )


BAD = {
    "queries: vectors have the shape (0, 6); (n, d) with n of at least 1 is needed": lambda side: side.rows(
        np.array([], int)
    ),
    "queries: 35 products for 36 vectors; one for each is needed": lambda side: dataclasses.replace(
        side, products=side.products[1:]
    ),
    "queries: 0 names for 36 vectors; one for each is needed": lambda side: dataclasses.replace(side, names=()),
    "queries: the name 'q0000' stands 36 times; give every photo a name of its own": lambda side: dataclasses.replace(
        side, names=["q0000"] * 36
    ),
    "queries: the vector of q0000 is not finite (36 such vectors)": lambda side: dataclasses.replace(
        side, vectors=side.vectors * np.nan
    ),
    "queries: the vector of q0000 has the length 2, not 1; divide every vector by its length": lambda side: (
        dataclasses.replace(side, vectors=side.vectors * 2)
    ),
    "queries have 5 dimensions and the gallery 6; embed both with the same embedder": lambda side: dataclasses.replace(
        side, vectors=(cut := side.vectors[:, :5]) / np.linalg.norm(cut, axis=1, keepdims=True)
    ),
    "categories: the queries have none; give them to both sides or to neither": lambda side: dataclasses.replace(
        side, categories=()
    ),
}


@pytest.mark.parametrize("message", BAD)
def test_bad_input_is_named(world, message):
    queries, gallery = world()
    with pytest.raises(DataError) as error:
        evaluate(BAD[message](queries), gallery, KS)
    assert str(error.value) == message


def test_a_product_of_two_categories_is_refused(world):
    queries, gallery = world()
    torn = dataclasses.replace(gallery, categories=["dresses", *gallery.categories[1:]])
    with pytest.raises(DataError) as error:
        evaluate(queries, torn, KS)
    assert str(error.value) == "gallery: product p000 has the categories dresses and tops; give it one"


def test_a_protocol_that_means_nothing_is_refused():
    with pytest.raises(ConfigError) as error:
        Protocol(recall=(5, 1))
    assert str(error.value) == "protocol street to shop: the ks [5, 1] must be whole numbers from 1 that rise"
    with pytest.raises(ConfigError) as error:
        Protocol(unanswerable="drop")
    assert str(error.value) == "protocol street to shop: unanswerable is 'drop'; refuse or report"


def test_another_similarity_ranks_by_itself_and_has_no_centroids(world):
    queries, gallery = world()
    report = evaluate(queries, gallery, KS, similarity=lambda q, g: -(q @ g.T))
    assert [part.gallery for part in report.galleries] == ["photos", "products"]
    assert "centroids left out: the similarity is not the inner product" in report.notes
    assert report["photos"]["recall@1"].value < evaluate(queries, gallery, KS)["photos"]["recall@1"].value


def test_a_similarity_that_is_not_finite_is_refused(world):
    queries, gallery = world()
    with pytest.raises(DataError, match="similarities of queries and gallery are not all finite"):
        evaluate(queries, gallery, KS, similarity=lambda q, g: np.full((len(q), len(g)), np.nan))


def test_shots_and_categories_are_told_apart_and_ks_beyond_the_gallery_left_out(world):
    queries, gallery = world()
    report = evaluate(queries, gallery, Protocol(resamples=50), embedder="toy")
    part = report["photos"]
    assert list(part.by_shot) == ["full_front", "upper_front"]
    assert list(part.by_category) == ["dresses", "skirts", "tops"]
    total = sum(figure.value * figure.queries for figure in part.by_shot.values())
    assert total / len(queries) == pytest.approx(part["recall@1"].value)
    assert report.notes == ("k = 50 left out: the gallery has 48 photos",)


def test_the_report_is_written_as_json_and_read_as_a_table(world, tmp_path):
    queries, gallery = world()
    report = evaluate(queries, gallery, KS, embedder="toy")
    report.write(tmp_path / "report.json")
    kept = json.loads((tmp_path / "report.json").read_text())
    assert kept["galleries"][0]["figures"][0]["measure"] == "recall@1"
    assert kept["conventions"]["ties"] == "equally similar rows are ranked by name"
    table = report.table().splitlines()
    assert table[0] == "street to shop, toy: 36 queries of 12 products, gallery of 48 photos of 12 products"
    assert table[1].split() == ["photos", "(48)", "products", "(12)", "centroids", "(12)"]
    assert "leakage: not checked, no training photos were given" in table


def test_leakage_names_what_training_and_test_share(world):
    queries, gallery = world()
    dice = np.random.default_rng(0)
    images = [dice.integers(0, 256, (40, 30, 3)).astype(np.uint8) for _ in range(4)]
    train = marks(["a", "b", "c"], ["1", "2", "3"], images[:3], ["x", "y", "z"])
    nearly = np.clip(images[2].astype(int) + 2, 0, 255).astype(np.uint8)
    test = marks(["d", "e", "f"], ["3", "5", "6"], [images[0], nearly, images[3]], ["x", "v", "w"])
    found = leakage(train, test)
    assert (found.products, found.files, found.near_duplicates) == (("3",), (("a", "d"),), (("c", "e"),))
    assert str(found) == (
        "leakage: 1 products, 1 files and 1 near-duplicates in both "
        "(3 training photos against 3 of the test), such as c and e"
    )
    assert str(found) in evaluate(queries, gallery, KS, leakage=found).table()
    clean = leakage(train, marks(["f"], ["6"], images[3:]))
    assert clean.clean
    assert str(clean) == "leakage: none (3 training photos against 1 of the test)"
