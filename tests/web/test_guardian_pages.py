"""Guardians, designations and a letter's whole life on their pages, as a browser without JavaScript meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from mhapp import clock, db
from mhapp.domain.roles import Role
from mhapp.models import Designation, FieldChange, Guardian, Letter
from tests.factories.counties import a_village_at_work
from tests.factories.letters import MORNING
from tests.factories.patients import a_guardian, a_patient
from tests.factories.people import an_account
from tests.fixtures.run_clock import back_to_the_runs_time
from tests.web.test_letter_pages import a_photo as photo
from tests.web.test_letter_pages import address, issued, send_photo
from tests.web.world import World

NEXT_SUMMER = datetime(2027, 7, 10, 2, tzinfo=UTC)
UNCLE = {
    "name": "李叔", "relation": "叔父", "basis": "other_relative", "ability": "weak", "place_in_order": "2",
    "phone": "139 0000 0001", "from_date": "2026-08-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def third_of_august() -> Iterator[None]:
    """10:00 in Beijing, 3 August 2026."""
    clock.start_at(MORNING)
    yield
    back_to_the_runs_time()


@pytest.fixture
def world(app: Flask) -> World:
    """A village, its cadre, a police officer and civil affairs; one patient with a guardian."""
    work = a_village_at_work()
    people = {
        "cadre": work.cadre,
        "police": an_account(Role.POLICE_OFFICER, work.township),
        "civil_affairs": an_account(Role.CIVIL_AFFAIRS, work.township),
        "reviewer": an_account(Role.TOWNSHIP_REVIEWER, work.township),
        "county_office": an_account(Role.COUNTY_OFFICE, work.county),
    }
    patient = a_patient(work.village, name="欧阳晓禾")
    guardian = a_guardian(patient, name="李父")
    return World(app, people, patient, {"patient": patient.public_id, "guardian": guardian.public_id})


def guardians_url(world: World, rest: str = "") -> str:
    return f"/patients/{world.ids['patient']}/guardians{rest}"


def test_a_cadre_records_a_second_guardian_and_offices_see_half_the_number(world: World) -> None:
    cadre = world.client("cadre")
    form = cadre.get(guardians_url(world, "/new"))
    assert [e.attributes["value"] for e in form.page.all("input", name="place_in_order")] == ["2"]
    cadre.submit(form, UNCLE, action="/guardians/new")
    page = cadre.get(guardians_url(world))
    assert "其他近亲属" in page.text
    assert "13900000001" in page.html
    police = world.client("police")
    page = police.get(guardians_url(world))
    assert "139****0001" in page.text
    assert "13900000001" not in page.html
    assert "修改" not in page.text
    uncle = db.session.query(Guardian).filter_by(name="李叔").one().public_id
    shown = police.post(guardians_url(world, "/unmask"), {"what": f"phone-{uncle}"}, status=200)
    assert "13900000001" in shown.text
    assert "19800000001" not in shown.text


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"name": ""}, "请填写监护人的姓名"),
        ({"basis": "friend"}, "请选择监护的依据"),
        ({"place_in_order": "一"}, "监护顺序请填写数字"),
        ({"place_in_order": "0"}, "监护顺序请填写1到9"),
        ({"place_in_order": "9" * 20}, "监护顺序里的数字太大，请核对"),
        ({"version": "\0"}, "请刷新页面后再提交"),
        ({"identity_number": "500199198001010998"}, "身份证号码最后一位与前17位不符"),
        ({"from_date": "2026-08-04"}, "今天或者以前的日期"),
        ({"from_date": "1979-12-31"}, "不能早于患者的出生日期"),
        ({"phone": "12"}, "请填写手机号码，或者带区号的座机号码"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    world: World, changes: dict[str, str], message: str
) -> None:
    cadre = world.client("cadre")
    page = cadre.submit(
        cadre.get(guardians_url(world, "/new")), {**UNCLE, **changes}, action="/guardians/new", status=422
    )
    assert message in page.text
    assert "叔父" in page.html
    assert db.session.query(Guardian).count() == 1


def test_whoever_saves_second_sees_what_the_first_wrote_and_decides(world: World) -> None:
    url = guardians_url(world, f"/{world.ids['guardian']}")
    cadre, clerk = world.client("cadre"), world.client("civil_affairs")
    filled = {"basis": "parent", "relation": "养父"}
    slow = cadre.get(url)
    clerk.submit(clerk.get(url), {"basis": "parent", "ability": "weak"}, action=url)
    page = cadre.submit(slow, filled, action=url, status=409)
    assert "别人已经改过" in page.text
    assert "弱监护" in page.text
    assert "养父" in page.html
    assert db.session.query(Guardian).one().relation == "父亲"
    cadre.submit(page, {}, action=url)
    assert db.session.query(Guardian).one().relation == "养父"
    assert {row.field for row in db.session.query(FieldChange)} == {"basis", "ability", "relation"}


def test_police_report_and_the_township_designates_within_its_days(world: World) -> None:
    police, clerk = world.client("police"), world.client("civil_affairs")
    report = police.get(guardians_url(world, "/report"))
    police.submit(report, {"ground": "unable", "words": "监护人长期住院"}, action="/report")
    assert "接收无监护人报告" in clerk.get("/township/").text
    case = db.session.query(Designation).one().public_id
    clerk.submit(clerk.get(f"/designations/{case}/receipt"), {}, action="/receipt")
    page = clerk.get(f"/designations/{case}")
    assert "2026年8月13日前" in page.text
    named = {"name": "赵镇干", "post": "民政助理", "phone": "", "since": "2026-08-03"}
    slow = clerk.get(f"/designations/{case}/officer")
    assert "带区号的座机" in clerk.submit(slow, named | {"phone": "12"}, action="/officer", status=422).text
    clerk.submit(clerk.get(f"/designations/{case}/officer"), named, action="/officer")
    other = clerk.submit(slow, named | {"name": "钱镇干"}, action="/officer", status=422)
    assert "刚刚被改成“赵镇干”" in other.text and "赵镇干" in clerk.get(f"/designations/{case}").text
    cost = {"kind": "medicine", "amount": "86.50", "paid_on": "2026-08-03", "words": "药店取药"}
    clerk.submit(clerk.get(f"/designations/{case}/costs"), cost, action="/costs")
    assert "86.50元" in clerk.get(f"/designations/{case}").text
    assert "86.50" not in police.get(f"/designations/{case}").text
    chosen = {"name": "李叔", "relation": "叔父", "ability": "strong", "designated_by": "village_committee"}
    clerk.submit(clerk.get(f"/designations/{case}/guardian"), chosen, action="/guardian")
    page = clerk.get(guardians_url(world))
    assert "已指定监护人" in page.text
    assert "李叔" in page.text
    assert "已指定监护人" in world.client("county_office").get("/designations/?state=closed").text


def test_a_case_past_its_days_stands_at_the_county(world: World) -> None:
    clerk = world.client("civil_affairs")
    report = clerk.get(guardians_url(world, "/report"))
    clerk.submit(report, {"ground": "unable", "words": "监护人病重"}, action="/report")
    for day, late in ((13, False), (14, True)):
        clock.start_at(datetime(2026, 8, day, 2, tzinfo=UTC))
        world.sign_out("county_office")
        county = world.client("county_office")
        assert ("逾期1天" in county.get("/county/").text) is late
        assert ("逾期1天" in county.get("/designations/").text) is late
    world.sign_out("civil_affairs")
    clerk, case = (
        world.client("civil_affairs"),
        f"/designations/{db.session.query(Designation).one().public_id}",
    )
    seen_to = {"measure": "medicine", "seen_to_by": "村医", "words": "没有近亲属愿意担任"}
    clerk.submit(clerk.get(f"{case}/measure"), seen_to, action="/measure")
    assert "2026年8月13日前（逾期1天办结）" in clerk.get(case).text


def test_a_letter_from_draft_to_signed_to_renewed(world: World) -> None:
    letter = issued(world)
    cadre = world.client("cadre")
    cadre.get(address(letter, "letter.pdf"))
    assert "欧阳晓禾" in cadre.get("/letters/").text
    send_photo(cadre, address(letter, "/signed"), photo())
    first = db.session.query(Letter).one().public_id
    assert "生效中" in cadre.get(f"/letters/{first}").text
    clock.start_at(NEXT_SUMMER)
    world.sign_out("cadre")
    cadre = world.client("cadre")
    page = cadre.get("/letters/?group=expiring")
    assert "欧阳晓禾" in page.text
    assert "续签" in cadre.get(f"/letters/{first}").text
    renewed = issued(world)
    assert "自2027年8月3日起，至2028年8月2日止。" in renewed.text
    send_photo(cadre, address(renewed, "/signed"), photo(), signed_on="2027-07-10")
    assert "已续签" in cadre.get(f"/letters/{first}").text
    assert "欧阳晓禾" not in cadre.get("/letters/?group=expiring").text


def test_a_letter_ends_with_a_reason_and_the_reviewer_reads_it(world: World) -> None:
    letter = issued(world)
    cadre = world.client("cadre")
    page = cadre.submit(cadre.get(address(letter, "/end")), {"reason": ""}, action="/end", status=422)
    assert "请写明原因" in page.text
    sent = cadre.submit(page, {"reason": "写错了期限"}, action="/end")
    assert "写错了期限" in world.client("reviewer").get(sent.location or "").text
    assert "欧阳晓禾" in world.client("reviewer").get("/letters/?group=ended").text


def test_a_guardians_death_ends_the_letter_and_the_village_reads_what_is_owed(world: World) -> None:
    letter = issued(world)
    cadre = world.client("cadre")
    send_photo(cadre, address(letter, "/signed"), photo())
    page = cadre.get(guardians_url(world, f"/{world.ids['guardian']}/end"))
    cadre.submit(page, {"reason": "death"}, action="/end")
    assert "已终止" in cadre.get(f"/letters/of/{world.ids['patient']}").text
    assert "等乡镇街道接收" in cadre.get(guardians_url(world)).text
    assert "没有监护人" in world.client("civil_affairs").get("/designations/").text
