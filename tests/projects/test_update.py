"""A project is brought up to its template: nobody's lines are lost, and a stop in the middle changes nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.errors import TemplateError, UserError
from scaffold.projects import replacing
from scaffold.projects.replacing import FOLDER, recover, replace_files
from scaffold.projects.update import plan_update, write_update

NOTES = "one\ntwo\nthree\nfour\nfive\n"


def update(project: Path) -> dict[str, str]:
    plan = plan_update(project)
    write_update(plan)
    return {change.path: change.what for change in plan.changes}


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def project(write_template, new_project):
    return new_project("claims", template=write_template())


def test_nothing_changes_where_the_template_did_not(project):
    before = content(project)

    assert update(project) == {}
    assert content(project) == before


def test_files_left_alone_are_replaced_and_edited_ones_merged(project, write_template):
    notes = project / "notes.txt"
    notes.write_text(NOTES.replace("two\n", "two\nmine\n"), encoding="utf-8")
    write_template("2", **{"notes.txt": NOTES.replace("five", "FIVE"), "code.py.jinja": "TITLE = {{ title | py }}\n"})

    assert update(project) == {"scaffold_claims/code.py": "replaced", "notes.txt": "merged"}
    assert notes.read_text(encoding="utf-8") == "one\ntwo\nmine\nthree\nfour\nFIVE\n"
    assert (project / "scaffold_claims/code.py").read_text(encoding="utf-8") == 'TITLE = "Claims"\n'
    assert update(project) == {}


def test_both_versions_of_a_line_stand_between_marks(project, write_template):
    notes = project / "notes.txt"
    notes.write_text(NOTES.replace("two", "mine"), encoding="utf-8")
    write_template("2", **{"notes.txt": NOTES.replace("two", "new")})

    assert update(project) == {"notes.txt": "conflict"}
    assert "<<<<<<< yours\nmine\n=======\nnew\n>>>>>>> template house 2\n" in notes.read_text(encoding="utf-8")
    assert update(project) == {}


def test_windows_line_ends_stay(project, write_template):
    notes = project / "notes.txt"
    notes.write_bytes(NOTES.replace("two", "mine").replace("\n", "\r\n").encode())
    write_template("2", **{"notes.txt": NOTES.replace("five", "FIVE")})

    assert update(project) == {"notes.txt": "merged"}
    assert notes.read_bytes() == b"one\r\nmine\r\nthree\r\nfour\r\nFIVE\r\n"


def test_what_was_deleted_stays_away_and_what_is_new_comes(project, write_template):
    (project / "notes.txt").unlink()
    more = '\n[[files]]\ntarget = "docs/new.md"\nsource = "new.md"\n'
    write_template("2", more, **{"notes.txt": "other\n", "new.md": "# New\n"})

    assert update(project) == {"docs/new.md": "new"}
    assert not (project / "notes.txt").exists()
    assert (project / "docs/new.md").read_text(encoding="utf-8") == "# New\n"


def test_what_the_template_drops_goes_unless_it_was_edited(project, write_template):
    folder = write_template("2")
    description = folder / "template.toml"
    kept = description.read_text(encoding="utf-8").split("[[files]]")
    description.write_text("[[files]]".join([kept[0], kept[3]]), encoding="utf-8")
    (project / "notes.txt").write_text(NOTES + "mine\n", encoding="utf-8")

    assert update(project) == {"scaffold_claims/code.py": "removed", "notes.txt": "kept"}
    assert (project / "notes.txt").read_text(encoding="utf-8") == NOTES + "mine\n"
    assert not (project / "scaffold_claims/code.py").exists()


def test_a_new_file_meets_one_of_the_user(project, write_template):
    (project / "new.md").write_text("# Mine\n", encoding="utf-8")
    write_template("2", '\n[[files]]\ntarget = "new.md"\nsource = "new.md"\n', **{"new.md": "# New\n"})

    assert update(project) == {"new.md": "conflict"}
    assert "# Mine\n" in (project / "new.md").read_text(encoding="utf-8")


def test_data_of_the_user_are_never_touched(project, write_template):
    (project / "sample.csv").write_text("text\nmine\n", encoding="utf-8")
    write_template("2", **{"sample.csv": "text\nother\n"})

    assert update(project) == {}
    assert (project / "sample.csv").read_text(encoding="utf-8") == "text\nmine\n"


def test_a_file_that_is_no_text_is_left(project, write_template):
    (project / "notes.txt").write_bytes(b"\xff\xfe\x00")
    write_template("2", **{"notes.txt": "other\n"})

    assert update(project) == {"notes.txt": "kept"}
    assert (project / "notes.txt").read_bytes() == b"\xff\xfe\x00"


def test_a_new_question_is_answered_by_its_default(project, write_template):
    more = '\n[[questions]]\nname = "colour"\nask = "Colour"\ndefault = "blue"\n'
    write_template("2", more, **{"code.py.jinja": "COLOUR = {{ colour | py }}\n"})
    update(project)

    assert (project / "scaffold_claims/code.py").read_text(encoding="utf-8") == 'COLOUR = "blue"\n'
    assert 'colour = "blue"' in (project / ".scaffold.toml").read_text(encoding="utf-8")


LINES = st.lists(st.sampled_from(["", "x = 1", "y = 2", "# a comment", "def f():", "    pass"]), max_size=10)


@st.composite
def edits(draw, lines, mark):
    """The lines with some left out, some replaced and some put in, each new one with a number of its own."""
    out = []
    for number, line in enumerate([*lines, None]):
        do = draw(st.sampled_from(["keep", "keep", "drop", "insert"]))
        out += [f"{mark} {number}"] if do != "keep" else []
        out += [line] if do != "drop" and line is not None else []
    return out


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), lines=LINES)
def test_no_line_of_a_user_is_lost_or_doubled(data, lines, tmp_path_factory):
    from scaffold.projects.create import create
    from scaffold.projects.naming import ProjectName
    from scaffold.projects.rendering import Filling
    from scaffold.projects.template import read_template

    place = tmp_path_factory.mktemp("update")
    folder = place / "template"
    folder.mkdir()

    def version(number: int, text: list[str]) -> None:
        head = f'[template]\nname="t"\nversion="{number}"\nsummary=""\n[[files]]\ntarget="a.txt"\nsource="a.txt"\n'
        (folder / "template.toml").write_text(head, encoding="utf-8")
        (folder / "a.txt").write_text("\n".join(text), encoding="utf-8")

    version(1, lines)
    project = place / "claims"
    create(project, read_template(folder), Filling(ProjectName("claims"), {}, {}), source=str(folder))
    mine = data.draw(edits(lines, "user"))
    (project / "a.txt").write_text("\n".join(mine), encoding="utf-8")
    theirs = data.draw(edits(lines, "template"))
    version(2, theirs)
    update(project)

    found = (project / "a.txt").read_text(encoding="utf-8").split("\n")
    for mark, written in (("user", mine), ("template", theirs)):
        assert Counter(x for x in found if x.startswith(mark)) == Counter(x for x in written if x.startswith(mark))
    once = content(project)
    assert update(project) == {}
    assert content(project) == once


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_a_stop_in_the_middle_leaves_the_project_as_it_was(project, write_template, monkeypatch, at, error):
    write_template("2", **{"notes.txt": "other\n", "code.py.jinja": "X = 1\n"})
    before = content(project)
    plan = plan_update(project)
    calls = []
    whole = replacing.write_bytes

    def failing(path: Path, text: bytes) -> None:
        calls.append(path)
        if len(calls) == at:
            raise error
        whole(path, text)

    monkeypatch.setattr(replacing, "write_bytes", failing)
    with pytest.raises(error):
        write_update(plan)
    assert content(project) == before


def test_after_a_loss_of_power_the_next_update_brings_back_what_was(project, write_template, monkeypatch):
    before = content(project)
    monkeypatch.setattr(replacing, "recover", lambda folder: None)
    monkeypatch.setattr(replacing.shutil, "rmtree", lambda *_, **__: None)

    def dies(path: Path, text: bytes) -> None:
        path.write_bytes(text[:2])
        raise KeyboardInterrupt

    monkeypatch.setattr(replacing, "write_bytes", dies)
    with pytest.raises(KeyboardInterrupt):
        replace_files(project, {"notes.txt": b"other\n", "deep/new.txt": b"new\n"})
    monkeypatch.undo()
    assert content(project) != before
    recover(project)

    assert content(project) == before
    assert not (project / FOLDER).exists()


def test_a_file_that_changed_meanwhile_stops_the_update(project, write_template):
    write_template("2", **{"notes.txt": "other\n"})
    plan = plan_update(project)
    (project / "notes.txt").write_text("mine\n", encoding="utf-8")

    with pytest.raises(UserError, match="changed just now"):
        write_update(plan)
    assert (project / "notes.txt").read_text(encoding="utf-8") == "mine\n"


def test_a_folder_that_is_no_project_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"no project of `scaffold new-vertical`"):
        plan_update(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("[template]", "[template"),
        lambda text: text.replace("version", "wersion"),
        lambda text: text[: text.index("[baseline]")],
        lambda text: text.replace('files = "', 'files = "0', 1),
        lambda text: text.replace('"notes.txt" = "', '"notes.txt" = "0'),
    ],
)
def test_an_altered_manifest_is_refused(project, change):
    path = project / ".scaffold.toml"
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")

    with pytest.raises(UserError, match="it was altered"):
        plan_update(project)


def test_a_template_that_is_gone_or_another_one_is_refused(project, write_template, tmp_path):
    other = write_template(folder="other")
    text = (other / "template.toml").read_text(encoding="utf-8")
    (other / "template.toml").write_text(text.replace('"house"', '"hut"'), encoding="utf-8")
    with pytest.raises(UserError, match="made from the template 'house', this is 'hut'"):
        plan_update(project, str(other))
    (tmp_path / "template").rename(tmp_path / "moved")
    with pytest.raises(TemplateError, match="no folder and no installed template"):
        plan_update(project)

    assert plan_update(project, str(tmp_path / "moved")).changes == ()
