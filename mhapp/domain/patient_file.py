"""One person, one file (一人一档): which of the eight parts is there, missing, or not asked for, and whose turn it is.

The parts fill from records and pages; nothing is ticked. For danger 3 or more, or an incident, more is asked [S1].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mhapp.domain.file_page import PageKind, Part
from mhapp.domain.roles import Role

HIGH_DANGER = 3
"""From here on the file also holds what `_asked_of_some` names [S1]."""


class State(StrEnum):
    """Where a part stands."""

    PRESENT = "present"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The word on screen and paper."""
        return {State.PRESENT: "已有", State.MISSING: "缺", State.NOT_APPLICABLE: "不适用"}[self]


class Mend(StrEnum):
    """Where a gap is closed: the page of an act, which the web floor knows."""

    REGISTRATION = "registration"
    CONSENT = "consent"
    PROPOSE = "propose"
    CASE = "case"
    CERTIFICATE = "certificate"
    RATING = "rating"
    VISIT = "visit"
    GUARDIAN = "guardian"
    LETTER = "letter"
    INCIDENT = "incident"
    DAILY_CONDUCT = "daily_conduct"
    HISTORY = "history"
    HOSPITAL_RECORD = "hospital_record"
    LIST_ENTRY = "list_entry"
    RESPONSIBLE = "responsible"


@dataclass(frozen=True)
class Gap:
    """One thing a part still needs: in words, whose turn it is, and where it is done."""

    words: str
    turn: Role
    mend: Mend


@dataclass(frozen=True)
class PartState:
    """One part of a file on a day. `words`: what is there, or why it is not asked for."""

    part: Part
    state: State
    words: str = ""
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class FileFacts:
    """What records and pages say about a person's file.

    `sections_missing`: titles of the registration sections not filled yet, each with who fills it.
    `proposal_waits_for`: whose step an open proposal is at. `rating`: the latest danger rating.
    `cannot_be_designated`: the measure taken where nobody can become the guardian. `left_words`: the status of who
    has died, moved away or left the list, with whom no letter is signed any more. `incident_seen`: a visit or
    the registration form names an incident in the person's history. `level_changes`: determinations after the
    first that changed the level.
    `entries_missing`: the lists kept elsewhere the person is still to be entered into, each with who enters; None
    for a reader who may not know of the lists. `pages`: kinds of the pages that count.
    """

    sections_missing: tuple[tuple[str, Role], ...] = ()
    consent_recorded: bool = False
    determined: bool = False
    proposal_waits_for: Role | None = None
    rating: int | None = None
    scored_visits: int = 0
    letter_holds: bool = False
    has_guardian: bool = False
    cannot_be_designated: str = ""
    left_words: str = ""
    incidents: int = 0
    incident_seen: bool = False
    level_changes: int = 0
    responsible_unit: bool = False
    entries_missing: tuple[tuple[str, Role], ...] | None = ()
    pages: frozenset[PageKind] = frozenset()

    @property
    def asks_for_more(self) -> bool:
        """Whether the file is one of those that hold more [S1]."""
        return (self.rating or 0) >= HIGH_DANGER or self.had_incident

    @property
    def had_incident(self) -> bool:
        """Whether anything says there was an incident."""
        pages = {PageKind.FORENSIC_REPORT, PageKind.INCIDENT_STATEMENT} & self.pages
        return bool(self.incidents or self.incident_seen or pages)


def file_parts(facts: FileFacts) -> tuple[PartState, ...]:
    """All eight parts, in order."""
    return tuple(_RULES[part](part, facts) for part in Part)


def completeness(parts: Sequence[PartState]) -> tuple[int, int]:
    """(parts that are there, parts that are asked for)."""
    there = sum(part.state is State.PRESENT for part in parts)
    return there, there + sum(part.state is State.MISSING for part in parts)


def _judged(part: Part, gaps: list[Gap], words: str) -> PartState:
    return PartState(part, State.MISSING, "", tuple(gaps)) if gaps else PartState(part, State.PRESENT, words)


def _registration(part: Part, facts: FileFacts) -> PartState:
    by_turn: dict[Role, list[str]] = {}
    for title, turn in facts.sections_missing:
        by_turn.setdefault(turn, []).append(title)
    gaps = [
        Gap(f"登记表没填完：{'、'.join(titles)}", turn, Mend.REGISTRATION) for turn, titles in by_turn.items()
    ]
    if not facts.consent_recorded and PageKind.CONSENT not in facts.pages:
        gaps.append(Gap("知情同意还没登记", Role.CLINIC_DOCTOR, Mend.CONSENT))
    return _judged(part, gaps, "登记表已填完")


def _admission(part: Part, facts: FileFacts) -> PartState:
    if facts.determined or PageKind.APPROVAL in facts.pages:
        return PartState(part, State.PRESENT, "已认定")
    if facts.proposal_waits_for is not None:
        gap = Gap("已提出，还没认定", facts.proposal_waits_for, Mend.CASE)
    else:
        gap = Gap("还没提出首次定级", Role.VILLAGE_CADRE, Mend.PROPOSE)
    return PartState(part, State.MISSING, "", (gap,))


def _diagnosis(part: Part, facts: FileFacts) -> PartState:
    gaps = []
    if PageKind.CERTIFICATE not in facts.pages:
        gaps.append(Gap("缺诊断证明书", Role.CLINIC_DOCTOR, Mend.CERTIFICATE))
    if facts.rating is None and PageKind.RATING_REPORT not in facts.pages:
        gaps.append(Gap("还没评定危险性", Role.CLINIC_DOCTOR, Mend.RATING))
    words = "诊断证明书和危险性评估都有" if facts.rating is None else f"诊断证明书，危险性{facts.rating}级"
    return _judged(part, gaps, words)


def _visits(part: Part, facts: FileFacts) -> PartState:
    if facts.scored_visits:
        return PartState(part, State.PRESENT, f"{facts.scored_visits}次随访积分")
    if PageKind.VISIT_SHEET in facts.pages:
        return PartState(part, State.PRESENT, "有纸质随访记录")
    return _judged(part, [Gap("还没有评分的随访", Role.VILLAGE_CADRE, Mend.VISIT)], "")


def _letters(part: Part, facts: FileFacts) -> PartState:
    if facts.letter_holds:
        return PartState(part, State.PRESENT, "有生效中的责任书或协议")
    if facts.left_words:
        return PartState(part, State.NOT_APPLICABLE, f"{facts.left_words}，不再签责任书")
    if facts.cannot_be_designated and not facts.has_guardian:
        return PartState(part, State.NOT_APPLICABLE, f"无法指定监护人，{facts.cannot_be_designated}")
    if not facts.has_guardian:
        gap = Gap("没有监护人，要先指定", Role.CIVIL_AFFAIRS, Mend.GUARDIAN)
    else:
        gap = Gap("没有生效中的责任书或协议", Role.VILLAGE_CADRE, Mend.LETTER)
    return PartState(part, State.MISSING, "", (gap,))


def _incidents(part: Part, facts: FileFacts) -> PartState:
    if not facts.had_incident:
        return PartState(part, State.NOT_APPLICABLE, "没有肇事肇祸记录")
    if facts.incidents:
        return PartState(part, State.PRESENT, f"{facts.incidents}件情况说明")
    gaps = []
    if not {PageKind.FORENSIC_REPORT, PageKind.INCIDENT_STATEMENT} & facts.pages:
        gaps.append(
            Gap("随访或登记表记有肇事肇祸史，缺情况说明或司法鉴定", Role.POLICE_OFFICER, Mend.INCIDENT)
        )
    return _judged(part, gaps, "有鉴定书或情况说明")


def _level_changes(part: Part, facts: FileFacts) -> PartState:
    if facts.level_changes:
        return PartState(part, State.PRESENT, f"首次定级后变更{facts.level_changes}次")
    if PageKind.CHANGE_FORM in facts.pages:
        return PartState(part, State.PRESENT, "有纸质呈报表")
    return PartState(part, State.NOT_APPLICABLE, "首次定级后没有变更")


def _other(part: Part, facts: FileFacts) -> PartState:
    if not facts.asks_for_more:
        held = [kind.label for kind in PageKind if kind.part is part and kind in facts.pages]
        if held:
            return PartState(part, State.PRESENT, "、".join(held))
        return PartState(part, State.NOT_APPLICABLE, "危险性3级以下、没有肇事肇祸的，不要求")
    asked = _asked_of_some(facts)
    there = "、".join(name for name, gaps in asked if not gaps)
    gaps = tuple(gap for _, missing in asked for gap in missing)
    if gaps:
        return PartState(part, State.MISSING, f"已有{there}" if there else "", gaps)
    return PartState(part, State.PRESENT, f"{there}都有")


def _asked_of_some(facts: FileFacts) -> list[tuple[str, tuple[Gap, ...]]]:
    """What the notice asks for beyond the other parts, in its order: its name, and what it still lacks [S1]."""

    def unless(there: bool, words: str, turn: Role, mend: Mend) -> tuple[Gap, ...]:
        return () if there else (Gap(words, turn, mend),)

    pages, cadre, doctor = facts.pages, Role.VILLAGE_CADRE, Role.CLINIC_DOCTOR
    visited = bool(facts.scored_visits) or PageKind.VISIT_SHEET in pages
    entries = tuple(
        Gap(f"还没录入{name}", turn, Mend.LIST_ENTRY) for name, turn in facts.entries_missing or ()
    )
    return [
        ("日常表现", unless(PageKind.DAILY_CONDUCT in pages, "缺日常表现", cadre, Mend.DAILY_CONDUCT)),
        *([("录入情况", entries)] if facts.entries_missing is not None else []),
        ("病史", unless(PageKind.HISTORY in pages, "缺病史", doctor, Mend.HISTORY)),
        ("医院病历", unless(PageKind.HOSPITAL_RECORD in pages, "缺收治医院病历", doctor, Mend.HOSPITAL_RECORD)),
        ("责任单位", unless(
            facts.responsible_unit, "没登记责任单位和责任领导", Role.CIVIL_AFFAIRS, Mend.RESPONSIBLE
        )),
        ("走访评估报告", unless(visited, "缺走访评估报告", cadre, Mend.VISIT)),
    ]  # fmt: skip


_RULES = {
    Part.REGISTRATION: _registration,
    Part.ADMISSION: _admission,
    Part.DIAGNOSIS: _diagnosis,
    Part.VISITS: _visits,
    Part.LETTERS: _letters,
    Part.INCIDENTS: _incidents,
    Part.LEVEL_CHANGES: _level_changes,
    Part.OTHER: _other,
}
