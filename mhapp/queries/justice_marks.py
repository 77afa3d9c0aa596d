"""Marks for the justice office: the grounds there are, and those of a person."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, JusticeMark, Patient
from mhapp.queries.merged_records import records_of

_FILE = Path(__file__).resolve().parent.parent / "data" / "justice_grounds.toml"


@dataclass(frozen=True)
class MarkShown:
    """One mark as a page draws it. Fields of disclosure.FIELDS["justice_mark"]."""

    ground: str
    reason: str
    marked_on: date
    marked_by: str
    ended_on: date | None
    end_reason: str | None
    ended_by: str | None


@cache
def grounds() -> Mapping[str, str]:
    """Code → words, in the file's order."""
    found: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["grounds"]
    return found


def marks_of(viewer: Viewer, patient: Patient) -> list[Seen]:
    """All marks of a person already loaded through the viewer's scope, newest first."""
    marking, ending = aliased(Account), aliased(Account)
    found = db.session.execute(
        select(JusticeMark, marking.name, ending.name)
        .join(marking, marking.id == JusticeMark.marked_by_id)
        .outerjoin(ending, ending.id == JusticeMark.ended_by_id)
        .where(JusticeMark.patient_id.in_(records_of(patient.id)))
        .order_by(JusticeMark.id.desc())
    )
    return [Seen("justice_mark", _one(*row), viewer.role) for row in found]


def _one(mark: JusticeMark, marked_by: str, ended_by: str | None) -> MarkShown:
    return MarkShown(
        grounds().get(mark.ground, mark.ground),
        mark.reason,
        mark.marked_on,
        f"{Role(mark.marked_role).label} {marked_by}",
        mark.ended_on,
        mark.end_reason,
        f"{Role(mark.ended_role).label} {ended_by}" if mark.ended_role else None,
    )
