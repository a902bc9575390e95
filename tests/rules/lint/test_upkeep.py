"""Rules that nobody looks after."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2026-12-31", ["expired"]),
        ("2027-01-01", ["expires soon"]),
        ("2027-01-31", ["expires soon"]),
        ("2027-02-01", []),
    ],
)
def test_the_last_day_is_watched(of_condition, day, codes):
    found = of_condition("card", f"    expires: {day}\n")
    assert [each.code for each in found] == codes
    assert all(each.severity == "warning" and day in each.message for each in found)


def test_rules_without_owner_or_description_are_counted_in_one_remark_each(linted):
    lines = "".join(f"  - {{id: r{n}, when: phrase {n}, then: {{route: x{n}}}}}\n" for n in range(9))
    found = linted(
        f"rules:\n{lines}  - {{id: z, when: z z, owner: me, description: d, then: {{route: y}}}}\n", remarks=True
    )
    assert [(each.severity, each.code) for each in found] == [("info", "no description"), ("info", "no owner")]
    assert "9 of 10 rules have no owner: 'r0', 'r1', 'r2' and 6 more" in found[1].message


def test_a_file_without_rules_has_no_findings(linted):
    assert linted("rules: []\n", remarks=True) == []
    assert linted("", remarks=True) == []
