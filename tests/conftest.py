"""Gathers the fixtures, and keeps tests that share something costly on one worker."""

from __future__ import annotations

import pytest

pytest_plugins = [
    "tests.fixtures.postgresql",
    "tests.fixtures.database",
    "tests.fixtures.web",
    "tests.fixtures.server",
    "tests.fixtures.browser",
    "tests.web.world",
]


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """PostgreSQL tests share one cluster, the browser tests of one file share one server and browser."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        needed = {*getattr(item, "fixturenames", ()), getattr(item, "callspec", None) and item.callspec.id}
        if {"postgresql", "postgresql_database"} & needed:
            item.add_marker(pytest.mark.postgresql)
            item.add_marker(pytest.mark.xdist_group("postgresql"))
