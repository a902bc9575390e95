"""The sentence encoder: a transformer, its tokenizer, and how its token states become one vector."""

from __future__ import annotations

import copy
import hashlib
import json
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from scaffold.errors import EncoderError
from scaffold.extras import need
from scaffold.files import write_text
from scaffold.models.device import device_of, placed
from scaffold.models.tokens import Text, TokenIds, length_sorted_batches, pad, padded, tokenise
from scaffold.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import torch
    from tokenizers import Tokenizer

Matrix = npt.NDArray[np.float32]
Pooling = Literal["mean", "cls", "entities"]

ENTITY_MARKS = ("<e1>", "<e2>")
"""The tokens whose states are an encoder's features under the pooling `entities`."""

# Large enough to keep both cores busy, small enough to stay in the cache: measured best of 1k..16k.
BATCH_TOKENS = 2048
# What transformers calls it, from architecture to architecture.
_ATTENTION_DROPOUT = ("attention_probs_dropout_prob", "attention_dropout")


class Embedder(Protocol):
    """Whatever turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """Equal for two encoders exactly when they give equal vectors."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Matrix:
        """One vector of unit length a text, (n, dimension)."""


class Encoder:
    """A transformer encoder, on the GPU if there is one.

    :param model: a transformers model whose output has `last_hidden_state`.
    :param pooling: `mean` over the tokens of a text (Reimers & Gurevych 2019, section 3), the first token, `cls`, or
        `entities`: the opening marks of two entities side by side (Baldini Soares et al. 2019, "Matching the Blanks",
        section 3.2).
    """

    def __init__(self, model: Any, tokenizer: Tokenizer, *, pooling: Pooling = "mean", max_length: int = 128) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.pooling = pooling
        self.max_length = min(max_length, int(model.config.max_position_embeddings))
        self._known: dict[tuple[int, ...], Matrix] | None = None

    def copy(self) -> Encoder:
        """Another one like it, with weights of its own."""
        model = copy.deepcopy(self.model)
        return Encoder(model, self.tokenizer, pooling=self.pooling, max_length=self.max_length)

    @property
    def width(self) -> int:
        """Numbers in the state of a token."""
        return int(self.model.config.hidden_size)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self.width * (len(ENTITY_MARKS) if self.pooling == "entities" else 1)

    @property
    def pad_id(self) -> int:
        """Token id that fills short rows of a batch."""
        return int(self.model.config.pad_token_id or 0)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (24 hex digits) over weights, tokenizer, pooling and maximum length."""
        digest = hashlib.sha256(f"{self.pooling}:{self.max_length}:".encode())
        digest.update(self.tokenizer_json.encode("utf-8"))
        for name, tensor in sorted(self.model.state_dict().items()):
            digest.update(name.encode("utf-8"))
            digest.update(np.ascontiguousarray(tensor.detach().cpu().numpy()).data)
        return digest.hexdigest()[:24]

    @property
    def tokenizer_json(self) -> str:
        """The tokenizer as it was loaded, without the padding and truncation of the last call."""
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        return str(self.tokenizer.to_str())

    def tokenise(self, texts: Sequence[Text]) -> list[TokenIds]:
        """Token ids of each text, cut to `max_length`."""
        return tokenise(self.tokenizer, texts, self.max_length)

    def anchors(self, ids: TokenIds) -> list[int]:
        """Positions of the tokens that a pooling `entities` reads; that of the first token where a mark was cut off."""
        if self.pooling != "entities":
            return []
        marks = [self.tokenizer.token_to_id(mark) for mark in ENTITY_MARKS]
        return [ids.index(mark) if mark in ids else 0 for mark in marks]

    def states(self, inputs: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Last hidden states, (n, length, width); keeps the gradient.

        :param inputs: token ids, (n, length), or what stands for their embeddings, (n, length, width).
        :param mask: 1 where a token stands, (n, length).
        """
        name = "inputs_embeds" if inputs.is_floating_point() else "input_ids"
        device = device_of(self.model)
        inputs, mask = inputs.to(device), mask.to(device)
        # Without a mask the fastest attention kernel is taken; a batch of equal lengths needs none.
        found = self.model(**{name: inputs}, attention_mask=None if bool(mask.all()) else mask)
        return found.last_hidden_state  # type: ignore[no-any-return]

    def pool(self, states: torch.Tensor, mask: torch.Tensor, anchors: Sequence[list[int]] = ()) -> torch.Tensor:
        """One vector of unit length a row, (n, dimension); keeps the gradient.

        :param states: (n, length, width), with the `mask` they were made with.
        :param anchors: what `anchors` gave for each row.
        """
        torch = need("torch")
        if self.pooling == "entities":
            rows = torch.arange(len(states))[:, None]
            found = states[rows, torch.tensor(anchors)].flatten(1)
        elif self.pooling == "cls":
            found = states[:, 0]
        else:
            weights = mask[..., None].to(states)
            found = (states * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(found, dim=-1)  # type: ignore[no-any-return]

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """Within this context a text is read once, however many heads ask for it."""
        self._known = {}
        try:
            yield
        finally:
            self._known = None

    def encode(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> Matrix:
        """One vector of unit length a text, float32 (n, dimension)."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        sequences = self.tokenise(texts)
        if self._known is not None:
            known = self.encode_ids(sequences, progress=progress)
            for batch in length_sorted_batches([len(s) for s in sequences], BATCH_TOKENS):
                together, stands = padded([need("torch").from_numpy(known[i]) for i in batch], self.pad_id)
                vectors[batch] = self._vectors(together.numpy(), stands.numpy(), [sequences[i] for i in batch])
            return vectors
        with progress.stage("Embedding texts", len(texts)) as stage:
            for batch, states, mask in self._batches(sequences):
                vectors[batch] = self._vectors(states, mask, [sequences[i] for i in batch])
                stage.advance(len(batch))
        return vectors

    def encode_tokens(self, texts: Sequence[Text], *, progress: Progress = SILENT) -> list[Matrix]:
        """Last hidden states of each text's tokens, special tokens included: a list of (length, width)."""
        return self.encode_ids(self.tokenise(texts), progress=progress)

    def encode_ids(
        self, sequences: Sequence[TokenIds], *, kept: npt.DTypeLike = np.float32, progress: Progress = SILENT
    ) -> list[Matrix]:
        """The same for token ids that are already there.

        :param kept: as what kind of numbers.
        """
        # Another thread may end its context meanwhile: then this one only reads more than it would have to.
        known = {} if self._known is None else self._known
        keys = [tuple(ids) for ids in sequences]
        missing = [row for row, key in enumerate(keys) if key not in known]
        read: dict[tuple[int, ...], Matrix] = {}
        with progress.stage("Reading texts", len(missing)) as stage:
            for batch, found, _ in self._batches([sequences[row] for row in missing]):
                for number, index in enumerate(batch):
                    key = keys[missing[index]]
                    read[key] = found[number, : len(key)].astype(kept)
                stage.advance(len(batch))
        if known is self._known:
            known.update(read)
        return [read[key] if key in read else known[key] for key in keys]

    def _batches(self, sequences: Sequence[TokenIds]) -> Iterator[tuple[list[int], Matrix, npt.NDArray[np.int64]]]:
        """Indices of a batch, their states (n, length, width) and their mask, the short texts first."""
        torch = need("torch")
        self.model.eval()
        for batch in length_sorted_batches([len(s) for s in sequences], BATCH_TOKENS):
            ids, mask = pad([sequences[i] for i in batch], self.pad_id)
            with torch.inference_mode():
                states = self.states(torch.from_numpy(ids), torch.from_numpy(mask))
            yield batch, states.cpu().numpy(), mask

    def _vectors(self, states: Matrix, mask: npt.NDArray[np.int64], sequences: Sequence[TokenIds]) -> Matrix:
        torch = need("torch")
        anchors = [self.anchors(ids) for ids in sequences]
        return np.asarray(self.pool(torch.from_numpy(states), torch.from_numpy(mask), anchors).numpy())

    def save(self, folder: Path) -> None:
        """Write `model.safetensors`, `config.json`, `tokenizer.json` and `encoder.json` into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        self.model.save_pretrained(folder, safe_serialization=True)
        write_text(folder / "tokenizer.json", self.tokenizer_json)
        write_text(
            folder / "encoder.json",
            json.dumps({"pooling": self.pooling, "max_length": self.max_length}, indent=2) + "\n",
        )


def read_encoder(folder: Path, *, max_length: int | None = None) -> Encoder:
    """Load an encoder from a folder with safetensors weights, `config.json` and `tokenizer.json`.

    :param max_length: in tokens; None takes the folder's own, else 128.
    :raises EncoderError: when a file is missing, is not what it should be, or only pickled weights are there.
    """
    _check_files(folder)
    transformers, tokenizers = need("transformers"), need("tokenizers")
    # Its load report speaks of the pooler, which is dropped below, and of nothing a user can act on.
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    try:
        own = _own_settings(folder)
        tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        safe = {"local_files_only": True, "trust_remote_code": False}
        config = _without_attention_dropout(transformers.AutoConfig.from_pretrained(folder, **safe))
        model = transformers.AutoModel.from_pretrained(
            folder, config=config, use_safetensors=True, dtype="float32", **safe
        )
    except Exception as error:
        # transformers raises many kinds; all mean that this folder is no encoder.
        raise EncoderError(f"this folder is not a readable encoder: {error}", where=str(folder)) from error
    # The pooler of a BERT is never used here; it would only be carried along.
    if getattr(model, "pooler", None) is not None:
        model.pooler = None
    return Encoder(placed(model.eval()), tokenizer, pooling=own["pooling"], max_length=max_length or own["max_length"])


def _without_attention_dropout(config: Any) -> Any:
    """Where attention drops nothing, no matrix of tokens by tokens is drawn and kept.

    A training on texts of 256 tokens takes half the time (`python -m benchmarks.attention_dropout`).
    """
    for name in _ATTENTION_DROPOUT:
        if hasattr(config, name):
            setattr(config, name, 0.0)
    return config


def _check_files(folder: Path) -> None:
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        if (folder / name).is_file():
            continue
        hint = "An encoder folder holds config.json, tokenizer.json and model.safetensors."
        if name == "model.safetensors" and any(folder.glob("*.bin")):
            hint = "Pickled weights (*.bin) are never loaded: save the model with safe_serialization=True."
        raise EncoderError(f"the encoder folder has no {name}", where=str(folder), hint=hint)


def _own_settings(folder: Path) -> dict[str, Any]:
    """Pooling and maximum length: as we wrote them, else as sentence-transformers does, else mean and 128."""
    ours, theirs = folder / "encoder.json", folder / "1_Pooling" / "config.json"
    if ours.is_file():
        own = json.loads(ours.read_text(encoding="utf-8"))
        return {"pooling": own["pooling"], "max_length": int(own["max_length"])}
    modes = json.loads(theirs.read_text(encoding="utf-8")) if theirs.is_file() else {}
    chosen = [mode for mode, on in modes.items() if mode.startswith("pooling_mode_") and on]
    known = {(): "mean", ("pooling_mode_mean_tokens",): "mean", ("pooling_mode_cls_token",): "cls"}
    if tuple(chosen) not in known:
        raise ValueError(f"its pooling is {', '.join(chosen)}; mean and cls are known")
    return {"pooling": known[tuple(chosen)], "max_length": 128}
