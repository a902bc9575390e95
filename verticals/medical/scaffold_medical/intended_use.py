"""What this vertical is for, in the words it says wherever it speaks."""

from __future__ import annotations

SUPPORTS = "It supports people who sort and read medical texts. It does not diagnose."
