"""One assessment as its page shows it: what was judged on which evidence, by whom, and what was confirmed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.reward import Judgement
from mhapp.domain.reward_period import period_words
from mhapp.domain.reward_terms import RewardTerms
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Letter, Patient, RewardAssessment, RewardHalt, RewardPayment, RewardRoster
from mhapp.queries.reward_halts import halt_words, held


@dataclass(frozen=True)
class JudgedCondition:
    """One condition with its evidence and what was judged."""

    code: str
    label: str
    judgement: Judgement
    words: str
    evidence: list[str]


@dataclass(frozen=True)
class PaymentLine:
    """One payment of an assessment, by the roster it stands on."""

    public_id: str
    roster: str
    amount: Decimal
    state: str
    result_on: date | None
    failure: str | None
    receipt_on: date | None
    halt: str | None
    """Where a stop met it: `withdrawn`, `at_finance` or `at_bank`."""

    @property
    def state_label(self) -> str:
        """The words on screen."""
        if self.halt:
            return halt_words(self.halt, self.state)
        return {"listed": "已列入名册", "paid": "已到账", "failed": "发放失败"}[self.state]


@dataclass(frozen=True)
class AssessmentPage:
    """All an assessment's page shows."""

    public_id: str
    patient_id: str
    name: str
    letter_number: str
    ours: bool
    """Whether the viewer's own township signed the agreement: who confirms and pays."""
    period: str
    days: int
    days_in_period: int
    whole: Decimal
    proposed: Decimal
    amount: Decimal | None
    amount_reason: str | None
    assessed_by: str
    assessed_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None
    conditions: list[JudgedCondition]
    hospital: list[str]
    payments: list[PaymentLine]


def assessment_page(assessment: RewardAssessment, terms: RewardTerms, viewer: Viewer) -> AssessmentPage:
    """The page of an assessment from `assessments_seen_by`. Labels come from the terms it was judged by."""
    judge, confirmer = aliased(Account), aliased(Account)
    row = db.session.execute(
        select(
            Patient.public_id, Patient.name, Letter.number, judge.name.label("judge"),
            confirmer.name.label("confirmer"),
        )
        .select_from(RewardAssessment)
        .join(Patient, Patient.id == RewardAssessment.patient_id)
        .join(Letter, Letter.id == RewardAssessment.letter_id)
        .join(judge, judge.id == RewardAssessment.assessed_by_id)
        .outerjoin(confirmer, confirmer.id == RewardAssessment.confirmed_by_id)
        .where(RewardAssessment.id == assessment.id)
    ).one()  # fmt: skip
    evidence, judgements = json.loads(assessment.evidence), json.loads(assessment.judgements)
    labels = {one.code: one.label for one in terms.conditions if one.code in judgements}
    labels |= {code: code for code in judgements if code not in labels}
    return AssessmentPage(
        public_id=assessment.public_id,
        patient_id=row.public_id,
        name=row.name,
        letter_number=row.number,
        ours=assessment.unit_id == viewer.unit_id,
        period=period_words(assessment.period),
        days=assessment.days,
        days_in_period=assessment.days_in_period,
        whole=assessment.whole,
        proposed=assessment.proposed,
        amount=assessment.amount,
        amount_reason=assessment.amount_reason,
        assessed_by=row.judge,
        assessed_at=assessment.assessed_at,
        confirmed_by=row.confirmer,
        confirmed_at=assessment.confirmed_at,
        withdrawn_at=assessment.withdrawn_at,
        conditions=[
            JudgedCondition(
                code, label, Judgement(judgements[code][0]), judgements[code][1], evidence.get(code, [])
            )
            for code, label in labels.items()
        ],
        hospital=evidence.get("hospital", []),
        payments=_payments(assessment),
    )


def _payments(assessment: RewardAssessment) -> list[PaymentLine]:
    found = db.session.execute(
        select(RewardPayment, RewardRoster.number, held())
        .join(RewardRoster, RewardRoster.id == RewardPayment.roster_id)
        .outerjoin(RewardHalt, RewardHalt.payment_id == RewardPayment.id)
        .where(RewardPayment.assessment_id == assessment.id)
        .order_by(RewardPayment.id)
    )
    return [
        PaymentLine(
            one.public_id, number, one.amount, one.state, one.result_on, one.failure, one.receipt_on, halt
        )
        for one, number, halt in found
    ]
