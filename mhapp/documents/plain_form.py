"""What a form on paper is put together from: title, number line, tables of labels and values, opinions, signatures.

A form is put together from frozen dataclasses and knows nothing of where they came from:

    PlainForm(
        title="患者信息登记表",
        mark=Mark(number="石盘档〔2026〕0031号", check_code="7F3A91QX"),
        lines=("云栖区石盘镇柏树村",),
        parts=(
            Table(rows=(
                Row(Label("姓名"), Value("张示例"), Label("性别"), Value(Coded("1男 2女", ("1",)))),
                Row(Label("住址"), Value("柏树村3组", span=10)),
            ), heading="一、基本信息"),
            Opinions((Opinion("村小组意见", "同意", "王干部", date(2026, 7, 1)),)),
            Signatures(("患者或监护人签字", "工作人员签字")),
        ),
        notice="示例积分表（非官方）…",
    )

A table has 12 equal columns; every row's spans add up to 12 (`Label` takes 2, `Value` 4 unless told), else building
it raises ValueError. What is empty prints as an empty cell to write in. `form_pdf` lays it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

COLUMNS = 12


@dataclass(frozen=True)
class Coded:
    """A coded answer as the national forms print it: all choices in one line, the chosen digits in boxes at its end.

    `codes` may be empty (an empty box to write in); `words` follows the boxes (其他：…).
    """

    choices: str
    codes: tuple[str, ...] = ()
    words: str = ""

    @property
    def boxes(self) -> tuple[str, ...]:
        """What stands in the boxes; at least one box."""
        return self.codes or ("",)


@dataclass(frozen=True)
class Tick:
    """One choice with its box, ticked or not."""

    label: str
    on: bool = False


@dataclass(frozen=True)
class Ticks:
    """Choices side by side, each with its box: ☑ 同意　□ 不同意."""

    choices: tuple[Tick, ...]


@dataclass(frozen=True)
class Digits:
    """A number written one sign a box: 编号 □□□-□□□□□. A dash stands between boxes, a space is an empty box."""

    signs: str


Content = str | Coded | Ticks | Digits
"""What a cell holds; a text may have several lines."""


@dataclass(frozen=True)
class Label:
    """A heading cell; on top of columns with `column=True`."""

    text: str
    span: int = 2
    rows: int = 1
    column: bool = False


@dataclass(frozen=True)
class Value:
    """A cell with something in it. `number`: set to the right, as figures that are added up. `strong`: in bold."""

    content: Content = ""
    span: int = 4
    rows: int = 1
    number: bool = False
    strong: bool = False


Cell = Label | Value


@dataclass(frozen=True, init=False)
class Row:
    """One row of cells from left to right, without those that reach down from the row above."""

    cells: tuple[Cell, ...]

    def __init__(self, *cells: Cell) -> None:
        object.__setattr__(self, "cells", cells)

    @property
    def is_head(self) -> bool:
        """Whether it names the columns."""
        return all(isinstance(cell, Label) and cell.column for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """A table of 12 equal columns. Raises ValueError where a row does not fill them."""

    rows: tuple[Row, ...]
    heading: str = ""
    note: str = ""
    """A line under the table."""
    whole: bool = False
    """Never broken over two pages."""

    @property
    def shape(self) -> str:
        """Which macro of the template draws it."""
        return "Table"

    @property
    def head(self) -> tuple[Row, ...]:
        """The rows that stand again on every page: those of column labels alone, on top."""
        body = next((n for n, row in enumerate(self.rows) if not row.is_head), len(self.rows))
        return self.rows[:body]

    @property
    def body(self) -> tuple[Row, ...]:
        """The rows under them."""
        return self.rows[len(self.head) :]

    def __post_init__(self) -> None:
        reaching: list[tuple[int, int]] = []  # (span, rows still to come) of cells from above
        for row in self.rows:
            taken = sum(span for span, _ in reaching)
            width = taken + sum(cell.span for cell in row.cells)
            if width != COLUMNS:
                raise ValueError(f"a row fills {width} of {COLUMNS} columns: {row.cells!r}")
            reaching = [(span, left - 1) for span, left in reaching if left > 1]
            reaching += [(cell.span, cell.rows - 1) for cell in row.cells if cell.rows > 1]


@dataclass(frozen=True)
class Paragraphs:
    """Running text, each paragraph indented by two characters."""

    lines: tuple[str, ...]
    heading: str = ""

    @property
    def shape(self) -> str:
        """Which macro of the template draws it."""
        return "Paragraphs"


@dataclass(frozen=True)
class Opinion:
    """The opinion of one step, with name, day and, by `seal`, room for a seal of 40 mm.

    Empty words print as an empty box to write in; `remark` stands small beside the signature line.
    """

    title: str
    words: str = ""
    name: str = ""
    on: date | None = None
    seal: bool = True
    remark: str = ""

    @property
    def day(self) -> str:
        """2026年7月1日, or the blanks to write it in."""
        return long_day(self.on) or "　　　年　　月　　日"


@dataclass(frozen=True)
class Opinions:
    """The opinions of a case, one under the other in one table.

    `beside`: two that answer each other stand side by side, each with room for its seal, and never apart.
    """

    rows: tuple[Opinion, ...]
    heading: str = ""
    beside: bool = False

    @property
    def shape(self) -> str:
        """Which macro of the template draws it."""
        return "Opinions"


@dataclass(frozen=True)
class Signatures:
    """Lines to sign on, side by side, each with room for a day. `fingerprint`: those that also have room for one."""

    lines: tuple[str, ...]
    fingerprint: bool = False

    @property
    def shape(self) -> str:
        """Which macro of the template draws it."""
        return "Signatures"


Part = Table | Paragraphs | Opinions | Signatures


@dataclass(frozen=True)
class Mark:
    """What stands on every page of a paper: its number and its check code."""

    number: str
    check_code: str

    @property
    def is_blank(self) -> bool:
        """Whether it stands on a sheet that was made from no record."""
        return self == BLANK


BLANK = Mark("空白表", "无")
"""Of a sheet to fill in by hand: no record, no number, nothing to check."""


@dataclass(frozen=True)
class PlainForm:
    """One form. `lines` stand under the title (unit, national number); `notice` whole at its end, as the sample
    sheet's; `mark` is None for a form printed inside a whole file that never had a paper of its own."""

    title: str
    parts: tuple[Part, ...]
    mark: Mark | None = None
    lines: tuple[str, ...] = ()
    notice: str = ""
    dense: bool = False
    """Running text in the tables' size, where a paper to sign should not need a second page."""
    on: date | None = None
    """The day of its record, by which the contents of a whole file tell forms of one kind apart."""

    @property
    def entry(self) -> str:
        """Its line in the contents: 随访探视积分表（2026年7月1日）."""
        return f"{self.title}（{long_day(self.on)}）" if self.on else self.title


def long_day(day: date | None) -> str:
    """2026年8月1日; nothing for None."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def pairs(pairs_: Sequence[tuple[str, Content]], *, wide: Sequence[str] = ()) -> tuple[Row, ...]:
    """Rows of two labels and two values each, in order; a label named in `wide` has a row for itself."""
    rows: list[Row] = []
    waiting: list[Cell] = []
    for label, content in pairs_:
        if label in wide:
            rows += _finished(waiting)
            waiting = []
            rows.append(Row(Label(label), Value(content, span=10)))
            continue
        waiting += [Label(label), Value(content)]
        if len(waiting) == 4:
            rows.append(Row(*waiting))
            waiting = []
    return tuple(rows + _finished(waiting))


def _finished(waiting: list[Cell]) -> list[Row]:
    """A row for a pair left alone: its value reaches to the edge."""
    if not waiting:
        return []
    label, value = waiting
    assert isinstance(value, Value)
    return [Row(label, Value(value.content, span=10))]


def edition_words(edition: str) -> str:
    """An edition as papers name it: those that are shipped as samples by a Chinese name."""
    return edition.replace("sample-", "示例")
