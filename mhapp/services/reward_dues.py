"""What a reward agreement owes: each period that is over is assessed and paid (domain §5). Opened by the day, closed
by the payment, by an amount of nothing, or by a stop that forfeits it.

The township that signed the agreement owes it, also when the person has moved within the county since: then it is a
task of its own, since the person's page is the new township's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased, defer

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.letter_text import LetterKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.reward import days_that_count
from mhapp.domain.reward_period import Period, period_from_code
from mhapp.domain.roles import Role, UnitKind
from mhapp.models import (
    Due,
    Letter,
    Patient,
    Responsibility,
    RewardAssessment,
    RewardPayment,
    RewardPeriod,
    RewardStop,
    Unit,
)
from mhapp.queries.policies import clocks_of
from mhapp.queries.reward_facts import agreements_of, stays_of_people
from mhapp.queries.reward_stops import stopped_agreement, stopped_agreements
from mhapp.queries.reward_terms import (
    TermsEdition,
    made_by_terms_with,
    periods_in_use,
    terms_editions,
    terms_on,
)
from mhapp.services.dues import RecordKey, close, due_row, open_due

STARTED_BY = "reward_period"
_RENEWAL, _HOME = aliased(Letter), aliased(Unit)


def open_reward_dues(*, at: datetime) -> int:
    """Open what the last period and the running one owe and nobody has opened yet; how many. Run every night."""
    today, opened = beijing_date(at), 0
    for county in db.session.scalars(
        select(Unit).where(Unit.kind == UnitKind.COUNTY.value).order_by(Unit.id)
    ):
        editions, days = terms_editions(county.path), clocks_of(county.path, today).days["reward"]
        for period in periods_in_use(editions, today, 2):
            made = made_by_terms_with(period.periods, editions)
            found = _over(county, period, made, today)
            due_on = period.until_date + timedelta(days=days)
            opened += _open(_with_days(found, period, editions), period, due_on, at=at)
    return opened


def close_reward_dues(letter_id: int, period: str | None, *, closed_by: RecordKey, at: datetime) -> None:
    """What one period of an agreement owed, or with None every period of it, has been met by a record."""
    for due in _open_dues(letter_id, period):
        close(due, closed_by=closed_by, at=at)
    db.session.flush()


def owe_again(letter_id: int, period: str, *, at: datetime) -> None:
    """What had met a period's due was taken back: it is owed again, by the same day.

    After a death the ledger says what is left to judge, and nobody is called.
    """
    stopped = stopped_agreement(db.session.get_one(Letter, letter_id))
    if stopped is not None and stopped.by_death:
        return
    row = db.session.scalar(
        select(RewardPeriod).where(RewardPeriod.letter_id == letter_id, RewardPeriod.period == period)
    )
    if row is None or _open_dues(letter_id, period):
        return
    before = db.session.scalar(
        select(Due)
        .where(Due.started_by_kind == STARTED_BY, Due.started_by_id == row.id)
        .order_by(Due.id.desc())
        .limit(1)
    )
    if before is not None:
        open_due(
            DueKind.REWARD, patient_id=before.patient_id, unit_id=before.owed_by_unit_id,
            role=Role(before.owed_by_role), started_by=(STARTED_BY, row.id), due_on=before.due_on, at=at,
        )  # fmt: skip


def _open_dues(letter_id: int, period: str | None) -> list[Due]:
    rows = select(RewardPeriod.id).where(RewardPeriod.letter_id == letter_id)
    if period is not None:
        rows = rows.where(RewardPeriod.period == period)
    return list(
        db.session.scalars(
            select(Due).where(
                Due.started_by_kind == STARTED_BY, Due.started_by_id.in_(rows), Due.closed_at.is_(None)
            )
        )
    )


def _over(
    county: Unit, period: Period, made: ColumnElement[bool], today: date
) -> list[tuple[Letter, int, int]]:
    """Signed agreements whose part of a period is over and owed by nobody yet: with township and present township."""
    over: ColumnElement[bool] = or_(
        Letter.term_until < today,
        Letter.ended_on.is_not(None),
        exists().where(RewardStop.letter_id == Letter.id),
        exists().where(
            _RENEWAL.renews_id == Letter.id, _RENEWAL.signed_on.is_not(None), _RENEWAL.term_from <= today
        ),
    )
    village, lives = aliased(Unit), aliased(Responsibility)
    query = (
        select(Letter, village.parent_id, _HOME.parent_id)
        .join(village, village.id == Letter.unit_id)
        .join(Patient, Patient.id == Letter.patient_id)
        .join(
            lives,
            and_(lives.patient_id == Patient.id, lives.kind == "residence", lives.until_date.is_(None)),
        )
        .join(_HOME, _HOME.id == lives.unit_id)
        .where(
            village.path.like(f"{county.path}.%"),
            Letter.kind == LetterKind.REWARD.value,
            Letter.signed_on.is_not(None),
            Letter.term_from <= period.until_date,
            Letter.term_until >= period.from_date,
            or_(Letter.ended_on.is_(None), Letter.ended_on > period.from_date),
            Patient.status != PatientStatus.DEAD.value,
            made,
            ~exists().where(RewardPeriod.letter_id == Letter.id, RewardPeriod.period == period.code),
            ~_is_met(period),
            *([] if period.until_date < today else [over]),
        )
        .order_by(Letter.id)
        .options(defer(Letter.snapshot))  # nobody reads what is printed, and reading it takes a key
    )
    return [(letter, owes, home) for letter, owes, home in db.session.execute(query) if owes and home]


def is_met(owed: RewardPeriod) -> bool:
    """Whether a period that was owed is judged as nothing or paid, or will not be paid any more."""
    letter = db.session.get_one(Letter, owed.letter_id)
    stopped, period = stopped_agreement(letter), period_from_code(owed.period)
    if period is None or (stopped is not None and stopped.forfeits):
        return True
    return db.session.scalar(select(Letter.id).where(Letter.id == letter.id, _is_met(period))) is not None


def _is_met(period: Period) -> ColumnElement[bool]:
    """Judged as nothing, or paid."""
    paid = exists().where(RewardPayment.assessment_id == RewardAssessment.id, RewardPayment.state == "paid")
    return exists().where(
        RewardAssessment.letter_id == Letter.id,
        RewardAssessment.period == period.code,
        RewardAssessment.withdrawn_at.is_(None),
        or_(RewardAssessment.amount == 0, paid.correlate(RewardAssessment)),
    )


def _with_days(
    found: Sequence[tuple[Letter, int, int]], period: Period, editions: Sequence[TermsEdition]
) -> Iterable[tuple[Letter, int, int]]:
    """Those with a day that counts and nothing forfeited."""
    letters = [letter for letter, _, _ in found]
    agreements = agreements_of(letters)
    stays = stays_of_people([letter.patient_id for letter in letters])
    stopped = stopped_agreements(letters)
    for letter, owes, home in found:
        terms, held = terms_on(editions, beijing_date(letter.issued_at)), agreements[letter.id]
        stop = stopped.get(letter.id)
        if stop is not None and (stop.forfeits or stop.by_death):
            continue
        if days_that_count(
            period, held, stays[letter.patient_id], hospital_days_count=terms.hospital_days_count
        ):
            yield letter, owes, home


def _open(found: Iterable[tuple[Letter, int, int]], period: Period, due_on: date, *, at: datetime) -> int:
    owed = list(found)
    rows = [RewardPeriod(letter_id=letter.id, period=period.code, opened_at=at) for letter, *_ in owed]
    db.session.add_all(rows)
    db.session.flush()
    db.session.add_all(
        Due(
            **due_row(
                DueKind.REWARD, patient_id=letter.patient_id if owes == home else None, unit_id=owes,
                role=Role.CIVIL_AFFAIRS, started_by=(STARTED_BY, row.id), due_on=due_on, at=at,
            )
        )
        for row, (letter, owes, home) in zip(rows, owed, strict=True)
    )  # fmt: skip
    db.session.flush()
    return len(owed)
