"""What messages call the state, and what they tell people to do about it."""

from __future__ import annotations

from scaffold.storage.owner import Owner

OWNER = Owner(
    package="scaffold-financial-sentiment",
    what="state",
    example="news.sqlite",
    setting="`state` in [financial-sentiment]",
    first="Run `scaffold run financial-sentiment watch` or `replay`",
    again="start it again: it goes on where it stood",
)
