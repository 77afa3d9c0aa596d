"""What a stored visit's page draws: the receipt, the score as it was, what became due, what may be proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for
from werkzeug.datastructures import MultiDict

from mhapp.clock import beijing_date
from mhapp.domain.disclosure import Seen
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.permissions import Permission, can
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_outlook import Change, Outlook, missing, outlook, township_word, verdict
from mhapp.domain.visit_record import score_from_record
from mhapp.domain.visit_report import Companion, Control, Met
from mhapp.domain.visit_score import Suggestion, VisitScore
from mhapp.models import Patient, Visit
from mhapp.queries.score_sheets import edition_of
from mhapp.queries.visit_facts import two_falls_of
from mhapp.queries.visit_grounds import PersonHead, head_of
from mhapp.queries.visits import NextPerson, author_name, next_person, successor_of
from mhapp.services.designations import open_case
from mhapp.services.visit_consequences import dues_started_by

TOLD = {
    DueKind.DANGER_REASSESSMENT: ("clinic", "卫生院：下一个工作日前复评危险性"),
    DueKind.MEDICINE: ("clinic", "卫生院：药快用完，补充药品"),
    DueKind.LOST_CONTACT: ("report", "镇街综合管理小组：连续三次没见到，按失访报告"),
}
"""Who else was told, with the drawing beside it."""


@dataclass(frozen=True)
class Receipt:
    """A stored visit for its page. `score`, `follows`: None for an attempt. Links are "" where they lead nowhere."""

    visit: Seen
    head: PersonHead
    in_force: RiskLevel | None
    author: str
    facts: list[tuple[str, str]]
    sheet: ScoreSheet
    score: VisitScore | None
    verdict: str
    missing: str
    follows: Outlook | None
    may_propose: bool
    falls_offered: bool
    told: list[tuple[str, str]]
    retry_on: date | None
    entered_today: bool
    guardian_url: str
    """Where the township is told that nobody cares for the person, as the visit found."""
    correct_url: str
    corrected_url: str
    next_person: NextPerson | None


def receipt_of(viewer: Viewer, visit: Visit, patient: Patient, *, on: date) -> Receipt:
    """Read a visit already loaded through the viewer's scope; the score is shown as it was scored."""
    head = head_of(viewer, patient, on=on)
    score = score_from_record(visit.score_record) if visit.score_record else None
    in_force = RiskLevel(patient.level) if patient.level else None
    follows = _follows(visit, score, head, in_force)
    stands = visit.superseded_at is None
    lower = stands and follows is not None and follows.change is Change.DOWN_FROM_HIGH
    falls_offered = lower and two_falls_of(patient).offered
    open_dues = dues_started_by(visit) if stands else {}
    own = visit.author_id == viewer.account_id
    entered_today = beijing_date(visit.entered_at) == on
    successor = None if stands else successor_of(visit)
    return Receipt(
        visit=Seen("visit", visit, viewer.role),
        head=head,
        in_force=in_force,
        author=viewer.name if own else author_name(visit),
        facts=_facts(visit),
        sheet=edition_of(visit.edition_id).sheet,
        score=score,
        verdict=verdict(score) if score else "",
        missing=missing(score) if score else "",
        follows=follows,
        may_propose=stands
        and follows is not None
        and (follows.may_propose or lower)
        and head.proposed is None,
        falls_offered=falls_offered,
        told=[TOLD[kind] for kind in open_dues if kind in TOLD],
        retry_on=open_dues.get(DueKind.VISIT_RETRY),
        entered_today=entered_today,
        guardian_url=_guardian_url(viewer, visit, patient) if stands and entered_today else "",
        correct_url=_correct_url(visit) if own and entered_today and stands else "",
        corrected_url=url_for("village.visit", visit_id=successor) if successor else "",
        next_person=next_person(viewer, patient.id, on=on) if entered_today else None,
    )


def stored_fields(visit: Visit) -> MultiDict[str, str]:
    """A visit by the names of the form's fields, for correcting it."""
    fields: MultiDict[str, str] = MultiDict()
    fields.update({item: list(codes) for item, codes in visit.answers.items()})
    fields.update({"seen": visit.seen, "came_along": visit.came_along})
    single = {
        "visit_date": visit.visit_date.isoformat(),
        "manner": visit.manner,
        "control": visit.control,
        "not_met_reason": visit.not_met_reason,
        "other_words": visit.other_words,
        "medicine_days": visit.medicine_days,
        "agreed": visit.agreed,
        "notes": visit.notes,
    }
    for name, value in single.items():
        if value is not None:
            fields[name] = str(value)
    return fields


def _follows(
    visit: Visit, score: VisitScore | None, head: PersonHead, in_force: RiskLevel | None
) -> Outlook | None:
    if score is None:
        return None
    level = RiskLevel(visit.suggested_level) if visit.suggested_level else None
    return outlook(
        score,
        Suggestion(level, withheld=level is None),
        in_force=in_force,
        proposed=head.proposed,
        township_word=township_word(head.township_name),
    )


def _facts(visit: Visit) -> list[tuple[str, str]]:
    """What was reported beside the answers, as words and values; what was left out is not listed."""
    facts = [
        ("见到谁", "、".join(Met(code).label for code in visit.seen)),
        ("没见到的原因", visit.not_met_reason),
        ("看管", Control(visit.control).label),
        ("一起去的", "、".join(Companion(code).label for code in visit.came_along)),
        ("其他异常情况", visit.other_words),
        ("剩余药量", None if visit.medicine_days is None else f"{visit.medicine_days}天"),
        ("商定的事", visit.agreed),
        ("备注", visit.notes),
        ("更正的原因", visit.correction_reason),
    ]
    return [(word, value) for word, value in facts if value]


def _guardian_url(viewer: Viewer, visit: Visit, patient: Patient) -> str:
    unguarded = "none" in visit.answers.get("guardianship", ())
    if not unguarded or not can(viewer, Permission.DESIGNATION_REPORT) or open_case(patient.id):
        return ""
    return url_for("guardians.report", patient_id=patient.public_id)


def _correct_url(visit: Visit) -> str:
    return url_for("village.correct_visit", visit_id=visit.public_id)
