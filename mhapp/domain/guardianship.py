"""Guardians (监护人): on which ground of the Civil Code somebody is one, in which order, how able, and how it ends.

民法典 27 (minors), 28 (adults), 31 (designation), 32 (the office or committee itself) [L]; ability in the words of the
score sheet's part B [S2].
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mhapp.domain.errors import RuleBroken

ABILITY_LABELS = {"strong": "监护有力", "weak": "弱监护", "none": "无监护能力"}
EFFECTIVE = frozenset({"strong", "weak"})
"""Somebody weak is helped; somebody unable counts as nobody, and the township designates another [S2]."""
MOST_IN_ORDER = 9


class Basis(StrEnum):
    """Why somebody is the guardian, in the order the code names them."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"
    OTHER_RELATIVE = "other_relative"
    CONSENTED = "consented"
    DESIGNATED = "designated"
    OFFICE = "office"

    @property
    def label(self) -> str:
        """The words in a list of choices, with the article."""
        ground = GROUNDS[self]
        return f"{ground.words}（民法典第{ground.article}条）"


@dataclass(frozen=True)
class Ground:
    """One ground: its words, its article, and the usual place in the order (1 first)."""

    words: str
    article: str
    place: int


GROUNDS: dict[Basis, Ground] = {
    Basis.SPOUSE: Ground("配偶", "28", 1),
    Basis.PARENT: Ground("父母", "27、28", 2),
    Basis.CHILD: Ground("子女", "28", 2),
    Basis.GRANDPARENT: Ground("祖父母、外祖父母", "27", 3),
    Basis.SIBLING: Ground("兄弟姐妹", "27、28", 3),
    Basis.OTHER_RELATIVE: Ground("其他近亲属", "28", 3),
    Basis.CONSENTED: Ground("其他愿意的个人或者组织，经村（居）委会或者民政部门同意", "28", 4),
    Basis.DESIGNATED: Ground("有争议或者无人担任，经指定", "31", 4),
    Basis.OFFICE: Ground("没有合适的人，由民政部门或者村（居）委会担任", "32", 5),
}


BY_DESIGNATION = frozenset({Basis.DESIGNATED, Basis.OFFICE})
"""Grounds that rest on a designation."""


class GuardianEnding(StrEnum):
    """Why somebody is no longer the guardian."""

    DEATH = "death"
    LOST_ABILITY = "lost_ability"
    RELATION_ENDED = "relation_ended"
    AGREED = "agreed"
    REVOKED = "revoked"
    REPLACED = "replaced"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        """The words on screen."""
        return _ENDINGS[self]


_ENDINGS = {
    GuardianEnding.DEATH: "监护人去世",
    GuardianEnding.LOST_ABILITY: "因病、高龄等失去监护能力",
    GuardianEnding.RELATION_ENDED: "离婚等，关系不再存在",
    GuardianEnding.AGREED: "家属协商改由他人担任",
    GuardianEnding.REVOKED: "人民法院撤销监护人资格",
    GuardianEnding.REPLACED: "已另行指定监护人",
    GuardianEnding.WRONG: "登记有误",
}


@dataclass(frozen=True)
class GuardianFacts:
    """What is known of a guardian. A phone or number of None leaves what is on record as it is."""

    name: str
    relation: str
    basis: Basis
    ability: str
    place_in_order: int
    phone: str | None = None
    identity_number: str | None = None
    address: str | None = None
    from_date: date | None = None


def check_guardian(facts: GuardianFacts, today: date, *, born: date | None) -> None:
    """Raise RuleBroken for a day to come or before the person was born, and for a number out of range."""
    if facts.from_date and facts.from_date > today:
        raise RuleBroken("开始担任监护人的日期请填写今天或者以前的日期", "from_date")
    if facts.from_date and born and facts.from_date < born:
        raise RuleBroken("开始担任监护人的日期不能早于患者的出生日期", "from_date")
    if not 1 <= facts.place_in_order <= MOST_IN_ORDER:
        raise RuleBroken(f"监护顺序请填写1到{MOST_IN_ORDER}", "place_in_order")


def check_ending(from_date: date, ended_on: date, today: date) -> None:
    """Raise RuleBroken for an end before the beginning, or to come."""
    if ended_on > today:
        raise RuleBroken("结束日期请填写今天或者以前的日期", "ended_on")
    if ended_on < from_date:
        raise RuleBroken("结束日期早于开始担任的日期，请核对", "ended_on")
