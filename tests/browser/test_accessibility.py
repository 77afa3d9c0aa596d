"""axe finds nothing, and the HTML checker nothing, on every page that links lead each role to, full and with errors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.browser.crawl import kind_of, pages_from
from tests.fixtures.browser import DESKTOP, PHONE, Watched, axe_findings, sign_in
from tests.fixtures.demo_county import (
    AUDITOR,
    CADRE,
    CIVIL_AFFAIRS,
    COUNTY,
    DOCTOR,
    JUSTICE_OFFICE,
    PEACE_OFFICE,
    POLICE,
    REVIEWER,
    SECURITY_ADMIN,
    SERVICE_CENTRE,
    SYSTEM_ADMIN,
)
from tests.fixtures.html_validator import html_findings
from tests.fixtures.server import Server

# whose pages, on which device, and the kinds of page the crawl must at least have come to
OFFICE = {"/patients/", "/patients/<id>", "/own"}
PEOPLE = {
    "cadre": (CADRE, PHONE, {"/village/", "/village/patients", "/village/patients/<id>",
                             "/village/patients/<id>/visits/new", "/own"}),
    "doctor": (DOCTOR, DESKTOP, OFFICE | {"/clinic/"}),
    "police": (POLICE, DESKTOP, OFFICE),
    "civil affairs": (CIVIL_AFFAIRS, DESKTOP, OFFICE),
    "peace office": (PEACE_OFFICE, DESKTOP, OFFICE),
    "justice office": (JUSTICE_OFFICE, DESKTOP, {"/patients/", "/own"}),
    "service centre": (SERVICE_CENTRE, DESKTOP, OFFICE),
    "reviewer": (REVIEWER, DESKTOP, OFFICE),
    "county office": (COUNTY, DESKTOP, OFFICE),
    "system admin": (SYSTEM_ADMIN, DESKTOP, {"/own"}),
    "security admin": (SECURITY_ADMIN, DESKTOP, {"/own"}),
    "auditor": (AUDITOR, DESKTOP, {"/own"}),
}  # fmt: skip


@dataclass
class Walk:
    """What one person's links lead to: kind of page → address, and the HTML of each; signed in by `state`."""

    state: StorageState
    pages: dict[str, str]
    html: dict[str, str]


@pytest.fixture(scope="module")
def walks(chromium: Browser, live_server: Server) -> dict[str, Walk]:
    """Everybody's pages, read once for all tests here."""
    found = {}
    for who, (phone, device, _) in PEOPLE.items():
        context = chromium.new_context(**device, base_url=live_server.address)
        page = context.new_page()
        sign_in(page, phone)
        pages = pages_from(page, page.url)
        html = {f"{who} {kind}": page.request.get(url).text() for kind, url in pages.items()}
        found[who] = Walk(context.storage_state(), pages, html)
        context.close()
    return found


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_for_everybody(devices: Watched, walks: dict[str, Walk], who: str) -> None:
    _, device, at_least = PEOPLE[who]
    pages = walks[who].pages
    assert at_least <= pages.keys()
    page = devices.open({**device, "storage_state": walks[who].state})
    devices.expected += ["422", "404"]
    findings: list[str] = []
    for kind, url in pages.items():
        if kind.startswith("/own") and who not in {"cadre", "doctor"}:
            continue  # one's own page differs by the tabs alone
        page.goto(url)
        findings += axe_findings(page)
        if _send_empty(page):
            findings += axe_findings(page)
    assert findings == []


def test_every_page_is_valid_html(walks: dict[str, Walk], tmp_path: Path) -> None:
    html = {name: text for walk in walks.values() for name, text in walk.html.items()}
    assert len(html) >= 60
    assert html_findings(html, tmp_path) == []


def _send_empty(page: Page) -> bool:
    """Send the page's longest form without an answer, past the browser's own checks; whether it was refused here."""
    forms = page.locator("main form[method=post]:not([action$='/sign-out'])")
    if forms.count() == 0 or forms.locator("fieldset, textarea").count() == 0:
        return False
    kind = kind_of(page.url)
    with page.expect_navigation():
        forms.first.evaluate("form => { form.noValidate = true; HTMLFormElement.prototype.submit.call(form); }")
    return kind_of(page.url) == kind or page.locator("[aria-invalid], .field--error").count() > 0


def test_sign_in_and_its_refusal_are_for_everybody(devices: Watched, tmp_path: Path) -> None:
    devices.expected.append("422")
    page = devices.open(PHONE)
    page.goto("/sign-in")
    findings = axe_findings(page)
    html = {"sign-in": page.content()}
    page.fill("[name=phone]", CADRE)
    page.fill("[name=password]", "not-the-password")
    page.locator("form[action^='/sign-in'] button.button--main").tap()
    page.wait_for_selector("#errors")
    findings += axe_findings(page)
    assert findings == []
    assert html_findings(html, tmp_path) == []


@pytest.mark.parametrize("path", ["/nowhere", "/village/patients/aaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_page_that_is_not_there_is_for_everybody(cadre: Page, devices: Watched, path: str) -> None:
    devices.expected.append("404")
    cadre.goto(path)
    assert axe_findings(cadre) == []


def test_nothing_to_do_is_for_everybody(cadre: Page) -> None:
    cadre.goto("/village/patients")
    box = cadre.locator("main form input[type=search], main form input[type=text]").first
    box.fill("没有这个人")
    box.press("Enter")
    cadre.wait_for_url("**?s=*")
    assert axe_findings(cadre) == []
