"""What the lists of finding ask of a database, on both engines."""

from __future__ import annotations

from sqlalchemy import Engine, event

from mhapp import clock, db
from mhapp.domain.roles import Role
from mhapp.models import Unit
from mhapp.queries.due_subjects import tasks_overdue, tasks_owed_by
from mhapp.queries.leads import lead_page
from mhapp.queries.policies import completed
from mhapp.queries.screenings import households_of, round_rows, rounds_seen_by
from mhapp.queries.village_reports import months_of, own_report_rows, report_rows
from tests.factories.counties import a_village_at_work
from tests.factories.leads import finds_of
from tests.factories.people import a_viewer, viewer_of


def test_the_lists_read_the_same_on_both_engines(each_engine: Engine) -> None:
    at_work, today = a_village_at_work(), clock.today()
    cadre = viewer_of(at_work.cadre)
    finds_of(at_work.village, cadre, at=clock.now())
    county = a_viewer(Role.COUNTY_OFFICE, db.session.get_one(Unit, at_work.township.parent_id))
    civil = a_viewer(Role.CIVIL_AFFAIRS, at_work.township)
    assert [row.name for row in lead_page(county, "open", page=1, on=today).rows] == ["林线索"]
    assert lead_page(county, "open", page=1, on=today).rows[0].waits_for_viewer
    assert not lead_page(cadre, "open", page=1, on=today).rows[0].waits_for_viewer
    assert {task.kind.value for task in tasks_owed_by(civil, on=today).rows} == {
        "lead_acknowledgement",
        "screening",
    }
    assert tasks_overdue(county, on=today).total == 0
    asked: list[str] = []
    event.listen(each_engine, "before_cursor_execute", lambda *of: asked.append(of[2]))
    assert len(tasks_owed_by(civil, on=today).rows) == 2
    assert len(asked) == 2, "The tasks and, whatever they are about, one statement more"
    found = db.session.scalars(rounds_seen_by(cadre)).one()
    assert [row.label for row in households_of(civil, found)] == ["金丝雀户"]
    assert [row.unit_name for row in round_rows(county, page=1).rows] == ["石盘镇"]
    ((month, unsent),) = months_of(county, page=1, on=today).rows
    assert unsent == 1
    assert [row.village_name for row in report_rows(county, on=today, month=month)] == ["柏树村"]
    assert [row.month for row in own_report_rows(cadre, page=1, on=today).rows] == [month]
    db.session.rollback()


def test_a_county_that_set_its_clocks_before_tells_whom_the_program_ships() -> None:
    older = {"edition": "county-1", "days": {}, "working_days": {"audit": 2}, "counts": {}}
    clocks = completed(older)
    assert clocks["receivers"]["lead"] == [
        "civil_affairs", "township_reviewer", "clinic_doctor", "peace_office", "police_officer", "county_office",
    ]  # fmt: skip
    assert (clocks["working_days"]["audit"], clocks["working_days"]["lead_diagnosis"]) == (2, 10)
