"""What must hold before a visit is stored, or corrected: dates, who was met, the answers (R4, domain §5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from mhapp.domain.errors import RuleBroken
from mhapp.domain.score_sheet import ScoreSheet
from mhapp.domain.visit_answers import submission_faults
from mhapp.domain.visit_report import Met, VisitReport


class VisitRefused(RuleBroken):
    """A visit that cannot be stored yet: every fault at once, each at its field."""

    def __init__(self, faults: list[RuleBroken]) -> None:
        super().__init__(faults[0].message, faults[0].field)
        self.faults = faults


class SheetChanged(RuleBroken):
    """The form was shown with another edition or rating than those in force now: nothing is stored."""


def check_visit(
    report: VisitReport, sheet: ScoreSheet, *, today: date, backdating_days: int, birth_date: date | None
) -> None:
    """Raises VisitRefused with everything that must be mended."""
    faults = [
        *date_faults(report.visit_date, today, backdating_days, birth_date),
        *met_faults(report.met),
        *([] if report.is_attempt else submission_faults(report.answers, sheet, report.other_words)),
    ]
    if faults:
        raise VisitRefused(faults)


def check_correctable(*, author_id: int, account_id: int, entered_on: date, today: date) -> None:
    """Raises RuleBroken unless the author corrects on the day of entry; afterwards only a new visit corrects."""
    if account_id != author_id:
        raise RuleBroken("只有填写人可以更正这次随访")
    if entered_on != today:
        raise RuleBroken("只能在提交当天更正；现在请用一次新的随访来更正")


def date_faults(day: date, today: date, backdating_days: int, birth_date: date | None) -> list[RuleBroken]:
    """What is wrong with the day of a visit, as faults at the field."""
    earliest = today - timedelta(days=backdating_days)
    message = ""
    if day > today:
        message = f"随访日期不能晚于今天（{today.month}月{today.day}日）"
    elif day < earliest:
        message = f"随访日期最早填{earliest.month}月{earliest.day}日，只能补录{backdating_days}天以内的随访"
    elif birth_date is not None and day < birth_date:
        message = "随访日期不能早于患者出生日期"
    return [RuleBroken(message, "visit_date")] if message else []


def met_faults(met: Collection[str]) -> list[RuleBroken]:
    """都没见到 stands alone."""
    if Met.NOBODY.value in met and len(met) > 1:
        return [RuleBroken(f"选了{Met.NOBODY.label}，就不要再选别的", "seen")]
    return []
