"""Whose people are whose: handed over all at once, and lent to a stand-in between two days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from mhapp import db
from mhapp.domain.care_team import TeamKind, check_stand_in
from mhapp.domain.errors import RuleBroken
from mhapp.domain.identity_number import make_identity_number
from mhapp.domain.registration import NewPerson
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import CareAssignment, Due, Patient, Unit
from mhapp.queries.cadres import cadre_of, cadres_of
from mhapp.queries.care_teams import teams_of
from mhapp.queries.todays import today_of
from mhapp.queries.without_cadre import people_without, villages_without
from mhapp.services.care_assignments import assign_cadre, give_all_without, hand_over_all, set_stand_in
from mhapp.services.care_teams import NewMember, add_member, end_member
from mhapp.services.moves import AskedMove, accept_move, ask_to_move
from mhapp.services.registrations import register_person
from tests.factories.level_changes import MONDAY, NOON, Place, a_place
from tests.factories.patients import a_patient
from tests.factories.people import an_account, appoint, viewer_of
from tests.factories.units import a_village


def people_of(place: Place) -> dict[str, int]:
    return {cadre.name: cadre.people for cadre in cadres_of(place.village, on=MONDAY)}


def test_all_the_people_of_one_cadre_are_handed_over_in_one_act(database: Engine) -> None:
    place = a_place()
    for _ in range(3):
        a_patient(place.village, cadre=place.cadre)
    a_patient(place.village, cadre=place.colleague)
    elsewhere = a_village(place.township)
    appoint(place.cadre, Role.VILLAGE_CADRE, elsewhere)
    a_patient(elsewhere, cadre=place.cadre)
    place.cadre.disabled_at = NOON  # the account has ended, the people have not
    by = viewer_of(place.colleague)
    assert hand_over_all(place.cadre, place.colleague, place.village, by=by, at=NOON) == 3
    assert people_of(place) == {place.colleague.name: 4}
    kept = db.session.query(CareAssignment).filter_by(account_id=place.cadre.id, until_date=None)
    assert kept.count() == 1, "whoever lives in another village is not handed over with this one's"
    with pytest.raises(RuleBroken, match="名下没有患者"):
        hand_over_all(place.cadre, place.colleague, place.village, by=by, at=NOON)


def test_nobody_is_handed_to_who_is_no_cadre_there(database: Engine) -> None:
    place = a_place()
    patient, by = a_patient(place.village, cadre=place.cadre), viewer_of(place.cadre)
    stranger = an_account(Role.VILLAGE_CADRE, a_village(place.township))
    with pytest.raises(RuleBroken, match="现在不是这个村社区的干部"):
        hand_over_all(place.cadre, stranger, place.village, by=by, at=NOON)
    with pytest.raises(RuleBroken, match="现在不是这个村社区的干部"):
        assign_cadre(patient, stranger, by=by, at=NOON)
    with pytest.raises(RuleBroken, match="另一位"):
        hand_over_all(place.cadre, place.cadre, place.village, by=by, at=NOON)


@pytest.mark.parametrize(
    ("days", "own"), [(-1, False), (0, True), (4, True), (5, False)], ids=["before", "first", "last", "after"]
)
def test_a_stand_in_has_the_people_as_theirs_from_the_first_day_to_the_last(
    database: Engine, days: int, own: bool
) -> None:
    place = a_place()
    patient = a_patient(place.village, cadre=place.cadre)
    db.session.add(
        Due(
            kind="visit", patient_id=patient.id, owed_by_unit_id=place.village.id, owed_by_role="village_cadre",
            started_by_kind="patient", started_by_id=patient.id, started_at=NOON, due_on=MONDAY,
        )
    )  # fmt: skip
    set_stand_in(
        place.cadre, place.colleague, place.village, first=MONDAY, last=MONDAY + timedelta(days=4), reason="培训",
        by=viewer_of(place.cadre), at=NOON,
    )  # fmt: skip
    on = MONDAY + timedelta(days=days)
    assert [row.own for row in today_of(viewer_of(place.colleague), on=on).rows] == [own]
    assert [row.own for row in today_of(viewer_of(place.cadre), on=on).rows] == [True]


@pytest.mark.parametrize(
    ("first", "last", "good"),
    [
        (date(2026, 6, 8), date(2026, 6, 8), True),
        (date(2026, 6, 8), date(2026, 6, 7), False),
        (date(2026, 6, 1), date(2026, 6, 7), False),  # over before it was arranged
        (date(2026, 6, 8), date(2026, 9, 8), True),  # ninety-two days
        (date(2026, 6, 8), date(2026, 9, 9), False),
    ],
)
def test_a_stand_in_has_days_somebody_means(first: date, last: date, good: bool) -> None:
    if good:
        check_stand_in(first, last, today=MONDAY)
        return
    with pytest.raises(RuleBroken):
        check_stand_in(first, last, today=MONDAY)


def test_two_stand_ins_do_not_overlap(database: Engine) -> None:
    place = a_place()

    def arrange(first: date, last: date) -> None:
        set_stand_in(
            place.cadre, place.colleague, place.village, first=first, last=last, reason="病假",
            by=viewer_of(place.cadre), at=NOON,
        )  # fmt: skip

    arrange(MONDAY, MONDAY + timedelta(days=3))
    with pytest.raises(RuleBroken, match="已经安排了代班"):
        arrange(MONDAY + timedelta(days=3), MONDAY + timedelta(days=5))
    arrange(MONDAY + timedelta(days=4), MONDAY + timedelta(days=5))


def test_until_a_team_is_recorded_cadres_doctors_police_and_civil_affairs_count_as_it(
    database: Engine,
) -> None:
    place = a_place()
    civil = an_account(Role.CIVIL_AFFAIRS, place.township)
    an_account(Role.JUSTICE_OFFICE, place.township)
    team = teams_of(place.village, on=MONDAY)[0]
    assert not team.recorded
    assert {member.name for member in team.members} == {
        place.cadre.name, place.colleague.name, place.doctor.name, civil.name,
    }  # fmt: skip
    member = NewMember(TeamKind.CARE_TEAM, "村医甲", "成员", "村卫生室", "", MONDAY)
    row = add_member(place.village, member, by=viewer_of(civil), at=NOON)
    assert [one.name for one in teams_of(place.village, on=MONDAY)[0].members] == ["村医甲"]
    end_member(row, on=MONDAY, by=viewer_of(civil), at=NOON)
    assert teams_of(place.village, on=MONDAY)[0].recorded, "the last day is a day on the list"
    after = teams_of(place.village, on=MONDAY + timedelta(days=1))[0]
    assert not after.recorded and [one.name for one in after.former] == ["村医甲"]


def test_a_village_has_no_leading_group(database: Engine) -> None:
    place = a_place()
    member = NewMember(TeamKind.LEADING_GROUP, "组长甲", "组长", "镇政府", "", MONDAY)
    with pytest.raises(RuleBroken, match="没有领导小组"):
        add_member(place.village, member, by=viewer_of(place.officer), at=NOON)


def test_with_several_cadres_nobody_is_responsible_until_one_is_given(database: Engine) -> None:
    place = a_place()  # two cadres
    clerk, alone = an_account(Role.CIVIL_AFFAIRS, place.township), a_village(place.township, "独木村")
    only = an_account(Role.VILLAGE_CADRE, alone)
    office, cadre = viewer_of(clerk), viewer_of(place.cadre)

    def somebody(number: int, village: Unit, by: Viewer) -> Patient:
        facts = NewPerson(
            f"林小{number}", MONDAY, identity_number=make_identity_number("500199", date(1980, 5, 6), number),
            diagnosis_code="F20",
        )  # fmt: skip
        return register_person(facts, village=village, by=by, at=NOON)

    waits, second = somebody(1, place.village, office), somebody(2, place.village, office)
    own, moves_in = somebody(3, place.village, cadre), somebody(4, alone, office)
    assert [cadre_of(one) for one in (waits, second)] == [None, None]
    assert (cadre_of(own), cadre_of(moves_in)) == (place.cadre.public_id, only.public_id)
    asked = AskedMove(MONDAY, "随子女居住生活")
    move = ask_to_move(moves_in, place.village, asked, by=viewer_of(only), at=NOON)
    accept_move(move, by=viewer_of(place.colleague), at=NOON)
    assert cadre_of(moves_in) == place.colleague.public_id, "who takes somebody over answers for them"
    second.status = "exited"
    db.session.flush()
    waiting = [(one.name, one.people) for one in villages_without(office)]
    assert waiting == [(place.village.name, 1)]
    assert [one.name for one in people_without(office, place.village, page=1).rows] == ["林小1"]
    assert give_all_without(place.colleague, place.village, by=office, at=NOON) == 1
    assert cadre_of(waits) == place.colleague.public_id
    assert villages_without(office) == []
    with pytest.raises(RuleBroken, match="都有包保责任人了"):
        give_all_without(place.colleague, place.village, by=office, at=NOON)
