"""axe finds nothing, and the HTML checker nothing, on every page that links lead each role to.

Full, with names of forty characters, in an empty county, and with every form sent wrong; each kind of page also at
320 px, with text at 200 %, in the dark and in elder mode. What has a skeleton already looked at is not looked at again.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState

from tests.browser.crawl import pages_from
from tests.browser.skeleton import skeleton_of
from tests.browser.states import findings_in_other_states, findings_when_narrow
from tests.browser.wrong_forms import asking_forms, refusal_of, send_wrong
from tests.fixtures.browser import (
    DESKTOP,
    PATIENT,
    PHONE,
    Watched,
    axe_findings,
    keep_axe_ready,
    signed_in_without_a_page,
)
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
from tests.fixtures.empty_county import make_empty_county
from tests.fixtures.html_validator import html_findings
from tests.fixtures.server import Server, start_server

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


LONG_NAME = "阿卜杜热合曼江·阿卜杜克里木·买买提艾力·吐尔逊那依·阿不都热依木·努尔买买提"


@dataclass
class Walk:
    """What one person's links lead to: kind of page → address, and the HTML of each; signed in by `state`."""

    state: StorageState
    pages: dict[str, str]
    html: dict[str, str]


@dataclass
class Looked:
    """What was looked at already, by device: skeletons of pages, kinds of page in every state."""

    seen: set[tuple[bool, str]] = field(default_factory=set)

    def first_time(self, device: dict[str, Any], what: str) -> bool:
        """Whether this was not looked at on such a device; from now on it was."""
        key = (device is PHONE, what)
        fresh = key not in self.seen
        self.seen.add(key)
        return fresh


@pytest.fixture(scope="module")
def live_server(demo_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo county in which every second person, and everybody's unit chief, has a very long name."""
    instance = shutil.copytree(demo_instance, tmp_path_factory.mktemp("long") / "instance")
    with closing(sqlite3.connect(instance / "mhapp.sqlite3")) as connection:
        for table in ("patient", "guardian"):
            connection.execute(f"UPDATE {table} SET name = ? WHERE id % 2 = 0", (LONG_NAME,))
        connection.commit()
    server = start_server(instance)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A county on its first day."""
    instance = tmp_path_factory.mktemp("empty") / "instance"
    make_empty_county(instance)
    server = start_server(instance)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def looked() -> Looked:
    """Kept over all tests here."""
    return Looked()


def walk(chromium: Browser, server: Server, who: str) -> Walk:
    """Sign in and read one page of every kind."""
    context = chromium.new_context(base_url=server.address)
    context.set_default_timeout(PATIENT)
    home = signed_in_without_a_page(context.request, PEOPLE[who][0])
    read = pages_from(context.request, home)
    found = Walk(
        context.storage_state(),
        {kind: url for kind, (url, _) in read.items()},
        {kind: html for kind, (_, html) in read.items()},
    )
    context.close()
    return found


def opened_for(devices: Watched, device: dict[str, Any], walk: Walk) -> Page:
    """A page of the person who walked, ready to be looked at."""
    page = devices.open({**device, "storage_state": walk.state})
    keep_axe_ready(page)
    return page


@pytest.fixture(scope="module")
def walks(chromium: Browser, live_server: Server) -> dict[str, Walk]:
    """Everybody's pages, read once for all tests here."""
    return {who: walk(chromium, live_server, who) for who in PEOPLE}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_for_everybody(
    devices: Watched, walks: dict[str, Walk], looked: Looked, who: str
) -> None:
    _, device, at_least = PEOPLE[who]
    pages = walks[who].pages
    assert at_least <= pages.keys()
    page = opened_for(devices, device, walks[who])
    findings: list[str] = []
    for number, (kind, url) in enumerate(pages.items()):
        if not looked.first_time(device, skeleton_of(walks[who].html[kind])) and number > 0:
            continue
        page.goto(url)
        findings += axe_findings(page)
        if looked.first_time(device, kind):
            findings += findings_when_narrow(page) + findings_in_other_states(page)
    assert findings == []


def test_every_page_is_for_everybody_while_the_county_is_empty(
    chromium: Browser, devices: Watched, empty_server: Server, looked: Looked
) -> None:
    findings: list[str] = []
    for who, (_, device, _) in PEOPLE.items():
        own = walk(chromium, empty_server, who)
        page = opened_for(devices, device, own)
        for kind, url in own.pages.items():
            if looked.first_time(device, skeleton_of(own.html[kind])):
                page.goto(url)
                findings += axe_findings(page) + findings_when_narrow(page)
    assert findings == []


def test_every_page_is_valid_html(walks: dict[str, Walk], tmp_path: Path) -> None:
    html = {
        skeleton_of(text): (f"{who} {kind}", text)
        for who, own in walks.items()
        for kind, text in own.html.items()
    }
    assert len(html) >= 60
    assert html_findings(dict(html.values()), tmp_path) == []


def test_every_form_sent_wrong_says_so_to_everybody(
    devices: Watched, walks: dict[str, Walk], looked: Looked, tmp_path: Path
) -> None:
    devices.expected += ["422", "404", "409"]  # what an earlier form changed may be gone, or be done already
    findings: list[str] = []
    refused: dict[str, str] = {}
    for who, (_, device, _) in PEOPLE.items():
        page = opened_for(devices, device, walks[who])
        for kind, url in walks[who].pages.items():
            for number, form in enumerate(asking_forms(walks[who].html[kind])):
                if form.kind in refused or not (html := refusal_of(page.request, form)):
                    continue
                refused[form.kind] = html
                if looked.first_time(device, skeleton_of(html)):
                    send_wrong(page, url, number)
                    findings += axe_findings(page) + findings_when_narrow(page)
    assert len(refused) >= 10, refused.keys()
    assert findings == []
    assert html_findings(refused, tmp_path) == []


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
