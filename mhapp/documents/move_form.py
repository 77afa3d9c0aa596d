"""患者信息移交表: who moves, from where to where, what the next place needs to know; and the letter to that place."""

from __future__ import annotations

from mhapp.documents.person_rows import level_words, person_table
from mhapp.documents.plain_form import (
    Content,
    Mark,
    Opinion,
    Opinions,
    Paragraphs,
    PlainForm,
    Table,
    long_day,
    pairs,
)
from mhapp.domain.move_on_paper import MoveOnPaper
from mhapp.domain.papers import PaperKind


def move_form(move: MoveOnPaper, mark: Mark | None = None) -> PlainForm:
    """The form that is handed over."""
    return PlainForm(
        PaperKind.MOVE.label,
        (
            person_table(move.person, heading="一、患者"),
            Table(pairs(_move_rows(move), wide=("迁移原因", "新住址", "列管分工")), "二、迁移"),
            *_standing(move),
            Opinions(
                (
                    Opinion("移交单位", words=f"{move.giving_unit}移交", on=move.handed_on),
                    Opinion("接收单位", remark="收到后请盖章回复，并写明患者在当地的编号"),
                ),
                beside=True,
            ),
        ),
        mark,
        (f"移交单位：{move.giving_unit}",),
    )


def _move_rows(move: MoveOnPaper) -> list[tuple[str, Content]]:
    rows: list[tuple[str, Content]] = [
        ("原居住地", move.from_place),
        ("迁往", move.to_place),
        ("迁移日期", long_day(move.moves_on)),
        ("户籍", "不动" if move.keeps_registration else "一起迁"),
        ("新住址", move.new_address),
        ("迁移原因", move.reason),
    ]
    if move.keeps_registration:
        rows.append(("列管分工", "双列管：居住地管理、随访、处置，户籍地承担医保、救助和费用"))
    if move.told:
        rows.append(("已告知", move.told))
    return rows


def _standing(move: MoveOnPaper) -> tuple[Table, ...]:
    if not move.shows_level:
        return ()
    rows: list[tuple[str, Content]] = [
        ("现认定级别", level_words(move.level)),
        ("认定日期", long_day(move.level_since)),
        ("最近随访", long_day(move.last_visit_on)),
    ]
    return (Table(pairs(rows), "三、管理情况"),)


def move_letter(move: MoveOnPaper, mark: Mark | None = None) -> PlainForm:
    """患者迁移告知函: tells the place there who comes, and names no level: a letter never does (domain §11)."""
    return PlainForm(
        PaperKind.MOVE_LETTER.label,
        (
            Paragraphs(_letter_lines(move)),
            Opinions(
                (
                    Opinion("告知单位", words=move.giving_unit, on=move.handed_on),
                    Opinion("接收单位回复", remark="收到后请盖章寄回，并写明接续管理的单位和联系人"),
                )
            ),
        ),
        mark,
        (f"告知单位：{move.giving_unit}",),
    )


def _letter_lines(move: MoveOnPaper) -> tuple[str, ...]:
    return (
        f"{move.counterpart or f'{move.to_place}相关管理单位'}：",
        f"{move.person.name}原由我单位提供服务管理，已于{long_day(move.moves_on)}迁往{move.to_place}居住。"
        "有关情况另附《患者信息移交表》，请接续服务管理，并将接收情况书面回复我单位。",
        f"联系电话：{move.contact}",
    )
