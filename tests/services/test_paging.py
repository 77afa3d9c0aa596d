"""Pages of a list: nothing is left out between them, and one past the end is the last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from mhapp.domain.due_kinds import DueKind
from mhapp.domain.roles import Role
from mhapp.models import Unit
from mhapp.queries.office_dues import own_dues
from mhapp.queries.paging import read_page
from mhapp.services.dues import open_due
from mhapp.web.paging import asked_page, page_url
from tests.factories.counties import a_village_at_work
from tests.factories.patients import a_patient, at_noon
from tests.factories.people import a_viewer
from tests.factories.units import a_county, a_township


@pytest.mark.parametrize(
    ("asked", "names", "page"),
    [
        (1, ["甲镇", "乙镇"], 1),
        (2, ["丙镇", "丁镇"], 2),
        (3, ["戊镇"], 3),
        (4, ["戊镇"], 3),
        (0, ["甲镇", "乙镇"], 1),
    ],
)
def test_five_rows_are_three_pages_of_two(database: Engine, asked: int, names: list[str], page: int) -> None:
    county = a_county()
    for sign in "甲乙丙丁戊":
        a_township(county, name=f"{sign}镇")
    query = select(Unit.name).where(Unit.kind == "township").order_by(Unit.id)
    found = read_page(query, page=asked, size=2)
    assert ([row.name for row in found.rows], found.total, found.page, found.pages) == (names, 5, page, 3)


def test_what_fits_on_one_page_is_one_page_and_nothing_is_one_too(database: Engine) -> None:
    query = select(Unit.name).where(Unit.kind == "township").order_by(Unit.id)
    assert (read_page(query, page=7, size=2).total, read_page(query, page=7, size=2).pages) == (0, 1)
    a_township(a_county(), name="甲镇")
    assert read_page(query, page=1, size=1).pages == 1


def test_an_office_can_leaf_through_all_it_owes(database: Engine) -> None:
    place, day = a_village_at_work(), date(2026, 7, 1)
    police, patient = a_viewer(Role.POLICE_OFFICER, place.township), a_patient(place.village)
    for number in range(43):
        open_due(
            DueKind.LIST_ENTRY, patient_id=None if number == 0 else patient.id, unit_id=place.township.id,
            role=Role.POLICE_OFFICER, started_by=("list_entry", number), due_on=day + timedelta(days=number),
            at=at_noon(day),
        )  # fmt: skip
    pages = [own_dues(police, on=day, page=page) for page in (1, 2, 3, 9)]
    assert [(len(found.rows), found.page, found.pages) for found in pages] == [
        (20, 1, 3), (20, 2, 3), (2, 3, 3), (2, 3, 3),
    ]  # fmt: skip
    seen = [row.due_on for found in pages[:3] for row in found.rows]
    assert seen == sorted(seen) and len(set(seen)) == 42


@pytest.mark.parametrize(("sent", "page"), [("2", 2), ("", 1), ("x", 1), ("-3", 1), ("9" * 30, 100_000)])
def test_a_page_is_asked_for_by_a_number_and_keeps_what_else_was_asked(sent: str, page: int) -> None:
    app = Flask("pages")
    app.add_url_rule("/moves/<kind>", "moves", lambda kind: kind)
    with app.test_request_context(f"/moves/out?state=open&done={sent}&_scheme=gopher"):
        assert asked_page("done") == page
        assert page_url("done")(3) == "/moves/out?state=open&done=3#done"
        assert page_url()(2) == f"/moves/out?state=open&done={sent}&page=2"
