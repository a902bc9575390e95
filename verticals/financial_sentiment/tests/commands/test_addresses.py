"""Addresses are opened by specs, so that those of plugins work like the built-in ones."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from scaffold.errors import PluginError, SettingsError
from scaffold.plugins.collect import Collection
from scaffold.plugins.discovery import PLUGINS, Provider
from scaffold.plugins.specs import DetectorSpec, SinkSpec, SourceSpec
from scaffold_financial_sentiment.commands.addresses import open_detector, open_sink, open_source
from scaffold_financial_sentiment.settings import FinancialSentimentSettings

SETTINGS = FinancialSentimentSettings(detector="mine")


def broken(address, settings):
    raise ZeroDivisionError(address)


@pytest.fixture
def vertical(provider):
    def opens(address, settings):
        return SimpleNamespace(name=address, settings=settings)

    def of(kind, *specs):
        return Collection(kind, "financial-sentiment", [(provider, spec) for spec in specs])

    return SimpleNamespace(
        sources=of("source", SourceSpec("kafka", "", opens), SourceSpec("bad", "", broken)),
        sinks=of("sink", SinkSpec("pager", "", opens)),
        detectors=of("detector", DetectorSpec("mine", "", lambda settings: ("mine", settings))),
    )


@pytest.fixture
def provider():
    return Provider(group=PLUGINS, name="queues", distribution="scaffold-queues", version="1", value="queues.plugin")


def test_plugins_are_asked_with_address_and_settings(vertical):
    source = open_source(vertical, "kafka://host/topic", SETTINGS)
    assert (source.name, source.settings) == ("kafka://host/topic", SETTINGS)
    assert open_sink(vertical, " Pager:desk ", SETTINGS).name == "Pager:desk"
    assert open_detector(vertical, SETTINGS) == ("mine", SETTINGS)


def test_fault_of_a_plugin_names_it(vertical):
    with pytest.raises(PluginError, match="'bad' cannot be opened: ZeroDivisionError") as caught:
        open_source(vertical, "bad:x", SETTINGS)
    assert "scaffold-queues" in str(caught.value)


@pytest.mark.parametrize(
    ("opens", "address", "message"),
    [
        (open_source, "kafak://host", "no kind of source 'kafak', did you mean 'kafka'"),
        (open_sink, "pagre:desk", "no kind of sink 'pagre', did you mean 'pager'"),
    ],
)
def test_unknown_scheme_is_refused_with_the_nearest(vertical, opens, address, message):
    with pytest.raises(SettingsError, match=message):
        opens(vertical, address, SETTINGS)
