"""A missing optional package gives the command that installs it; other import errors are not hidden."""

from __future__ import annotations

import json

import pytest

from scaffold.errors import MissingExtraError
from scaffold.extras import EXTRA_OF, need


def test_need_imports_the_module_and_dotted_names():
    assert need("json") is json
    assert need("json.decoder").JSONDecodeError is json.JSONDecodeError


@pytest.mark.parametrize("name", ["faiss", "torch"])
def test_missing_package_names_its_extra(monkeypatch, name):
    def missing(module):
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setattr("importlib.import_module", missing)

    with pytest.raises(MissingExtraError) as caught:
        need(name)
    assert f'needs the package {name!r}, which is not installed. Run: pip install "vertical-scaffold[' in str(
        caught.value
    )
    assert str(caught.value).endswith(f'[{EXTRA_OF[name]}]"')
    assert caught.value.exit_code == 2


def test_unknown_package_is_in_all_extras():
    with pytest.raises(MissingExtraError, match=r"vertical-scaffold\[all\]"):
        need("a_package_nobody_has.part")


def test_package_that_misses_another_one_is_not_called_missing(site):
    site.add("half-installed", "import a_package_nobody_has")

    with pytest.raises(ModuleNotFoundError, match="a_package_nobody_has"):
        need("half_installed")
