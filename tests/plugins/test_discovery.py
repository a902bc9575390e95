"""Discovery reads metadata and nothing else."""

from __future__ import annotations

from scaffold.plugins.discovery import PLUGINS, VERTICALS, discover, duplicates


def test_discover_sorts_by_name_and_imports_nothing(site):
    site.add("scaffold-zoo", "raise SystemExit", name="zoo")
    site.add("scaffold-ants", "raise SystemExit", name="ants")

    found = discover(VERTICALS, site.path)

    assert [provider.name for provider in found] == ["ants", "zoo"]
    assert str(found[0]) == "scaffold-ants 1.0 (entry point ants = scaffold_ants)"
    assert found[0].summary == "About scaffold-ants."
    assert site.imported() == set()


def test_discover_keeps_the_groups_apart(site):
    site.add("scaffold-zoo", "", name="zoo")
    site.plugin("scaffold-mask", "", name="mask")

    assert [provider.name for provider in discover(VERTICALS, site.path)] == ["zoo"]
    assert [provider.name for provider in discover(PLUGINS, site.path)] == ["mask"]


def test_discover_finds_several_entry_points_of_one_distribution(site):
    site.add("scaffold-pets", "", entry_points="[scaffold.verticals]\ndogs = pets.dogs\ncats = pets:cats\n")

    assert [provider.value for provider in discover(VERTICALS, site.path)] == ["pets:cats", "pets.dogs"]


def test_discover_takes_the_first_of_a_distribution_that_is_there_twice(site, tmp_path):
    second = type(site)(tmp_path / "older")
    second.folder.mkdir()
    site.add("scaffold-zoo", "", name="zoo", version="2.0")
    second.add("Scaffold_Zoo", "", name="zoo", version="1.0")

    found = discover(VERTICALS, [*site.path, *second.path])

    assert [provider.version for provider in found] == ["2.0"]
    assert duplicates(found) == {}


def test_discover_ignores_an_older_copy_whose_newer_one_has_no_entry_point(site, tmp_path):
    second = type(site)(tmp_path / "older")
    second.folder.mkdir()
    site.add("scaffold-zoo", "", entry_points="[console_scripts]\nzoo = zoo:main\n", version="2.0")
    second.add("scaffold-zoo", "", name="zoo", version="1.0")

    assert discover(VERTICALS, [*site.path, *second.path]) == ()


def test_duplicates_names_both_distributions(site):
    site.add("scaffold-zoo", "", name="zoo")
    site.add("other-zoo", "", name="zoo")

    claimed = duplicates(discover(VERTICALS, site.path))

    assert [provider.distribution for provider in claimed["zoo"]] == ["other-zoo", "scaffold-zoo"]


def test_discover_reports_metadata_that_cannot_be_read(site):
    site.add("scaffold-bad", "", entry_points="[scaffold.verticals]\nbad scaffold_bad\n")
    site.add("scaffold-odd", "", name="odd", value="not a module!")
    site.add("scaffold-zoo", "", name="zoo")

    faults = {provider.name: provider.fault for provider in discover(VERTICALS, site.path)}

    assert "entry_points.txt cannot be read" in faults["scaffold-bad"]
    assert "not of the form module" in faults["odd"]
    assert faults["zoo"] == ""


def test_discover_survives_damaged_distributions(site):
    site.add("scaffold-zoo", "", name="zoo")
    (site.folder / "empty-1.0.dist-info").mkdir()
    nameless = site.folder / "nameless-1.0.dist-info"
    nameless.mkdir()
    (nameless / "entry_points.txt").write_bytes(b"[scaffold.verticals]\n\xff\xfe = x\n")

    assert [provider.name for provider in discover(VERTICALS, site.path)] == ["zoo"]
