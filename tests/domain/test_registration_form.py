"""What may be answered in the registration form, and days known only in part."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

import mhapp
from mhapp.domain.dated import read_dated, read_day
from mhapp.domain.disclosure import FIELDS
from mhapp.domain.errors import RuleBroken
from mhapp.domain.registration_form import Answer, RegistrationForm, SheetRefused, changed, read_sheet

TODAY = date(2026, 7, 14)
FORM = RegistrationForm.from_dict(
    tomllib.loads((Path(mhapp.__file__).parent / "data" / "registration_form.toml").read_text("utf-8"))
)


@pytest.mark.parametrize(
    ("typed", "first", "last", "words"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "2019年"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "2020年2月"),
        ("2019年5月3日", date(2019, 5, 3), date(2019, 5, 3), "2019年5月3日"),
        (" ２０１９.5.3 ", date(2019, 5, 3), date(2019, 5, 3), "2019年5月3日"),
        ("2026-07-14", TODAY, TODAY, "2026年7月14日"),
        ("19640501", date(1964, 5, 1), date(1964, 5, 1), "1964年5月1日"),
    ],
)
def test_a_day_is_known_as_exactly_as_it_was_written(typed: str, first: date, last: date, words: str) -> None:
    dated = read_dated(typed, label="初次发病时间", field="onset", today=TODAY)
    assert (dated.first, dated.last, dated.words) == (first, last, words)
    onset = next(field for field in FORM.sections["illness"].fields if field.code == "onset")
    assert onset.words(dated.text) == words


@pytest.mark.parametrize(
    "typed", ["昨天", "19", "2019-13", "2019-02-30", "2026-07-15", "2027", "1899", "2019-5-"]
)
def test_a_day_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_dated(typed, label="初次发病时间", field="onset", today=TODAY)
    assert refused.value.field == "onset"


@pytest.mark.parametrize(
    "typed",
    ["1964-05-01", "1964-5-1", "1964/5/1", "1964.5.1", "1964年5月1日", "19640501", " １９６４－５－１ "],
)
def test_a_whole_day_is_read_in_each_way_people_write_it(typed: str) -> None:
    assert read_day(typed) == date(1964, 5, 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1964", "请按"), ("1964-05", "请按"), ("1.5.1964", "请按"), ("640501", "请按"), ("", "请按"),
     ("19640231", "没有这个日期"), ("1964年13月1日", "没有这个日期"), ("0000-01-01", "没有这个日期")],
)  # fmt: skip
def test_what_is_no_whole_day_says_how_to_write_one(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_day(typed)


def test_every_section_has_its_column_of_the_disclosure_table() -> None:
    assert {*FORM.sections, "phones"} == set(FIELDS["registration"])


def test_no_two_sections_share_a_field() -> None:
    codes = [field.code for section in FORM.sections.values() for field in section.fields]
    assert len(codes) == len(set(codes))


def faults(section: str, typed: dict[str, Answer]) -> set[str | None]:
    with pytest.raises(SheetRefused) as refused:
        read_sheet(FORM.sections[section], typed, {}, today=TODAY)
    return {fault.field for fault in refused.value.faults}


def test_every_fault_of_a_section_is_said_at_once() -> None:
    typed: dict[str, Answer] = {
        "onset": "早年", "past_symptoms": ["1", "99"], "past_locked": "4", "self_harm": "-1", "disturbance": "1000",
    }  # fmt: skip
    assert faults("illness", typed) == {"onset", "past_symptoms", "past_locked", "self_harm", "disturbance"}


@pytest.mark.parametrize("typed", ["²", "½", "1.5", "9" * 5000])
def test_what_is_no_count_is_said_at_its_field(typed: str) -> None:
    assert faults("illness", {"self_harm": typed}) == {"self_harm"}


def test_several_codes_are_kept_in_the_order_of_the_form() -> None:
    answers = read_sheet(FORM.sections["illness"], {"past_symptoms": ["11", "1"]}, {}, today=TODAY)
    assert answers == {"past_symptoms": ["1", "11"]}


def test_a_hidden_number_stays_when_left_empty_and_goes_when_there_is_none() -> None:
    family, standing = FORM.sections["family"], {"contact_phone": "13000000000"}
    assert read_sheet(family, {}, standing, today=TODAY) == {"contact_phone": "13000000000"}
    assert read_sheet(family, {"contact_phone": "无"}, standing, today=TODAY) == {}
    assert faults("family", {"contact_phone": "12"}) == {"contact_phone"}
    with pytest.raises(SheetRefused, match="联系人电话：请填写手机号码"):
        read_sheet(family, {"contact_phone": "12"}, {}, today=TODAY)


def test_what_a_whole_section_needs_is_missing_until_it_is_there() -> None:
    section = FORM.sections["treatment"]
    missing = [field.code for field in section.missing({"outpatient": "2", "hospital_times": "0"})]
    assert missing == ["last_effect"]


def test_only_what_differs_has_changed() -> None:
    assert changed({"a": "1", "b": "2"}, {"a": "1", "b": "3", "c": ""}) == ["b"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"no_dangerous_acts": ["7"]}, None),
        ({"no_dangerous_acts": ["7"], "self_harm": "0"}, None),
        ({"self_harm": "1"}, None),
        ({"no_dangerous_acts": ["7"], "self_harm": "1"}, "no_dangerous_acts"),
        ({"no_dangerous_acts": ["7"], "minor_disturbance": "2"}, "no_dangerous_acts"),
    ],
)
def test_none_of_the_dangerous_acts_excludes_the_others(typed: dict[str, Answer], fault: str | None) -> None:
    if fault is None:
        assert read_sheet(FORM.sections["illness"], typed, {}, today=TODAY) == typed
    else:
        assert faults("illness", typed) == {fault}


NATIONAL = {
    "identity": "姓名 身份证号码 性别 出生日期 本人电话 现住址 民族",
    "residence": "常住类型 户别 户籍地址 居住起始日 户籍派出所 居住派出所",
    "family": "联系人姓名 联系人电话 村居委会联系人 村居委会电话 亲属一姓名 亲属一与患者的关系 亲属一电话",
    "life": "婚姻状况 文化程度 职业 就业情况 工作单位 经济状况 生活环境",
    "insurance": "医疗费用支付方式",
    "illness": "初次发病时间 既往主要症状 既往关锁情况 既往危险行为 轻度滋事（次） 肇事（次） 肇祸（次） "
    "其他危害行为（次） 自伤（次） 自杀未遂（次）",
    "diagnosis": "目前诊断 确诊医院 确诊日期",
    "treatment": "门诊治疗 首次抗精神病药治疗时间 曾住院次数 最近一次治疗效果 专科医生的意见",
    "health": "血型 RH阴性 药物过敏史 暴露史 既往疾病 手术 外伤 输血 家族史 遗传病史 残疾情况",
}
"""The fields of 表6 and 表7 by section; guardians, consent and signatures are printed beside them [N]."""


def test_every_field_of_the_two_national_tables_is_asked() -> None:
    assert set(NATIONAL) == set(FORM.sections)
    for code, labels in NATIONAL.items():
        assert set(labels.split()) <= {field.label for field in FORM.sections[code].fields}, code
