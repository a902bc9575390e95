"""What the vertical brings beside its heads, by name: a line about each."""

from __future__ import annotations

COMMANDS = {
    "watch": "Watch sources, and alert once about every surge of bad news.",
    "replay": "Play dated news through the monitor, as fast as it goes or at a chosen speed.",
    "backtest": "Measure what the alerts would have been on news of the past.",
    "incidents": "List incidents, or show one with its evidence.",
    "ack": "Take an incident.",
    "mute": "Keep a company or a topic out of alerts for some time.",
    "resend": "Send alerts of a file to a sink again.",
    "dashboard": "Serve a page of trends and open incidents.",
}

SOURCES = {
    "file": "A file of news that grows, followed like tail -F.",
    "folder": "Files that are put into a folder.",
    "-": "Lines on standard input.",
    "https": "An RSS or Atom feed, polled.",
    "http": "The same, unencrypted.",
    "rss": "The same: rss:https://...",
    "redis": "A Redis stream, read as a consumer of a group.",
    "rediss": "The same over TLS.",
}

SINKS = {
    "terminal": "This terminal.",
    "jsonl": "A file of JSON lines.",
    "webhook": "A web address, signed with HMAC.",
    "webhook+https": "The same.",
    "webhook+http": "The same, unencrypted.",
    "smtp": "E-mail.",
    "smtps": "E-mail over TLS.",
}
