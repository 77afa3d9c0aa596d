"""Gathers the fixtures, marks the tests that need more than Python, and sets the clock of the run."""

from __future__ import annotations

import gc

import pytest

from tests.factories.numbers import begin_all_anew
from tests.fixtures.run_clock import back_to_the_runs_time

pytest_plugins = [
    "tests.fixtures.postgresql",
    "tests.fixtures.database",
    "tests.fixtures.web",
    "tests.fixtures.server",
    "tests.fixtures.browser",
    "tests.web.world",
]

back_to_the_runs_time()  # before any test file is read: some ask for the day in their tables


@pytest.fixture(autouse=True, scope="module")
def numbers_of_its_own() -> None:
    """Every file's people and places are numbered from one."""
    begin_all_anew()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what walks pages in Chromium and what runs on PostgreSQL, so that either can be left out."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
        needed = {*getattr(item, "fixturenames", ()), getattr(item, "callspec", None) and item.callspec.id}
        if {"postgresql", "postgresql_database"} & needed:
            item.add_marker(pytest.mark.postgresql)


def pytest_collection_finish() -> None:
    """Look for what is left over more seldom: a quarter of the time went into looking through all that is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
