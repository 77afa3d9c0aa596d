"""A form begun on one phone goes on on another."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.visit_form import VisitForm
from tests.fixtures.browser import PHONE, Watched, sign_in
from tests.fixtures.demo_county import CADRE, COLLEAGUE, DemoCounty


def test_a_form_begun_on_one_device_goes_on_on_another(
    cadre: Page, devices: Watched, county: DemoCounty
) -> None:
    patient = county.rated(3)
    form = VisitForm(cadre, patient).open()
    form.answer(guardianship="weak", medication="intermittent", symptoms="psychotic")
    form.expect_score("61", "orange")
    other_phone = devices.open(PHONE)
    sign_in(other_phone, CADRE)
    resumed = VisitForm(other_phone, patient).open()
    expect(other_phone.get_by_text("已接着上次填写").first).to_be_visible()
    expect(resumed.option("symptoms", "psychotic")).to_be_checked()
    resumed.expect_score("61", "orange")


def test_nobody_else_reads_the_draft(cadre: Page, devices: Watched, county: DemoCounty) -> None:
    patient = county.rated(4)
    form = VisitForm(cadre, patient).open()
    form.answer(guardianship="none")
    form.expect_score("51", "yellow")
    colleagues_phone = devices.open(PHONE)
    sign_in(colleagues_phone, COLLEAGUE)
    fresh = VisitForm(colleagues_phone, patient).open()
    expect(fresh.option("guardianship", "none")).not_to_be_checked()
    expect(colleagues_phone.get_by_text("已接着上次填写")).to_have_count(0)
