"""A person's whole file (一人一档) as one PDF: cover, contents with page numbers, the eight parts with forms and scans.

Shape, for who puts it together:

    FilePaper(
        mark=Mark(number, check_code),          # of the paper row of kind FILE
        name="张示例", facts=(("管理编号", "…"), ("现住址", "…")),   # what the cover says of the person
        unit="云栖区石盘镇柏树村", printed_by="石盘镇民生服务办 王某", printed_on=date,
        parts=(                                  # all eight, in order
            FilePart(1, "信息登记表", state="已有", remark="", forms=(PlainForm, …), pages=(ScannedPage, …)),
            FilePart(6, "司法鉴定报告书或肇事肇祸情况说明", state="不适用", remark="没有肇事肇祸记录"),
        ),
    )

`forms` are `plain_form.PlainForm`; a letter becomes one through `letter_as_form`. `pages` are pictures as JPEG bytes,
one a page, turned the right way up already. `state` and `remark` are words: 已有, 缺 with whose turn, 不适用 with
why. What the reader may not know is not in here: whoever fills it has left it out, and says so in `remark`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mhapp.documents.plain_form import Mark, PlainForm


@dataclass(frozen=True)
class ScannedPage:
    """One scan or photo, a page of its own."""

    title: str
    """What it is: 诊断证明书."""
    jpeg: bytes
    dated: date | None = None
    number: int = 1
    """Which page of how many of that title."""
    of: int = 1


@dataclass(frozen=True)
class FilePart:
    """One of the eight parts."""

    number: int
    title: str
    state: str
    remark: str = ""
    forms: tuple[PlainForm, ...] = ()
    pages: tuple[ScannedPage, ...] = ()


@dataclass(frozen=True)
class FilePaper:
    """Everything of one whole-file print."""

    mark: Mark
    name: str
    unit: str
    printed_by: str
    printed_on: date
    parts: tuple[FilePart, ...]
    facts: tuple[tuple[str, str], ...] = field(default=())
    notice: str = ""
    """The sample sheet's whole notice, when the file holds a score."""
