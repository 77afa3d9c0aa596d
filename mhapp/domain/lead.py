"""A lead (疑似线索): where it comes from, the questions of 表1 [N], who is told [S1 S2], what may happen to it.

A lead is not a patient. It holds no level and no diagnosis; only a psychiatrist's diagnosis makes a patient
[L 精神卫生法 29], or a hospital's confirmed report card.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role

QUESTIONS: Mapping[str, str] = {
    "inpatient": "曾住过精神专科",
    "locked_up": "因精神异常被关锁",
    "impulsive": "无故冲动伤人、毁物，或者离家出走",
    "strange": "行为古怪，在公共场合蓬头垢面或赤身露体",
    "talks_alone": "无故自语自笑，或说不合常理的话",
    "suspicious": "疑心大，认为周围人针对或迫害自己",
    "excited": "过分兴奋，话多、活动多，惹事乱跑",
    "withdrawn": "冷漠、孤僻、懒散，不能正常学习、工作、生活",
    "suicide": "有自杀行为或企图",
}
"""表1, in its order: code → question. Any yes makes a lead [N]."""


class LeadSource(StrEnum):
    """Where a lead comes from (domain §4)."""

    SCREENING = "screening"
    CADRE = "cadre"
    POLICE = "police"
    OFFICE = "office"
    HOSPITAL = "hospital"
    FAMILY = "family"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return _SOURCES[self]


_SOURCES = {
    LeadSource.SCREENING: "入户排查",
    LeadSource.CADRE: "村社区干部发现",
    LeadSource.POLICE: "公安发现",
    LeadSource.OFFICE: "乡镇街道部门发现",
    LeadSource.HOSPITAL: "医院通知",
    LeadSource.FAMILY: "家属或群众反映",
}


class LeadState(StrEnum):
    """How far a lead is."""

    REPORTED = "reported"
    ASSESSED = "assessed"
    ARRANGED = "arranged"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    CLEARED = "cleared"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return _STATES[self]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self in OPEN


_STATES = {
    LeadState.REPORTED: "待核查",
    LeadState.ASSESSED: "已核查，待诊断",
    LeadState.ARRANGED: "已安排诊断",
    LeadState.CONFIRMED: "已确诊，已登记",
    LeadState.NOT_CONFIRMED: "未确诊，已结束",
    LeadState.CLEARED: "未确诊，身份信息已清除",
}
OPEN = frozenset({LeadState.REPORTED, LeadState.ASSESSED, LeadState.ARRANGED})


class Assessed(StrEnum):
    """What an assessment came to (表2)."""

    REFER = "refer"
    UNFOUNDED = "unfounded"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return {"refer": "需要精神科诊断", "unfounded": "没有疑似情形，结束"}[self.value]


class Ground(StrEnum):
    """On whose word somebody is taken to a hospital for a diagnosis [L 精神卫生法 28]."""

    SELF = "self"
    FAMILY = "family"
    CIVIL_AFFAIRS = "civil_affairs"
    URGENT = "urgent"

    @property
    def label(self) -> str:
        """The word on screen and paper, with the paragraph of the law."""
        return _GROUNDS[self]


_GROUNDS = {
    Ground.SELF: "本人自愿就诊",
    Ground.FAMILY: "近亲属送诊（精神卫生法第28条第1款）",
    Ground.CIVIL_AFFAIRS: "查找不到近亲属的流浪乞讨人员，民政等部门帮助送诊（第28条第1款）",
    Ground.URGENT: "有伤害自身、危害他人安全的行为或者危险，近亲属、所在单位、公安机关送诊（第28条第2款）",
}


class LeadAct(StrEnum):
    """What may be done with a lead."""

    ASSESS = "assess"
    ARRANGE = "arrange"
    CONFIRM = "confirm"
    REJECT = "reject"
    CLEAR = "clear"


_FROM: Mapping[LeadAct, frozenset[LeadState]] = {
    LeadAct.ASSESS: frozenset({LeadState.REPORTED, LeadState.ASSESSED}),
    LeadAct.ARRANGE: OPEN,
    LeadAct.CONFIRM: OPEN,
    LeadAct.REJECT: OPEN,
    LeadAct.CLEAR: frozenset({LeadState.NOT_CONFIRMED}),
}
"""A hospital's confirmed report card goes straight to registration, so a diagnosis may come first of all."""


def may(act: LeadAct, state: LeadState) -> bool:
    """Whether a lead in this state allows an act."""
    return state in _FROM[act]


def check_act(act: LeadAct, state: LeadState) -> None:
    """Raises RuleBroken where a lead in this state does not allow the act."""
    if not may(act, state):
        raise RuleBroken(f"这条线索{state.label}，不能再办这一步")


def check_open(state: LeadState) -> None:
    """Raises RuleBroken where a lead has ended: nothing is added to it any more."""
    if not state.is_open:
        raise RuleBroken(f"这条线索{state.label}，不能再改")


def receivers_for(finder: Role, told: Iterable[Role]) -> tuple[Role, ...]:
    """Who is told of what somebody in this role found: everybody the county `told` names but the finder's own desk."""
    return tuple(role for role in told if role is not finder)


def check_questions(yes: tuple[str, ...]) -> None:
    """Raises RuleBroken for a question 表1 does not have, and where nothing was answered with yes."""
    if set(yes) - QUESTIONS.keys():
        raise RuleBroken("识别清单的选项认不出，请刷新页面后重选", "answers")
    if not yes:
        raise RuleBroken("请至少选一项看到的情形；九项都没有，就不用上报线索", "answers")


def check_found_on(found_on: date, today: date) -> None:
    """Raises RuleBroken for a day that has not come, and one more than a year ago, which is a slip of the pen."""
    if found_on > today:
        raise RuleBroken("发现日期在今天之后，请核对", "found_on")
    if found_on < today - timedelta(days=366):
        raise RuleBroken("发现日期早于一年前，请核对年份", "found_on")


@dataclass(frozen=True)
class Wandering:
    """What was done for somebody without a home here: help, rescue station, request to the native place, answer."""

    help_given: str = ""
    rescue_station: str = ""
    native_place: str = ""
    native_asked_on: date | None = None
    native_answer: str = ""
    native_answered_on: date | None = None


def check_wandering(wandering: Wandering, today: date) -> None:
    """Raises RuleBroken where no help is named, and for days that do not follow each other."""
    if not wandering.help_given.strip():
        raise RuleBroken("请填写已经给了什么帮助，例如食物、衣物、送医", "help_given")
    asked, answered = wandering.native_asked_on, wandering.native_answered_on
    if asked and asked > today:
        raise RuleBroken("发函日期在今天之后，请核对", "native_asked_on")
    if answered and not asked:
        raise RuleBroken("有回复日期，请把发函日期也填上", "native_asked_on")
    if answered and asked and answered < asked:
        raise RuleBroken("回复日期早于发函日期，请核对", "native_answered_on")
    if answered and answered > today:
        raise RuleBroken("回复日期在今天之后，请核对", "native_answered_on")
