"""Pages of a list: nothing is left out between them, and one past the end is the last."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from mhapp.models import Unit
from mhapp.queries.paging import read_page
from mhapp.web.paging import asked_page, page_url
from tests.factories.units import a_county, a_township


@pytest.mark.parametrize(
    ("asked", "names", "page"),
    [(1, ["甲镇", "乙镇"], 1), (2, ["丙镇", "丁镇"], 2), (3, ["戊镇"], 3), (4, ["戊镇"], 3), (0, ["甲镇", "乙镇"], 1)],
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


@pytest.mark.parametrize(("sent", "page"), [("2", 2), ("", 1), ("x", 1), ("-3", 1), ("9" * 30, 100_000)])
def test_a_page_is_asked_for_by_a_number_and_keeps_what_else_was_asked(sent: str, page: int) -> None:
    app = Flask("pages")
    app.add_url_rule("/moves/<kind>", "moves", lambda kind: kind)
    with app.test_request_context(f"/moves/out?state=open&done={sent}&_scheme=gopher"):
        assert asked_page("done") == page
        assert page_url("done")(3) == "/moves/out?state=open&done=3#done"
        assert page_url()(2) == f"/moves/out?state=open&done={sent}&page=2"
