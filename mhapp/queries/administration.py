"""What the three administrators see: editions in force, accounts and appointments, the audit trail. No patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from mhapp import db
from mhapp.domain.audit_acts import act_label
from mhapp.domain.roles import Role, UnitKind
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Appointment, AuditEvent, PolicyEdition, ScoreSheetEdition, Unit
from mhapp.queries.scope import below

PAGE_SIZE = 50
EDITION_WORDS = {
    "clocks": "期限和间隔",
    "working_days": "工作日历",
    "letter_text": "监护责任书文本",
    "consent_text": "知情同意书文本",
    "switches": "开关",
    "score_sheet": "随访探视积分表",
    "reward": "奖补标准",
}


@dataclass(frozen=True)
class EditionRow:
    """One published edition of the county's data."""

    kind: str
    edition: str
    effective_from: date
    in_force: bool


@dataclass(frozen=True)
class AccountRow:
    """One appointment of one account."""

    name: str
    role: str
    unit: str
    from_date: date
    until_date: date | None
    disabled: bool


@dataclass(frozen=True)
class AuditRow:
    """One act: who, what, when, on which opaque id, from where."""

    seq: int
    at: datetime
    actor: str
    role: str
    act: str
    subject: str
    count: int | None
    source: str


@dataclass(frozen=True)
class Paged:
    """One page of rows and where it stands."""

    rows: list[AccountRow] | list[AuditRow]
    total: int
    page: int
    pages: int


def unit_numbers(viewer: Viewer) -> dict[str, int]:
    """Townships and villages in the viewer's county, by kind."""
    found = db.session.execute(
        select(Unit.kind, func.count()).where(below(viewer.county_path)).group_by(Unit.kind)
    )
    return {UnitKind(kind).value: number for kind, number in found}


def editions(viewer: Viewer, on: date) -> list[EditionRow]:
    """Every edition the county has published, by kind, the newest first. Two statements."""
    county = select(Unit.id).where(Unit.path == viewer.county_path)
    sheets = db.session.execute(
        select(ScoreSheetEdition.edition, ScoreSheetEdition.effective_from)
        .where(ScoreSheetEdition.county_id.in_(county))
        .order_by(ScoreSheetEdition.effective_from.desc(), ScoreSheetEdition.id.desc())
    )
    policies = db.session.execute(
        select(PolicyEdition.kind, PolicyEdition.edition, PolicyEdition.effective_from)
        .where(PolicyEdition.county_id.in_(county))
        .order_by(PolicyEdition.kind, PolicyEdition.effective_from.desc(), PolicyEdition.id.desc())
    )
    found: list[tuple[str, str, date]] = [("score_sheet", row.edition, row.effective_from) for row in sheets]
    found += [(row.kind, row.edition, row.effective_from) for row in policies]
    rows: list[EditionRow] = []
    in_force: set[str] = set()
    for kind, edition, effective_from in found:
        holds = effective_from <= on and kind not in in_force
        if holds:
            in_force.add(kind)
        rows.append(EditionRow(EDITION_WORDS.get(kind, kind), edition, effective_from, holds))
    return rows


def accounts_page(viewer: Viewer, page: int) -> Paged:
    """Accounts with their appointments in the viewer's county, in unit order. Two statements."""
    where = below(viewer.county_path)
    total = db.session.scalar(select(func.count(Appointment.id)).join(Unit).where(where)) or 0
    page, pages = _bounds(page, total)
    found = db.session.execute(
        select(Account.name, Account.disabled_at, Appointment.role, Appointment.from_date, Appointment.until_date,
               Unit.name.label("unit"))
        .join(Appointment, Appointment.account_id == Account.id)
        .join(Unit, Unit.id == Appointment.unit_id)
        .where(where)
        .order_by(Unit.code, Appointment.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )  # fmt: skip
    rows = [
        AccountRow(
            row.name,
            Role(row.role).label,
            row.unit,
            row.from_date,
            row.until_date,
            row.disabled_at is not None,
        )
        for row in found
    ]
    return Paged(rows, total, page, pages)


def audit_page(viewer: Viewer, page: int) -> Paged:
    """The trail of the viewer's county, newest first, with what nobody signed in did. Two statements."""
    path = viewer.county_path
    where = or_(
        AuditEvent.unit_path.is_(None), AuditEvent.unit_path == path, AuditEvent.unit_path.like(f"{path}.%")
    )
    total = db.session.scalar(select(func.count(AuditEvent.seq)).where(where)) or 0
    page, pages = _bounds(page, total)
    found = db.session.execute(
        select(AuditEvent, Account.name)
        .outerjoin(Account, Account.public_id == AuditEvent.account_id)
        .where(where)
        .order_by(AuditEvent.seq.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return Paged([_audit_row(event, name) for event, name in found], total, page, pages)


def _audit_row(event: AuditEvent, name: str | None) -> AuditRow:
    return AuditRow(
        seq=event.seq,
        at=event.at,
        actor=name or "未登录",
        role=Role(event.role).label if event.role else "",
        act=act_label(event.act),
        subject=event.subject_id or "",
        count=event.count,
        source=event.source or "",
    )


def _bounds(page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE_SIZE))
    return min(max(1, page), pages), pages
