"""Consent, incident and the reasons of a level as their papers print them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.letter_snapshot import clinic_name, committee_name, long_date
from mhapp.domain.level_change import Specialist
from mhapp.domain.paper_facts import ConsentOnPaper, IncidentOnPaper, ReasonsOnPaper
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_record import score_from_record
from mhapp.models import (
    Account,
    Consent,
    Incident,
    LevelDecision,
    LevelProposal,
    Patient,
    ScoreSheetEdition,
    Unit,
    Visit,
)
from mhapp.queries import policies
from mhapp.queries.consent_texts import consent_edition_on, consent_text_of
from mhapp.queries.danger_ratings import rating_on
from mhapp.queries.merged_records import records_of
from mhapp.queries.paper_objections import contacts_of
from mhapp.queries.paper_person import person_of, person_on_paper, units_on_paper


def consent_on_paper(
    viewer: Viewer, patient: Patient, consent: Consent | None, *, on: date
) -> ConsentOnPaper:
    """表5 of a person already loaded through the viewer's scope; blank without a recorded answer."""
    village, township = units_on_paper(patient.id)
    blank = ConsentOnPaper(
        person=person_on_paper(viewer, patient, on=on),
        clinic=clinic_name(township.name),
        clinic_phone=township.clinic_phone or "",
        committee=committee_name(village.name),
        text=consent_text_of(consent.text_edition_id if consent else consent_edition_on(village.path, on)),
    )
    if consent is None:
        return blank
    return replace(
        blank,
        outcome=consent.outcome,
        said_by=consent.said_by,
        signer=consent.signer_name or "",
        said_on=consent.said_on,
        recorded_by=db.session.get_one(Account, consent.recorded_by_id).name,
    )


def latest_consent(patient_id: int) -> Consent | None:
    """What the person or guardian said last; None where nobody has been asked."""
    query = (
        select(Consent)
        .where(Consent.patient_id.in_(records_of(patient_id)))
        .order_by(Consent.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def incident_on_paper(viewer: Viewer, incident: Incident, *, on: date) -> IncidentOnPaper:
    """表13 of an incident already loaded through the viewer's scope, for who may see incidents."""
    patient = person_of(incident.patient_id)
    role, unit = Role(incident.entered_by_role), db.session.get_one(Unit, incident.unit_id)
    return IncidentOnPaper(
        person=person_on_paper(viewer, patient, on=on),
        number=incident.number,
        happened=f"{long_date(incident.happened_on)}{incident.happened_at or ''}",
        place=incident.place,
        course=incident.course,
        harm=incident.harm,
        persons=incident.persons,
        cause=incident.cause,
        handling=incident.handling,
        legal_result=incident.legal_result,
        prevention=incident.prevention,
        entered_by=f"{db.session.get_one(Account, incident.entered_by_id).name}（{unit.name}{role.label}）",
        entered_on=beijing_date(incident.entered_at),
        corrects=_corrects(incident),
        superseded=incident.superseded_at is not None,
    )


def _corrects(incident: Incident) -> str:
    if incident.corrects_id is None:
        return ""
    return (
        f"更正{db.session.get_one(Incident, incident.corrects_id).number}：{incident.correction_reason or ''}"
    )


def decision_in_force(patient: Patient) -> LevelDecision | None:
    """The determination the person's level hangs on; None for who has no level."""
    if patient.level is None or patient.level_decision_id is None:
        return None
    return db.session.get(LevelDecision, patient.level_decision_id)


def reasons_on_paper(
    viewer: Viewer, patient: Patient, decision: LevelDecision, *, on: date
) -> ReasonsOnPaper:
    """Why the level in force is in force. `decision` is of a level, of a person in the viewer's scope."""
    village, township = units_on_paper(patient.id)
    visit = _visit_behind(patient, decision)
    by_county = decision.decided_by_role == Role.COUNTY_OFFICE.value
    return ReasonsOnPaper(
        person=person_on_paper(viewer, patient, on=on),
        level=RiskLevel(decision.level or ""),
        since=decision.effective_on,
        authority=_authority(decision),
        reason=decision.reason,
        facts=(*_visit_facts(visit), *_rating_facts(patient.id, decision), *_specialist_facts(decision)),
        judged_with=decision.judged_with or "",
        review_by=decision.review_by,
        answered_by="区县管理办公室没有参加认定的工作人员" if by_county else "区县管理办公室",
        objection_days=policies.clocks_of(village.path, on).working_days["objection"],
        contacts=contacts_of(village, township),
        sample_notice=_notice(visit),
    )


def _authority(decision: LevelDecision) -> str:
    if decision.source == "paper" and decision.paper_authority:
        number = f"（{decision.paper_number}）" if decision.paper_number else ""
        return f"{decision.paper_authority}{number}"
    return f"{db.session.get_one(Unit, decision.unit_id).name}{Role(decision.decided_by_role).label}"


def _visit_behind(patient: Patient, decision: LevelDecision) -> Visit | None:
    """The visit the proposal rests on, else the last scored one known by then."""
    proposal = db.session.get(LevelProposal, decision.proposal_id) if decision.proposal_id else None
    if proposal is not None and proposal.visit_id is not None:
        return db.session.get(Visit, proposal.visit_id)
    return db.session.scalars(
        select(Visit)
        .where(
            Visit.patient_id.in_(records_of(patient.id)),
            Visit.entered_at <= decision.decided_at,
            Visit.superseded_at.is_(None),
            Visit.is_attempt.is_(False),
        )
        .order_by(Visit.visit_date.desc(), Visit.id.desc())
        .limit(1)
    ).one_or_none()


def _visit_facts(visit: Visit | None) -> tuple[str, ...]:
    if visit is None or visit.score_record is None:
        return ()
    score = score_from_record(visit.score_record)
    counted = "；".join(
        f"{part.title.replace(' ', '')}：{'、'.join(part.answered) or '不了解'}，{part.points.normalize():f}分"
        for part in score.parts
        if part.scored
    )
    signs = "、".join(sign.label for sign in score.signs)
    facts = (
        f"{long_date(visit.visit_date)}随访积分合计{score.points.normalize():f}分（{score.range_words}）。{counted}。",
    )
    return (*facts, f"随访中了解到的情形：{signs}。") if signs else facts


def _rating_facts(patient_id: int, decision: LevelDecision) -> tuple[str, ...]:
    rating = rating_on(patient_id, beijing_date(decision.decided_at))
    if rating is None:
        return ()
    return (
        f"{rating.used.unit_name}{long_date(rating.used.rated_on)}危险性评估为{rating.used.level}级（0到5级）。",
    )


def _specialist_facts(decision: LevelDecision) -> tuple[str, ...]:
    specialist = Specialist.from_record(decision.specialist)
    if specialist is None or not specialist.is_given or specialist.given_on is None:
        return ()
    return (f"精神科专家意见：{specialist.words}（{specialist.hospital}，{long_date(specialist.given_on)}）",)


def _notice(visit: Visit | None) -> str:
    if visit is None:
        return ""
    sheet = ScoreSheet.from_dict(db.session.get_one(ScoreSheetEdition, visit.edition_id).document)
    return "" if sheet.official else sheet.notice_full
