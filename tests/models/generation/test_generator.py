"""What a generator writes: deterministic, the same alone and in a batch, counted and scored."""

from __future__ import annotations

import copy

import pytest
import torch
import transformers

from scaffold.errors import GeneratorError, SettingsError
from scaffold.models.generation.generator import Generator
from scaffold.settings import GenerationSettings, load_settings

TEXTS = ["where is my card?", "我要退款", "a", "card 123 has not arrived", "钱", "no, not that one."]
CHAT = "{% for m in messages %}[{{ m['content'] }}]{% endfor %}{% if add_generation_prompt %}:{% endif %}"


def test_model_that_learnt_to_copy_copies_english_and_chinese(seq2seq):
    generated = seq2seq().generate(TEXTS)

    assert [one.text for one in generated] == TEXTS
    assert [one.tokens_in for one in generated] == [len(text) + 1 for text in TEXTS]
    assert [one.tokens_out for one in generated] == [len(text) + 1 for text in TEXTS]
    assert not any(one.cut for one in generated)
    assert all(-0.2 < one.score < 0 for one in generated)


@pytest.mark.parametrize("settings", [{}, {"num_beams": 3}, {"temperature": 1.0}, {"temperature": 2.0, "top_p": 0.8}])
@pytest.mark.parametrize("kind", ["seq2seq", "causal"])
def test_batch_gives_what_each_gives_alone(request, kind, settings):
    generator = request.getfixturevalue(kind)(**settings)
    together = generator.generate(TEXTS)
    alone = [generator.generate([text])[0] for text in TEXTS]

    assert [one.text for one in together] == [one.text for one in alone]
    assert [one.score for one in together] == pytest.approx([one.score for one in alone], abs=1e-4)
    assert [(one.tokens_in, one.tokens_out, one.cut) for one in together] == [
        (one.tokens_in, one.tokens_out, one.cut) for one in alone
    ]


def test_batch_makes_no_difference_to_learnt_positions_without_a_token_to_fill_up(letters):
    torch.manual_seed(0)
    config = transformers.GPT2Config(
        vocab_size=len(letters),
        n_embd=32,
        n_layer=2,
        n_head=2,
        n_positions=64,
        initializer_range=0.5,
        eos_token_id=1,
        bos_token_id=3,
    )
    tokenizer = copy.deepcopy(letters)
    tokenizer.pad_token = None
    generator = Generator(transformers.GPT2LMHeadModel(config), tokenizer, GenerationSettings(max_new_tokens=12))
    together = generator.generate(TEXTS)
    alone = [generator.generate([text])[0] for text in TEXTS]

    assert [one.text for one in together] == [one.text for one in alone]
    assert [one.score for one in together] == pytest.approx([one.score for one in alone], abs=1e-4)


def test_small_batches_give_what_large_ones_give(causal):
    assert [one.text for one in causal(batch_tokens=1).generate(TEXTS)] == [
        one.text for one in causal().generate(TEXTS)
    ]


def test_decoder_only_writes_what_its_logits_say(causal):
    generator = causal()
    ids = generator.tokenise([TEXTS[0]])[0]
    written: list[int] = []
    logs = []
    with torch.inference_mode():
        for _ in range(12):
            logits = generator.model(torch.tensor([ids + written])).logits[0, -1]
            written.append(int(logits.argmax()))
            logs.append(float(logits.log_softmax(-1)[written[-1]]))
            if written[-1] == generator.tokenizer.eos_token_id:
                break
    (one,) = generator.generate([TEXTS[0]])

    assert one.text == generator.tokenizer.decode(written, skip_special_tokens=True).strip()
    assert one.tokens_out == len(written)
    assert one.score == pytest.approx(sum(logs) / len(logs), abs=1e-4)


def test_score_of_an_encoder_decoder_is_that_of_its_loss(seq2seq):
    generator = seq2seq()
    (one,) = generator.generate([TEXTS[3]])
    ids = torch.tensor(generator.tokenise([TEXTS[3]]))
    with torch.inference_mode():
        loss = float(generator.model(input_ids=ids, labels=ids).loss)

    assert one.text == TEXTS[3]
    assert one.score == pytest.approx(-loss, rel=1e-3)


def test_cut_is_told(seq2seq):
    (short, long) = seq2seq(max_new_tokens=5).generate(["card", "where is my card"])

    assert (short.text, short.tokens_out, short.cut) == ("card", 5, False)
    assert (long.text, long.tokens_out, long.cut) == ("where", 5, True)


def test_sampling_follows_its_seed(causal):
    first, again, other = (
        [one.text for one in causal(temperature=1.5, seed=seed).generate(TEXTS)] for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other
    assert first != [one.text for one in causal().generate(TEXTS)]


def test_top_p_leaves_only_the_likeliest(causal):
    greedy = [one.text for one in causal().generate(TEXTS)]

    assert [one.text for one in causal(temperature=1.0, top_p=0.001).generate(TEXTS)] == greedy


def test_no_repeated_run(causal):
    (free,) = causal(max_new_tokens=60).generate(["a"])
    (bound,) = causal(max_new_tokens=60, no_repeat_ngram_size=2).generate(["a"])
    runs = [bound.text[at : at + 2] for at in range(len(bound.text) - 1)]

    assert len(runs) == len(set(runs))
    assert bound.text != free.text


def test_repetition_penalty_says_less_again(causal):
    (free,) = causal(max_new_tokens=40).generate(["a"])
    (bound,) = causal(max_new_tokens=40, repetition_penalty=5.0).generate(["a"])

    assert len(set(bound.text)) > len(set(free.text))


def test_nothing_asked_nothing_written(seq2seq):
    assert seq2seq().generate([]) == []


def test_chat_template_is_used_unless_refused(causal):
    chatting, plain = causal(), causal(chat=False)
    for generator in (chatting, plain):
        generator.tokenizer.chat_template = CHAT

    assert chatting.tokenizer.decode(chatting.tokenise(["my card"])[0]) == "[my card]:"
    assert plain.tokenizer.decode(plain.tokenise(["my card"])[0]) == "my card</s>"


def test_broken_chat_template_is_told(causal):
    generator = causal()
    generator.tokenizer.chat_template = "{{ raise_exception('system turn wanted') }}"

    with pytest.raises(GeneratorError, match="chat template of the tokenizer fails: system turn wanted") as caught:
        generator.generate(["a"])
    assert "generation.chat=false" in str(caught.value)


def test_room_for_new_tokens_is_checked(seq2seq, causal):
    assert seq2seq(max_new_tokens=47).input_limit == 48
    assert seq2seq(max_input_tokens=10).input_limit == 10
    assert causal().input_limit == 512 - 12
    with pytest.raises(SettingsError, match=r"generation\.max_new_tokens: the model has room for 48 tokens"):
        seq2seq(max_new_tokens=48)
    with pytest.raises(SettingsError, match="room for 512 tokens"):
        causal(max_new_tokens=512)


def test_model_without_positions_takes_what_its_tokenizer_says(letters):
    config = transformers.T5Config(
        vocab_size=len(letters), d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2, decoder_start_token_id=0
    )
    tokenizer = copy.deepcopy(letters)
    tokenizer.model_max_length = 20
    generator = Generator(transformers.T5ForConditionalGeneration(config), tokenizer, GenerationSettings())

    assert generator.input_limit == 20
    assert generator.generate(["a"])[0].tokens_out <= 128


def test_settings_that_exclude_each_other_are_refused():
    with pytest.raises(SettingsError, match="temperature samples, num_beams searches"):
        load_settings(overrides=["generation.temperature=1", "generation.num_beams=2"])
