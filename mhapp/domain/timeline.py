"""A person's time with us in words: visits, ratings, levels, letters, moves, who was told; each for who may know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mhapp.domain.disclosure import Group, may_see
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.file_page import PageKind
from mhapp.domain.letter_snapshot import clinic_name
from mhapp.domain.level_route import Exit
from mhapp.domain.list_entry import ListAct, ListSystem
from mhapp.domain.move import MoveKind, MoveState
from mhapp.domain.objection import About, Outcome
from mhapp.domain.papers import PaperKind
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.visit_report import Manner


class What(StrEnum):
    """What happened."""

    VISIT = "visit"
    RATING = "rating"
    PROPOSAL = "proposal"
    DECISION = "decision"
    LETTER = "letter"
    LETTER_END = "letter_end"
    MOVE = "move"
    STATUS = "status"
    INCIDENT = "incident"
    PAGE = "page"
    OBJECTION = "objection"
    ANSWER = "answer"
    CONSENT = "consent"
    NOTICE = "notice"
    FILING = "filing"
    LEAD_TOLD = "lead_told"
    LETTER_ISSUED = "letter_issued"
    LIST_ASKED = "list_asked"
    LIST_DONE = "list_done"
    MOVE_RECEIPT = "move_receipt"
    PAPER = "paper"

    @property
    def label(self) -> str:
        """The noun on screen."""
        return _LABELS[self]


_LABELS = {
    What.VISIT: "随访",
    What.RATING: "危险性评估",
    What.PROPOSAL: "提出级别变更",
    What.DECISION: "级别认定",
    What.LETTER: "签责任书",
    What.LETTER_END: "责任书终止",
    What.MOVE: "迁移",
    What.STATUS: "状态",
    What.INCIDENT: "肇事肇祸",
    What.PAGE: "材料",
    What.OBJECTION: "提出异议",
    What.ANSWER: "答复异议",
    What.CONSENT: "知情同意",
    What.NOTICE: "通报",
    What.FILING: "备案",
    What.LEAD_TOLD: "通报线索",
    What.LETTER_ISSUED: "出具责任书",
    What.LIST_ASKED: "通知名单录入",
    What.LIST_DONE: "名单录入",
    What.MOVE_RECEIPT: "接收回执",
    What.PAPER: "打印告知",
}
GROUPS: dict[What, Group] = {
    What.VISIT: Group.LEVEL,
    What.RATING: Group.RATING,
    What.PROPOSAL: Group.LEVEL,
    What.DECISION: Group.LEVEL,
    What.LETTER: Group.LETTERS,
    What.LETTER_END: Group.LETTERS,
    What.MOVE: Group.IDENTITY,
    What.STATUS: Group.HOSPITAL_DATES,
    What.INCIDENT: Group.INCIDENTS,
    What.PAGE: Group.PUBLIC,
    What.OBJECTION: Group.LEVEL,
    What.ANSWER: Group.LEVEL,
    What.CONSENT: Group.LEVEL,
    What.NOTICE: Group.LEVEL,
    What.FILING: Group.LEVEL,
    What.LEAD_TOLD: Group.LEADS,
    What.LETTER_ISSUED: Group.LETTERS,
    What.LIST_ASKED: Group.LIST_ENTRY,
    What.LIST_DONE: Group.LIST_ENTRY,
    What.MOVE_RECEIPT: Group.IDENTITY,
    What.PAPER: Group.IDENTITY,
}
"""Pages, papers, lists and leads are filtered one by one besides: by what a page shows (domain.file_disclosure), what a
paper is about (domain.papers), the lists and leads a role may know of."""
HANDED_OUT = {
    PaperKind.CONSENT_BLANK: "患者、监护人",
    PaperKind.MOVE: "接收的单位",
    PaperKind.MOVE_LETTER: "接收的单位",
    PaperKind.OBJECTION: "患者、监护人",
    PaperKind.REASONS: "患者、监护人",
}
"""Papers printed to tell somebody outside, and whom."""
NOTICES = frozenset(
    {DueKind.LOST_CONTACT, DueKind.SEARCH, DueKind.GUARDIAN_REPORT, DueKind.DANGER_REASSESSMENT}
)
"""What is passed on to another office when it is seen: its list, from that day, says so."""
_CONSENT = {"agreed": "同意参加社区服务管理", "refused": "拒绝参加社区服务管理", "withdrawn": "撤回同意"}


@dataclass(frozen=True)
class Entry:
    """One entry. `level`: drawn as a chip where the entry is about one. `ref`: the record's opaque name."""

    what: What
    on: date
    words: str
    level: RiskLevel | None
    ref: str


@dataclass(frozen=True)
class Event:
    """What the records say of one entry, in codes; which code stands where, `entry_of` knows."""

    what: What
    on: date
    ref: str
    a: str = ""
    b: str = ""
    c: str = ""


def seen_by(role: Role) -> list[What]:
    """The kinds of entries a role may know of."""
    return [what for what in What if may_see(role, GROUPS[what])]


def entry_of(event: Event) -> Entry:
    """An event in words."""
    words, level = _WORDS[event.what](event)
    return Entry(event.what, event.on, words, RiskLevel(level) if level else None, event.ref)


def _visit(event: Event) -> tuple[str, str]:
    """a: points or nothing; b: the level shown; c: the manner."""
    manner = Manner(event.c).label
    if not event.a:
        return f"{manner}，未见到人", ""
    return f"{manner}，{Decimal(event.a).normalize():f}分，初判", event.b


def _decision(event: Event) -> tuple[str, str]:
    """a: the level; b: the ground of an exit; c: who decided."""
    return f"{event.c}认定" + (f"出库：{Exit(event.b).label}" if event.b else ""), event.a


def _proposal(event: Event) -> tuple[str, str]:
    """a: the level asked for; b: the ground of an exit."""
    return (f"出库：{Exit(event.b).label}" if event.b else "提出"), event.a


def _move(event: Event) -> tuple[str, str]:
    """a: the kind; b: how far it is; c: who was told, in words."""
    told = f"，告诉{event.c}" if event.c else ""
    return f"{MoveKind(event.a).label}，{MoveState(event.b).label}{told}", ""


def _list_asked(event: Event) -> tuple[str, str]:
    """a: the list; b: the act; c: unit and role that owe it, parted by a bar."""
    unit, role = event.c.split("|")
    return f"{ListAct(event.b).label}{ListSystem(event.a).label}，告诉{unit}{Role(role).label}", ""


def _list_done(event: Event) -> tuple[str, str]:
    """a: the list; b: the act; c: the number it gave."""
    number = f"，编号{event.c}" if event.c else ""
    return f"已{ListAct(event.b).label}{ListSystem(event.a).label}{number}", ""


def _filing(event: Event) -> tuple[str, str]:
    """a: county or city; b: the city's office; c: the number."""
    by = "区县备案" if event.a == "county" else f"{event.b or '市级'}备案"
    return by + (f"，{event.c}" if event.c else ""), ""


def _paper(event: Event) -> tuple[str, str]:
    """a: the kind; b: the number."""
    kind = PaperKind(event.a)
    return f"{kind.label}（{event.b}），给{HANDED_OUT[kind]}", ""


def _status(event: Event) -> tuple[str, str]:
    """a: the status; b: from whom it is known."""
    return f"{PatientStatus(event.a).label}（{event.b}）", ""


_WORDS: dict[What, Callable[[Event], tuple[str, str]]] = {
    What.VISIT: _visit,
    What.RATING: lambda event: (f"{event.a}级（{clinic_name(event.b)}）", ""),
    What.PROPOSAL: _proposal,
    What.DECISION: _decision,
    What.LETTER: lambda event: (event.a, ""),
    What.LETTER_END: lambda event: (event.a, ""),
    What.MOVE: _move,
    What.STATUS: _status,
    What.INCIDENT: lambda event: (event.a, ""),
    What.PAGE: lambda event: (PageKind(event.a).label, ""),
    What.OBJECTION: lambda event: (f"对{About(event.a).label}提出", ""),
    What.ANSWER: lambda event: (Outcome(event.a).label, ""),
    What.CONSENT: lambda event: (_CONSENT[event.a], ""),
    What.NOTICE: lambda event: (f"{DueKind(event.a).label}，告诉{event.b}{Role(event.c).label}", ""),
    What.FILING: _filing,
    What.LEAD_TOLD: lambda event: (f"{event.a}，告诉{event.b}{Role(event.c).label}", ""),
    What.LETTER_ISSUED: lambda event: (event.a, ""),
    What.LIST_ASKED: _list_asked,
    What.LIST_DONE: _list_done,
    What.MOVE_RECEIPT: lambda event: (f"{event.a or '对方'}，{event.b}", ""),
    What.PAPER: _paper,
}
