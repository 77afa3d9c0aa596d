"""The reasons of a level in plain words, one page to hand to the patient or guardian who asks (PIPL 24, domain §11)."""

from __future__ import annotations

from mhapp.documents.plain_form import Mark, Paragraphs, PlainForm, Signatures, long_day
from mhapp.domain.paper_facts import ReasonsOnPaper
from mhapp.domain.papers import PaperKind

_MEANING = (
    "风险等级是为了安排随访和帮助的多少，分红、橙、黄、绿四级。它不是诊断，也不影响您依法享有的权利和待遇。"
)
_BY_PEOPLE = "等级由有权的单位集体研判后认定。程序只按随访积分给出参考，不能自己决定等级。"


def reasons_page(reasons: ReasonsOnPaper, mark: Mark | None = None) -> PlainForm:
    """The page, ready for paper."""
    level = reasons.level.colour_word
    which = f"{reasons.person.name}现在的风险等级是{level}，从{long_day(reasons.since)}起，由{reasons.authority}认定。"
    parts = (
        Paragraphs((which, _MEANING), "一、现在的等级"),
        Paragraphs(_why(reasons), "二、认定的理由和依据的情况"),
        Paragraphs(_next(reasons), "三、以后怎样"),
        Paragraphs(_objecting(reasons), "四、有不同意见怎么办"),
        Signatures(("领取人签字", "工作人员签字")),
    )
    return PlainForm(PaperKind.REASONS.label, parts, mark, (), reasons.sample_notice)


def _why(reasons: ReasonsOnPaper) -> tuple[str, ...]:
    together = (f"一起研判的人员：{reasons.judged_with}。",) if reasons.judged_with else ()
    return (f"认定的理由：{reasons.reason}", *reasons.facts, *together, _BY_PEOPLE)


def _next(reasons: ReasonsOnPaper) -> tuple[str, ...]:
    review = f"最迟{long_day(reasons.review_by)}重新评估一次。" if reasons.review_by else ""
    return (f"{review}情况有好转或者变化时，可以提前重新评估，等级会跟着调整。",)


def _objecting(reasons: ReasonsOnPaper) -> tuple[str, ...]:
    how = (
        "患者本人或者监护人认为等级、分数或者登记的情况不对的，可以口头或者书面提出异议，由村（社区）干部或者民生服务办代为登记，"
        f"不收费用。{reasons.answered_by}在{reasons.objection_days}个工作日内答复，原来认定的人员不参加答复。"
    )
    records = "您也可以要求查看有关记录，查询谁看过档案，要求更正写错的内容。"
    return (how, records, *(f"联系方式：{'；'.join(reasons.contacts)}。" for _ in reasons.contacts[:1]))
