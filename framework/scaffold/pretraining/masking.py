"""Whole words are hidden, in Chinese short runs of characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scaffold.pretraining.segments import NO_WORD, Numbers
from scaffold.text import language

if TYPE_CHECKING:
    from tokenizers import Tokenizer

IGNORED = -100
"""The label of a token that is not to be guessed."""

# Of what is hidden, this much becomes [MASK], and this much another token; the rest stays (Devlin et al. 2019, A.1).
_MASKED, _REPLACED = 0.8, 0.1
# Runs of 1 to 4 Chinese characters (Cui et al. 2020, "Revisiting pre-trained models for Chinese", section 3.1).
_RUNS = (0.4, 0.3, 0.2, 0.1)
_MASKS = ("[MASK]", "<mask>")


@dataclass(frozen=True, eq=False)
class Masking:
    """Hides a share of the tokens of a row.

    :ivar mask_id: id of the mask token.
    :ivar fixed: whether the token of an id is never hidden nor put in another's place, (vocabulary,).
    :ivar han: whether the token of an id is one Chinese character, (vocabulary,).
    :ivar rate: share of the tokens that are hidden.
    """

    mask_id: int
    fixed: npt.NDArray[np.bool_]
    han: npt.NDArray[np.bool_]
    rate: float

    @classmethod
    def of(cls, tokenizer: Tokenizer, rate: float) -> Masking:
        """For a tokenizer that has a mask token."""
        size = vocabulary_size(tokenizer)
        fixed, han = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
        for token, number in tokenizer.get_vocab(with_added_tokens=True).items():
            han[number] = len(token) == 1 and language(token) == "zh"
        for number, added in tokenizer.get_added_tokens_decoder().items():
            fixed[number] = added.special
        hidden, unknown = mask_id(tokenizer), unknown_id(tokenizer)
        assert hidden is not None, "with_mask_token gives every tokenizer one"
        fixed[[hidden, hidden if unknown is None else unknown]] = True
        return cls(hidden, fixed, han, rate)

    def hide(self, ids: Numbers, words: Numbers, random: np.random.Generator) -> tuple[Numbers, Numbers]:
        """What the model sees, and what it has to guess.

        :param ids: of one row, (length,).
        :param words: which word a token belongs to, (length,); -1 for special tokens.
        :returns: ids with some hidden, and the hidden ones with -100 elsewhere, each (length,).
        """
        chosen = self._choose(ids, words, random)
        seen, labels = ids.copy(), np.full_like(ids, IGNORED)
        labels[chosen] = ids[chosen]
        fate = random.random(len(chosen))
        seen[chosen[fate < _MASKED]] = self.mask_id
        replaced = chosen[(fate >= _MASKED) & (fate < _MASKED + _REPLACED)]
        seen[replaced] = random.choice(np.flatnonzero(~self.fixed), size=len(replaced))
        return seen, labels

    def _choose(self, ids: Numbers, words: Numbers, random: np.random.Generator) -> npt.NDArray[np.int64]:
        """Positions to hide: words in random order, as long as they stay within the rate; one word at least."""
        groups = self._groups(ids, words)
        wanted = max(1, round(self.rate * sum(map(len, groups))))
        runs = random.choice(len(_RUNS), size=len(groups), p=_RUNS) + 1
        taken: set[int] = set()
        chosen: list[int] = []
        for group in random.permutation(len(groups)):
            for member in self._run(groups, ids, int(group), int(runs[group])):
                if member in taken or (chosen and len(chosen) + len(groups[member]) > wanted):
                    break
                taken.add(member)
                chosen += groups[member]
            if len(chosen) >= wanted:
                break
        return np.array(sorted(chosen), dtype=np.int64)

    def _groups(self, ids: Numbers, words: Numbers) -> list[list[int]]:
        """Positions of each word that may be hidden."""
        groups: dict[int, list[int]] = {}
        for place, word in enumerate(words):
            if word != NO_WORD:
                groups.setdefault(int(word), []).append(place)
        return [places for places in groups.values() if not self.fixed[ids[places]].any()]

    def _run(self, groups: list[list[int]], ids: Numbers, first: int, length: int) -> list[int]:
        """The group and, in Chinese, those behind it."""
        run = [first]
        while len(run) < length and run[-1] + 1 < len(groups) and self._joined(groups, ids, run[-1]):
            run.append(run[-1] + 1)
        return run

    def _joined(self, groups: list[list[int]], ids: Numbers, group: int) -> bool:
        """Whether this group and the next are Chinese characters side by side."""
        here, following = groups[group], groups[group + 1]
        return following[0] == here[-1] + 1 and bool(self.han[ids[here[0]]] and self.han[ids[following[0]]])


def vocabulary_size(tokenizer: Tokenizer) -> int:
    """One more than the highest id; a vocabulary may have holes."""
    return 1 + max(tokenizer.get_vocab(with_added_tokens=True).values())


def mask_id(tokenizer: Tokenizer) -> int | None:
    """Id of the mask token; None where there is none."""
    return next((number for token in _MASKS if (number := tokenizer.token_to_id(token)) is not None), None)


def unknown_id(tokenizer: Tokenizer) -> int | None:
    """Id of the token that stands for what the vocabulary does not have; None where there is none."""
    names = [getattr(tokenizer.model, "unk_token", None), "[UNK]", "<unk>"]
    return next((n for name in names if name and (n := tokenizer.token_to_id(name)) is not None), None)
