"""How far a name goes once it is known where one is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.names.eponyms import called_after
from scaffold.privacy.names.lexicon import any_of, lexicon, words
from scaffold.privacy.names.tokens import is_small, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scaffold.privacy.names.tokens import Token

LONGEST = 5
_IN_ADDRESS = re.compile(r"[@_/+\d]|\.\S")
_PRONOUNS = frozenset({"he", "she", "his", "her", "him", "hers"})
_ARTICLES = ("al-", "el-", "ul-", "ad-", "as-", "ash-", "an-", "ar-", "at-", "az-")
_NO_NAME = re.compile(r".*(?:ed|ing|ly|tion|sion|ment|ous|able|ible|ness|ity|ism|itis|osis|emia|aemia|ology|ical)$")
_MEDICAL = re.compile(
    r".*(?:prim|cillin|m[yi]cin|floxacin|azole|pril|artan|olol|statins?|dipine|mab|nib|tidine|caine|barbital|zepam|zolam"
    r"|setron|triptan|gliptin|gliflozin|parin|xaban|oxetine|triptyline|cycline|vir|phylline|terol|sone|olone|onide"
    r"|emide|thiazide|formin|bactam|penem|bacter|coccus|cocci|monas|profen|codone|morphine|amine|idine|azine|sulfa|plasma"
    r"|ase|oxide|acid|ate|ates|gen|gens|genic|globin|globulin|albumin|ectomy|otomy|ostomy|plasty|scopy|graphy|grams?|metry"
    r"|meter|therapy|pathy|opathy|trophy|plasia|penia|cytes?|emic|aemic|uria|opia|plegia|paresis|omas?|omata|osis|oses|itis"
    r"|osteum|phagia|phasia|rrhoea|rrhea|rrhage|algia|phobia|ectasis|stasis|lysis|rhythm|cardia|pnoea|pnea|viruses|ococcal"
    r"|ive|ives|ence|ance|ancy|ency|ful|less|ments?|wards?|est|ary|ories|ory|ous|oid|oids|ics|graph|phage|plasm"
    r"|[mncridb]al|eal|ual|[tgmrbdsfhp]ics?|ies|ities|uries|ers|ors|tions|ments|ings|isms|[a-z]ium|icum|[cmxzdpstn]ine"
    r"|some|somes|mycosis|iasis|ids|ols|ines|ide|ides|yl|ane|ene|one|ones|ectin|stim|poietin|kine|kines|tropin|feron|gel|flu)"
)


class Runs:
    """The words of one text, and which of them may stand in a name together.

    :ivar safe: indices of words that something medical is called after.
    :ivar personal: whether the text speaks of him or her.
    :ivar small: whether the text is written without capitals.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        raw = written(text)
        self.small = is_small(raw)
        self.tokens = [token.raised() for token in raw] if self.small else raw
        self.lexicon = lexicon()
        self.personal = any(token.plain in _PRONOUNS for token in raw)
        self._lowered = frozenset() if self.small else frozenset(self._words(raw))
        self.safe = called_after(text, self.tokens)
        self.at = {token.start: index for index, token in enumerate(self.tokens)}

    def _words(self, tokens: Sequence[Token]) -> Iterator[str]:
        """What stands somewhere without a capital, and not in an e-mail address or the like."""
        for token in tokens:
            around = self.text[max(0, token.start - 1) : token.start] + self.text[token.end : token.end + 2]
            if not token.capital and not _IN_ADDRESS.search(around):
                yield token.plain

    def after(self, index: int) -> Token | None:
        """The word behind, if only a blank or a hyphen is between."""
        behind = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        return behind if behind and behind.joined else None

    def gap(self, index: int) -> str:
        """What stands before a word, up to the word before."""
        return self.text[self.tokens[index - 1].end if index else 0 : self.tokens[index].start]

    def follows(self, index: int) -> bool:
        """Whether a name may go on with this word."""
        if index >= len(self.tokens):
            return False
        return self.tokens[index].joined and self.may_stand(index) and index not in self.safe

    def may_stand(self, index: int) -> bool:
        """Whether this word may be part of a name."""
        token = self.tokens[index]
        if token.plain in words("months") and re.match(r"\s+\d", self.text[token.end : token.end + 6]):
            return False
        return token.initial or (token.capital and (token.known or not token.everyday))

    def is_month(self, index: int) -> bool:
        """Whether this word is a month or a day of the week, and no given name."""
        return self.tokens[index].plain in words("months") - {"may", "april", "june", "march", "august"}

    def begins(self, index: int) -> int:
        """The first word of the name that `index` is in: given names and initials before it, known or not."""
        first = max(0, index - LONGEST)
        while index > first and self.tokens[index].joined and index - 1 not in self.safe and self._goes_before(index):
            index -= 1
        return index

    def _goes_before(self, index: int) -> bool:
        before, token = self.tokens[index - 1], self.tokens[index]
        if before.plain in words("particles") and not before.first:
            return index > 1 and before.joined and self.tokens[index - 2].capital
        if not before.capital or before.plain in words("titles") or is_function(before.plain):
            return False
        if before.shouted and not token.shouted and not before.known:
            return False
        if before.first and not before.known and not before.initial:
            # A word that has its capital from standing first.
            return (token.sure or token.plain in words("particles")) and self.is_strange(before)
        return not before.everyday and not (
            before.first and before.plain in self.lexicon.ambiguous and not before.known
        )

    def is_strange(self, token: Token) -> bool:
        """Whether a word is neither of the lists nor formed as English words are."""
        if len(token.plain) < 3 or not token.capital or token.shouted or self.small or token.plain in self._lowered:
            return False
        if re.search(
            r"[-’'](?:[a-z]{2,}ed|[a-z]{2,}ing|like|type|free|based|year|dose|reactive|positive|negative)$", token.plain
        ):
            return False
        ordinary = token.everyday or token.plain in words("ordinary") or token.plain in any_of("first words", "titles")
        return not ordinary and not _NO_NAME.match(token.plain)

    def is_unlisted(self, index: int) -> bool:
        """Whether a word of a text without capitals is a name, or is on no list and not formed as English words are."""
        token = self.tokens[index]
        if token.sure or (token.initial and self.text[token.end : token.end + 1] == "."):
            return True
        deeds = any_of("does", "says", "objects", "first words", "small words", "ordinary")
        listed = token.plain in deeds or token.plain in words("kin") or is_function(token.plain) or token.everyday
        formed = _NO_NAME.match(token.plain) or _MEDICAL.fullmatch(token.plain) or token.plain in self.lexicon.heads
        return not listed and len(token.plain) > 2 and not formed

    def is_abbreviation(self, index: int) -> bool:
        """Whether a short word of capitals stands between words without: an ELISA reader."""
        if len(self.tokens[index].plain) > 5 or index in (0, len(self.tokens) - 1):
            return False
        return not (self.tokens[index - 1].capital or self.tokens[index + 1].capital)

    def is_medical(self, token: Token) -> bool:
        """Whether a word has the ending of a drug, a disease, a germ or an examination."""
        return bool(_MEDICAL.fullmatch(token.plain))

    def end_small(self, index: int) -> int:
        """The last word of a name that begins at `index` of a text without capitals."""
        last = self.end(index)
        while last + 1 < len(self.tokens) and last - index < LONGEST and self.tokens[last + 1].joined:
            small = self.tokens[last + 1].plain in words("particles") and self.leads_on(last + 1)
            family = last == index and self.tokens[last + 1].plain in self.lexicon.families
            if not (small or family or self.is_unlisted(last + 1)):
                break
            last += 1
        return last

    def may_be_family(self, token: Token) -> bool:
        """Whether a word is a family name of the lists, or of no list at all."""
        return token.known or token.plain in self.lexicon.families or self.is_strange(token)

    def is_word(self, index: int) -> bool:
        """Whether this is no name of the lists, and stands elsewhere in the text without a capital."""
        token = self.tokens[index]
        return len(token.plain) > 2 and token.plain in self._lowered and not token.known

    def end(self, index: int, *, everything: bool = False) -> int:
        """The last word of the name that begins at `index`."""
        last = index
        given = (self.tokens[index].sure or self.is_strange(self.tokens[index])) and not self.tokens[index].initial
        while (
            last + 1 < len(self.tokens) and last - index < LONGEST and self._goes_on(index, last + 1, everything, given)
        ):
            last += 1
        return last

    def _goes_on(self, first: int, index: int, everything: bool, given: bool) -> bool:
        token = self.tokens[index]
        if not token.joined or self.tokens[index - 1].owns or index in self.safe:
            return False
        if token.plain in words("suffixes") and token.capital:
            return True
        if token.plain in words("particles") and self.leads_on(index):
            return True
        if self.tokens[index - 1].plain in words("particles") and index > first + 1 and self.is_family(index):
            return True
        if token.initial:
            return re.match(r"\.?(?:\s+[^\W\d_]|[,;:)\n.]|$|\s+\()", self.text[token.end : token.end + 4]) is not None
        if token.plain.startswith(_ARTICLES) and token.sure:
            return True
        initial = everything and self.tokens[index - 1].initial
        capital = token.capital or (self.small and token.plain in self.lexicon.families)
        if (
            (initial or (index == first + 1 and given))
            and capital
            and not is_function(token.plain)
            and not token.shouted
        ):
            # Behind a given name an everyday word is a family name: Ruth Bone.
            return initial or token.plain in self.lexicon.families or self.may_stand(index)
        if everything and index == first + 1 and capital and not token.shouted and self._ends_family(index):
            return True
        if not self.may_stand(index) or (token.shouted and not self.tokens[first].shouted and not token.known):
            return False
        return everything or token.sure or token.plain not in self.lexicon.common or index == first + 1

    def _ends_family(self, index: int) -> bool:
        """Whether an everyday word that is a family name, too, ends what may be a name."""
        token = self.tokens[index]
        family = token.plain in self.lexicon.families and not is_function(token.plain)
        return family and not self.follows(index + 1)

    def is_family(self, index: int) -> bool:
        """Whether a word with a capital is a family name of the lists, or may be one: no small word, no day."""
        if index >= len(self.tokens):
            return False
        token = self.tokens[index]
        listed = token.known or token.plain in self.lexicon.families or self.is_strange(token)
        return token.capital and listed and not is_function(token.plain) and not self.is_month(index)

    def goes_on(self, index: int) -> bool:
        """Whether a name may go on with this word, or with a small word that leads on."""
        if self.follows(index):
            return True
        small = (
            index < len(self.tokens) and self.tokens[index].joined and self.tokens[index].plain in words("particles")
        )
        return small and self.leads_on(index)

    def leads_on(self, index: int) -> bool:
        """Whether a small word inside of a name leads on to a further part of it."""
        after = index + 1
        most = min(len(self.tokens), index + LONGEST)
        while after < most and self.tokens[after].joined and self.tokens[after].plain in words("particles"):
            after += 1
        if after >= len(self.tokens):
            return False
        token = self.tokens[after]
        return (
            token.joined
            and (self.small or (token.capital and (self.may_stand(after) or token.plain in self.lexicon.families)))
            and not is_function(token.plain)
        )

    def is_house(self, index: int) -> bool:
        """Whether the words from here on are the name of a hospital, a street or the like."""
        for at in range(index, min(index + 4, len(self.tokens))):
            token = self.tokens[at]
            if at > index and not (token.joined or self.gap(at) in ("'s ", "’s ")):
                return False
            if at > index and token.capital and token.plain in self.lexicon.organisation:
                return token.plain not in self.lexicon.surnames or at > index + 1
            if not (token.capital or token.plain in words("particles") or token.plain in ("and", "of", "the")):
                return False
        return False

    def closes(self, index: int) -> bool:
        """Whether words with capitals from here on are all that is left of their line or sentence."""
        last = index
        most = min(len(self.tokens) - 1, index + LONGEST)
        while last < most and self.tokens[last + 1].joined and len(self.gap(last + 1)) < 3:
            last += 1
        run = self.tokens[index : last + 1]
        ends = re.match(r"['’]?s?\.?[ \t]*(?:$|\n|[,;:|()]|\.|\d)", self.text[run[-1].end : run[-1].end + 6])
        named = all(word.capital or word.plain in words("particles") for word in run)
        return bool(ends) and named and len(run) <= LONGEST and run[0].plain not in NO_START


NO_START = words("function")


def is_function(word: str) -> bool:
    """Whether this is one of the small words that no name begins with."""
    return word in NO_START
