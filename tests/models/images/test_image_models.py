"""Models of images: how images are made alike, and that each model says the same when it was stored."""

from __future__ import annotations

import json

import numpy as np
import pytest

from scaffold.data.images.case import ImageCase
from scaffold.errors import EncoderError
from scaffold.models.classifier import Outputs, log_softmax
from scaffold.models.images.architecture import small_resnet, small_vit, vit_frame
from scaffold.models.images.checkpoint import read_checkpoint
from scaffold.models.images.frame import Frame, with_channels
from scaffold.models.images.fused import FusedClassifier
from scaffold.models.images.net import NetClassifier
from scaffold.models.images.pixels import PixelClassifier
from scaffold.models.reading import read_classifier
from scaffold.models.store import EncoderStore

FRAME = Frame(8, 8, 1)
LABELS = ("a", "b", "c")


def cases(count: int, side: int = 8, channels: int = 1) -> list[ImageCase]:
    random = np.random.default_rng(3)
    shown = random.random((count, side, side, channels), dtype=np.float32)
    return [ImageCase.of(f"{number}.png", image) for number, image in enumerate(shown)]


def net(architecture=None) -> NetClassifier:
    import torch

    torch.manual_seed(1)
    architecture = architecture or small_resnet(FRAME)
    body = architecture.build()
    dimension = architecture.config.get("hidden_sizes", [architecture.config.get("hidden_size")])[-1]
    return NetClassifier(LABELS, FRAME, architecture, body, torch.nn.Linear(dimension, 3))


def pixels() -> PixelClassifier:
    random = np.random.default_rng(0)
    shapes = ((64,), (5, 64), (3, 5), (3,))
    return PixelClassifier(LABELS, FRAME, *(random.standard_normal(shape).astype(np.float32) for shape in shapes))


def test_exposure_and_contrast_do_not_matter():
    image = np.random.default_rng(0).random((8, 8, 1), dtype=np.float32)
    assert np.allclose(FRAME.fitted(image), FRAME.fitted(0.3 + 0.2 * image), atol=1e-4)
    assert np.isfinite(FRAME.fitted(np.ones((8, 8, 1), dtype=np.float32))).all()


@pytest.mark.parametrize(("side", "channels"), [(8, 1), (30, 3), (3, 1), (1, 3)])
def test_any_image_fits_the_frame(side, channels):
    assert FRAME.batch(cases(2, side, channels)).shape == (2, 1, 8, 8)
    assert Frame(6, 9, 3).batch(cases(2, side, channels)).shape == (2, 3, 6, 9)


def test_grey_and_colour_become_each_other():
    grey = with_channels(np.full((2, 2, 3), 0.5, dtype=np.float32), 1)
    assert np.allclose(grey, 0.5)
    assert with_channels(grey, 3).shape == (2, 2, 3)


def test_frame_with_means_uses_them():
    frame = Frame(2, 2, 1, (0.5,), (0.25,))
    assert frame.fitted(np.ones((2, 2, 1), dtype=np.float32)).tolist() == [[[2.0, 2.0], [2.0, 2.0]]]
    assert Frame.from_dict(json.loads(json.dumps(frame.as_dict()))) == frame


@pytest.mark.parametrize("make", [net, pixels, lambda: net(small_vit(FRAME))], ids=["resnet", "pixels", "vit"])
def test_model_is_stored_without_pickles_and_says_the_same_when_read(tmp_path, make):
    model, store = make(), EncoderStore(tmp_path / "encoders")
    model.save(tmp_path / "model", store)
    again = read_classifier(tmp_path / "model", store)

    assert {path.suffix for path in (tmp_path / "model").iterdir()} == {".json", ".safetensors"}
    before, after = model.outputs(cases(5)), again.outputs(cases(5))
    assert np.allclose(before.logits, after.logits, atol=1e-5)
    assert np.allclose(before.features, after.features, atol=1e-5)
    assert np.allclose(np.linalg.norm(before.features, axis=1), 1, atol=1e-5)
    assert model.outputs([]).logits.shape == (0, 3)


def test_net_of_large_images_halves_them_more_often():
    assert len(small_resnet(Frame(128, 128, 3)).config["hidden_sizes"]) == 4
    assert not small_resnet(Frame(128, 128, 3)).small_stem


def test_fusion_is_a_weighted_sum_of_log_probabilities(tmp_path):
    store = EncoderStore(tmp_path / "encoders")
    weights, bias = np.array([0.5, 2.0]), np.array([0.1, 0.0, -0.1])
    fused = FusedClassifier([net(), pixels()], [1.0, 0.5], weights, bias)
    made = fused.outputs(cases(4))

    first, second = net().outputs(cases(4)), pixels().outputs(cases(4))
    expected = 0.5 * log_softmax(first.logits) + 2 * log_softmax(0.5 * second.logits) + bias
    assert np.allclose(made.logits, expected, atol=1e-5)
    assert np.allclose(np.linalg.norm(made.features, axis=1), 1, atol=1e-5)
    fused.save(tmp_path / "model", store)
    assert np.allclose(read_classifier(tmp_path / "model", store).outputs(cases(4)).logits, made.logits, atol=1e-4)
    assert isinstance(made, Outputs)


def test_checkpoint_of_transformers_becomes_a_body(tmp_path):
    from transformers import ViTConfig, ViTForImageClassification

    config = ViTConfig(
        image_size=16, patch_size=8, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    ViTForImageClassification(config).save_pretrained(tmp_path / "vit")
    (tmp_path / "vit" / "preprocessor_config.json").write_text(
        '{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "size": {"height": 16, "width": 16}}'
    )
    frame, architecture, body = read_checkpoint(str(tmp_path / "vit"), None)

    assert frame == Frame(16, 16, 3, (0.5,) * 3, (0.5,) * 3)
    assert architecture.build().state_dict().keys() == body.state_dict().keys()


def test_folder_without_safetensors_is_refused(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderError, match=r"there is no model\.safetensors"):
        read_checkpoint(str(tmp_path), None)


def test_model_of_texts_is_refused(tiny_folder):
    with pytest.raises(EncoderError, match="this model reads no images"):
        read_checkpoint(str(tiny_folder), None)


@pytest.mark.parametrize("side", [5, 7, 9, 28, 31, 64])
def test_patches_cover_an_image_of_any_size(side):
    frame = vit_frame(Frame(side, 2 * side, 1))
    assert (frame.height, frame.width) >= (side, 2 * side)
    assert small_vit(frame).build() is not None
    assert vit_frame(frame) == frame
