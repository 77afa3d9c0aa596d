"""Consent to community care (知情同意, 表5): what was said, by whom, when. A refusal undoes no registration [L]."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from mhapp.domain.dated import day_in_words
from mhapp.domain.errors import RuleBroken


class ConsentOutcome(StrEnum):
    """What was said to being cared for in the community."""

    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The words on screen and paper."""
        return _OUTCOMES[self]

    @property
    def is_against(self) -> bool:
        """Whether the team keeps away but for the joint visits (domain §5)."""
        return self is not ConsentOutcome.AGREED


class SaidBy(StrEnum):
    """Who signed."""

    PATIENT = "patient"
    GUARDIAN = "guardian"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return _SIGNERS[self]


_OUTCOMES = {
    ConsentOutcome.AGREED: "同意参加管理",
    ConsentOutcome.REFUSED: "不同意参加管理",
    ConsentOutcome.WITHDRAWN: "撤回同意",
}
_SIGNERS = {SaidBy.PATIENT: "患者本人", SaidBy.GUARDIAN: "监护人"}


@dataclass(frozen=True)
class ConsentSaid:
    """One statement. `remark`: in the signer's words, why; `file_id`: the stored scan of the signed sheet."""

    outcome: ConsentOutcome
    on: date
    by: SaidBy
    signer_name: str = ""
    remark: str = ""
    file_id: int | None = None


def check_consent(
    said: ConsentSaid, *, today: date, standing: ConsentOutcome | None, last_on: date | None
) -> ConsentSaid:
    """The statement trimmed. `standing`: what was said last. Raises RuleBroken at the field that mends it."""
    name, remark = said.signer_name.strip(), said.remark.strip()
    if said.on > today:
        raise RuleBroken("签字日期不能晚于今天", "said_on")
    if last_on is not None and said.on < last_on:
        raise RuleBroken(f"签字日期不能早于上一次：{day_in_words(last_on)}", "said_on")
    if said.by is SaidBy.GUARDIAN and not name:
        raise RuleBroken("请填写签字的监护人姓名", "signer_name")
    if said.outcome is ConsentOutcome.WITHDRAWN and standing is not ConsentOutcome.AGREED:
        raise RuleBroken("还没有登记过同意，不能撤回；请选择不同意", "outcome")
    return replace(said, signer_name=name, remark=remark)
