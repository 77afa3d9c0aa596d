"""Rewards for pages: a period's ledger, one person's agreements and payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased, defer

from mhapp import db
from mhapp.domain.disclosure import Group, Seen, may_see
from mhapp.domain.letter_snapshot import long_date
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.permissions import Permission, can
from mhapp.domain.reward_period import Period
from mhapp.domain.reward_state import RewardRecord, RewardState, reward_state_of
from mhapp.domain.reward_stops import Stopped
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Guardian,
    Letter,
    Patient,
    RewardAccount,
    RewardAssessment,
    RewardHalt,
    RewardPayment,
    Unit,
)
from mhapp.queries.paging import pages_of
from mhapp.queries.reward_halts import held, taken_off
from mhapp.queries.reward_stops import stopped_agreements
from mhapp.queries.reward_terms import made_by_terms_with, terms_editions
from mhapp.queries.scope import in_scope, units_seen_by

ON_A_PAGE = 50


@dataclass(frozen=True)
class RewardLine:
    """One agreement in one period before disclosure. Fields of disclosure.FIELDS["reward"]."""

    patient_id: str
    letter_id: str
    name: str
    village_name: str
    guardian_name: str
    letter_number: str
    term_from: date
    term_until: date
    stop: str | None
    assessment_id: str | None
    proposed: Decimal | None
    amount: Decimal | None
    state: RewardState
    payment_id: str | None
    paid_on: date | None
    receipt_on: date | None
    has_account: bool
    ours: bool
    """Whether the viewer's own township signed it: who judges and pays."""
    lives_here: bool
    """Whether the person's own pages are the viewer's to open; who has moved is met by the agreement alone."""


@dataclass(frozen=True)
class RewardLedger:
    """One page of a period's ledger."""

    rows: list[Seen]
    total: int
    page: int
    pages: int


def agreements_seen_by(viewer: Viewer) -> Select[Letter]:
    """Every signed reward agreement a viewer may know of."""
    return _of(select(Letter).join(Patient, Patient.id == Letter.patient_id), viewer).where(
        Letter.kind == LetterKind.REWARD.value, Letter.signed_on.is_not(None)
    )


def agreements_of_person(viewer: Viewer, patient: Patient) -> list[Letter]:
    """A person's signed agreements a viewer may know of, the oldest first."""
    query = agreements_seen_by(viewer).where(Letter.patient_id == patient.id).order_by(Letter.id)
    return list(db.session.scalars(query.options(defer(Letter.snapshot))))


def assessments_seen_by(viewer: Viewer) -> Select[RewardAssessment]:
    """Every assessment a viewer may know of."""
    query = select(RewardAssessment).join(Letter, Letter.id == RewardAssessment.letter_id)
    return _of(query.join(Patient, Patient.id == RewardAssessment.patient_id), viewer)


def payments_seen_by(viewer: Viewer) -> Select[RewardPayment]:
    """Every payment a viewer may know of."""
    query = (
        select(RewardPayment)
        .join(RewardAssessment, RewardAssessment.id == RewardPayment.assessment_id)
        .join(Letter, Letter.id == RewardAssessment.letter_id)
    )
    return _of(query.join(Patient, Patient.id == RewardPayment.patient_id), viewer)


def in_reward_scope(viewer: Viewer) -> ColumnElement[bool]:
    """A condition on Letter and Patient: the person is in scope; or who pays signed it, also when the person has
    moved within the county since (domain §7: the parties judge and pay)."""
    if not may_see(viewer.role, Group.LETTERS):
        return false()
    if not can(viewer, Permission.REWARD_PAY):
        return in_scope(viewer)
    return or_(in_scope(viewer), Letter.unit_id.in_(units_seen_by(viewer)) & Patient.merged_into_id.is_(None))


def reward_ledger(viewer: Viewer, period: Period, *, village: str, page: int, today: date) -> RewardLedger:
    """Everybody with an agreement in a period, by village and name; `village`: a public id, or all."""
    touches = and_(Letter.term_from <= period.until_date, Letter.term_until >= period.from_date)
    running = or_(Letter.ended_on.is_(None), Letter.ended_on > period.from_date)
    made = made_by_terms_with(period.periods, terms_editions(viewer.unit_path))
    conditions = [touches, running, made, *([Unit.public_id == village] if village else [])]
    # Counted and put in order without what hangs on each agreement, which is then looked up for one page of them.
    order, page = (Unit.path, Patient.name, Letter.id), max(1, page)
    shown = (
        agreements_seen_by(viewer)
        .join(Unit, Unit.id == Letter.unit_id)
        .where(*conditions)
        .with_only_columns(Letter.id, func.count().over().label("total"), maintain_column_froms=True)
        .order_by(*order)
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
        .subquery()
    )
    query = _lines(viewer, period, shown).add_columns(shown.c.total).order_by(*order)
    found = db.session.execute(query).all()
    if not found and page > 1:  # past its end, the last page
        last = reward_ledger(viewer, period, village=village, page=1, today=today).pages
        return reward_ledger(viewer, period, village=village, page=last, today=today)
    total = found[0].total if found else 0
    rows = [row for _, row in _rows(viewer, [(period, row) for row in found], today)]
    return RewardLedger(rows, total, page, pages_of(total, ON_A_PAGE))


def rewards_of(
    viewer: Viewer, patient: Patient, periods: Sequence[Period], today: date
) -> list[tuple[Period, Seen]]:
    """A person's agreements in these periods, the newest period first."""
    found: list[tuple[Period, Any]] = []
    editions = terms_editions(viewer.unit_path)
    for period in periods:
        touches = and_(Letter.term_from <= period.until_date, Letter.term_until >= period.from_date)
        made = made_by_terms_with(period.periods, editions)
        whose = select(Letter.id).where(touches, made, Letter.patient_id == patient.id).subquery()
        found += [
            (period, row) for row in db.session.execute(_lines(viewer, period, whose).order_by(Letter.id))
        ]
    return _rows(viewer, found, today)


def _of(query: Any, viewer: Viewer) -> Any:
    return query.where(in_reward_scope(viewer))


_NEWER, _OFF = aliased(RewardPayment), aliased(RewardHalt)
_LATEST = (
    select(func.max(_NEWER.id))
    .where(
        _NEWER.assessment_id == RewardAssessment.id,
        ~exists().where(_OFF.payment_id == _NEWER.id, taken_off(_NEWER, _OFF)),
    )
    .correlate(RewardAssessment)
    .scalar_subquery()
)


def _lines(viewer: Viewer, period: Period, which: Subquery) -> Any:
    """Agreements (`which` has their ids) with what stands of the period: the assessment, and its payment that did not
    fail, or the last one."""
    account = and_(RewardAccount.patient_id == Letter.patient_id, RewardAccount.until_at.is_(None))
    query = (
        select(
            Letter, Patient.public_id.label("patient_public_id"), Patient.name, Unit.name.label("village"),
            Unit.path, Guardian.name.label("guardian"), RewardAssessment.public_id.label("assessment_id"),
            RewardAssessment.proposed, RewardAssessment.amount,
            RewardPayment.public_id.label("payment_id"), RewardPayment.state, RewardPayment.result_on,
            RewardPayment.receipt_on, RewardAccount.id.label("account"), held().label("held"),
            Unit.parent_id.label("township_id"), in_scope(viewer).label("lives_here"),
        )
        .select_from(which)
        .join(Letter, Letter.id == which.c.id)
        .join(Patient, Patient.id == Letter.patient_id)
        .join(Guardian, Guardian.id == Letter.guardian_id)
        .join(Unit, Unit.id == Letter.unit_id)
        .outerjoin(
            RewardAssessment,
            and_(
                RewardAssessment.letter_id == Letter.id,
                RewardAssessment.period == period.code,
                RewardAssessment.withdrawn_at.is_(None),
            ),
        )
        .outerjoin(RewardPayment, RewardPayment.id == _LATEST)
        .outerjoin(RewardHalt, RewardHalt.payment_id == RewardPayment.id)
        .outerjoin(RewardAccount, account)
        .where(Letter.kind == LetterKind.REWARD.value, Letter.signed_on.is_not(None))
        .options(defer(Letter.snapshot))
    )  # fmt: skip
    return _of(query, viewer)


def _rows(viewer: Viewer, found: Sequence[tuple[Period, Any]], today: date) -> list[tuple[Period, Seen]]:
    """The rows of `_lines` of each period, with what stopped each agreement. One statement."""
    stopped = stopped_agreements([row.Letter for _, row in found])
    return [
        (
            period,
            Seen("reward", _line(row, stopped.get(row.Letter.id), period, today, viewer), viewer.role),
        )
        for period, row in found
    ]


def _line(found: Any, stopped: Stopped | None, period: Period, today: date, viewer: Viewer) -> RewardLine:
    letter: Letter = found.Letter
    record = RewardRecord(
        over=min(period.until_date, letter.term_until) < today or letter.ended_on is not None,
        stopped_on=stopped.from_day if stopped else None,
        forfeits=stopped.forfeits if stopped else False,
        assessed=found.assessment_id is not None,
        amount=found.amount,
        payment=found.state,
        held=found.held,
        receipt=found.receipt_on is not None,
    )
    return RewardLine(
        patient_id=found.patient_public_id,
        letter_id=letter.public_id,
        name=found.name,
        village_name=found.village,
        guardian_name=found.guardian,
        letter_number=letter.number,
        term_from=letter.term_from,
        term_until=letter.term_until,
        stop=_stop_words(stopped) if stopped else None,
        assessment_id=found.assessment_id,
        proposed=found.proposed,
        amount=found.amount,
        state=reward_state_of(record, period.from_date),
        payment_id=found.payment_id,
        paid_on=found.result_on if found.state == "paid" else None,
        receipt_on=found.receipt_on,
        has_account=found.account is not None,
        ours=found.township_id == viewer.unit_id,
        lives_here=bool(found.lives_here),
    )


def _stop_words(stopped: Stopped) -> str:
    """Every reason with its day, the one that counts first."""
    return "；".join(
        f"{one.reason.label}，{long_date(one.from_day)}起停发{'（登记有误，已更正）' if one.mistaken else ''}"
        for one in stopped.stops
    )
