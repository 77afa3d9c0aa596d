"""What offices do with many people at once: full search, one person's whole file, rosters in and out."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

from bench.meter import Meter, Series
from bench.visitor import PERSON, Visitor, repeat, sign_in
from mhapp import db
from mhapp.jobs.waiting import do_waiting_work
from mhapp.models import StoredFile, Unit, WorkbookExport, WorkbookImport
from tests.factories.workbooks import a_row, a_workbook
from tests.fixtures.demo_county import CIVIL_AFFAIRS, COUNTY, OTHER_COUNTY, REVIEWER
from tests.fixtures.page_check import Page
from tests.fixtures.web import fields_of, find_form

ROWS = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def searches(app: Flask, meter: Meter) -> Iterator[Series]:
    """The search with every filter, sent and shown, of a township and of the county."""
    for phone in (REVIEWER, COUNTY):
        who = sign_in(app, phone)
        form = find_form(Page(who.client.get("/search").text), "/search")
        fields = fields_of(Page(who.client.get("/search").text), form)
        filters = [
            {"level": "yellow"},
            {"status": "community"},
            {"overdue": "y"},
            {"text": "王", "level": "green"},
        ]

        def ask(
            number: int,
            who: Visitor = who,
            fields: dict[str, Any] = fields,
            filters: list[dict[str, str]] = filters,
        ) -> Any:
            answer = who.post("/search", {**fields, **filters[number % len(filters)]})
            return who.client.get(answer.headers["Location"])

        series = Series(f"{who.role}: search with all filters, sent and shown", "50", remark="two requests")
        yield repeat(meter, series, ask)


LEDGERS = {
    "letters": "/letters/",
    "letters in force": "/letters/?group=in_force",
    "rewards": "/rewards/",
    "list entries": "/list-entries",
    "leads": "/leads/",
    "moves": "/moves/",
    "designations": "/designations/",
    "village reports": "/village-reports/",
    "registered here": "/patients/registered-here",
}


def ledgers(app: Flask, meter: Meter) -> Iterator[Series]:
    """The ledgers a township's civil affairs office opens every day."""
    who = sign_in(app, CIVIL_AFFAIRS)
    for name, address in LEDGERS.items():
        series = Series(f"{who.role}: ledger of {name}", "50")
        yield repeat(meter, series, lambda n, address=address: who.client.get(address))


def one_persons_file(app: Flask, meter: Meter) -> Iterator[Series]:
    """The pages of a person's file, and all of it as one paper."""
    who = sign_in(app, REVIEWER)
    people = list(dict.fromkeys(PERSON.findall(who.client.get(who.people).text)))
    for name, path in (("file", "/file"), ("timeline", "/timeline"), ("pages of the file", "/file/pages")):
        yield repeat(
            meter,
            Series(f"{who.role}: {name}", "50"),
            lambda n, path=path: who.client.get(people[n % len(people)] + path),
        )
    whole = Series(f"{who.role}: a person's whole file as one paper")
    for person in people[:6]:
        form = find_form(Page(who.client.get(f"{person}/file").text), "/file")
        fields = fields_of(Page(who.client.get(f"{person}/file").text), form)
        with meter.of(whole):
            assert who.post(f"{person}/file", fields).status_code == 303
            assert do_waiting_work(app.config["SETTINGS"]) == 1
    whole.seconds, whole.processor = whole.seconds[1:], whole.processor[1:]  # the first one reads the fonts
    papers = (
        db.session.query(StoredFile.size).filter_by(kind="pdf").order_by(StoredFile.id.desc()).limit(5).all()
    )
    whole.remark = f"{sum(size for (size,) in papers) / len(papers) / 1024:.0f} KB each"
    db.session.remove()
    yield whole


def rosters(app: Flask, meter: Meter) -> Iterator[Series]:
    """Everybody out as one workbook; five thousand people in, from the upload to the last registration."""
    yield _out(app, meter)
    yield _in(app, meter)


def _out(app: Flask, meter: Meter) -> Series:
    asking, agreeing = sign_in(app, COUNTY), sign_in(app, OTHER_COUNTY)
    form = find_form(Page(asking.client.get("/exports/new").text), "/exports/new")
    fields = fields_of(Page(asking.client.get("/exports/new").text), form)
    everybody = {**fields, "kind": "roster", "purpose": "季度核对在册人数"}
    series = Series("county office: everybody out as a workbook", "10000")
    before = _memory()
    with meter.of(series):
        address = asking.post("/exports/new", everybody).headers["Location"]
        page = Page(agreeing.client.get(address).text)
        agreed = {**fields_of(page, find_form(page, "/decision")), "decision": "agree"}
        assert agreeing.post(f"{address}/decision", agreed).status_code == 303
        _work(app)
    made = db.session.query(WorkbookExport).one()
    assert made.until is not None, "the workbook was not made"
    series.remark = f"{made.people:,} people, {_memory() - before:.0f} MB more at the most"
    db.session.remove()
    return series


def _in(app: Flask, meter: Meter) -> Series:
    villages = [name for (name,) in db.session.query(Unit.name).filter_by(kind="village").order_by(Unit.code)]
    db.session.remove()
    rows = [a_row(n, village=villages[n % len(villages)], address=f"{n}号") for n in range(1, ROWS + 1)]
    data = a_workbook(rows)
    who = sign_in(app, COUNTY)
    form = find_form(Page(who.client.get("/imports/new").text), "/imports/new")
    fields = fields_of(Page(who.client.get("/imports/new").text), form)
    series = Series(f"county office: {ROWS:,} people in from a workbook", "5000")
    before, steps = _memory(), _Steps()
    with meter.of(series):
        sent = {**fields, "workbook": (io.BytesIO(data), "roster.xlsx", XLSX)}
        address = steps.of("handed in", lambda: who.post("/imports/new", sent)).headers["Location"]
        steps.of("looked through", lambda: _work(app))
        page = Page(who.client.get(address).text)
        taking = {**fields_of(page, find_form(page, "/decision")), "decision": "take"}
        assert who.post(f"{address}/decision", taking).status_code == 303
        steps.of("taken in", lambda: _work(app))
    record = db.session.query(WorkbookImport).one()
    assert record.state == "taken", record.state
    held, more = max(series.transactions), _memory() - before
    series.remark = (
        f"{record.taken:,} taken; {steps}; longest change {held:.1f} s; {more:.0f} MB more at the most"
    )
    db.session.remove()
    return series


class _Steps:
    """How long each step of one measurement took."""

    def __init__(self) -> None:
        self._taken: list[str] = []

    def of(self, name: str, act: Callable[[], Any]) -> Any:
        """Do it and note its time."""
        started = time.perf_counter()
        result = act()
        self._taken.append(f"{name} {time.perf_counter() - started:.1f} s")
        return result

    def __str__(self) -> str:
        return ", ".join(self._taken)


def _work(app: Flask) -> None:
    """What the worker does when it is woken."""
    assert do_waiting_work(app.config["SETTINGS"]) == 1


def _memory() -> float:
    """The most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
