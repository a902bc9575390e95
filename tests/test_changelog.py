"""The changelog of a bundle: carried on in place and from a bundle that is named."""

from __future__ import annotations

import json
import shutil

import pytest

from scaffold.changelog import Changelog
from scaffold.errors import BundleError
from scaffold.pipeline import train
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.seal import check_seal
from scaffold.settings import load_settings


@pytest.fixture
def trained(toy_site, tiny_folder, tmp_path, told):
    def run(out: str, *overrides: str, data=None):
        chosen = ["training.budget=0s", "training.speed=1", f"training.base={tiny_folder}"]
        settings = load_settings(None, [*chosen, *overrides])
        vertical = load_vertical("toy", settings)
        train(RunContext(vertical, settings, tmp_path / out, data, vertical.config, False, told))
        return tmp_path / out / "bundle"

    return run


def entries(bundle):
    return json.loads((bundle / "metadata.json").read_text(encoding="utf-8"))["changelog"]


def test_a_first_bundle_says_what_it_is_made_of(trained):
    bundle = trained("RUN", "training.changes=The first one.")
    (entry,) = entries(bundle)
    assert entry["changes"] == "The first one."
    assert entry["previous"] == ""
    assert list(entry["data"]) == ["toy.csv"]
    assert entry["figures"]["topic"]["metric"] == "accuracy"
    text = (bundle / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "The first one." in text
    assert f"Data: toy.csv (`{entry['data']['toy.csv'][:16]}`)." in text
    card = (bundle / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"| `{entry['data']['toy.csv']}` |" in card
    settings = json.loads((bundle / "metadata.json").read_text(encoding="utf-8"))["training"]
    assert not {"changes", "previous"} & settings.keys()


def test_a_bundle_in_the_place_of_another_carries_its_changelog_on(trained, toy_site, tmp_path):
    first = check_seal(trained("RUN"))
    more = tmp_path / "more.csv"
    rows = (toy_site.folder / "toy.csv").read_text(encoding="utf-8")
    more.write_text(rows + "my pin please,login\n", encoding="utf-8")
    bundle = trained("RUN", "training.changes=One <text> more.", data=str(more))
    newest, oldest = entries(bundle)
    assert newest["previous"] == first
    assert oldest["changes"] == ""
    text = (bundle / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "One \\<text\\> more." in text
    assert "more.csv is new" in text
    assert "toy.csv is gone" in text
    assert "cannot be compared" in text
    assert f"After the bundle `{first[:16]}`." in text
    assert "No line was given" in text


def test_a_bundle_elsewhere_is_gone_on_from_where_it_is_named(trained):
    first = trained("ONE")
    bundle = trained("TWO", f"training.previous={first}", "training.seed=2")
    assert len(entries(bundle)) == 2
    text = (bundle / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "Data: the same." in text
    assert str(first) not in (bundle / "metadata.json").read_text(encoding="utf-8")
    assert ", before " in text


def test_what_is_damaged_is_refused_where_it_was_named_and_begun_anew_in_place(trained, told, tmp_path):
    bundle = trained("RUN")
    other = tmp_path / "other"
    shutil.copytree(bundle, other)
    for each in (bundle, other):
        (each / "MODEL_CARD.md").write_text("changed", encoding="utf-8")
    with pytest.raises(BundleError, match=r"MODEL_CARD\.md was altered"):
        trained("NEW", f"training.previous={other}")
    assert not (tmp_path / "NEW").exists()
    assert len(entries(trained("RUN"))) == 1
    assert any(line.startswith("The changelog begins anew: ") for line in told.lines)


def test_a_bundle_of_the_time_before_tells_what_it_can():
    from scaffold.changelog import _known

    metadata = {"package": "toy 1.0", "data": [{"file": "a.csv", "sha256": "1" * 64}]}
    old = Changelog(({"date": "2026-01-01", "data": {"a.csv": "1" * 64}, "figures": {}}, *_known(metadata)))
    text = old.markdown("Toy")
    assert "Data: the same." in text
    assert "Trained before changelogs were kept." in text
