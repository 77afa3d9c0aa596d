"""Level changes in the invented county: proposed, audited, determined and filed along the product's own route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from mhapp.demo.ledger import Row
from mhapp.demo.life import Life
from mhapp.demo.names import name_list
from mhapp.demo.offices import Actor
from mhapp.domain.dated import day_in_words
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_change import Meeting, Specialist
from mhapp.domain.level_route import Cites, Exit, Filing, OpinionRule, Route, Target, route_for
from mhapp.domain.proposal import ProposalStatus, first_status
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.visit_clock import visit_due_after_rise
from mhapp.services.level_in_force import KEPT_BY_EXIT, STATUS_AFTER_EXIT

WAITING = frozenset({DueKind.AUDIT, DueKind.DETERMINE, DueKind.RESUBMIT})
REVIEW = frozenset({DueKind.LEVEL_REVIEW, DueKind.FIRST_DETERMINATION})
JUDGED_WITH = "包村干部、精防医生、派出所民警、民生服务办"


def determine_on_paper(life: Life, level: RiskLevel, day: date) -> None:
    """A level as it stood before the year began, taken over from the paper file."""
    by = life.offices.county[0] if level is RiskLevel.RED else life.offices.reviewers[0]
    _put_in_force(
        life, route_for(None, level), by, day, life.ledger.at(day, 14), reason="按纸质档案登记", paper=True
    )


def propose(
    life: Life, target: Target, day: date, reason: str, *, citation: dict[str, Any] | None = None
) -> Row:
    """A proposal by the responsible cadre, resting on the last visit."""
    route = route_for(life.level, target)
    at, by, visit = life.ledger.at(day, 11), life.offices.cadre, life.last_visit
    is_level = isinstance(target, RiskLevel)
    row = life.ledger.add(
        "level_proposal",
        number="",
        patient_id=life.id,
        unit_id=life.offices.village_id,
        act=route.act.value,
        from_level=life.level.value if life.level else None,
        target_level=target.value if is_level else None,
        exit_ground=None if is_level else target.value,
        status="",
        round=1,
        proposer_id=by.account_id,
        proposer_appointment_id=by.appointment_id,
        visit_id=visit["id"] if visit else None,
        suggested_level=visit["suggested_level"] if visit else None,
        reason=reason,
        citation=citation or _citation(route, day),
        judged_with=JUDGED_WITH,
        specialist=_specialist(life, route, day),
        opened_at=at,
        closed_at=None,
    )
    life.proposal = row
    details = {"visit_id": row["visit_id"], **(row["citation"] or {})}
    step = _step(life, "propose", "propose", by, at, reason, target, details)
    _move_to(life, route, first_status(route), step, at)
    caused_by = ("level_proposal", row["id"])
    life.dues.close(REVIEW | {DueKind.SUGGESTION_ANSWER}, caused_by, at)
    life.renew_visit_due(caused_by, at)
    return row


def audit(life: Life, day: date, opinion: str = "材料齐全，情况属实，同意上报认定") -> None:
    """The township agrees and hands it to the county."""
    route, at, by = _open_route(life), life.ledger.at(day, 14), life.offices.reviewers[0]
    step = _step(life, "audit", "agree", by, at, opinion, route.target)
    _move_to(life, route, ProposalStatus.DETERMINE, step, at)


def send_back(life: Life, day: date, opinion: str) -> None:
    """The office whose turn it is returns the proposal to the cadre, saying what is missing."""
    route, at = _open_route(life), life.ledger.at(day, 14)
    assert life.proposal is not None
    step = _step(life, life.proposal["status"], "return", _decider(life, route), at, opinion)
    _move_to(life, route, ProposalStatus.RETURNED, step, at)


def determine(life: Life, day: date, opinion: str) -> Row:
    """The office of the row determines what was proposed; the level is in force from that day."""
    route, at = _open_route(life), life.ledger.at(day, 15)
    by = _decider(life, route)
    step = _step(life, "determine", "agree", by, at, opinion, route.target, {"judged_with": JUDGED_WITH})
    _move_to(life, route, ProposalStatus.DETERMINED, step, at)
    return _put_in_force(life, route, by, day, at, reason=opinion)


def file(life: Life, day: date) -> None:
    """The county files the last determination, or records the city's filing."""
    assert life.decision is not None
    city = bool(life.dues.open(DueKind.CITY_FILE))
    at, by = life.ledger.at(day, 16), life.offices.county[-1]
    row = life.ledger.add(
        "level_filing",
        decision_id=life.decision["id"],
        kind=(Filing.CITY if city else Filing.COUNTY).value,
        filed_on=day,
        number=f"市备〔{day.year}〕{life.decision['id']:04d}号" if city else None,
        remark=None,
        authority="演示市严重精神障碍管理办公室" if city else None,
        account_id=by.account_id,
        at=at,
    )
    life.dues.close({DueKind.FILE, DueKind.CITY_FILE}, ("level_filing", row["id"]), at)


def waits_for_filing(life: Life) -> bool:
    """Whether the last determination is still to be filed."""
    return bool(life.dues.open(DueKind.FILE) or life.dues.open(DueKind.CITY_FILE))


def _open_route(life: Life) -> Route:
    assert life.proposal is not None
    target = life.proposal["target_level"]
    return route_for(life.level, RiskLevel(target) if target else Exit(life.proposal["exit_ground"]))


def _decider(life: Life, route: Route) -> Actor:
    assert life.proposal is not None
    if life.proposal["status"] == ProposalStatus.AUDIT or route.row.determine is Role.TOWNSHIP_REVIEWER:
        return life.offices.reviewers[0]
    return life.offices.county[0]


def _specialist(life: Life, route: Route, day: date) -> dict[str, str] | None:
    if route.opinion is OpinionRule.NOT_ASKED:
        return None
    names = name_list()
    return Specialist(
        name=life.rng.choice(names["psychiatrists"]),
        hospital=life.rng.choice(names["hospitals"]),
        given_on=day,
        words="结合病史和近期表现，同意小组的研判意见，建议按时复诊",
    ).to_record()


def _citation(route: Route, day: date) -> dict[str, Any] | None:
    if route.row.cites is Cites.TWO_FALLS_OR_MEETING:
        meeting = Meeting(day, JUDGED_WITH, "近三个月情绪平稳，按时服药，家属看护到位，会议同意提请下调")
        return {"meeting": meeting.to_record()}
    if route.row.cites is Cites.NOTHING:
        return None
    return {"grounds": "居民死亡医学证明，演示区精神卫生中心出具"}


def _step(
    life: Life, step: str, action: str, by: Actor, at: datetime, opinion: str,
    level: Target | None = None, details: dict[str, Any] | None = None,
) -> Row:  # fmt: skip
    assert life.proposal is not None
    return life.ledger.add(
        "proposal_step",
        proposal_id=life.proposal["id"],
        round=1,
        step=step,
        action=action,
        is_step=True,
        account_id=by.account_id,
        role=by.role.value,
        unit_id=by.unit_id,
        at=at,
        opinion=opinion,
        level=level.value if isinstance(level, RiskLevel) else None,
        details=details,
    )


def _move_to(life: Life, route: Route, status: ProposalStatus, step: Row, at: datetime) -> None:
    assert life.proposal is not None
    life.proposal["status"] = status.value
    life.dues.close(WAITING, ("proposal_step", step["id"]), at)
    if not status.is_open:
        life.proposal["closed_at"] = at
        life.proposal = None
        return
    kind, limit, role = {
        ProposalStatus.AUDIT: (DueKind.AUDIT, "audit", Role.TOWNSHIP_REVIEWER),
        ProposalStatus.DETERMINE: (DueKind.DETERMINE, "determine", route.row.determine),
        ProposalStatus.RETURNED: (DueKind.RESUBMIT, "takeover", Role.VILLAGE_CADRE),
    }[status]
    life.dues.owe(
        kind, role, life.rules.working_due(limit, at.date()), ("level_proposal", life.proposal["id"]), at
    )


def _put_in_force(
    life: Life, route: Route, by: Actor, day: date, at: datetime, *, reason: str, paper: bool = False
) -> Row:
    level = route.target if isinstance(route.target, RiskLevel) else None
    proposals: Sequence[Row] = life.ledger.rows["level_proposal"]
    row = life.ledger.add(
        "level_decision",
        patient_id=life.id,
        level=level.value if level else None,
        exit_ground=None if level else route.target.value,
        previous_level=life.level.value if life.level else None,
        proposal_id=None if paper else proposals[-1]["id"],
        source="paper" if paper else "proposal",
        decided_by_id=by.account_id,
        decided_by_role=by.role.value,
        unit_id=by.unit_id,
        decided_at=at,
        effective_on=day,
        review_by=life.rules.clocks.review_by(level, day) if level else None,
        reason=reason,
        judged_with=JUDGED_WITH,
        specialist=None if paper else proposals[-1]["specialist"],
        paper_authority=f"{life.offices.township_name}综合管理小组" if paper else None,
        paper_number=f"{day.year}年研判会第{1 + life.id % 12}号" if paper else None,
        paper_file_id=None,
    )
    life.decision, life.level = row, level
    life.patient["level"], life.patient["level_decision_id"] = row["level"], row["id"] if level else None
    _open_dues(life, route, row, at, paper=paper)
    return row


def _open_dues(life: Life, route: Route, row: Row, at: datetime, *, paper: bool) -> None:
    by, day = ("level_decision", row["id"]), row["effective_on"]
    life.dues.close(REVIEW | {DueKind.SPECIALIST_OPINION}, by, at)
    if not paper and route.filing is not Filing.NONE:
        kind = DueKind.CITY_FILE if route.filing is Filing.CITY else DueKind.FILE
        life.dues.owe(kind, Role.COUNTY_OFFICE, life.rules.working_due("file", day), by, at)
    if isinstance(route.target, Exit):
        life.dues.close(frozenset(DueKind) - KEPT_BY_EXIT[route.target], by, at)
        life.patient.update(
            status=STATUS_AFTER_EXIT[route.target].value,
            status_since=day,
            status_source=f"级别变更认定，{day_in_words(day)}",
        )
        return
    life.dues.owe(DueKind.LEVEL_REVIEW, Role.VILLAGE_CADRE, row["review_by"], by, at)
    visit_dues = life.dues.open(DueKind.VISIT)
    if route.is_rise and visit_dues:
        old = visit_dues[0]["due_on"]
        life.renew_visit_due(by, at, visit_due_after_rise(old, day, route.target, life.rules.clocks))
    elif paper:
        interval = life.rules.clocks.visit_interval(life.level)
        life.renew_visit_due(by, at, day + timedelta(days=interval))
    elif not route.is_keep:
        life.renew_visit_due(by, at)
