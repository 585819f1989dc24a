"""The curve says what another threshold would give."""

import re

from curation.report.curve import best_scores, curve, curve_plot
from curation.schema import Image, Product


def test_a_products_best_photo_counts_and_no_photo_counts_as_zero():
    products = [Product("s", "A", img_path="a.jpg"), Product("s", "B", img_path="b.jpg"), Product("s", "C")]
    images = [
        Image("s", "A", 0, path="0", front_score=0.2),
        Image("s", "A", 1, path="1", front_score=0.9),
        Image("s", "A", 2, path="2", front_score=1.0, role="product"),
        Image("s", "C", 1, path="3", front_score=0.9),
    ]
    assert best_scores(products, images) == [0.9, 0.0, 0.0]


def test_coverage_falls_and_expected_precision_rises_with_the_threshold():
    points = {point.min_score: point for point in curve([0.99, 0.8, 0.4, 0.0])}
    assert (points[0.05].coverage, points[0.05].precision) == (0.75, 0.73)
    assert (points[0.5].coverage, points[0.5].precision) == (0.5, 0.895)
    assert (points[0.99].coverage, points[0.99].precision) == (0.25, 0.99)


def test_no_pair_has_no_precision():
    assert {point.precision for point in curve([0.0])} == {None}


def test_the_plot_draws_two_lines_and_the_threshold():
    svg = curve_plot(curve([0.9, 0.2]), 0.5)
    assert svg.count("<polyline") == 2
    assert len(re.findall("stroke-dasharray", svg)) == 1
