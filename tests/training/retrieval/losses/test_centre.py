"""Centre loss in both normalisations, and how much of the one is how much of the other."""

import pytest
import torch

from training.retrieval.losses.centre import CentreLoss, wen_weight

LABELS = torch.tensor([0, 2, 0, 1])


@pytest.fixture
def features():
    return torch.randn(4, 128, generator=torch.Generator().manual_seed(0))


def moved(loss, features):
    loss.centres.copy_(torch.randn(3, 128, generator=torch.Generator().manual_seed(1)))
    return loss


def test_lambda_095_of_facenet_is_00148_of_wen_at_128_dimensions(features):
    assert round(wen_weight(0.95, 128), 4) == 0.0148
    gradients = []
    for normalisation, weight in (("facenet", 0.95), ("wen", wen_weight(0.95, 128))):
        inputs = features.clone().requires_grad_()
        (weight * moved(CentreLoss(3, 128, normalisation=normalisation), features)(inputs, LABELS)).backward()
        gradients.append(inputs.grad)
    torch.testing.assert_close(gradients[0], gradients[1])


def test_the_losses_are_the_sums_written_out(features):
    for normalisation, scale in (("facenet", 1 / (4 * 128)), ("wen", 1 / (2 * 4))):
        loss = moved(CentreLoss(3, 128, normalisation=normalisation), features)
        total = sum(
            float((features[row, column] - loss.centres[LABELS[row], column]) ** 2)
            for row in range(4)
            for column in range(128)
        )
        assert float(loss(features, LABELS)) == pytest.approx(scale * total, rel=1e-5)


def test_centres_start_at_zero_and_move_as_each_source_says(features):
    facenet = CentreLoss(3, 128, alfa=0.95)
    assert not facenet.centres.any()
    facenet.follow(features, LABELS)
    # Two photos of product 0: each moves its centre by a twentieth of the way.
    torch.testing.assert_close(facenet.centres[0], 0.05 * (features[0] + features[2]))
    torch.testing.assert_close(facenet.centres[2], 0.05 * features[1])
    wen = CentreLoss(3, 128, alfa=0.5, normalisation="wen")
    wen.follow(features, LABELS)
    torch.testing.assert_close(wen.centres[0], 0.5 * (features[0] + features[2]) / 3)
    torch.testing.assert_close(wen.centres[1], 0.5 * features[3] / 2)


def test_centres_are_saved_and_have_no_gradient(features):
    loss = CentreLoss(3, 128)
    loss.follow(features.requires_grad_(), LABELS)
    assert list(loss.state_dict()) == ["centres"]
    assert list(loss.parameters()) == []
    assert not loss.centres.requires_grad


def test_another_normalisation_is_refused():
    with pytest.raises(ValueError, match="normalisation must be facenet or wen, not 'mean'"):
        CentreLoss(3, 8, normalisation="mean")
