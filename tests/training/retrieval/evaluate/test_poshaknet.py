"""PoshakNet's Table 4 in Markdown, ours beside the published row."""

from training.retrieval.evaluate.evaluate import Protocol, evaluate
from training.retrieval.evaluate.poshaknet import PUBLISHED, table


def test_our_rows_stand_beside_the_published_one_for_k_1_to_15(world):
    report = evaluate(*world(), Protocol(resamples=10))
    lines = table({"ours": report}).splitlines()
    assert lines[0].count("k=") == 15
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
    assert [row[:2] for row in cells] == [
        ["ours", "photos (48)"],
        ["ours", "products (12)"],
        ["ours", "centroids (12)"],
        ["PoshakNet, published", "photos (2,608)"],
    ]
    assert cells[0][2] == f"{report['photos']['precision@1'].value:.3f}".lstrip("0")
    assert cells[1][-3:] == ["", "", ""]  # 12 products have no first 13
    assert cells[3][2:] == [f"{value:.3f}"[1:] for value in PUBLISHED]
