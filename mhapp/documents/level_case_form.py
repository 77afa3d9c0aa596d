"""One case, three forms: 入库审批表, 出库审批表 and 级别变更呈报表 (forms §6), each with the opinions of its steps.

The case is the record of the level change itself (docs/adr/0003): nobody types the form.
"""

from __future__ import annotations

from decimal import Decimal

from mhapp.documents.person_rows import level_words, person_table, short_day
from mhapp.documents.plain_form import (
    Cell,
    Content,
    Label,
    Mark,
    Opinion,
    Opinions,
    Part,
    PlainForm,
    Row,
    Table,
    Tick,
    Ticks,
    Value,
    edition_words,
    long_day,
    pairs,
)
from mhapp.domain.level_route import Exit
from mhapp.domain.paper_facts import CaseOnPaper, ScoreOnPaper
from mhapp.domain.papers import PaperKind
from mhapp.domain.risk_level import RiskLevel

_WIDE = (
    "理由", "依据", "触发情形", "肇事肇祸史", "一起研判", "专家意见", "会议参加人", "会议记录", "通报部门",
    "拟出库情形", "户籍地派出所", "居住地派出所",
)  # fmt: skip


def kind_of(case: CaseOnPaper) -> PaperKind:
    """Which of the three forms a case is: by what it asks for and whether there was a level before."""
    if isinstance(case.target, Exit):
        return PaperKind.EXIT
    return PaperKind.ADMISSION if case.from_level is None else PaperKind.LEVEL_CHANGE


def level_case_form(case: CaseOnPaper, mark: Mark | None = None) -> PlainForm:
    """The form, ready for paper or for the whole file."""
    kind = kind_of(case)
    parts: list[Part] = [
        person_table(case.person, heading="一、基本信息"),
        _asked(case, kind),
        _grounds(case),
        *_scores(case),
        _judgement(case),
        Opinions(tuple(_opinion(case)), "六、各级意见"),
        _outcome(case),
    ]
    notice = case.sample_notice if case.scores else ""
    day = case.effective_on or next((step.on for step in case.steps if step.on), None)
    return PlainForm(kind.label, tuple(parts), mark, (f"呈报编号：{case.number}",), notice, on=day)


def target_words(target: RiskLevel | Exit | None) -> str:
    """橙色, or 出库（患者去世）."""
    if isinstance(target, Exit):
        return f"出库（{target.label}）"
    return level_words(target) if target else ""


def _asked(case: CaseOnPaper, kind: PaperKind) -> Table:
    if kind is PaperKind.LEVEL_CHANGE:
        rows: list[tuple[str, Content]] = [
            ("原级别", level_words(case.from_level)),
            ("原级别日期", long_day(case.from_since)),
            ("拟变更级别", target_words(case.target)),
            ("变更方向", _direction(case)),
        ]
    elif kind is PaperKind.ADMISSION:
        rows = [
            ("类型", Ticks((Tick("入库", True), Tick("出库")))),
            ("拟定级别", target_words(case.target)),
        ]
    else:
        rows = [
            ("类型", Ticks((Tick("入库"), Tick("出库", True)))),
            ("现级别", level_words(case.from_level)),
            ("拟出库情形", _exits(case)),
        ]
    rows.append(("理由", case.reason))
    if case.basis:
        rows.append(("依据", case.basis))
    return Table(pairs(rows, wide=_WIDE), "二、呈报事项")


def _direction(case: CaseOnPaper) -> Ticks:
    target, before = case.target, case.from_level
    up = isinstance(target, RiskLevel) and before is not None and target > before
    down = isinstance(target, RiskLevel) and before is not None and target < before
    return Ticks((Tick("升", up), Tick("降", down), Tick("保持", not up and not down)))


def _exits(case: CaseOnPaper) -> Ticks:
    return Ticks(tuple(Tick(one.label, case.target is one) for one in Exit))


def _grounds(case: CaseOnPaper) -> Table:
    rows: list[tuple[str, Content]] = [
        ("危险性等级", case.rating or "还没有评估"),
        ("初判", level_words(case.suggested) if case.suggested else "没有初判"),
        ("触发情形", "、".join(case.signs) or "无"),
    ]
    if case.incidents is not None:
        rows.append(("肇事肇祸史", case.incidents))
    rows += [("户籍地派出所", case.stations[0]), ("居住地派出所", case.stations[1])]
    return Table(pairs(rows, wide=_WIDE), "三、评估和情形")


def _scores(case: CaseOnPaper) -> list[Table]:
    """The last three visits side by side: totals, and each element with its points; the changed ones said so."""
    if not case.scores:
        return [
            Table((Row(Label("最近积分"), Value("还没有积分", span=10)),), "四、最近三次随访积分和五要素变化")
        ]
    widths = {1: (10,), 2: (5, 5), 3: (3, 3, 4)}[len(case.scores)]
    head = [_column(score, width) for score, width in zip(case.scores, widths, strict=True)]
    totals = [
        Value(f"{_points(score.points)}分，初判{_suggested(score)}", width)
        for score, width in zip(case.scores, widths, strict=True)
    ]
    titles = list(dict.fromkeys(title for score in case.scores for title, _, _ in score.parts))
    rows = [_element(title, case.scores, widths) for title in titles]
    editions = "、".join(dict.fromkeys(edition_words(score.edition) for score in case.scores))
    mixed = "版本不同，分数不直接比较。" if len({score.edition for score in case.scores}) > 1 else ""
    return [
        Table(
            (Row(Label("项目", column=True), *head), Row(Label("总分"), *totals), *rows),
            "四、最近三次随访积分和五要素变化",
            f"积分表版本：{editions}。{mixed}标▲的项目与上一次不同。",
        )
    ]


def _column(score: ScoreOnPaper, width: int) -> Label:
    return Label(f"{short_day(score.visit_date)}（{score.manner}）", width, column=True)


def _suggested(score: ScoreOnPaper) -> str:
    words = level_words(score.suggested) if score.suggested else "不作降级依据"
    return f"{words}（信息不全）" if score.incomplete else words


def _element(title: str, scores: tuple[ScoreOnPaper, ...], widths: tuple[int, ...]) -> Row:
    cells: list[Cell] = [Label(title)]
    before: tuple[str, Decimal | None] | None = None
    for score, width in zip(scores, widths, strict=True):
        said = next(
            ((words, points) for name, words, points in score.parts if name == title), ("没有这一项", None)
        )
        changed = before is not None and (_undated(said[0]), said[1]) != (_undated(before[0]), before[1])
        counted = f"\n{_points(said[1])}分" if said[1] is not None else ""
        cells.append(Value(f"{'▲' if changed else ''}{said[0]}{counted}", width))
        before = said
    return Row(*cells)


def _undated(words: str) -> str:
    """An answer without the day in brackets: a rating confirmed on another day is no change."""
    return words.partition("（")[0]


def _judgement(case: CaseOnPaper) -> Table:
    meeting, specialist = case.meeting, case.specialist
    rows: list[tuple[str, Content]] = [
        ("会议日期", long_day(meeting.held_on) if meeting else ""),
        ("一起研判", case.judged_with),
        ("会议参加人", meeting.participants if meeting else ""),
        ("会议记录", meeting.minutes if meeting else ""),
    ]
    if specialist and specialist.is_given:
        words = (
            f"{specialist.words}（{specialist.hospital} {specialist.name}，{long_day(specialist.given_on)}）"
        )
    elif specialist and specialist.asked_on:
        words = f"{long_day(specialist.asked_on)}已请专家出意见，尚未收到"
    else:
        words = ""
    return Table(pairs([*rows, ("专家意见", words)], wide=_WIDE), "五、研判情况")


def _opinion(case: CaseOnPaper) -> list[Opinion]:
    return [Opinion(step.title, step.words, step.name, step.on, remark=step.remark) for step in case.steps]


def _outcome(case: CaseOnPaper) -> Table:
    rows: list[tuple[str, Content]] = [
        ("认定结果", target_words(case.determined)),
        ("生效日期", long_day(case.effective_on)),
        ("复评日期", long_day(case.review_by)),
        ("通报部门", "、".join(case.informs)),
    ]
    if case.entries is not None:
        rows += [(name, long_day(on)) for name, on in case.entries]
    return Table(pairs(rows, wide=("通报部门",)), "七、认定结果和通报")


def _points(points: Decimal | None) -> str:
    return f"{points.normalize():f}" if points is not None else ""
