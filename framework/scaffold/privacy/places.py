"""Addresses of the same form in places that there are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.addresses import STREETS
from scaffold.privacy.digits import Letters
from scaffold.privacy.names.other_names import OtherNames

if TYPE_CHECKING:
    from scaffold.privacy.key import Key

# What says which form an address has, and nothing of where it is.
_KEPT = frozenset(
    f"{STREETS}|Flat|Apartment|Apt|Unit|Suite|Ste|Room|Rm|Floor|Block|Building|Studio|House|Cottage|Lodge|Farm|Box|PO|P|O|North|South|East|West"
    "|upon|on|the|of|de|la|le|du|by|in|The|St|rue|Rue|calle|Calle|via|Via|avenue|Hospital|Infirmary|Clinic|Hospice|Medical|Centre|Center|Practice"
    "|Surgery|Ward|NHS|Trust|Foundation|and".replace("?", "").split("|")
)
_ZH_KEPT = frozenset(
    "省市区县旗镇乡村路街道巷弄号楼栋幢座层单元室门组队里苑园院州盟自治新大小东西南北中路医人民附属卫生诊所"
)
_ZH_OTHERS = "云岭松柏清溪白石望湖槐安枫桥青河兰亭翠竹明月长风晴川"
_PIECE = re.compile(
    r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}(?!\w)|\d[\dA-Za-z]*|[^\W\d_\u4e00-\u9fff]+(?:['’][^\W\d_]+)*|[\u4e00-\u9fff]"
)


def other_address(old: str, key: Key, patient: str) -> str:
    """The address with other numbers, names of streets and towns, and the same words around them."""
    letters, names = Letters(key, patient, "ADDRESS"), OtherNames(key, patient)

    def piece(match: re.Match[str]) -> str:
        word = match.group()
        if "\u4e00" <= word <= "\u9fff":
            if word in _ZH_KEPT:
                return word
            return _ZH_OTHERS[key.digest(patient, "place", word)[0] % len(_ZH_OTHERS)]
        if any(map(str.isdigit, word)) or (word.isupper() and len(word) <= 3):
            return letters.code(word)
        if word in _KEPT or word.capitalize() in _KEPT:
            return word
        return names.part(word)

    return _PIECE.sub(piece, old)
