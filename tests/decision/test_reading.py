"""A stored head is read back by its kind; a kind of another version is refused."""

from __future__ import annotations

import pytest

from scaffold.decision.reading import KINDS, read_head
from scaffold.errors import BundleError
from scaffold.heads.tasks import MAKERS
from scaffold.models.store import EncoderStore


def test_every_kind_that_can_be_trained_can_be_read():
    assert set(KINDS) == set(MAKERS)


@pytest.mark.parametrize("kind", KINDS)
def test_head_that_is_not_there_is_one_message(kind, tmp_path):
    with pytest.raises(BundleError, match="cannot be read"):
        read_head(kind, "h", tmp_path / "nowhere", EncoderStore(tmp_path))


def test_kind_of_another_version_is_refused(tmp_path):
    with pytest.raises(BundleError, match=r"does not know heads of kind 'dream' \(known: classification, ") as caught:
        read_head("dream", "h", tmp_path, EncoderStore(tmp_path))
    assert "metadata.json names" in str(caught.value)
