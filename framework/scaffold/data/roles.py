"""What a column may be, and the names people give such columns, in English and Chinese."""

from __future__ import annotations

import re

_NAMES = {
    "text": "text sentence utterance question query content message body document abstract description review comment"
    " transcript request post tweet headline input text_a sentence1 premise title tokens words"
    " 文本 句子 问题 提问 咨询 内容 正文 评论 评价 留言 对话 摘要 标题 输入",
    "text_pair": "text_b text_pair text2 sentence2 hypothesis 文本二 句子二",
    "label": "label intent category class target topic topics sentiment emotion labels label_name label_text diagnosis"
    " 标签 意图 类别 分类 类型 情感 情绪 主题",
    "tags": "tags ner_tags slots slot_labels bio iob entities ner 序列标签",
    "id": "id index uid guid uuid row_id example_id utteranceid utterance_id 编号 序号",
    "group": "group group_id conversation conversationid conversation_id dialogue dialogue_id dialog_id session"
    " session_id thread_id customer_id user_id patient_id document_id doc_id doc 分组 会话 客户编号",
    "time": "time date timestamp datetime created created_at day received_at 时间 日期",
    "split": "split set fold partition subset 划分",
}
_KIND_NAMES = {
    "label_set": "labels label topics topic categories category tags emotions emotion genres genre classes class themes"
    " target targets 标签 类别 分类 主题 情感 情绪",
    "marks": "tags ner_tags slots slot_labels bio iob entities ner spans annotations label labels 序列标签 标签",
    "number": "score rating stars similarity value label target gold points grade 评分 分数 相似度 星级",
    "answer": "answers answer 答案 回答",
    "question": "question query 问题 提问",
    "partner": "positive answer response reply duplicate passage context document 答案 回答 相似问题",
    "context": "context passage paragraph article document text content 上下文 段落 篇章 文章 原文 正文",
}
_SEPARATOR = re.compile(r"[\W_]+")
NAMES = {role: tuple(names.split()) for role, names in _NAMES.items()}
"""Known names by role, the surest first."""
_ALL = NAMES | {role: tuple(names.split()) for role, names in _KIND_NAMES.items()}


def plain(name: str) -> str:
    """A column name in lower case with single underscores.

    >>> plain(" Slot-Labels ")
    'slot_labels'
    """
    return _SEPARATOR.sub("_", name.strip().casefold()).strip("_")


def rank(name: str, role: str) -> float | None:
    """How well a name fits a role, 0 the best; None if it does not.

    A known name as the last word of a longer one (`condition_label`) fits less than the name alone.
    """
    whole = plain(name)
    known = _ALL[role]
    if whole in known:
        return known.index(whole)
    last = whole.rpartition("_")[2]
    if role in ("text", "label", "split", "label_set", "number", "answer") and last in known:
        return 100 + known.index(last)
    if role == "split" and len(whole) > 5 and whole.endswith("split"):
        return 200
    return None


def is_known_name(name: str) -> bool:
    """Whether a column of this name has a known role, whatever the kinds of heads."""
    return any(plain(name) in names for names in NAMES.values())
