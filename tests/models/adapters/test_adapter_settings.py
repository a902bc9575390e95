"""Settings that no adapter can have are refused with what to take instead."""

from __future__ import annotations

import pytest

from scaffold.errors import SettingsError
from scaffold.models.adapters import AdapterSettings


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"method": "lorra"}, "'lorra' is no method of an adapter, did you mean 'lora'"),
        ({"method": "bottleneck"}, "peft, which makes the adapters, has none. Take lora"),
        ({"layers": "lower"}, "'lower' is no layers of an adapter"),
        ({"targets": "embeddings"}, "'embeddings' is no targets of an adapter"),
        ({"rank": 0}, "an adapter's rank is above 0, not 0"),
        ({"alpha": float("nan")}, "an adapter's alpha is above 0, not nan"),
        ({"tokens": -1}, "an adapter's tokens is above 0, not -1"),
        ({"dropout": 1.0}, "an adapter's dropout is at least 0 and below 1, not 1.0"),
        (
            {"method": "prefix", "layers": "upper"},
            "changes what every layer reads. Take layers 'all', or the method lora",
        ),
    ],
)
def test_settings_that_make_no_adapter_are_refused(wrong, message):
    with pytest.raises(SettingsError) as caught:
        AdapterSettings(**wrong)
    assert message in str(caught.value)
    assert caught.value.exit_code == 2
