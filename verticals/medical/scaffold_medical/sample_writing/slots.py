"""What the names in braces stand for: the patient, the people around, dates, numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING

from scaffold_medical.sample_writing import numbers, people

if TYPE_CHECKING:
    from scaffold_medical.sample_writing.people import Person

_PRONOUNS = {
    "female": {"he": "she", "his": "her", "him": "her", "himself": "herself"},
    "male": {"he": "he", "his": "his", "him": "him", "himself": "himself"},
}


def marked(kind: str, text: str) -> str:
    """The text as an identifier of that kind."""
    return f"⟦{kind}:{text}⟧"


class Slots:
    """Fills in values about one patient for one note.

    :param own: seeded for the patient: whose own address, numbers and relatives stay the same in all notes.
    :param rng: seeded for the note: how values are written, and everything else.
    """

    def __init__(self, who: Person, own: Random, rng: Random) -> None:
        self.who, self.rng = who, rng
        self._fixed = {
            "address": marked("ADDRESS", numbers.address(own, who.language)),
            "own_phone": marked("PHONE", numbers.phone(own, who.language)),
            "own_email": marked("EMAIL", numbers.email(own, who.given, who.surname)),
            "national": marked("ID", numbers.national_id(own, who)),
            "record": marked("ID", numbers.record_number(own)),
        }
        self._kin = self._relation(own)
        self._doctors = cycle(rng.sample([self._person_name(own) for _ in range(4)], 4))
        self.named = False

    def __call__(self, name: str) -> str:
        """The text for a name in braces.

        :raises KeyError: the name is not known: a slip in a block.
        """
        pronouns = _PRONOUNS[self.who.sex]
        if name.lower() in pronouns:
            word = pronouns[name.lower()]
            return word.capitalize() if name[0].isupper() else word
        return self._fixed.get(name) or self._filled(name)

    def _filled(self, name: str) -> str:
        rng, who = self.rng, self.who
        ways: dict[str, Callable[[], str]] = {
            "pt": self.patient_in_sentence,
            "Pt": self.patient_first,
            "full": lambda: marked("NAME", who.name),
            "listed": lambda: marked("NAME", f"{who.surname.upper()}, {who.given}"),
            "initial": lambda: marked("NAME", f"{who.given[0]}. {who.surname}"),
            "sur": lambda: marked("NAME", who.surname),
            "given": lambda: marked("NAME", who.given),
            "Title": lambda: who.title,
            "age": self.age,
            "dob": lambda: marked("DATE", self.written(who.born, full=True)),
            "date": lambda: marked("DATE", self.written(self.recent())),
            "today": lambda: marked("DATE", self.written(who.today)),
            "soon": lambda: marked("DATE", self.written(who.today + timedelta(days=rng.randrange(7, 90)))),
            "month": lambda: marked("DATE", self.written_month()),
            "year": lambda: str(who.today.year - rng.randrange(2, 9)) if who.age > 8 else str(who.today.year - 1),
            "dr": self.doctor,
            "name": lambda: marked("NAME", self._person_name(rng)),
            "rel": lambda: self._kin,
            "phone": lambda: rng.choice([self._fixed["own_phone"], marked("PHONE", numbers.phone(rng, who.language))]),
            "email": lambda: rng.choice([self._fixed["own_email"], self._other_email()]),
            "id": lambda: marked("ID", numbers.record_number(rng)),
            "url": lambda: marked("URL", numbers.url(rng)),
            "town": lambda: marked("ADDRESS", numbers.spaced_town(rng)),
            "old": lambda: marked("AGE", str(rng.randrange(90, 104))),
            "clock": lambda: f"{rng.randrange(24):02d}:{rng.randrange(60):02d}",
        }
        return ways[name]()

    def patient_in_sentence(self) -> str:
        """The patient inside a sentence, named or described."""
        who, title = self.who, f"{self.who.title} {marked('NAME', self.who.surname)}"
        self.named = True
        full, given, noun = marked("NAME", who.name), marked("NAME", who.given), self._noun()
        if who.age < 2:
            return self.rng.choice([full, f"baby {given}", "this baby" if who.age < 1 else "this little one"])
        aged = self.rng.choice([f"{self.age()}-year-old", f"{self.age()} year old"])
        if who.age < 16:
            return self.rng.choice([full, f"this {aged} {noun}", given])
        return self.rng.choice([f"this {aged} {noun}", f"this {aged} {noun}", title, full, f"{title} ({self.age()})"])

    def patient_first(self) -> str:
        """The patient at the start of a sentence: a pronoun or a short form if it was named before."""
        if self.named and self.rng.random() < 0.8:
            short = marked("NAME", self.who.given) if self.who.age < 16 else f"{self.who.title} {self._fixed_surname()}"
            return self.rng.choice([_PRONOUNS[self.who.sex]["he"].capitalize(), "The patient", short])
        text = self.patient_in_sentence()
        return text[0].upper() + text[1:]

    def age(self) -> str:
        """The age in years, an identifier from 90 on."""
        return marked("AGE", str(self.who.age)) if self.who.age > 89 else str(self.who.age)

    def doctor(self) -> str:
        """A doctor's name without a title; the next one of a few."""
        return marked("NAME", next(self._doctors))

    def recent(self) -> date:
        """A day of the last ten weeks, not before the patient's birth."""
        day = self.who.today - timedelta(days=self.rng.randrange(2, 40))
        return max(day, self.who.born)

    def written(self, day: date, *, full: bool = False) -> str:
        """A date as text."""
        return numbers.written_date(self.rng, day, full=full)

    def written_month(self) -> str:
        """A month of the last half year as text."""
        return numbers.written_month(self.rng, self.who.today - timedelta(days=self.rng.randrange(70, 200)))

    def _noun(self) -> str:
        if self.who.age < 18:
            return {"female": "girl", "male": "boy"}[self.who.sex]
        return self.rng.choice({"female": ["woman", "lady"], "male": ["man", "gentleman"]}[self.who.sex])

    def _fixed_surname(self) -> str:
        return marked("NAME", self.who.surname)

    def _person_name(self, rng: Random) -> str:
        first, last = people.given(rng, "en", rng.choice(["female", "male"])), people.surname(rng, "en")
        return rng.choice([f"{first} {last}", last, f"{first[0]} {last}", f"{first[0]}. {last}", f"{first} {last}"])

    def _relation(self, rng: Random) -> str:
        sex = rng.choice(["female", "male"])
        if self.who.age < 18:
            kin = {"female": ["mother", "grandmother"], "male": ["father", "uncle"]}[sex]
        else:
            kin = {"female": ["wife", "daughter", "sister"], "male": ["husband", "son", "brother"]}[sex]
            kin = [k for k in kin if k != {"female": "wife", "male": "husband"}[self.who.sex]]
            kin = [k for k in kin if self.who.age > 45 or k not in ("son", "daughter")] or kin
        name = people.given(rng, self.who.language, sex)
        if rng.random() < 0.4:
            name += f" {self.who.surname}"
        return f"{_PRONOUNS[self.who.sex]['his']} {rng.choice(kin)} {marked('NAME', name)}"

    def _other_email(self) -> str:
        sex = self.rng.choice(["female", "male"])
        return marked(
            "EMAIL", numbers.email(self.rng, people.given(self.rng, "en", sex), people.surname(self.rng, "en"))
        )


class ChineseSlots(Slots):
    """The same, as Chinese records write it."""

    def patient_in_sentence(self) -> str:
        """The patient inside a sentence."""
        self.named = True
        return self.rng.choice(
            ["患者", marked("NAME", self.who.name), f"{marked('NAME', self.who.surname)}{self._noun()}"]
        )

    def patient_first(self) -> str:
        """The patient at the start of a sentence."""
        if self.named:
            return self.rng.choice(["患者", "该患者", marked("NAME", self.who.name)])
        name, sex = marked("NAME", self.who.name), "女" if self.who.sex == "female" else "男"
        return self.rng.choice(
            [
                f"患者{name}，{sex}，{self.age()}岁，",
                f"{marked('NAME', self.who.name)}，{self.age()}岁，",
                f"患者{marked('NAME', self.who.name)}",
            ]
        )

    def written(self, day: date, *, full: bool = False) -> str:
        """A date as text."""
        return numbers.chinese_date(self.rng, day, full=full)

    def written_month(self) -> str:
        """A month of the last half year as text."""
        day = self.who.today - timedelta(days=self.rng.randrange(70, 200))
        return f"{day.year}年{day.month}月"

    def _noun(self) -> str:
        if self.who.age < 18:
            return "小朋友"
        return {"female": "女士", "male": "先生"}[self.who.sex]

    def _person_name(self, rng: Random) -> str:
        return people.surname(rng, "zh") + rng.choice(["", people.given(rng, "zh", rng.choice(["female", "male"]))])

    def _relation(self, rng: Random) -> str:
        sex = rng.choice(["female", "male"])
        kin = {"female": ["女儿", "姐姐", "母亲"], "male": ["儿子", "弟弟", "父亲"]}[sex]
        if self.who.age < 18:
            kin = kin[2:]
        elif self.who.age > 60:
            kin = kin[:1]
        else:
            kin = kin[1:2]
        return rng.choice(kin) + marked("NAME", people.surname(rng, "zh") + people.given(rng, "zh", sex))
