"""The same journey where no script runs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit_form import VisitForm
from tests.fixtures.browser import PHONE, Watched, sign_in
from tests.fixtures.demo_county import CADRE, DemoCounty


@pytest.fixture
def plain_phone(devices: Watched) -> Page:
    page = devices.open(PHONE, javascript=False)
    sign_in(page, CADRE)
    return page


def test_the_score_is_shown_before_submission_on_asking(plain_phone: Page, county: DemoCounty) -> None:
    form = VisitForm(plain_phone, county.rated(3)).open()
    form.answer(guardianship="weak", medication="intermittent", symptoms="psychotic")
    plain_phone.get_by_role("button", name="查看积分").tap()
    form.expect_score("61", "orange")
    assert form.rows_add_up()
    expect(form.option("guardianship", "weak")).to_be_checked()


def test_a_double_tap_stores_one_visit_and_shows_its_receipt(plain_phone: Page, county: DemoCounty) -> None:
    patient = county.rated(1)
    before = county.visits_of(patient)
    form = VisitForm(plain_phone, patient).open()
    form.answer()
    plain_phone.locator(".submit button").last.dblclick()
    assert form.receipt()
    assert county.visits_of(patient) == before + 1


def test_what_is_missing_is_said_at_the_field_and_nothing_typed_is_lost(
    plain_phone: Page, devices: Watched, county: DemoCounty
) -> None:
    devices.expected.append("422")
    form = VisitForm(plain_phone, county.rated(2)).open()
    form.tap("guardianship", "weak")
    plain_phone.locator("[name=notes]").fill("按时服药")
    form.submit()
    expect(plain_phone.locator("#errors, .errors, [role=alert]").first).to_be_visible()
    expect(plain_phone.locator("[name=notes]")).to_have_value("按时服药")
    expect(form.option("guardianship", "weak")).to_be_checked()
