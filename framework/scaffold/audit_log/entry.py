"""What the log keeps of a decision: what was decided and by which model, and nothing of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scaffold.audit_log.record import text_hash

if TYPE_CHECKING:
    from scaffold.decision.decision import Decision

# All else of a head's part may quote the text: what a span says, an answer that was read off it.
_KEPT = frozenset({"label", "labels", "probability", "set", "value", "interval", "spans", "start", "end"})


def decision_entry(decision: Decision, bundle: str, key: bytes | None = None) -> dict[str, Any]:
    """The fields of a record.

    :param decision: about a text whose personal data were taken out already; its `id` is kept as it is.
    :param bundle: the hash over all files of the bundle that decided.
    :param key: of the log: a short text could be guessed from a hash without one.
    """
    whole = decision.text if decision.text_pair is None else f"{decision.text}\n{decision.text_pair}"
    return {
        "bundle": bundle,
        "id": decision.id,
        "text": text_hash(whole, key),
        "heads": {name: _kept(head.as_dict()) for name, head in decision.heads.items()},
        "out_of_scope": decision.rejected,
        "rules": sorted({effect.id for effect in decision.rules}),
        "action": decision.action,
        "reason": _reason(decision),
    }


def _reason(decision: Decision) -> str:
    """Why, unless that quotes what stands in a text, as it does of a doubtful span or answer."""
    heads = [head.as_dict() for head in decision.heads.values()]
    read = [each.get("text", "") for head in heads for each in head.get("spans", ())]
    read += [head["answer"] for head in heads if head.get("answer")]
    return "" if any(repr(each) in decision.reason for each in read) else decision.reason


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _kept(each) for name, each in value.items() if name in _KEPT}
    return [_kept(each) for each in value] if isinstance(value, list) else value
