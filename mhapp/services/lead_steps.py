"""What becomes of a lead: acknowledged, assessed, sent for a diagnosis, a patient or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.lead import (
    Assessed,
    Ground,
    LeadAct,
    LeadState,
    Wandering,
    check_act,
    check_open,
    check_wandering,
)
from mhapp.domain.registration import NewPerson
from mhapp.domain.rights_told import RightsTold, check_told
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Lead, LeadAssessment, LeadNotice, Patient, Unit
from mhapp.queries.policies import clocks_of
from mhapp.queries.rights_told import rights
from mhapp.services import audit_chain, dues
from mhapp.services.registrations import register_person

UNTIL_CLOSED = frozenset({DueKind.LEAD_ACKNOWLEDGEMENT, DueKind.LEAD_DIAGNOSIS})


@dataclass(frozen=True)
class Assessment:
    """What somebody found who went to see (表2). `words` at least ten characters."""

    assessed_on: date
    result: Assessed
    words: str
    assessed_with: str = ""


@dataclass(frozen=True)
class Psychiatrist:
    """Who diagnosed, where and when."""

    hospital: str
    doctor: str
    on: date


def acknowledge(lead: Lead, *, by: Viewer, at: datetime) -> None:
    """Record that the actor's office has read the lead. Raises RuleBroken where it was not told or has said so."""
    if not _acknowledged(lead, by, at):
        raise RuleBroken("这条线索您的单位已经签收，或者没有通报给您的单位")
    audit_chain.record("lead:acknowledge", at=at, by=by, kind="lead", subject=lead.public_id)


def assess(lead: Lead, facts: Assessment, *, by: Viewer, at: datetime) -> LeadAssessment:
    """Keep an assessment; where nothing was found it ends the lead. Raises RuleBroken."""
    check_act(LeadAct.ASSESS, LeadState(lead.state))
    _check_day(facts.assessed_on, lead, at, "assessed_on", "核查日期")
    if len(facts.words.strip()) < 10:
        raise RuleBroken("请写清见到了谁、看到和听到什么（至少10个字）", "words")
    row = LeadAssessment(
        lead_id=lead.id,
        assessed_on=facts.assessed_on,
        result=facts.result.value,
        words=facts.words.strip(),
        assessed_with=facts.assessed_with.strip() or None,
        account_id=by.account_id,
        role=by.role.value,
        unit_id=by.unit_id,
        at=at,
    )
    db.session.add(row)
    lead.state = LeadState.ASSESSED.value
    db.session.flush()
    _acknowledged(lead, by, at)
    if facts.result is Assessed.UNFOUNDED:
        _end(lead, facts.assessed_on, by, at)
    audit_chain.record("lead:assess", at=at, by=by, kind="lead", subject=lead.public_id)
    return row


@dataclass(frozen=True)
class Arrangement:
    """When and where the person is seen by a psychiatrist, on whose word, and which rights were told before."""

    on: date
    hospital: str
    ground: Ground
    told: RightsTold = field(default_factory=RightsTold)


def arrange(lead: Lead, asked: Arrangement, *, by: Viewer, at: datetime) -> None:
    """Keep an arrangement [L 精神卫生法 28]. Raises RuleBroken at the field to mend."""
    check_act(LeadAct.ARRANGE, LeadState(lead.state))
    if asked.on < lead.found_on:
        raise RuleBroken("就诊日期早于发现日期，请核对", "arranged_on")
    if not asked.hospital.strip():
        raise RuleBroken("请填写去哪家医院", "hospital")
    told = asked.told
    check_told(told, asked.ground, known=rights(), sent_on=asked.on, today=beijing_date(at))
    lead.arranged_on, lead.arranged_hospital = asked.on, asked.hospital.strip()
    lead.arranged_ground = asked.ground.value
    lead.rights_told = [code for code in rights() if code in told.rights] or None
    lead.rights_told_to, lead.rights_told_on = (told.to.value if told.to else None), told.on
    lead.state = LeadState.ARRANGED.value
    db.session.flush()
    _acknowledged(lead, by, at)
    audit_chain.record("lead:arrange", at=at, by=by, kind="lead", subject=lead.public_id)


def confirm(
    lead: Lead, seen_by: Psychiatrist, person: NewPerson, *, village: Unit, by: Viewer, at: datetime
) -> Patient:
    """A psychiatrist's diagnosis, or a hospital's confirmed report card: the lead becomes a registered person.

    What was diagnosed goes to the person, not to the lead. Raises RuleBroken at the field to mend.
    """
    check_act(LeadAct.CONFIRM, LeadState(lead.state))
    _check_psychiatrist(seen_by, at)
    if village.kind != UnitKind.VILLAGE:
        raise RuleBroken("请选择由哪个村、社区管理", "village")
    patient = register_person(person, village=village, by=by, at=at)
    lead.patient_id, lead.state = patient.id, LeadState.CONFIRMED.value
    _close(lead, seen_by, at)
    _acknowledged(lead, by, at)
    _close_dues(lead, at)
    audit_chain.record("lead:confirm", at=at, by=by, kind="lead", subject=lead.public_id)
    return patient


def reject(lead: Lead, seen_by: Psychiatrist, *, by: Viewer, at: datetime) -> None:
    """The psychiatrist found none of it: the lead ends, and is cleared of identity after 90 days [A].

    What was found of somebody is not answered by who saw them before it was found; a diagnosis made years ago may be.
    """
    check_act(LeadAct.REJECT, LeadState(lead.state))
    _check_psychiatrist(seen_by, at)
    _check_day(seen_by.on, lead, at, "diagnosed_on", "诊断日期")
    lead.outcome_hospital, lead.outcome_doctor = seen_by.hospital.strip(), seen_by.doctor.strip()
    _acknowledged(lead, by, at)
    _end(lead, seen_by.on, by, at)


def tell_of_wandering(lead: Lead, wandering: Wandering, *, by: Viewer, at: datetime) -> None:
    """Keep what was done since for somebody far from home: rescue station, request, its answer. Raises RuleBroken."""
    check_open(LeadState(lead.state))
    check_wandering(wandering, beijing_date(at))
    lead.is_wanderer = True
    lead.help_given = wandering.help_given.strip()
    lead.rescue_station = wandering.rescue_station.strip() or None
    lead.native_place = wandering.native_place.strip() or None
    lead.native_asked_on, lead.native_answered_on = wandering.native_asked_on, wandering.native_answered_on
    lead.native_answer = wandering.native_answer.strip() or None
    db.session.flush()
    audit_chain.record("lead:wandering", at=at, by=by, kind="lead", subject=lead.public_id)


def _acknowledged(lead: Lead, by: Viewer, at: datetime) -> bool:
    """Whether the actor's office was still to acknowledge; acting on a lead says that one has read it."""
    notice = db.session.scalar(
        select(LeadNotice).where(
            LeadNotice.lead_id == lead.id,
            LeadNotice.unit_id == by.unit_id,
            LeadNotice.role == by.role.value,
            LeadNotice.acknowledged_at.is_(None),
        )
    )
    if notice is None:
        return False
    notice.acknowledged_at, notice.acknowledged_by_id = at, by.account_id
    dues.close_tasks(
        ("lead", lead.id), {DueKind.LEAD_ACKNOWLEDGEMENT}, desk=(by.unit_id, by.role),
        closed_by=("lead_notice", notice.id), at=at,
    )  # fmt: skip
    return True


def _end(lead: Lead, on: date, by: Viewer, at: datetime) -> None:
    today = beijing_date(at)
    lead.state, lead.outcome_on, lead.closed_at = LeadState.NOT_CONFIRMED.value, on, at
    lead.clear_on = today + timedelta(days=clocks_of(by.unit_path, today).days["lead_cleared"])
    db.session.flush()
    _close_dues(lead, at)
    audit_chain.record("lead:reject", at=at, by=by, kind="lead", subject=lead.public_id)


def _close(lead: Lead, seen_by: Psychiatrist, at: datetime) -> None:
    lead.outcome_on, lead.closed_at = seen_by.on, at
    lead.outcome_hospital, lead.outcome_doctor = seen_by.hospital.strip(), seen_by.doctor.strip()
    db.session.flush()


def _close_dues(lead: Lead, at: datetime) -> None:
    """What came of it is the answer: nobody is asked to acknowledge a lead that is no longer one."""
    dues.close_tasks(("lead", lead.id), UNTIL_CLOSED, closed_by=("lead", lead.id), at=at)


def _check_psychiatrist(seen_by: Psychiatrist, at: datetime) -> None:
    if not seen_by.hospital.strip():
        raise RuleBroken("请填写诊断的医院", "hospital")
    if not seen_by.doctor.strip():
        raise RuleBroken("请填写诊断的精神科医生姓名", "doctor")
    if seen_by.on > beijing_date(at):
        raise RuleBroken("诊断日期在今天之后，请核对", "diagnosed_on")


def _check_day(day: date, lead: Lead, at: datetime, field: str, words: str) -> None:
    if day > beijing_date(at):
        raise RuleBroken(f"{words}在今天之后，请核对", field)
    if day < lead.found_on:
        raise RuleBroken(f"{words}早于发现日期，请核对", field)
