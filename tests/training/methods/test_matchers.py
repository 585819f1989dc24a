"""Matchers: options, what is evaluated, what collapses, what goes out as ONNX."""

import hashlib
import json
import warnings

import numpy as np
import pytest
import torch

from curation import tables
from curation.errors import ConfigError, ModelError, RunError
from curation.pixels import decode
from curation.schema import Image
from training.checkpoint import load_run
from training.data.source import read_table
from training.evaluate.run import evaluate_run
from training.export import onnx_bytes
from training.fit import fit, resume
from training.methods import method_class
from training.methods.base import inference
from training.preset import preset
from training.retrieval.embedders.catalogue import embedder
from training.retrieval.embedders.onnxfile import OnnxEmbedder
from training.run import Run

MATCHERS = ["cmn", "triplet", "pairnet", "infonce", "vae"]
QUICK = ("train.batch=4", "train.steps=2", "train.log_every=1", "train.validate_every=2", "train.sample_every=2")


@pytest.fixture(scope="module", params=MATCHERS)
def trained(request, build, tmp_path_factory):
    """A run of each matcher that has made two steps."""
    run = Run(tmp_path_factory.mktemp(request.param) / "run")
    fit(preset(f"{request.param}/tiny").with_settings(QUICK), build, run)
    return run


def test_a_run_is_evaluated_beside_the_untrained_network_and_plain_colours(trained):
    found = evaluate_run(trained.root)
    reports = found.facts["reports"]
    assert list(reports) == ["trained", "untrained", "histogram", "histogram-intersection"]
    whole = reports["trained"]
    assert (whole["queries"], whole["gallery_photos"], whole["gallery_products"]) == (8, 4, 4)
    assert whole["leakage"]["products"] == []
    assert [part["gallery"] for part in whole["galleries"]][:2] == ["photos", "products"]
    for report in reports.values():
        assert report["galleries"][0]["by_shot"].keys() == {"full_front", "full_back"}
    kept = json.loads((trained.root / "evaluation-test.json").read_text())
    assert kept == found.facts
    assert (trained.root / "evaluation-test.png").is_file()
    assert "PoshakNet, published" in found.text
    assert [line.split()[0] for line in found.text.splitlines() if line.startswith(("trained ", "untrained "))] == [
        "trained",
        "untrained",
    ]


def test_validation_measures_recall_and_the_log_has_what_collapse_shows_in(trained):
    lines = list(trained.lines())
    validated = next(line for line in lines if "validated" in line)
    assert 0 <= validated["validation/recall@1"] <= 1
    assert validated["validation/mean_rank"] >= 1
    assert {"M/spread", "M/distance"} <= {key for line in lines for key in line}


def test_a_run_is_an_embedder_by_its_path(trained, build):
    made = embedder(f"run:{trained.root}")
    table = read_table(build)
    images = [decode(photo.path) for photo in table.photos[:6]]
    vectors = made.embed(images)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    method, _ = load_run(trained.root)
    pixels = torch.from_numpy(np.stack(list(made.squares(images)))).permute(0, 3, 1, 2).float() / 127.5 - 1
    with inference(method, 0):
        np.testing.assert_allclose(method.vectors(pixels).numpy(), vectors, atol=1e-5)
        scores = method.similarity(torch.from_numpy(vectors[:2]), torch.from_numpy(vectors))
    np.testing.assert_allclose(made.similarity(vectors[:2], vectors), scores.numpy(), atol=1e-5)


def test_a_run_goes_out_as_onnx_and_gives_the_same_vectors(trained, build, tmp_path):
    if trained.read_config().method not in ("infonce", "vae"):
        pytest.skip("its embedder is infonce's")
    source = embedder(f"run:{trained.root}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what torch's exporter calls itself
        (tmp_path / "net.onnx").write_bytes(onnx_bytes(source.network, torch.rand(2, 3, source.size, source.size)))
    other = OnnxEmbedder(tmp_path / "net.onnx", source.size, engine="opencv")
    images = list(source.squares([decode(photo.path) for photo in read_table(build).photos[:6]]))
    assert np.abs(other.embed(images) - source.embed(images)).max() < 1e-4


def test_an_embedder_of_a_method_that_draws_is_refused(build, tmp_path):
    run = Run(tmp_path / "run")
    fit(preset("pldt/tiny").with_settings(["train.steps=1", "train.batch=4"]), build, run)
    with pytest.raises(RunError) as error:
        embedder(f"run:{run.root}")
    assert str(error.value) == f"{run.root} is a run of pldt, which gives no embeddings"


@pytest.fixture
def alike(make_build, tmp_path):
    """A build whose products all look the same: nothing can be learned, so the nearest wrong product is always near."""
    build = make_build(tmp_path / "workspace", products=18, side=24)
    photos = list(tables.read(build / "images.parquet", Image))
    whole = {photo.position: (tmp_path / "workspace" / photo.path).read_bytes() for photo in photos}
    for photo in photos:
        (tmp_path / "workspace" / photo.path).write_bytes(whole[photo.position])
        photo.sha256 = hashlib.sha256(whole[photo.position]).hexdigest()
    tables.write(build / "images.parquet", photos, Image)
    return build


GLOBAL = (
    "options.mining=global-argmin",
    "options.net=face-cnn",
    "options.remine=10",
    "data.flip=false",
    "data.height=16",
    "data.width=16",
    "train.batch=4",
    "train.steps=200",
    "train.validate_every=1000",
    "train.sample_every=1000",
)


@pytest.mark.filterwarnings("ignore:mining = 'global-argmin'")
def test_the_global_argmin_collapses_and_is_stopped_with_the_reason(alike, tmp_path):
    run = Run(tmp_path / "run")
    with pytest.raises(RunError) as error:
        fit(preset("triplet/tiny").with_settings(GLOBAL), alike, run)
    assert str(error.value).startswith("the embeddings have collapsed at step ")
    assert str(error.value).endswith("take mining = 'semihard' instead of 'global-argmin'")


def test_semi_hard_mining_where_products_differ_does_not_collapse(build, tmp_path):
    run = Run(tmp_path / "run")
    settings = [*GLOBAL[1:], "options.mining=semihard", "train.steps=100"]
    fit(preset("triplet/tiny").with_settings(settings), build, run)
    spreads = [line["M/spread"] for line in run.lines() if "M/spread" in line]
    assert min(spreads) > 0.02


@pytest.mark.filterwarnings("ignore:mining = 'global-argmin'")
def test_mined_negatives_are_resumed_to_the_bit(build, tmp_path):
    config = preset("triplet/tiny").with_settings([*GLOBAL, "train.steps=6", "options.remine=4"])
    whole, halved = Run(tmp_path / "whole"), Run(tmp_path / "halved")
    fit(config, build, whole)
    fit(config, build, halved, until=3)
    resume(halved)
    file = "weights/E.safetensors"
    assert (whole.root / file).read_bytes() == (halved.root / file).read_bytes()


def test_the_mining_that_collapses_warns_when_it_is_asked_for(build, tmp_path):
    with pytest.warns(UserWarning, match="it is kept to show what 'Where'd You Get That' ran into"):
        fit(preset("triplet/tiny").with_settings([*GLOBAL, "train.steps=1"]), build, Run(tmp_path / "run"))


REFUSED = {
    "cmn options.net=resnet": "net must be one of inception-resnet-v1, small-cnn, small-cnn-bn, face-cnn, vgg16, "
    "vgg19, not 'resnet'",
    "cmn options.centre_normalisation=mean": "centre_normalisation must be facenet or wen, not 'mean'",
    "cmn options.temperature=-1.0": "temperature and base_steps must be 0 or more, not -1 and 0",
    "cmn options.base_steps=9": "base_steps compares people with products; street must be 1 or more",
    "cmn options.views=9": "views and gallery_views must be 1 to 8, not 9 and 8",
    "infonce options.temperature=0.0": "temperature must be above 0, not 0",
    "infonce options.shop=0": "dim and shop must be 1 or more and street 0 or more, not 128, 0 and 1",
    "triplet options.mining=best": "mining must be one of semihard, hard, all, global-argmin, not 'best'",
    "triplet options.margin=0.0": "margin must be above 0 and remine 1 or more, not 0 and 100",
    "pairnet options.negatives=-1": "hidden must be 1 or more and negatives 0 or more, not 256 and -1",
    "vae options.beta=-1.0": "beta must be 0 or more, not -1",
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_options_that_cannot_be_are_refused(wrong):
    method, setting = wrong.split()
    with pytest.raises(ConfigError) as error:
        preset(f"{method}/faithful").with_settings([setting])
    assert str(error.value).endswith(f"[options] {REFUSED[wrong]}")


def test_methods_that_compare_worlds_need_photos_of_people(build, tmp_path):
    with pytest.raises(ConfigError) as error:
        method_class("infonce")(preset("infonce/tiny").with_settings(["options.street=0"]))
    assert str(error.value) == "[options] street must be 1 or more: infonce compares people with products"
    # PoshakNet's own matcher saw none.
    fit(preset("cmn/tiny").with_settings([*QUICK, "options.street=0", "options.views=8"]), build, Run(tmp_path / "run"))


def test_weights_to_start_from_are_taken_and_those_that_do_not_fit_refused(tmp_path):
    config = preset("infonce/tiny")
    source = method_class("infonce")(config)
    source.build()
    torch.save(source.nets["E"].state_dict(), tmp_path / "net.pt")
    method = method_class("infonce")(config.with_settings([f"options.weights={tmp_path / 'net.pt'}"]))
    method.build()
    for name, value in source.nets["E"].state_dict().items():
        assert torch.equal(value, method.nets["E"].state_dict()[name])
    other = method_class("infonce")(config.with_settings([f"options.weights={tmp_path / 'net.pt'}", "options.dim=64"]))
    with pytest.raises(ModelError) as error:
        other.build()
    assert str(error.value) == (
        f"{tmp_path}/net.pt does not fit SmallCNN: 2 of another shape: head.0.weight is (128, 256), not (64, 256), "
        "head.0.bias is (128,), not (64,); name weights of this network, "
        "or build it with the dimensions they were made for"
    )


def test_the_base_of_cmn_trains_before_its_classes_which_begin_at_their_centres(build, tmp_path):
    run = Run(tmp_path / "run")
    config = preset("cmn/tiny").with_settings([*QUICK, "train.steps=4", "options.base_steps=2"])
    fit(config, build, run, until=2)
    classes = torch.load(run.state, weights_only=True)["nets"]["S"]
    assert classes["centres.centres"].any()
    assert torch.equal(classes["logits.weight"], classes["centres.centres"])
    resume(run)
    terms = [{name for name in line if name in ("M/base", "M/softmax")} for line in run.lines() if "lr" in line]
    assert terms == [{"M/base"}, {"M/base"}, {"M/softmax"}, {"M/softmax"}]
