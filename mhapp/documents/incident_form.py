"""肇事肇祸案（事）件情况说明 (表13): when, where, what happened, harm, cause, handling, legal result, prevention."""

from __future__ import annotations

from mhapp.documents.person_rows import person_table
from mhapp.documents.plain_form import Label, Mark, Opinion, Opinions, PlainForm, Row, Table, Value, pairs
from mhapp.domain.paper_facts import IncidentOnPaper
from mhapp.domain.papers import PaperKind


def incident_form(incident: IncidentOnPaper, mark: Mark | None = None) -> PlainForm:
    """The form, ready for paper or for the whole file."""
    rows = [("时间", incident.happened), ("地点", incident.place)]
    head = Table(pairs(rows, wide=("地点",) if len(incident.place) > 20 else ()), "一、时间和地点")
    words = (
        ("经过", incident.course),
        ("危害后果", incident.harm),
        ("涉及人员", incident.persons),
        ("原因", incident.cause),
        ("处置情况", incident.handling),
        ("法律处理结果", incident.legal_result),
        ("防范措施", incident.prevention),
    )
    body = Table(tuple(Row(Label(label), Value(text, span=10)) for label, text in words), "二、情况说明")
    return PlainForm(
        PaperKind.INCIDENT.label,
        (
            person_table(incident.person, health=False),
            head,
            body,
            *_corrections(incident),
            Opinions((Opinion("填报单位", name=incident.entered_by, on=incident.entered_on),)),
        ),
        mark,
        (f"记录编号：{incident.number}",),
        on=incident.entered_on,
    )


def _corrections(incident: IncidentOnPaper) -> tuple[Table, ...]:
    rows = []
    if incident.corrects:
        rows.append(Row(Label("更正说明"), Value(incident.corrects, span=10)))
    if incident.superseded:
        rows.append(Row(Label("提示"), Value("本记录已被更正，以更正后的为准", span=10)))
    return (Table(tuple(rows)),) if rows else ()
