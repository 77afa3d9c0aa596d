"""Mending what was entered wrongly: two records of one person, a visit entered for the wrong person, a decision."""

from __future__ import annotations

from datetime import date, timedelta

from mhapp.domain.errors import RuleBroken
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role

SHORTEST_REASON = 5
"""Characters of why something is put right."""


def check_reason(reason: str, field: str = "reason") -> None:
    """Raises RuleBroken where nobody would understand later why this was done."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise RuleBroken(f"请写明原因，至少{SHORTEST_REASON}个字", field)


def check_merge(
    *,
    same_record: bool,
    kept_level: RiskLevel | None,
    gone_level: RiskLevel | None,
    kept_has_number: bool,
    gone_has_number: bool,
    gone_has_proposal: bool,
    gone_has_others: bool,
    reason: str,
    kept_has_left: bool = False,
    gone_has_left: bool = False,
    gone_has_open: str | None = None,
) -> None:
    """Raises RuleBroken where merging would lose something that stands: a proposal, a level, an identity number, the
    visits of somebody who is here, or what is still open in the record to go (`gone_has_open`, in words)."""
    if same_record:
        raise RuleBroken("这是同一份档案，请选择另一份")
    if gone_has_proposal:
        raise RuleBroken("要并入的那份有一件级别变更在办，请先办结或撤回")
    if gone_has_others:
        raise RuleBroken("要并入的那份里已经并入过别的档案，请先撤销那次合并，或反过来合并")
    if gone_has_open is not None:
        raise RuleBroken(f"要并入的那份还有{gone_has_open}，请先办结，或保留那一份")
    if kept_has_left and not gone_has_left:
        raise RuleBroken("要保留的那份已登记死亡、迁出或出库，请保留另一份，或先更正状态")
    if _height(gone_level) > _height(kept_level):
        raise RuleBroken("要并入的那份级别更高，请保留那一份，或先办理级别变更")
    if gone_has_number and not kept_has_number:
        raise RuleBroken("要保留的那份没有证件号，请保留有证件号的那一份")
    check_reason(reason)


def check_undo(merged_on: date, *, today: date, days: int, reason: str) -> None:
    """Raises RuleBroken after the limit [A]: by then others have worked with the one record."""
    if today > merged_on + timedelta(days=days):
        raise RuleBroken(f"合并{days}天以后不能再撤销")
    check_reason(reason)


def check_visit_move(
    *, role: Role, account_id: int, author_id: int, superseded: bool, same_person: bool, reason: str
) -> None:
    """Raises RuleBroken unless the author or civil affairs moves a visit that stands to somebody else."""
    if role is not Role.CIVIL_AFFAIRS and account_id != author_id:
        raise RuleBroken("只有填写人或民生服务办可以移动这次随访")
    if superseded:
        raise RuleBroken("这次随访已经更正或移动过")
    if same_person:
        raise RuleBroken("这次随访本来就登记在这位患者名下，请选择别人", "person")
    check_reason(reason)


def _height(level: RiskLevel | None) -> int:
    return -1 if level is None else level.height
