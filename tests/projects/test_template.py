"""Templates of strangers: what they may not do."""

from __future__ import annotations

import pytest

from scaffold.errors import TemplateError
from scaffold.projects.naming import ProjectName
from scaffold.projects.rendering import Filling, render
from scaffold.projects.template import read_template

FILLING = Filling(ProjectName("claims"), {"title": "Claims"}, {})


def file(target: str, source: str = "notes.txt") -> str:
    return f'\n[[files]]\ntarget = """{target}"""\nsource = "{source}"\n'


def test_files_are_rendered_or_copied(write_template):
    files = render(read_template(write_template()), FILLING)

    assert files["scaffold_claims/code.py"].text.startswith('TITLE = "Claims"\n')
    assert files["notes.txt"].text == "one\ntwo\nthree\nfour\nfive\n"
    assert [path for path, each in files.items() if each.data] == ["sample.csv"]


def test_rows_of_the_user_take_the_place_of_the_sample(write_template):
    files = render(read_template(write_template()), FILLING, "text\nmine\n")

    assert files["sample.csv"].text == "text\nmine\n"


@pytest.mark.parametrize(
    "target",
    [
        "../out.txt",
        "a/../../out.txt",
        "/etc/out.txt",
        "C:/out.txt",
        "a\\\\..\\\\out.txt",
        "a//out.txt",
        "./out.txt",
        "",
        " ",
        "a/ /b",
        "a\\nb",
        ".git/hooks/post-checkout",
        ".GIT/config",
        ".scaffold.toml",
        "{{ '../' * 2 }}out.txt",
    ],
)
def test_a_path_that_leaves_the_project_is_refused(write_template, target):
    template = read_template(write_template(more=file(target)))

    with pytest.raises(TemplateError, match=r"does not stay in the project's folder|may not write"):
        render(template, FILLING)


@pytest.mark.parametrize(
    "trick",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__class__ }}",
        "{{ project.items.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ ''|attr('__class__') }}",
        "{% set x = [].append(1) %}{{ project.update({}) }}",
        "{{ 'a' * 2000000 }}",
        "{{ 10 ** 999 }}",
        "{{ range(10000000) | list }}",
        "{{ '{0.__class__}'.format(title) }}",
        "{% include '../secret.txt' %}",
        "{% include '/etc/passwd' %}",
        "{{ missing }}",
        "{{ title.missing }}",
        "{% for %}",
    ],
)
def test_tricks_with_jinja_are_refused(write_template, tmp_path, trick):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    template = read_template(write_template(**{"code.py.jinja": f"first line\n{trick}\n"}))

    with pytest.raises(TemplateError, match=r"code\.py\.jinja"):
        render(template, FILLING)


def test_parts_of_the_template_itself_can_be_included(write_template):
    files = {"code.py.jinja": "{% include 'head.jinja' %}X = 1\n", "head.jinja": "# {{ title }}\n"}

    assert (
        render(read_template(write_template(**files)), FILLING)["scaffold_claims/code.py"].text == "# Claims\nX = 1\n"
    )


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_links_are_refused(write_template, tmp_path, kind):
    folder = write_template()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret", encoding="utf-8")
    goal = tmp_path / "outside" / "secret.txt" if kind == "file" else tmp_path / "outside"
    (folder / "link").symlink_to(goal)

    with pytest.raises(TemplateError, match="no links"):
        read_template(folder)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (file("x.txt", "gone.txt"), "there is no text 'gone.txt'"),
        (file("Notes.TXT"), "two files"),
        (file("notes.txt/x"), "a file and a folder"),
        ('\n[[questions]]\nname = "project"\nask = "?"\ndefault = "x"\n', "may not be called 'project'"),
    ],
)
def test_a_template_that_contradicts_itself_is_refused(write_template, more, told):
    template = read_template(write_template(more=more))
    answers = {question.name: "x" for question in template.description.questions}

    with pytest.raises(TemplateError, match=told):
        render(template, Filling(FILLING.name, answers, {}))


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("not toml [", "not TOML"),
        ("[template]\nname = 'x'\n", "version"),
        (
            "[template]\nname='x'\nversion='1'\nsummary=''\nrequires='99'\n[[files]]\ntarget='a'\nsource='b'\n",
            "99 or newer",
        ),
        ("[template]\nname='../x'\nversion='1'\nsummary=''\n[[files]]\ntarget='a'\nsource='b'\n", "name"),
        (
            "[template]\nname='x'\nversion='1'\nsummary=''\n[run]\nafter='rm'\n[[files]]\ntarget='a'\nsource='b'\n",
            "run",
        ),
    ],
)
def test_a_wrong_description_is_refused(write_template, description, told):
    with pytest.raises(TemplateError, match=told):
        read_template(write_template(**{"template.toml": description}))


def test_a_folder_without_description_is_no_template(tmp_path):
    with pytest.raises(TemplateError, match=r"no template\.toml"):
        read_template(tmp_path)


def test_what_lies_beside_the_template_does_no_harm(write_template):
    folder = write_template()
    (folder / "logo.png").write_bytes(b"\x89PNG\xff")
    (folder / ".git" / "objects").mkdir(parents=True)
    (folder / ".git" / "objects" / "ab").write_bytes(b"\xff\x00")
    (folder / ".git" / "link").symlink_to(folder)

    template = read_template(folder)
    assert "notes.txt" in template.sources
    assert not any(name.startswith(".git") or name.endswith(".png") for name in template.sources)
