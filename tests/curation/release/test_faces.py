"""Where a person's photo is cut, and what a blur leaves."""

import cv2
import numpy as np
import pytest

from curation.errors import PhotoError, ReleaseError
from curation.pixels import decode
from curation.release.build import release
from curation.release.faces import FaceModel, blurred, crop_below, without_face
from curation.release.photos import PhotoForm
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import draw

HEAD_AT_LEAST = 0.10
"""A drawn head's share of its figure, at least."""


def fronts():
    """Drawn full fronts: the photo, the person's mask, the garment's."""
    for product in catalogue(40):
        for photo in product.photos:
            if photo.shot == "full_front":
                drawing = draw(product, photo, 256)
                yield decode(cv2.imencode(".png", drawing.image[:, :, ::-1])[1].tobytes()), drawing
                break


def test_the_cut_is_below_every_drawn_head_and_above_the_hips():
    seen = 0
    for photo, drawing in fronts():
        try:
            row = crop_below(photo)
        except PhotoError:
            continue
        seen += 1
        rows = np.flatnonzero(drawing.person.any(axis=1))
        share = (row - rows[0]) / (rows[-1] - rows[0])
        assert HEAD_AT_LEAST <= share <= 0.27, share
    assert seen >= 20


def figure(head: int = 12, shoulders: int = 40) -> np.ndarray:
    """(256, 160, 3) uint8: a head, a neck, a trunk and legs on white."""
    image = np.full((256, 160, 3), 255, np.uint8)
    cv2.circle(image, (80, 30), head, (90, 60, 50), -1)
    cv2.rectangle(image, (75, 40), (85, 52), (90, 60, 50), -1)
    cv2.rectangle(image, (80 - shoulders // 2, 52), (80 + shoulders // 2, 140), (30, 60, 90), -1)
    cv2.rectangle(image, (66, 140), (94, 240), (30, 30, 30), -1)
    return image


def test_the_cut_is_where_the_shoulders_begin():
    assert 46 <= crop_below(figure()) <= 56


def test_a_photo_of_another_size_is_cut_at_the_same_place():
    large = cv2.resize(figure(), (480, 768), interpolation=cv2.INTER_CUBIC)
    assert abs(crop_below(large) - 3 * crop_below(figure())) <= 6


@pytest.mark.parametrize(
    ("photo", "reason"),
    [
        (np.full((256, 160, 3), 255, np.uint8), "no_figure"),
        (np.full((256, 160, 3), 80, np.uint8), "no_figure"),
        (figure(head=2, shoulders=4)[100:], "no_shoulders"),
    ],
    ids=["nothing", "no background", "no head"],
)
def test_where_the_head_cannot_be_found_the_photo_is_not_released(photo, reason):
    with pytest.raises(PhotoError) as error:
        without_face(photo, "crop", None)
    assert error.value.reason in (reason, "no_figure", "no_shoulders")


def test_a_blurred_face_cannot_be_told_and_the_rest_is_as_it_was():
    dice = np.random.default_rng(3)
    photo = dice.integers(0, 256, (120, 90, 3)).astype(np.uint8)
    other = photo.copy()
    other[20:50, 30:55] = dice.integers(0, 256, (30, 25, 3))
    face = np.array([[30.0, 20.0, 25.0, 30.0]])
    one = blurred(photo, face)
    assert np.array_equal(one[80:], photo[80:])
    assert np.array_equal(one[:, :15], photo[:, :15])
    # Two faces, one blur: what differed by a hundred levels differs by a few.
    assert np.abs(one[20:50, 30:55].astype(int) - blurred(other, face)[20:50, 30:55]).mean() < 20
    assert np.abs(photo[20:50, 30:55].astype(int) - other[20:50, 30:55]).mean() > 60
    assert one[20:50, 30:55].std() < photo[20:50, 30:55].std() / 3


def test_a_face_at_the_rim_is_blurred_too():
    photo = np.zeros((40, 40, 3), np.uint8)
    photo[::2] = 255
    assert blurred(photo, np.array([[-8.0, -8.0, 20.0, 20.0]]))[:10, :10].std() < 30


class Detector:
    """Finds one face in the left upper corner, or none."""

    found = np.array([[2.0, 2.0, 20.0, 20.0, *[0.0] * 11]])

    def setInputSize(self, size):  # noqa: N802  (OpenCV's name)
        assert size == (160, 256)

    def detect(self, image):
        return 1, self.found


def test_blur_asks_the_model_and_crops_where_it_finds_no_face(tmp_path, monkeypatch):
    (tmp_path / "net.onnx").write_bytes(b"x")
    model = FaceModel(tmp_path / "net.onnx")
    monkeypatch.setattr(cv2.FaceDetectorYN, "create", lambda *words: Detector())
    photo = figure()
    assert without_face(photo, "blur", model).shape == photo.shape
    monkeypatch.setattr(Detector, "found", None)
    assert np.array_equal(without_face(photo, "blur", model), photo[crop_below(photo) :])


def test_a_file_that_is_no_face_model_is_refused_before_anything_is_built(home, tmp_path):
    path = tmp_path / "faces.onnx"
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0", photos=PhotoForm(256, "blur", FaceModel(path)))
    assert str(error.value) == f"--face-model {path} does not exist; name the ONNX file of OpenCV's YuNet"
    path.write_bytes(b"no network")
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0", photos=PhotoForm(256, "blur", FaceModel(path)))
    assert str(error.value) == (
        f"--face-model {path} cannot be loaded as a face detector; name the ONNX file of OpenCV's YuNet"
    )
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0", photos=PhotoForm(256, "blur"))
    assert str(error.value) == "--faces blur needs --face-model FILE, the ONNX file of OpenCV's YuNet"
    with pytest.raises(ReleaseError) as error:
        release(home, "fashion", "1.0.0", photos=PhotoForm(256, "pixelate"))
    assert str(error.value) == "unknown way 'pixelate' to release faces; known: keep, crop, blur"
    assert not home.releases.exists()
