"""`scaffold.toml` and `--set section.key=value`: read, checked, explained."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from scaffold.errors import SettingsError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Model = TypeVar("Model", bound=BaseModel)

PretrainingObjective = Literal["mlm", "contrastive", "denoising"]
"""What there is to learn from texts without labels."""


class Section(BaseModel):
    """Base of every section: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PrivacySettings(Section):
    """`[privacy]`: whether names, dates and numbers of people are taken out of texts before anything else."""

    deidentify: Literal["auto", "off", "tags", "surrogates"] = Field(
        "auto", description="replaced by tags, by surrogates or not; auto: by tags where the vertical is about people"
    )
    key_file: str | None = Field(
        None, description="file of the key that surrogates need; else the variable SCAFFOLD_PRIVACY_KEY"
    )
    patient: str | None = Field(None, description="column that says whose text it is; the group's if not set")
    kinds: tuple[str, ...] = Field(
        ("NAME", "DATE", "AGE", "ADDRESS", "PHONE", "EMAIL", "ID", "URL"),
        description="what is taken out; ORGANISATION can be added",
    )

    def resolved(self, *, personal_data: bool) -> PrivacySettings | None:
        """These settings with `auto` settled; None where texts stay as they are.

        :param personal_data: whether the vertical is about people.
        """
        mode = self.deidentify
        if mode == "auto":
            mode = "tags" if personal_data else "off"
        return None if mode == "off" else self.model_copy(update={"deidentify": mode})


class DataSettings(Section):
    """`[data]`: which column is what, and how the file is read."""

    text: str | None = Field(None, description="column that holds the text; guessed if not given")
    text_pair: str | None = Field(None, description="column of a second text")
    image: str | None = Field(None, description="column that names an image in each row; guessed if not given")
    label: str | None = Field(None, description="column of the label, for a vertical with one head")
    labels: dict[str, str | tuple[str, ...]] = Field(
        default_factory=dict, description="column of the label by head name; several that hold 0 or 1 for a label each"
    )
    label_separator: str | None = Field(None, min_length=1, description="what divides several labels of a cell")
    id: str | None = Field(None, description="column of a stable identifier")
    group: str | None = Field(None, description="column whose values never straddle two splits")
    time: str | None = Field(None, description="column of a date or time (ISO 8601)")
    subgroups: tuple[str, ...] = Field((), description="columns of groups whose results are shown apart, such as sex")
    encoding: Literal["auto", "utf-8", "latin-1"] = Field("auto", description="text encoding of the files")
    split: Literal["auto", "given", "stratified", "group", "time"] = Field(
        "auto", description="how splits are made where the data do not give them"
    )
    validation_share: float = Field(0.1, gt=0, lt=0.5, description="share of train kept for choosing")
    test_share: float = Field(0.15, gt=0, lt=0.5, description="share kept for the final score if no test is given")
    unlabelled: Literal["leave_out", "keep", "only"] = Field(
        "leave_out", description="training texts without a label: left out, kept for rules, or all there is"
    )
    max_text_length: int = Field(100_000, gt=0, description="longest text accepted, in characters")
    privacy: PrivacySettings | None = Field(
        None, exclude=True, description="set by the run from `[privacy]`, so that it reaches every reader"
    )

    @field_validator("subgroups", mode="before")
    @classmethod
    def _one_is_enough(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @property
    def label_columns(self) -> tuple[str, ...]:
        """Every column that is named as one of labels."""
        several = ((columns,) if isinstance(columns, str) else columns for columns in self.labels.values())
        return (*([self.label] if self.label else []), *(column for columns in several for column in columns))


class RecipeSettings(Section):
    """`[training.recipe]`: how the encoder is fine-tuned; what is not set follows from the number of texts."""

    epochs: int | None = Field(None, gt=0, description="times each training text is seen, at most")
    batch_size: int | None = Field(None, gt=0, description="texts a step")
    accumulate: int | None = Field(None, gt=0, description="batches whose gradients are added up before a step")
    learning_rate: float | None = Field(None, gt=0, description="highest rate of the encoder")
    weight_decay: float | None = Field(None, ge=0, description="pull of the weights towards nothing")
    warmup: float | None = Field(None, ge=0, lt=1, description="share of the steps over which the rate rises")
    scale: float | None = Field(None, gt=0, description="what cosines are multiplied by to become logits")
    head_pace: float | None = Field(None, gt=0, description="learning rate of the heads against that of the encoder")
    patience: int | None = Field(None, ge=0, description="epochs without a gain before it stops; 0 never stops")
    rdrop: float | None = Field(None, ge=0, description="R-Drop: weight of the distance between two passes; off if 0")
    fgm: float | None = Field(None, ge=0, description="FGM: length of the adversarial step; off if 0")
    ema: float | None = Field(None, ge=0, lt=1, description="EMA: share that the mean of the weights keeps; off if 0")
    label_smoothing: float | None = Field(None, ge=0, lt=1, description="share of a label that all labels get")
    logit_adjustment: float | None = Field(None, ge=0, description="strength of the adjustment for rare classes")
    contrastive: float | None = Field(
        None, ge=0, le=1, description="share of the loss that brings texts of one label together; off if 0"
    )
    sampling: float | None = Field(
        None, ge=0, le=1, description="of several heads: power of a head's number of texts, to which they are seen"
    )
    crf: bool | None = Field(None, description="tagging heads learn which tag follows which; off if false")
    exact: bool | None = Field(
        None, description="multiply with 32 bits also on processors that multiply with 16 twice as fast"
    )
    gradient_checkpointing: bool | None = Field(None, description="compute again instead of keeping: less memory")

    @model_validator(mode="after")
    def _one_loss(self) -> RecipeSettings:
        others = [name for name in ("rdrop", "label_smoothing", "logit_adjustment") if getattr(self, name)]
        if self.contrastive and others:
            raise ValueError(f"contrastive and {others[0]} change the same loss: set one of them")
        return self


class AdapterShape(Section):
    """`[training.adapter]`: what the adapter is made of, where `tuning` names one."""

    rank: int = Field(16, gt=0, description="of the factors of a change, for lora and adalora")
    alpha: float = Field(64.0, gt=0, description="a change counts alpha / rank times")
    dropout: float = Field(0.0, ge=0, lt=1, description="share of a changed matrix's inputs left out in training")
    targets: Literal["attention", "linear"] = Field("linear", description="matrices of attention, or every one")
    tokens: int = Field(16, gt=0, description="trained vectors before the text, for prefix and prompt")


class TrainingSettings(Section):
    """`[training]`: how far up the ladder, from which encoder."""

    base: str = Field("embedded:minilm", description="`embedded:minilm`, a local folder or a hub name@revision")
    budget: str = Field("10m", pattern=r"^\d+(\.\d+)?(s|m|h)$", description="time for training, such as 90s, 10m, 2h")
    seed: int = Field(1, ge=0, description="seed of every random choice")
    max_length: int = Field(128, gt=7, le=512, description="longest text in word pieces; the rest is cut")
    layers: int | None = Field(
        None,
        ge=0,
        description="upper layers that fine-tuning trains; if not set half, for tagging all; 0 for the whole encoder",
    )
    pretrain: bool = Field(False, description="pretrain the encoder on texts first, and keep it if a head gains by it")
    together: Literal["auto", "always", "never"] = Field(
        "auto", description="heads of the same data on one encoder: if none loses by it, in any case, or never"
    )
    speed: float | None = Field(
        None, gt=0, description="machine speed against two reference cores; measured if not set"
    )
    tuning: Literal["full", "lora", "adalora", "ia3", "layernorm", "prefix", "prompt"] = Field(
        "full", description="train the weights themselves, or an adapter of that method beside them"
    )
    adapter: AdapterShape = AdapterShape()
    augment: Literal["none", "aeda", "eda"] = Field(
        "none", description="altered copies of training texts, of tagged ones with other mentions, for fine-tuning"
    )
    label_names: Literal["auto", "always", "never"] = Field(
        "auto", description="names of labels as further texts to learn from: if few texts are there and it helps"
    )
    distil: bool = Field(False, description="teach one more model what the fine-tuned ones say together")
    check_labels: bool = Field(True, description="name training labels that are probably wrong in the report")
    changes: str = Field("", max_length=1000, description="what changed since the bundle before, for the changelog")
    previous: str | None = Field(
        None, description="the bundle before, whose changelog is carried on; what lies in the output folder if not set"
    )
    recipe: RecipeSettings = RecipeSettings()


class ImageSettings(Section):
    """`[images]`: how heads that look at images are trained."""

    base: str = Field("scratch", description="`scratch`, a local folder or a hub name@revision of a model of images")
    tuning: Literal["full", "frozen"] = Field(
        "full", description="train the weights of `base`, or only a regression on what it gives"
    )
    size: int | None = Field(
        None, ge=8, le=512, description="side that images are scaled to; by their own size, 64 at most, if not set"
    )
    augment: bool = Field(True, description="learn from images that are turned, moved, lighter or darker, too")
    flip: bool = Field(False, description="mirror them, too; not where left and right differ")
    balance: bool = Field(True, description="let every class count alike in training, however many images it has")
    epochs: int | None = Field(None, gt=0, description="times each image is seen; by budget and number if not set")


class CostSettings(Section):
    """`[decision.costs]`: what decisions cost, relative to each other."""

    wrong_answer: float = Field(gt=0, allow_inf_nan=False, description="answering with a wrong label")
    ask: float = Field(ge=0, allow_inf_nan=False, description="asking back")
    handoff: float = Field(ge=0, allow_inf_nan=False, description="handing over to a person")
    labels: dict[str, Annotated[float, Field(ge=0, allow_inf_nan=False)]] = Field(
        default_factory=dict, description="wrong answers to texts of this true label, where not `wrong_answer`"
    )


class DecisionSettings(Section):
    """`[decision]`: what a decision promises."""

    error_rate: float = Field(0.05, gt=0, lt=0.5, description="how often the conformal set may miss the truth")
    false_reject_rate: float = Field(0.05, gt=0, lt=0.5, description="share of in-scope texts that may be rejected")
    ask_below: float = Field(0.6, ge=0, le=1, description="calibrated probability under which to ask back")
    sets: Literal["marginal", "class-conditional"] = Field(
        "marginal", description="whether the error rate holds over all texts together or for each class"
    )
    costs: CostSettings | None = Field(
        None, description="costs of a wrong answer, of asking and of a handoff; with them the cheapest action is taken"
    )


class RuleSettings(Section):
    """`[rules]`: what knowledge rules are used for."""

    files: tuple[str, ...] = Field((), description="further files of rules, beside those of the vertical")
    train: bool = Field(True, description="texts without a label are learnt from as rules label them")
    without_labels: bool = Field(False, description="learn from rules alone, from texts that have no labels at all")
    decide: bool = Field(True, description="rules take part in decisions")
    self_training: bool = Field(False, description="label texts once more, with a model that the rules have taught")
    most_texts: int = Field(20_000, gt=0, description="texts without a label that are learnt from, at most")


class GenerationSettings(Section):
    """`[generation]`: how a model writes text; without a temperature nothing is random."""

    max_new_tokens: int = Field(128, gt=0, description="longest text written, in tokens")
    max_input_tokens: int | None = Field(
        None, gt=0, description="longest prompt in tokens; what the model takes if not set"
    )
    too_long: Literal["cut", "refuse"] = Field(
        "cut", description="what to do with a text that the model cannot take whole"
    )
    num_beams: int | None = Field(
        None, gt=0, description="beams of the search; the model's own number if not set, else 1"
    )
    temperature: float | None = Field(None, gt=0, description="sample at this temperature; no sampling if not set")
    top_p: float = Field(1.0, gt=0, le=1, description="sample among the likeliest tokens of this probability together")
    seed: int = Field(1, ge=0, description="seed of sampling")
    repetition_penalty: float | None = Field(
        None, gt=0, description="above 1: say less again; the model's own if not set"
    )
    no_repeat_ngram_size: int | None = Field(
        None, ge=0, description="no run of so many tokens comes twice; the model's own if not set"
    )
    source_language: str | None = Field(None, description="language of the texts, by name or the model's code")
    target_language: str | None = Field(None, description="language to translate into, by name or the model's code")
    prompt_language: Literal["auto", "en", "zh"] = Field(
        "auto", description="language of our prompts; that of the text"
    )
    chat: bool = Field(True, description="use the chat form of the tokenizer if it brings one")
    batch_tokens: int = Field(4096, gt=0, description="tokens of a batch, read and written, beams counted")
    dtype: Literal["float32", "bfloat16", "float16"] = Field("float32", description="numbers that weights are held in")
    device: Literal["cpu", "cuda"] = Field("cpu", description="where the model runs")

    @model_validator(mode="after")
    def _one_way_to_search(self) -> GenerationSettings:
        if self.temperature is not None and (self.num_beams or 1) > 1:
            raise ValueError("temperature samples, num_beams searches: set one of them")
        return self


class PretrainingSettings(Section):
    """`[pretraining]`: how an encoder learns from texts without labels."""

    base: str = Field("embedded:minilm", description="encoder to go on from, as `training.base`, or `scratch`")
    corpus: str | None = Field(None, description="texts of the stage `training.pretrain`; the vertical's if not set")
    objective: PretrainingObjective = Field(
        "mlm", description="guess hidden words, know a text again, or tell it from what is left of it"
    )
    budget: str = Field("10m", pattern=r"^\d+(\.\d+)?(s|m|h)$", description="time, such as 90s, 10m, 2h")
    seed: int = Field(1, ge=0, description="seed of every random choice")
    max_length: int = Field(128, gt=7, le=512, description="longest row in word pieces; longer texts are cut")
    passes: int = Field(20, gt=0, description="passes through the corpus at most, however much time is left")
    batch_size: int | None = Field(None, gt=1, description="rows a step; by budget and corpus if not set")
    learning_rate: float | None = Field(None, gt=0, description="highest rate; by objective and base if not set")
    mask_rate: float = Field(0.2, ge=0.05, le=0.5, description="share of tokens to guess")
    temperature: float = Field(0.05, gt=0, description="of the contrastive loss")
    contrastive_share: float | None = Field(
        None, ge=0, lt=1, description="share of the time for sentences after words; 0.2 from scratch, else 0"
    )
    share: float | None = Field(
        None, ge=0, le=1, description="of what was learned, joined with the base; chosen on a task if one is given"
    )
    new_words: int | None = Field(None, ge=0, description="new word pieces at most; 1000 if not set, 0 for none")
    new_word_gain: float = Field(
        0.005, ge=0, lt=1, description="share of the pieces that each hundred new words has to save"
    )
    layers: int = Field(4, gt=0, description="of an encoder from scratch")
    heads: int = Field(4, gt=0, description="of attention in each layer, from scratch")
    width: int | None = Field(None, gt=7, description="from scratch; by the size of the corpus if not set")
    pieces: int | None = Field(None, gt=99, description="of the vocabulary from scratch; by the corpus if not set")

    @model_validator(mode="after")
    def _heads_share_the_width(self) -> PretrainingSettings:
        if self.width is not None and self.width % self.heads:
            raise ValueError(f"width {self.width} cannot be divided among {self.heads} heads")
        return self


class PluginSettings(Section):
    """`[plugins]`: cross-cutting plugins."""

    disabled: tuple[str, ...] = Field((), description="names of plugins that must not join the run")


class Settings(Section):
    """All of `scaffold.toml`; `vertical` holds the sections of verticals, by vertical name, unchecked."""

    data: DataSettings = DataSettings()
    training: TrainingSettings = TrainingSettings()
    images: ImageSettings = ImageSettings()
    decision: DecisionSettings = DecisionSettings()
    rules: RuleSettings = RuleSettings()
    generation: GenerationSettings = GenerationSettings()
    pretraining: PretrainingSettings = PretrainingSettings()
    privacy: PrivacySettings = PrivacySettings()
    plugins: PluginSettings = PluginSettings()
    vertical: dict[str, dict[str, Any]] = Field(default_factory=dict)


def load_settings(path: Path | None = None, overrides: Iterable[str] = ()) -> Settings:
    """Read `scaffold.toml` (if `path` is given) and lay `section.key=value` overrides over it.

    A value is read as JSON where it is JSON, else as a string. A section that is not one of the core's
    belongs to the vertical of that name.

    :raises SettingsError: for a file that is not TOML, an unknown key or a value that is not allowed.
    """
    raw = _read(path) if path else {}
    for override in overrides:
        _apply(raw, override)
    own = {name: raw[name] for name in raw if name in Settings.model_fields and name != "vertical"}
    vertical = {name: raw[name] for name in raw if name not in own}
    settings = validate(Settings, {**own, "vertical": vertical}, where=str(path or "--set"))
    # What reads a file without a vertical is told by the settings alone.
    privacy = settings.privacy.resolved(personal_data=False)
    return settings.model_copy(update={"data": settings.data.model_copy(update={"privacy": privacy})})


def validate(model: type[Model], values: Mapping[str, Any], *, where: str) -> Model:
    """Check `values` against a pydantic `model`, all problems in one message.

    :raises SettingsError: naming each key, what was wrong with it and the nearest known key.
    """
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        problems = "; ".join(_problem(model, dict(item)) for item in error.errors())
        raise SettingsError(problems, where=where, hint="Mend the setting and run it again.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError("there is no such settings file", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"this is not a TOML file: {error}", where=str(path)) from error


def _apply(raw: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    section, dot, name = key.strip().partition(".")
    if not (equals and dot and section and name):
        raise SettingsError(
            f"{override!r} is not of the form section.key=value", where="--set", hint="Try: --set data.text=question"
        )
    target = raw.setdefault(section, {})
    *parents, last = name.split(".")
    for parent in parents:
        target = target.setdefault(parent, {})
    try:
        target[last] = json.loads(value)
    except json.JSONDecodeError:
        target[last] = value


def _problem(model: type[BaseModel], item: dict[str, Any]) -> str:
    path = [str(part) for part in item["loc"]]
    text = f"{'.'.join(path)}: {item['msg']}"
    if item["type"] == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        text = f"{'.'.join(path)} is not a setting{did_you_mean(path[-1], known)}"
    return text


def _known_keys(model: type[BaseModel], path: list[str]) -> list[str]:
    for part in path:
        field = model.model_fields.get(part)
        if field is None or not isinstance(field.annotation, type) or not issubclass(field.annotation, BaseModel):
            return []
        model = field.annotation
    return list(model.model_fields)
