"""What every browser test starts from: the county looked into from outside, and the first cadre's phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.fixtures.browser import sign_in
from tests.fixtures.demo_county import CADRE, DemoCounty
from tests.fixtures.server import Server


@pytest.fixture
def county(live_server: Server) -> DemoCounty:
    """The served county's database."""
    return DemoCounty(live_server.instance)


@pytest.fixture
def cadre(phone: Page) -> Page:
    """The first village's cadre, signed in on a phone."""
    sign_in(phone, CADRE)
    return phone
