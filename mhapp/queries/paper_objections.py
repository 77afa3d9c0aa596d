"""An answered objection as its paper prints it."""

from __future__ import annotations

from mhapp.clock import beijing_date
from mhapp.domain.letter_snapshot import clinic_name
from mhapp.domain.paper_facts import ObjectionOnPaper
from mhapp.domain.viewer import Viewer
from mhapp.models import Objection, Unit
from mhapp.queries.objections import details_of
from mhapp.queries.paper_person import person_of, units_on_paper


def objection_on_paper(viewer: Viewer, objection: Objection) -> ObjectionOnPaper:
    """An objection already loaded through the viewer's scope. Raises LookupError while nobody has answered it."""
    seen = details_of(viewer, objection)
    if seen.outcome is None:
        raise LookupError(f"objection {objection.id} waits for its answer")
    lodger = seen.lodger_name or ""
    return ObjectionOnPaper(
        name=seen.name,
        number=seen.number,
        about=f"{seen.about.label}：{seen.record_words}",
        lodged_by=f"{seen.lodged_for.label} {lodger}".strip(),
        lodged_on=seen.lodged_on,
        entered_by=seen.entered_by,
        words=seen.words,
        outcome=seen.outcome.label,
        answer=seen.answer,
        office=seen.answered_by_office,
        answered_by=seen.answered_by,
        answered_on=beijing_date(seen.answered_at),
        contacts=contacts_of(*units_on_paper(person_of(objection.patient_id).id)),
    )


def contacts_of(village: Unit, township: Unit) -> tuple[str, ...]:
    """Whom to call: the village's duty phone and the clinic's, else the township's office."""
    named = ((village.name, village.duty_phone), (clinic_name(township.name), township.clinic_phone))
    return tuple(f"{name}{phone}" for name, phone in named if phone) or (f"{township.name}民生服务办",)
