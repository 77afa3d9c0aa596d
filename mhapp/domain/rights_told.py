"""The rights told before somebody is sent for a diagnosis (domain §8 [L 精神卫生法 28]): which, to whom, when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.lead import Ground


class ToldTo(StrEnum):
    """Who was told."""

    PATIENT = "patient"
    FAMILY = "family"
    BOTH = "both"

    @property
    def label(self) -> str:
        """The words on screen and paper."""
        return {"patient": "本人", "family": "近亲属", "both": "本人和近亲属"}[self.value]


@dataclass(frozen=True)
class RightsTold:
    """What was told. `rights`: codes of data/rights_told.toml; nothing anywhere: nobody was told yet."""

    rights: tuple[str, ...] = ()
    to: ToldTo | None = None
    on: date | None = None


def check_told(
    told: RightsTold, ground: Ground, *, known: Collection[str], sent_on: date, today: date
) -> None:
    """Raises RuleBroken where somebody else sends the person and nothing was told, or only after the day they were
    sent, or half of it is not said."""
    if not told.rights and (told.to or told.on):
        raise RuleBroken("请选择告诉了哪些权利", "rights_told")
    if not told.rights:
        if ground is not Ground.SELF:
            raise RuleBroken(
                "不是本人自愿就诊的，送诊前先把权利告诉本人或者近亲属，再选告诉了哪些", "rights_told"
            )
        return
    if set(told.rights) - set(known):
        raise RuleBroken("告知的选项认不出，请刷新页面后重选", "rights_told")
    if told.to is None:
        raise RuleBroken("请选择告诉了谁", "rights_told_to")
    if told.on is None:
        raise RuleBroken("请填写哪天告诉的", "rights_told_on")
    _check_day(told.on, sent_on=sent_on, today=today)


def _check_day(on: date, *, sent_on: date, today: date) -> None:
    if on > today:
        raise RuleBroken("告诉的日期在今天之后，请核对", "rights_told_on")
    if on > sent_on:
        raise RuleBroken("权利应在送诊前告诉：告诉的日期在就诊日期之后，请核对", "rights_told_on")
