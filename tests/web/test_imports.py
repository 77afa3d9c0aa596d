"""A roster comes in, as the people who hand it in see it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from mhapp import db
from mhapp.domain.roles import Role
from mhapp.jobs.waiting import do_waiting_work
from mhapp.models import Account, AuditEvent, Due, LevelDecision, Patient, StoredFile, Unit, WorkbookImport
from mhapp.queries.workbook_columns import roster_columns
from tests.factories.counties import give_editions
from tests.factories.people import an_account
from tests.factories.units import a_county, a_township, a_village
from tests.factories.workbooks import a_row, a_workbook, cells_of
from tests.fixtures.web import Opened, PageClient

SignIn = Callable[[Account], PageClient]


@pytest.fixture
def township(app: Flask) -> Unit:
    """石盘镇 with two villages, in a county that has its editions."""
    county = a_county("云栖区")
    give_editions(county)
    township = a_township(county, "石盘镇")
    a_village(township, "柏树村")
    a_village(township, "槐树村")
    return township


@pytest.fixture
def desk(township: Unit, signed_in: SignIn) -> PageClient:
    """The browser of the reviewer, who may bring in what the township has determined."""
    return signed_in(an_account(Role.TOWNSHIP_REVIEWER, township))


def hand_in(desk: PageClient, data: bytes, status: int = 303) -> Opened:
    """Send a file and follow to its page; the answer itself when it is refused."""
    page = desk.get("/imports/new")
    key = page.page.all("input", name="once_key")[0].attributes["value"]
    fields: dict[str, Any] = {
        "csrf_token": desk.token,
        "once_key": key,
        "workbook": (io.BytesIO(data), "roster.xlsx"),
    }
    answer = desk.open("POST", "/imports/new", fields, status=status)
    return desk.get(answer.location or "") if status == 303 else answer


def figures(opened: Opened) -> tuple[str | None, str | None, str | None]:
    """(rows, good, bad) as the page carries them."""
    (result,) = [e for e in opened.page.elements if "data-rows" in e.attributes]
    return tuple(result.attributes[f"data-{name}"] for name in ("rows", "good", "bad"))  # type: ignore[return-value]


def faults(opened: Opened) -> list[tuple[str | None, str | None]]:
    """(row, column) of every fault."""
    return [
        (e.attributes["data-row"], e.attributes["data-column"])
        for e in opened.page.elements
        if "data-row" in e.attributes
    ]


def test_the_template_goes_out_and_comes_back_filled_in(desk: PageClient) -> None:
    template = desk.get("/imports/template.xlsx").data
    assert cells_of(template)[0][:4] == ["序号", "管理编号", "姓名", "性别"]
    shown = hand_in(desk, a_workbook([a_row(1), a_row(2, village="槐树村")]))
    assert (figures(shown), faults(shown)) == (("2", "2", "0"), [])


def test_wrong_rows_are_named_by_row_and_column_and_the_good_ones_are_taken_in(desk: PageClient) -> None:
    rows = [
        a_row(1),
        a_row(2, village="没有这个村"),
        a_row(3, identity_number="500199198001020000"),
        a_row(1, management_number="", display_number=""),
        a_row(5, diagnosed_on="2026年13月1日"),
    ]
    headers = ["心情" if code == "remarks" else roster_columns()[code].header for code in rows[0]]
    shown = hand_in(desk, a_workbook(rows, headers, title="石盘镇花名册"))
    assert "不认识的列：心情。" in shown.text
    assert figures(shown) == ("5", "1", "4")
    assert faults(shown) == [("4", "村（社区）"), ("5", "身份证号码"), ("6", "身份证号码"), ("7", "确诊日期")]
    assert "身份证号码最后一位与前17位不符" in shown.text
    done = desk.get(desk.submit(shown, {"decision": "take"}, action="/decision").location or "")
    assert "已录入1人" in done.text
    person = db.session.query(Patient).one()
    assert (person.name, person.level, person.management_number) == ("名册患者1", "yellow", "档0000001")
    decision = db.session.query(LevelDecision).one()
    assert (decision.source, decision.paper_number) == ("paper", "石管〔2026〕1号")
    assert {due.kind for due in db.session.query(Due)} >= {"visit", "level_review"}
    acts = {row.act for row in db.session.query(AuditEvent)}
    assert {"import:hand_in", "import:read", "import:take", "patient:register"} <= acts


def test_a_level_on_paper_comes_in_under_the_name_of_who_brings_it(township: Unit, signed_in: SignIn) -> None:
    civil_affairs = an_account(Role.CIVIL_AFFAIRS, township)
    desk = signed_in(civil_affairs)
    ungraded = {"level": "", "decided_on": "", "authority": "", "document_number": ""}
    unnamed = {"level": "红", "authority": ""}
    shown = hand_in(desk, a_workbook([a_row(1, level="红"), a_row(2, **ungraded), a_row(3, **unnamed)]))
    assert (figures(shown), faults(shown)) == (("3", "2", "1"), [("4", "认定机关")])
    desk.submit(shown, {"decision": "take"}, action="/decision")
    assert {(one.name, one.level) for one in db.session.query(Patient)} == {
        ("名册患者1", "red"), ("名册患者2", None),
    }  # fmt: skip
    decision = db.session.query(LevelDecision).one()
    assert (decision.source, decision.decided_by_id) == ("paper", civil_affairs.id)


def test_the_same_file_twice_changes_nothing(desk: PageClient) -> None:
    number = a_row(1)["identity_number"]
    data = a_workbook([a_row(1), a_row(2), a_row(3, identity_number=number, sex="")])
    desk.submit(hand_in(desk, data), {"decision": "take"}, action="/decision")
    again = hand_in(desk, data)
    assert (figures(again), faults(again)) == (("3", "0", "1"), [("4", "身份证号码")])
    assert again.page.all("section", **{"data-already": "2"})
    assert db.session.query(Patient).count() == 2


def test_what_differs_from_the_register_is_said_and_not_overwritten(desk: PageClient) -> None:
    desk.submit(hand_in(desk, a_workbook([a_row(1)])), {"decision": "take"}, action="/decision")
    shown = hand_in(desk, a_workbook([a_row(1, phone="19911112222")]))
    assert (figures(shown), faults(shown)) == (("1", "0", "1"), [("2", "本人电话")])
    assert db.session.query(Patient).one().phone == "19900000001"


def test_somebody_of_another_township_is_named_by_that_unit_alone(
    desk: PageClient, township: Unit, signed_in: SignIn
) -> None:
    far = a_township(db.session.get(Unit, township.parent_id), "远山镇")
    a_village(far, "远山村")
    far_desk = signed_in(an_account(Role.TOWNSHIP_REVIEWER, far))
    far_desk.submit(
        hand_in(far_desk, a_workbook([a_row(1, village="远山村", name="只在远山")])),
        {"decision": "take"},
        action="/decision",
    )
    shown = hand_in(desk, a_workbook([a_row(1)]))
    assert faults(shown) == [("2", "身份证号码")]
    assert "这个人已经登记在远山镇远山村（联系023-00000000）" in shown.text
    assert "只在远山" not in shown.text


def test_nothing_is_taken_in_when_nobody_wants_it(desk: PageClient) -> None:
    shown = hand_in(desk, a_workbook([a_row(1)]))
    left = desk.get(desk.submit(shown, {"decision": "leave"}, action="/decision").location or "")
    assert "一行也没有录入" in left.text
    assert db.session.query(Patient).count() == 0
    assert (
        "已经办过了"
        in desk.submit(
            shown, {"once_key": "anotherkey1", "decision": "take"}, action="/decision", status=422
        ).text
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "请选择填好的花名册文件"),
        ("姓名,村\n甲,乙".encode(), "这不是.xlsx工作簿"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"Workbook", "旧版的.xls文件"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        (b"PK\x03\x04 and then nothing", "文件可能坏了"),
    ],
    ids=["empty", "csv", "xls", "password", "broken"],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(desk: PageClient, data: bytes, words: str) -> None:
    assert words in hand_in(desk, data, status=422).text
    assert db.session.query(StoredFile).count() == db.session.query(WorkbookImport).count() == 0


def test_a_long_roster_is_looked_through_and_taken_in_by_the_worker(app: Flask, desk: PageClient) -> None:
    settings = app.config["SETTINGS"]
    rows = [a_row(order, name="" if order == 7 else f"患者{order}") for order in range(1, 402)]
    waiting = hand_in(desk, a_workbook(rows))
    assert "已排队" in waiting.text
    address = waiting.response.request.path
    assert do_waiting_work(settings) == 1
    done = desk.open("GET", address, htmx=True)
    assert (done.status, done.location) == (204, address)
    shown = desk.get(address)
    assert (figures(shown), faults(shown)) == (("401", "400", "1"), [("8", "姓名")])
    desk.submit(shown, {"decision": "take"}, action="/decision")
    assert "已排队" in desk.get(address).text
    assert do_waiting_work(settings) == 1
    assert "已录入400人" in desk.get(address).text
    assert db.session.query(Patient).count() == 400
