"""From lines to what was written for them: fields, cutting, grounding."""

from __future__ import annotations

import pytest

from scaffold.errors import DataError
from scaffold.models.generation.prompts import PromptTemplate, prompts_for
from scaffold.models.generation.writer import Request, Writer

LONG = "where is my card and " * 6


def writer(generator, task=None, template=None) -> Writer:
    return Writer(generator, prompts_for(task, generator.settings, generator, template), task)


def request(text: str, **fields: object) -> Request:
    return Request("7", {"text": text, **fields}, "in.jsonl:7")


def template(folder, text: str) -> PromptTemplate:
    (folder / "prompt.j2").write_text(text, encoding="utf-8")
    return PromptTemplate(folder / "prompt.j2")


def test_line_is_plain_values(seq2seq):
    (written,) = writer(seq2seq()).write([request("我要退款")])
    line = written.as_dict()

    score = line.pop("score")
    assert -0.2 < score < 0
    assert line == {
        "id": "7",
        "text": "我要退款",
        "generated": "我要退款",
        "tokens_in": 5,
        "tokens_out": 5,
        "input_cut": False,
        "output_cut": False,
    }


def test_draft_tells_what_the_passages_hold(seq2seq, tmp_path):
    # This model writes what it reads, so that the prompt decides what the draft says.
    prompt = template(tmp_path, "{{ text }}{% if passages|length > 9 %}{{ passages }}{% endif %}")
    (written,) = writer(seq2seq(), "draft", prompt).write(
        [request("card sent 3 days ago", passages=["My card was sent.", "It took 5 days."])]
    )
    line = written.as_dict()

    assert line["generated"] == "card sent 3 days ago"
    assert line["supported"] == 0.6
    assert line["unsupported"] == [
        {"start": 10, "end": 11, "text": "3"},
        {"start": 17, "end": 20, "text": "ago"},
    ]


@pytest.mark.parametrize("passages", [None, [], "one text", [" "], ["a", 3]])
def test_draft_without_passages_is_refused(seq2seq, passages):
    with pytest.raises(DataError, match=r"^in\.jsonl:7: a draft needs passages to be written from\. Add a list"):
        writer(seq2seq(), "draft").write([request("why", passages=passages)])


def test_text_too_long_is_cut_to_what_fits(seq2seq):
    generator = seq2seq(max_input_tokens=21)
    fits, cut, short = writer(generator).write([request(LONG[:20]), request(LONG), request("card")])

    assert [each.input_cut for each in (fits, cut, short)] == [False, True, False]
    assert cut.generated.tokens_in == 21
    assert cut.generated.text == LONG[:20].strip()
    assert cut.text == LONG
    assert short.generated.text == "card"


def test_end_of_the_prompt_survives_the_cut(causal, tmp_path):
    generator = causal(max_input_tokens=30)
    prompt = template(tmp_path, "text: {{ text }} answer:")
    asked = writer(generator, None, prompt)
    seen: list[list[int]] = []
    complete = generator.complete
    generator.complete = lambda sequences, stage=None: complete(seen.extend(sequences) or sequences, stage)
    (written,) = asked.write([request(LONG)])

    assert written.input_cut
    assert generator.tokenizer.decode(seen[0]) == "text: where is my car answer:</s>"


def test_passages_are_cut_and_the_question_kept(causal, tmp_path):
    generator = causal(max_input_tokens=31)
    prompt = template(tmp_path, "{% for one in passages %}[{{ one }}]{% endfor %}q: {{ text }} a:")
    asked = writer(generator, "draft", prompt)
    shown: list[str] = []
    tokenise = generator.tokenise
    generator.tokenise = lambda prompts: tokenise(shown.extend(prompts) or prompts)
    (written,) = asked.write([request("why?", passages=["sent today", "by post", "and more " * 9])])

    assert written.input_cut
    assert written.generated.tokens_in <= 31
    assert all(prompt.endswith("q: why? a:") for prompt in shown)


def test_too_long_may_be_refused(seq2seq):
    with pytest.raises(DataError) as caught:
        writer(seq2seq(max_input_tokens=21, too_long="refuse")).write([request("fits"), request(LONG)])
    assert str(caught.value) == (
        "in.jsonl:7: the prompt of this line has 127 tokens, and the model takes 21. "
        "Shorten the text, or set generation.too_long=cut."
    )


def test_prompt_that_is_too_long_by_itself_is_refused(seq2seq, tmp_path):
    prompt = template(tmp_path, "{{ context }} {{ text }}")

    with pytest.raises(DataError, match=r"takes 48\. That is without its text: shorten the other fields"):
        writer(seq2seq(), None, prompt).write([request("why", context=LONG)])


def test_nothing_to_write_for(seq2seq):
    assert writer(seq2seq()).write([]) == []
