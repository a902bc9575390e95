"""What is read as a generator, and what is refused with which advice."""

from __future__ import annotations

import json
import shutil

import pytest
import torch
import transformers

from scaffold.errors import GeneratorError, SettingsError
from scaffold.models.generation.generator import Generator
from scaffold.models.generation.reading import load_generator
from scaffold.settings import GenerationSettings

SETTINGS = GenerationSettings(max_new_tokens=8)


def refusal(folder) -> str:
    with pytest.raises(GeneratorError) as caught:
        load_generator(str(folder), SETTINGS)
    return str(caught.value)


@pytest.fixture
def copied(tiny_causal, tmp_path):
    return shutil.copytree(tiny_causal, tmp_path / "model")


def test_kind_is_taken_from_the_configuration(tiny_seq2seq, tiny_causal):
    assert load_generator(str(tiny_seq2seq), SETTINGS).encoder_decoder
    assert not load_generator(str(tiny_causal), SETTINGS).encoder_decoder


def test_weights_in_several_files_are_read(tiny_causal, tmp_path):
    folder = shutil.copytree(tiny_causal, tmp_path / "parts")
    (folder / "model.safetensors").unlink()
    model = transformers.AutoModelForCausalLM.from_pretrained(tiny_causal)
    model.save_pretrained(folder, max_shard_size="20KB")
    assert len(list(folder.glob("model-*.safetensors"))) > 1

    whole = load_generator(str(tiny_causal), SETTINGS).generate(["my card"])
    assert load_generator(str(folder), SETTINGS).generate(["my card"]) == whole


def test_encoder_is_sent_to_the_command_for_encoders(tiny_folder):
    message = refusal(tiny_folder)

    assert "this model does not write text: BertModel" in message
    assert "`scaffold train VERTICAL --base MODEL`" in message


def test_bert_that_was_made_to_write_is_taken(letters, tmp_path):
    config = transformers.BertConfig(
        vocab_size=len(letters),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        is_decoder=True,
    )
    transformers.BertLMHeadModel(config).save_pretrained(tmp_path)
    letters.save_pretrained(tmp_path)

    assert not load_generator(str(tmp_path), SETTINGS).encoder_decoder


def test_bundle_is_sent_to_predict(toy_bundle):
    assert "This is a bundle: use `scaffold predict`." in refusal(toy_bundle)


def test_pickled_weights_are_never_loaded(copied):
    state = transformers.AutoModelForCausalLM.from_pretrained(copied).state_dict()
    (copied / "model.safetensors").unlink()
    torch.save(state, copied / "pytorch_model.bin")

    assert "the model folder has no model.safetensors. Pickled weights (*.bin, *.pt) are never loaded" in refusal(
        copied
    )


def test_missing_weights_are_named(copied):
    (copied / "model.safetensors").unlink()

    assert refusal(copied).startswith(f"{copied}: the model folder has no model.safetensors. A model folder holds")


def test_damaged_weights_are_one_message(copied):
    (copied / "model.safetensors").write_bytes(b"\x00" * 100)

    assert f"{copied}: the model cannot be read: " in refusal(copied)


def test_layer_that_the_file_lacks_is_not_made_up(letters, tmp_path):
    config = transformers.LlamaConfig(
        vocab_size=len(letters), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    transformers.LlamaModel(config).save_pretrained(tmp_path)
    letters.save_pretrained(tmp_path)

    assert "the weights lack 1 of the parameters of LlamaForCausalLM, such as lm_head.weight" in refusal(tmp_path)


def test_code_of_a_model_is_never_run(copied):
    config = json.loads((copied / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Config", "AutoModelForCausalLM": "own.Model"}}
    (copied / "config.json").write_text(json.dumps(config), encoding="utf-8")
    trap = copied.parent / "ran"
    (copied / "own.py").write_text(f"open({str(trap)!r}, 'w')\n", encoding="utf-8")

    assert "A model that needs code of its own is not run." in refusal(copied)
    assert not trap.exists()


def test_missing_tokenizer_is_one_message(copied):
    for file in copied.glob("token*"):
        file.unlink()

    assert f"{copied}: the model cannot be read: " in refusal(copied)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("./nowhere", "./nowhere: there is no such model folder. Give a folder that exists, or a hub name"),
        ("owner/name", "owner/name: a hub name needs a pinned revision. Give a folder that exists"),
    ],
)
def test_a_name_that_is_nothing_gets_advice(name, message):
    assert message in refusal(name)


def test_hub_name_without_a_network_is_one_message(monkeypatch):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    assert "owner/name@1a2b3c4: the model cannot be fetched from the hub: " in refusal("owner/name@1a2b3c4")


def test_device_that_is_not_there_is_told(tiny_causal, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    with pytest.raises(GeneratorError, match="torch sees no CUDA device"):
        load_generator(str(tiny_causal), GenerationSettings(device="cuda"))


@pytest.fixture(scope="module")
def many_languages(tmp_path_factory):
    """A random mBART, whose texts begin with a code for their language."""
    codes = ["en_XX", "de_DE", "zh_CN"]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *"abcdefghij我要退款", *codes, "<mask>"]
    tokenizer = transformers.MBartTokenizer(vocab=[(piece, -1.0) for piece in pieces])
    torch.manual_seed(0)
    config = transformers.MBartConfig(
        vocab_size=len(tokenizer),
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        max_position_embeddings=32,
        init_std=1.0,
    )
    folder = tmp_path_factory.mktemp("mbart")
    transformers.MBartForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def test_languages_of_a_model_are_told_to_it(many_languages):
    def load(**languages) -> Generator:
        return load_generator(str(many_languages), GenerationSettings(max_new_tokens=8, **languages))

    english = load(source_language="en_XX", target_language="de_DE")
    assert english.tokenizer.convert_ids_to_tokens(english.tokenise(["abc"])[0])[-1] == "en_XX"
    assert english.has_language_codes
    chinese = load(source_language="zh_CN", target_language="en_XX")
    assert chinese.tokenizer.convert_ids_to_tokens(chinese.tokenise(["我要"])[0])[-1] == "zh_CN"
    written = {
        target: load(source_language="en_XX", target_language=target).generate(["abc"])[0]
        for target in ("de_DE", "zh_CN")
    }
    assert written["de_DE"].score != written["zh_CN"].score
    with pytest.raises(
        SettingsError,
        match=r"generation\.target_language: the model does not know the language 'zh_CM', did you mean 'zh_CN'",
    ):
        load(target_language="zh_CM")
