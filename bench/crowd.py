"""As many browsers as the served program has threads, each storing visits of its own village, all at once.

One browser in this process shows what a visit costs; this shows how many of them a county's server stores a second,
with the browsers on the same processors.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import func

from bench.meter import Meter, Series
from bench.visitor import ANSWERS, PERSON
from mhapp import db
from mhapp.crypto import new_public_id
from mhapp.domain.roles import Role
from mhapp.models import Account, Appointment, Patient
from mhapp.processes import PROCESSES, THREADS
from tests.fixtures.page_check import Page
from tests.fixtures.server import DEMO_PASSWORD, start_server
from tests.fixtures.web import fields_of, find_form

BROWSERS = PROCESSES * THREADS
VISITS_EACH = 25


class Browser:
    """Somebody signed in over the line, one connection kept open while there is something to say."""

    def __init__(self, address: str, phone: str) -> None:
        self._line = HTTPConnection(urlsplit(address).netloc)
        self._cookie = ""
        self._asked_at = 0.0
        page = Page(self.get("/sign-in"))
        fields = fields_of(page, find_form(page, "/sign-in"))
        assert self.post("/sign-in", {**fields, "phone": phone, "password": DEMO_PASSWORD}).status == 303
        self.ready = [self._filled(person) for person in self._people()]

    def get(self, url: str) -> str:
        """The page."""
        return self._ask("GET", url, None)[1].decode()

    def post(self, url: str, fields: Mapping[str, Any]) -> HTTPResponse:
        """The answer to a form."""
        return self._ask("POST", url, urlencode(fields, doseq=True))[0]

    def _ask(self, method: str, url: str, body: str | None) -> tuple[HTTPResponse, bytes]:
        sort = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        if time.monotonic() - self._asked_at > 1:
            self._line.close()  # the server has hung up, or will
        self._asked_at = time.monotonic()
        self._line.request(method, url, body, {"Cookie": self._cookie, **sort})
        answer = self._line.getresponse()
        content = answer.read()
        self._cookie = (answer.getheader("Set-Cookie") or self._cookie).partition(";")[0]
        return answer, content

    def _people(self) -> list[str]:
        return list(dict.fromkeys(PERSON.findall(self.get("/village/patients"))))[:VISITS_EACH]

    def _filled(self, person: str) -> tuple[str, Mapping[str, Any]]:
        page = Page(self.get(f"{person}/visits/new"))
        form = next(f for f in page.all("form") if "data-hx-post" in f.attributes)
        fields = {**fields_of(page, form), **ANSWERS, "once_key": new_public_id()}
        return form.attributes["action"] or "", fields


def crowd(_app: Flask, _meter: Meter) -> Iterator[Series]:
    """Visits stored by the served program, by all browsers at once."""
    phones = _cadres()
    db.disconnect()
    environment = {name: os.environ[name] for name in ("MHAPP_DATABASE_URL",) if name in os.environ}
    server = start_server(Path(os.environ["MHAPP_INSTANCE"]), environment=environment)
    try:
        browsers = [Browser(server.address, phone) for phone in phones]
        for browser in browsers:  # so that every process of the server has stored one before
            _store(browser, Series(""), 1)
        series = Series(f"village cadre: visit stored, {len(browsers)} browsers at once")
        started = time.perf_counter()
        threads = [threading.Thread(target=_store, args=(one, series, VISITS_EACH)) for one in browsers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        per_second = len(series.seconds) / (time.perf_counter() - started)
    finally:
        server.stop()
    series.remark = (
        f"{per_second:.0f} a second by all of them (target 100), served by {PROCESSES} × {THREADS} threads"
    )
    yield series


def _store(browser: Browser, series: Series, visits: int) -> None:
    for _ in range(min(visits, len(browser.ready))):
        action, fields = browser.ready.pop()
        started = time.perf_counter()
        answer = browser.post(action, fields)
        series.seconds.append(time.perf_counter() - started)
        assert answer.status == 303, answer.status


def _cadres() -> list[str]:
    """Who signs in: a cadre of each of the villages with the most people."""
    villages = [
        village
        for (village,) in db.session.query(Patient.village_id)
        .filter(Patient.village_id.is_not(None))
        .group_by(Patient.village_id)
        .order_by(func.count().desc(), Patient.village_id)
        .limit(BROWSERS)
    ]
    found = {
        village: phone
        for village, phone in db.session.query(Appointment.unit_id, Account.phone)
        .join(Account, Account.id == Appointment.account_id)
        .filter(Appointment.role == Role.VILLAGE_CADRE, Appointment.unit_id.in_(villages))
    }
    return list(found.values())
