"""A stored visit and a danger rating as their forms print them, cut to what the reader may know."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from mhapp import db
from mhapp.clock import BEIJING
from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.letter_snapshot import clinic_name
from mhapp.domain.paper_facts import RatingOnPaper, VisitOnPaper
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.viewer import Viewer
from mhapp.domain.visit_record import score_from_record
from mhapp.domain.visit_report import Companion, Control, Manner, Met
from mhapp.models import Account, DangerRating, ScoreSheetEdition, Unit, Visit
from mhapp.queries.merged_records import records_of
from mhapp.queries.paper_person import person_of, person_on_paper

EARLIER = 5


def visit_on_paper(viewer: Viewer, visit: Visit, *, on: date) -> VisitOnPaper:
    """A visit already loaded through the viewer's scope, for who may see scores."""
    patient = person_of(visit.patient_id)
    edition = db.session.get_one(ScoreSheetEdition, visit.edition_id)
    notes = may_see(viewer.role, Group.VISIT_NOTES)
    return VisitOnPaper(
        person=person_on_paper(viewer, patient, on=on),
        number=visit.number,
        visit_date=visit.visit_date,
        entered_at=visit.entered_at.astimezone(BEIJING),
        manner=Manner(visit.manner).label,
        met=tuple(Met(one).label for one in visit.seen),
        came_along=tuple(Companion(one).label for one in visit.came_along),
        in_control=Control(visit.control).label,
        author=db.session.get_one(Account, visit.author_id).name,
        unit=db.session.get_one(Unit, visit.unit_id).name,
        sheet=ScoreSheet.from_dict(edition.document),
        answers={item: tuple(codes) for item, codes in visit.answers.items()},
        score=score_from_record(visit.score_record) if visit.score_record else None,
        not_met_reason=visit.not_met_reason or "",
        other_words=visit.other_words or "",
        suggested=RiskLevel(visit.suggested_level) if visit.suggested_level else None,
        in_force=RiskLevel(visit.in_force_level) if visit.in_force_level else None,
        medicine_days=visit.medicine_days,
        next_visit_on=visit.next_visit_on,
        agreed=(visit.agreed or "") if notes else None,
        notes=(visit.notes or "") if notes else None,
        corrects=_corrects(visit),
        superseded=visit.superseded_at is not None,
    )


def _corrects(visit: Visit) -> str:
    if visit.corrects_id is None:
        return ""
    number = db.session.get_one(Visit, visit.corrects_id).number
    return f"更正{number}：{visit.correction_reason or ''}"


def rating_on_paper(viewer: Viewer, rating: DangerRating, *, on: date) -> RatingOnPaper:
    """A rating of a person already loaded through the viewer's scope, for who may see ratings."""
    patient = person_of(rating.patient_id)
    evidence = may_see(
        viewer.role, Group.DRUGS
    )  # the doctor's own note, in the clinic's group (disclosure.FIELDS)
    return RatingOnPaper(
        person=person_on_paper(viewer, patient, on=on),
        level=rating.level,
        rated_on=rating.rated_on,
        clinic=clinic_name(db.session.get_one(Unit, rating.unit_id).name),
        doctor=db.session.get_one(Account, rating.rated_by_id).name,
        evidence=rating.evidence if evidence else None,
        before=_before(rating),
    )


def _before(rating: DangerRating) -> tuple[tuple[int, date], ...]:
    found = db.session.execute(
        select(DangerRating.level, DangerRating.rated_on)
        .where(
            DangerRating.patient_id.in_(records_of(person_of(rating.patient_id).id)),
            DangerRating.id < rating.id,
        )
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(EARLIER)
    )
    return tuple((row.level, row.rated_on) for row in found)
