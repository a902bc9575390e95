"""Templates are filled from the fields of a line, and say where they cannot be."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from scaffold.errors import DataError, SettingsError
from scaffold.models.generation.prompts import PromptTemplate, prompts_for
from scaffold.settings import GenerationSettings

T5 = {
    "summarization": {"prefix": "summarize: "},
    "translation_en_to_de": {"prefix": "translate English to German: "},
}


def model(*, encoder_decoder: bool = False, codes: bool = False, **config: object) -> SimpleNamespace:
    """As much of a generator as a prompt asks for."""
    return SimpleNamespace(
        encoder_decoder=encoder_decoder,
        has_language_codes=codes,
        model=SimpleNamespace(config=SimpleNamespace(**config)),
    )


def write(folder, text: str, name: str = "prompt.j2"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_prompt_without_a_task_is_the_text():
    for encoder_decoder in (True, False):
        prompts = prompts_for(
            None, GenerationSettings(), model(encoder_decoder=encoder_decoder, task_specific_params=T5)
        )
        assert prompts.render({"text": "my card", "prefix": "no"}, "in:1") == "my card"


@pytest.mark.parametrize("task", ["summarise", "draft"])
def test_prompt_speaks_the_language_of_the_text(task):
    prompts = prompts_for(task, GenerationSettings(), model())
    english = prompts.render({"text": "Where is my card?", "passages": ["It is sent."]}, "in:1")
    chinese = prompts.render({"text": "我的卡在哪里?", "passages": ["已经寄出。"]}, "in:2")

    assert "Where is my card?" in english
    assert english.isascii()
    assert "我的卡在哪里?" in chinese
    assert "{" not in english + chinese
    fixed = prompts_for(task, GenerationSettings(prompt_language="zh"), model())
    assert not fixed.render({"text": "card", "passages": ["sent"]}, "in:1").isascii()


def test_draft_holds_passages_and_context():
    prompts = prompts_for("draft", GenerationSettings(), model(encoder_decoder=True))
    fields = {"text": "When?", "passages": ["In three days.", "By post."], "context": "Ordered on Monday."}
    lines = prompts.render(fields, "in:1").splitlines()

    assert lines.index("[1] In three days.") + 1 == lines.index("[2] By post.")
    assert "Ordered on Monday." in lines
    assert lines.index("When?") > lines.index("Ordered on Monday.")
    assert lines[-1] == "Answer:"


def test_translation_uses_language_and_glossary():
    prompts = prompts_for("translate", GenerationSettings(target_language="German"), model())
    prompt = prompts.render({"text": "my card", "glossary": {"card": "Karte"}}, "in:1")

    assert "into German" in prompt
    assert "- card: Karte" in prompt
    assert "into French" in prompts.render({"text": "my card", "target_language": "French"}, "in:1")


def test_translation_without_a_language_says_how_to_set_it():
    prompts = prompts_for("translate", GenerationSettings(), model())

    with pytest.raises(DataError, match=r"^in\.jsonl:3: the prompt needs a field .*'target_language'") as caught:
        prompts.render({"text": "my card"}, "in.jsonl:3")
    assert "--set generation.target_language=" in str(caught.value)


def test_encoder_decoder_gets_the_text_with_the_prefix_it_was_trained_with():
    settings = GenerationSettings(source_language="en", target_language="de")
    trained = model(encoder_decoder=True, task_specific_params=T5)

    assert prompts_for("summarise", settings, trained).render({"text": "a"}, "in:1") == "summarize: a"
    assert prompts_for("translate", settings, trained).render({"text": "a"}, "in:1") == "translate English to German: a"
    assert prompts_for("summarise", settings, model(encoder_decoder=True)).render({"text": "a"}, "in:1") == "a"
    assert prompts_for("translate", settings, model(encoder_decoder=True)).render({"text": "a"}, "in:1") == "a"


def test_languages_without_a_prefix_are_refused():
    with pytest.raises(SettingsError, match="this model translates en_to_de"):
        prompts_for(
            "translate",
            GenerationSettings(target_language="fr"),
            model(encoder_decoder=True, task_specific_params=T5),
        )


def test_model_of_many_languages_has_to_be_told_one():
    with pytest.raises(SettingsError, match=r"generation\.target_language: this model has to be told which language"):
        prompts_for("translate", GenerationSettings(), model(encoder_decoder=True, codes=True))


def test_own_template_is_used_with_any_field(tmp_path):
    template = PromptTemplate(write(tmp_path, "Q: {{ question }} / {{ case.city }} / {{ text|upper }}"))
    prompts = prompts_for("summarise", GenerationSettings(), model(), template)

    fields = {"text": "我 card", "question": "why", "case": {"city": "Bonn"}}
    assert prompts.render(fields, "in:1") == "Q: why / Bonn / 我 CARD"


def test_template_may_include_one_beside_it(tmp_path):
    write(tmp_path, "Be short.", "style.j2")
    template = PromptTemplate(write(tmp_path, "{% include 'style.j2' %} {{ text }}"))

    assert template.render({"text": "hello"}, "in:1") == "Be short. hello"


def test_missing_field_names_line_and_template_line(tmp_path):
    template = PromptTemplate(write(tmp_path, "one\ntwo {{ text }}\n\n{{ context }}\n"))

    with pytest.raises(DataError) as caught:
        template.render({"text": "a"}, "in.jsonl:7")
    assert str(caught.value) == (
        f"in.jsonl:7: the prompt needs a field that this line does not have: 'context' is undefined "
        f"({tmp_path}/prompt.j2:4). Add the field to the line, or give another template with --prompt."
    )


def test_field_of_another_kind_names_both_lines(tmp_path):
    template = PromptTemplate(write(tmp_path, "{{ text }}\n{% for one in passages %}{{ one }}{% endfor %}"))

    with pytest.raises(DataError, match=r"^in:2: the prompt cannot be made of this line: .*prompt\.j2:2\)"):
        template.render({"text": "a", "passages": 7}, "in:2")


@pytest.mark.parametrize("text", ["{{ text.__class__.__mro__ }}", "{{ ''.__class__.__base__.__subclasses__() }}"])
def test_template_cannot_reach_the_interpreter(tmp_path, text):
    with pytest.raises(DataError, match=r"^in:1: "):
        PromptTemplate(write(tmp_path, text)).render({"text": "a"}, "in:1")


def test_empty_prompt_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"^in:1: the prompt of this line is empty"):
        PromptTemplate(write(tmp_path, "{% if false %}x{% endif %} \n")).render({"text": "a"}, "in:1")


def test_broken_template_is_named_with_its_line(tmp_path):
    with pytest.raises(SettingsError, match=r"prompt\.j2:2: this is not a template: "):
        PromptTemplate(write(tmp_path, "one\n{% if text %}\n"))
    with pytest.raises(SettingsError, match=r"prompt\.j2:3: this is not a template: "):
        PromptTemplate(write(tmp_path, "one\n\n{{ text }\n"))
    with pytest.raises(SettingsError, match=r"nowhere\.j2: there is no such prompt template"):
        PromptTemplate(tmp_path / "nowhere.j2")
    (tmp_path / "latin.j2").write_bytes("café {{ text }}".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"latin\.j2: the prompt template cannot be read"):
        PromptTemplate(tmp_path / "latin.j2")
