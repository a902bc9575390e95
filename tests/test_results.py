"""What a run with knowledge rules tells: while it trains, in the report, in the model card, and with a decision."""

from __future__ import annotations

import pytest

from scaffold.pipeline import train
from scaffold.plugins.run import RunContext
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import load_settings

RULES = """
head: topic
rules:
  - {id: pin-is-login, when: [pin, password], then: {label: login}}
  - {id: wrong-rule, when: [card], then: {label: refund}, hardness: hard}
  - {id: lost-is-urgent, when: [lost], then: {route: fraud desk}}
"""


@pytest.fixture
def ruled_run(toy_site, tiny_folder, tmp_path, told):
    def make(*overrides: str):
        file = tmp_path / "toy.yaml"
        file.write_text(RULES, encoding="utf-8")
        chosen = ["training.budget=0s", "training.speed=1", f"training.base={tiny_folder}", f'rules.files=["{file}"]']
        settings = load_settings(None, [*chosen, *overrides])
        vertical = load_vertical("toy", settings)
        return train(RunContext(vertical, settings, tmp_path / "RUN", None, vertical.config, False, told))

    return make


def test_run_with_rules_tells_what_they_are_worth(ruled_run, told, tmp_path):
    trained = ruled_run()
    page = trained.report.read_text(encoding="utf-8")
    card = (tmp_path / "RUN" / "bundle" / "MODEL_CARD.md").read_text(encoding="utf-8")

    assert [line for line in told.lines if line.startswith("Rule wrong-rule is soft: ")]
    assert "2 rules: 0 hard, 2 soft (1 of them declared hard), 0 shown only" in page
    assert "| wrong-rule | refund | hard | soft |" in card
    assert card.index("| wrong-rule |") < card.index("| pin-is-login |")
    assert "lost-is-urgent" not in page


def test_rules_that_may_not_decide_have_no_figures(ruled_run, told):
    page = ruled_run("rules.decide=false").report.read_text(encoding="utf-8")

    assert "Knowledge rules" not in page
    assert not [line for line in told.lines if line.startswith("Rule ")]
