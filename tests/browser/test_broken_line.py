"""A line that breaks before, during or after a submission: nothing typed is lost, and the visit is stored once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.visit_form import VisitForm
from tests.fixtures.browser import PHONE, Watched, sign_in
from tests.fixtures.demo_county import CADRE, DemoCounty
from tests.fixtures.line import Cut, Line, line_to
from tests.fixtures.server import Server


@pytest.fixture
def line(live_server: Server) -> Iterator[Line]:
    with line_to(live_server.address) as line:
        yield line


@pytest.fixture
def far_phone(devices: Watched, line: Line) -> Page:
    """The cadre's phone at the end of the line."""
    devices.expected += ["net::ERR_", "htmx:sendError", "htmx:afterRequest"]
    page = devices.open(PHONE, address=line.address)
    sign_in(page, CADRE)
    return page


@pytest.mark.parametrize("moment", [Cut.BEFORE, Cut.DURING, Cut.AFTER], ids=lambda moment: moment.value)
def test_a_submission_on_a_broken_line_arrives_once(
    far_phone: Page, line: Line, county: DemoCounty, moment: Cut
) -> None:
    patient = county.rated({Cut.BEFORE: 0, Cut.DURING: 1, Cut.AFTER: 2}[moment])
    before = county.visits_of(patient)
    form = VisitForm(far_phone, patient).open()
    form.answer(guardianship="weak")
    far_phone.locator("[name=notes]").fill("家里新装了电话")
    line.cut_path = (form.form.get_attribute("action") or "").encode() + b" "
    line.cut = moment
    form.submit()
    expect(far_phone.get_by_text("没有网络").or_(far_phone.get_by_text("网络")).first).to_be_visible()
    expect(far_phone.locator("[name=notes]")).to_have_value("家里新装了电话")
    expect(form.option("guardianship", "weak")).to_be_checked()
    line.cut = Cut.NOWHERE
    # The page tries again by itself, sooner where it hears that there is a network; it may be doing so already.
    with suppress(Error):
        far_phone.evaluate("window.dispatchEvent(new Event('online'))")
    assert form.receipt()
    assert county.visits_of(patient) == before + 1
