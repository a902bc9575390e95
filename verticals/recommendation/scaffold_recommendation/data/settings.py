"""How interactions are read: `[recommendation]` in `scaffold.toml`, as far as it is about data."""

from __future__ import annotations

import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, field_validator

from scaffold.data.roles import plain
from scaffold.data.values import parse_time
from scaffold.settings import Section

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTION = "recommendation"
"""The section of `scaffold.toml` that messages name."""

_KINDS = {
    0.0: "dislike thumbs_down downvote skip hide block dismiss not_interested unsubscribe return refund"
    " 不喜欢 点踩 跳过 屏蔽 退货 退款",
    1.0: "event view click pv impression browse visit open page_view pageview detail detail_page_view rating rate"
    " review read_sample preview 浏览 点击 查看 评分 评价 打分 曝光",
    2.0: "wishlist add_to_wishlist favorite favourite fav bookmark save follow share 收藏 加入心愿单 关注 分享",
    3.0: "cart add_to_cart addtocart basket add_to_basket like upvote thumbs_up play watch listen read borrow loan"
    " download install 加购 加入购物车 喜欢 点赞 播放 观看 收听 阅读 借阅 下载 安装",
    5.0: "purchase buy order bought transaction checkout sale subscribe 购买 下单 成交 订购 订阅",
}
USUAL_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {kind: weight for weight, kinds in _KINDS.items() for kind in kinds.split()}
)
"""Weight of each kind of event that is known by its name; 0 says nothing for the item."""

Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class ReadingSettings(Section):
    """Which column is what, what an event is worth, and what is left out."""

    user: str | None = Field(None, description="column of users; guessed if not set, as those below")
    item: str | None = Field(None, description="column of items")
    rating: str | None = Field(None, description="column of ratings")
    event: str | None = Field(None, description="column of the kind of event, such as view or purchase")
    time: str | None = Field(None, description="column of times: ISO 8601, or seconds or milliseconds since 1970")
    weight: str | None = Field(None, description="column of amounts, such as hours played or pieces bought")
    weights: dict[str, Weight] = Field(
        default_factory=dict, description="weight of a kind of event, where it is not the usual one"
    )
    min_rating: float | None = Field(
        None, allow_inf_nan=False, description="ratings below say nothing for an item; all do if not set"
    )
    k_core: int = Field(0, ge=0, description="leave out users and items with fewer events; 0 for none")
    now: str | None = Field(None, description="date or time that counts as now (ISO 8601); the clock's if not set")
    future: Literal["refuse", "keep", "drop"] = Field(
        "refuse", description="what to do with events that lie more than a day after now"
    )

    @field_validator("weights")
    @classmethod
    def _plain_kinds(cls, weights: dict[str, float]) -> dict[str, float]:
        return {plain(kind): weight for kind, weight in weights.items()}

    @field_validator("now")
    @classmethod
    def _is_a_time(cls, now: str | None) -> str | None:
        if now is not None and parse_time(now) is None:
            raise ValueError(f"{now!r} is no date or time; write it as 2024-03-05 or 2024-03-05T14:30:00Z")
        return now

    @property
    def now_seconds(self) -> float:
        """What counts as now, in seconds since 1970 (UTC)."""
        moment = parse_time(self.now)
        return time.time() if moment is None else moment.timestamp()

    def weight_of(self, kind: str) -> float | None:
        """Weight of a kind of event; None if it has no known one."""
        return self.weights.get(kind, USUAL_WEIGHTS.get(kind))

    @property
    def named_columns(self) -> dict[str, str]:
        """Columns that are named, by what they hold."""
        roles = ("user", "item", "rating", "event", "time", "weight")
        return {role: name for role in roles if (name := getattr(self, role))}


def setting(name: str, value: str) -> str:
    """How a setting is given on the command line.

    >>> setting("user", "customer")
    '--set recommendation.user=customer'
    """
    return f"--set {SECTION}.{name}={value}"
