"""What a vertical usually wants holds where the user says nothing, and is checked as what a user says."""

from __future__ import annotations

import pytest

from scaffold.errors import SettingsError
from scaffold.settings import load_settings
from scaffold.usual_settings import with_usual

USUAL = {"decision": {"sets": "class-conditional", "error_rate": 0.1}, "training": {"max_length": 256}}


def test_usual_values_hold_where_nothing_is_set():
    settings = with_usual(load_settings(), USUAL)

    assert (settings.decision.sets, settings.decision.error_rate) == ("class-conditional", 0.1)
    assert settings.training.max_length == 256
    assert settings.training.budget == load_settings().training.budget


def test_what_the_user_sets_stays():
    settings = with_usual(load_settings(overrides=["decision.error_rate=0.2", "training.seed=7"]), USUAL)

    assert (settings.decision.sets, settings.decision.error_rate) == ("class-conditional", 0.2)
    assert (settings.training.seed, settings.training.max_length) == (7, 256)


@pytest.mark.parametrize(
    ("usual", "named"),
    [
        ({"decisions": {"sets": "marginal"}}, "decisions"),
        ({"decision": {"set": "marginal"}}, "set"),
        ({"training": {"max_length": 3}}, "max_length"),
        ({"vertical": {"x": {}}}, "vertical"),
    ],
)
def test_what_no_user_could_set_is_refused(usual, named):
    with pytest.raises(SettingsError, match=named):
        with_usual(load_settings(), usual)
