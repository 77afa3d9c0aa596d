"""Issuing a paper of a lead: the row that says which state it came from, its number and its check code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import hmac_code
from mhapp.domain.papers import LeadPaperKind, lead_paper_number
from mhapp.domain.roles import UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Lead, LeadPaper, LeadPaperPrint, Unit
from mhapp.queries.lead_papers import lead_digest
from mhapp.services import audit_chain
from mhapp.services.numbers import next_number

SERIES = "lead_paper"


def issue_lead_paper(kind: LeadPaperKind, lead: Lead, *, by: Viewer, at: datetime) -> LeadPaper:
    """The paper of a lead as it stands now, and a note of who takes it to print. In a transaction that writes.

    The same state printed again keeps its number and check code; a changed one gets a paper of its own.
    """
    if not db.is_sqlite():  # so that two who print one lead at once get one paper
        db.session.execute(select(Lead.id).where(Lead.id == lead.id).with_for_update(key_share=True))
    digest = lead_digest(kind, lead)
    earlier = list(
        db.session.scalars(
            select(LeadPaper)
            .where(LeadPaper.kind == kind.value, LeadPaper.lead_id == lead.id)
            .order_by(LeadPaper.version.desc())
        )
    )
    paper = next((one for one in earlier if one.digest == digest), None)
    if paper is None:
        following = max((one.version for one in earlier), default=0) + 1
        paper = _new_paper(kind, lead, following, digest, by=by, at=at)
    db.session.add(LeadPaperPrint(paper_id=paper.id, account_id=by.account_id, at=at))
    db.session.flush()
    audit_chain.record("paper:print", at=at, by=by, kind="lead", subject=lead.public_id, detail=kind.value)
    return paper


def _new_paper(
    kind: LeadPaperKind, lead: Lead, version: int, digest: str, *, by: Viewer, at: datetime
) -> LeadPaper:
    place, year = db.session.get_one(Unit, lead.unit_id), beijing_date(at).year
    unit = place if place.kind == UnitKind.TOWNSHIP else db.session.get_one(Unit, place.parent_id)
    number = lead_paper_number(unit.short_name, year, next_number(unit.id, SERIES, year))
    said = f"{kind.value}|{unit.id}|{number}|{lead.id}|{version}|{digest}"
    paper = LeadPaper(
        kind=kind.value,
        number=number,
        unit_id=unit.id,
        lead_id=lead.id,
        version=version,
        digest=digest,
        check_code=hmac_code("lead_paper", said.encode()),
        issued_by_id=by.account_id,
        issued_at=at,
    )
    db.session.add(paper)
    db.session.flush()
    return paper
