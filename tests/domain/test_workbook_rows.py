"""The rules of a roster's rows, as tables: what a cell may say, what a row may say, whom it may be."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from mhapp.domain.errors import RuleBroken
from mhapp.domain.workbook_matches import Known, Taken, judge
from mhapp.domain.workbook_rows import Fault, RosterRow, RowReader
from mhapp.domain.workbook_values import read_day, read_number, read_text
from mhapp.domain.workbook_villages import Village, VillageNames
from mhapp.queries.workbook_columns import roster_columns

TODAY = date(2026, 7, 14)
VILLAGES = [
    Village("v1", "500199001001", "柏树村", "石盘镇"),
    Village("v2", "500199001002", "槐树村", "石盘镇"),
    Village("v3", "500199002001", "槐树村", "远山镇"),
]
GOOD = {
    "name": "甲", "identity_number": "500199198001021113", "village": "柏树村", "diagnosis_code": "精神分裂症",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026.7.1", date(2026, 7, 1)),
        ("2026/7/1", date(2026, 7, 1)),
        ("2026-07-01", date(2026, 7, 1)),
        ("2026年7月1日", date(2026, 7, 1)),
        ("２０２６年７月１日", date(2026, 7, 1)),
        ("2026-07-01 00:00:00", date(2026, 7, 1)),
        ("20260701", date(2026, 7, 1)),
        (20260701.0, date(2026, 7, 1)),
        (46204.0, date(2026, 7, 1)),
        (datetime(2026, 7, 1, 9, 30), date(2026, 7, 1)),
        (date(2026, 7, 1), date(2026, 7, 1)),
        ("2024-02-29", date(2024, 2, 29)),
        ("  ", None),
        (None, None),
    ],
)
def test_a_day_is_read_as_people_write_it(cell: Any, day: date | None) -> None:
    assert read_day(cell, "登记日期") == day


@pytest.mark.parametrize(
    "cell", ["2026-02-29", "2026年13月1日", "7月1日", "昨天", "26.7.1", True, 0.5, 9999999.0, 1975.0]
)
def test_what_is_no_day_says_how_to_write_one(cell: Any) -> None:
    with pytest.raises(RuleBroken, match="登记日期"):
        read_day(cell, "登记日期")


@pytest.mark.parametrize(
    "cell", [1975.0, 2018, "2018", "2018年", "2018-03", "2018年3月", "2018.03", 201803.0]
)
def test_a_year_or_a_month_is_not_taken_for_a_day(cell: Any) -> None:
    with pytest.raises(RuleBroken, match="没有写到日，请写成2026-07-01这样"):
        read_day(cell, "确诊日期")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("５００１ 9919", "50019919"),
        ("50019919800102111x", "50019919800102111x"),
        (13900000001.0, "13900000001"),
        (0, "0"),
        ("'13900000001", "13900000001"),
        ("‘023-1234567", "023-1234567"),
        ("023-1234567", "023-1234567"),
        (999999999999999.0, "999999999999999"),
    ],
)
def test_a_number_stays_whole(cell: Any, number: str) -> None:
    assert read_number(cell, "身份证号码") == number


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (1000000000000000.0, "后几位已经丢失"),
        (500199198001021116.0, "后几位已经丢失"),
        (1.5, "不应有小数点"),
        (date(2026, 7, 1), "这一格是日期"),
        (True, "不要用TRUE或FALSE"),
    ],
)
def test_a_number_the_workbook_has_spoilt_is_refused(cell: Any, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        read_number(cell, "身份证号码")


def test_text_is_left_as_typed_but_for_the_spaces_around_it() -> None:
    assert read_text("  柏树村 3组 ", "住址") == "柏树村 3组"
    assert read_text(3.0, "组") == "3"
    assert read_text("\ufeff示\u200b范\x07", "姓名") == "示范"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("身份证号", "identity_number"), ("身 份 证 号 码*", "identity_number"), ("姓名（必填）", "name"),
        ("身份证号（18位）", "identity_number"),
        ("所属村（社区）", "village"), ("村（居）", "village"), ("电话（监护人）", None), ("姓名（户主）", None),
        ("村(社区)", "village"), ("社区", "village"), ("监护人与患者的关系：", "guardian_relation"),
        ("联系电话", "phone"), ("四色等级", "level"), ("随便", None),
    ],
)  # fmt: skip
def test_a_header_is_found_by_the_words_offices_use(header: str, code: str | None) -> None:
    found = roster_columns().named(header)
    assert (found and found.code) == code


def read(values: dict[str, Any], number: int = 5) -> tuple[RosterRow | None, list[tuple[str, str]]]:
    """One row by column code, under our own headers: the row, and (column code, words) of each fault."""
    columns = roster_columns()
    codes = list(values)
    reader = RowReader(columns, {code: i for i, code in enumerate(codes)}, {}, VillageNames(VILLAGES), TODAY)
    row, faults = reader.read(number, list(values.values()))
    by_header = {column.header: column.code for column in columns.columns}
    assert all(fault.row == number for fault in faults)
    return row, [(by_header[fault.header], fault.words) for fault in faults]


def test_a_row_with_the_least_there_may_be_is_good() -> None:
    row, faults = read(GOOD)
    assert faults == []
    assert row is not None
    assert (row.person.sex, row.person.birth_date) == ("1", date(1980, 1, 2))
    assert (row.person.confirmed_on, row.status, row.paper) == (TODAY, "community", None)


# what a cell says, where the fault stands, and a piece of what is said
@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"name": ""}, "name", "请填写姓名"),
        ({"name": "甲" * 41}, "name", "最多40个字"),
        ({"name": 123.5}, "name", "里没有文字"),
        ({"name": date(2020, 1, 1)}, "name", "里没有文字"),
        ({"village": ""}, "village", "请填写村（社区）"),
        ({"name": "甲、乙"}, "name", "一人一行"),
        ({"name": "甲\n乙"}, "name", "一人一行"),
        ({"village": "桃树村"}, "village", "您负责的范围里没有“桃树村”，请写：柏树村、槐树村，或者12位代码"),
        ({"village": "柏树"}, "village", "您负责的范围里没有“柏树”，请写：柏树村，或者12位代码"),
        ({"village": "槐树村"}, "village", "有2个村（社区）叫“槐树村”"),
        ({"identity_number": "500199198001021110"}, "identity_number", "最后一位与前17位不符"),
        ({"identity_number": "5001991980010211"}, "identity_number", "应为18位，现在是16位"),
        ({"identity_number": "不详"}, "identity_number", "没有的请留空，并写明没有的原因"),
        ({"identity_number": 500199198001021116.0}, "identity_number", "后几位已经丢失"),
        ({"identity_number": ""}, "identity_number", "没有的，请填写没有的原因"),
        ({"sex": "女"}, "sex", "性别与身份证号码第17位不符"),
        ({"sex": "先生"}, "sex", "请写：男、女"),
        ({"birth_date": "1980-01-03"}, "birth_date", "号码里是1980-01-02"),
        ({"birth_date": "八零年"}, "birth_date", "请写成2026-07-01这样"),
        ({"birth_date": "2030-01-01"}, "birth_date", "号码里是1980-01-02"),
        ({"phone": "123"}, "phone", "请填写手机号码"),
        ({"phone": 1390000000.0}, "phone", "手机号码应为11位，现在是10位"),
        ({"phone": "13900000001/13900000002"}, "phone", "只写一个号码"),
        ({"diagnosis_code": ""}, "diagnosis_code", "请填写诊断：精神分裂症"),
        ({"diagnosis_code": "抑郁"}, "diagnosis_code", "请写：精神分裂症"),
        ({"diagnosed_on": "2026-07-15"}, "diagnosed_on", "不能晚于今天"),
        ({"confirmed_on": "2026-07-15"}, "confirmed_on", "不能晚于今天"),
        ({"guardian_name": "乙"}, "guardian_relation", "请填写监护人与患者的关系"),
        ({"guardian_phone": "13900000001"}, "guardian_name", "请填写监护人姓名"),
        ({"status": "逃跑"}, "status", "请写：在社区、住院"),
        ({"level": "紫"}, "level", "请写：红、橙、黄、绿、待定级"),
        ({"level": "红", "authority": "区办", "document_number": "1"}, "decided_on", "请填写认定日期"),
        ({"level": "红", "decided_on": "2026-07-01", "document_number": "1"}, "authority", "请填写认定机关"),
        ({"level": "红", "decided_on": "2026-07-01", "authority": "区办"}, "document_number", "请填写认定文号"),
        ({"level": "红", "decided_on": "2026-07-15", "authority": "区办", "document_number": "1"}, "decided_on",
         "不能晚于今天"),
        ({"level": "红", "decided_on": "1980-01-01", "authority": "区办", "document_number": "1"}, "decided_on",
         "不能早于出生日期"),
        ({"authority": "区办"}, "level", "请同时填写风险等级"),
        ({"level": "红", "status": "死亡"}, "level", "不再有级别"),
        ({"remarks": "长" * 1001}, "remarks", "最多1000个字"),
        ({"management_number": "9" * 21}, "management_number", "最多20个字"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_column(changes: dict[str, Any], column: str, words: str) -> None:
    row, faults = read(GOOD | changes)
    assert row is None
    assert [(where, words in said) for where, said in faults] == [(column, True)]


@pytest.mark.parametrize(
    "changes",
    [
        {"village": "500199001001"}, {"village": "石盘镇 柏树村"}, {"village": "槐树村", "township": "远山镇"},
        {"sex": "男", "birth_date": "1980.1.2"}, {"identity_number": "500199 19800102 1113"},
        {"identity_number": "", "no_identity_reason": "流浪人员"}, {"phone": 13900000001.0}, {"name": "甲" * 40},
        {"phone": "+86 139-0000-0001"}, {"phone": "023-79330001"}, {"name": "买买提·吐尔逊"},
        {"diagnosis_code": "F31"}, {"diagnosis_code": "精分"}, {"confirmed_on": "2026-07-14"}, {"status": "死亡"},
        {"level": "待定级"}, {"remarks": "长" * 1000}, {"remarks": "+86"}, {"management_number": "9" * 20},
        {"level": "绿色", "decided_on": "1980-01-02", "authority": "镇组", "document_number": "无"},
        {"level": "绿色", "decided_on": "2026-07-14", "authority": "镇组", "document_number": "无"},
    ],
)  # fmt: skip
def test_what_is_right_is_let_through(changes: dict[str, Any]) -> None:
    assert read(GOOD | changes)[1] == []


def test_every_fault_of_a_row_is_said_at_once() -> None:
    _, faults = read({"name": "", "village": "桃树村", "identity_number": "1", "diagnosis_code": "感冒"})
    assert {where for where, _ in faults} == {"name", "village", "identity_number", "diagnosis_code"}


# ---- rows among themselves and with the register ------------------------------------------------


def a_good_row(number: int, **changes: Any) -> RosterRow:
    row, faults = read(GOOD | changes, number)
    assert row is not None, faults
    return row


def judged(
    *rows: RosterRow,
    known: dict[int, Known] | None = None,
    taken: Taken | None = None,
) -> tuple[list[int], list[int], list[Fault]]:
    """(good rows, rows already there, faults)"""
    columns = roster_columns()
    found = judge(rows, known or {}, taken or Taken(), lambda code: columns[code].header)
    return [row.row for row in found.good], [row.row for row in found.already], found.faults


OTHER = "50019919800102113X"
NO_NUMBER = {"identity_number": "", "no_identity_reason": "流浪人员", "birth_date": "1980-01-02"}


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        ({}, {"name": "乙"}, "身份证号码"),
        (NO_NUMBER, NO_NUMBER, "姓名"),
        ({"management_number": "档1"}, {"identity_number": OTHER, "management_number": "档1"}, "管理编号"),
        ({"display_number": "7"}, {"identity_number": OTHER, "display_number": "7"}, "序号"),
    ],
)
def test_two_rows_of_one_person_or_number_are_not_both_taken(
    first: dict[str, Any], second: dict[str, Any], column: str
) -> None:
    good, _, faults = judged(a_good_row(2, **first), a_good_row(9, **second))
    assert good == [2]
    assert [(fault.row, fault.header) for fault in faults] == [(9, column)]
    assert "与第2行" in faults[0].words


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"identity_number": OTHER}),
        (NO_NUMBER, NO_NUMBER | {"birth_date": "1980-01-03"}),
        (
            {"display_number": "7"},
            {"identity_number": OTHER, "display_number": "7", "village": "500199002001"},
        ),
    ],
)
def test_two_people_are_two_people(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert judged(a_good_row(2, **first), a_good_row(9, **second))[0] == [2, 9]


HERE = {
    "name": "甲",
    "identity_number": "500199198001021113",
    "village": "v1",
    "diagnosis_code": "F20",
    "phone": "",
}


@pytest.mark.parametrize(
    ("known", "changes", "already", "said"),
    [
        (Known(True, "石盘镇柏树村", "1", HERE), {}, [2], ""),
        (Known(True, "石盘镇柏树村", "1", HERE), {"name": "乙"}, [], "姓名与在册的不同"),
        (Known(True, "石盘镇柏树村", "1", HERE), {"phone": "13900000001"}, [], "本人电话与在册的不同"),
        (Known(True, "石盘镇柏树村", "1", {}), {"diagnosis_code": "F31"}, [2], ""),
        (Known(False, "远山镇远山村", "023-1", {}), {}, [], "已经登记在远山镇远山村（联系023-1）"),
        (Known(True, "石盘镇柏树村", "1", {}, certain=False), {}, [], "可能是同一个人"),
    ],
    ids=["equal", "other name", "phone added", "not told what one may not know", "elsewhere", "perhaps"],
)
def test_who_is_registered_is_neither_taken_in_again_nor_overwritten(
    known: Known, changes: dict[str, Any], already: list[int], said: str
) -> None:
    good, found, faults = judged(a_good_row(2, **changes), known={2: known})
    assert (good, found) == ([], already)
    assert said in "".join(fault.words for fault in faults)
    assert bool(said) == bool(faults)


def test_a_permanent_number_that_is_somebody_elses_is_refused() -> None:
    good, _, faults = judged(a_good_row(2, management_number="档1"), taken=Taken(frozenset({"档1"})))
    assert good == []
    assert [(fault.row, fault.header) for fault in faults] == [(2, "管理编号")]


def test_a_place_on_the_roster_that_is_somebody_elses_is_left_out_in_its_own_township_only() -> None:
    taken = Taken(display=frozenset({("石盘镇", "7")}))
    near = a_good_row(2, display_number="7")
    far = a_good_row(3, identity_number=OTHER, display_number="7", village="500199002001")
    columns = roster_columns()
    found = judge([near, far], {}, taken, lambda code: columns[code].header)
    assert [(row.row, row.person.display_number) for row in found.good] == [(2, ""), (3, "7")]
    assert (found.unnumbered, found.faults) == (1, [])
    registered = {2: Known(True, "石盘镇柏树村", "1", HERE | {"display_number": ""})}
    again = judge([near], registered, taken, str)
    assert ([row.row for row in again.already], again.faults) == ([2], [])


PAPER = {"decided_on": "2026-05-10", "authority": "某区管理办公室", "document_number": "1号"}


def test_a_level_that_stands_already_is_no_fault_of_who_hands_the_roster_in_again() -> None:
    row = a_good_row(2, **{"level": "红"} | PAPER)
    here = Known(True, "石盘镇柏树村", "1", HERE | {"level": "red"})
    assert judged(row, known={2: here}) == ([], [2], [])
