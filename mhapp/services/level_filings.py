"""Filing (备案): the county's own, or authority, day and number of the city's. Never a step, never a refusal (R8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import Filing
from mhapp.domain.viewer import Viewer
from mhapp.models import LevelDecision, LevelFiling
from mhapp.services import audit_chain, dues

KINDS = {DueKind.FILE: Filing.COUNTY, DueKind.CITY_FILE: Filing.CITY}


def open_filing(decision: LevelDecision) -> Filing:
    """Which filing a decision still waits for; NONE when it is filed or asks for none."""
    waiting = dues.open_dues_of(decision.patient_id, set(KINDS), started_by=("level_decision", decision.id))
    return KINDS[DueKind(waiting[0].kind)] if waiting else Filing.NONE


@dataclass(frozen=True)
class Filed:
    """What somebody records of a filing: its day, and as written on the stamped sheet the number and, for the city's,
    the authority; the stored scan of it. A remark may ask."""

    on: date
    number: str = ""
    remark: str = ""
    authority: str = ""
    file_id: int | None = None


def file_decision(decision: LevelDecision, filed: Filed, *, by: Viewer, at: datetime) -> LevelFiling:
    """File a determination: the county by its own record, the city's by authority, day and number. Raises
    RuleBroken."""
    kind = open_filing(decision)
    if kind is Filing.NONE:
        raise RuleBroken("这件认定已经备案，或不需要备案")
    if not decision.effective_on <= filed.on <= beijing_date(at):
        raise RuleBroken("备案日期应在认定当天到今天之间", "filed_on")
    if kind is Filing.CITY:
        _check_citys(filed)
    filing = LevelFiling(
        decision_id=decision.id,
        kind=kind.value,
        filed_on=filed.on,
        number=filed.number.strip() or None,
        remark=filed.remark.strip() or None,
        authority=filed.authority.strip() or None if kind is Filing.CITY else None,
        file_id=filed.file_id,
        account_id=by.account_id,
        at=at,
    )
    db.session.add(filing)
    db.session.flush()
    dues.close_dues(
        decision.patient_id, set(KINDS), closed_by=("level_filing", filing.id),
        started_by=("level_decision", decision.id), at=at,
    )  # fmt: skip
    audit_chain.record("level_change:file", at=at, by=by, kind="level_decision", subject=decision.public_id)
    return filing


def _check_citys(filed: Filed) -> None:
    if not filed.authority.strip():
        raise RuleBroken("请填写市级备案的单位，照纸上写", "authority")
    if not filed.number.strip():
        raise RuleBroken("请填写市级备案的文号", "number")
