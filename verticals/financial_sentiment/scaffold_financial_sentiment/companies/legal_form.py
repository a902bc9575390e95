"""The legal form at the end of a company's name: `Inc`, `plc`, `股份有限公司`."""

from __future__ import annotations

import re

_LATIN = (
    "inc|incorporated|corp|corporation|company|co|plc|ltd|limited|llc|llp|lp|ag|se|sa|s[.]a|spa|s[.]p[.]a|nv|n[.]v|bv"
    "|b[.]v|gmbh|kg|kgaa|ab|asa|a/s|oy|oyj|kk|pte|pty|bhd|berhad|tbk|pjsc|ojsc|jsc|public joint stock company"
)
# Several may follow one another: `Co., Ltd.`
_ENDING = re.compile(rf"(?:(?:,\s*|\s+)(?:&\s*)?(?:{_LATIN})[.]?|\s+[(](?:publ)[)])$", re.IGNORECASE)
_HAN_ENDING = re.compile("(?:股份有限公司|有限责任公司|控股有限公司|有限公司|股份公司|公司|[（(]集团[)）])$")
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")


def without_legal_form(name: str) -> str:
    """The name without its legal form and its article; as it is where too little would be left to be recognised by.

    >>> without_legal_form("Harland Steel Co., Ltd."), without_legal_form("晨光钢铁股份有限公司")
    ('Harland Steel', '晨光钢铁')
    """
    bare = name.strip()
    if (article := _ARTICLE.match(bare)) and _says_enough(bare[article.end() :]):
        bare = bare[article.end() :]
    while True:
        shorter = _HAN_ENDING.sub("", _ENDING.sub("", bare)).rstrip(" ,&")
        if shorter == bare or not _says_enough(shorter):
            return bare
        bare = shorter


def _says_enough(name: str) -> bool:
    """Two Chinese characters or capitals, or three characters of any other kind."""
    letters = "".join(filter(str.isalnum, name))
    return len(_HAN.findall(name)) >= 2 or len(letters) >= 3 or (len(letters) == 2 and letters.isupper())
