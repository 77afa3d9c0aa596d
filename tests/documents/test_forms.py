"""Forms on paper: what stands on them, that points add up, that nothing leaves the margins, that they are tagged."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PIL import Image
from pypdf import PageObject, PdfReader

from mhapp.documents.consent_form import consent_form
from mhapp.documents.danger_report import danger_report
from mhapp.documents.form_pdf import form_pdf
from mhapp.documents.incident_form import incident_form
from mhapp.documents.lead_forms import identification_form, lead_record_form
from mhapp.documents.letter import LetterPaper
from mhapp.documents.level_case_form import level_case_form
from mhapp.documents.move_form import move_form
from mhapp.documents.objection_answer import objection_answer
from mhapp.documents.patient_file import FilePaper, FilePart, ScannedPage, letter_as_form, patient_file_pdf
from mhapp.documents.plain_form import Coded, Label, Mark, PlainForm, Row, Table, Value
from mhapp.documents.reasons_page import reasons_page
from mhapp.documents.registration_form import FormField, FormSection, RegistrationPaper, registration_form
from mhapp.documents.visit_sheet import visit_sheet
from mhapp.domain.lead_on_paper import LeadOnPaper
from mhapp.domain.level_route import Exit
from mhapp.domain.risk_level import RiskLevel
from tests.factories.paper_facts import (
    NOTICE,
    a_case_on_paper,
    a_consent_on_paper,
    a_lead_on_paper,
    a_move_on_paper,
    a_person,
    a_rating_on_paper,
    a_visit_on_paper,
    an_answered_objection,
    an_incident_on_paper,
    reasons_to_hand_over,
)
from tests.factories.papers import a_paper

MM = 72 / 25.4
MARK = Mark("石盘档〔2026〕0031号", "7F3A91QX")


def read(form: PlainForm) -> PdfReader:
    return PdfReader(io.BytesIO(form_pdf(form)))


def text_of(form: PlainForm) -> str:
    """All pages' text without spaces and line ends."""
    return "".join("".join(page.extract_text().split()) for page in read(form).pages)


def places(page: PageObject) -> list[tuple[float, float]]:
    """Where each piece of the body's text begins, in points."""
    found: list[tuple[float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            found.append((x, tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

    page.extract_text(visitor_text=visit)
    return [(x, y) for x, y in found if y > 31.6 * MM]


FORMS = {
    "visit": visit_sheet(a_visit_on_paper(), MARK),
    "danger": danger_report(a_rating_on_paper(), MARK),
    "case": level_case_form(a_case_on_paper(), MARK),
    "consent": consent_form(a_consent_on_paper(), MARK),
    "incident": incident_form(an_incident_on_paper(), MARK),
    "reasons": reasons_page(reasons_to_hand_over(), MARK),
    "objection": objection_answer(an_answered_objection(), MARK),
    "lead": lead_record_form(a_lead_on_paper(), MARK),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_tagged_a4_within_its_margins_and_marked_on_every_page(name: str) -> None:
    reader = read(FORMS[name])
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and root["/Lang"] == "zh-CN"
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        assert (round(page.mediabox.width / MM), round(page.mediabox.height / MM)) == (210, 297)
        foot = f"石盘档〔2026〕0031号第{number}页，共{count}页校验码7F3A91QX"
        assert foot in "".join(page.extract_text().split())
        assert min(x for x, _ in places(page)) >= 24 * MM - 0.5
        assert max(x for x, _ in places(page)) <= 186 * MM
        assert max(y for _, y in places(page)) <= (297 - 31.6) * MM


def test_the_points_on_a_visits_sheet_add_up_to_its_sum() -> None:
    rows = visit_sheet(a_visit_on_paper()).parts[2]
    assert isinstance(rows, Table)
    counted = [row.cells[-1].content for row in rows.rows[1:] if isinstance(row.cells[-1], Value)]
    assert counted == ["30", "8", "8", "10", "15", "不计", "71"]
    assert sum(Decimal(str(one)) for one in counted[:5]) == Decimal(71)


def test_a_visits_sheet_says_every_part_its_answers_and_why() -> None:
    text = text_of(FORMS["visit"])
    for words in (
        "A危险性评估3级（6月1日）30", "√弱监护（8分）", "√间断服药（8分）", "√猜疑（10分）", "√睡眠差（5分）",
        "最多计15分", "不计合计71", "其他异常情况：夜里常在院子里走动", "按分数橙色（71分，超过60不到80）",
        "初判橙色；分数与特征或情形一致", "当时认定级别黄色", "积分表版本：示例积分表（示例1）", NOTICE,
        "随访人王干部（柏树村）", "见到谁患者本人、监护人", "随访记录说话多，情绪不稳",
    ):  # fmt: skip
        assert words in text, words
    assert "√监护有力" not in text


def test_what_the_reader_may_not_know_is_not_on_the_sheet_at_all() -> None:
    person = a_person(guardian=None, guardian_phone=None, diagnosis=None)
    text = text_of(visit_sheet(a_visit_on_paper(person=person, notes=None, agreed=None), MARK))
    assert "随访记录" not in text and "与家属商定" not in text and "监护人电话" not in text
    assert "评估依据" not in text_of(danger_report(a_rating_on_paper(evidence=None), MARK))
    assert "肇事肇祸史" not in text_of(level_case_form(a_case_on_paper(incidents=None), MARK))


def test_an_attempt_has_no_score_and_no_notice() -> None:
    visit = a_visit_on_paper(score=None, not_met_reason="敲门没人应", suggested=None)
    text = text_of(visit_sheet(visit, MARK))
    assert "敲门没人应" in text and "合计" not in text and "初判" not in text and NOTICE not in text


def test_a_withheld_suggestion_says_so_in_its_place() -> None:
    assert "初判信息不全，不作降级依据" in text_of(visit_sheet(a_visit_on_paper(suggested=None), MARK))


@pytest.mark.parametrize("level", range(6))
def test_a_danger_report_ticks_its_level_and_no_other(level: int) -> None:
    text = text_of(danger_report(a_rating_on_paper(level=level), MARK))
    assert re.findall(r"√(\d)级", text) == [str(level)]
    assert "持械针对人的任何暴力行为" in text


def test_a_level_change_shows_direction_scores_changes_and_every_step() -> None:
    text = text_of(FORMS["case"])
    for words in (
        "原级别橙色", "拟变更级别红色", "√升", "2026.5.1", "58分，初判橙色", "66分，初判橙色", "73分，初判橙色",
        "▲间断服药8分", "▲不服药15分", "村小组意见建议定为红色", "签名：王干部2026年7月1日", "街道乡镇意见同意上报",
        "区县意见同意认定为红色", "签名：周认定2026年7月6日", "市级备案", "会议参加人王干部、李医生、赵民警",
        "病情波动，建议住院评估（示例市精神卫生中心范例医生，2026年7月2日）",
        "通报部门相关职能部门、卫生院、派出所、村社区",
        "生效日期2026年7月6日", "复评日期2026年8月6日", "1次：2024年5月6日", NOTICE,
    ):  # fmt: skip
        assert words in text, words
    assert "▲猜疑" not in text and "√降" not in text


@pytest.mark.parametrize(
    ("changes", "title", "ticked"),
    [
        ({"from_level": None, "from_since": None}, "入库审批表", "√入库"),
        ({"target": Exit.DELISTED, "determined": None}, "出库审批表", "√符合撤管条件"),
        ({"target": RiskLevel.YELLOW, "determined": None}, "级别变更呈报表", "√降"),
        ({"target": RiskLevel.ORANGE, "determined": None}, "级别变更呈报表", "√保持"),
    ],
)
def test_one_case_is_the_form_it_asks_for(changes: dict[str, object], title: str, ticked: str) -> None:
    text = text_of(level_case_form(a_case_on_paper(**changes), MARK))
    assert text.startswith(title) and ticked in text


def test_a_case_without_scores_prints_no_notice() -> None:
    text = text_of(level_case_form(a_case_on_paper(scores=()), MARK))
    assert "还没有积分" in text and NOTICE not in text


def test_the_reasons_are_plain_and_say_how_to_object() -> None:
    text = text_of(FORMS["reasons"])
    for words in (
        "张示例现在的风险等级是橙色，从2026年7月6日起，由石盘镇街道乡镇综合管理小组认定。", "提出异议",
        "区县管理办公室在15个工作日内答复，原来认定的人员不参加答复。",
        "程序只按随访积分给出参考，不能自己决定等级", NOTICE,
    ):  # fmt: skip
        assert words in text, words


def test_an_answer_says_what_was_asked_who_answered_and_how_to_go_on() -> None:
    text = text_of(FORMS["objection"])
    for words in (
        "异议编号：石盘异〔2026〕0003号", "监护人李示例", "不该定为这一级", "维持，已说明理由。近期两次随访都有猜疑",
        "云栖区县管理办公室", "陈经办", "2026年7月20日", "再次提出异议", "精神卫生法第八十二条", "不改变等级",
    ):  # fmt: skip
        assert words in text, words
    assert len(read(FORMS["objection"]).pages) == 1


def test_table_1_says_each_of_the_nine_questions_with_its_answer() -> None:
    text = text_of(identification_form(a_lead_on_paper(), MARK))
    for words in (
        "精神行为异常识别清单", "表1线索编号：XS-7", "1曾住过精神专科是√否", "5无故自语自笑，或说不合常理的话√是否",
        "9有自杀行为或企图是√否", "填表人柏树村村社区干部王干部", "500***********0012",
    ):  # fmt: skip
        assert words in text, words


def test_table_2_goes_from_who_found_whom_to_what_came_of_it() -> None:
    text = text_of(FORMS["lead"])
    for words in (
        "来源村社区干部发现", "怎样发现夜里喊叫", "石盘镇卫生院李医生", "√需要精神科诊断",
        "近亲属送诊（精神卫生法第28条第1款）",
        "告诉了谁本人和近亲属", "只有精神科医师才能作出诊断", "已确诊，已登记", "钟医师",
    ):  # fmt: skip
        assert words in text, words


def test_a_blank_sheet_has_no_number_no_code_and_no_answer() -> None:
    text = text_of(identification_form(LeadOnPaper()))
    assert "√" not in text and "编号" not in text and "空白表第1页，共1页校验码无" in text


@pytest.mark.parametrize("character", ["㛃", "䶮", "𬭊", "𠅤", "𡌶"])
def test_rare_characters_of_names_are_drawn_and_can_be_read_back(
    character: str, caplog: pytest.LogCaptureFixture
) -> None:
    text = text_of(danger_report(a_rating_on_paper(person=a_person(name=f"张{character}")), MARK))
    assert f"张{character}" in text
    assert ".notdef" not in caplog.text


def test_a_name_of_forty_characters_wraps_in_its_cell() -> None:
    text = text_of(level_case_form(a_case_on_paper(person=a_person(name="阿" * 40)), MARK))
    assert "阿" * 40 in text


def test_what_stands_in_a_field_is_text_and_never_markup() -> None:
    text = text_of(incident_form(an_incident_on_paper(course="<b>砸</b>{{ 7 }}"), MARK))
    assert "<b>砸</b>{{7}}" in text


def test_a_row_that_does_not_fill_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="10 of 12"):
        Table((Row(Label("姓名"), Value("张示例", span=8)),))


def test_a_form_alone_on_paper_has_a_number() -> None:
    with pytest.raises(ValueError, match="check code"):
        form_pdf(visit_sheet(a_visit_on_paper()))


def test_a_registration_prints_codes_in_boxes_and_empty_boxes_to_write_in() -> None:
    paper = RegistrationPaper(
        unit="石盘镇柏树村",
        management_number="500199101201260001",
        sections=(
            FormSection("一、基本信息", (
                FormField("姓名", "张示例"),
                FormField("性别", Coded("1男 2女", ("2",))),
                FormField("既往主要症状", Coded("1幻觉 2交流困难 12其他", ("1", "12"), "（睡不着）")),
                FormField("民族", ""),
                FormField("户别", Coded("1城镇 2农村")),
            )),
        ),
        filled_by="王干部",
        filled_on=date(2026, 7, 1),
    )  # fmt: skip
    form = registration_form(paper, MARK)
    assert isinstance(form.parts[0], Table)
    number_row = form.parts[0].body[0]
    assert len(number_row.cells) == 2, "eighteen boxes are wider than half a row"
    text = text_of(form)
    assert (
        "编号500199101201260001" in text
        and "1男2女2" in text
        and "1幻觉2交流困难12其他1、12（睡不着）" in text
    )
    assert "填表人王干部填表日期2026年7月1日" in text


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1240, 1754), (200, 200, 200)).save(out, "JPEG")
    return out.getvalue()


def a_file() -> FilePaper:
    """Forms in 1 and 4, two photos in 3, a letter in 5."""
    letter: LetterPaper = a_paper()
    parts = [
        FilePart(1, "信息登记表", "已有", forms=(FORMS["consent"],)),
        FilePart(2, "入库（出库）审批表", "缺", "轮到民生服务办"),
        FilePart(3, "诊断证明书和危险等级评估报告书", "已有", pages=(
            ScannedPage("诊断证明书", a_photo(), date(2026, 7, 1), 1, 2),
            ScannedPage("诊断证明书", a_photo(), date(2026, 7, 1), 2, 2),
        )),
        FilePart(4, "随访探视积分表", "已有", forms=(FORMS["visit"],)),
        FilePart(5, "监护责任书或有奖监护协议", "已有", forms=(letter_as_form(letter),)),
        FilePart(6, "司法鉴定报告书或肇事肇祸情况说明", "不适用", "没有肇事肇祸记录"),
        FilePart(7, "级别变更呈报表", "不适用", "级别没有变更过"),
        FilePart(8, "其他", "不适用", "没有其他材料"),
    ]  # fmt: skip
    return FilePaper(
        Mark("石盘档〔2026〕0040号", "AAAABBBB"), "张㛃", "石盘镇柏树村", "民生服务办 孙民政", date(2026, 7, 20),
        tuple(parts), (("管理编号", "500-00031"),), NOTICE,
    )  # fmt: skip


def test_a_whole_file_has_a_cover_contents_with_page_numbers_and_every_part(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pages = [
        "".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(patient_file_pdf(a_file(), invented=True))).pages
    ]
    count = len(pages)
    assert (
        pages[0].count("不适用") == 3
        and "2入库（出库）审批表缺轮到民生服务办" in pages[0]
        and NOTICE in pages[0]
    )
    assert all("演示数据，人物均为虚构" in page for page in pages)
    assert [
        f"石盘档〔2026〕0040号第{n}页，共{count}页校验码AAAABBBB" in page for n, page in enumerate(pages, 1)
    ] == [True] * count
    for ordinal, title in (
        ("一", "信息登记表"),
        ("三", "诊断证明书和危险等级评估报告书"),
        ("四", "随访探视积分表"),
    ):
        found = re.search(rf"{ordinal}、{title}[.…]*(\d+)", pages[1])
        assert found is not None
        assert f"第{ordinal}部分{title}" in pages[int(found.group(1)) - 1]
    assert "随访探视积分表（2026年7月1日）" in pages[1]
    assert ".notdef" not in caplog.text


def test_the_scans_of_a_file_are_pictures_with_words_for_who_cannot_see_them() -> None:
    scan = ScannedPage("病史", a_photo(), date(2026, 7, 1), 1, 1)
    last = FilePart(8, "其他", "缺", "还没录入治安重点人管理信息系统（派出所民警）；" * 6, pages=(scan,))
    file = a_file()
    pdf = patient_file_pdf(replace(file, parts=(*file.parts[:7], last)))
    reader = PdfReader(io.BytesIO(pdf))
    drawn = [page for page in reader.pages if b" Do" in page.get_contents().get_data()]  # type: ignore[union-attr]
    captions = ["".join(page.extract_text().split()) for page in drawn]
    assert len(drawn) == 3
    assert all("（2026年7月1日" in words for words in captions), "each picture on the page of its words"
    assert "第八部分其他" in captions[2], "a long list of what is missing leaves room for the first picture"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert any(
        "诊断证明书（2026年7月1日，第1页，共2页）" in "".join(p.extract_text().split()) for p in reader.pages
    )


def test_a_letter_inside_the_file_keeps_its_own_number_and_words() -> None:
    text = text_of(letter_as_form(a_paper()))
    assert "石盘监护〔2026〕0031号" in text and "被监护人：张示例" in text


@pytest.mark.parametrize("keeps_registration", [True, False])
def test_who_hands_a_person_over_and_who_receives_them_seal_one_page_side_by_side(
    keeps_registration: bool,
) -> None:
    form = move_form(a_move_on_paper(keeps_registration=keeps_registration), MARK)
    assert len(read(form).pages) == 1
    words = text_of(form)
    assert words.count("（盖章）") == 2 and words.index("移交单位接收单位") > words.index("三、管理情况")
