"""Loading one vertical: alone, fresh, with the plugins that join it."""

from __future__ import annotations

import pytest

from scaffold.errors import PluginError, SettingsError
from scaffold.plugins.vertical import load_vertical
from scaffold.settings import PluginSettings, Settings

ZOO = """
def load(path, settings): raise AssertionError("a factory is not called on loading")

@hookimpl
def scaffold_data_loaders(): return [DataLoaderSpec("animals", "Animals.", load)]

@hookimpl
def scaffold_task_heads(config): return [TaskHeadSpec("kind", "Kind.", loader="animals")]

@hookimpl
def scaffold_metrics(): return [MetricSpec("kind accuracy", head="kind", metric="accuracy", at_least=0.8)]

@hookimpl
def scaffold_knowledge_rules(): return [RuleSource("zoo", "Rules.", lambda: "")]

@hookimpl
def scaffold_pretraining(): return [PretrainingSpec("books", "Books.", lambda path: [])]

@hookimpl
def scaffold_commands(): return [CommandSpec("feed", "Feed.", load)]

@hookimpl
def scaffold_stream_sources(): return [SourceSpec("tracks", "Tracks.", load)]

@hookimpl
def scaffold_alert_sinks(): return [SinkSpec("horn", "Horn.", load)]

@hookimpl
def scaffold_detectors(): return [DetectorSpec("nose", "Nose.", load)]
"""

MASK = "@hookimpl\ndef scaffold_commands(): return [CommandSpec('mask', 'Mask.', lambda: None)]"


def switched_off(*names: str) -> Settings:
    return Settings(plugins=PluginSettings(disabled=names))


def test_load_vertical_merges_what_it_provides(site):
    site.vertical("scaffold-zoo", ZOO, name="zoo", version="1.2")

    zoo = load_vertical("zoo", path=site.path)

    assert (zoo.name, zoo.distribution, zoo.version, zoo.info.title) == ("zoo", "scaffold-zoo", "1.2", "A test")
    assert zoo.loaders.names == ("animals",)
    assert zoo.heads.names == ("kind",)
    assert zoo.metrics.names == ("kind accuracy",)
    assert zoo.rules.names == ("zoo",)
    assert zoo.pretraining.names == ("books",)
    assert zoo.commands.names == ("feed",)
    assert (zoo.sources.names, zoo.sinks.names, zoo.detectors.names) == (("tracks",), ("horn",), ("nose",))
    assert zoo.config is None
    assert zoo.settings == Settings()
    assert zoo.loader("animals").summary == "Animals."
    assert zoo.head("kind").loader == "animals"
    with pytest.raises(PluginError, match="zoo has no data loader 'animal', did you mean 'animals'"):
        zoo.loader("animal")
    with pytest.raises(PluginError, match="zoo has no task head 'kinds', did you mean 'kind'"):
        zoo.head("kinds")


def test_load_vertical_imports_no_other_vertical(site):
    site.vertical("scaffold-zoo", name="zoo")
    site.vertical("scaffold-ants", name="ants")
    site.add("scaffold-broken", "raise RuntimeError('imported')", name="broken")

    assert load_vertical("zoo", path=site.path).name == "zoo"
    assert site.imported() == {"scaffold_zoo"}


def test_unknown_vertical_suggests_the_nearest_or_lists_all(site):
    site.vertical("scaffold-zoo", name="customer-service")
    site.vertical("scaffold-ants", name="ants")

    with pytest.raises(PluginError, match="no vertical 'customer_service', did you mean 'customer-service'"):
        load_vertical("customer_service", path=site.path)
    with pytest.raises(
        PluginError, match=r"no vertical 'x' \(known: ants, customer-service\)\. List them: scaffold vert"
    ):
        load_vertical("x", path=site.path)


def test_no_vertical_at_all_says_so(site):
    with pytest.raises(PluginError, match="there is no vertical 'x'; none is installed"):
        load_vertical("x", path=site.path)


def test_one_name_in_two_distributions_is_refused_naming_both(site):
    site.vertical("scaffold-zoo", name="zoo")
    site.vertical("other-zoo", name="zoo", version="3.0")

    with pytest.raises(PluginError) as caught:
        load_vertical("zoo", path=site.path)

    assert str(caught.value).startswith(
        "the name 'zoo' is claimed twice: by other-zoo 3.0 (entry point zoo = other_zoo) and "
        "scaffold-zoo 1.0 (entry point zoo = scaffold_zoo). "
    )
    assert "pip uninstall scaffold-zoo" in str(caught.value)
    assert site.imported() == set()


def test_one_name_for_a_vertical_and_a_plugin_is_refused(site):
    site.vertical("scaffold-zoo", name="zoo")
    site.plugin("scaffold-mask", MASK, name="zoo")

    with pytest.raises(PluginError, match=r"claimed twice: by scaffold-zoo 1\.0 .* and scaffold-mask 1\.0 "):
        load_vertical("zoo", path=site.path)


def test_cross_cutting_plugin_joins_and_its_provider_is_known(site):
    site.vertical("scaffold-zoo", ZOO, name="zoo")
    site.plugin("scaffold-mask", MASK, name="mask")

    zoo = load_vertical("zoo", path=site.path)

    assert zoo.commands.names == ("feed", "mask")
    assert zoo.commands.provider("mask").distribution == "scaffold-mask"
    assert zoo.commands.provider("feed").distribution == "scaffold-zoo"
    assert [provider.name for provider in zoo.plugins] == ["mask"]
    assert [hooks for provider, hooks in zoo.implemented.items() if provider.name == "mask"] == [["scaffold_commands"]]


def test_cross_cutting_plugin_can_be_switched_off_and_is_then_not_imported(site):
    site.vertical("scaffold-zoo", name="zoo")
    site.add("scaffold-mask", "raise RuntimeError", name="mask", group="scaffold.plugins")

    zoo = load_vertical("zoo", switched_off("mask"), path=site.path)

    assert zoo.plugins == ()
    assert site.imported() == {"scaffold_zoo"}


def test_broken_cross_cutting_plugin_stops_the_run_and_says_how_to_switch_it_off(site):
    site.vertical("scaffold-zoo", name="zoo")
    site.add("scaffold-mask", "raise RuntimeError('no licence')", name="mask", group="scaffold.plugins")

    with pytest.raises(PluginError) as caught:
        load_vertical("zoo", path=site.path)

    assert str(caught.value).startswith(
        "scaffold-mask 1.0 (entry point mask = scaffold_mask): it cannot be imported: RuntimeError: no licence ("
    )
    assert 'switch it off in scaffold.toml: [plugins] disabled = ["mask"]' in str(caught.value)


def test_switching_off_an_unknown_name_is_refused(site):
    site.vertical("scaffold-zoo", name="zoo")
    with pytest.raises(SettingsError, match="no cross-cutting plugin 'mask' to switch off; none is installed"):
        load_vertical("zoo", switched_off("mask"), path=site.path)

    site.plugin("scaffold-mask", MASK, name="mask")
    with pytest.raises(SettingsError) as caught:
        load_vertical("zoo", switched_off("maks"), path=site.path)
    assert str(caught.value).startswith(
        "plugins.disabled: there is no cross-cutting plugin 'maks' to switch off, did you mean 'mask'?"
    )


def test_two_providers_of_one_loader_and_head_are_named(site):
    site.vertical("scaffold-zoo", ZOO, name="zoo")
    site.plugin(
        "scaffold-mask",
        "@hookimpl\ndef scaffold_task_heads(): return [TaskHeadSpec('kind', '', 'animals')]",
        name="mask",
    )

    with pytest.raises(
        PluginError, match=r"provide the task head 'kind': scaffold-zoo 1\.0 .* and scaffold-mask 1\.0 "
    ):
        load_vertical("zoo", path=site.path)

    site.plugin(
        "scaffold-more",
        "@hookimpl\ndef scaffold_data_loaders(): return [DataLoaderSpec('animals', '', print)]",
        name="more",
    )
    with pytest.raises(PluginError, match=r"data loader 'animals': scaffold-zoo 1\.0 .* and scaffold-more 1\.0 "):
        load_vertical("zoo", switched_off("mask"), path=site.path)


def test_hook_that_fails_on_loading_is_named(site):
    source = "@hookimpl\ndef scaffold_task_heads(config):\n    yield TaskHeadSpec('a', '', 'b')\n    config.missing"
    site.vertical("scaffold-zoo", source, name="zoo")

    with pytest.raises(
        PluginError, match=r"scaffold-zoo 1\.0 .*: scaffold_task_heads failed: AttributeError: 'NoneType'"
    ):
        load_vertical("zoo", path=site.path)


def test_unknown_section_of_the_settings_is_refused(site):
    site.vertical("scaffold-zoo", name="zoo")

    with pytest.raises(SettingsError, match=r"\[trainin\] is neither .*, did you mean 'training'"):
        load_vertical("zoo", Settings(vertical={"trainin": {"seed": 1}}), path=site.path)
    with pytest.raises(SettingsError, match=r"\[zoos\] is neither .*, did you mean 'zoo'"):
        load_vertical("zoo", Settings(vertical={"zoos": {}}), path=site.path)


def test_section_of_another_installed_vertical_is_left_alone(site):
    site.vertical("scaffold-zoo", name="zoo")
    site.vertical("scaffold-ants", name="ants")

    assert load_vertical("zoo", Settings(vertical={"ants": {"legs": 6}}), path=site.path).name == "zoo"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "@hookimpl\ndef scaffold_task_heads(): return [TaskHeadSpec('kind', '', 'animal')]\n"
            "@hookimpl\ndef scaffold_data_loaders(): return [DataLoaderSpec('animals', '', print)]",
            r"its task head 'kind' names the data loader 'animal', which nobody provides, did you mean 'animals'\?",
        ),
        (
            "@hookimpl\ndef scaffold_metrics(): return [MetricSpec('m', 'kind', 'accuracy', 0.5)]",
            "its metric 'm' names the task head 'kind', which nobody provides",
        ),
    ],
)
def test_reference_to_something_nobody_provides_is_refused(site, source, expected):
    site.vertical("scaffold-zoo", source, name="zoo")

    with pytest.raises(PluginError, match=rf"scaffold-zoo 1\.0 .*: {expected}"):
        load_vertical("zoo", path=site.path)
