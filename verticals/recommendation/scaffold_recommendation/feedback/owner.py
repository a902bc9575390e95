"""What messages call the store of feedback, and what they tell people to do about it."""

from __future__ import annotations

from scaffold.storage.owner import Owner

OWNER = Owner(
    package="scaffold-recommendation",
    what="feedback store",
    example="feedback.sqlite",
    setting="`feedback` in [recommendation]",
    first="Append an event",
)
