"""Several processes and threads append at once, and whoever reads on misses nothing."""

from __future__ import annotations

import subprocess
import sys
import threading

from scaffold_recommendation.feedback.event import Event
from scaffold_recommendation.feedback.store import FeedbackStore

NOW = 1_700_000_000.0
EACH = 60

APPENDS = """
import sys
from scaffold_recommendation.feedback.event import Event
from scaffold_recommendation.feedback.store import FeedbackStore
address, name, each = sys.argv[1], sys.argv[2], int(sys.argv[3])
with FeedbackStore.open(address) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(each):
        own = Event(name, f"i{number}", float(number))
        store.append([own, Event("all", f"i{number}", float(number), key=f"shared-{number}")], now=1e9)
"""


def test_processes_append_at_once_and_a_reader_sees_each_event_once(address):
    FeedbackStore.open(address).close()
    started = [
        subprocess.Popen(
            [sys.executable, "-c", APPENDS, address, name, str(EACH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in ("p0", "p1", "p2")
    ]
    try:
        for process in started:
            assert process.stdout.readline().strip() == b"ready", process.stderr.read()
        for process in started:
            process.stdin.write(b"go\n")
            process.stdin.flush()
        seen = []
        with FeedbackStore.open(address) as store:
            while True:
                are_done = all(process.poll() is not None for process in started)
                seen += store.since(seen[-1].number if seen else 0)
                if are_done:
                    break
            assert [process.returncode for process in started] == [0, 0, 0], [p.stderr.read() for p in started]
            assert store.count() == len(seen) == 4 * EACH
            for user in ("p0", "p1", "p2", "all"):
                assert [event.item for event in store.history(user)] == [f"i{number}" for number in range(EACH)]
                assert [event.item for event in seen if event.user == user] == [f"i{number}" for number in range(EACH)]
    finally:
        for process in started:
            process.kill()
            process.communicate()


def test_threads_share_a_store(store):
    def append(name):
        for number in range(EACH):
            store.append([Event(name, f"i{number}", float(number))], now=NOW)
            assert store.history(name, 1)[0].item == f"i{number}"

    failed = []

    def guarded(name):
        try:
            append(name)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=[f"t{number}"]) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert store.count() == 3 * EACH
