"""Importing a plugin: what is missing, whose fault it is, and that managers share nothing."""

from __future__ import annotations

import pytest

from scaffold.errors import PluginError, SettingsError
from scaffold.plugins.discovery import Provider
from scaffold.plugins.manager import Manager, import_plugin
from scaffold.settings import Settings

CONFIGURED = """
from pydantic import Field
from scaffold.settings import Section

class Own(Section):
    limit: int = Field(3, gt=0)

@hookimpl
def scaffold_config_schema():
    return Own
"""


def provider(site, **options) -> Provider:
    return Provider("zoo", "scaffold-zoo", "1.0", options.get("value", "scaffold_zoo"))


def test_missing_module_names_the_entry_point_and_how_to_reinstall(site):
    with pytest.raises(PluginError) as caught:
        import_plugin(provider(site, value="scaffold_zoo.plugin"))

    assert str(caught.value).startswith(
        "scaffold-zoo 1.0 (entry point zoo = scaffold_zoo.plugin): there is no module 'scaffold_zoo' that its entry "
        "point names. Reinstall it: pip install --force-reinstall scaffold-zoo. "
    )


def test_missing_dependency_is_told_from_a_missing_module(site):
    site.add("scaffold-zoo", "import a_package_nobody_has\n")

    with pytest.raises(PluginError) as caught:
        import_plugin(provider(site))

    assert "it cannot be imported: ModuleNotFoundError: No module named 'a_package_nobody_has' (" in str(caught.value)
    assert "scaffold_zoo.py:1). Install the package that brings 'a_package_nobody_has'." in str(caught.value)


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("x = 1\nfrom os import no_such_thing\n", "ImportError: cannot import name 'no_such_thing' from 'os'"),
        ("def f(:\n", "SyntaxError: invalid syntax (scaffold_zoo.py, line 1)"),
        ("raise ValueError('of\\nits own')\n", "ValueError: of its own ("),
        ("raise SystemExit(7)\n", "SystemExit: 7 ("),
        ("from scaffold.extras import need\nneed('no_such_extra')\n", "this needs the package 'no_such_extra'"),
    ],
)
def test_import_error_is_one_line_with_its_cause(site, source, cause):
    site.add("scaffold-zoo", source)

    with pytest.raises(PluginError) as caught:
        import_plugin(provider(site))

    assert f"(entry point zoo = scaffold_zoo): it cannot be imported: {cause}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "pip uninstall scaffold-zoo" in str(caught.value)


def test_missing_object_is_named(site):
    site.add("scaffold-zoo", "plugin = object()")

    with pytest.raises(PluginError, match="has no 'plugins' that its entry point names: AttributeError"):
        import_plugin(provider(site, value="scaffold_zoo:plugins"))


def test_a_broken_cross_cutting_plugin_says_how_to_switch_it_off(site):
    broken = Provider("mask", "scaffold-mask", "2.1", "scaffold_mask", group="scaffold.plugins")

    with pytest.raises(PluginError) as caught:
        import_plugin(broken)

    assert str(caught.value).startswith("scaffold-mask 2.1 (entry point mask = scaffold_mask): ")
    assert 'switch it off in scaffold.toml: [plugins] disabled = ["mask"]' in str(caught.value)


def test_each_plugin_gets_its_own_settings(site):
    site.vertical("scaffold-zoo", CONFIGURED)
    site.plugin("scaffold-mask", CONFIGURED)
    mask = Provider("mask", "scaffold-mask", "1.0", "scaffold_mask", group="scaffold.plugins")

    manager = Manager([provider(site), mask], Settings(vertical={"zoo": {"limit": 9}}))

    assert manager.configs["zoo"].limit == 9
    assert manager.configs["mask"].limit == 3


@pytest.mark.parametrize(
    ("values", "expected"),
    [({"limit": 0}, "greater than 0"), ({"limt": 1}, "limt is not a setting, did you mean 'limit'?")],
)
def test_settings_that_a_plugin_does_not_accept_are_named(site, values, expected):
    site.vertical("scaffold-zoo", CONFIGURED)

    with pytest.raises(SettingsError) as caught:
        Manager([provider(site)], Settings(vertical={"zoo": values}))

    assert str(caught.value).startswith("settings of zoo: lim")
    assert expected in str(caught.value)


def test_settings_for_a_plugin_without_any_are_refused(site):
    site.vertical("scaffold-zoo")

    with pytest.raises(SettingsError, match=r"\[zoo\]: zoo takes no settings"):
        Manager([provider(site)], Settings(vertical={"zoo": {"limit": 1}}))


@pytest.mark.parametrize("returned", ["dict", "None", "3"])
def test_config_schema_of_a_wrong_type_is_refused(site, returned):
    site.vertical("scaffold-zoo", f"@hookimpl\ndef scaffold_config_schema(): return {returned}")

    with pytest.raises(PluginError, match=r"scaffold-zoo 1\.0 .* must return a pydantic model class, not "):
        Manager([provider(site)], Settings())


def test_managers_share_nothing(site):
    site.vertical("scaffold-zoo")
    site.plugin("scaffold-mask", "@hookimpl\ndef scaffold_before_train(run): run.append('mask')")
    mask = Provider("mask", "scaffold-mask", "1.0", "scaffold_mask", group="scaffold.plugins")

    with_mask = Manager([provider(site), mask], Settings())
    without = Manager([provider(site)], Settings())

    assert len(with_mask.implementations("scaffold_before_train")) == 1
    assert without.implementations("scaffold_before_train") == []
    assert without.hooks_of(provider(site)) == ["scaffold_vertical_info"]


def test_hooks_are_called_in_the_order_of_the_providers(site):
    source = "@hookimpl\ndef scaffold_before_train(run): run.append(__name__)"
    names = ("c", "a", "b")
    for name in names:
        site.plugin(f"scaffold-{name}", source)
    providers = [Provider(name, f"scaffold-{name}", "1.0", f"scaffold_{name}") for name in names]

    called: list[str] = []
    list(Manager(providers, Settings()).call("scaffold_before_train", {"run": called}))

    assert called == ["scaffold_c", "scaffold_a", "scaffold_b"]
