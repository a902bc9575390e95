"""Fixtures that tests of several rooms share: packages that exist on disk only, and a very small encoder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from scaffold.progress import Progress

if TYPE_CHECKING:
    from scaffold.models.encoder import Encoder
    from scaffold.testing import FakeSite
    from scaffold.training.task import Labelled, Task

# Rooms whose files share nothing that takes long to make.
_APART = ("docs", "projects", "cli")

# A busy machine is no error of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

TINY_WORDS = (
    "a about account again and answer arrive arrived back can cannot card cards could do does fee fees for forgot get "
    "give has have help how i in is it late lost me missing money my new no not now of on order pay payment please "
    "password pin refund reset return send stolen thanks the there to today want was what when where which why with you"
)
TINY_CHARACTERS = "一不了以什么信到卡可吗在忘怎我款没用码要请账退还重钱怎到哪里密收"

TOY_LABELS = ("card", "login", "refund", "退款")
TOY_FORMS = {
    "card": ["where is my card", "my card has not arrived", "card lost please help", "new card when"],
    "login": ["i forgot my password", "reset password please", "cannot log in password", "my pin and password"],
    "refund": ["i want my money back", "refund my order please", "do i get a refund", "return the money"],
    "退款": ["我要退款", "请退还我的钱", "什么时候退款", "可以退款吗"],
}
TOY_ENDS = ["", " today", " thanks", " now", " again", " please", "!", " and you"]

TOY_VERTICAL = """
from pathlib import Path

def load(path, settings):
    from scaffold.data.load import load_dataset
    return load_dataset(path or Path(__file__).with_name("toy.csv"), settings, ("topic",))

@hookimpl
def scaffold_data_loaders():
    return [DataLoaderSpec("texts", "Texts with their topic.", load)]

@hookimpl
def scaffold_task_heads():
    return [TaskHeadSpec("topic", "What it is about.", loader="texts")]
"""


@pytest.fixture
def site(fake_site: FakeSite) -> FakeSite:
    """The author's fixture, by a shorter name."""
    return fake_site


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Embeddings are kept in a folder of this test session, not in the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCAFFOLD_CACHE", str(folder))
        yield folder


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers, the tests of a room or vertical go to one of them: what they share is made once."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(_group(item.nodeid.partition("::")[0])))


def _group(file: str) -> str:
    place, room, *_ = file.split("/")
    return file if room in _APART else f"{place}/{room}"


class Told(Progress):
    """Remembers the lines it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def told() -> Told:
    """A progress whose `lines` a test reads."""
    return Told()


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encoder folder: a random BERT of two layers and its tokenizer of English words and Chinese characters."""
    from scaffold.testing.tiny_encoder import write_tiny_encoder

    return write_tiny_encoder(tmp_path_factory.mktemp("tiny encoder"), [*TINY_WORDS.split(), *TINY_CHARACTERS])


@pytest.fixture(scope="session")
def tiny_encoder(tiny_folder: Path) -> Encoder:
    """The same, loaded; nobody changes it."""
    from scaffold.models.encoder import read_encoder

    return read_encoder(tiny_folder)


@pytest.fixture(scope="session")
def letters() -> Any:
    """A transformers tokenizer, one token a character, English and Chinese."""
    import tokenizers
    import transformers

    alphabet = dict.fromkeys(" abcdefghijklmnopqrstuvwxyz0123456789.,?!:\n[]" + TINY_CHARACTERS + "请概括文本摘三")
    vocabulary = {token: number for number, token in enumerate(["<pad>", "</s>", "<unk>", "<s>", *alphabet])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Split("", "isolated")
    tokenizer.decoder = tokenizers.decoders.Fuse()
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", vocabulary["</s>"])]
    )
    special = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>", "bos_token": "<s>"}
    return transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)


@pytest.fixture(scope="session")
def tiny_seq2seq(letters: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a BART of one layer that has learnt to write what it reads, up to 24 characters."""
    import random

    import torch
    import transformers

    torch.manual_seed(0)
    config = transformers.BartConfig(
        vocab_size=len(letters),
        d_model=64,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=64,
        decoder_ffn_dim=64,
        max_position_embeddings=48,
        dropout=0.0,
        init_std=0.1,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=3,
        decoder_start_token_id=3,
        forced_eos_token_id=None,
    )
    model = transformers.BartForConditionalGeneration(config)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    draw = random.Random(0)
    for _ in range(250):
        length = draw.randint(2, 24)
        ids = torch.tensor([[*draw.choices(range(4, len(letters)), k=length), 1] for _ in range(32)])
        model(input_ids=ids, labels=ids).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return _saved(model, letters, tmp_path_factory.mktemp("tiny seq2seq"))


@pytest.fixture(scope="session")
def tiny_causal(letters: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a random Llama of two layers; its weights are large, so that every token of the prompt matters."""
    import torch
    import transformers

    torch.manual_seed(0)
    config = transformers.LlamaConfig(
        vocab_size=len(letters),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        initializer_range=0.3,
        pad_token_id=0,
        eos_token_id=1,
        bos_token_id=3,
    )
    return _saved(transformers.LlamaForCausalLM(config), letters, tmp_path_factory.mktemp("tiny causal"))


def _saved(model: Any, tokenizer: Any, folder: Path) -> Path:
    model.save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)
    return folder


def toy(rows: int, *, labels: tuple[str, ...] = TOY_LABELS, first: int = 0) -> Labelled:
    """`rows` different texts, the labels in turn; `first` shifts where they start."""
    import numpy as np

    from scaffold.training.task import Labelled

    texts, truth = [], []
    for number in range(first, first + rows):
        label = number % len(labels)
        turn = number // len(labels)
        form = TOY_FORMS[labels[label]][turn % 4]
        texts.append(form + TOY_ENDS[turn // 4 % len(TOY_ENDS)])
        truth.append(label)
    return Labelled(texts, np.array(truth, dtype=np.int64))


@pytest.fixture(scope="session")
def make_task() -> Callable[..., Task]:
    def make(train: int = 48, validation: int = 16, labels: tuple[str, ...] = TOY_LABELS) -> Task:
        from scaffold.training.task import Task

        return Task("topic", labels, toy(train, labels=labels), toy(validation, labels=labels, first=train))

    return make


@pytest.fixture(scope="session")
def task(make_task) -> Task:
    return make_task()


@pytest.fixture(scope="session")
def toy_bundle(tiny_encoder: Encoder, task: Task, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the toy task; a test that changes it makes a copy first."""
    from scaffold.bundle import write_bundle
    from scaffold.decision.head_model import HeadModel
    from scaffold.models.cases import Cases
    from scaffold.models.voting import CaseVoting, Votes
    from scaffold.settings import DecisionSettings
    from scaffold.training.frozen import fit_linear

    train, validation = (tiny_encoder.encode(part.texts) for part in (task.train, task.validation))
    linear = fit_linear(tiny_encoder, train, validation, task)
    voting = CaseVoting(linear, Cases(task.train.texts, task.train.truth, train), Votes(0.2, k=5))
    decision = DecisionSettings(error_rate=0.2, false_reject_rate=0.2)
    outputs = voting.outputs(task.validation.texts)
    head = HeadModel.fit("topic", voting, outputs, task.validation.truth, decision)
    path = tmp_path_factory.mktemp("run") / "bundle"
    metadata = {"vertical": "toy", "decision": decision.model_dump(mode="json")}
    write_bundle(path, {"topic": head}, tiny_encoder, metadata, {"MODEL_CARD.md": "# A toy\n"})
    return path


TOY_RULES = """
head: topic
rules:
  - {id: pin-is-login, when: [pin], then: {label: login}}
  - {id: 退款规则, when: [退款], then: {label: 退款}, hardness: hard}
  - {id: lost-is-urgent, when: [lost, stolen], then: {route: fraud desk, severity: high}}
"""


@pytest.fixture(scope="session")
def ruled_bundle(toy_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the toy task with a soft rule, a hard Chinese one, and one that orders a route."""
    from dataclasses import replace
    from datetime import date

    from scaffold.bundle import Bundle, write_bundle
    from scaffold.decision.head_model import HeadModel
    from scaffold.decision.rules.head_rules import HeadRules
    from scaffold.decision.rules.standing import Standing
    from scaffold.rules.in_force import RulesInForce
    from scaffold.rules.language.reading import parse_rules
    from scaffold.rules.language.rule_file import RuleSet

    bundle = Bundle.load(toy_bundle)
    head = bundle.heads["topic"]
    assert isinstance(head, HeadModel)
    in_force = RulesInForce.of(RuleSet.of([parse_rules(TOY_RULES, "toy.yaml")]), ["topic"], date(2026, 1, 1))
    soft = Standing("pin-is-login", "soft", "soft", 2.0, 0.9, 30, 64, 8, 7, 0.53, 0.98, 6)
    hard = Standing("退款规则", "hard", "hard", 0.0, 0.95, 16, 64, 9, 9, 0.7, 1.0, 5)
    rules = HeadRules(in_force.reader, tuple(in_force.about("topic")), (soft, hard), head.labels)
    path = tmp_path_factory.mktemp("ruled run") / "bundle"
    base = bundle.encoders.get(bundle.metadata["base_encoder"])
    write_bundle(path, {"topic": replace(head, rules=rules)}, base, dict(bundle.metadata), {}, in_force)
    return path


@pytest.fixture
def toy_site(site: FakeSite) -> FakeSite:
    """The vertical `toy` is installed: one head, `topic`, and a sample."""
    site.vertical("scaffold-toy", TOY_VERTICAL, name="toy")
    part = toy(64)
    lines = [f"{text},{TOY_LABELS[label]}" for text, label in zip(part.texts, part.truth, strict=True)]
    (site.folder / "toy.csv").write_text("text,topic\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return site


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder of published data sets; a test that uses it is skipped where there is none."""
    beside = Path(__file__).parents[2] / "shared" / "datasets"
    folder = Path(os.environ.get("SCAFFOLD_DATASETS", beside))
    if not folder.is_dir():
        pytest.skip("no published data sets here: set SCAFFOLD_DATASETS to their folder")
    return folder
