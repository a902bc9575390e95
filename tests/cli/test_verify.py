"""`scaffold verify`: is a bundle whole and unaltered."""

from __future__ import annotations

import json
import pickle
import shutil

from scaffold.seal import check_seal


def test_verify_shows_the_hash_of_a_whole_bundle(scaffold, toy_bundle):
    result = scaffold("verify", toy_bundle)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{toy_bundle} is whole: sha256 {check_seal(toy_bundle)}\n"
    assert json.loads((toy_bundle / "manifest.json").read_text(encoding="utf-8"))["sha256"] == check_seal(toy_bundle)


def test_verify_names_what_was_changed(scaffold, toy_bundle, tmp_path):
    copy = shutil.copytree(toy_bundle, tmp_path / "bundle")
    (copy / "MODEL_CARD.md").write_text("better than it is", encoding="utf-8")

    result = scaffold("verify", copy)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {copy}: the bundle is not what was sealed: MODEL_CARD.md was altered. ")


def test_verify_refuses_a_pickle(scaffold, toy_bundle, tmp_path):
    copy = shutil.copytree(toy_bundle, tmp_path / "bundle")
    (copy / "extra.json").write_bytes(pickle.dumps({}))

    result = scaffold("verify", copy)

    assert result.exit_code == 2
    assert "holds a pickle, which is never loaded: extra.json" in result.stderr
