"""Invented scans in the files of the first village: sheets of grey lines with a stamp, so that no file is empty."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw
from sqlalchemy import select

from mhapp import db
from mhapp.domain.file_page import PageKind
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Appointment, DangerRating, Patient, Responsibility, StoredFile, Unit
from mhapp.services import files
from mhapp.services.file_pages import hang_file

WIDTH, HEIGHT = 620, 877
MOST_PEOPLE = 14
HIGH = 3
FOR_EVERYBODY = (PageKind.CERTIFICATE,)
FOR_HIGH = (PageKind.DAILY_CONDUCT, PageKind.HISTORY, PageKind.HOSPITAL_RECORD)


def hang_scans(folder: Path, *, today: date, at: datetime) -> int:
    """Hang a certificate in the first files of the first village, and what danger 3 or more asks for; how many pages.

    Every third file is left without, so that something is missing somewhere. Opens its own transaction.
    """
    with db.transaction():
        village_id = db.session.scalars(_FIRST_VILLAGE).one()
        doctor, people = _doctor(village_id), _people_of(village_id)
        pictures = {kind: _stored(kind, folder, doctor, at) for kind in (*FOR_EVERYBODY, *FOR_HIGH)}
        pages = 0
        for place, (patient, rating) in enumerate(people):
            kinds = () if place % 3 == 2 else (*FOR_EVERYBODY, *(FOR_HIGH if rating >= HIGH else ()))
            for kind in kinds:
                picture, small = pictures[kind]
                dated = patient.diagnosed_on or today - timedelta(days=90)
                hang_file(
                    patient,
                    kind,
                    picture,
                    title="",
                    dated=min(dated, today),
                    by=doctor,
                    at=at,
                    thumbnail=small,
                )
            pages += len(kinds)
        return pages


def _stored(kind: PageKind, folder: Path, by: Viewer, at: datetime) -> tuple[StoredFile, StoredFile]:
    photo = files.prepare_photo(_sheet(kind))
    rows = [
        files.add_row(files.write_file(one, folder), account_id=by.account_id, at=at)
        for one in (photo, files.prepare_thumbnail(photo))
    ]
    return rows[0], rows[1]


def _sheet(kind: PageKind) -> bytes:
    """A page that looks like paper and says nothing: a heading bar, lines of different length, a round stamp."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#fbfaf6")
    draw = ImageDraw.Draw(image)
    shift = list(PageKind).index(kind)
    draw.rectangle((WIDTH // 4, 60, WIDTH * 3 // 4, 84), fill="#5a6068")
    for line in range(18):
        end = WIDTH - 70 - (line * 37 + shift * 53) % 160
        draw.rectangle((70, 130 + line * 34, end, 138 + line * 34), fill="#c9ccd0")
    draw.ellipse((400, 690, 530, 820), outline="#c0392b", width=6)
    draw.rectangle((440, 748, 490, 760), fill="#c0392b")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


_FIRST_VILLAGE = (
    select(Responsibility.unit_id)
    .where(Responsibility.kind == "residence")
    .order_by(Responsibility.patient_id)
    .limit(1)
)


def _people_of(village_id: int) -> list[tuple[Patient, int]]:
    """(person, latest danger rating or 0) of a village, in the order they were made."""
    rating = (
        select(DangerRating.level)
        .where(DangerRating.patient_id == Patient.id)
        .order_by(DangerRating.rated_on.desc(), DangerRating.id.desc())
        .limit(1)
        .correlate(Patient)
        .scalar_subquery()
    )
    found = db.session.execute(
        select(Patient, rating)
        .join(Responsibility, Responsibility.patient_id == Patient.id)
        .where(
            Responsibility.unit_id == village_id,
            Responsibility.kind == "residence",
            Responsibility.until_date.is_(None),
        )
        .order_by(Patient.id)
        .limit(MOST_PEOPLE)
    )
    return [(patient, level or 0) for patient, level in found]


def _doctor(village_id: int) -> Viewer:
    """The doctor of a village's township."""
    township = select(Unit.parent_id).where(Unit.id == village_id).scalar_subquery()
    account, appointment, unit = db.session.execute(
        select(Account, Appointment, Unit)
        .join(Appointment, Appointment.account_id == Account.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(Appointment.role == Role.CLINIC_DOCTOR.value, Unit.id == township)
        .order_by(Account.id)
        .limit(1)
    ).one()
    return Viewer(
        account.id,
        account.public_id,
        account.name,
        Role.CLINIC_DOCTOR,
        appointment.id,
        unit.id,
        unit.path,
        unit.name,
    )
