"""Filing (备案): the county's own, or the date and number of the city's. Never a step, never a refusal (R8)."""

from __future__ import annotations

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


def file_decision(
    decision: LevelDecision, *, filed_on: date, number: str, remark: str, by: Viewer, at: datetime
) -> LevelFiling:
    """File a determination: the county by its own record, the city's by date and number. A remark may ask."""
    kind = open_filing(decision)
    if kind is Filing.NONE:
        raise RuleBroken("这件认定已经备案，或不需要备案")
    today = beijing_date(at)
    if not decision.effective_on <= filed_on <= today:
        raise RuleBroken("备案日期应在认定当天到今天之间", "filed_on")
    if kind is Filing.CITY and not number.strip():
        raise RuleBroken("请填写市级备案号", "number")
    filing = LevelFiling(
        decision_id=decision.id,
        kind=kind.value,
        filed_on=filed_on,
        number=number.strip() or None,
        remark=remark.strip() or None,
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
