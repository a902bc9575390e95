from __future__ import annotations

import sys

import pytest

from scaffold.errors import TemplateError
from scaffold.projects.locate import BUILT_IN, find_template
from scaffold.projects.template import read_template


def test_our_own_template_is_found_in_a_checkout():
    assert find_template(None) == find_template(BUILT_IN)
    assert read_template(find_template(None)).about.name == BUILT_IN


def test_a_folder_is_a_template(tmp_path):
    assert find_template(str(tmp_path)) == tmp_path


def test_an_installed_template_is_found_by_name_and_never_imported(site):
    package = site.folder / "house_templates"
    (package / "vertical").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    site.add("house-templates", name="house", value="house_templates.vertical", group="scaffold.templates")

    assert find_template("house") == package / "vertical"
    assert "house_templates" not in sys.modules
    with pytest.raises(TemplateError, match="did you mean 'house'"):
        find_template("hose")


def test_two_packages_with_one_name_and_a_folder_that_is_not_there_are_told(site):
    for name in ("one", "two"):
        site.add(name, name="house", value="nowhere.at_all", group="scaffold.templates")
    with pytest.raises(TemplateError, match=r"two packages bring a template 'house': one 1\.0 .* and two 1\.0"):
        find_template("house")
    site.add("three", name="hut", value="nowhere.at_all", group="scaffold.templates")
    with pytest.raises(TemplateError, match=r"no folder 'nowhere\.at_all'"):
        find_template("hut")
