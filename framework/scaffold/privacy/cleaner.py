"""The stage in front of everything: a text goes in, and one without identifiers comes out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from scaffold.errors import SettingsError
from scaffold.privacy.cleaned import Change, Cleaned
from scaffold.privacy.find import find_identifiers, names_in
from scaffold.privacy.finding import KINDS, USUAL
from scaffold.privacy.key import given_key
from scaffold.privacy.record_ids import replaced_id
from scaffold.privacy.scripts import unread_scripts
from scaffold.privacy.surrogates import Surrogates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.privacy.finding import Finder, Finding, Kind
    from scaffold.privacy.key import Key
    from scaffold.settings import PrivacySettings

Mode = Literal["tags", "surrogates"]


@dataclass(frozen=True)
class Cleaner:
    """Finds identifiers and replaces them.

    >>> Cleaner().clean("Seen by Dr Okonkwo on 12 March.").text
    'Seen by Dr [NAME] on [DATE].'

    :ivar mode: `tags` for `[NAME]`, `surrogates` for other names, dates and numbers of the same form,
        which needs a key.
    :ivar finders: further ones beside ours.
    :ivar seen: how many of each kind were replaced so far; never what they were.
    :ivar unread: scripts met so far that names and addresses are not known in.
    """

    mode: Mode = "tags"
    kinds: tuple[Kind, ...] = USUAL
    key: Key | None = field(default=None, repr=False)
    finders: tuple[Finder, ...] = ()
    seen: Counter[Kind] = field(default_factory=Counter, repr=False, compare=False)
    unread: set[str] = field(default_factory=set, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.mode == "surrogates" and self.key is None:
            raise SettingsError(
                "surrogates are chosen with a key, and there is none",
                where="privacy.deidentify",
                hint="Name its file with privacy.key_file, or set SCAFFOLD_PRIVACY_KEY.",
            )

    @classmethod
    def of(cls, settings: PrivacySettings | None) -> Cleaner | None:
        """What the settings ask for; None where texts stay as they are.

        :raises UserError: for a key that is missing or cannot be used.
        """
        if settings is None or settings.deidentify == "off" or settings.deidentify == "auto":
            return None
        return cls(settings.deidentify, checked_kinds(settings.kinds), given_key(settings.key_file))

    def clean(self, text: str, patient: str = "", known: Sequence[str] = ()) -> Cleaned:
        """A text without its identifiers.

        :param patient: whose text it is: the same one keeps the same surrogates, and dates keep their distances.
        :param known: words that are known to be names of people, from the rest of a record.
        """
        self.unread.update(unread_scripts(text))
        found = find_identifiers(text, self.kinds, finders=self.finders, known=known)
        if not found:
            return Cleaned(text)
        self.seen.update(each.kind for each in found)
        surrogates = Surrogates(self.key, patient, text) if self.mode == "surrogates" and self.key else None
        return Cleaned.of(text, [self._change(text, each, surrogates) for each in found])

    def _change(self, text: str, found: Finding, surrogates: Surrogates | None) -> Change:
        old = text[found.start : found.end]
        new = f"[{found.kind}]" if surrogates is None else surrogates.of(found.kind, old)
        return Change(found.start, found.end, found.kind, new)

    def clean_tokens(self, tokens: Sequence[str], patient: str = "", known: Sequence[str] = ()) -> list[str]:
        """Tokens without identifiers, as many as there were: each token of an identifier is replaced on its own."""
        text, places = _laid_out(tokens)
        self.unread.update(unread_scripts(text))
        surrogates = Surrogates(self.key, patient, text) if self.mode == "surrogates" and self.key else None
        every = find_identifiers(text, self.kinds, finders=self.finders, known=known)
        self.seen.update(each.kind for each in every)
        found = iter(every)
        new, current = list(tokens), next(found, None)
        for index, (start, end) in enumerate(places):
            while current and current.end <= start:
                current = next(found, None)
            if current and current.start < end and start < end:
                old = tokens[index]
                made = f"[{current.kind}]" if surrogates is None else surrogates.of(current.kind, old)
                new[index] = made.replace(" ", "") or old
        return new

    def names(self, text: str) -> set[str]:
        """Words of a text that are people's names, which the rest of its record is searched for."""
        return names_in(text)[1] if "NAME" in self.kinds else set()

    def whole(self, kind: Kind, value: str, patient: str = "") -> str:
        """What a cell becomes that is an identifier as a whole, as its column says."""
        if not value.strip() or kind not in self.kinds:
            return value
        self.seen[kind] += 1
        if self.mode == "surrogates" and self.key:
            return Surrogates(self.key, patient, value).of(kind, value)
        return f"[{kind}]"

    def record_id(self, value: str) -> str:
        """The id of a record; one that may be somebody's number is replaced by a hash, with the key if there is one."""
        return replaced_id(value, self.key)

    def as_dict(self) -> dict[str, object]:
        """What a bundle keeps of it."""
        made: dict[str, object] = {"deidentify": self.mode, "kinds": list(self.kinds)}
        return made | ({"key": self.key.fingerprint} if self.key else {})


def checked_kinds(kinds: Sequence[str]) -> tuple[Kind, ...]:
    """The kinds of these names, in the usual order.

    :raises SettingsError: for one that there is not.
    """
    wanted = {kind.strip().upper() for kind in kinds}
    strange = sorted(wanted - set(KINDS))
    if strange:
        raise SettingsError(
            f"there is no kind {strange[0]!r} of identifiers",
            where="privacy.kinds",
            hint=f"There are: {', '.join(KINDS)}.",
        )
    return tuple(kind for kind in KINDS if kind in wanted)


def _laid_out(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Tokens as a text that reads as it was written, and the place of each."""
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    for index, token in enumerate(tokens):
        if index and not _tight(tokens[index - 1], token):
            parts.append(" ")
            at += 1
        parts.append(token)
        places.append((at, at + len(token)))
        at += len(token)
    return "".join(parts), places


_CLOSING = frozenset(".,;:!?)]}%'’”/-@")
_OPENING = frozenset("([{“‘/-@#+")


def _tight(before: str, after: str) -> bool:
    """Whether no blank stands between two tokens."""
    if not before or not after:
        return True
    han = "\u4e00" <= before[-1] <= "\u9fff" or "\u4e00" <= after[0] <= "\u9fff"
    return han or after[0] in _CLOSING or before[-1] in _OPENING
