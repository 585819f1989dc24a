"""What pairing costs beside reading the photos, as ratios measured side by side in one run."""

import numpy as np
import pytest

from curation.cluster.features import FEATURES, feature
from curation.cluster.kmeans import cluster
from curation.cluster.recipe import Recipe, recipe
from curation.pixels import decode, pad_square


@pytest.mark.parametrize("method", FEATURES)
def bench_describing_photos_beside_decoding_them(photos, seconds, method):
    made = recipe(method)
    decoding = seconds(lambda: [decode(photo, at_least=256) for photo in photos])
    both = seconds(lambda: [feature(pad_square(decode(photo, at_least=256)), made) for photo in photos])
    print(
        f"\n{method}: decoding {len(photos) / decoding:,.0f} photos/s, decoding and describing "
        f"{len(photos) / both:,.0f} photos/s (277x400 JPEG, one core), ratio {both / decoding:.2f}"
    )
    assert both > 0


def bench_kmeans_beside_decoding_the_same_photos(photos, seconds):
    squares = [pad_square(decode(photo, at_least=256)) for photo in photos]
    drawn = np.stack([feature(square, Recipe()) for square in squares])
    # shifted by a few columns, so that 2,000 different outlines stand for as many photos
    features = np.concatenate([np.roll(drawn, shift, axis=1) for shift in range(10)])
    grouping = seconds(lambda: cluster(features, Recipe()), repeats=1)
    decoding = seconds(lambda: [decode(photo, at_least=256) for photo in photos]) * 10
    print(f"\nK-Means, k = 3, 10 starts, {len(features):,} x 4,096: {grouping:.1f} s; decoding them: {decoding:.1f} s")
    assert grouping > 0
