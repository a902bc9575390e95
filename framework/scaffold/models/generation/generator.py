"""A model that writes text, encoder-decoder or decoder-only, with its tokenizer."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.errors import GeneratorError, SettingsError, did_you_mean
from scaffold.extras import need
from scaffold.models.generation.likelihood import mean_log_probability
from scaffold.models.generation.sampling import samplers
from scaffold.models.tokens import TokenIds, length_sorted_batches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import torch

    from scaffold.progress import Stage
    from scaffold.settings import GenerationSettings

_UNBOUNDED = 1_000_000
"""Lengths from here on are how a tokenizer says that it knows none."""


@dataclass(frozen=True)
class Generated:
    """What a model wrote for one prompt.

    :ivar tokens_in: of the prompt, special tokens included.
    :ivar tokens_out: written, the end token included.
    :ivar cut: whether it was stopped before its end, at `max_new_tokens`.
    :ivar score: mean natural log-probability a token under the model itself.
    """

    text: str
    tokens_in: int
    tokens_out: int
    cut: bool
    score: float


class Generator:
    """Writes text for prompts: the same for the same prompt, alone or in a batch.

    :param model: a transformers model with `generate`.
    :param tokenizer: a transformers tokenizer.
    :raises SettingsError: for more new tokens than the model has room for, or a language that it does not know.
    """

    def __init__(self, model: Any, tokenizer: Any, settings: GenerationSettings) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.settings = settings
        if tokenizer.pad_token_id is None:
            tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
        self._config = self._generation_config()
        self._check_room()

    @property
    def encoder_decoder(self) -> bool:
        """Whether an encoder reads the prompt; else the text goes on from it."""
        return bool(self.model.config.is_encoder_decoder)

    @property
    def has_language_codes(self) -> bool:
        """Whether it is told languages by codes of its own, as mBART, NLLB and M2M100 are."""
        return hasattr(self.tokenizer, "src_lang")

    @property
    def input_limit(self) -> int:
        """Longest prompt in tokens, special tokens included; room for the new tokens is kept where they share it."""
        taken = 0 if self.encoder_decoder else self.settings.max_new_tokens
        longest = min(self._positions(decoder=False), int(self.tokenizer.model_max_length)) - taken
        return min(longest, self.settings.max_input_tokens or longest)

    def tokenise(self, prompts: Sequence[str]) -> list[TokenIds]:
        """Token ids of each prompt, never cut; in the chat form if the tokenizer brings one.

        :raises GeneratorError: when the tokenizer's chat form cannot be filled.
        """
        if not prompts:
            return []
        if not (self.tokenizer.chat_template and self.settings.chat):
            return [list(ids) for ids in self.tokenizer(list(prompts))["input_ids"]]
        try:
            turns = [
                self.tokenizer.apply_chat_template(
                    [{"role": "user", "content": prompt}], add_generation_prompt=True, tokenize=False
                )
                for prompt in prompts
            ]
        except Exception as error:
            # A chat template raises what its author chose, and Jinja's own errors.
            raise GeneratorError(
                f"the chat template of the tokenizer fails: {error}",
                where=str(self.tokenizer.name_or_path),
                hint="Set generation.chat=false to give the model the bare prompt.",
            ) from error
        return [list(ids) for ids in self.tokenizer(turns, add_special_tokens=False)["input_ids"]]

    def generate(self, prompts: Sequence[str]) -> list[Generated]:
        """What the model writes for each prompt, in their order."""
        return self.complete(self.tokenise(prompts))

    def complete(self, sequences: Sequence[TokenIds], stage: Stage | None = None) -> list[Generated]:
        """The same for prompts that are tokenised already, each no longer than `input_limit`.

        Short ones are batched with short ones; the result does not depend on it.
        """
        torch = need("torch")
        room = self.settings.max_new_tokens
        lengths = [(len(ids) + room) * self._config.num_beams for ids in sequences]
        results: list[Generated | None] = [None] * len(sequences)
        self.model.eval()
        with torch.inference_mode():
            for batch in length_sorted_batches(lengths, self.settings.batch_tokens):
                written = self._write([sequences[index] for index in batch])
                for index, one in zip(batch, written, strict=True):
                    results[index] = one
                if stage is not None:
                    stage.advance(len(batch))
        return [one for one in results if one is not None]

    def _write(self, sequences: list[TokenIds]) -> Iterator[Generated]:
        # A decoder-only text goes on from its last token, so that short prompts are filled up on the left.
        side = "right" if self.encoder_decoder else "left"
        batch = self.tokenizer.pad(
            {"input_ids": sequences}, padding_side=side, return_attention_mask=True, return_tensors="pt"
        )
        inputs = {name: batch[name].to(self.model.device) for name in ("input_ids", "attention_mask")}
        processors = need("transformers").LogitsProcessorList(samplers(self.settings, sequences))
        whole = self.model.generate(**inputs, generation_config=self._config, logits_processor=processors)
        written = whole if self.encoder_decoder else whole[:, inputs["input_ids"].shape[1] :]
        mask, ended = self._tokens_that_count(written)
        scores = mean_log_probability(self.model, inputs, written, mask)
        for row, ids in enumerate(sequences):
            kept = written[row][mask[row].bool()].tolist()
            text = self.tokenizer.decode(kept, skip_special_tokens=True).strip()
            yield Generated(text, len(ids), len(kept), not bool(ended[row]), scores[row])

    def _tokens_that_count(self, written: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Mask of the tokens up to the first end token, start and forced tokens left out; and which rows have ended."""
        torch = need("torch")
        first = 0
        if self.encoder_decoder:
            first = 1 if self._config.forced_bos_token_id is None else 2
        ends = torch.isin(written, torch.tensor(self._end_tokens, device=written.device))
        ends[:, :first] = False
        before = ends.cumsum(1) - ends.long()
        mask = (before == 0).long()
        mask[:, :first] = 0
        return mask, ends.any(1)

    @property
    def _end_tokens(self) -> list[int]:
        known = self._config.eos_token_id
        if isinstance(known, list):
            return known
        return [] if known is None else [known]

    def _generation_config(self) -> Any:
        """The model's own way to generate, with our settings over it and nothing random left."""
        settings, config = self.settings, copy.deepcopy(self.model.generation_config)
        if config.eos_token_id is None:
            config.eos_token_id = self.tokenizer.eos_token_id
        config.pad_token_id = self.tokenizer.pad_token_id
        beams = settings.num_beams or (1 if settings.temperature is not None else config.num_beams) or 1
        config.update(max_new_tokens=settings.max_new_tokens, max_length=None, num_beams=beams)
        config.update(do_sample=False, temperature=None, top_p=None, top_k=None, typical_p=None, min_p=None)
        # Forced at the last step, an end token would hide that the text was cut.
        config.update(forced_eos_token_id=None, num_return_sequences=1, return_dict_in_generate=False)
        if beams == 1:
            config.update(early_stopping=None, length_penalty=None)
        for name in ("repetition_penalty", "no_repeat_ngram_size"):
            if (value := getattr(settings, name)) is not None:
                config.update(**{name: value})
        config.update(min_length=min(config.min_length or 0, settings.max_new_tokens))
        return self._with_languages(config)

    def _with_languages(self, config: Any) -> Any:
        """Tell a model of many languages which one it reads and which one it writes."""
        if not self.has_language_codes:
            return config
        if self.settings.source_language is not None:
            self._language_token(self.settings.source_language, "source_language")
            self.tokenizer.src_lang = self.settings.source_language
        if self.settings.target_language is not None:
            config.forced_bos_token_id = self._language_token(self.settings.target_language, "target_language")
        return config

    def _language_token(self, language: str, name: str) -> int:
        special = set(self.tokenizer.all_special_tokens)
        for token in (language, f"__{language}__"):
            if token in special:
                return int(self.tokenizer.convert_tokens_to_ids(token))
        raise SettingsError(
            f"the model does not know the language {language!r}{did_you_mean(language, special)}",
            where=f"generation.{name}",
            hint="Give a language code of this model.",
        )

    def _positions(self, *, decoder: bool) -> int:
        """How many tokens fit into a part of the model."""
        config = self.model.config.get_text_config(decoder=decoder)
        return int(getattr(config, "max_position_embeddings", None) or _UNBOUNDED)

    def _check_room(self) -> None:
        room = self._positions(decoder=True)
        if not self.encoder_decoder:
            room = min(room, int(self.tokenizer.model_max_length))
        # One token is taken by the start, or by the shortest prompt.
        if self.settings.max_new_tokens >= room:
            raise SettingsError(
                f"the model has room for {room} tokens, too few for {self.settings.max_new_tokens} new ones",
                where="generation.max_new_tokens",
                hint=f"Set it to {room // 2 if not self.encoder_decoder else room - 1} or less.",
            )
