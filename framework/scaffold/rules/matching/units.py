"""Units of measurement: what they measure, and how many of the base unit each is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

# base unit: one line a unit, its factor and then its names. A month is a twelfth of a year of 365.25 days.
_MEASURES = {
    "mg": """
        1e-6 ng nanogram nanograms 纳克
        0.001 µg μg ug mcg microgram micrograms 微克
        1 mg mgs milligram milligrams milligramme milligrammes 毫克
        1000 g gr gm gms gram grams gramme grammes 克
        1e6 kg kgs kilo kilos kilogram kilograms 千克 公斤
        500000 斤 市斤
        1e9 t tonne tonnes 吨
        28349.523125 oz ounce ounces 盎司
        453592.37 lb lbs 磅""",
    "ml": """
        0.001 µl μl ul microlitre microlitres microliter microliters 微升
        1 ml mL mls cc millilitre millilitres milliliter milliliters 毫升
        10 cl centilitre centilitres
        100 dl decilitre decilitres deciliter deciliters 分升
        1000 l L litre litres liter liters 升 公升
        3785.411784 gal gallon gallons 加仑""",
    "s": """
        0.001 ms msec millisecond milliseconds 毫秒
        1 s sec secs second seconds 秒 秒钟
        60 min mins minute minutes 分钟
        3600 h hr hrs hour hours 小时 个小时 钟头 个钟头
        86400 d day days 天 日
        604800 w wk wks week weeks 周 星期 个星期 礼拜 个礼拜
        2629800 mo mos month months 个月 月龄
        31557600 y yr yrs year years 年 岁 周岁""",
    "m": """
        1e-6 µm μm micrometre micrometres micrometer micrometers 微米
        0.001 mm millimetre millimetres millimeter millimeters 毫米
        0.01 cm centimetre centimetres centimeter centimeters 厘米 公分
        1 m metre metres meter meters 米
        1000 km kms kilometre kilometres kilometer kilometers 千米 公里
        500 里
        0.0254 inch inches 英寸
        0.3048 ft foot feet 英尺
        0.9144 yd yard yards
        1609.344 mi mile miles 英里""",
    "%": """
        1 % ％ percent pct per_cent 个百分点
        0.1 ‰""",
    "mmHg": "1 mmHg 毫米汞柱",
    "kcal": """
        1 kcal kcals calories calorie 千卡 大卡
        0.2390057361 kJ 千焦""",
    "mmol": """
        0.001 µmol μmol umol 微摩尔
        1 mmol 毫摩尔 毫摩
        1000 mol 摩尔""",
    "IU": "1 IU 国际单位",
    "byte": """
        1 byte bytes 字节
        1e3 KB
        1e6 MB
        1e9 GB
        1e12 TB""",
}
# Amounts of money are not converted. A bare ¥ is read as yuan, "pounds" as money.
_MONEY = {
    "USD": "$ US$ dollar dollars buck bucks 美元 美金",
    "EUR": "€ euro euros 欧元",
    "GBP": "£ pound pounds quid 英镑",
    "CNY": "¥ ￥ RMB yuan renminbi 元 块 块钱 元人民币 人民币",
    "JPY": "yen 日元 日圆",
    "HKD": "HK$ 港元 港币",
    "INR": "₹ rupee rupees 卢比",
    "KRW": "₩ 韩元",
    "RUB": "₽ rouble roubles ruble rubles 卢布",
    "CHF": "francs 瑞士法郎",
}
_OTHER_MONEY = "AUD CAD SGD NZD SEK NOK DKK PLN CZK HUF BRL MXN ZAR TRY AED THB TWD ILS"
_CODES = frozenset(_OTHER_MONEY.split())
# Things that are counted: the unit is the English word.
_COUNTS = {
    "tablet": "tablet tablets tab tabs 片",
    "pill": "pill pills 粒 颗",
    "capsule": "capsule capsules 胶囊 粒胶囊",
    "drop": "drop drops 滴",
    "dose": "dose doses 剂",
    "puff": "puff puffs 喷",
    "injection": "injection injections 针",
    "time": "time times 次 遍 回",
    "person": "person persons people 人 个人",
}
# Measure words that say nothing of what is counted.
_PLAIN = "个 件 张 笔 条 位 名 台 部 项 份 只"
_DEGREES = {
    "C": "°C ℃ degrees_celsius degree_celsius degrees_centigrade degrees_C celsius 摄氏度 度",
    "F": "°F ℉ degrees_fahrenheit degree_fahrenheit degrees_F fahrenheit 华氏度",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written.

    :param base: the unit that values are given in, None for plain numbers.
    :param factor: how many of the base unit one of it is.
    :param zero: what the unit reads at the zero of the base unit.
    """

    base: str | None
    factor: Decimal = Decimal(1)
    zero: Decimal = Decimal(0)

    def in_base(self, value: Decimal) -> float:
        """The value in the base unit."""
        return float((value - self.zero) * self.factor)


@cache
def _units() -> dict[str, Unit]:
    known: dict[str, Unit] = {}
    for base, lines in _MEASURES.items():
        for line in lines.strip().splitlines():
            factor, *names = line.split()
            known |= dict.fromkeys(names, Unit(base, Decimal(factor)))
    for group in (_MONEY, _COUNTS):
        for base, names_of in group.items():
            known |= dict.fromkeys(names_of.split(), Unit(base))
    known |= {code: Unit(code) for code in [*_MONEY, *_CODES]}
    known |= dict.fromkeys(_PLAIN.split(), Unit(None))
    known |= dict.fromkeys(_DEGREES["C"].split(), Unit("°C"))
    known |= dict.fromkeys(_DEGREES["F"].split(), Unit("°C", Decimal(5) / Decimal(9), Decimal(32)))
    return {name.replace("_", " "): unit for name, unit in known.items()}


@cache
def _units_without_case() -> dict[str, Unit]:
    # a single letter keeps its case: 5g is a weight, 5G a network
    # and the code of a currency that is a word too: try, sek
    return {name.casefold(): unit for name, unit in _units().items() if len(name) > 1 and name not in _CODES}


def unit_names() -> list[str]:
    """Every name that is known, the longest first."""
    return sorted(_units(), key=lambda name: (-len(name), name))


def currency_signs() -> list[str]:
    """What may stand before an amount of money, the longest first."""
    signs = [name for names in _MONEY.values() for name in names.split() if not name[-1].isalpha()]
    return sorted([*signs, *_MONEY, *_CODES, "RMB", "人民币"], key=lambda sign: (-len(sign), sign))


def find_unit(name: str) -> Unit | None:
    """The unit of that name, None where it is not known.

    A ratio of known units has a ratio of base units.

    >>> find_unit("Grams").base, find_unit("片").base, find_unit("mg/dl").base, find_unit("G")
    ('mg', 'tablet', 'mg/ml', None)
    """
    plain = re.sub(r"\s+", " ", name.strip())
    over, slash, under = plain.partition("/")
    if slash:
        return _ratio(find_unit(over), find_unit(under), plain.lower())
    return _units().get(plain) or _units_without_case().get(plain.casefold())


def _ratio(over: Unit | None, under: Unit | None, name: str) -> Unit | None:
    if over is None or over.base is None:
        return None
    if under is None or under.base is None or over.zero or under.zero:
        return Unit(name)
    return Unit(f"{over.base}/{under.base}", over.factor / under.factor)


def is_money(unit: Unit) -> bool:
    """Whether it is a currency.

    >>> is_money(find_unit("euros")), is_money(find_unit("mg"))
    (True, False)
    """
    return unit.base in _MONEY or unit.base in _CODES


def is_count(base: str | None) -> bool:
    """Whether a base unit is a plain number or the word of things counted."""
    return base is None or base in _COUNTS
