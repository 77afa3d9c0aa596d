"""患者信息登记表 on paper: 表6 and 表7 of the national standard with relatives, residence and care team (forms §5, §6).

Which fields there are, their codes and their order are the registration's data; here they are only laid out:

    RegistrationPaper(
        unit="云栖区石盘镇柏树村", management_number="500-00031",
        sections=(
            FormSection("一、个人基本信息", (
                FormField("姓名", "张示例"),
                FormField("性别", Coded("1男 2女", ("1",))),
                FormField("现住址", "柏树村3组", wide=True),
            )),
        ),
        filled_by="李医生", filled_on=date(2026, 7, 1),
    )

Fields stand two in a row, a wide one in a row of its own. What the reader may not know is left out by whoever fills
it. An empty content prints as a cell to write in, `Coded(choices)` without codes as an empty box.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mhapp.documents.plain_form import (
    Content,
    Digits,
    Label,
    Mark,
    PlainForm,
    Row,
    Signatures,
    Table,
    Value,
    long_day,
    pairs,
)
from mhapp.domain.papers import PaperKind

LONGEST_BESIDE = 24
"""A text or a line of choices longer than this has a row of its own."""


@dataclass(frozen=True)
class FormField:
    """One field: its label, its content, and whether it needs a row of its own (long ones get one by themselves)."""

    label: str
    content: Content = ""
    wide: bool = False

    @property
    def needs_a_row(self) -> bool:
        """Whether it stands alone in its row."""
        text = self.content if isinstance(self.content, str) else getattr(self.content, "choices", "")
        return self.wide or len(text) > LONGEST_BESIDE


@dataclass(frozen=True)
class FormSection:
    """One section with its heading."""

    heading: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class RegistrationPaper:
    """All that is printed of one registration."""

    unit: str
    sections: tuple[FormSection, ...]
    management_number: str = ""
    filled_by: str = ""
    filled_on: date | None = None


def registration_form(paper: RegistrationPaper, mark: Mark | None = None) -> PlainForm:
    """The form, ready for paper or for the whole file."""
    number = Digits(paper.management_number) if paper.management_number else ""
    # A number of eighteen boxes is wider than half a row.
    top = Table(pairs([("编号", number), ("所在地", paper.unit)], wide=("编号", "所在地")))
    sections = tuple(_table(section) for section in paper.sections)
    end = Table(
        (Row(Label("填表人"), Value(paper.filled_by), Label("填表日期"), Value(long_day(paper.filled_on))),)
    )
    signed = Signatures(("患者或监护人签字", "医生签字"))
    return PlainForm(PaperKind.REGISTRATION.label, (top, *sections, end, signed), mark)


def _table(section: FormSection) -> Table:
    wide = [field.label for field in section.fields if field.needs_a_row]
    return Table(
        pairs([(field.label, field.content) for field in section.fields], wide=wide), section.heading
    )
