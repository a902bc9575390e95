"""What tests of several rooms share: patience."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no error of the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
