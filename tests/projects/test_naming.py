from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.errors import UserError
from scaffold.projects.naming import ProjectName


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("insurance-claims", "insurance-claims"),
        ("Insurance Claims", "insurance-claims"),
        (" insurance__claims ", "insurance-claims"),
        ("scaffold-claims", "claims"),
        ("scaffold_claims", "claims"),
        ("claims2", "claims2"),
        ("ｃｌａｉｍｓ", "claims"),
    ],
)
def test_a_name_is_made_regular(typed, slug):
    assert ProjectName.of(typed).slug == slug


def test_one_name_has_the_forms_that_are_needed():
    name = ProjectName.of("insurance claims")

    assert name.package == "scaffold_insurance_claims"
    assert name.distribution == "scaffold-insurance-claims"
    assert name.title == "Insurance claims"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "nothing is left"),
        ("---", "nothing is left"),
        ("9claims", "begins with a digit"),
        ("../x", "--into DIR"),
        ("a/b", "--into DIR"),
        ("C:\\x", "it holds ':'"),
        ("claims!", "it holds '!'"),
        ("理赔", "it holds '理'"),
        ("claims🙂", "it holds"),
        ("cla'ims", "it holds"),
        ("a\nb{{c}}", "it holds"),
        ("x" * 300, "300 characters"),
        ("class", "a word of the language Python"),
        ("match", "a word of the language Python"),
        ("json", "standard library"),
        ("con", "a device"),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_a_reason(typed, reason):
    with pytest.raises(UserError, match=r"NAME: ") as caught:
        ProjectName.of(typed)
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 250


@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_identifier_or_refused(typed):
    try:
        name = ProjectName.of(typed)
    except UserError:
        return
    assert name.package.isidentifier()
    assert not keyword.iskeyword(name.identifier)
    assert ProjectName.of(name.slug) == name


def test_names_of_installed_things_are_refused(site):
    site.vertical("scaffold-toy", name="toy-shop")
    site.vertical("scaffold-bakery", name="bread")
    for taken, by in (
        ("toy-shop", "a vertical 'toy-shop'"),
        ("bakery", "the package scaffold-bakery 1.0"),
        ("torch", "torch"),
    ):
        with pytest.raises(UserError, match="installed") as caught:
            ProjectName.of(taken).check_free()
        assert by in str(caught.value)
    ProjectName.of("insurance-claims").check_free()


def test_a_folder_of_that_name_is_nothing_installed(tmp_path, monkeypatch):
    (tmp_path / "reports").mkdir()
    monkeypatch.syspath_prepend(tmp_path)

    ProjectName.of("reports").check_free()
