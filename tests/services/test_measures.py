"""A measure is somebody's due until it is done, dropped, or the person has died."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.measure import NewMeasure
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role
from mhapp.models import Due
from mhapp.services.measures import add_measure, end_measure
from mhapp.services.patient_status import change_status
from tests.factories.level_changes import MONDAY, NOON, a_place
from tests.factories.patients import a_patient, at_noon
from tests.factories.people import viewer_of

UNTIL = date(2026, 7, 8)


def planned(doer: Role) -> NewMeasure:
    return NewMeasure("medicine", "常忘服药", "每周送药", doer, "王干部", UNTIL)


def owed() -> list[tuple[int, str, date]]:
    rows = db.session.scalars(select(Due).where(Due.kind == "measure", Due.closed_at.is_(None)))
    return [(due.owed_by_unit_id, due.owed_by_role, due.due_on) for due in rows]


def test_a_measure_is_owed_by_whose_work_it_is(database: Engine) -> None:
    place = a_place()
    patient = a_patient(place.village)
    by = viewer_of(place.doctor)
    add_measure(patient, planned(Role.VILLAGE_CADRE), by=by, at=NOON)
    add_measure(patient, planned(Role.CLINIC_DOCTOR), by=by, at=NOON)
    assert owed() == [
        (place.village.id, "village_cadre", UNTIL), (place.township.id, "clinic_doctor", UNTIL),
    ]  # fmt: skip


@pytest.mark.parametrize("done", [True, False])
def test_what_came_of_a_measure_ends_what_is_owed(database: Engine, done: bool) -> None:
    place = a_place()
    by = viewer_of(place.cadre)
    measure = add_measure(a_patient(place.village), planned(Role.VILLAGE_CADRE), by=by, at=NOON)
    with pytest.raises(RuleBroken, match="制定那天到今天"):
        end_measure(measure, done=done, ended_on=date(2026, 6, 7), words="已经送药", by=by, at=NOON)
    end_measure(measure, done=done, ended_on=MONDAY, words="已经送药", by=by, at=NOON)
    assert (measure.state, owed()) == ("done" if done else "dropped", [])
    with pytest.raises(RuleBroken, match="已经办结"):
        end_measure(measure, done=done, ended_on=MONDAY, words="已经送药", by=by, at=NOON)


def test_a_death_ends_every_measure(database: Engine) -> None:
    place = a_place()
    patient, by = a_patient(place.village), viewer_of(place.cadre)
    measure = add_measure(patient, planned(Role.VILLAGE_CADRE), by=by, at=NOON)
    day = date(2026, 6, 20)
    change_status(patient, PatientStatus.DEAD, since=day, source="家属告知", by=by, at=at_noon(day))
    assert (measure.state, measure.ended_words, owed()) == ("dropped", "患者去世", [])
    with pytest.raises(RuleBroken, match="不再制定措施"):
        add_measure(patient, planned(Role.VILLAGE_CADRE), by=by, at=NOON)
