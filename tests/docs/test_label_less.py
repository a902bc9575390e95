"""What the page on labelling less shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

from scaffold.cli.suggest_labels import command
from scaffold.labelling.choice import RANDOM_SHARE
from scaffold.labelling.diversity import ALIKE
from scaffold.labelling.spreadsheet import COLUMNS

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "label-less.md").read_text(encoding="utf-8")


def test_table_names_the_columns_in_order():
    table = re.search(r"\| column \|.*?(?=\n\n)", PAGE, re.DOTALL)
    named = [name for row in table[0].splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]

    assert tuple(dict.fromkeys(named)) == COLUMNS


def test_options_of_the_page_are_options_of_the_command():
    typed = {
        word
        for line in re.findall(r"^    scaffold suggest-labels .*", PAGE, re.M)
        for word in line.split()
        if word[:2] == "--"
    }

    assert typed
    assert typed <= {name for parameter in command.params for name in parameter.opts}


def test_numbers_of_the_page_are_those_of_the_code():
    assert f"cosine {ALIKE}" in PAGE
    assert RANDOM_SHARE == 0.1


def test_python_of_the_page_finds_the_wrong_label(capsys):
    (code,) = re.findall(r"<!-- python -->\n```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "label-less.md", "exec"), {})  # our own page

    assert capsys.readouterr().out.startswith("is the card sent refund card ")
