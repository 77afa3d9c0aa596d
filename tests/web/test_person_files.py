"""A person's file as people meet it: the eight parts, the timeline, who has read it, the whole file, objections."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from mhapp import clock, db
from mhapp.domain.file_page import PageKind
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.jobs.waiting import do_waiting_work
from mhapp.models import AuditEvent, FilePage, Objection, Paper, ReadersRequest
from mhapp.queries.whole_files import KIND
from mhapp.services import files
from mhapp.services.visits import record_visit
from tests.factories.counties import a_village_at_work
from tests.factories.file_records import a_certificate_page
from tests.factories.patients import a_guardian, a_patient, a_rating
from tests.factories.people import an_account, viewer_of
from tests.factories.visits import a_report
from tests.fixtures.web import Opened
from tests.web.world import World

OFFICES = {
    "doctor": Role.CLINIC_DOCTOR,
    "police": Role.POLICE_OFFICER,
    "civil_affairs": Role.CIVIL_AFFAIRS,
    "peace_office": Role.PEACE_OFFICE,
    "service_centre": Role.SERVICE_CENTRE,
    "reviewer": Role.TOWNSHIP_REVIEWER,
}


@pytest.fixture
def world(app: Flask) -> World:
    """Somebody at yellow with a guardian, a rating, a visit and a certificate, and everybody who opens their page."""
    work = a_village_at_work()
    people = {name: an_account(role, work.township) for name, role in OFFICES.items()}
    people |= {
        "cadre": work.cadre,
        "county_office": an_account(Role.COUNTY_OFFICE, work.county),
    }
    patient = a_patient(work.village, name="欧阳晓禾", cadre=work.cadre, level=RiskLevel.YELLOW)
    a_guardian(patient, name="欧阳明")
    a_rating(patient, 2, clock.today() - timedelta(days=20), doctor=people["doctor"], township=work.township)
    record_visit(patient, a_report(clock.today()), by=viewer_of(work.cadre), at=clock.now())
    a_certificate_page(patient, app.config["SETTINGS"].files, by=viewer_of(people["doctor"]))
    return World(app, people, patient, {"patient": patient.public_id})


def page_of(world: World, person: str) -> Opened:
    url = "/village/patients/" if person == "cadre" else "/patients/"
    return world.client(person).get(url + world.ids["patient"])


def states(opened: Opened) -> dict[str, str]:
    """Part -> state, as a check from outside reads them."""
    parts = [element for element in opened.page.elements if "data-part" in element.attributes]
    assert [part.attributes["data-part"] for part in parts] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    return {part.attributes["data-part"] or "": part.attributes["data-state"] or "" for part in parts}


M, P, N = "missing", "present", "not_applicable"


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("cadre", [M, P, P, P, M, N, N, N]),
        ("doctor", [M, P, P, P, N, N, N, N]),
        ("police", [M, P, P, P, N, N, N, N]),
        ("civil_affairs", [M, P, P, P, M, N, N, N]),
        ("peace_office", [M, P, P, P, M, N, N, N]),
        ("service_centre", [M, N, N, N, N, N, N, N]),
        ("reviewer", [M, P, P, P, M, N, N, N]),
        ("county_office", [M, P, P, P, M, N, N, N]),
    ],
)
def test_everybody_finds_eight_parts_as_far_as_they_may_know(
    world: World, person: str, expected: list[str]
) -> None:
    assert list(states(page_of(world, person)).values()) == expected


def test_the_meter_counts_what_is_asked_for_and_a_gap_leads_to_where_it_is_mended(world: World) -> None:
    page = page_of(world, "civil_affairs")
    assert "已有3，应有5" in page.text
    links = {a.attributes.get("href"): a.text for a in page.page.all("a")}
    assert links[f"/letters/of/{world.ids['patient']}"] == "没有生效中的责任书或协议"
    assert "知情同意还没登记" in page.text
    assert "由精防医生办理" in page_of(world, "peace_office").text


def test_who_may_not_know_of_letters_is_told_who_keeps_them(world: World) -> None:
    page = page_of(world, "doctor")
    assert "由民生服务办保管" in page.text
    assert "没有生效中的责任书" not in page.text
    assert "您能看的部分里已有3，应有4" in page.text


def test_a_timeline_tells_each_role_what_it_may_know(world: World) -> None:
    url = f"/patients/{world.ids['patient']}/timeline"
    county = world.client("county_office").get(url)
    for words in ("随访", "危险性评估", "级别认定", "诊断证明书"):
        assert words in county.text
    assert "诊断证明书" not in world.client("police").get(url).text
    centre = world.client("service_centre").get(url).text
    assert "诊断证明书" in centre
    assert "随访" not in centre.replace("随访、评估、认定、签责任书以后会出现在这里", "").replace(
        "患者随访服务", ""
    )
    assert db.session.query(AuditEvent).filter_by(act="file:timeline").count() == 3
    assert "这一页没有记录" in world.client("county_office").get(f"{url}?page={10**30}").text


def test_who_has_read_the_file_is_listed_with_unit_and_act(world: World) -> None:
    page_of(world, "police")
    page = world.client("reviewer").get(f"/patients/{world.ids['patient']}/readers")
    assert "查看档案" in page.text
    assert "石盘镇 派出所民警" in page.text


def test_civil_affairs_print_the_list_for_who_asks_and_that_is_kept(world: World) -> None:
    client, url = world.client("civil_affairs"), f"/patients/{world.ids['patient']}/readers/request"
    form = client.get(url)
    assert "请填写申请人姓名" in client.submit(form, {"asked_for": "guardian"}, status=422).text
    told = client.get(client.submit(form, {"asked_for": "guardian", "name": "欧阳明"}).location or "")
    assert "应监护人欧阳明的申请" in told.text
    asked = db.session.query(ReadersRequest).one()
    assert (asked.name, asked.patient_id) == ("欧阳明", world.patient.id)
    assert db.session.query(AuditEvent).filter_by(act="file:readers_told").one().detail == "guardian"


def test_the_whole_file_is_asked_for_made_and_taken_by_one_link(world: World) -> None:
    client, url = world.client("reviewer"), f"/patients/{world.ids['patient']}/file"
    assert "progress" not in client.get(url, htmx=True).html
    client.submit(client.get(url), action="/file")
    waiting = client.get(url, htmx=True)
    assert waiting.html.lstrip().startswith('<div id="progress"')
    assert "已排队" in waiting.text
    settings = world.app.config["SETTINGS"]

    def quickly(job: object, _: object) -> files.WrittenFile:
        db.session.rollback()
        return files.write_file(files.Prepared("pdf", b"%PDF-1.7"), settings.files)

    do_waiting_work(settings, {KIND: quickly})
    (link,) = [a for a in client.get(url).page.all("a") if "data-file" in a.attributes]
    address = link.attributes["href"] or ""
    assert client.get(address).data == b"%PDF-1.7"
    assert world.client("civil_affairs").open("GET", address).status == 404
    assert db.session.query(AuditEvent).filter_by(act="file:download").count() == 1


def test_an_objection_stands_beside_the_level_until_and_after_it_is_answered(world: World) -> None:
    cadre, url = world.client("cadre"), f"/patients/{world.ids['patient']}/objections/new"
    form = cadre.get(url)
    said = {"lodged_for": "guardian", "words": "用药后一直平稳，不该是这一级"}
    subject = next(o.attributes["value"] for o in form.page.all("option") if "认定" in o.text) or ""
    refused = cadre.submit(form, {**said, "subject": subject}, status=422)
    assert "请填写监护人的姓名" in refused.text
    assert "用药后一直平稳" in refused.text
    cadre.submit(form, {**said, "subject": subject, "lodger_name": "欧阳明"})
    assert "有异议在办" in page_of(world, "cadre").text
    objection = db.session.query(Objection).one()
    county = world.client("county_office")
    assert "欧阳晓禾" in county.get("/objections/").text
    assert "答复异议" in county.get("/county/").text
    shown = county.get(f"/objections/{objection.public_id}")
    county.submit(shown, {"outcome": "explained", "answer": "核对了随访和评估，情况属实"}, action="answer")
    assert "有异议：维持，已说明理由" in page_of(world, "cadre").text
    assert "核对了随访和评估，情况属实" in cadre.get(f"/objections/{objection.public_id}").text
    answer_url = f"/objections/{objection.public_id}/answer.pdf"
    assert answer_url in cadre.get(f"/patients/{world.ids['patient']}/papers").html
    paper = cadre.open("GET", answer_url)
    assert paper.headers["Content-Disposition"].startswith('attachment; filename="objection-')
    issued = db.session.query(Paper).filter_by(kind="objection").one()
    verified = county.post("/papers/verify", {"code": issued.check_code}, status=200)
    assert "异议答复书" in verified.html and "和现在的记录一致" in verified.html


def test_what_danger_three_asks_for_is_mended_by_pages(world: World) -> None:
    doctor = world.people["doctor"]
    a_rating(world.patient, 3, clock.today(), doctor=doctor)
    links = {a.text: a.attributes.get("href") or "" for a in page_of(world, "doctor").page.all("a")}
    assert links["缺病史"].endswith("/file/pages/new?kind=history")
    form = world.client("doctor").get(links["缺病史"])
    (chosen,) = [o.attributes["value"] for o in form.page.all("option") if "selected" in o.attributes]
    assert chosen == PageKind.HISTORY.value
    assert db.session.query(FilePage).count() == 1
