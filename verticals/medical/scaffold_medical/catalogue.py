"""What the vertical brings beside its heads, by name: a line about each."""

from __future__ import annotations

COMMANDS = {
    "classify": "Sort notes, mark what they name, and say which of them need a person.",
    "explain": "One decision in full: probabilities, words, cases, rules, terms.",
    "review": "A page of the cases that need a person, the most uncertain first; corrections are saved.",
    "terms": "Illnesses and drugs a text names, and what it says of them: denied, doubtful, past, of relatives.",
    "deidentify": "Take names, dates, addresses and numbers out of files and folders.",
    "reidentify": "Put them back, with the key.",
    "verify-log": "Check that nobody has changed the log of decisions.",
}
