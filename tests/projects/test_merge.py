from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.projects.merge import has_marks, merge

BASE = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"


@st.composite
def edited(draw, base, mark):
    """A text with lines left out, replaced and put in; new lines bear `mark` and a number of their own."""
    out = []
    for number, line in enumerate(base):
        do = draw(st.sampled_from(["keep", "keep", "keep", "drop", "replace", "insert"]))
        if do in ("replace", "insert"):
            out.append(f"{mark} {number}\n")
        if do in ("keep", "insert"):
            out.append(line)
    if draw(st.booleans()):
        out.append(f"{mark} end{draw(st.sampled_from(['', chr(10)]))}")
    return "".join(out)


@st.composite
def versions(draw):
    base = draw(st.lists(st.sampled_from(["a\n", "b\n", "\n", "c = 1\n", "def f():\n"]), max_size=12))
    return "".join(base), draw(edited(base, "user")), draw(edited(base, "template"))


def added(text, mark):
    return Counter(line for line in text.splitlines() if line.startswith(mark))


@given(versions())
def test_no_line_that_somebody_wrote_is_lost_or_doubled(texts):
    base, ours, theirs = texts
    merged = merge(base, ours, theirs)

    assert added(merged.text, "user") == added(ours, "user")
    assert added(merged.text, "template") == added(theirs, "template")
    assert has_marks(merged.text) == (merged.conflicts > 0)


@given(versions())
def test_what_only_one_side_changed_is_taken(texts):
    base, ours, _ = texts

    assert merge(base, ours, base).text == ours
    assert merge(base, base, ours).text == ours
    assert merge(base, ours, ours).text == ours


@given(versions())
def test_merging_again_changes_nothing(texts):
    base, ours, theirs = texts
    once = merge(base, ours, theirs).text

    assert merge(theirs, once, theirs).text == once


def test_changes_of_both_sides_are_in_the_result():
    ours = BASE.replace("two\n", "two\nmine\n")
    theirs = BASE.replace("six\n", "SIX\n")

    merged = merge(BASE, ours, theirs)
    assert merged.text == "one\ntwo\nmine\nthree\nfour\nfive\nSIX\nseven\n"
    assert merged.conflicts == 0


def test_a_line_that_both_changed_is_there_twice_between_marks():
    merged = merge(BASE, BASE.replace("four", "mine"), BASE.replace("four", "new"), theirs_name="template 2")

    assert merged.conflicts == 1
    assert "three\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> template 2\nfive\n" in merged.text


def test_lines_that_both_put_in_are_there_once():
    merged = merge("a\nb\n", "a\nsame\nmine\nb\n", "a\nsame\nnew\nb\n")

    assert merged.text == "a\nsame\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> template\nb\n"


@pytest.mark.parametrize("end", ["", "\n"])
def test_last_line_may_lack_its_end(end):
    merged = merge("a\nb" + end, "a\nmine", "a\nnew")

    assert merged.text == "a\n<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> template\n"


def test_text_that_tells_of_marks_has_none():
    assert not has_marks("<<<<<<< yours is how a conflict begins")
