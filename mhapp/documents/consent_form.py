"""参加社区服务管理知情同意书 (表5): blank to print and sign, or with the answer that was recorded."""

from __future__ import annotations

from mhapp.documents.plain_form import (
    Label,
    Mark,
    Paragraphs,
    Part,
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
from mhapp.domain.paper_facts import ConsentOnPaper
from mhapp.domain.papers import PaperKind

_OUTCOMES = {"agreed": "同意参加", "refused": "不同意参加", "withdrawn": "退出"}
_SAID_BY = {"patient": "患者本人", "guardian": "监护人"}


def consent_form(consent: ConsentOnPaper, mark: Mark | None = None) -> PlainForm:
    """The form, ready for paper or for the whole file; blank where no answer is on record."""
    text = consent.text.filled(
        {
            "committee": consent.committee,
            "clinic": consent.clinic,
            "clinic_phone": consent.clinic_phone or "＿＿＿＿＿＿",
        }
    )
    opening = Paragraphs((f"{consent.person.name}：", text.opening))
    sections = [Paragraphs(section.paragraphs, section.heading) for section in text.sections]
    parts: list[Part] = [opening, *sections, _answer(consent)]
    if not consent.outcome:  # what is on record was signed on its own sheet
        parts.append(Signatures(("患者或监护人签字", "工作人员签字"), fingerprint=True))
    lines = (f"文本版本：{edition_words(text.edition)}",)
    return PlainForm(PaperKind.CONSENT.label, tuple(parts), mark, lines, dense=True)


def _answer(consent: ConsentOnPaper) -> Table:
    choices = Ticks(tuple(Tick(words, consent.outcome == code) for code, words in _OUTCOMES.items()))
    who = Ticks(tuple(Tick(words, consent.said_by == code) for code, words in _SAID_BY.items()))
    rows = [Row(Label("答复"), Value(choices, 10)), Row(Label("由谁答复"), Value(who, 10))]
    if consent.outcome:
        recorded = [
            ("签字人", consent.signer),
            ("答复日期", long_day(consent.said_on)),
            ("登记人", consent.recorded_by),
        ]
        rows += pairs(recorded)
    return Table(tuple(rows), "五、答复", whole=True)
