"""Houses that tell where somebody was treated: looked for only where they are asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scaffold.privacy.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENGLISH = re.compile(
    r"(?<![\w'’.-])(?:[A-Z][\w'’.-]{0,30}\s(?:(?:of|the|and|&|for|in|de|la)\s)?){1,5}?"
    r"(?:Hospitals?|Infirmary|Clinic|Hospice|Medical\s(?:Centre|Center|Practice|Group)|Health\s(?:Centre|Center)|Surgery"
    r"|Nursing\sHome|Care\sHome|NHS\s(?:Foundation\s)?Trust|Sanatorium|Polyclinic)(?!\w)"
    r"|(?<!\w)(?:Ward|Bay|Theatre)\s(?:\d{1,3}[A-Z]?|[A-Z]\d{0,3})(?!\w)"
)
_CHINESE = re.compile(
    r"[\u4e00-\u9fff]{2,14}(?:人民医院|中医院|妇幼保健院|附属医院|医院|卫生院|诊所|卫生服务中心|疗养院|养老院)"
)


def find_organisations(text: str) -> Iterator[Finding]:
    """Hospitals, practices, homes and wards by name."""
    for pattern in (_ENGLISH, _CHINESE):
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), "ORGANISATION")
