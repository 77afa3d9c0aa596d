"""The registration form on screen, a new person, consent, and a level that came on paper."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from mhapp import clock, db
from mhapp.domain.identity_number import make_identity_number
from mhapp.models import (
    Consent,
    FieldChange,
    FilePage,
    LevelDecision,
    Patient,
    PolicyEdition,
    RegistrationSection,
    Unit,
)
from tests.factories.list_entries import a_list_entry
from tests.factories.patients import a_patient
from tests.web.world import World

RESIDENCE = {
    "residence_type": "2",
    "household_type": "2",
    "registered_address": "外县老街1号",
    "lives_here_since": "2019",
    "lives_here_proof": "租房合同",
    "police_registration": "老街派出所",
    "police_residence": "石盘派出所",
}


def a_photo() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, "JPEG")
    out.seek(0)
    return out


@pytest.fixture
def someone(world: World) -> Patient:
    """A person of the first village nobody else's test looks at."""
    village = db.session.query(Unit).filter_by(public_id=world.ids["village"]).one()
    patient = a_patient(village, name="周小禾", cadre=world.people["cadre"])
    db.finish()
    return patient


def test_a_section_is_kept_with_old_and_new(world: World, someone: Patient) -> None:
    url, cadre = f"/patients/{someone.public_id}/registration/residence", world.client("cadre")
    assert cadre.post(url, {**RESIDENCE, "version": "0"}).status == 303
    second = cadre.post(url, {**RESIDENCE, "version": "1", "police_residence": "云栖派出所"})
    assert second.status == 303
    db.session.expire_all()
    patient = db.session.get_one(Patient, someone.id)
    assert (patient.lives_here_since, patient.lives_here_proof) == (
        clock.today().replace(2019, 12, 31),
        "租房合同",
    )
    change = db.session.scalars(
        select(FieldChange).where(FieldChange.record_id == someone.id, FieldChange.field == "police_residence")
        .order_by(FieldChange.id.desc())
    ).first()  # fmt: skip
    assert change is not None and (change.old, change.new) == ("石盘派出所", "云栖派出所")
    shown = cadre.get(url).html
    assert "石盘派出所 → 云栖派出所" in shown and 'value="2019"' in shown


def test_two_who_edit_at_once_overwrite_nothing(world: World, someone: Patient) -> None:
    url = f"/patients/{someone.public_id}/registration/residence"
    world.client("doctor").post(url, {**RESIDENCE, "version": "0"})
    late = world.client("cadre").post(
        url, {**RESIDENCE, "version": "0", "registered_address": "新街9号"}, status=409
    )
    assert "外县老街1号" in late.html and 'value="新街9号"' in late.html
    row = db.session.scalars(
        select(RegistrationSection).where(RegistrationSection.patient_id == someone.id)
    ).one()
    assert row.version == 1 and "外县老街1号" in row.answers
    for never in ("²", "9" * 5000):
        world.client("cadre").post(url, {**RESIDENCE, "version": never}, status=409)
    again = world.client("cadre").post(url, {**RESIDENCE, "version": "1", "registered_address": "新街9号"})
    assert again.status == 303


def test_a_number_is_shown_half_and_stays_when_left_empty(world: World, someone: Patient) -> None:
    url, cadre = f"/patients/{someone.public_id}/registration/identity", world.client("cadre")
    number = make_identity_number("500199", clock.today().replace(1985, 3, 4), 218)
    typed = {"name": "周小禾", "address": "柏树村3组", "nation": "苗族", "version": "0"}
    assert cadre.post(url, {**typed, "identity_number": number}).status == 303
    page = cadre.get(url).html
    assert number not in page and f"{number[:3]}***********{number[-4:]}" in page
    assert (
        cadre.post(
            url, {**typed, "identity_number": "", "sex": "2", "birth_date": "1985-03-04", "version": "1"}
        ).status
        == 303
    )
    db.session.expire_all()
    patient = db.session.get_one(Patient, someone.id)
    assert (patient.identity_number, patient.sex, patient.birth_date) == (
        number, "2", clock.today().replace(1985, 3, 4),
    )  # fmt: skip


def test_a_place_on_the_roster_is_one_persons(world: World, someone: Patient) -> None:
    url, doctor = f"/patients/{someone.public_id}/registration/identity", world.client("doctor")
    other = db.session.scalars(select(Patient).where(Patient.public_id == world.ids["patient"])).one()
    other.display_number = "37"
    number = make_identity_number("500199", clock.today().replace(1985, 3, 4), 219)
    typed = {"name": "周小禾", "identity_number": number, "version": "0"}
    refused = doctor.post(url, {**typed, "display_number": "37"}, status=422)
    assert "名册序号37已经是本乡镇街道别人的" in refused.text
    assert doctor.post(url, {**typed, "display_number": "38"}).status == 303


def test_faults_are_said_at_their_fields_and_nothing_typed_is_lost(world: World, someone: Patient) -> None:
    url = f"/patients/{someone.public_id}/registration/residence"
    page = world.client("cadre").post(
        url, {**RESIDENCE, "lives_here_since": "昨天", "version": "0"}, status=422
    )
    assert "居住起始日请按2019、2019-05或2019-05-01这样填写" in page.html
    assert 'value="昨天"' in page.html and 'value="外县老街1号"' in page.html
    born = db.session.get_one(Patient, someone.id).birth_date
    assert born is not None
    for year, status in ((born.year - 1, 422), (born.year, 303)):
        sent = {**RESIDENCE, "lives_here_since": str(year), "version": "0"}
        page = world.client("cadre").post(url, sent, status=status)
        assert ("居住起始日不能早于出生日期" in page.html) is (status == 422)


def test_a_diagnosis_known_to_the_year_is_shown_to_the_year(world: World, someone: Patient) -> None:
    person, doctor = f"/patients/{someone.public_id}", world.client("doctor")
    known = {"diagnosis_code": "F20", "diagnosed_at": "市精神卫生中心"}
    for version, typed, shown in (("0", "2019", "2019年"), ("1", "2019-01-01", "2019年1月1日")):
        doctor.post(f"{person}/registration/diagnosis", {**known, "diagnosed_on": typed, "version": version})
        assert f">{shown}<" in doctor.get(person).html


def test_the_village_neither_reads_nor_fills_the_diagnosis(world: World, someone: Patient) -> None:
    url = f"/patients/{someone.public_id}/registration/diagnosis"
    assert world.client("cadre").open("GET", url).status == 404
    assert world.client("county_office").post(url, {"version": "0"}, status=403).status == 403
    overview = world.client("cadre").get(f"/patients/{someone.public_id}/registration").html
    assert "既往治疗" in overview  # said to be missing in the four tables, no link to it
    assert "/registration/treatment" not in overview


def test_a_report_card_becomes_a_person(world: World) -> None:
    number = make_identity_number("500199", clock.today().replace(1991, 7, 8), 33)
    typed = {
        "name": "林小树", "identity_number": number, "village": world.ids["village"], "diagnosis_code": "F31",
        "diagnosed_at": "演示区精神卫生中心", "confirmed_on": clock.today().isoformat(),
    }  # fmt: skip
    refused = world.client("doctor").post(
        "/patients/new", {**typed, "identity_number": number[:-1]}, status=422
    )
    assert "身份证号码应为18位，现在是17位" in refused.html and 'value="林小树"' in refused.html
    done = world.client("doctor").post("/patients/new", typed)
    assert done.status == 303 and done.location.endswith("/registration")
    twice = world.client("civil_affairs").post("/patients/new", {**typed, "name": "别人"}, status=422)
    assert "已经登记在石盘镇柏树村" in twice.html


def test_a_refusal_is_kept_with_its_scan(world: World, someone: Patient) -> None:
    url = f"/patients/{someone.public_id}/consent"
    typed = {
        "outcome": "refused", "said_on": clock.today().isoformat(), "said_by": "guardian", "signer_name": "周父",
        "picture": (a_photo(), "sheet.jpg"),
    }  # fmt: skip
    for lost, words in (
        ({"picture": (io.BytesIO(), "sheet.jpg")}, "选的照片是空文件，请重拍，或者重新选一张"),
        (
            {"photo": (a_photo(), "other.jpg"), "picture": (a_photo(), "sheet.jpg")},
            "这里只能放一张照片，请只选一处",
        ),
    ):
        assert words in world.client("doctor").post(url, {**typed, **lost}, status=422).html
    assert world.client("doctor").post(url, typed).status == 303
    said = db.session.query(Consent).filter_by(patient_id=someone.id).one()
    page = db.session.query(FilePage).filter_by(patient_id=someone.id).one()
    assert (said.outcome, said.file_id, page.part, page.kind) == ("refused", page.file_id, 1, "consent")
    assert "不同意参加管理" in world.client("reviewer").get(url).html


def test_a_level_comes_in_from_paper(world: World, someone: Patient) -> None:
    url = f"/patients/{someone.public_id}/paper-decisions/new"
    day = clock.today() - timedelta(days=10)
    typed = {
        "level": "orange", "decided_on": day.isoformat(), "authority": "石盘镇综合管理小组",
        "document_number": "会纪3号", "picture": (a_photo(), "sheet.jpg"),
    }  # fmt: skip
    assert world.client("civil_affairs").post(url, typed).status == 303
    later = {"level": "red", "decided_on": clock.today().isoformat(), "authority": "某区管理办公室"}
    red = world.client("reviewer").post(
        url, {**typed, **later, "picture": (a_photo(), "s.jpg"), "once_key": "anotherpaper"}, status=422
    )
    assert "由区县管理办公室认定" in red.html
    decision = db.session.query(LevelDecision).filter_by(patient_id=someone.id).one()
    assert (decision.level, decision.source, decision.effective_on, decision.paper_number) == (
        "orange", "paper", day, "会纪3号",
    )  # fmt: skip
    assert decision.paper_file_id is not None
    assert "纸质认定" in world.client("reviewer").get(f"/patients/{someone.public_id}").html


def test_the_fourth_table_is_there_on_paper_or_in_the_national_system(world: World, someone: Patient) -> None:
    overview, url = (
        f"/patients/{someone.public_id}/registration",
        f"/patients/{someone.public_id}/follow-up-table",
    )
    doctor, civil = world.client("doctor"), world.client("civil_affairs")
    assert "登记国家系统里已有" in doctor.get(overview).html
    assert civil.post(url, {"first_on": "2026-05-06"}).status == 303
    assert "第一次随访2026年5月6日" in doctor.get(overview).html
    assert "已经登记过" in civil.post(url, {"first_on": "2026-05-07"}, status=422).html
    assert civil.post(f"{url}/withdraw", {"reason": "登错了人"}).status == 303
    assert "第一次随访" not in doctor.get(overview).html
    pages, sheet = (
        f"/patients/{someone.public_id}/file/pages/new",
        {"kind": "follow_up", "dated": "2026-05-06"},
    )
    assert doctor.post(pages, {**sheet, "picture": (a_photo(), "8.jpg")}).status == 303
    shown = doctor.get(overview).html
    assert "纸质表8已存入档案，第一次随访2026年5月6日" in shown and ">纸质<" in shown
    refused = civil.post(pages, {**sheet, "picture": (a_photo(), "8.jpg")}, status=422)
    assert 'id="kind-error"' in refused.html  # the sheet tells drugs and doses, which are the clinic's


def test_the_police_change_a_control_grade_later_and_what_stood_before_stays(
    world: World, someone: Patient
) -> None:
    village = db.session.query(Unit).filter_by(public_id=world.ids["village"]).one()
    township = db.session.get_one(Unit, village.parent_id)
    entry = a_list_entry(someone, township, system="priority", grade="2")
    url, police = f"/list-entries/{entry.public_id}", world.client("police")
    db.finish()
    assert police.post(url, {"done_on": "2026-07-02", "grade": "2"}).status == 303
    assert f"{url}/grade" in police.get(url).html
    assert (
        "请写明为什么"
        in police.post(f"{url}/grade", {"done_on": "2026-07-03", "grade": "1"}, status=422).text
    )
    said = {"done_on": "2026-07-03", "grade": "1", "grade_reason": "县里研判为一级"}
    assert police.post(f"{url}/grade", said).status == 303
    ledger = police.get("/list-entries?group=done").text
    assert "管控一级（县里研判为一级）" in ledger and "管控二级" in ledger
    assert f"{url}/grade" not in police.get(url).html  # what stands now is the later one
    world.client("civil_affairs").open("GET", f"{url}/grade", status=404)


def test_the_county_reads_its_wording_of_the_consent_once_more_and_then_publishes_it(world: World) -> None:
    county, url = world.client("county_office"), "/consent-texts/new"
    day = (clock.today() + timedelta(days=3)).isoformat()
    faults = county.submit(county.get(url), {"edition": "", "body": "一、服务"}, status=422).text
    assert "请填写版本号" in faults and "请填写从哪天起使用" in faults
    wanted = {
        "edition": "2027-1",
        "effective_from": day,
        "body": "一、服务\n每月随访一次。\n电话【卫生院电话】",
    }
    wrong = wanted | {"body": "一、服务", "effective_from": "2026-01-01"}
    faults = county.submit(county.get(url), wrong, status=422)
    assert "下面请写正文" in faults.text and "一、服务</textarea>" in faults.html
    assert "今天或者以后" in faults.text
    preview = county.submit(county.get(url), wanted, status=200)
    assert "<b>每月随访一次。</b>" in preview.html and "电话023-00000000" in preview.text
    assert "上一版有、这一版没有的话" in preview.text
    assert "2027-1" not in county.get("/consent-texts/").text, "reading publishes nothing"
    changed = county.submit(preview, {"read": "back"}, status=200)
    assert "一、服务\n每月随访一次。\n电话【卫生院电话】</textarea>" in changed.html.replace("\r", "")
    assert "核对以后发布" in county.submit(changed, status=200).text, "what was changed is read over again"
    for _ in range(2):  # a double tap
        published = county.submit(preview, {"read": "yes"})
    assert "每月随访一次。" in county.get(published.location or "").text
    assert "已经发布，不能改动" in county.submit(county.get(url), wanted, status=422).text
    row = db.session.query(PolicyEdition).filter_by(edition="2027-1").one()
    assert (row.kind, row.effective_from.isoformat()) == ("consent_text", day)
    assert row.published_by_id == world.people["county_office"].id
