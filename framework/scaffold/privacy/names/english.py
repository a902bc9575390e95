"""Names of people in Latin script: by the words around them, by lists of names, and by what was found before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.finding import Finding
from scaffold.privacy.names.cues import (
    AFTER_NAME,
    CLOSED,
    DATA_BEHIND,
    FIELDS,
    LINE,
    NO_PERSON,
    ROLE_BEHIND,
    ROLES,
    SMALL,
)
from scaffold.privacy.names.lexicon import words
from scaffold.privacy.names.runs import LONGEST, Runs, is_function

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scaffold.privacy.names.tokens import Token


def english_names(text: str, known: Sequence[str] = ()) -> tuple[list[Finding], set[str]]:
    """Names of people in Latin script, and the words they are made of.

    :param known: words in lower case that are known to be names of people in this text.
    """
    names = EnglishNames(Runs(text), known)
    return list(names.findings()), names.words


def _names_follow(word: str) -> bool:
    return word == "by" or word in words("kin") or word in words("met")


# A text of so few words is the cell of a table.
_CELL = 3
# Titles that stand together, at most: Prof Dr Dr and Mrs.
_TITLES = 6
# What stands behind a name and not behind the first word of a sentence.
_GOES_ON = re.compile(r"[ \t]*(?:[,;:)\n]|$)|[ \t]+(?:on|as|and|at|is|has|to|in|who|for)\b")
# Verbs whose subject may be anything.
_WEAK = frozenset({"was", "is", "has", "had", "will", "would", "does", "did", "looks", "seems", "appears", "became"})
_WEAK_TOO = frozenset({"grew", "developed", "turns", "hurts", "hurt", "remains", "underwent", "stopped", "started"})
# What a letter may follow that is no initial: vitamin D.
_LETTERED = frozenset(
    [
        "vitamin",
        "vitamins",
        "hepatitis",
        "type",
        "group",
        "grade",
        "stage",
        "class",
        "factor",
        "influenza",
        "plan",
        "point",
        "lead",
        "part",
    ]
)


class EnglishNames:
    """Looks for the names of one text."""

    def __init__(self, runs: Runs, known: Iterable[str] = ()) -> None:
        self._runs = runs
        self._tokens = runs.tokens
        self._lexicon = runs.lexicon
        self._names: dict[int, int] = {}
        self._seeds = {word for word in known if len(word) > 1}

    def findings(self) -> Iterator[Finding]:
        """Every name, as long as it is written."""
        if self._tokens:
            self._behind_fields()
            self._headings()
            self._last_line()
            for index in range(len(self._tokens)):
                self._look(index)
            self._again()
        for first, last in self._turned():
            yield Finding(self._tokens[first].start, self._tokens[last].end, "NAME")

    @property
    def words(self) -> set[str]:
        """What the names are made of, in lower case."""
        parts = {self._tokens[i].plain for first, last in self._names.items() for i in range(first, last + 1)}
        small = words("particles") | words("suffixes")
        return {part for part in parts if len(part) > 1 and part not in small} | self._seeds

    def _turned(self) -> Iterator[tuple[int, int]]:
        """Names in order; a family name at the head of a line and the given name behind its comma are one."""
        found = sorted(self._names.items())
        kept: list[tuple[int, int]] = []
        for first, last in found:
            if (
                kept
                and first == kept[-1][1] + 1
                and self._runs.gap(first) == ", "
                and self._is_head(kept[-1][0], first)
            ):
                kept[-1] = (kept[-1][0], last)
            elif not kept or last > kept[-1][1]:
                kept.append((first, last))
        yield from kept

    def _is_head(self, first: int, given: int) -> bool:
        head = self._tokens[first]
        return (head.shouted or head.first) and not self._tokens[given].shouted

    def _behind_fields(self) -> None:
        runs, text = self._runs, self._runs.text
        for match in FIELDS.finditer(text):
            index = runs.at.get(match.end())
            if index is not None and self._tokens[index].plain not in words("titles") and index not in runs.safe:
                filled = any(mark in match.group() for mark in ":=：")
                self._take(index, everything=filled or runs.closes(index), anything=runs.closes(index), comma=True)
        for match in CLOSED.finditer(text):
            self._behind_closed(runs.at.get(match.end()))
        for match in ROLES.finditer(text):
            index = runs.at.get(match.end())
            if index is not None and self._plausible(index):
                self._take(index, comma=True)
        for match in SMALL.finditer(text) if runs.small else ():
            index = runs.at.get(match.end())
            if index is not None:
                self._take_small(index)

    def _behind_closed(self, index: int | None) -> None:
        if index is None or self._tokens[index].plain in words("titles"):
            return
        token = self._tokens[index]
        if self._runs.closes(index):
            self._take(index, everything=True, anything=True)
        elif token.capital and not token.everyday and not token.shouted and not self._runs.is_house(index):
            self._take(index)

    def _take_small(self, index: int) -> None:
        """A name in a text without capitals: what is left of its line, or what stands before a number."""
        last = index
        while last + 1 < len(self._tokens) and self._tokens[last + 1].joined and last - index < LONGEST:
            if self._tokens[last + 1].plain in ("at", "on", "for", "from", "re", "and", "who", "with", "in"):
                break
            last += 1
        run = self._tokens[index : last + 1]
        ends = re.match(
            r"\.?[ \t]*(?:$|[\n,;:(\d+]|(?:at|on|for|re)\b)", self._runs.text[run[-1].end : run[-1].end + 6]
        )
        if not ends or len(run) > 4 or any(word.plain in NO_PERSON or self._is_small(word) for word in run):
            return
        named = any(word.known or word.initial for word in run) or len(run) == 1
        strange = len(run) < 3 and not any(word.everyday for word in run if len(word.plain) > 1)
        if run[0].plain not in words("titles") and (named or strange):
            self._names[index] = last

    def _is_small(self, word: Token) -> bool:
        """Whether no name has this word; an `a` may be an initial before a name."""
        if not is_function(word.plain):
            return False
        after = self._runs.after(self._runs.at[word.start])
        dotted = self._runs.text[word.end : word.end + 1] == "."
        return word.end - word.start > 1 or not (dotted or (after is not None and (after.sure or after.known)))

    def _headings(self) -> None:
        for match in LINE.finditer(self._runs.text):
            index = self._runs.at.get(match.start("name"))
            if index is not None and self._in_heading(index):
                self._heading(index)

    def _heading(self, first: int) -> None:
        """A line that begins with a name, and goes on with a date, a number or a role."""
        last, comma = first, False
        while last + 1 < len(self._tokens) and last - first < LONGEST and self._in_heading(last + 1):
            turns = self._runs.gap(last + 1) == ", " and not comma and self._tokens[last].capital
            turns = turns and (self._tokens[first].shouted or self._tokens[last + 1].known)
            if not (self._tokens[last + 1].joined or turns):
                break
            comma = comma or turns
            last += 1
        run = self._tokens[first : last + 1]
        if self._runs.small and self._acts(first):
            self._names[first] = first + 1
        elif self._heads(run, comma) or (comma and run[0].shouted and not run[-1].shouted and len(run[-1].plain) > 2):
            self._names[first] = last

    def _acts(self, first: int) -> bool:
        """Whether a line without capitals begins with a given name, another word, and what people do."""
        name, after = self._runs.after(first), self._runs.after(first + 1)
        if self._tokens[first].plain not in self._lexicon.given or name is None or after is None:
            return False
        return after.plain in words("does") and not is_function(name.plain) and name.plain not in words("does")

    def _heads(self, run: Sequence[Token], comma: bool) -> bool:
        text, end = self._runs.text, run[-1].end
        if ROLE_BEHIND.match(text, end):
            return run[0].plain not in NO_PERSON
        if not DATA_BEHIND.match(text, end):
            return False
        if (
            any(token.sure for token in run)
            or (len(run) > 1 and run[-1].known and run[0].known)
            or (any(token.known for token in run) and not run[0].everyday)
        ):
            return True
        plain = self._lexicon.common | self._lexicon.heads
        return len(run) > 1 and not any(token.plain in plain for token in run) and not (comma and not run[0].shouted)

    def _in_heading(self, index: int) -> bool:
        token = self._tokens[index]
        if (
            index in self._runs.safe
            or is_function(token.plain)
            or token.plain in words("titles")
            or token.plain in words("roles")
        ):
            return False
        if token.plain in words("months"):
            return token.plain == "may"
        plain = token.capital or token.plain in words("particles")
        return plain and (token.known or token.plain not in self._lexicon.common)

    def _plausible(self, index: int) -> bool:
        """Whether what stands in a field could be a name: a known one, or two words with capitals that are no words."""
        token = self._tokens[index]
        if index in self._runs.safe or not token.capital:
            return False
        if token.sure or (token.known and self._runs.follows(index + 1)):
            return True
        return not token.everyday and not token.shouted and self._runs.follows(index + 1)

    def _look(self, index: int) -> None:
        token = self._tokens[index]
        if token.plain in words("titles"):
            self._titled(index)
        if index in self._runs.safe or token.plain in words("titles") or not (token.capital or token.sure):
            return
        if index and self._tokens[index - 1].plain == "st" and token.joined:
            return
        if self._announced(index):
            self._take(index, everything=_names_follow(self._tokens[index - 1].plain))
        elif self._listed(index) or self._described(index):
            self._take(self._runs.begins(index), everything=token.initial)

    def _titled(self, index: int) -> None:
        """A title, and behind it a name; two titles with "and" between them share it."""
        title, at = self._tokens[index], index + 1
        shared = words("titles") | {"and", "or"}
        while at < min(len(self._tokens), index + _TITLES) and self._tokens[at].plain in shared:
            if not re.fullmatch(r"\.?[ \t&/]*", self._runs.gap(at)):
                return
            at += 1
        if at >= len(self._tokens) or not re.fullmatch(r"\.?[ \t\u00a0]{0,2}&?[ \t]?", self._runs.gap(at)):
            return
        token = self._tokens[at]
        if token.plain in words("particles") and self._runs.leads_on(at):
            self._names[at] = self._runs.end(at, everything=True)
        elif title.plain in words("hard titles"):
            named = token.initial or token.known or token.plain not in self._lexicon.common
            capital = token.capital or token.known or not title.capital
            if named and capital and (token.initial or not is_function(token.plain)) and not self._is_month(at):
                self._take(at, everything=True)
        elif title.capital and token.capital and not token.everyday and at not in self._runs.safe:
            named = token.known or title.plain not in words("rare titles") or self._runs.follows(at + 1)
            self._names.update({at: self._runs.end(at)} if named else {})

    def _is_month(self, index: int) -> bool:
        return self._tokens[index].plain in words("months") - {"may", "april", "june", "march", "august"}

    def _announced(self, index: int) -> bool:
        """Whether the words before say that a person follows."""
        token, runs = self._tokens[index], self._runs
        if index == 0 or not token.capital:
            return False
        gap, before = runs.gap(index), self._tokens[index - 1].plain
        if before in ("is", "was") and index > 1 and gap.isspace():
            subject = self._tokens[index - 2].plain
            kin = subject in words("kin") and (token.known or runs.follows(index + 1))
            return (subject == "name" or kin) and not token.everyday
        if not re.fullmatch(r"\s{1,2}|,\s|\s?\(|:\s|\s['\"“‘]", gap):
            return False
        return self._behind_word(index, before)

    def _behind_word(self, index: int, before: str) -> bool:
        token, runs = self._tokens[index], self._runs
        if before in words("called"):
            return not token.everyday and not token.shouted
        if before in words("kin") or before == "by":
            if token.plain[1:2] == "-":
                return False
            return (token.known or not token.everyday) and not token.shouted and not runs.is_house(index)
        if before in words("staff"):
            plain = not token.everyday and not token.first and not token.shouted
            return (token.known and not token.first) or (plain and runs.follows(index + 1))
        if before in words("met"):
            return (token.known or not token.everyday) and runs.follows(index + 1) and not runs.is_house(index)
        return False

    def _listed(self, index: int) -> bool:
        """Whether the lists of names say so."""
        token, names, after = self._tokens[index], self._lexicon, self._runs.after(index)
        if token.initial:
            return self._initials(index)
        if self._runs.is_house(index) or (after and after.plain in names.houses):
            return False
        if not token.capital:
            family = after is not None and after.plain in names.surnames and after.sure
            return family and token.plain in names.given
        if token.first and after is not None and self._subject(token, after):
            return True
        if token.sure:
            return not (token.shouted and len(token.plain) < 4 and not (after and after.known))
        return self._pair(index)

    def _subject(self, token: Token, after: Token) -> bool:
        """Whether an everyday word that is a name, too, begins a sentence about somebody."""
        if token.plain not in self._lexicon.families or after.plain not in words("does") or is_function(token.plain):
            return False
        if token.plain in self._lexicon.given and not token.shouted:
            return token.plain not in self._lexicon.common
        weak = after.plain in _WEAK or after.plain in _WEAK_TOO
        return token.plain in self._lexicon.surnames and not weak and token.plain not in self._lexicon.heads

    def _last_line(self) -> None:
        """A name alone that ends the text: who wrote it."""
        last = len(self._tokens) - 1
        first = last
        while first > 0 and self._tokens[first].joined and last - first < 3 and not self._tokens[first].first:
            first -= 1
        run, runs = self._tokens[first:], self._runs
        if not run[0].first or first == 0 or not re.fullmatch(r"[.\s]*", runs.text[run[-1].end :]):
            return
        if not all(token.capital and token.plain not in NO_PERSON for token in run) or is_function(run[0].plain):
            return
        named = run[-1].known or run[0].initial or run[0].known
        strange = len(run) > 1 and all(runs.is_strange(token) for token in run)
        if (named or strange) and not any(token.plain in self._lexicon.common for token in run):
            self._names[first] = last

    def _pair(self, index: int) -> bool:
        """An everyday word that is a given name, and a family name behind it; or one before a comma."""
        token, names, after = self._tokens[index], self._lexicon, self._runs.after(index)
        if after is None or after.initial or not self._runs.follows(index + 1):
            return self._reversed(index)
        if token.plain not in names.given or is_function(token.plain):
            return False
        if after.sure:
            return True
        if not after.everyday and not after.shouted and not token.first and not self._runs.small:
            return True
        family = after.plain in names.surnames and after.plain not in names.organisation | names.heads
        common = token.first and token.plain in names.common
        return family and not is_function(after.plain) and not token.shouted and not common

    def _reversed(self, index: int) -> bool:
        """`Young, Mary`"""
        token = self._tokens[index]
        if token.plain not in self._lexicon.surnames or index + 1 >= len(self._tokens) or is_function(token.plain):
            return False
        after = self._tokens[index + 1]
        given = after.capital and after.plain in self._lexicon.given and after.sure
        return self._runs.gap(index + 1) == ", " and given and (not token.first or token.shouted)

    def _initials(self, index: int) -> bool:
        """One or two initials before a family name."""
        at, dotted = index, False
        while at < len(self._tokens) and self._tokens[at].initial and at - index < 3:
            dotted = dotted or self._runs.text[self._tokens[at].end : self._tokens[at].end + 1] == "."
            at += 1
        if at >= len(self._tokens) or not self._tokens[at].joined or at in self._runs.safe:
            return False
        token, first = self._tokens[at], self._tokens[index]
        if not token.capital or is_function(token.plain) or self._is_month(at):
            return False
        # A unit and the end of its sentence: 5 g/L. Then ...
        if re.search(r"\d[ \t]?$|/$", self._runs.text[max(0, first.start - 2) : first.start]):
            return False
        if index and self._tokens[index - 1].plain in _LETTERED:
            return False
        if token.sure and not token.shouted:
            return first.plain != "a" or dotted or not first.first
        after = self._runs.after(at)
        acts = token.known and after is not None and after.plain in words("does") and first.plain not in "ai"
        if dotted and token.plain in self._lexicon.families and _GOES_ON.match(self._runs.text, token.end):
            return True
        return (dotted or acts) and (token.known or not token.everyday) and not self._runs.is_house(at)

    def _described(self, index: int) -> bool:
        """Whether two words with capitals that are no words are spoken of as a person."""
        token, runs = self._tokens[index], self._runs
        if token.everyday or token.shouted or token.initial or not runs.follows(index + 1) or runs.is_house(index):
            return False
        last = runs.end(index)
        if any(each.shouted or each.plain in self._lexicon.eponyms for each in self._tokens[index : last + 1]):
            return False
        if runs.tokens[index].first and self._tokens[last].plain in self._lexicon.surnames and runs.is_strange(token):
            after = runs.after(last)
            return after is not None and after.plain in words("does")
        if AFTER_NAME.match(runs.text, self._tokens[last].end) or ROLE_BEHIND.match(runs.text, self._tokens[last].end):
            return True
        after = runs.after(last)
        return after is not None and after.plain in words("does") and not token.first

    def _take(self, index: int, *, everything: bool = False, anything: bool = False, comma: bool = False) -> None:
        """The words from `index` on are a name.

        :param everything: though they may be everyday words.
        :param anything: though they may be words that stand beside names.
        :param comma: though a comma divides family and given names.
        """
        token = self._tokens[index]
        if not (token.capital or token.known or everything):
            return
        if not everything and not token.initial and token.everyday:
            return
        beside = token.plain in NO_PERSON if anything else token.plain in self._lexicon.common and not token.known
        if everything and not token.initial and (is_function(token.plain) or beside):
            return
        last = self._runs.end(index, everything=everything)
        if comma and last + 1 < len(self._tokens) and self._runs.gap(last + 1) == ", ":
            after = self._tokens[last + 1]
            goes_on = (after.known or after.initial) and self._runs.may_stand(last + 1) and not is_function(after.plain)
            if goes_on and after.plain not in words("titles"):
                last = self._runs.end(last + 1)
        self._names[index] = max(last, self._names.get(index, index))

    def _again(self) -> None:
        """What was found once is found wherever it stands, alone, with capitals, or in lower case if it is no word."""
        known = self.words
        taken = {i for first, last in self._names.items() for i in range(first, last + 1)}
        for index, token in enumerate(self._tokens):
            if index in taken or index in self._runs.safe:
                continue
            doubled = (
                "-" in token.plain and token.capital and not token.everyday and known & set(token.plain.split("-"))
            )
            if doubled or (token.plain in known and self._is_again(index)):
                self._names[index] = index

    def _is_again(self, index: int) -> bool:
        token, names = self._tokens[index], self._lexicon
        word = token.plain
        weak = word in names.weak
        if not weak:
            return token.capital or len(word) > 3
        if not token.capital or is_function(word) or word in words("months") or self._runs.is_house(index):
            return False
        if word in self._seeds and len(self._tokens) <= _CELL:
            return True
        after = self._runs.after(index)
        does = after is not None and after.plain in words("does")
        return token.owns or does or (token.shouted and len(word) > 3) or not (token.first or token.shouted)
