"""Publishing an edition of a county's score sheet; once published it is frozen."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.domain.errors import RuleBroken
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.viewer import Viewer
from mhapp.models import ScoreSheetEdition, Unit
from mhapp.services import audit_chain


def publish_sheet(
    county: Unit, sheet: ScoreSheet, *, at: datetime, by: Viewer | None = None
) -> ScoreSheetEdition:
    """Put an edition in force from its own date; without `by` it is the one shipped with the program.

    Raises RuleBroken where the county has an edition of this name already: another text needs another name.
    """
    taken = db.session.scalar(
        select(ScoreSheetEdition.id).where(
            ScoreSheetEdition.county_id == county.id, ScoreSheetEdition.edition == sheet.edition
        )
    )
    if taken is not None:
        raise RuleBroken(f"积分表已有版本{sheet.edition}，请换一个版本号", "edition")
    edition = ScoreSheetEdition(
        county_id=county.id,
        edition=sheet.edition,
        effective_from=date.fromisoformat(sheet.effective_from),
        document=sheet.to_dict(),
        published_at=at,
        published_by_id=by.account_id if by else None,
    )
    db.session.add(edition)
    db.session.flush()
    audit_chain.record(
        "score_sheet:publish", at=at, by=by, kind="score_sheet_edition", subject=edition.public_id
    )
    return edition
