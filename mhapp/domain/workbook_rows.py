"""The rules of one row of a roster that comes in: what it says of a person, and what is wrong with it in words.

A blank cell says nothing. What stands on paper already (numbers, a level) is kept as it is. Nothing here looks at
other people: what a row has to do with those registered stands in `workbook_matches`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mhapp.domain.errors import RuleBroken
from mhapp.domain.paper_decision import PaperDecision, check_paper
from mhapp.domain.patient_status import GONE, PatientStatus
from mhapp.domain.registration import NewPerson, look_over
from mhapp.domain.risk_level import UNGRADED, RiskLevel
from mhapp.domain.workbook_columns import Column, ColumnSet
from mhapp.domain.workbook_values import Cell, is_blank, read_day, read_number, read_text
from mhapp.domain.workbook_villages import Village, VillageNames

LONGEST_REMARK = 1000
Blame = Callable[[str, str], None]
"""Says what is wrong under a column: (its code, the words)."""


@dataclass(frozen=True)
class RosterSheet:
    """A sheet as it stands: its headers, where each column is, and the rows below that say anything.

    `places`: column code → place from 0; `headers`: column code → the header as written; `rows`: (the sheet's own
    row number, cells); `unknown`: headers that mean nothing to us.
    """

    places: dict[str, int]
    headers: dict[str, str]
    unknown: tuple[str, ...]
    rows: list[tuple[int, list[Cell]]]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row: the sheet's own row number, the header it stands under, what to write instead."""

    row: int
    header: str
    words: str


@dataclass(frozen=True)
class RosterRow:
    """What a good row says. `said`: the columns it fills in; only they are compared with what is registered."""

    row: int
    person: NewPerson
    village: Village
    status: PatientStatus
    paper: PaperDecision | None
    remarks: str
    said: frozenset[str]


@dataclass
class RowReader:
    """Reads rows against the columns of one sheet.

    `places`: column code → place in the row; `headers`: column code → the header as the sheet writes it.
    """

    columns: ColumnSet
    places: Mapping[str, int]
    headers: Mapping[str, str]
    villages: VillageNames
    today: date

    def read(self, number: int, cells: Sequence[Cell]) -> tuple[RosterRow | None, list[Fault]]:
        """A row's facts, or None with everything that is wrong with it."""
        values, faults = self._values(number, cells)
        wrong = {fault.header for fault in faults}

        def blame(code: str, words: str) -> None:
            if self.header(code) not in wrong:  # one cell, one fault: the first says what to mend
                faults.append(Fault(number, self.header(code), words))
                wrong.add(self.header(code))

        if "diagnosis_code" not in values:
            blame("diagnosis_code", f"请填写诊断：{'、'.join(self.columns['diagnosis_code'].options)}")
        person, broken = look_over(_person(values, self.today), today=self.today)
        for error in broken:
            blame(error.field or "name", str(error))
        village = self._village(values, blame)
        status = PatientStatus(values.get("status") or PatientStatus.COMMUNITY)
        paper = _paper(values, status, person.birth_date, self.today, blame)
        remarks = str(values.get("remarks") or "")
        if len(remarks) > LONGEST_REMARK:
            blame("remarks", f"备注最多{LONGEST_REMARK}个字")
        if faults or village is None:
            return None, faults
        return RosterRow(number, person, village, status, paper, remarks, frozenset(values)), []

    def _village(self, values: Mapping[str, Any], blame: Blame) -> Village | None:
        try:
            return self.villages.find(str(values.get("village") or ""), str(values.get("township") or ""))
        except RuleBroken as error:
            blame("village", str(error))
            return None

    def header(self, code: str) -> str:
        """The header of a column as the sheet writes it; ours where the sheet has none."""
        return self.headers.get(code) or self.columns[code].header

    def _values(self, number: int, cells: Sequence[Cell]) -> tuple[dict[str, Any], list[Fault]]:
        values: dict[str, Any] = {}
        faults = []
        for code, place in self.places.items():
            value = cells[place] if place < len(cells) else None
            if is_blank(value):
                continue
            try:
                values[code] = _read(self.columns[code], value)
            except RuleBroken as error:
                faults.append(Fault(number, self.header(code), str(error)))
        return values, faults


_PAPER_ASKS = {
    "decided_on": "请填写认定日期：纸上写的是哪一天",
    "authority": "请填写认定机关：纸上盖章的是哪个机关",
    "document_number": "请填写认定文号；纸上没有的写“无”",
}
"""What goes with a level on paper, and how it is asked for."""
_BETWEEN_NAMES = frozenset("、，,；;/\n\r")
_TEXTS = (
    "name", "no_identity_reason", "phone", "address", "group_label", "diagnosed_at", "guardian_name",
    "guardian_relation", "guardian_phone", "management_number", "display_number",
)  # fmt: skip


def _read(column: Column, value: Cell) -> date | str | None:
    if column.kind == "day":
        return read_day(value, column.header)
    if column.kind == "number":
        return read_number(value, column.header)
    text = read_text(value, column.header)
    if column.code == "name":
        _check_name(text)
    if column.code == "remarks":
        return value if isinstance(value, str) else text
    if column.kind != "choice":
        return text
    code = column.code_of(text)
    if code is None:
        raise RuleBroken(f"{column.header}“{text[:20]}”不在可填的范围里，请写：{'、'.join(column.options)}")
    return code


def _check_name(text: str) -> None:
    if not any(sign.isalpha() for sign in text):
        raise RuleBroken(f"姓名“{text[:20]}”里没有文字，请核对")
    if any(sign in _BETWEEN_NAMES for sign in text):
        raise RuleBroken(f"姓名“{' '.join(text.split())[:20]}”里好像不止一个人，请一人一行")


def _person(values: Mapping[str, Any], today: date) -> NewPerson:
    texts: dict[str, Any] = {code: str(values.get(code) or "") for code in _TEXTS}
    diagnosed_on = values.get("diagnosed_on")
    confirmed_on = values.get("confirmed_on") or diagnosed_on or today
    return NewPerson(
        confirmed_on=confirmed_on,
        sex=values.get("sex"),
        birth_date=values.get("birth_date"),
        identity_number=str(values["identity_number"]) if values.get("identity_number") else None,
        diagnosis_code=values.get("diagnosis_code"),
        diagnosed_on=diagnosed_on,
        **texts,
    )


def _paper(
    values: Mapping[str, Any], status: PatientStatus, born: date | None, today: date, blame: Blame
) -> PaperDecision | None:
    level = values.get("level")
    if level in (None, UNGRADED):
        if any(values.get(code) for code in _PAPER_ASKS):
            blame("level", "填了认定日期、机关或文号的，请同时填写风险等级：红、橙、黄或绿")
        return None
    if status in GONE:
        blame("level", f"人员状态是{status.label}的不再有级别，请把风险等级和认定的几栏留空")
        return None
    missing = [code for code in _PAPER_ASKS if not values.get(code)]
    for code in missing:
        blame(code, _PAPER_ASKS[code])
    if missing:
        return None
    paper = PaperDecision(
        RiskLevel(level), values["decided_on"], values["authority"], values["document_number"]
    )
    try:
        return check_paper(paper, today=today, last_on=None, born=born)
    except RuleBroken as error:
        blame(error.field or "level", str(error))
        return None
