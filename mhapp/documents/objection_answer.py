"""异议答复书, to hand over: what was objected to, the answer with its reasons, by whom and when, and how to go on."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from mhapp.documents.plain_form import (
    Mark,
    Opinion,
    Opinions,
    Paragraphs,
    PlainForm,
    Signatures,
    Table,
    long_day,
    pairs,
)
from mhapp.domain.paper_facts import ObjectionOnPaper
from mhapp.domain.papers import PaperKind

TEXT = Path(__file__).parent.parent / "data" / "objection_answer.toml"
_NO_CHANGE = "等级只由有权的单位认定改变，这份答复本身不改变等级。"


def objection_answer(objection: ObjectionOnPaper, mark: Mark | None = None) -> PlainForm:
    """The page, ready for paper; only of an objection that was answered."""
    head = pairs(
        [
            ("患者", objection.name),
            ("提出人", objection.lodged_by),
            ("收到日期", long_day(objection.lodged_on)),
            ("代为登记", objection.entered_by),
            ("异议事项", objection.about),
        ],
        wide=("异议事项",),
    )
    contacts = (f"联系方式：{'；'.join(objection.contacts)}。",) if objection.contacts else ()
    parts = (
        Table(head, "一、异议"),
        Paragraphs((objection.words,), "二、提出的意见"),
        Paragraphs((f"{objection.outcome}。{objection.answer}", _NO_CHANGE), "三、答复和理由"),
        Opinions((Opinion("答复单位", objection.office, objection.answered_by, objection.answered_on),)),
        Paragraphs((*_further(), *contacts), "四、还有不同意见怎么办"),
        Signatures(("领取人签字", "工作人员签字")),
    )
    return PlainForm(
        PaperKind.OBJECTION.label, parts, mark, (f"异议编号：{objection.number}",), dense=True,
        on=objection.answered_on,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _further() -> tuple[str, ...]:
    return tuple(tomllib.loads(TEXT.read_text(encoding="utf-8"))["further"])
