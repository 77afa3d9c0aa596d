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
from pathlib import Path

from mhapp.documents.form_pdf import INVENTED, environment, heading_faces, sheet
from mhapp.documents.letter import LetterPaper
from mhapp.documents.plain_form import Mark, Paragraphs, Part, PlainForm, Signatures, long_day
from mhapp.documents.render import render_pdf
from mhapp.domain.papers import PaperKind


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


def patient_file_pdf(paper: FilePaper, *, fonts: Path | None = None, invented: bool = False) -> bytes:
    """The whole file as one tagged PDF; every page carries its number, page of pages, and the check code."""
    pictures = {_picture(part, n): page.jpeg for part in paper.parts for n, page in enumerate(part.pages)}
    title = PaperKind.FILE.label
    html = (
        environment()
        .get_template("patient_file.html")
        .render(paper=paper, title=title, picture=_picture, caption=_caption, day=long_day(paper.printed_on))
    )
    css = sheet("form.css") + sheet("patient_file.css") + (INVENTED if invented else "")
    forms = [form for part in paper.parts for form in part.forms]
    words = title + "目录第部分　" + "".join(part.title for part in paper.parts) + "一二三四五六七八"
    return render_pdf(html, css=css, fonts=fonts, small_faces=heading_faces(forms, words), pictures=pictures)


def letter_as_form(letter: LetterPaper) -> PlainForm:
    """An issued letter in the layout of the file: the same words under its own number and check code."""
    text = letter.text
    parts: list[Part] = [Paragraphs(tuple(text.opening))]
    parts += [Paragraphs(tuple(section.paragraphs), section.heading) for section in text.sections]
    parts.append(Paragraphs(tuple(text.closing)))
    parts.append(Signatures(tuple(box.party for box in text.signatures)))
    return PlainForm(text.title, tuple(parts), Mark(letter.number, letter.check_code))


def _picture(part: FilePart, n: int) -> str:
    return f"{part.number}-{n}"


def _caption(page: ScannedPage) -> str:
    """诊断证明书（2026年7月1日，第2页，共3页）."""
    said = [long_day(page.dated)] if page.dated else []
    said += [f"第{page.number}页，共{page.of}页"] if page.of > 1 else []
    return f"{page.title}（{'，'.join(said)}）" if said else page.title
