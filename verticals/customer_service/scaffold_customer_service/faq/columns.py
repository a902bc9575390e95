"""Which column of an FAQ file is what, by its English or Chinese name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scaffold.errors import DataError

_NAMES = {
    "question": ("question", "questions", "q", "query", "title", "faq", "问题", "提问", "标准问", "标准问题", "问"),
    "answer": ("answer", "answers", "a", "reply", "response", "content", "回答", "答案", "答复", "回复", "答"),
    "intent": ("intent", "class", "category", "topic", "label", "section", "意图", "类别", "分类", "类目", "主题"),
    "id": ("id", "faq_id", "key", "number", "编号", "标识", "序号"),
    "source": ("source", "url", "link", "reference", "来源", "出处", "链接"),
    "alternatives": (
        "alternatives",
        "variants",
        "phrasings",
        "similar",
        "similar_questions",
        "相似问",
        "扩展问",
        "相似问题",
    ),
    "updated": ("updated", "date", "modified", "last_updated", "更新", "日期", "更新时间", "更新日期"),
}


def faq_columns(values: Mapping[str, Any], where: str) -> dict[str, str]:
    """Column name by role (`question`, `answer`, `intent`, `id`, `source`, `alternatives`, `updated`).

    :raises DataError: when no column is named like a question or like an answer.
    """
    given = {_plain(name): name for name in reversed(list(values))}
    found = {role: given[name] for role, names in _NAMES.items() for name in reversed(names) if name in given}
    for role in ("question", "answer"):
        if role not in found:
            known = ", ".join(_NAMES[role])
            raise DataError(
                f"no column holds the {role}s; the columns are {', '.join(map(repr, values)) or 'none'}",
                where=where,
                hint=f"Call that column {role!r} (also understood: {known}).",
            )
    return found


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")
