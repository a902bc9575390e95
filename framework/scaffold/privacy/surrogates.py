"""Other names, dates and numbers in place of those of a patient: of the same form, always the same ones, by the key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scaffold.privacy.date_shift import DateShift
from scaffold.privacy.digits import Letters
from scaffold.privacy.names.other_names import OtherNames
from scaffold.privacy.places import other_address

if TYPE_CHECKING:
    from scaffold.privacy.finding import Kind
    from scaffold.privacy.key import Key

_HAN = re.compile(r"[\u4e00-\u9fff]")
_DOMAINS = ("example.org", "example.com", "example.net")


@dataclass(frozen=True)
class Surrogates:
    """What stands for the identifiers of one patient.

    Nothing is remembered: each surrogate follows from the key, the patient and the normalised identifier alone, so it
    is the same in every file and on every machine.

    :ivar text: where the identifiers stand; its dates say whether the day or the month comes first.
    """

    key: Key = field(repr=False)
    patient: str
    text: str

    def of(self, kind: Kind, old: str) -> str:
        """The surrogate of one identifier, never the identifier itself."""
        if kind == "NAME":
            return OtherNames(self.key, self.patient).of(old)
        if kind == "DATE":
            return DateShift(self.key, self.patient, self.text).of(old)
        if kind == "AGE":
            return "90岁以上" if _HAN.search(old) else "90 or older"
        if kind == "EMAIL":
            return self._email(old)
        if kind == "URL":
            return self._url(old)
        if kind in ("ADDRESS", "ORGANISATION"):
            return other_address(old, self.key, self.patient)
        letters = Letters(self.key, self.patient, kind)
        return letters.phone(old) if kind == "PHONE" else letters.code(old)

    def _email(self, old: str) -> str:
        local, _, domain = re.sub(r"\s|＠", lambda match: "@" if match.group() == "＠" else "", old).rpartition("@")
        names, letters = OtherNames(self.key, self.patient), Letters(self.key, self.patient, "EMAIL")
        parts = [
            names.part(part) if names.is_known(part) else letters.code(part) if part.isalnum() else part
            for part in re.split(r"([^A-Za-z0-9]+)", local)
        ]
        return f"{''.join(parts)}@{self._domain(domain)}"

    def _url(self, old: str) -> str:
        match = re.match(r"([a-z]+://)?(www\.)?([^/?#]+)(.*)", old, re.IGNORECASE | re.DOTALL)
        if match is None:
            return f"https://{_DOMAINS[0]}"
        protocol, www, host, path = (part or "" for part in match.groups())
        other = Letters(self.key, self.patient, "URL").code(path) if path.strip("/") else path
        return f"{protocol}{www}{self._domain(host)}{other}"

    def _domain(self, old: str) -> str:
        """One of the domains that belong to nobody (RFC 2606)."""
        return _DOMAINS[self.key.digest(self.patient, "domain", old.lower())[0] % len(_DOMAINS)]
