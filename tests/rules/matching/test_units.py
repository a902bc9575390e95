"""Units are found under all their names."""

from __future__ import annotations

import doctest
from decimal import Decimal

import pytest

from scaffold.rules.matching import units as module
from scaffold.rules.matching.units import find_unit, is_count, unit_names


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("names", [["mg", "MG", "milligrams", "毫克"], ["€", "EUR", "eur", "欧元"], ["tablets", "片"]])
def test_names_of_one_unit_have_one_base(names):
    assert len({find_unit(name) for name in names}) == 1


def test_a_year_is_twelve_months():
    assert find_unit("months").in_base(Decimal(12)) == find_unit("年").in_base(Decimal(1))


@pytest.mark.parametrize(("written", "celsius"), [("°F", 100.0), ("°C", 212.0)])
def test_degrees_have_a_common_base(written, celsius):
    assert find_unit(written).in_base(Decimal(212)) == pytest.approx(celsius)


def test_case_matters_for_single_letters_and_for_currencies_that_are_words():
    assert find_unit("g")
    assert find_unit("G") is None
    assert find_unit("TRY")
    assert find_unit("try") is None


def test_ratios_have_a_ratio_of_bases():
    assert find_unit("g/l").in_base(Decimal(1)) == find_unit("mg/ml").in_base(Decimal(1))
    assert find_unit("mg/foo").base == "mg/foo"
    assert find_unit("foo/mg") is None


def test_every_name_is_found():
    assert all(find_unit(name) for name in unit_names())
    assert is_count(None)
    assert is_count("tablet")
    assert not is_count("mg")
