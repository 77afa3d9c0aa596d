"""Workbooks that go out: what each role finds in one, who agrees, who fetches it; a roster comes back equal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from mhapp import clock, db
from mhapp.crypto import blind_index
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.jobs.waiting import do_waiting_work
from mhapp.models import Account, Appointment, AuditEvent, Due, Patient, Responsibility, Unit, WorkbookExport
from mhapp.services.made_files import remove_old_files
from tests.factories.counties import give_editions
from tests.factories.patients import a_guardian, a_patient, a_rating, at_noon
from tests.factories.people import an_account
from tests.factories.units import a_county, a_township, a_village
from tests.factories.workbooks import a_row, a_workbook, cells_of
from tests.fixtures.run_clock import travel
from tests.fixtures.web import Opened, PageClient
from tests.web.test_imports import figures, hand_in

SignIn = Callable[[Account], PageClient]
WHOLE_NUMBER, PHONE, GUARDIAN_PHONE = "500199198001021113", "19911110001", "19911110002"
REMARK = "=1+1，+86也照写\n第二行<&>"


@pytest.fixture
def township(app: Flask) -> Unit:
    """石盘镇 with two villages, in a county that has its editions."""
    county = a_county("云栖区")
    give_editions(county)
    township = a_township(county, "石盘镇")
    a_village(township, "柏树村")
    a_village(township, "槐树村")
    return township


def county_of(township: Unit) -> Unit:
    county = db.session.get(Unit, township.parent_id)
    assert county is not None
    return county


def village_of(name: str) -> Unit:
    return db.session.query(Unit).filter_by(name=name).one()


@pytest.fixture
def canary(township: Unit) -> Patient:
    """A person with a word of its own in every column."""
    patient = a_patient(
        village_of("柏树村"),
        name="金丝雀姓名",
        level=RiskLevel.RED,
        identity_number=WHOLE_NUMBER,
        phone=PHONE,
    )
    patient.address, patient.remarks = "金丝雀住址", REMARK
    patient.diagnosis_code, patient.diagnosed_at, patient.medication = "F22", "金丝雀医院", "金丝雀药片"
    patient.marked_for_justice = True
    a_guardian(patient, name="金丝雀监护人", phone=GUARDIAN_PHONE)
    a_rating(patient, 4, date(2026, 6, 1), township=township, evidence="金丝雀依据")
    db.session.flush()
    return patient


def asked(client: PageClient, **wanted: str) -> Opened:
    """Ask for a workbook and open its page."""
    fields = {"purpose": "季度核对在册人数", **wanted}
    return client.get(client.submit(client.get("/exports/new"), fields, action="/exports/new").location or "")


def fetched(app: Flask, client: PageClient, page: Opened) -> bytes:
    """Let the worker make it, and fetch it."""
    do_waiting_work(app.config["SETTINGS"])
    shown = client.get(page.response.request.path)
    (link,) = [a.attributes["href"] for a in shown.page.all("a") if "data-file" in a.attributes]
    return client.get(link or "").data


def everything_in(data: bytes) -> str:
    """All text of all parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "".join(package.read(name).decode() for name in package.namelist())


IDENTITY = {"金丝雀姓名", WHOLE_NUMBER, "金丝雀住址"}
GUARDIAN = {"金丝雀监护人", GUARDIAN_PHONE, PHONE}
DIAGNOSIS = {"偏执性精神病", "金丝雀医院"}
NEVER = {"金丝雀药片", "金丝雀依据"}
# what each role finds in its roster, by hand from domain §12; all else must not be there
FINDS: dict[Role, set[str]] = {
    Role.CLINIC_DOCTOR: IDENTITY | GUARDIAN | DIAGNOSIS | {"红", "第二行", "危险性等级"},
    Role.POLICE_OFFICER: IDENTITY | GUARDIAN | {"红", "危险性等级"},
    Role.CIVIL_AFFAIRS: IDENTITY | GUARDIAN | {"红", "第二行", "危险性等级"},
    Role.PEACE_OFFICE: IDENTITY | GUARDIAN | {"红", "第二行", "危险性等级"},
    Role.TOWNSHIP_REVIEWER: IDENTITY | GUARDIAN | {"红", "第二行", "危险性等级"},
    Role.JUSTICE_OFFICE: IDENTITY | {"红"},
    Role.SERVICE_CENTRE: IDENTITY | DIAGNOSIS,
    Role.COUNTY_OFFICE: IDENTITY | GUARDIAN | DIAGNOSIS | {"红", "第二行", "危险性等级"},
}
ASKED_FOR = IDENTITY | GUARDIAN | DIAGNOSIS | NEVER | {"红", "第二行", "危险性等级"}


@pytest.mark.parametrize("role", FINDS, ids=str)
def test_a_roster_tells_each_role_what_it_may_know_and_no_more(
    app: Flask, township: Unit, canary: Patient, signed_in: SignIn, role: Role
) -> None:
    unit = county_of(township) if role is Role.COUNTY_OFFICE else township
    client = signed_in(an_account(role, unit, name="某某"))
    told = everything_in(fetched(app, client, asked(client)))
    assert {word for word in ASKED_FOR if word in told} == FINDS[role]
    assert f"仅供工作使用　{unit.name}　某某　" in told


def test_a_layout_of_ones_own_tells_no_more_either(
    app: Flask, township: Unit, canary: Patient, signed_in: SignIn
) -> None:
    county_desk = signed_in(an_account(Role.COUNTY_OFFICE, county_of(township)))
    sample = county_desk.get("/exports/layout/sample.xlsx").data
    page = county_desk.get("/exports/layout")
    key = page.page.all("input", name="once_key")[0].attributes["value"]
    fields = {"csrf_token": county_desk.token, "once_key": key, "layout": (io.BytesIO(sample), "a.xlsx")}
    county_desk.open("POST", "/exports/layout", fields, status=303)
    police = signed_in(an_account(Role.POLICE_OFFICER, township))
    told = everything_in(fetched(app, police, asked(police)))
    assert {word for word in ASKED_FOR - {"危险性等级"} if word in told} == FINDS[Role.POLICE_OFFICER] - {
        "危险性等级"
    }
    assert "云栖区的版式" in police.get("/exports/new").text


def test_a_broken_layout_is_refused_with_what_to_mend(township: Unit, signed_in: SignIn) -> None:
    desk = signed_in(an_account(Role.CIVIL_AFFAIRS, township))
    page = desk.get("/exports/layout")
    key = page.page.all("input", name="once_key")[0].attributes["value"]
    for rows, words in (
        ([{"name": "姓名"}], "没有找到每人一行的占位"),
        ([{"name": "{{姓名}}", "phone": "{{工资}}"}], "“工资”不认识"),
    ):
        fields = {
            "csrf_token": desk.token,
            "once_key": key,
            "layout": (io.BytesIO(a_workbook(rows)), "a.xlsx"),
        }
        assert words in desk.open("POST", "/exports/layout", fields, status=422).text


def test_the_four_colour_summary_counts_villages_and_townships(
    app: Flask, township: Unit, signed_in: SignIn
) -> None:
    for village, level in (("柏树村", RiskLevel.RED), ("柏树村", RiskLevel.GREEN), ("槐树村", None)):
        a_patient(village_of(village), level=level)
    a_patient(village_of("槐树村"), status="dead")
    desk = signed_in(an_account(Role.CIVIL_AFFAIRS, township))
    cells = cells_of(fetched(app, desk, asked(desk, kind="four_colours")))
    assert db.session.query(WorkbookExport).one().people == 3  # as many as the last line adds up to
    assert cells[2:] == [
        ["乡镇（街道）", "村（社区）", "红", "橙", "黄", "绿", "待定级", "合计"],
        ["石盘镇", "柏树村", 1, 0, 0, 1, 0, 2],
        ["石盘镇", "槐树村", 0, 0, 0, 0, 1, 1],
        ["石盘镇小计", "", 1, 0, 0, 1, 1, 3],
        ["合计", "", 1, 0, 0, 1, 1, 3],
    ]
    page = desk.get("/exports/layout")
    rows = [
        {"name": "村", "phone": "红黄"},
        {"name": "{{村}}", "phone": "{{红}}", "remarks": "绿{{绿}}，{{工资}}"},
    ]
    for words, status in (("“工资”不认识", 422), ("四色汇总表：本单位的版式", 303)):
        upload = (io.BytesIO(a_workbook(rows)), "a.xlsx")
        key = page.page.all("input", name="once_key")[0].attributes["value"]
        fields = {"csrf_token": desk.token, "once_key": key, "kind": "four_colours", "layout": upload}
        sent = desk.open("POST", "/exports/layout", fields, status=status)
        assert words in (sent if status == 422 else desk.get("/exports/layout")).text
        rows[1]["remarks"] = "绿{{绿}}"
    own = cells_of(fetched(app, desk, asked(desk, kind="four_colours")))
    assert own[2:] == [
        ["柏树村", 1, "绿1"],
        ["槐树村", 0, "绿0"],
        ["石盘镇小计", 1, "绿1"],
        ["合计", 1, "绿1"],
    ]
    assert "金丝雀" not in everything_in(fetched(app, desk, asked(desk)))  # the roster keeps our layout
    taken_back = desk.submit(
        desk.get("/exports/layout"), {"kind": "four_colours"}, action="/exports/layout/withdraw"
    )
    assert taken_back.location == "/exports/layout"


def test_filters_and_purpose_are_kept_and_every_step_is_journaled(
    app: Flask, township: Unit, canary: Patient, signed_in: SignIn
) -> None:
    a_patient(village_of("槐树村"), name="住院的人", status=PatientStatus.HOSPITAL)
    desk = signed_in(an_account(Role.CIVIL_AFFAIRS, township))
    told = everything_in(fetched(app, desk, asked(desk, status="hospital")))
    assert "住院的人" in told
    assert "金丝雀姓名" not in told
    record = db.session.query(WorkbookExport).one()
    assert (record.people, record.purpose) == (1, "季度核对在册人数")
    acts = [row.act for row in db.session.query(AuditEvent) if row.act.startswith("export:")]
    assert [act for act in acts if act != "export:read"] == ["export:ask", "export:make", "export:download"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"purpose": ""}, "请写明用途"),
        ({"purpose": "核 对"}, "至少4个字"),
        ({"purpose": "长" * 101}, "最多100个字"),
        ({"purpose": "季度核对", "status": "lost"}, "没有符合条件的患者"),
    ],
)
def test_nothing_goes_out_without_a_purpose_or_people(
    township: Unit, canary: Patient, signed_in: SignIn, fields: dict[str, str], words: str
) -> None:
    desk = signed_in(an_account(Role.CIVIL_AFFAIRS, township))
    page = desk.get("/exports/new")
    assert words in desk.submit(page, fields, action="/exports/new", status=422).text
    assert db.session.query(WorkbookExport).count() == 0


def many_people(village: Unit, count: int) -> None:
    """So many people, quickly."""
    day = date(2026, 1, 1)
    people = [
        Patient(
            name=f"甲{n}", sex="1", no_identity_reason="待查", confirmed_on=day, status="community", status_since=day,
            created_at=at_noon(day), identity_index=blind_index("identity", str(n)),
        )
        for n in range(count)
    ]  # fmt: skip
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all(
        [Responsibility(patient_id=p.id, unit_id=village.id, kind="residence", from_date=day) for p in people]
    )
    db.session.flush()


def test_five_hundred_go_out_alone_and_one_more_asks_a_second_person(
    app: Flask, township: Unit, signed_in: SignIn
) -> None:
    many_people(village_of("柏树村"), 500)
    desk = signed_in(an_account(Role.CIVIL_AFFAIRS, township))
    reviewer_account = an_account(Role.TOWNSHIP_REVIEWER, township)
    alone = asked(desk)
    assert "另一位" not in alone.text
    assert len(cells_of(fetched(app, desk, alone))) == 3 + 500
    address = asked(desk).response.request.path
    a_patient(village_of("柏树村"))
    db.finish()
    assert do_waiting_work(app.config["SETTINGS"]) == 1  # counted anew as it is made
    page = desk.get(address)
    assert "等另一位同意" in page.text
    assert db.session.query(AuditEvent).filter_by(act="export:grown", count=501).count() == 1
    desk.post(f"{address}/decision", {"decision": "agree"}, status=403)
    reviewer = signed_in(reviewer_account)
    assert "申请导出花名册，501人" in reviewer.get("/township/").text
    decided = reviewer.get(address)
    assert (
        "请写明不同意的理由"
        in reviewer.submit(decided, {"decision": "refuse"}, action="/decision", status=422).text
    )
    reviewer.submit(decided, {"decision": "agree"}, action="/decision")
    assert "申请导出花名册" not in reviewer.get("/township/").text
    assert db.session.query(Due).filter_by(kind="export_approval", closed_at=None).count() == 0
    reviewer.get(f"{address}/workbook.xlsx", status=404)
    cells = cells_of(fetched(app, desk, page))
    assert len(cells) == 3 + 501


def test_nobody_agrees_to_their_own_and_a_refusal_is_the_end(
    app: Flask, township: Unit, signed_in: SignIn
) -> None:
    many_people(village_of("柏树村"), 501)
    county = county_of(township)
    first, second = (signed_in(an_account(Role.COUNTY_OFFICE, county)) for _ in range(2))
    page = asked(first)
    address = page.response.request.path
    assert not page.page.all("button", value="agree")
    own = first.post(f"{address}/decision", {"decision": "agree", "once_key": "aaaaaaaaaa"}, status=422)
    assert "要由另一位同意" in own.text
    fields = {"decision": "refuse", "refusal": "先不需要这么多人"}
    second.submit(second.get(address), fields, action="/decision")
    assert "先不需要这么多人" in first.get(address).text
    assert do_waiting_work(app.config["SETTINGS"]) == 0
    again = second.post(f"{address}/decision", {"decision": "agree", "once_key": "bbbbbbbbbb"}, status=422)
    assert "已经办过了" in again.text


def test_a_file_is_fetched_for_seven_days_by_the_one_who_asked(
    app: Flask, township: Unit, canary: Patient, signed_in: SignIn
) -> None:
    account = an_account(Role.CIVIL_AFFAIRS, township)
    desk = signed_in(account)
    page = asked(desk)
    fetched(app, desk, page)
    link = f"{page.response.request.path}/workbook.xlsx"
    signed_in(an_account(Role.CIVIL_AFFAIRS, township)).get(link, status=404)
    for role, status in ((Role.SERVICE_CENTRE, 404), (Role.CIVIL_AFFAIRS, 200)):  # the first may see less
        db.session.query(Appointment).filter_by(account_id=account.id).update({"role": role.value})
        db.finish()
        signed_in(account).get(link, status=status)
    made = clock.now()
    with travel(made + timedelta(days=7)):
        signed_in(account).get(link, status=200)
    with travel(made + timedelta(days=8)):
        signed_in(account).get(link, status=404)
        with db.transaction():
            assert remove_old_files(app.config["SETTINGS"].files, at=clock.now()) == 1
        assert "清除" in signed_in(account).get(page.response.request.path).text
        assert "已过下载的日期" in signed_in(account).get("/exports/").text


def test_what_an_import_brought_in_comes_out_equal(app: Flask, township: Unit, signed_in: SignIn) -> None:
    desk = signed_in(an_account(Role.COUNTY_OFFICE, county_of(township)))
    rows: list[dict[str, Any]] = [
        a_row(1, remarks=REMARK[1:], phone="02312345678"),
        a_row(2, village="槐树村", status="住院", level="红", remarks="@提醒"),
        a_row(3, status="外出", level="", decided_on="", authority="", document_number="", remarks="-负号"),
        a_row(
            4, identity_number="", no_identity_reason="流浪人员", birth_date=date(1975, 6, 1), remarks="+86 1"
        ),
        a_row(5, guardian_name="", guardian_relation="", guardian_phone="", name="䶮𬭊"),
        a_row(6, name=""),
    ]
    shown = hand_in(desk, a_workbook(rows))
    desk.submit(shown, {"decision": "take"}, action="/decision")
    determined_here = a_patient(village_of("柏树村"), level=RiskLevel.GREEN, identity_number=WHOLE_NUMBER)
    determined_here.birth_date = date(1980, 1, 2)
    roster = fetched(app, desk, asked(desk))
    cells = cells_of(roster)
    header, people = cells[2], {line[0]: line for line in cells[3:]}
    for row in rows[:5]:
        out = dict(zip(header, people[row["display_number"]], strict=True))
        for code, value in row.items():
            said = value.isoformat() if isinstance(value, date) else value
            if said:
                assert out[HEADERS[code]] == said, code
    assert len(people) == 6
    assert figures(hand_in(desk, roster)) == ("6", "0", "0")  # and what went out comes in again as it is


HEADERS = {
    "display_number": "序号", "management_number": "管理编号", "name": "姓名", "sex": "性别", "birth_date": "出生日期",
    "identity_number": "身份证号码", "no_identity_reason": "没有身份证号码的原因", "phone": "本人电话",
    "village": "村（社区）", "group_label": "组（网格）", "address": "现住址", "guardian_name": "监护人姓名",
    "guardian_relation": "监护人与患者的关系", "guardian_phone": "监护人电话", "diagnosis_code": "诊断",
    "diagnosed_on": "确诊日期", "diagnosed_at": "确诊医院", "confirmed_on": "登记日期", "status": "人员状态",
    "level": "风险等级", "decided_on": "认定日期", "authority": "认定机关", "document_number": "认定文号",
    "remarks": "备注",
}  # fmt: skip
