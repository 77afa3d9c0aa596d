"""患者信息移交表: who moves, from where to where, what the next place needs to know, and the letter to that place."""

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
    """The form, and for a move out of the county the letter under it."""
    return PlainForm(
        PaperKind.MOVE.label,
        (
            person_table(move.person, heading="一、患者"),
            Table(pairs(_move_rows(move), wide=("迁移原因", "新住址", "列管分工")), "二、迁移"),
            *_standing(move),
            *(_letter(move) if move.leaves_county else ()),
            Opinions(
                (
                    Opinion("移交单位", words=f"{move.giving_unit}移交", on=move.handed_on),
                    Opinion("接收单位", remark="收到后请盖章回复，并写明患者在当地的编号"),
                )
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


def _letter(move: MoveOnPaper) -> tuple[Paragraphs, ...]:
    lines = (
        f"{move.counterpart or f'{move.to_place}相关管理单位'}：",
        f"{move.person.name}原由我单位管理服务，已于{long_day(move.moves_on)}迁往你地居住。现将有关信息移交，"
        "请接续管理服务，并将接收情况书面回复我单位。",
        f"联系电话：{move.contact}",
    )
    return (Paragraphs(lines, heading="告知函"),)
