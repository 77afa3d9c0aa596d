"""What a person's row repeats (residence of today, latest rating) follows the rows it repeats, on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select, text, update

from mhapp.db import session
from mhapp.models import Patient, Responsibility
from mhapp.services.repeated_columns import reread_repeated
from tests.factories.patients import a_patient, a_rating, registered_in
from tests.factories.units import a_village

MARCH, APRIL, JUNE, JULY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 6, 1), date(2026, 7, 1)


def repeated(patient: Patient) -> tuple[int | None, int | None, date | None]:
    """What stands in the row."""
    row = session.execute(
        select(Patient.village_id, Patient.rating, Patient.rated_on).where(Patient.id == patient.id)
    ).one()
    return row.village_id, row.rating, row.rated_on


def ends_residence(patient: Patient) -> None:
    session.execute(
        update(Responsibility)
        .where(Responsibility.patient_id == patient.id, Responsibility.kind == "residence")
        .values(until_date=JUNE)
    )


def test_the_row_names_the_village_of_today_and_no_place_of_registration(each_engine: Engine) -> None:
    old, new = a_village(), a_village()
    patient, neighbour = a_patient(old), a_patient(old)
    registered_in(patient, new)
    assert repeated(patient)[0] == old.id
    ends_residence(patient)
    assert repeated(patient)[0] is None
    session.add(Responsibility(patient_id=patient.id, unit_id=new.id, kind="residence", from_date=JUNE))
    session.flush()
    assert (repeated(patient)[0], repeated(neighbour)[0]) == (new.id, old.id)


@pytest.mark.parametrize(
    ("ratings", "latest"),
    [
        ([], (None, None)),
        ([(2, MARCH)], (2, MARCH)),
        ([(2, MARCH), (4, JUNE)], (4, JUNE)),
        ([(4, JUNE), (2, MARCH)], (4, JUNE)),  # written down late: an older one
        ([(4, JUNE), (1, JUNE)], (1, JUNE)),  # two on one day: the one entered last
        ([(4, APRIL), (0, JUNE)], (0, JUNE)),
    ],
)
def test_the_row_names_the_latest_rating(
    each_engine: Engine, ratings: list[tuple[int, date]], latest: tuple[int | None, date | None]
) -> None:
    patient, other = a_patient(a_village()), a_patient(a_village())
    a_rating(other, 5, APRIL)
    for level, day in ratings:
        a_rating(patient, level, day)
    assert (repeated(patient)[1:], repeated(other)[1:]) == (latest, (5, APRIL))


@pytest.mark.parametrize(
    ("kept_has", "gone_has", "together"),
    [
        ([(2, APRIL)], [(4, JUNE)], (4, JUNE)),
        ([(2, JUNE)], [(4, APRIL)], (2, JUNE)),
        ([], [(3, MARCH)], (3, MARCH)),
        ([(3, MARCH)], [], (3, MARCH)),
        ([(4, JUNE)], [(1, JUNE)], (1, JUNE)),  # two on one day: the one entered last
        ([], [], (None, None)),
    ],
)
def test_two_records_of_one_person_have_the_latest_rating_of_both_until_they_are_parted(
    each_engine: Engine,
    kept_has: list[tuple[int, date]],
    gone_has: list[tuple[int, date]],
    together: tuple[int | None, date | None],
) -> None:
    kept, gone, other = (a_patient(a_village()) for _ in range(3))
    for patient, ratings in ((kept, kept_has), (gone, gone_has)):
        for level, day in ratings:
            a_rating(patient, level, day)
    before = [repeated(one)[1:] for one in (kept, gone, other)]
    point(gone, kept)
    assert [repeated(one)[1:] for one in (kept, gone, other)] == [together, before[1], (None, None)]
    assert reread_repeated() == 0
    a_rating(gone, 0, JULY)  # a rating written to either record counts for both
    assert repeated(kept)[1:] == (0, JULY)
    point(gone, None)
    assert [repeated(one)[1:] for one in (kept, gone)] == [before[0], (0, JULY)]
    assert reread_repeated() == 0


def point(gone: Patient, kept: Patient | None) -> None:
    """As a merge does, or its undoing."""
    gone.merged_into_id = kept.id if kept else None
    session.flush()


def test_what_was_written_past_the_triggers_is_read_anew(each_engine: Engine) -> None:
    village = a_village()
    patient, right = a_patient(village), a_patient(village)
    a_rating(patient, 3, JUNE)
    a_rating(right, 2, APRIL)
    session.execute(
        text("UPDATE patient SET village_id = NULL, rating = 1, rated_on = NULL WHERE id = :id"),
        {"id": patient.id},
    )
    assert reread_repeated() == 1
    assert repeated(patient) == (village.id, 3, JUNE)
    assert reread_repeated() == 0
