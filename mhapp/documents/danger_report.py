"""危险性评估报告: one rating among the six of the national standard, with the clinic's evidence for the clinic."""

from __future__ import annotations

from mhapp.documents.person_rows import person_table, short_day
from mhapp.documents.plain_form import (
    Coded,
    Label,
    Mark,
    Opinion,
    Opinions,
    PlainForm,
    Row,
    Table,
    Tick,
    Ticks,
    Value,
    long_day,
    pairs,
)
from mhapp.domain.danger_rating import WORDING
from mhapp.domain.paper_facts import RatingOnPaper
from mhapp.domain.papers import PaperKind


def danger_report(rating: RatingOnPaper, mark: Mark | None = None) -> PlainForm:
    """The form, ready for paper or for the whole file."""
    parts = [person_table(rating.person), _result(rating), _definitions(rating)]
    if rating.evidence is not None:
        parts.append(Table((Row(Label("评估依据"), Value(rating.evidence, span=10)),), "三、评估依据"))
    end = Opinions((Opinion("评估单位", rating.clinic, rating.doctor, rating.rated_on),))
    return PlainForm(PaperKind.DANGER_REPORT.label, (*parts, end), mark, on=rating.rated_on)


def _result(rating: RatingOnPaper) -> Table:
    before = "；".join(f"{short_day(day)} {level}级" for level, day in rating.before)
    rows = (
        ("危险性评估", Coded("0 1 2 3 4 5", (str(rating.level),), " 级")),
        ("评估日期", long_day(rating.rated_on)),
        ("以前的评估", before or "无"),
    )
    return Table(pairs(rows, wide=("以前的评估",)), "一、评估结果")


def _definitions(rating: RatingOnPaper) -> Table:
    head = Row(Label("等级", column=True), Label("情形", 10, column=True))
    rows = [
        Row(Value(Ticks((Tick(f"{level}级", level == rating.level),)), 2), Value(words, 10))
        for level, words in WORDING.items()
    ]
    return Table((head, *rows), "二、分级标准", "符合几种情形的，按最高的一级评定。")
