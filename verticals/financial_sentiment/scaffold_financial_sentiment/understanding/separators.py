"""The words and marks at which a headline falls into clauses."""

from __future__ import annotations

import re

# Behind a mark, before a word; `: ` tells who speaks, or what it is about, so that it is none.
STRONG = re.compile(
    r"(?<=[;；。！？!?])"
    r"|(?<=\s)(?=(?:while|whereas|but|although|though|as|after|amid|despite|following|before|because|since|vs|versus"
    r"|yet|even as|just as|when)[.]?\s)"
    r"|(?<=\s)(?=[-–—]\s)"
    r"|(?=但是|但(?!是)|然而|而(?!且)|不过|同时|尽管|虽然|由于|因为|却)",
    re.IGNORECASE,
)
"""Places where a clause always ends."""

WEAK = re.compile(r"(?<=[,，])(?!\d)|(?<=\s)(?=(?:and|&)\s)", re.IGNORECASE)
"""Places where a clause may end, or a list go on."""
