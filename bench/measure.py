"""Measures one filled instance (MHAPP_INSTANCE, MHAPP_DATABASE_URL): pages per role, visits, letters, rosters."""

from __future__ import annotations

import logging
import statistics
import time
from collections.abc import Iterator

from flask import Flask
from sqlalchemy import Engine, func

from bench.crowd import crowd
from bench.meter import HEAD, Meter, Series
from bench.offices import ledgers, one_persons_file, rosters, searches
from bench.visitor import ANSWERS, PERSON, TIMES, Visitor, repeat, sign_in
from mhapp import create_app, db
from mhapp.config import settings_from
from mhapp.crypto import new_public_id
from mhapp.documents.letter import LetterPaper, letters_pdf
from mhapp.domain.letter_snapshot import LetterSnapshot
from mhapp.domain.roles import Role
from mhapp.models import Appointment, Letter
from tests.fixtures.demo_county import EVERYBODY
from tests.fixtures.page_check import Page
from tests.fixtures.web import fields_of, find_form

CADRE = "13900000101"
VISITS = 200


def pages(app: Flask, meter: Meter) -> Iterator[Series]:
    """Home, list, search and a person's page of every role."""
    for phone in EVERYBODY:
        who = sign_in(app, phone)
        yield repeat(meter, Series(f"{who.role}: home", "30"), lambda n, w=who: w.client.get(w.home))
        if not who.people:
            continue
        found = PERSON.findall(who.client.get(who.people).text)
        yield repeat(meter, Series(f"{who.role}: list", "50"), lambda n, w=who: w.client.get(w.people))
        yield from _search(meter, who)
        yield repeat(
            meter, Series(f"{who.role}: person", "50"), lambda n, w=who, f=found: w.client.get(f[n % len(f)])
        )


def _search(meter: Meter, who: Visitor) -> Iterator[Series]:
    page = Page(who.client.get(who.people).text)
    form = find_form(page, "/patients")
    fields = fields_of(page, form)
    name = next(f for f in fields if f not in {"csrf_token", "once_key", "level", "village"})
    series = Series(f"{who.role}: search, sent and shown", "50", remark="two requests")
    for number in range(TIMES):
        sought = {**fields, name: "王李张刘陈杨赵黄"[number % 8]}
        with meter.of(series):
            answer = who.client.post(form.attributes["action"] or "", data=sought)
            who.client.get(answer.headers["Location"])
    yield series


def visits(app: Flask, meter: Meter) -> Iterator[Series]:
    """The form, the live score, and visits stored for good."""
    who = sign_in(app, CADRE)
    people = _people_of(who)
    form_series, live_series = (
        Series("village cadre: visit form", "50"),
        Series("village cadre: live score", "15"),
    )
    stored = Series("village cadre: visit stored")
    ready = []
    for number, person in enumerate(people[:VISITS]):
        with meter.of(form_series):
            html = who.client.get(f"{person}/visits/new").text
        page = Page(html)
        form = next(f for f in page.all("form") if "data-hx-post" in f.attributes)
        fields = {**fields_of(page, form), **ANSWERS}
        if number < TIMES * 2:
            with meter.of(live_series):
                live = who.client.post(
                    form.attributes["data-hx-post"] or "", data=fields, headers={"HX-Request": "true"}
                )
            assert live.status_code == 200
        ready.append((form.attributes["action"] or "", {**fields, "once_key": new_public_id()}))
    yield form_series
    yield live_series
    started = time.perf_counter()
    for action, fields in ready:
        with meter.of(stored):
            answer = who.client.post(action, data=fields)
        assert answer.status_code == 303, answer.text[-3000:]
    per_second = len(ready) / (time.perf_counter() - started)
    held = 1000 * statistics.median(stored.transactions)
    stored.remark = (
        f"{per_second:.0f} a second by one browser; begin to commit {held:.1f} ms (targets 100, 5)"
    )
    yield stored


def letters(app: Flask, meter: Meter) -> Iterator[Series]:
    """One letter in the request, and 300 as one file as the worker makes it."""
    who = sign_in(app, CADRE)
    one = Series("village cadre: one letter, printed", "100")
    papers: list[LetterPaper] = []
    for letter in _letters_of_the_village():
        snapshot = LetterSnapshot.from_json(letter.snapshot)
        papers.append(LetterPaper(snapshot.number, letter.check_code, snapshot.text))
        with meter.of(one):
            answer = who.client.get(f"/letters/{letter.public_id}/letter.pdf")
        assert answer.status_code == 200, answer.status
    one.seconds, one.processor = one.seconds[1:], one.processor[1:]  # the first one reads the fonts
    yield one
    many = Series("300 letters as one file", "15000")
    with meter.of(many):
        pdf = letters_pdf((papers * 300)[:300], title="监护责任书")
    many.remark = f"{len(pdf) / 1024:.0f} KB"
    yield many


def _letters_of_the_village() -> list[Letter]:
    """Some letters in force of the first cadre's village, the only one with two cadres."""
    village = (
        db.session.query(Appointment.unit_id)
        .filter(Appointment.role == Role.VILLAGE_CADRE)
        .group_by(Appointment.unit_id)
        .having(func.count() == 2)
        .scalar()
    )
    letters = (
        db.session.query(Letter).filter(Letter.ended_on.is_(None), Letter.unit_id == village).limit(21).all()
    )
    db.session.remove()
    assert len(letters) >= 2, "The village has no letters"
    return letters


def _people_of(who: Visitor) -> list[str]:
    found: list[str] = []
    page = 1
    while len(found) < VISITS:
        more = PERSON.findall(who.client.get(f"{who.people}?page={page}").text)
        if not more or set(more) <= set(found):
            break
        found += [person for person in dict.fromkeys(more) if person not in found]
        page += 1
    return found


def main() -> None:
    """Measure and print the table."""
    app = create_app(settings_from())
    logging.disable(logging.CRITICAL)  # a line a request would stand between the rows
    engine = db.session.get_bind()
    assert isinstance(engine, Engine)
    meter = Meter(engine)
    print(HEAD)
    for measure in (pages, searches, ledgers, one_persons_file, visits, letters, rosters, crowd):
        for series in measure(app, meter):
            print(series.row(), flush=True)


if __name__ == "__main__":
    main()
