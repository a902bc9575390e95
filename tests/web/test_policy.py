"""What a page may do, as its policy says."""

from __future__ import annotations

import base64
import hashlib

from scaffold.web.policy import page_policy


def test_a_page_may_run_its_own_style_and_script_alone():
    policy = page_policy("p {}", "run()")
    for rule, content in (("style-src", b"p {}"), ("script-src", b"run()")):
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        assert f"{rule} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'")
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy


def test_a_page_in_a_file_may_send_nothing():
    policy = page_policy("", "", is_header=False)
    assert "form-action 'none'" in policy
    assert "'self'" not in policy
    # A tag may not say it, and browsers complain.
    assert "frame-ancestors" not in policy
