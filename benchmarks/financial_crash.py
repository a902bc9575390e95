"""Whether a monitor of financial news that is killed again and again finds and tells the same as one left in peace."""

from __future__ import annotations

import argparse
import json
import random
import runpy
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from benchmarks.crash_news import HOUR, MIXED_WITHIN, Arrange, in_order, make_news, out_of_order, two_sources
from benchmarks.killed_monitor import CHILD, Monitors, Plan, Writer
from benchmarks.machine import heading, table
from benchmarks.recorded import record, recorded
from benchmarks.webhook_receiver import Receiver
from scaffold.testing.postgresql import empty, postgresql

COMMAND = "python -m benchmarks.financial_crash"
SECTION = "finance"
SEED = 1
# Small batches, so that there are many commits; alerts at the slightest occasion, so that there is something to send.
SETTINGS = {"batch": 40, "false_alarms": 1000.0, "min_sources": 1, "quiet_for": 2 * HOUR, "cool_down": 2 * HOUR}
# How often a run is killed from outside, about: the time between two kills is its length without any, divided by this.
KILLS_A_RUN = 15
# Share of the processes that kill themselves at a place, and the last call of it at which they do.
BY_ITSELF = 0.6
MOST_CALLS = {"item placed": 300, "batch read": 8, "state taken up": 1, "before the end": 1, "after the end": 1}
# Seconds in which a file is written that is followed meanwhile.
WRITTEN_IN = 10.0


@dataclass(frozen=True)
class Case:
    """A way to run it.

    :ivar kills: how many if no number is asked for.
    """

    title: str
    kills: int
    arrange: Arrange = in_order
    lateness: float = 600.0
    is_followed: bool = False
    is_postgresql: bool = False


CASES = {
    "in_order": Case("in order", 200),
    "followed": Case("followed while it is written", 100, is_followed=True),
    "out_of_order": Case("out of order", 100, out_of_order, MIXED_WITHIN),
    "two_sources": Case("two sources", 100, two_sources, MIXED_WITHIN),
    "postgresql": Case("in order, PostgreSQL", 40, is_postgresql=True),
}
CHECKS = (
    "items lost",
    "items counted twice",
    "incidents that differ",
    "alerts that differ",
    "other rows of the state that differ",
    "lines of the file that differ",
    "messages lost",
    "messages altered",
    "messages sent again without need",
)


@dataclass(frozen=True)
class Outcome:
    """What a run came to.

    :ivar rows: those of the state by table.
    :ivar lines: of the file of alerts.
    :ivar messages: keys and bodies that the webhook got, in their order.
    """

    rows: dict[str, list[dict[str, Any]]]
    lines: list[str]
    messages: list[tuple[str, bytes]]

    @property
    def counters(self) -> dict[str, int]:
        """How much was taken, copied, late, repeated."""
        return {row["name"]: row["value"] for row in self.rows["counters"]}


class Trial:
    """Runs of one case over the same news in one folder, each with a new state.

    :ivar places: how many kills fell where.
    :ivar starts: how many processes were started.
    :ivar refused: how many of them found the state still held by the one before.
    :ivar delivering: how many were killed during a delivery.
    """

    def __init__(self, case: Case, folder: Path, url: str, receiver: Receiver, seed: int) -> None:
        self._case, self._folder, self._url, self._receiver = case, folder, url, receiver
        self._rng = random.Random(seed)
        self._child = runpy.run_path(str(CHILD), run_name="child")
        contents = make_news(case.arrange, seed)
        self._news = {folder / f"news-{number}.jsonl": content for number, content in enumerate(contents, 1)}
        self._state = url if case.is_postgresql else str(folder / "run" / "state.sqlite")
        self.items = sum(content.count(b"\n") for content in contents)
        self.places: Counter[str] = Counter()
        self.starts = self.refused = self.delivering = 0
        self._apart = 1.0

    @property
    def kills(self) -> int:
        """How many there were so far."""
        return sum(self.places.values())

    def run(self, kills: int) -> Outcome:
        """Start a monitor again and again until all is read and told; kill it so often at most."""
        run = self._folder / "run"
        shutil.rmtree(run, ignore_errors=True)
        run.mkdir()
        (run / "phase").write_bytes(b"\0")
        if self._case.is_postgresql:
            empty(self._url)
        self._receiver.begin(is_reliable=not kills)
        for path in self._news:
            path.unlink(missing_ok=True)
        writer = Writer(self._news, WRITTEN_IN if kills and self._case.is_followed else 0.0, self._rng.randint(0, 99))
        if not self._case.is_followed:
            writer.join()
        enough = self.kills + kills
        with Monitors(run / "errors.txt") as monitors:
            is_over = False
            while not is_over:
                is_over = self._start(monitors, self._plan() if self.kills < enough else Plan())
        writer.join()
        lines = (run / "alerts.jsonl").read_text(encoding="utf-8").split("\n")
        return Outcome(self._child["show"](self._state), lines, list(self._receiver.got))

    def keep(self, folder: Path) -> None:
        """Copy what is left of the last run."""
        shutil.copytree(self._folder, folder, dirs_exist_ok=True)

    def _start(self, monitors: Monitors, plan: Plan) -> bool:
        """Whether all was read and told by the end of it."""
        ending = monitors.work(self._task(), plan)
        self.starts += 1
        self.refused += ending.was_refused
        if plan.after is None and not self.kills:
            self._apart = ending.seconds / KILLS_A_RUN
        if ending.was_killed:
            phase = self._child["PHASES"][(self._folder / "run" / "phase").read_bytes()[0]]
            self.delivering += phase == "delivering"
            self.places[f"chosen: {plan.place}" if ending.by_itself else f"at random: {phase}"] += 1
            return False
        if ending.report.get("left") == 0:
            return True
        time.sleep(0.05)  # What was put off comes due, or the state is let go.
        return False

    def _plan(self) -> Plan:
        if self._rng.random() >= BY_ITSELF:
            return Plan(self._rng.expovariate(1 / self._apart))
        never = "source told" if self._case.is_followed else "followed source told"
        place = self._rng.choice([place for place in self._child["PLACES"] if place != never])
        # Where a place is not reached so often, the kill comes from outside.
        return Plan(self._rng.uniform(3.0, 6.0) * self._apart, place, self._rng.randint(1, MOST_CALLS.get(place, 3)))

    def _task(self) -> dict[str, Any]:
        run, is_followed = self._folder / "run", self._case.is_followed
        return {
            "state": self._state,
            "sources": [f"file:{path}{'' if is_followed else '?follow=no'}" for path in self._news],
            "sizes": [len(content) if is_followed else None for content in self._news.values()],
            "sinks": [f"jsonl:{run / 'alerts.jsonl'}", self._receiver.address],
            "settings": {**SETTINGS, "lateness": self._case.lateness},
            "phase": str(run / "phase"),
        }


def differences(wanted: Outcome, found: Outcome, items: int) -> Counter[str]:
    """How many rows, lines and messages differ between a run and the one left in peace; only what does, by check.

    :param items: how many there are in the news.
    """
    count: Counter[str] = Counter()
    taken = sum(found.counters.get(name, 0) for name in ("items", "repeated", "rejected"))
    count["items lost"] = max(items - taken, 0)
    placed = found.counters.get("stories", 0) + found.counters.get("copies", 0)
    count["items counted twice"] = max(taken - items, 0) + max(placed - found.counters.get("items", 0), 0)
    for name, rows in wanted.rows.items():
        what = {"incidents": "incidents", "outbox": "alerts"}.get(name, "other rows of the state")
        count[f"{what} that differ"] += _unlike(map(_canonical, rows), map(_canonical, found.rows[name]), name)
    count["lines of the file that differ"] = _unlike(wanted.lines, found.lines, "line") or wanted.lines != found.lines
    bodies = {row["key"]: row["content"].encode() for row in wanted.rows["outbox"]}
    got = {unquote(key) for key, _ in found.messages}
    count["messages lost"] = len(bodies.keys() - got)
    count["messages altered"] = sum(bodies.get(unquote(key)) != body for key, body in found.messages)
    count["messages altered"] += _first_come(found) != _first_come(wanted)
    return +count


def _first_come(outcome: Outcome) -> dict[str, list[str]]:
    """The order in which the messages about each incident came for the first time."""
    order: dict[str, list[str]] = {}
    for key, body in dict(reversed(outcome.messages)).items():
        order.setdefault(json.loads(body)["incident"]["id"], []).insert(0, key)
    return order


def _unlike(wanted: Iterable[str], found: Iterable[str], name: str) -> int:
    """How many are in one only; the first of them are shown."""
    one, other = Counter(wanted), Counter(found)
    missing, strange = one - other, other - one
    for which, rows in (("missing", missing), ("strange", strange)):
        for row in sorted(rows)[:3]:
            print(f"{which} {name}: {row[:600]}", file=sys.stderr, flush=True)
    return max(missing.total(), strange.total())


def _canonical(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, default=bytes.hex)


def measure(case: Case, kills: int, seed: int, url: str = "", keep: Path | None = None) -> dict[str, Any]:
    """Figures of one case: runs until so many kills were made, each compared with one that was left in peace."""
    begun = time.monotonic()
    found: Counter[str] = Counter()
    messages = resent = runs = 0
    with tempfile.TemporaryDirectory() as work, Receiver(seed) as receiver:
        trial = Trial(case, Path(work), url, receiver, seed)
        wanted = trial.run(0)
        if unlike := differences(wanted, wanted, trial.items):
            sys.exit(f"the run without a kill is wrong already: {dict(unlike)}")
        trial.starts, alerts = 0, len(wanted.rows["outbox"])
        while trial.kills < kills:
            delivering = trial.delivering
            outcome = trial.run(kills - trial.kills)
            unlike = differences(wanted, outcome, trial.items)
            needed = alerts + receiver.resent + trial.delivering - delivering
            unlike[CHECKS[-1]] = max(len(outcome.messages) - needed, 0)
            unlike = +unlike
            if unlike and keep is not None:
                trial.keep(keep / f"{case.title}-{runs}")
            found += unlike
            runs, messages, resent = runs + 1, messages + len(outcome.messages), resent + receiver.resent
            print(case.title, runs, trial.kills, dict(unlike), round(time.monotonic() - begun), file=sys.stderr)
    return {
        "kills": trial.kills,
        "runs": runs,
        "starts": trial.starts,
        "refused": trial.refused,
        "places": dict(trial.places.most_common()),
        "items": trial.items,
        "counters": wanted.counters,
        "incidents": len(wanted.rows["incidents"]),
        "alerts": alerts,
        "rows": {name: len(rows) for name, rows in wanted.rows.items()},
        "differences": {check: found[check] for check in CHECKS},
        "messages": messages,
        "messages twice": messages - alerts * runs,
        "unanswered": resent,
        "killed delivering": trial.delivering,
        "seconds": round(time.monotonic() - begun),
    }


def tables(names: Iterable[str], seed: int) -> str:
    """What was found so far of some cases."""
    known = {CASES[name].title: kept[seed] for name in names if seed in (kept := recorded(SECTION, f"crash_{name}"))}
    first = next(iter(known.values()), None)
    if first is None:
        return "nothing was run yet\n"
    note = (
        f"{first['items']:,} headlines of the sample (a share of them given twice), in batches of "
        f"{SETTINGS['batch']}, alerts to a file and to a webhook that fails at times; seed {seed}. A process is killed "
        f"with SIGKILL and started again until all is read and told. What is compared with a run without a kill: "
        "every row of the state (of the detector's too, bit by bit), every line of the file, every message. Messages "
        "with the same key are one alert for their receiver; what it took without saying so, or what was under way "
        "when the process was killed, has to come again. Where kills fell: at a random time while it did that, or "
        "at a call that was chosen before."
    )
    rows = [
        ["kills", *(f"{each['kills']}" for each in known.values())],
        ["runs", *(f"{each['runs']}" for each in known.values())],
        ["items, incidents, alerts of a run", *(_sizes(each) for each in known.values())],
        *([check, *(f"{each['differences'][check]}" for each in known.values())] for check in CHECKS),
        ["messages, all runs", *(f"{each['messages']:,}" for each in known.values())],
        ["of them with a key that came before", *(f"{each['messages twice']}" for each in known.values())],
        ["taken by the webhook without saying so", *(f"{each['unanswered']}" for each in known.values())],
        ["kills during a delivery", *(f"{each['killed delivering']}" for each in known.values())],
        ["starts", *(f"{each['starts']}" for each in known.values())],
        ["of them refused, the state still held", *(f"{each['refused']}" for each in known.values())],
        ["seconds", *(f"{each['seconds']}" for each in known.values())],
    ]
    places = sorted({place for each in known.values() for place in each["places"]})
    fell = [[place, *(f"{each['places'].get(place, 0)}" for each in known.values())] for place in places]
    head = heading("Monitor killed and started again", COMMAND, note)
    return head + table(["", *known], rows) + "\n" + table(["where the kills fell", *known], fell)


def _sizes(figures: dict[str, Any]) -> str:
    return f"{figures['items']:,}, {figures['incidents']}, {figures['alerts']}"


def run(
    names: Iterable[str] = tuple(CASES), kills: int | None = None, seed: int = SEED, keep: Path | None = None
) -> str:
    """Run some cases, keep their figures, and show them."""
    chosen = tuple(names)
    with ExitStack() as stack:
        for name in chosen:
            case = CASES[name]
            url = stack.enter_context(postgresql()) if case.is_postgresql else ""
            record(SECTION, f"crash_{name}", seed, measure(case, kills or case.kills, seed, url, keep))
    return tables(chosen, seed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "cases", nargs="*", choices=[*CASES, []], default=[], help="all but PostgreSQL if none is named"
    )
    parser.add_argument("--kills", type=int, help="of each case; 200, 100 or 40 if not given")
    parser.add_argument("--postgresql", action="store_true", help="with a state in PostgreSQL, too")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", type=Path, help="folder for the files of runs that differ")
    parser.add_argument("--table", action="store_true", help="only print what was found so far")
    given = parser.parse_args()
    asked = tuple(given.cases) or tuple(name for name, case in CASES.items() if not case.is_postgresql)
    asked += ("postgresql",) if given.postgresql and "postgresql" not in asked else ()
    if given.table:
        print(tables(CASES, given.seed))
    else:
        print(run(asked, given.kills, given.seed, given.keep))
        if any(sum(recorded(SECTION, f"crash_{name}")[given.seed]["differences"].values()) for name in asked):
            sys.exit("a run that was killed came to something else")
