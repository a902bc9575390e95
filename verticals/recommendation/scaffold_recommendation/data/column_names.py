"""Which column is what, by its name, in English and Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold.data.roles import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from scaffold_recommendation.data.settings import ReadingSettings

_NAMES = {
    "user": "user customer client reader visitor reviewer buyer shopper member subscriber account player listener"
    " viewer person username session 用户 客户 顾客 读者 买家 会员 访客 玩家",
    "item": "item product movie book game sku asin parentasin article news track song album artist video film show"
    " good goods isbn stockcode business 商品 物品 产品 图书 书籍 书 电影 影片 游戏 文章 新闻 歌曲 音乐"
    " 视频 货号",
    "rating": "rating ratings score stars star rate grade overall 评分 打分 分数 星级 得分",
    "event": "event eventtype eventname action actiontype behavior behaviour behaviortype behaviourtype interaction"
    " interactiontype activity kind type 事件 事件类型 行为 行为类型 操作 动作 类型",
    "time": "time timestamp datetime date eventtime eventtimestamp eventdate createdat created ts unixreviewtime"
    " reviewtime orderdate purchasedate invoicedate ratedat readat day at 时间 时间戳 日期 下单时间 评分时间 事件时间",
    "weight": "weight amount count quantity qty hours hoursplayed playtime minutes seconds duration plays playcount"
    " times copies pieces purchases purchase 权重 数量 次数 件数 时长 小时 小时数",
    "title": "title name headline 标题 名称 书名 片名 商品名 商品名称 名字",
    "description": "description desc summary overview synopsis abstract plot blurb text body content about"
    " 描述 简介 摘要 内容 介绍 说明 正文 商品描述",
    "tags": "category categories maincategory genre genres class classes subject subjects topic topics tag tags"
    " keywords department 类别 分类 类目 品类 体裁 主题 标签 关键词",
    "price": "price unitprice saleprice listprice 价格 单价 售价 定价",
    "stock": "stock instock inventory onhand available availability 库存 存货 现货",
    "since": "availablefrom since release releasedate releaseyear released publishedat published publishdate"
    " publicationdate publicationyear pubdate launchdate year"
    " 上架时间 上架日期 发布日期 出版日期 出版年份 上映日期 年份",
    "until": "availableuntil until availableto expires expiry validuntil enddate 下架时间 下架日期 截止日期",
    "id": "id uid guid uuid key number code 编号",
}
_KNOWN = {role: {name: place for place, name in enumerate(names.split())} for role, names in _NAMES.items()}
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NUMBERED = re.compile(r"(?<=.)_?(?:id|ids|no|nr|num|number|code|key|uuid|guid|编号|代码|号码|号|标识)$")
_OF_ITEM = {"title": ("name", "title"), "rating": ("rating", "score", "stars")}
"""Last words of names such as `product_name` and `book_rating`."""


@dataclass(frozen=True)
class EventColumns:
    """Columns of a file of events; None where there is none."""

    user: str
    item: str
    rating: str | None = None
    event: str | None = None
    time: str | None = None
    weight: str | None = None

    @property
    def by_role(self) -> dict[str, str]:
        """Columns that are there, by what they hold."""
        roles = ("user", "item", "rating", "event", "time", "weight")
        return {role: name for role in roles if (name := getattr(self, role))}


@dataclass(frozen=True)
class ItemColumns:
    """Columns of a file of items.

    :ivar tags: the one that holds categories first.
    """

    item: str
    title: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    price: str | None = None
    stock: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def by_role(self) -> dict[str, str]:
        """Columns that are there, by what they hold."""
        roles = ("item", "title", "description", "price", "stock", "since", "until")
        found = {role: name for role in roles if (name := getattr(self, role))}
        return {**found, **({"tags": ", ".join(self.tags)} if self.tags else {})}

    @property
    def used(self) -> frozenset[str]:
        """All that have a role."""
        return frozenset([*self.by_role.values(), *self.tags])


def event_columns(names: Sequence[str], settings: ReadingSettings) -> EventColumns | None:
    """The columns of a file of events; None if it has no user or no item.

    A column that settings name counts where it is there; where it is not, none is guessed in its place.
    """
    named = settings.named_columns
    found = {role: name for role, name in named.items() if name in names}
    for role in ("user", "item", "rating", "event", "time", "weight"):
        if role not in named and (name := find(names, role, found.values())):
            found[role] = name
    return EventColumns(**found) if {"user", "item"} <= set(found) else None


def item_columns(names: Sequence[str], settings: ReadingSettings, *, plain_id: bool) -> ItemColumns | None:
    """The columns of a file of items; None if none holds their ids.

    :param plain_id: whether a column that is just called `id` will do.
    """
    roles = ("item", "id") if plain_id else ("item",)
    guessed = (find(names, role) for role in roles)
    item = settings.item if settings.item in names else next(filter(None, guessed), None)
    if item is None:
        return None
    found: dict[str, str] = {}
    for role in ("title", "description", "price", "stock", "since", "until"):
        if name := find(names, role, [item, *found.values()]):
            found[role] = name
    tags = [name for name in names if _place(name, "tags") is not None and name not in (item, *found.values())]
    return ItemColumns(item, tags=tuple(sorted(tags, key=lambda name: _place(name, "tags") or 0)), **found)


def user_column(names: Sequence[str], settings: ReadingSettings, *, plain_id: bool) -> str | None:
    """The column of ids in a file of users.

    :param plain_id: whether a column that is just called `id` will do.
    """
    if settings.user in names:
        return settings.user
    return find(names, "user") or (find(names, "id") if plain_id else None)


def find(names: Iterable[str], role: str, taken: Collection[str] = ()) -> str | None:
    """The free column whose name fits a role best.

    >>> find(["Game Name", "GameID", "price"], "item"), find(["Game Name", "GameID"], "title")
    ('GameID', 'Game Name')
    """
    ranked = [(place, name) for name in names if name not in taken and (place := _place(name, role)) is not None]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def names_role(word: str) -> str | None:
    """Whether a word of a file's name speaks of `user` or of `item`; None if of neither.

    >>> names_role("readers"), names_role("books"), names_role("events")
    ('user', 'item', None)
    """
    for role in ("user", "item"):
        if {word, word.removesuffix("s")} & set(_KNOWN[role]):
            return role
    return "user" if word in ("people", "persons") else "item" if word in ("catalogue", "catalog") else None


def _place(name: str, role: str) -> float | None:
    """How well a name fits, 0 the best; None if it does not."""
    whole = plain(_CAMEL.sub("_", name.strip()))
    known = _KNOWN[role]
    if role in ("user", "item"):
        bare = _NUMBERED.sub("", whole)
        # Of `item` and `item_id` the latter is surer.
        place = known.get(whole.replace("_", ""), known.get(bare.replace("_", "")))
        return None if place is None else place + (0 if bare != whole else 0.5)
    first, _, last = whole.rpartition("_")
    if last in _OF_ITEM.get(role, ()) and first.replace("_", "") in _KNOWN["item"]:
        return 0.5
    return known.get(whole.replace("_", ""))
