"""What stands around a visit that is about to be stored, in one statement: it is asked while others wait to write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.models import Consent, DangerRating, LevelProposal, Responsibility, Unit, Visit
from mhapp.queries.danger_ratings import Rating, rating_from
from mhapp.queries.responsibilities import UnitsOfPerson
from mhapp.queries.visit_facts import Standing, standing_from


@dataclass(frozen=True)
class Around:
    """The units of residence, the rating the visit counts, and what else its consequences rest on."""

    units: UnitsOfPerson
    rating: Rating | None
    standing: Standing
    proposal_is_open: bool
    newest_visit_on: date | None
    """The day of the newest visit or attempt that stood before; None before the first."""

    def is_newest(self, visit_date: date) -> bool:
        """Whether no later visit or attempt stands: an entry for an earlier day changes nothing that followed it."""
        return self.newest_visit_on is None or self.newest_visit_on <= visit_date


def around_visit(patient_id: int, visit_date: date) -> Around:
    """What stands around a visit of that day. Raises LookupError where no residence is on record."""
    row = db.session.execute(_AROUND, {"patient_id": patient_id, "day": visit_date}).one_or_none()
    if row is None:
        raise LookupError("no village answers for this person")
    return Around(
        units=UnitsOfPerson(*row[:3]),
        rating=rating_from(row) if row.id is not None else None,
        standing=standing_from(row),
        proposal_is_open=row.proposal_id is not None,
        newest_visit_on=row.newest,
    )


def _around() -> Any:
    village, township, county, clinic = aliased(Unit), aliased(Unit), aliased(Unit), aliased(Unit)
    other = aliased(DangerRating)
    patient_id: BindParameter[int] = bindparam("patient_id")
    latest = (
        select(other.id)
        .where(other.patient_id == patient_id, other.rated_on <= bindparam("day"))
        .order_by(other.rated_on.desc(), other.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    newest = select(func.max(Visit.visit_date)).where(
        Visit.patient_id == patient_id, Visit.superseded_at.is_(None)
    )
    consent = (
        select(Consent.outcome).where(Consent.patient_id == patient_id).order_by(Consent.id.desc()).limit(1)
    )
    return (
        select(
            village, township, county,
            DangerRating.id, DangerRating.public_id, DangerRating.level, DangerRating.rated_on, clinic.name,
            LevelProposal.id.label("proposal_id"), LevelProposal.target_level, LevelProposal.from_level,
            LevelProposal.opened_at,
            newest.scalar_subquery().label("newest"), consent.scalar_subquery().label("consent"),
        )
        .select_from(Responsibility)
        .join(village, village.id == Responsibility.unit_id)
        .join(township, township.id == village.parent_id)
        .join(county, county.id == township.parent_id)
        .outerjoin(DangerRating, DangerRating.id == latest)
        .outerjoin(clinic, clinic.id == DangerRating.unit_id)
        .outerjoin(LevelProposal, (LevelProposal.patient_id == patient_id) & LevelProposal.closed_at.is_(None))
        .where(
            Responsibility.patient_id == patient_id,
            Responsibility.kind == "residence",
            Responsibility.until_date.is_(None),
        )
    )  # fmt: skip


_AROUND = _around()
