"""The pages in a real browser: read, used by keyboard, narrow, light and dark, without scripts."""

from __future__ import annotations

from functools import partial

import pytest


@pytest.fixture
def address(shelf, serve_app):
    """The pages, served on a free port."""
    pytest.importorskip("fastapi")
    from scaffold_recommendation.browse.app import create_app

    return serve_app(partial(create_app, shelf))


def test_shots(browser, address, shelf):
    import os

    out = os.environ.get("SHOTS")
    if not out:
        pytest.skip("no shots")
    from pathlib import Path

    pages = {
        "home": "/",
        "user": "/user?id=u6",
        "zh": "/user?id=u3&language=zh&taken=i2",
        "try": "/try?item=i4&item=i0&find=ic",
        "why": "/why?of=i12&user=u6",
        "why2": "/why?of=i8&user=u0",
        "err": "/why?of=nope",
        "new": "/user?id=nobody%20yet",
    }
    for name, path in pages.items():
        for kind, width, theme in (("wide", 1280, "light"), ("narrow", 360, "dark")):
            browser.size(width, 900)
            browser.prefer(theme)
            browser.open(address + path)
            height = browser.run("document.documentElement.scrollHeight")
            browser.size(width, min(height, 5000))
            Path(out, f"{name}-{kind}.png").write_bytes(browser.picture())
            print(name, kind, browser.run("document.documentElement.scrollWidth"), browser.complaints())
