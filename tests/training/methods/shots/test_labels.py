"""Labels are read with their folds; a figure never lies on both sides of a fold."""

import pytest

from curation.errors import TableError
from training.methods.shots import labels

HEADER = "file,label,confidence,figure\n"


def test_photos_of_one_figure_share_a_fold_and_all_folds_are_used(tmp_path):
    rows = [f"{n}.png,{'full_front' if n % 2 else 'full_back'},ok,figure{n // 4}" for n in range(60)]
    (tmp_path / "labels.csv").write_text(HEADER + "\n".join(rows) + "\n")
    found = labels.read(tmp_path)
    assert set(found.folds) == {0, 1, 2, 3, 4}
    for figure in range(15):
        assert len(set(found.folds[figure * 4 : figure * 4 + 4])) == 1


def test_doubt_is_kept(tmp_path):
    rows = [f"{n}.png,detail,{'low' if n == 3 else 'ok'},f{n}" for n in range(10)]
    (tmp_path / "labels.csv").write_text(HEADER + "\n".join(rows) + "\n")
    assert [n for n, sure in enumerate(labels.read(tmp_path).sure) if not sure] == [3]


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(TableError) as error:
        labels.read(tmp_path)
    assert str(error.value) == (
        f"{tmp_path / 'labels.csv'} does not exist; --data names a folder with labels.csv "
        "(file, label, confidence, figure)"
    )


def test_a_missing_column_and_an_unknown_shot_are_named(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("file,label\n")
    with pytest.raises(TableError, match="columns missing: confidence, figure; add them"):
        labels.read(tmp_path)
    path.write_text(HEADER + "a.png,frontal,ok,f\n")
    with pytest.raises(TableError, match=r"labels.csv:2: unknown shot 'frontal'; known shots: full_front, "):
        labels.read(tmp_path)
