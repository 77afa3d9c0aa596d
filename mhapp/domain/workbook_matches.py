"""What the rows of a roster have to do with each other and with the people registered already.

Nobody is registered twice and nobody is overwritten: a row whose person is registered with the same values is
already there, one whose values differ says where, and somebody of another unit is named by that unit alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from mhapp.domain.workbook_rows import Fault, RosterRow

Header = Callable[[str], str]
"""Column code → the header as the sheet writes it."""
COMPARED = (
    "name", "sex", "birth_date", "identity_number", "no_identity_reason", "phone", "village", "group_label", "address",
    "guardian_name", "guardian_relation", "guardian_phone", "diagnosis_code", "diagnosed_on", "diagnosed_at",
    "confirmed_on", "status", "level", "decided_on", "authority", "document_number", "remarks", "display_number",
    "management_number",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """Somebody registered in the county who is, or may be, the person of a row.

    `values`: what is registered, by column, as far as the importer may know it; empty for another unit's person.
    `certain`: by identity number, or by name and birth date where neither has one.
    """

    in_scope: bool
    place: str
    contact: str
    values: Mapping[str, str]
    certain: bool = True


@dataclass(frozen=True)
class Taken:
    """Numbers that belong to other people already."""

    management: frozenset[str] = frozenset()
    display: frozenset[tuple[str, str]] = frozenset()
    """(township, number)"""


@dataclass
class Judged:
    """The rows sorted: to be registered, already there, and what is wrong with the others.

    `unnumbered`: how many of the good ones ask for a place on the roster that is another person's, and come in
    without one: a number is never given twice. `unread`: headers that mean nothing to us.
    """

    unnumbered: int = 0
    unread: tuple[str, ...] = ()
    good: list[RosterRow] = field(default_factory=list)
    already: list[RosterRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def judge(rows: Sequence[RosterRow], known: Mapping[int, Known], taken: Taken, header: Header) -> Judged:
    """Sort rows that are right in themselves. `known`: row number → whoever it may be."""
    judged, seen = Judged(), _Seen(header)
    for row in rows:
        fault = seen.fault_of(row)
        if fault is None:
            person = known.get(row.row)
            fault = _of_known(row, person, taken, header) if person else _of_new(row, taken, header)
            if fault is None and person is not None:
                judged.already.append(row)
                continue
        if fault is not None:
            judged.faults.append(fault)
        else:
            judged.unnumbered += _place_is_taken(row, taken)
            judged.good.append(_without_taken_place(row, taken))
    return judged


def values_of(row: RosterRow) -> dict[str, str]:
    """What a row says, by column, in one spelling; only what it fills in."""
    person, paper = row.person, row.paper
    values: dict[str, object] = {code: getattr(person, code, None) for code in COMPARED}
    values |= {
        "village": row.village.public_id,
        "status": row.status.value,
        "remarks": row.remarks,
        "level": paper.level.value if paper else None,
        "decided_on": paper.decided_on if paper else None,
        "authority": paper.authority if paper else None,
        "document_number": paper.document_number if paper else None,
    }
    return {code: spelt(values[code]) for code in COMPARED if code in row.said and values[code]}


def spelt(value: object) -> str:
    """A value as it is compared."""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _place_is_taken(row: RosterRow, taken: Taken) -> bool:
    return (row.village.township, row.person.display_number) in taken.display


def _without_taken_place(row: RosterRow, taken: Taken) -> RosterRow:
    return replace(row, person=replace(row.person, display_number="")) if _place_is_taken(row, taken) else row


def _of_known(row: RosterRow, known: Known, taken: Taken, header: Header) -> Fault | None:
    column = header("identity_number" if row.person.identity_number else "name")
    if not known.in_scope:
        words = f"这个人已经登记在{known.place}（联系{known.contact}），请先与那里核实，不要重复登记"
        return Fault(row.row, column, words)
    if not known.certain:
        alike = "同名、同出生日期" if row.person.birth_date else "同名"
        words = f"{known.place}已有{alike}的患者，可能是同一个人：请核对身份证号码后在患者档案里补齐"
        return Fault(row.row, column, words)
    said = values_of(row)
    if _place_is_taken(row, taken) and not known.values.get("display_number"):
        del said["display_number"]
    other = [code for code, value in said.items() if code in known.values and known.values[code] != value]
    if not other:
        return None
    words = "、".join(header(code) for code in other[:6])
    return Fault(row.row, header(other[0]), f"这位患者已经在册（{known.place}），{words}与在册的不同；"
                 "导入不改动在册的内容：请在患者档案里更正，或把表里改成一样的")  # fmt: skip


def _of_new(row: RosterRow, taken: Taken, header: Header) -> Fault | None:
    if row.person.management_number in taken.management:
        return Fault(row.row, header("management_number"), "这个管理编号已经是别人的，一人一号，请核对")
    return None


class _Seen:
    """What earlier rows of the same file have used up."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._rows: dict[tuple[str, ...], int] = {}

    def fault_of(self, row: RosterRow) -> Fault | None:
        """The first thing this row shares with an earlier one, else None; then its own are kept."""
        for code, key, words in _keys(row):
            first = self._rows.setdefault(key, row.row)
            if first != row.row:
                return Fault(row.row, self._header(code), f"与第{first}行的{words}相同，请核对，一人只留一行")
        return None


def _keys(row: RosterRow) -> list[tuple[str, tuple[str, ...], str]]:
    person = row.person
    keys: list[tuple[str, tuple[str, ...], str]] = []
    if person.identity_number:
        keys.append(("identity_number", ("identity", person.identity_number), "身份证号码"))
    elif person.birth_date:
        keys.append(("name", ("name", person.name, spelt(person.birth_date)), "姓名和出生日期"))
    else:
        keys.append(("name", ("name", person.name, row.village.public_id, person.address), "姓名、村和住址"))
    if person.management_number:
        keys.append(("management_number", ("management", person.management_number), "管理编号"))
    if person.display_number:
        keys.append(("display_number", ("display", row.village.township, person.display_number), "序号"))
    return keys
