"""Somebody signed in without a browser, and asking the same thing many times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from bench.meter import Meter, Series
from tests.fixtures.demo_county import EVERYBODY, OTHER_COUNTY
from tests.fixtures.page_check import Page
from tests.fixtures.server import DEMO_PASSWORD
from tests.fixtures.web import fields_of, find_form

ROLES = dict(zip(EVERYBODY, [
    "village cadre", "doctor", "police", "civil affairs", "peace office", "justice office", "service centre",
    "reviewer", "county office", "system admin", "security admin", "auditor",
], strict=True)) | {OTHER_COUNTY: "county office"}  # fmt: skip
TIMES = 40
ANSWERS = {
    "manner": "home", "seen": "patient", "control": "yes", "guardianship": "weak", "medication": "intermittent",
    "symptoms": "psychotic", "situation": "none", "other": "none",
}  # fmt: skip
PERSON = re.compile(r'href="((?:/village)?/patients/[a-z2-7]{26})"')


@dataclass
class Visitor:
    """Somebody signed in."""

    client: FlaskClient
    role: str
    home: str
    people: str
    """The address of their people list, or nothing."""
    token: str

    def post(self, url: str, data: dict[str, Any], **headers: str) -> Any:
        """Send with the CSRF token."""
        return self.client.post(url, data={**data, "csrf_token": self.token}, headers=headers)


def sign_in(app: Flask, phone: str) -> Visitor:
    """Sign in and look around."""
    client = app.test_client()
    page = Page(client.get("/sign-in").text)
    fields = fields_of(page, find_form(page, "/sign-in"))
    answer = client.post("/sign-in", data={**fields, "phone": phone, "password": DEMO_PASSWORD})
    assert answer.status_code == 303, f"{phone} cannot sign in: {answer.status_code}"
    home = answer.headers["Location"]
    html = client.get(home).text
    token = Page(html).all("input", name="csrf_token")[0].attributes["value"] or ""
    lists = re.findall(r'href="(/village/patients|/patients/)"', html)
    return Visitor(client, ROLES[phone], home, lists[0] if lists else "", token)


def repeat(meter: Meter, series: Series, ask: Any) -> Series:
    """Ask once to warm up, then so many times with the meter running."""
    answer = ask(0)
    assert answer.status_code == 200, f"{series.what}: {answer.status_code}"
    for number in range(TIMES):
        with meter.of(series):
            ask(number)
    return series
