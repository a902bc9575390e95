from __future__ import annotations

import json

import pytest

from scaffold.errors import DataError
from scaffold.pretraining.corpus import Corpus
from scaffold.pretraining.pretrain import SHARES, pretrain


def test_a_base_goes_on_learning(tiny_encoder, toy_corpus, quick, tmp_path, told):
    made = pretrain(toy_corpus, tiny_encoder, quick, work=tmp_path, speed=1.0, progress=told)

    phases = {phase["name"]: phase for phase in made.figures["phases"]}
    assert list(phases) == ["head", "words"]
    assert phases["words"]["pseudo_perplexity"]["after"] < 0.8 * phases["words"]["pseudo_perplexity"]["before"]
    assert phases["words"]["pseudo_perplexity"]["before"] == phases["head"]["pseudo_perplexity"]["after"]
    assert made.figures["share"] == 0.5
    assert made.figures["corpus"]["texts"] == len(toy_corpus)
    assert made.encoder.tokenizer.token_to_id("[MASK]") is not None
    assert json.loads(json.dumps(made.figures))
    assert any(line.startswith("Corpus: 128 texts") for line in told.lines)
    assert any("pseudo-perplexity" in line for line in told.lines)


def test_the_base_is_left_as_it_was(tiny_encoder, toy_corpus, quick, tmp_path):
    before = tiny_encoder.copy().fingerprint
    pretrain(toy_corpus, tiny_encoder, quick, work=tmp_path, speed=1.0)

    assert tiny_encoder.copy().fingerprint == before


def test_the_same_call_gives_the_same_encoder_and_another_seed_another(tiny_encoder, toy_corpus, quick, tmp_path):
    def made(seed, folder):
        settings = quick.model_copy(update={"seed": seed, "passes": 1})
        return pretrain(toy_corpus, tiny_encoder, settings, work=tmp_path / folder, speed=1.0).encoder.fingerprint

    assert made(1, "a") == made(1, "b") == made(1, "a")
    assert made(2, "c") != made(1, "a")


def test_a_task_chooses_how_much_is_kept(tiny_encoder, toy_corpus, quick, task, tmp_path):
    made = pretrain(toy_corpus, tiny_encoder, quick, work=tmp_path, task=task, speed=1.0)

    assert made.gain is not None
    assert [each.share for each in made.gain.candidates] == list(SHARES)
    assert made.figures["share"] == made.gain.best.share
    assert made.figures["task"]["base"]["value"] == made.gain.base.value


def test_a_set_share_is_the_only_candidate(tiny_encoder, toy_corpus, quick, task, tmp_path):
    settings = quick.model_copy(update={"share": 0.0})
    made = pretrain(toy_corpus, tiny_encoder, settings, work=tmp_path, task=task, speed=1.0)

    assert [each.share for each in made.gain.candidates] == [0.0]
    assert made.gain.value == 0
    assert not made.gain.kept


@pytest.mark.parametrize("objective", ["contrastive", "denoising"])
def test_sentences_alone_leave_the_vocabulary_as_it_is(tiny_encoder, toy_corpus, quick, tmp_path, objective):
    settings = quick.model_copy(update={"objective": objective, "learning_rate": 1e-4, "passes": 1})
    made = pretrain(toy_corpus, tiny_encoder, settings, work=tmp_path, speed=1.0)

    assert [phase["name"] for phase in made.figures["phases"]] == ["sentences"]
    assert made.encoder.tokenizer_json == tiny_encoder.tokenizer_json


def test_chinese_from_scratch(chinese_corpus, quick, tmp_path):
    sizes = {"layers": 1, "width": 24, "heads": 2, "pieces": 200, "budget": "4s", "passes": 12}
    made = pretrain(chinese_corpus, None, quick.model_copy(update=sizes), work=tmp_path, speed=1.0)

    words, sentences = made.figures["phases"]
    assert words["pseudo_perplexity"]["after"] < 0.5 * words["pseudo_perplexity"]["before"]
    assert sentences["objective"] == "contrastive"
    assert made.figures["share"] == 1.0
    asked, near, far = made.encoder.encode(["我的信用卡丢了", "我的信用卡丢了。", "客户的退款什么时候到"])
    assert asked @ near > asked @ far


def test_too_few_texts_are_refused(tiny_encoder, quick, tmp_path):
    corpus = Corpus.of([f"where is card {'my ' * n}" for n in range(9)], "few.txt")

    with pytest.raises(DataError, match="9 rows of text"):
        pretrain(corpus, tiny_encoder, quick, work=tmp_path, speed=1.0)
    with pytest.raises(DataError, match="9 rows of text"):
        pretrain(corpus, None, quick, work=tmp_path, speed=1.0)
