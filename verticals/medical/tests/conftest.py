"""What tests of several rooms share: a very small trained bundle, and the notes it was trained on."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A busy machine is no error of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

TOPICS = {
    "cardiology": ("chest", "palpitations", "murmur", "angina"),
    "neurology": ("headache", "seizure", "tremor", "migraine"),
    "dermatology": ("rash", "itching", "blister", "eczema"),
    "精神科": ("失眠", "焦虑", "抑郁", "恐慌"),
}
CHEMICALS = {"cardiology": "aspirin", "neurology": "triptan", "dermatology": "cortisone", "精神科": "舍曲林"}
FORMS = (
    "the patient has {0} and {1} since monday , takes {2}",
    "{0} at night , no {1} , was given {2} again",
    "seen for {1} , asks about {0} and {2}",
)
FORMS_ZH = ("患者有{0}和{1}，服用{2}", "夜间{0}，无{1}，给予{2}")


def note(speciality: str, draw: random.Random) -> dict[str, Any]:
    """A fictional note with its speciality, and its diseases and chemicals marked."""
    one, other = draw.sample(TOPICS[speciality], 2)
    chemical = CHEMICALS[speciality]
    text = draw.choice(FORMS_ZH if one >= "一" else FORMS).format(one, other, chemical)
    marks = [(one, "Disease"), (other, "Disease"), (chemical, "Chemical")]
    spans = [{"start": text.index(word), "end": text.index(word) + len(word), "label": kind} for word, kind in marks]
    return {"text": text, "speciality": speciality, "entities": spans, "sex": draw.choice(["f", "m"])}


@pytest.fixture(scope="session")
def notes() -> list[dict[str, Any]]:
    """240 notes of four specialities."""
    draw = random.Random(7)
    return [{"id": f"n{row}", **note(list(TOPICS)[row % 4], draw)} for row in range(240)]


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests read and write no cache of the user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCAFFOLD_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder folder: a random BERT of two layers and its tokenizer."""
    from scaffold.testing.tiny_encoder import write_tiny_encoder

    english = " ".join([*FORMS, *(" ".join(words) for words in TOPICS.values()), *CHEMICALS.values()])
    chinese = "".join([*FORMS_ZH, *("".join(words) for words in TOPICS.values()), *CHEMICALS.values()])
    known = dict.fromkeys([*english.split(), *(letter for letter in chinese if letter >= "一"), ",", "，"])
    return write_tiny_encoder(tmp_path_factory.mktemp("tiny encoder"), known)


@pytest.fixture(scope="session")
def bundle(notes: list[dict[str, Any]], tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with the heads `speciality` and `entities`; a test that changes it makes a copy first."""
    from scaffold.pipeline import train
    from scaffold.plugins.run import RunContext
    from scaffold.plugins.vertical import load_vertical
    from scaffold.settings import load_settings

    folder = tmp_path_factory.mktemp("medical run")
    data = folder / "notes.jsonl"
    data.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in notes), encoding="utf-8")
    chosen = ["training.budget=0s", "training.speed=1", f"training.base={tiny_folder}", "training.check_labels=false"]
    settings = load_settings(None, [*chosen, "data.subgroups=sex"])
    vertical = load_vertical("medical", settings)
    train(RunContext(vertical, settings, folder / "RUN", str(data), vertical.config))
    return folder / "RUN" / "bundle"
