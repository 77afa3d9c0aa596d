"""The four levels (风险等级) and their order [S2 四]. Not determined yet is `None`, shown as 待定级: never green."""

from __future__ import annotations

from enum import StrEnum

UNGRADED = "ungraded"
UNGRADED_LABEL = "待定级"


class RiskLevel(StrEnum):
    """A level by its code. Ordered by height, so that the higher of two is `max(a, b)`."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def height(self) -> int:
        """0 for green to 3 for red."""
        return _HEIGHTS[self]

    @property
    def label(self) -> str:
        """The one-character word on screen and paper: 绿 黄 橙 红."""
        return _LABELS[self]

    @property
    def colour_word(self) -> str:
        """The word inside a sentence: 绿色 黄色 橙色 红色."""
        return f"{self.label}色"

    @property
    def major_risk_term(self) -> str | None:
        """The term of 重大风险信息管理系统 that stands beside the level; None for green [S2]."""
        return _MAJOR_RISK_TERMS[self]

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, RiskLevel):
            return NotImplemented
        return self.height < other.height

    def __gt__(self, other: object) -> bool:
        if not isinstance(other, RiskLevel):
            return NotImplemented
        return self.height > other.height

    def __le__(self, other: object) -> bool:
        if not isinstance(other, RiskLevel):
            return NotImplemented
        return self.height <= other.height

    def __ge__(self, other: object) -> bool:
        if not isinstance(other, RiskLevel):
            return NotImplemented
        return self.height >= other.height


_HEIGHTS = {RiskLevel.GREEN: 0, RiskLevel.YELLOW: 1, RiskLevel.ORANGE: 2, RiskLevel.RED: 3}
_LABELS = {RiskLevel.GREEN: "绿", RiskLevel.YELLOW: "黄", RiskLevel.ORANGE: "橙", RiskLevel.RED: "红"}
_MAJOR_RISK_TERMS = {
    RiskLevel.GREEN: None,
    RiskLevel.YELLOW: "一般",
    RiskLevel.ORANGE: "较大",
    RiskLevel.RED: "重大",
}


def level_code(level: RiskLevel | None) -> str:
    """The code a page carries in `data-level`; `ungraded` where nothing is determined."""
    return UNGRADED if level is None else level.value


def level_label(level: RiskLevel | None) -> str:
    """The word shown for a level, 待定级 where nothing is determined."""
    return UNGRADED_LABEL if level is None else level.label


def height_below_yellow(level: RiskLevel | None) -> int:
    """The height to compare a suggestion with: ungraded counts as below yellow, that is as green (R4, R11)."""
    return 0 if level is None else level.height
