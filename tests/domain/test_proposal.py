"""Every move of a proposal, legal and illegal, and who may make it (R7, R8)."""

from __future__ import annotations

from datetime import date

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import route_for
from mhapp.domain.proposal import (
    Action,
    ProposalStatus,
    Standing,
    first_status,
    may_step,
    next_status,
    refuse_resubmission,
    refuse_second_step,
    refuse_withdrawal,
)
from mhapp.domain.risk_level import RiskLevel

LONG_WAY = route_for(None, RiskLevel.RED)
SHORT_WAY = route_for(None, RiskLevel.ORANGE)

# status: what each of agree, return, refuse, withdraw, resubmit leads to (- : not allowed)
MOVES = """
audit       determine   returned  refused  withdrawn  -
determine   determined  returned  refused  withdrawn  -
returned    -           -         -        withdrawn  first
determined  -           -         -        -          -
refused     -           -         -        -          -
withdrawn   -           -         -        -          -
"""
ACTIONS = ("agree", "return", "refuse", "withdraw", "resubmit")
CASES = [
    (words[0], action, to)
    for words in (line.split() for line in MOVES.strip().splitlines())
    for action, to in zip(ACTIONS, words[1:], strict=True)
]


@pytest.mark.parametrize(("status", "action", "to"), CASES)
@pytest.mark.parametrize(
    ("way", "first"), [(LONG_WAY, "audit"), (SHORT_WAY, "determine")], ids=["long", "short"]
)
def test_every_move(status: str, action: str, to: str, way: object, first: str) -> None:
    if to == "-":
        with pytest.raises(RuleBroken, match="不能再"):
            next_status(ProposalStatus(status), Action(action), way)  # type: ignore[arg-type]
    else:
        reached = next_status(ProposalStatus(status), Action(action), way)  # type: ignore[arg-type]
        assert reached.value == (first if to == "first" else to)


def test_red_begins_with_the_audit_and_orange_with_the_determination() -> None:
    assert first_status(LONG_WAY).value == "audit"
    assert first_status(SHORT_WAY).value == "determine"


@pytest.mark.parametrize(
    ("status", "is_open"),
    [("audit", True), ("determine", True), ("returned", True), ("determined", False), ("refused", False),
     ("withdrawn", False)],
)  # fmt: skip
def test_a_returned_proposal_stays_open(status: str, is_open: bool) -> None:
    assert ProposalStatus(status).is_open is is_open


PROPOSER, HELPER, AUDITOR, ANOTHER = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("proposers", "stepped", "account", "may"),
    [
        ([PROPOSER], [], PROPOSER, False),
        ([PROPOSER], [], AUDITOR, True),
        ([PROPOSER], [AUDITOR], AUDITOR, False),
        ([PROPOSER], [AUDITOR], ANOTHER, True),
        ([PROPOSER, HELPER], [], PROPOSER, False),  # resubmitted by a member: both have proposed
        ([PROPOSER, HELPER], [], HELPER, False),
        ([PROPOSER, PROPOSER], [], AUDITOR, True),  # a return wiped the first round's steps
    ],
)
def test_nobody_takes_two_steps_nor_one_on_their_own(
    proposers: list[int], stepped: list[int], account: int, may: bool
) -> None:
    standing = Standing(ProposalStatus.DETERMINE, proposers, stepped)
    assert may_step(standing, account) is may
    if may:
        refuse_second_step(standing, account)
    else:
        with pytest.raises(RuleBroken, match="请由其他人"):
            refuse_second_step(standing, account)


def test_the_proposer_withdraws_before_the_first_other_step() -> None:
    refuse_withdrawal(Standing(ProposalStatus.AUDIT, [PROPOSER]), PROPOSER)


def test_after_the_audit_nobody_withdraws() -> None:
    with pytest.raises(RuleBroken, match="已有单位审核"):
        refuse_withdrawal(Standing(ProposalStatus.DETERMINE, [PROPOSER], [AUDITOR]), PROPOSER)


def test_a_returned_proposal_is_withdrawn_by_its_proposer() -> None:
    refuse_withdrawal(Standing(ProposalStatus.RETURNED, [PROPOSER], [AUDITOR]), PROPOSER)


def test_somebody_else_does_not_withdraw() -> None:
    with pytest.raises(RuleBroken, match="只有提出人"):
        refuse_withdrawal(Standing(ProposalStatus.AUDIT, [PROPOSER]), HELPER)


def test_who_resubmitted_answers_for_the_new_round() -> None:
    refuse_withdrawal(Standing(ProposalStatus.AUDIT, [PROPOSER, HELPER]), HELPER)
    with pytest.raises(RuleBroken, match="只有提出人"):
        refuse_withdrawal(Standing(ProposalStatus.AUDIT, [PROPOSER, HELPER]), PROPOSER)


@pytest.mark.parametrize(
    ("account", "left", "today", "may"),
    [
        (PROPOSER, False, "2026-11-23", True),
        (HELPER, False, "2026-11-23", False),
        (HELPER, False, "2026-11-26", False),  # the third working day itself is still the proposer's
        (HELPER, False, "2026-11-27", True),
        (HELPER, True, "2026-11-23", True),
    ],
)
def test_another_member_resubmits_after_three_working_days_or_when_the_proposer_left(
    account: int, left: bool, today: str, may: bool
) -> None:
    standing = Standing(ProposalStatus.RETURNED, [PROPOSER], [AUDITOR])
    known = {"proposer_left": left, "takeover_from": date(2026, 11, 26), "today": date.fromisoformat(today)}
    if may:
        refuse_resubmission(standing, account, **known)  # type: ignore[arg-type]
    else:
        with pytest.raises(RuleBroken, match="11月26日后其他成员也可以补充"):
            refuse_resubmission(standing, account, **known)  # type: ignore[arg-type]
