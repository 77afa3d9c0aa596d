"""表1 精神行为异常识别清单 and 表2 线索调查/复核登记表 of a lead, or blank to fill in by hand ([N], order [A])."""

from __future__ import annotations

from mhapp.documents.plain_form import (
    BLANK,
    Coded,
    Content,
    Label,
    Mark,
    Part,
    PlainForm,
    Row,
    Signatures,
    Table,
    Tick,
    Ticks,
    Value,
    long_day,
    pairs,
)
from mhapp.domain.lead import QUESTIONS, Assessed, Ground, LeadSource
from mhapp.domain.lead_on_paper import AssessmentOnPaper, LeadOnPaper
from mhapp.domain.papers import LeadPaperKind
from mhapp.domain.rights_told import ToldTo

_NOTE = "任何一项为“是”的，填写线索调查/复核登记表（表2）。这张表不是诊断。"
_BLANK_ASSESSMENTS = 2
"""Rows for going to see once more, on the sheet to fill in by hand."""


def identification_form(lead: LeadOnPaper, mark: Mark = BLANK) -> PlainForm:
    """表1: who it is about as far as known, the nine questions with their answers, who filled it in."""
    table = Table(tuple(_questions(lead, blank=mark.is_blank)), "二、识别清单", note=_NOTE)
    found = pairs([("发现日期", long_day(lead.found_on)), ("填表人", lead.reported_by)], wide=("填表人",))
    parts: tuple[Part, ...] = (_who(lead), table, Table(found, "三、填表"), Signatures(("填表人签字",)))
    return PlainForm(LeadPaperKind.IDENTIFICATION.label, parts, mark, _under("表1", lead))


def lead_record_form(lead: LeadOnPaper, mark: Mark = BLANK) -> PlainForm:
    """表2: who found whom, when and how, what was seen, each time somebody went to see, the referral, the outcome.

    On a blank sheet the rights are those that can be told.
    """
    blank = mark.is_blank
    parts: list[Part] = [
        Table(_found(lead, blank=blank), "一、发现情况"),
        _who(lead, heading="二、本人情况", places=True),
        Table(
            (Row(Label("看到的情形"), Value(_room("\n".join(lead.seen), blank), 10)),), "三、识别清单（表1）"
        ),
    ]
    if lead.wandering:
        parts.append(Table(pairs(lead.wandering, wide=[label for label, _ in lead.wandering]), "救助情况"))
    went = lead.assessments or (AssessmentOnPaper(),) * _BLANK_ASSESSMENTS
    parts += [
        Table(tuple(row for one in went for row in _assessment(one)), "四、调查、复核"),
        Table(_referral(lead, blank=blank), "五、送诊", whole=True),
        Table(_outcome(lead), "六、结果"),
        Signatures(("调查人签字", "复核人签字")),
    ]
    return PlainForm(LeadPaperKind.RECORD.label, tuple(parts), mark, _under("表2", lead), dense=True)


def _room(words: str, blank: bool) -> str:
    """Lines to write on, where there are no words."""
    return words or ("\n\n" if blank else "")


def _under(table: str, lead: LeadOnPaper) -> tuple[str, ...]:
    return (f"{table}　线索编号：{lead.number}",) if lead.number else (table,)


def _who(lead: LeadOnPaper, *, heading: str = "一、本人情况", places: bool = False) -> Table:
    rows: list[tuple[str, Content]] = [
        ("姓名", lead.name),
        ("性别", Coded("1男 2女", (lead.sex if lead.sex in ("1", "2") else "",))),
        ("出生日期", long_day(lead.birth_date)),
        ("年龄", f"{lead.age}岁" if lead.age is not None else ""),
        ("身份证号", lead.identity_number),
        ("联系电话", lead.phone),
        ("住址", lead.address),
    ]
    if places:
        rows.append(("发现地点", lead.place_found))
    return Table(pairs(rows, wide=("住址", "发现地点")), heading)


def _questions(lead: LeadOnPaper, *, blank: bool) -> list[Row]:
    head = Row(
        Label("序号", 1, column=True),
        Label("有没有下面的情形", 8, column=True),
        Label("回答", 3, column=True),
    )
    rows = [head]
    for number, (code, words) in enumerate(QUESTIONS.items(), 1):
        yes = code in lead.yes
        answer = Ticks((Tick("是", yes), Tick("否", not yes and not blank)))
        rows.append(Row(Value(str(number), 1), Value(words, 8), Value(answer, 3)))
    return rows


def _found(lead: LeadOnPaper, *, blank: bool) -> tuple[Row, ...]:
    sources = Ticks(tuple(Tick(one.label, one is lead.source) for one in LeadSource))
    return pairs(
        [
            ("来源", sources if blank else (lead.source.label if lead.source else "")),
            ("发现日期", long_day(lead.found_on)),
            ("上报日期", long_day(lead.reported_on)),
            ("上报人", lead.reported_by),
            ("怎样发现", _room(lead.how_found, blank)),
        ],
        wide=("来源", "上报人", "怎样发现"),
    )


def _assessment(one: AssessmentOnPaper) -> tuple[Row, ...]:
    results = Ticks(tuple(Tick(result.label, result is one.result) for result in Assessed))
    return (
        *pairs([("日期", long_day(one.on)), ("同去的人", one.together)]),
        Row(Label("调查人"), Value(one.by, 10)),
        Row(Label("情况"), Value(_room(one.words, one.on is None), 10)),
        Row(Label("结论"), Value(results, 10)),
    )


def _referral(lead: LeadOnPaper, *, blank: bool) -> tuple[Row, ...]:
    ground: Content = lead.ground.label if lead.ground else ""
    to: Content = lead.told_to.label if lead.told_to else ""
    if blank:
        ground = "\n".join(f"□ {one.label}" for one in Ground)
        to = Ticks(tuple(Tick(one.label) for one in ToldTo))
    rights = "\n".join(lead.rights if not blank else (f"□ {words}" for words in lead.rights))
    return (
        *pairs([("就诊日期", long_day(lead.arranged_on)), ("医院", lead.hospital)]),
        Row(Label("由谁送诊"), Value(ground, 10)),
        *pairs([("告诉了谁", to), ("哪天告诉", long_day(lead.told_on))]),
        Row(Label("告知的权利"), Value(rights, 10)),
    )


def _outcome(lead: LeadOnPaper) -> tuple[Row, ...]:
    return pairs(
        [
            ("结果", lead.outcome),
            ("日期", long_day(lead.outcome_on)),
            ("诊断医院", lead.outcome_hospital),
            ("诊断医师", lead.outcome_doctor),
        ]
    )
