"""What hangs in a person's file: a page and an objection, for trying to break the guards."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from mhapp import clock
from mhapp.db import session
from mhapp.domain.objection import LodgedFor
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import FilePage, NationalFollowUp, Objection, Patient, ReadersRequest, Unit
from mhapp.queries.objection_subjects import subjects_of
from mhapp.services import files
from mhapp.services.file_pages import add_page
from mhapp.services.objections import Lodged


def a_row_of_each_file_record(
    patient: Patient, county: Unit, file_id: int, cadre_id: int, day: date, noon: datetime
) -> None:
    """One page and one open objection. Flushed."""
    session.add_all([
        FilePage(
            patient_id=patient.id, part=3, kind="certificate", title="诊断证明书", dated=day, position=1,
            file_id=file_id, added_by_id=cadre_id, added_role=Role.CLINIC_DOCTOR, added_at=noon,
        ),
        Objection(
            number="异1", patient_id=patient.id, about="level_decision", record_id=patient.level_decision_id,
            record_words="认定橙色",
            lodged_for="patient", lodged_on=day, words="不同意", entered_by_id=cadre_id,
            entered_role=Role.VILLAGE_CADRE, entered_at=noon, unit_id=county.id,
            answering_role=Role.COUNTY_OFFICE, due_on=day,
        ),
        NationalFollowUp(
            patient_id=patient.id, first_on=day, recorded_by_id=cadre_id, recorded_role=Role.CLINIC_DOCTOR,
            recorded_at=noon,
        ),
        ReadersRequest(patient_id=patient.id, asked_for="patient", name="甲", account_id=cadre_id, at=noon),
    ])  # fmt: skip
    session.flush()


def a_certificate_page(patient: Patient, folder: Path, *, by: Viewer) -> FilePage:
    """A certificate of the diagnosis as the clinic hangs it in part 3, with a real picture on disk."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "#c0c8d0").save(out, "JPEG")
    photo = files.prepare_photo(out.getvalue())
    return add_page(
        patient,
        3,
        files.write_file(photo, folder),
        title="诊断证明书",
        dated=clock.today(),
        by=by,
        at=clock.now(),
    )


def an_objection(patient: Patient, words: str = "用药后一直平稳，不该定为这一级", **changes: Any) -> Lodged:
    """The guardian objects to the newest decision, today."""
    (subject, *_) = subjects_of(patient)
    said = Lodged(subject, LodgedFor.GUARDIAN, "欧阳明", clock.today(), words)
    return replace(said, **changes)
