"""What the vertical brings beside its head, by name: a line about each."""

from __future__ import annotations

COMMANDS = {
    "fit": "Fit a recommender on events and items, and say how good its lists are; seconds, no training of texts.",
    "recommend": "A list for a user, or for a history that comes with the request, with a reason for each item.",
    "similar": "The items most like one.",
    "why": "Why an item is, or is not, on a user's list.",
    "batch": "Lists for all users, over several processes or machines.",
    "simulate": "Let simulated readers take from the lists, with feedback that the next list knows.",
    "refit": "Fit again with what came since, and refuse a model that is worse.",
    "browse": "A page to look at users' lists and the reasons.",
    "export": "Vectors of items and how to ask for them, for a server of approximate nearest neighbours.",
}
