"""Everything that can be wrong with a plugin is told with the package, the version, the entry point and what to do."""

from __future__ import annotations

import re

import pytest

from scaffold.errors import ApiVersionError, PluginError
from scaffold.plugins.checks import supported
from scaffold.plugins.specs import API_VERSION
from scaffold.plugins.vertical import load_vertical

WRONG_HOOKS = {
    "misspelt hook": (
        "@hookimpl\ndef scaffold_task_haeds(config):\n    return []",
        r"scaffold_task_haeds \(\S+:\d+\) is not a hook, did you mean 'scaffold_task_heads'\?",
    ),
    "hook without the prefix": (
        "@hookimpl\ndef task_heads(config):\n    return []",
        r"task_heads \(\S+:\d+\) is not a hook, did you mean 'scaffold_task_heads'\?",
    ),
    "no decorator": (
        "def scaffold_task_heads(config):\n    return []",
        r"scaffold_task_heads \(\S+:\d+\) lacks the decorator @hookimpl",
    ),
    "unknown argument": (
        "@hookimpl\ndef scaffold_task_heads(cofnig):\n    return []",
        r"scaffold_task_heads \(\S+:\d+\) takes an unknown argument 'cofnig'; the hook gives: config",
    ),
    "argument of a hook that gives none": (
        "@hookimpl\ndef scaffold_config_schema(config):\n    return None",
        r"unknown argument 'config'; the hook gives no argument",
    ),
    "default": (
        "@hookimpl\ndef scaffold_task_heads(config=None):\n    return []",
        r"gives config a default, which is not allowed; the hook gives: config",
    ),
    "keyword arguments": (
        "@hookimpl\ndef scaffold_demo(**kwargs):\n    return None",
        r"takes \*\*kwargs, which is not allowed; the hook gives: run",
    ),
    "positional arguments": (
        "@hookimpl\ndef scaffold_demo(*args):\n    return None",
        r"takes \*args, which is not allowed",
    ),
    "keyword-only argument": (
        "@hookimpl\ndef scaffold_demo(*, run):\n    return None",
        r"takes run by keyword only, which is not allowed",
    ),
    "specname": (
        '@hookimpl(specname="scaffold_demo")\ndef my_demo(run):\n    return None',
        r"my_demo \(\S+:\d+\) uses specname; name the function as the hook instead",
    ),
    "wrapper": (
        "@hookimpl(wrapper=True)\ndef scaffold_demo(run):\n    return (yield)",
        r"scaffold_demo \(\S+:\d+\) is a wrapper",
    ),
}


def failure(site, name="dental", kind=PluginError) -> str:
    """The message of loading the vertical `name`, which must name its package, version, entry point and a remedy."""
    with pytest.raises(kind) as caught:
        load_vertical(name, path=site.path)
    message = str(caught.value)
    assert re.match(rf"scaffold-{name} 1\.0 \(entry point {name} = \S+\): ", message)
    assert f"pip uninstall scaffold-{name}" in message or "pip install -U vertical-scaffold" in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("case", WRONG_HOOKS)
def test_wrong_hook_is_refused(site, case):
    source, expected = WRONG_HOOKS[case]
    site.vertical("scaffold-dental", source, name="dental")

    assert re.search(expected, failure(site))


def test_all_wrong_hooks_are_told_at_once(site):
    source = "\n".join(source for source, _ in list(WRONG_HOOKS.values())[:2])
    site.vertical("scaffold-dental", source, name="dental")

    assert failure(site).count("did you mean 'scaffold_task_heads'?") == 2


def test_class_instead_of_an_instance_is_refused(site):
    site.add("scaffold-dental", "class Plugin: pass", name="dental", value="scaffold_dental:Plugin")

    assert "points to the class Plugin" in failure(site)
    assert "make an instance (plugin = Plugin())" in failure(site)


def test_instance_with_methods_is_a_plugin(site):
    source = """
    from scaffold import hookimpl
    from scaffold.plugins.specs import VerticalInfo

    class Plugin:
        @property
        def danger(self):
            raise RuntimeError("properties are not called")

        @hookimpl
        def scaffold_vertical_info(self):
            return VerticalInfo("T", "S", ("en",), (), "d", "l", "u", api_version=1)

        @hookimpl
        def scaffold_commands(self, config):
            return []

    plugin = Plugin()
    """
    site.add("scaffold-dental", source, name="dental", value="scaffold_dental:plugin")

    assert load_vertical("dental", path=site.path).info.title == "T"


def test_optional_hook_of_a_newer_core_is_accepted(site):
    site.vertical(
        "scaffold-dental",
        "@hookimpl(optionalhook=True)\ndef scaffold_of_the_future(x): return []",
        name="dental",
    )

    assert load_vertical("dental", path=site.path).name == "dental"


@pytest.mark.parametrize("returned", ["None", "[]", "'a string'", "[VerticalInfo]"])
def test_vertical_info_of_a_wrong_type_is_refused(site, returned):
    source = f"""
    from scaffold import hookimpl
    from scaffold.plugins.specs import VerticalInfo

    @hookimpl
    def scaffold_vertical_info():
        return {returned}
    """
    site.add("scaffold-dental", source, name="dental")

    assert "scaffold_vertical_info must return one VerticalInfo, not " in failure(site)


def test_vertical_without_info_is_refused(site):
    site.add("scaffold-dental", "", name="dental")

    assert "it has no hook scaffold_vertical_info; a vertical has exactly one" in failure(site)


@pytest.mark.parametrize(
    ("version", "advice"),
    [
        (API_VERSION + 1, "Upgrade the core: pip install -U vertical-scaffold"),
        (-1, "pip install -U scaffold-dental"),
        ("'1'", "pip install -U scaffold-dental"),
        (True, "pip install -U scaffold-dental"),
    ],
)
def test_wrong_api_version_says_what_is_supported_and_what_to_upgrade(site, version, advice):
    site.vertical("scaffold-dental", f"API_VERSION = {version}", name="dental")

    message = failure(site, kind=ApiVersionError)

    assert f"written for plugin interface {version}; this core supports {API_VERSION}" in message
    assert advice in message


def test_supported_versions_are_the_current_and_the_previous():
    assert supported(1) == (1,)
    assert supported(5) == (4, 5)


def test_previous_api_version_is_supported(site, monkeypatch):
    monkeypatch.setattr("scaffold.plugins.checks.supported", lambda: supported(API_VERSION + 1))
    site.vertical("scaffold-dental", name="dental")

    assert load_vertical("dental", path=site.path).info.api_version == API_VERSION


def test_cross_cutting_plugin_has_no_vertical_info(site):
    site.vertical("scaffold-dental", name="dental")
    site.plugin("scaffold-mask", "@hookimpl\ndef scaffold_vertical_info(): return None", name="mask")

    with pytest.raises(PluginError, match=r"scaffold-mask 1\.0 .*scaffold_vertical_info .* is for verticals"):
        load_vertical("dental", path=site.path)
