"""Recording consent, refusal and withdrawal (表5). A refusal changes the visits of a green person to joint ones [N]."""

from __future__ import annotations

from datetime import datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.consent import ConsentOutcome, ConsentSaid, check_consent
from mhapp.domain.viewer import Viewer
from mhapp.models import Consent, Patient
from mhapp.queries.consent_texts import consent_edition_on
from mhapp.queries.consents import last_consent
from mhapp.services import audit_chain
from mhapp.services.visit_dues import renew_visit_due


def record_consent(patient: Patient, said: ConsentSaid, *, by: Viewer, at: datetime) -> Consent:
    """Keep what was said; the next visit follows it. Raises RuleBroken at the field that has to be mended."""
    last, today = last_consent(patient.id), beijing_date(at)
    said = check_consent(
        said,
        today=today,
        standing=ConsentOutcome(last.outcome) if last else None,
        last_on=last.said_on if last else None,
    )
    row = Consent(
        patient_id=patient.id,
        outcome=said.outcome.value,
        said_on=said.on,
        said_by=said.by.value,
        signer_name=said.signer_name or None,
        remark=said.remark or None,
        file_id=said.file_id,
        text_edition_id=consent_edition_on(by.unit_path, said.on),
        recorded_by_id=by.account_id,
        recorded_at=at,
    )
    db.session.add(row)
    db.session.flush()
    renew_visit_due(patient, caused_by=("consent", row.id), at=at, on=today)
    audit_chain.record("patient:consent", at=at, by=by, kind="patient", subject=patient.public_id)
    return row
