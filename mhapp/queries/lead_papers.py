"""A lead as its papers print it, the state they were printed of, and what a check code on one of them names."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import hmac_code
from mhapp.domain.lead import LeadState
from mhapp.domain.lead_on_paper import AssessmentOnPaper, LeadOnPaper
from mhapp.domain.papers import LeadPaperKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Lead, LeadAssessment, LeadPaper, LeadPaperPrint
from mhapp.queries.lead_details import lead_details
from mhapp.queries.lead_scope import leads_seen_by
from mhapp.queries.record_states import LENGTH
from mhapp.queries.rights_told import rights

REPORTED = (
    "source", "found_on", "how_found", "answers", "name", "sex", "birth_date", "age_about", "identity_number", "phone",
    "address", "place_found",
)  # fmt: skip
"""What 表1 is made from: what was reported, which no later step changes."""
NOT_PRINTED = frozenset({"identity_index", "version", "clear_on"})
CLEARED = "身份信息已清除"


@dataclass(frozen=True)
class KnownLeadPaper:
    """A paper of a lead a check code names, for who may read the lead."""

    title: str
    number: str
    lead_id: str
    name: str
    version: int
    issued_at: datetime
    issued_by: str
    prints: int
    last_print: datetime | None
    changed: bool


def lead_on_paper(viewer: Viewer, lead: Lead, *, on: date) -> LeadOnPaper:
    """A lead already loaded through the viewer's scope."""
    seen = lead_details(viewer, lead, on=on)
    return LeadOnPaper(
        number=seen.number,
        name=seen.name or "",
        sex=seen.sex,
        birth_date=seen.birth_date,
        age=seen.age,
        identity_number=seen.identity_number_masked or "",
        phone=seen.phone_masked or "",
        address=_place(seen.place, seen.address or ""),
        place_found=seen.place_found or "",
        source=seen.source,
        found_on=seen.found_on,
        reported_on=beijing_date(seen.reported_at),
        reported_by=seen.reported_by,
        how_found=seen.how_found or "",
        yes=frozenset(lead.answers or ()),
        seen=tuple(seen.answers),
        wandering=_wandering(seen),
        assessments=tuple(
            AssessmentOnPaper(row.assessed_on, row.by, row.assessed_with or "", row.words or "", row.result)
            for row in seen.assessments
        ),
        arranged_on=seen.arranged_on,
        hospital=seen.arranged_hospital or "",
        ground=seen.arranged_ground,
        rights=tuple(seen.rights_told),
        told_to=seen.rights_told_to,
        told_on=seen.rights_told_on,
        outcome="" if seen.state.is_open else seen.state.label,
        outcome_on=seen.outcome_on,
        outcome_hospital=seen.outcome_hospital or "",
        outcome_doctor=seen.outcome_doctor or "",
    )


def blank_lead() -> LeadOnPaper:
    """A sheet to fill in by hand, with the rights that can be told."""
    return LeadOnPaper(rights=tuple(rights().values()))


def lead_digest(kind: LeadPaperKind, lead: Lead) -> str:
    """The fingerprint of what a paper of this kind says of the lead now."""
    table = Lead.__table__
    names = REPORTED if kind is LeadPaperKind.IDENTIFICATION else [c.name for c in table.columns]
    state: list[Any] = [{name: getattr(lead, name) for name in names if name not in NOT_PRINTED}]
    if kind is LeadPaperKind.RECORD:
        found = db.session.scalars(
            select(LeadAssessment).where(LeadAssessment.lead_id == lead.id).order_by(LeadAssessment.id)
        )
        state += [[row.id, row.words, row.assessed_with] for row in found]
    text = json.dumps(state, ensure_ascii=False, sort_keys=True, default=str)
    return hmac_code("record:lead", text.encode(), LENGTH)


def lead_papers_by_code(viewer: Viewer, code: str) -> list[KnownLeadPaper]:
    """Papers of this check code, of leads the viewer may know of."""
    found = db.session.execute(
        leads_seen_by(viewer)
        .join(LeadPaper, LeadPaper.lead_id == Lead.id)
        .join(Account, Account.id == LeadPaper.issued_by_id)
        .where(LeadPaper.check_code == code)
        .add_columns(LeadPaper, Account.name)
        .order_by(LeadPaper.id)
    ).all()
    return [_known(*row) for row in found]


def _known(lead: Lead, paper: LeadPaper, issued_by: str) -> KnownLeadPaper:
    prints, last = db.session.execute(
        select(func.count(), func.max(LeadPaperPrint.at)).where(LeadPaperPrint.paper_id == paper.id)
    ).one()
    kind = LeadPaperKind(paper.kind)
    cleared = lead.state == LeadState.CLEARED.value
    return KnownLeadPaper(
        kind.label, paper.number, lead.public_id, CLEARED if cleared else lead.name or "姓名不详", paper.version,
        paper.issued_at, issued_by, prints, last, lead_digest(kind, lead) != paper.digest,
    )  # fmt: skip


def _place(unit: str, address: str) -> str:
    return address if unit in address else f"{unit} {address}".strip()


def _wandering(seen: Any) -> tuple[tuple[str, str], ...]:
    if not seen.is_wanderer:
        return ()
    asked = _long_day(seen.native_asked_on)
    answered = _long_day(seen.native_answered_on)
    return (
        ("已经给的帮助", seen.help_given or ""),
        ("救助站", seen.rescue_station or ""),
        ("户籍地", f"{seen.native_place or ''} {f'{asked}发函' if asked else ''}".strip()),
        ("户籍地回复", f"{answered} {seen.native_answer or ''}".strip()),
    )


def _long_day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
