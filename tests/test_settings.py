"""Settings are read from a file and from `--set`, checked, and explained where they are wrong."""

from __future__ import annotations

import pytest

from scaffold.errors import SettingsError
from scaffold.settings import Settings, load_settings


def write(folder, text):
    path = folder / "scaffold.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_are_settings():
    assert load_settings() == Settings()


def test_file_and_overrides_are_laid_over_each_other(tmp_path):
    path = write(tmp_path, '[data]\ntext = "question"\nlabel = "类别"\n[training]\nseed = 4\n')
    settings = load_settings(path, ["data.text=utterance", "training.budget=2h", "decision.error_rate=0.1"])
    assert (settings.data.text, settings.data.label) == ("utterance", "类别")
    assert (settings.training.seed, settings.training.budget) == (4, "2h")
    assert settings.decision.error_rate == 0.1


def test_a_byte_order_mark_does_no_harm(tmp_path):
    assert load_settings(write(tmp_path, "\ufeff[training]\nseed = 4\n")).training.seed == 4


def test_sections_of_verticals_are_kept_apart():
    settings = load_settings(overrides=["customer_service.bank=Aurum", "customer_service.limits.top=3"])
    assert settings.vertical == {"customer_service": {"bank": "Aurum", "limits": {"top": 3}}}


def test_dotted_keys_reach_labels_by_head():
    assert load_settings(overrides=["data.labels.intent=kind"]).data.labels == {"intent": "kind"}


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("data.txt=a", r"data\.txt is not a setting, did you mean 'text'"),
        ("data.zzzz=a", r"data\.zzzz is not a setting \(known: "),
        ("data.validation_share=0.7", "less than 0.5"),
        ("training.seed=-1", "greater than or equal to 0"),
        ("training.budget=soon", r"training\.budget"),
        ("data.encoding=utf-16", "'auto', 'utf-8' or 'latin-1'"),
        ("data", "not of the form section.key=value"),
        ("data.text", "not of the form section.key=value"),
        (".text=a", "not of the form section.key=value"),
    ],
)
def test_wrong_overrides_are_explained(override, message):
    with pytest.raises(SettingsError, match=message) as caught:
        load_settings(overrides=[override])
    assert caught.value.exit_code == 2


def test_all_problems_are_told_at_once():
    with pytest.raises(SettingsError) as caught:
        load_settings(overrides=["data.txt=a", "training.seed=x"])
    assert "data.txt" in str(caught.value)
    assert "training.seed" in str(caught.value)


@pytest.mark.parametrize("other", ["rdrop=1", "label_smoothing=0.1", "logit_adjustment=1"])
def test_switches_of_one_loss_exclude_each_other(other):
    with pytest.raises(SettingsError, match=f"contrastive and {other.split('=')[0]} change the same loss"):
        load_settings(overrides=["training.recipe.contrastive=0.5", f"training.recipe.{other}"])


def test_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match="no such settings file") as caught:
        load_settings(tmp_path / "scaffold.toml")
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("content", ["[data\n", "text = \n"])
def test_file_that_is_not_toml_is_refused(tmp_path, content):
    with pytest.raises(SettingsError, match="not a TOML file"):
        load_settings(write(tmp_path, content))


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        load_settings().data.text = "other"
