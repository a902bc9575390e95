"""Monitors in processes that can be killed anywhere; for `test_kills.py` and `benchmarks.financial_crash`.

`killed_child.py` imports all it needs, then reads tasks, each a line of JSON, and works on each in a new process; it
answers with a line that says how that one ended. With `after`, seconds, that process is killed from outside; with
`die`, a place of `PLACES` and a number, it kills itself at that call of the place: nothing in the monitor knows of it.
`killed_child.py show STATE` prints what a state holds, as far as two runs over the same news must agree.
"""

from __future__ import annotations

import functools
import json
import mmap
import os
import select
import signal
import sys
import time
import traceback
from pathlib import Path

import sqlalchemy

from scaffold.errors import UserError
from scaffold_financial_sentiment.alerts import delivery
from scaffold_financial_sentiment.alerts.opening import open_sink
from scaffold_financial_sentiment.alerts.sinks.jsonl import JsonlSink
from scaffold_financial_sentiment.alerts.sinks.webhook import WebhookSink
from scaffold_financial_sentiment.detection.burst import BurstDetector
from scaffold_financial_sentiment.monitor import running
from scaffold_financial_sentiment.monitor.engine import Engine
from scaffold_financial_sentiment.monitor.monitor import Monitor
from scaffold_financial_sentiment.monitor.saving import Saving
from scaffold_financial_sentiment.news.item import Item
from scaffold_financial_sentiment.settings import FinancialSentimentSettings
from scaffold_financial_sentiment.state import schema
from scaffold_financial_sentiment.state.counters import Counters
from scaffold_financial_sentiment.state.incidents import IncidentRows
from scaffold_financial_sentiment.state.outbox import StoredOutbox
from scaffold_financial_sentiment.state.pieces import Pieces
from scaffold_financial_sentiment.state.rejects import Rejects
from scaffold_financial_sentiment.state.store import Store
from scaffold_financial_sentiment.state.stories import StoryRows
from scaffold_financial_sentiment.stream.draft import Draft
from scaffold_financial_sentiment.stream.opening import open_source
from scaffold_financial_sentiment.stream.sources.file import FileReplay, FollowedFile
from scaffold_financial_sentiment.understanding.opening import open_companies, open_understanding
from scaffold_financial_sentiment.understanding.understanding import Understanding

BEFORE, AFTER, HALF = "before", "after", "half"

# What is called there, and when the process dies: before the call, after it, or when half of it is written.
PLACES = {
    "state taken up": (Saving, "restore", AFTER),
    "batch read": (Draft, "batch", BEFORE),
    "batch judged": (Understanding, "understand", AFTER),
    "item placed": (Engine, "place", AFTER),
    "transaction: stories": (StoryRows, "put", AFTER),
    "transaction: detector": (Pieces, "put", BEFORE),
    "transaction: incidents": (IncidentRows, "put", AFTER),
    "transaction: outbox": (StoredOutbox, "add", AFTER),
    "transaction: counters": (Counters, "add", AFTER),
    "before the commit": (Rejects, "add", AFTER),  # the last step in it
    "after the commit": (Monitor, "take", AFTER),
    "source told": (FileReplay, "committed", AFTER),
    "followed source told": (FollowedFile, "committed", AFTER),
    "before a delivery": (running, "deliver", BEFORE),
    "before a line": (JsonlSink, "send", BEFORE),
    "half a line": (os, "write", HALF),
    "after a line": (JsonlSink, "send", AFTER),
    "before a webhook": (WebhookSink, "send", BEFORE),
    "after a webhook": (WebhookSink, "send", AFTER),
    "sent, not marked": (StoredOutbox, "delivered", BEFORE),
    "marked": (StoredOutbox, "delivered", AFTER),
    "before it is put off": (StoredOutbox, "postponed", BEFORE),
    "before the end": (Monitor, "finish", BEFORE),
    "after the end": (Monitor, "finish", AFTER),
}

# What the process is doing, for whoever kills it from outside; the last two words say until when it is so.
PHASES = ("opening the state", "reading", "taking a batch", "judging", "in the transaction", "delivering")
_ENTERED = (
    (Monitor, "expect", "reading", "on"),
    (Monitor, "take", "taking a batch", "during"),
    (Monitor, "finish", "taking a batch", "during"),
    (Understanding, "understand", "judging", "during"),
    (Saving, "save", "in the transaction", "on"),
    (running, "deliver", "delivering", "during"),
    (running, "deliver_all", "delivering", "during"),
)


class Ended:
    """A followed file that ends when so many bytes of it were read."""

    def __init__(self, source, size):
        self.name, self._source, self._size = source.name, source, size
        self.committed, self.close = source.committed, source.close

    def batches(self, position):
        for batch in self._source.batches(position):
            yield batch
            if batch.position.get("offset", 0) >= self._size:
                return


def run(task, companies, understanding):
    """Read the sources of a task to their end.

    :param task: `state`, `sources`, `sinks`, `settings`; `sizes` of followed sources; `die` and `phase`, a file.
    """
    show_phases(task.get("phase"))
    if task.get("die"):
        die_at(*task["die"])
    # Failures are tried again soon, not after half a minute.
    delivery.FIRST_WAIT, running.BETWEEN_DELIVERIES = 0.05, 0.1
    settings = FinancialSentimentSettings(allow_private=True, **task["settings"])
    sinks = [open_sink(address, settings) for address in task["sinks"]]
    sources = [open_source(address, settings) for address in task["sources"]]
    sizes = task.get("sizes") or [None] * len(sources)
    sources = [Ended(source, size) if size else source for source, size in zip(sources, sizes, strict=True)]
    names = {company.id: company.name for company in companies}
    with Store.open(task["state"]) as store:
        monitor = Monitor(understanding, BurstDetector.of(settings), store, settings, names)
        running.run(sources, monitor, store, sinks)
        states = store.outbox.states()
        done = sum(states.get(sink.name, {}).get("delivered", 0) for sink in sinks)
        return {"left": len(sinks) * store.outbox.count() - done, "states": states}


def die_at(place, call):
    """Kill this process at a call of a place, the first one being 1."""
    owner, name, when = PLACES[place]
    made, calls = getattr(owner, name), iter(range(1, call + 1))

    @functools.wraps(made)
    def wrapped(*args, **named):
        is_last = next(calls, 0) == call
        if is_last and when == HALF:
            made(args[0], args[1][: len(args[1]) // 2])
        if is_last and when != AFTER:
            die()
        result = made(*args, **named)
        if is_last:
            die()
        return result

    setattr(owner, name, wrapped)


def die():
    """End at once, whatever the other threads do."""
    os.kill(os.getpid(), signal.SIGKILL)
    signal.pause()


def show_phases(path):
    """Keep in the first byte of a file which of `PHASES` it is."""
    if path is None:
        return
    with Path(path).open("r+b") as file:
        shown = mmap.mmap(file.fileno(), 1)
    shown[0] = 0
    for owner, name, phase, until in _ENTERED:
        setattr(owner, name, _showing(getattr(owner, name), shown, PHASES.index(phase), until))


def _showing(made, shown, phase, until):
    @functools.wraps(made)
    def wrapped(*args, **named):
        before, shown[0] = shown[0], phase
        try:
            return made(*args, **named)
        finally:
            if until == "during":
                shown[0] = before

    return wrapped


def show(address):
    """All rows of a state by table, but for what may differ: tries of deliveries, and how soon ids are dropped."""
    with Store.open(address, must_exist=True) as store, store.transaction() as connection:
        rows = {
            table.name.removeprefix(schema.SCHEMA.prefix): [
                dict(row) for row in connection.execute(sqlalchemy.select(table)).mappings()
            ]
            for table in schema.SCHEMA.metadata.sorted_tables
            if table not in (schema.sinks, schema.deliveries)
        }
    for source in rows["sources"]:
        position = json.loads(source["position"])
        source["position"] = {name: position[name] for name in ("entries", "offset", "line") if name in position}
    newest = {source["number"]: source["newest"] or 0.0 for source in rows["sources"]}
    # Ids of the last day: older ones are dropped now and then, as it comes.
    rows["seen"] = [row for row in rows["seen"] if row["stamp"] >= newest[row["source"]] - 86_400]
    return rows


def main():
    """See the top of this file."""
    if sys.argv[1:2] == ["show"]:
        print(json.dumps(show(sys.argv[2]), default=bytes.hex))
        return
    usual = FinancialSentimentSettings()
    companies = open_companies(usual)
    understanding = open_understanding(usual, table=companies)
    understanding.understand([Item("1", "What is made when it is needed first is made now", 0.0, "")])
    for line in sys.stdin:
        task = json.loads(line)
        print(json.dumps(start(lambda task=task: run(task, companies, understanding), task.get("after"))), flush=True)


def start(work, after):
    """Work in a new process, killed after some seconds unless that is None; how it ended."""
    told, tells = os.pipe()
    begun = time.monotonic()
    process = os.fork()
    if process == 0:
        os.close(told)
        _tell(work, tells)
    os.close(tells)
    # The pipe can be read when the process tells something, or has ended.
    is_over = bool(select.select([told], [], [], after)[0])
    if not is_over:
        os.kill(process, signal.SIGKILL)
    with os.fdopen(told) as pipe:
        report = json.loads(pipe.read() or "{}")
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return {"code": code, "by_itself": is_over, "report": report, "seconds": time.monotonic() - begun}


def _tell(work, tells):
    """End this process with what came of the work."""
    code = 1
    try:
        with os.fdopen(tells, "w") as pipe:
            try:
                json.dump(work(), pipe)
                code = 0
            except UserError as error:
                json.dump({"error": str(error)}, pipe)
    except Exception:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
