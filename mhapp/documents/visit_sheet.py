"""随访探视积分表 of one stored visit: every part with all its answers, what each part counts, and the sum."""

from __future__ import annotations

from decimal import Decimal

from mhapp.documents.person_rows import level_words, person_table
from mhapp.documents.plain_form import (
    Label,
    Mark,
    Paragraphs,
    PlainForm,
    Row,
    Signatures,
    Table,
    Tick,
    Ticks,
    Value,
    edition_words,
    long_day,
    pairs,
)
from mhapp.domain.paper_facts import VisitOnPaper
from mhapp.domain.papers import PaperKind
from mhapp.domain.score_sheet import CarryKind, Item, Option
from mhapp.domain.visit_score import DecidedBy, Part, PartState, VisitScore

_DECIDED = {
    DecidedBy.POINTS: "由分数决定",
    DecidedBy.SIGN: "由特征或情形决定",
    DecidedBy.BOTH: "分数与特征或情形一致",
}
_STATES = {PartState.UNKNOWN: "不了解", PartState.UNANSWERED: "未答", PartState.CONTRADICTORY: "答案互相矛盾"}
AID = "初判由程序按上表给出，只供参考；级别由有权单位研判认定。"
WITHHELD = "信息不全，不作降级依据"


def visit_sheet(visit: VisitOnPaper, mark: Mark | None = None) -> PlainForm:
    """The form, ready for paper or for the whole file."""
    parts = [person_table(visit.person, health=False), _visit(visit)]
    if visit.score is None:
        parts.append(Table((Row(Label("没见到的情况"), Value(visit.not_met_reason, span=10)),)))
    else:
        parts += [_points(visit, visit.score), _outcome(visit, visit.score)]
    notes = _notes(visit)
    return PlainForm(
        PaperKind.VISIT.label,
        (*parts, *notes, Signatures(("随访人员签字", "患者或监护人签字"))),
        mark,
        (_edition(visit),),
        visit.sheet.notice_full if visit.score and not visit.sheet.official else "",
        on=visit.visit_date,
    )


def _edition(visit: VisitOnPaper) -> str:
    return f"积分表版本：{visit.sheet.name}（{edition_words(visit.sheet.edition)}）"


def _visit(visit: VisitOnPaper) -> Table:
    rows = [
        ("回执编号", visit.number),
        ("随访日期", long_day(visit.visit_date)),
        ("随访形式", visit.manner),
        ("见到谁", "、".join(visit.met)),
        ("同行人员", "、".join(visit.came_along) or "无"),
        ("在控情况", visit.in_control),
        ("随访人", f"{visit.author}（{visit.unit}）"),
        ("登记时间", f"{long_day(visit.entered_at)}{visit.entered_at:%H:%M}"),
    ]
    if visit.corrects:
        rows.append(("更正说明", visit.corrects))
    if visit.superseded:
        rows.append(("提示", "本次记录已被更正，以更正后的为准"))
    return Table(pairs(rows, wide=("回执编号", "更正说明", "提示")), "一、随访情况")


def _points(visit: VisitOnPaper, score: VisitScore) -> Table:
    head = Row(Label("项目", column=True), Label("回答", 9, column=True), Label("计分", 1, column=True))
    items = visit.sheet.items_by_code
    rows = [_part(part, items.get(part.code), visit) for part in score.parts]
    total = Row(Label("合计", 11), Value(_number(score.points), 1, number=True, strong=True))
    note = f"其他异常情况：{visit.other_words}" if visit.other_words else ""
    return Table((head, *rows, total), "二、积分", note)


def _part(part: Part, item: Item | None, visit: VisitOnPaper) -> Row:
    chosen = visit.answers.get(part.code, ())
    if item is None or part.from_rating:
        said: str | Ticks = "、".join(part.answered) or _STATES.get(part.state, "")
    else:
        said = Ticks(tuple(Tick(_option(option, item), option.code in chosen) for option in item.options))
    counted = _number(part.points) if part.scored else "不计"
    return Row(Label(_title(part)), Value(said, 9), Value(counted, 1, number=True))


def _title(part: Part) -> str:
    return f"{part.title}\n最多计{_number(part.cap)}分" if part.cap is not None else part.title


def _option(option: Option, item: Item) -> str:
    counts = item.scored and not option.unknown
    return f"{option.label}（{_number(option.points)}分）" if counts else option.label


def _outcome(visit: VisitOnPaper, score: VisitScore) -> Table:
    missing = "、".join(f"{part.title}（{_STATES[part.state]}）" for part in score.to_find_out)
    suggested = level_words(visit.suggested) if visit.suggested else WITHHELD
    rows = [
        ("按分数", f"{level_words(score.level_by_points)}（{_number(score.points)}分，{score.range_words}）"),
        ("按特征", _signs(score, CarryKind.SIGN)),
        ("按情形", _signs(score, CarryKind.CIRCUMSTANCE)),
        ("初判", f"{suggested}；{_DECIDED[score.decided_by]}"),
        ("当时认定级别", level_words(visit.in_force)),
        ("还要了解", missing or "无"),
    ]
    return Table(pairs(rows, wide=("按分数", "按特征", "按情形", "初判", "还要了解")), "三、初判及理由")


def _signs(score: VisitScore, kind: CarryKind) -> str:
    return "、".join(f"{sign.label}（至少{level_words(sign.level)}）" for sign in score.of_kind(kind)) or "无"


def _notes(visit: VisitOnPaper) -> list[Table | Paragraphs]:
    rows = [("下次随访", long_day(visit.next_visit_on))]
    if visit.score is not None:
        rows.insert(0, ("剩余药量", "" if visit.medicine_days is None else f"{visit.medicine_days}天"))
    if visit.agreed is not None:
        rows.append(("与家属商定", visit.agreed))
    if visit.notes is not None:
        rows.append(("随访记录", visit.notes))
    table = pairs(rows, wide=("与家属商定", "随访记录"))
    if visit.score is None:
        return [Table(table, "二、其他")]
    return [Table(table, "四、其他"), Paragraphs((AID,))]


def _number(points: Decimal) -> str:
    return f"{points.normalize():f}"
