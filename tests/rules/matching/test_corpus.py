"""Work is shared among processes: in order, few items at a time, and nothing is left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from scaffold.errors import MissingExtraError, UserError
from scaffold.rules.matching.corpus import in_parallel, usable_cores


class Unsendable(Exception):
    """Cannot be pickled."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")
        self.lock = threading.Lock()


def square(number):
    return number * number


def test_results_come_in_order():
    slow_first = lambda number: (time.sleep(0.05 if number == 0 else 0), number, os.getpid())  # noqa: E731
    done = list(in_parallel(slow_first, range(50), workers=2, chunk=3))
    assert [number for _, number, _ in done] == list(range(50))
    assert os.getpid() not in {process for *_, process in done}


@pytest.mark.parametrize("number", [0, 1, 3, 4, 7, 100])
@pytest.mark.parametrize("workers", [None, 1, 2])
def test_same_as_map_for_any_number_of_items(number, workers):
    assert list(in_parallel(square, iter(range(number)), workers, chunk=3)) == [each * each for each in range(number)]


def test_one_worker_or_one_chunk_needs_no_process():
    assert set(in_parallel(lambda _: os.getpid(), range(200), workers=1, chunk=2)) == {os.getpid()}
    assert set(in_parallel(lambda _: os.getpid(), range(5), workers=2, chunk=5)) == {os.getpid()}


def test_few_items_are_read_ahead():
    read = []

    def items():
        for number in range(10_000):
            read.append(number)
            yield number

    results = in_parallel(square, items(), workers=2, chunk=5)
    for number in range(1000):
        assert next(results) == number * number
        assert len(read) <= number + (2 * 2 + 1) * 5
    results.close()
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(
    "error",
    [
        UserError("the text is no text", where="line 3", hint="Mend it"),
        MissingExtraError("re2", "rules"),
        Unsendable(1, 2),
    ],
)
def test_an_error_reaches_the_caller_as_it_is_after_the_results_before_it(error):
    def work(number):
        if number == 17:
            raise error
        return number

    results = in_parallel(work, range(100), workers=2, chunk=5)
    assert [next(results) for _ in range(17)] == list(range(17))
    with pytest.raises(type(error)) as caught:
        next(results)
    assert str(caught.value) == str(error)
    assert not multiprocessing.active_children()


def test_an_error_of_the_items_reaches_the_caller():
    def items():
        yield from range(50)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        list(in_parallel(square, items(), workers=2, chunk=5))
    assert not multiprocessing.active_children()


PROGRAM = """
import itertools, os, sys, time
from scaffold.rules.matching.corpus import in_parallel

def work(number):
    time.sleep(0.01)
    return os.getpid()

seen = set()
for process in in_parallel(work, itertools.count(), workers=2, chunk=2):
    if process not in seen:
        seen.add(process)
        print(process, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupt_leaves_no_processes(sent):
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A test run in the background inherits that interrupts are ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as run:
        workers = [int(run.stdout.readline()) for _ in range(2)]
        if sent == signal.SIGINT:
            os.killpg(run.pid, sent)  # as a terminal does
        else:
            run.kill()
        said = run.stderr.read()
        run.wait(30)
    assert sent == signal.SIGKILL or said.count("KeyboardInterrupt") == 1
    deadline = time.monotonic() + 10
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(alive, workers))


def alive(process):
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as stream:  # noqa: PTH123
            return stream.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_cores_are_counted():
    assert usable_cores() >= 1
