"""Words that make two headlines different news, however alike they are: up and down, Monday and Friday."""

from __future__ import annotations

import re

_AXES = (
    (
        "up high highs higher rise rises rose rising risen gain gains gained climb climbs climbed jump jumps jumped "
        "surge surges surged soar soars soared rally rallies rallied advance advances advanced rebound rebounds "
        "rebounded increase increases increased grow grows grew raise raises raised boost boosts boosted hike hikes "
        "upgrade upgrades upgraded above 涨 升 增 高于",
        "down low lows lower fall falls fell falling fallen drop drops dropped decline declines declined slip slips "
        "slipped slide slides slid sink sinks sank tumble tumbles tumbled plunge plunges plunged dip dips dipped slump "
        "slumps slumped decrease decreases decreased shrink shrinks shrank lowers lowered cut cuts reduce reduces "
        "reduced downgrade downgrades downgraded below 跌 降 减 低于",
    ),
    ("profit profits 盈", "loss losses 亏"),
    ("beat beats tops exceed exceeds exceeded 超出 超过 好于", "miss misses missed 不及 逊于"),
    ("win wins won 胜诉 赢", "lose loses lost 败诉 输"),
    ("buy buys bought acquire acquires 买 购", "sell sells sold divest divests 卖 售"),
    (
        "approve approves approved accept accepts accepted back backs backed confirm confirms confirmed 批准 通过 接受 "
        "承认 确认",
        "reject rejects rejected refuse refuses refused oppose opposes block blocks blocked deny denies denied 否决 "
        "拒绝 反对 否认",
    ),
    ("likely possible", "unlikely impossible"),
    ("strong stronger best healthy", "weak weaker worst poor"),
    (
        "open opens opened start starts begin begins resume resumes 开始 启动 恢复 重启",
        "close closes shut shuts end ends halt halts suspend suspends 关闭 停止 暂停 终止",
    ),
    ("bullish optimistic 利好 看多", "bearish pessimistic 利空 看空"),
    (
        *("monday 周一 星期一", "tuesday 周二 星期二", "wednesday 周三 星期三", "thursday 周四 星期四"),
        *("friday 周五 星期五", "saturday 周六 星期六", "sunday 周日 星期日 星期天"),
    ),
    (
        *("january jan", "february feb", "april apr", "june", "july", "august aug", "september sept sep"),
        *("october oct", "november nov", "december dec"),
    ),
)
_NEGATIONS = "no not never nor without cant cannot wont dont doesnt didnt isnt arent wasnt wouldnt 不 未 没有 并非"
_NEGATED = frozenset(_NEGATIONS.split())
_SIDES = {
    word: (axis, side) for axis, sides in enumerate(_AXES) for side, words in enumerate(sides) for word in words.split()
}


def _pattern(words: list[str]) -> re.Pattern[str]:
    latin = "|".join(sorted(filter(str.isascii, words)))
    han = "|".join(sorted((word for word in words if not word.isascii()), key=lambda word: (-len(word), word)))
    return re.compile(rf"\b(?:{latin})\b|(?:{han})")


_TELLING = _pattern([*_SIDES, *_NEGATED])


def opposed(one: str, other: str) -> bool:
    """Whether two plain titles that are alike tell different news: one `up` where the other says `down`, or `not`.

    >>> opposed("acme profit rises", "acme profit falls"), opposed("acme profit rises", "acme profit climbs")
    (True, False)
    >>> opposed("acme to buy bolt", "acme not to buy bolt"), opposed("某某股价大涨", "某某股价大跌")
    (True, True)
    """
    if one == other:
        return False
    first, second = _TELLING.findall(one), _TELLING.findall(other)
    if sum(word in _NEGATED for word in first) != sum(word in _NEGATED for word in second):
        return True
    return any(_contrary(_taken(first, axis), _taken(second, axis)) for axis in range(len(_AXES)))


def _taken(words: list[str], axis: int) -> list[int]:
    """The sides that words take on an axis, in their order."""
    return [side for word in words if word in _SIDES for of, side in [_SIDES[word]] if of == axis]


def _contrary(one: list[int], other: list[int]) -> bool:
    """Whether as many words take different sides, or no side is common to both."""
    if len(one) == len(other):
        return one != other
    return bool(one and other) and not set(one) & set(other)
