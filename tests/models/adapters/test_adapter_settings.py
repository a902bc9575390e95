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
        ({"layers": "lower"}, "an adapter's layers are 'all', 'upper' or their number, not 'lower'"),
        ({"layers": 0}, "an adapter's layers are 'all', 'upper' or their number, not 0"),
        ({"targets": "embeddings"}, "'embeddings' is no targets of an adapter"),
        ({"rank": 0}, "an adapter's rank is a whole number above 0, not 0"),
        ({"rank": "two"}, "an adapter's rank is a whole number above 0, not 'two'"),
        ({"alpha": float("nan")}, "an adapter's alpha is a number above 0, not nan"),
        ({"alpha": "1"}, "an adapter's alpha is a number above 0, not '1'"),
        ({"tokens": -1}, "an adapter's tokens is a whole number above 0, not -1"),
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
