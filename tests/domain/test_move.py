"""Who may take a person over, and the days a move may have."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.move import MoveKind, check_answer, check_move, may_answer
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.roles import Role

TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("role", "unit", "to", "may"),
    [
        (Role.VILLAGE_CADRE, "C.T1.V2", "C.T1.V2", True),
        (Role.VILLAGE_CADRE, "C.T1.V3", "C.T1.V2", False),  # another village
        (Role.VILLAGE_CADRE, "C.T2.V9", "C.T2.V9", True),  # another township's village
        (Role.VILLAGE_CADRE, "C.T1.V1", "C.T2.V9", False),  # the giver
        (Role.CIVIL_AFFAIRS, "C.T1", "C.T1.V2", True),
        (Role.CIVIL_AFFAIRS, "C.T2", "C.T2.V9", True),
        (Role.CIVIL_AFFAIRS, "C.T1", "C.T2.V9", False),  # the giving township's
        (Role.TOWNSHIP_REVIEWER, "C.T1", "C.T1.V2", False),
        (Role.POLICE_OFFICER, "C.T1", "C.T1.V2", False),
    ],
)
def test_the_receiver_answers(role: Role, unit: str, to: str, may: bool) -> None:
    assert may_answer(role, unit, to_path=to) is may


@pytest.mark.parametrize(
    ("kind", "moves_on", "good"),
    [
        ("village", date(2026, 9, 29), True),  # ninety days ahead
        ("village", date(2026, 9, 30), False),
        ("village", date(2026, 1, 2), True),  # 180 days ago
        ("village", date(2026, 1, 1), False),
        ("out", date(2026, 7, 1), True),
        ("out", date(2026, 7, 2), False),
        ("in", date(2026, 7, 1), True),
        ("in", date(2026, 7, 2), False),
    ],
)
def test_a_move_has_a_day_somebody_means(kind: str, moves_on: date, good: bool) -> None:
    def check() -> None:
        check_move(
            MoveKind(kind), PatientStatus.COMMUNITY, moves_on=moves_on, reason="随子女居住", today=TODAY
        )

    if good:
        check()
        return
    with pytest.raises(RuleBroken) as broken:
        check()
    assert broken.value.field == "moves_on"


@pytest.mark.parametrize(("reason", "good"), [("随子女居住", True), ("随子女住", False)])
def test_a_move_says_why(reason: str, good: bool) -> None:
    if good:
        check_move(MoveKind.OUT, PatientStatus.COMMUNITY, moves_on=TODAY, reason=reason, today=TODAY)
        return
    with pytest.raises(RuleBroken, match="至少5个字"):
        check_move(MoveKind.OUT, PatientStatus.COMMUNITY, moves_on=TODAY, reason=reason, today=TODAY)


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (PatientStatus.DEAD, MoveKind.OUT, "不用登记迁移"),
        (PatientStatus.MOVED, MoveKind.VILLAGE, "先登记从外地迁来"),
        (PatientStatus.MOVED, MoveKind.IN, ""),
        (PatientStatus.MOVED, MoveKind.OUT, ""),  # determined before, the move itself is entered now
        (PatientStatus.EXITED, MoveKind.VILLAGE, ""),
    ],
)
def test_who_died_or_is_gone_moves_to_no_village_here(
    status: PatientStatus, kind: MoveKind, said: str
) -> None:
    def check() -> None:
        check_move(kind, status, moves_on=TODAY, reason="随子女居住", today=TODAY)

    if not said:
        check()
        return
    with pytest.raises(RuleBroken, match=said):
        check()


@pytest.mark.parametrize(
    ("accepted", "words", "moves_on", "account", "fault"),
    [
        (True, "", TODAY, 2, ""),
        (True, "", date(2026, 7, 2), 2, "请到那天再接收"),
        (False, "房屋在邻村", date(2026, 7, 2), 2, ""),
        (False, "不在这里", TODAY, 2, "至少5个字"),
        (True, "", TODAY, 1, "另一位同志"),
    ],
)
def test_an_answer_is_given_by_another_and_with_a_reason_where_it_is_no(
    accepted: bool, words: str, moves_on: date, account: int, fault: str
) -> None:
    def check() -> None:
        check_answer(
            accepted=accepted, words=words, moves_on=moves_on, today=TODAY, asked_by=1, account_id=account
        )

    if not fault:
        check()
        return
    with pytest.raises(RuleBroken, match=fault):
        check()
