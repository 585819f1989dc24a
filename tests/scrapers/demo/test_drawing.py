import hashlib
import subprocess
import sys
from dataclasses import replace

import cv2
import numpy as np
import pytest

from scrapers.demo.catalogue import STYLES, catalogue
from scrapers.demo.drawing import draw, jpeg

SCRIPT = """
import hashlib
from scrapers.demo.catalogue import catalogue
from scrapers.demo.drawing import jpeg
digest = hashlib.sha256()
for style in "abc":
    for product in reversed(catalogue(6, style=style)):
        for photo in product.photos:
            digest.update(hashlib.sha256(jpeg(product, photo, 128)).digest())
print(digest.hexdigest())
"""


def worn_photos(style, background="studio", products=40):
    return [
        (product, photo)
        for product in catalogue(products, style=style, background=background)
        for photo in product.photos
        if photo.role == "model"
    ]


def full_photos(style, products=40):
    pairs = worn_photos(style, products=products)
    return [pair for pair in pairs if pair[1].shot.startswith("full")]


def test_the_same_bytes_in_a_fresh_process_and_in_any_order():
    printed = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True).stdout.strip()
    digest = hashlib.sha256()
    for style in STYLES:
        drawn = {}
        for product in catalogue(6, style=style):
            for photo in product.photos:
                drawn[product.id, photo.position] = jpeg(product, photo, 128)
        for product in reversed(catalogue(6, style=style)):
            for photo in product.photos:
                digest.update(hashlib.sha256(drawn[product.id, photo.position]).digest())
    assert printed == digest.hexdigest()


@pytest.mark.parametrize("height", [96, 256, 401])
def test_a_photo_is_as_high_as_asked_and_as_wide_as_zalandos(height):
    product = catalogue(1)[0]
    drawing = draw(product, product.photos[0], height)
    assert drawing.image.shape == (height, round(height * 0.693), 3)
    assert drawing.image.dtype == np.uint8
    for mask in (drawing.person, drawing.garment, *drawing.regions.values()):
        assert mask.shape == drawing.image.shape[:2]
        assert mask.dtype == bool


def test_jpeg_decodes_to_nearly_what_was_drawn():
    product = catalogue(1)[0]
    data = np.frombuffer(jpeg(product, product.photos[0], 256), np.uint8)
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1].astype(float)
    assert np.abs(decoded - draw(product, product.photos[0], 256).image).mean() < 6


@pytest.mark.parametrize("style", STYLES)
def test_the_garment_is_inside_the_person_and_its_regions_inside_the_garment(style):
    for product, photo in worn_photos(style, products=15):
        drawing = draw(product, photo, 160)
        assert drawing.person.any()
        assert not (drawing.garment & ~drawing.person).any()
        for name, region in drawing.regions.items():
            assert not (region & ~drawing.garment).any(), name


def test_products_of_the_outfit_are_seen_on_the_person_beside_the_product():
    dressed = [pair for pair in full_photos("a", products=60) if pair[0].outfit and pair[1].shot == "full_front"]
    for product, photo in dressed:
        drawing = draw(product, photo, 160)
        assert len(drawing.companions) == len(product.outfit)
        for other, seen in zip(product.outfit, drawing.companions, strict=True):
            assert not (seen & ~drawing.person).any()
            assert not (seen & drawing.garment).any()
            if other.category in ("pants", "skirts"):  # what is below is hidden by a long jacket at most
                assert seen.any() or product.values["length"] == "long"
        dyed = replace(product, outfit=tuple(replace(other, rgb=(20, 200, 90)) for other in product.outfit))
        redrawn = draw(dyed, photo, 160)
        if any(seen.any() for seen in drawing.companions):
            assert (redrawn.image != drawing.image).any()
        np.testing.assert_array_equal(redrawn.garment, drawing.garment)


@pytest.mark.parametrize("style", STYLES)
def test_a_packshot_shows_the_article_alone(style):
    for product in catalogue(30, style=style):
        photo = next(photo for photo in product.photos if photo.role == "product")
        drawing = draw(product, photo, 160)
        assert not drawing.person.any()
        assert 0.08 < drawing.garment.mean() < 0.85
        # Nothing else is there: what is no garment is near white.
        paper = drawing.image[~cv2.dilate(drawing.garment.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)]
        assert paper.mean() > 226
        border = np.ones_like(drawing.garment)
        border[2:-2, 2:-2] = False
        assert not (drawing.garment & border).any(), product.id  # nothing is cut off


@pytest.mark.parametrize("style", STYLES)
def test_full_shots_show_both_feet(style):
    for product, photo in full_photos(style):
        person = draw(product, photo, 160).person
        rows = np.flatnonzero(person.any(axis=1))
        assert person[-2:].sum() == 0, product.id
        assert rows[-1] - rows[0] > 0.6 * 160


def test_other_shots_cut_the_legs():
    for product, photo in worn_photos("a"):
        if photo.shot in ("upper_front", "threequarter_front", "threequarter_side", "partial_back"):
            assert draw(product, photo, 160).person[-1].any(), (product.id, photo.shot)


def test_sleeves_and_necklines_are_where_the_values_say():
    sleeves = {}
    for product, photo in full_photos("a", products=90):
        if product.category != "dresses" or photo.shot != "full_front":
            continue
        drawing = draw(product, photo, 200)
        share = drawing.regions["sleeves"].sum() / drawing.garment.sum()
        sleeves.setdefault(product.values["sleeve_length"], []).append(share)
        assert drawing.regions["neck"].any()
        assert drawing.regions["hem"].any()
    means = {length: np.mean(shares) for length, shares in sleeves.items()}
    assert means["sleeveless"] == 0
    assert means["short"] < means["long"]


def test_longer_dresses_reach_lower():
    bottoms = {}
    for product, photo in full_photos("a", products=90):
        if product.category == "dresses":
            drawing = draw(product, photo, 200)
            feet = np.flatnonzero(drawing.person.any(axis=1))[-1]
            hem = np.flatnonzero(drawing.garment.any(axis=1))[-1]
            bottoms.setdefault(product.values["length"], []).append((feet - hem) / 200)
    means = {length: float(np.mean(gaps)) for length, gaps in bottoms.items()}
    assert means["short"] > means["knee"]
    assert means["knee"] > min(means.get("3-4", 0.0), means.get("long", 0.0))


def test_planted_duplicates_are_identical_and_near_ones_nearly():
    products = catalogue(600)
    by_id = {product.id: product for product in products}
    kinds = set()
    for product in products:
        for photo in product.photos:
            if not photo.planted:
                continue
            kind, source = photo.planted.split(":")
            identity, position = source.split("@")
            original = by_id[identity]
            if kinds >= {kind, product.planted[:9]}:
                continue
            kinds |= {kind, product.planted[:9]}
            one = jpeg(product, photo, 128)
            other = jpeg(original, original.photos[int(position)], 128)
            assert (one == other) == (kind == "duplicate_of")
            pixels = [cv2.imdecode(np.frombuffer(data, np.uint8), 1).astype(float) for data in (one, other)]
            assert np.abs(pixels[0] - pixels[1]).mean() < 12
    assert kinds >= {"duplicate_of", "near_duplicate_of", "duplicate"}


def test_a_front_and_a_back_differ_inside_and_hardly_in_outline():
    product, photo = next(
        (p, f) for p, f in full_photos("a") if f.shot == "full_front" and f.pose == "stand" and p.category == "dresses"
    )
    front = draw(product, replace(photo, yaw=0.0, gaze=0.0), 256)
    back = draw(product, replace(photo, yaw=180.0, gaze=0.0), 256)
    mirrored = back.person[:, ::-1]
    columns = np.flatnonzero(front.person.any(axis=0))
    other = np.flatnonzero(mirrored.any(axis=0))
    shifted = np.roll(mirrored, int(columns.mean() - other.mean()), axis=1)
    overlap = (front.person & shifted).sum() / (front.person | shifted).sum()
    assert overlap > 0.75
    both = front.person & back.person
    assert np.abs(front.image.astype(float) - back.image)[both].mean() > 4


def test_street_photos_have_a_background_that_is_not_white():
    product, photo = worn_photos("a", background="street")[0]
    drawing = draw(product, photo, 200)
    assert drawing.image[~drawing.person].mean() < 225
    assert drawing.image[~drawing.person].std() > 20


def test_styles_differ_to_the_eye():
    photos = [draw(p, p.photos[0], 128).image.astype(float) for p in (catalogue(1, style=style)[0] for style in STYLES)]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert np.abs(photos[one] - photos[other]).mean() > 3
