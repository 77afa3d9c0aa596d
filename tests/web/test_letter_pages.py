"""The pages of letters: issue, paper, photo, a village's file. As a browser without JavaScript meets them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image

from mhapp import clock, db
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.jobs.waiting import do_waiting_work
from mhapp.models import AuditEvent, Job, Letter, LetterPrint, Patient, Responsibility, StoredFile, Unit
from tests.factories.counties import a_village_at_work
from tests.factories.letters import MORNING
from tests.factories.patients import a_guardian, a_patient
from tests.factories.people import an_account
from tests.factories.units import a_village
from tests.fixtures.pdf_text import text_of
from tests.fixtures.run_clock import back_to_the_runs_time
from tests.fixtures.web import Opened, PageClient
from tests.web.world import World


@pytest.fixture(autouse=True)
def third_of_august() -> Iterator[None]:
    """10:00 in Beijing, 3 August 2026."""
    clock.start_at(MORNING)
    yield
    back_to_the_runs_time()


@pytest.fixture
def world(app: Flask) -> World:
    """A village with one patient who has a guardian, and the people who meet letters; no letter yet."""
    work = a_village_at_work()
    roles = {
        "civil_affairs": Role.CIVIL_AFFAIRS,
        "reviewer": Role.TOWNSHIP_REVIEWER,
    }
    people = {name: an_account(role, work.township) for name, role in roles.items()} | {
        "cadre": work.cadre,
        "colleague": an_account(Role.VILLAGE_CADRE, work.village),
        "neighbour": an_account(Role.VILLAGE_CADRE, a_village(work.township, "槐树村")),
        "county_office": an_account(Role.COUNTY_OFFICE, work.county),
    }
    patient = a_patient(work.village, name="欧阳晓禾", level=RiskLevel.YELLOW)
    a_guardian(patient)
    return World(app, people, patient, {"patient": patient.public_id})


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "#8090a0").save(out, "JPEG")
    return out.getvalue()


def issued(world: World, person: str = "cadre") -> Opened:
    """The page of a letter this person has just issued for the world's patient."""
    client = world.client(person)
    sent = client.submit(client.get(f"/letters/of/{world.ids['patient']}"), action="/letters/of/")
    return client.get(sent.location or "")


def address(opened: Opened, ending: str) -> str:
    """The link on a page that ends so."""
    return next(
        a.attributes["href"] or ""
        for a in opened.page.all("a")
        if (a.attributes.get("href") or "").endswith(ending)
    )


def send_photo(client: PageClient, url: str, photo: bytes, name: str = "photo.jpg", **changes: str) -> Opened:
    """Fill in the form of the signed copy and send it with a photo."""
    page = client.get(url)
    form = {
        "once_key": page.page.all("input", name="once_key")[0].attributes["value"] or "",
        "signed_on": "2026-08-03",
    }
    token = page.page.all("input", name="csrf_token")[0].attributes["value"] or ""
    data = {**form, "csrf_token": token, **changes, "photo": (io.BytesIO(photo), name)}
    return client.open("POST", url, data, headers={"Content-Type": "multipart/form-data"})


def acts() -> list[str]:
    return list(db.session.scalars(db.session.query(AuditEvent.act).order_by(AuditEvent.seq).statement))


def test_a_cadre_issues_a_letter_and_reads_what_it_says(world: World) -> None:
    page = issued(world)
    assert "石盘监护〔2026〕0001号" in page.text
    assert "待打印" in page.text
    assert "被监护人：欧阳晓禾" in page.text
    assert "自2026年8月3日起，至2027年8月2日止。" in page.text


def test_a_letter_page_names_nobody_in_its_title_and_shows_no_level(world: World) -> None:
    page = issued(world)
    assert page.page.all("title")[0].text.startswith("监护责任书")
    assert "欧阳" not in page.page.all("title")[0].text
    assert "data-level" not in page.html
    assert "黄" not in page.text


def test_the_paper_is_a_pdf_under_an_opaque_name_and_its_print_is_kept(world: World) -> None:
    page = issued(world)
    answer = world.client("cadre").get(address(page, "/letter.pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert re.fullmatch(
        r'attachment; filename="letter-[a-z0-9]{26}\.pdf"', answer.headers["Content-Disposition"]
    )
    text = text_of(answer.data)
    assert text.startswith("监护责任书编号：石盘监护〔2026〕0001号")
    assert "欧阳晓禾" in text and "第2页，共2页" in text
    again = world.client("cadre").get(page.response.request.path)
    assert "待签字" in again.text and "8月3日10:00" in again.text
    assert db.session.query(LetterPrint).count() == 1
    assert acts().count("letter:print") == 1


def test_a_letter_sent_twice_is_issued_once(world: World) -> None:
    client = world.client("cadre")
    page = client.get(f"/letters/of/{world.ids['patient']}")
    first = client.submit(page, action="/letters/of/")
    second = client.submit(page, action="/letters/of/")
    assert first.location == second.location
    assert db.session.query(Letter).count() == 1


def test_a_term_that_ends_before_it_begins_is_shown_at_its_field_and_nothing_typed_is_lost(
    world: World,
) -> None:
    client = world.client("cadre")
    page = client.get(f"/letters/of/{world.ids['patient']}")
    answer = client.submit(
        page,
        {"starts_on": "2026-08-10", "ends_on": "2026-08-09", "kind": "reward"},
        action="/letters/of/",
        status=422,
    )
    assert "截止日期请填写起始日期以后的一天" in answer.text
    assert answer.page.all("input", name="starts_on")[0].attributes["value"] == "2026-08-10"
    assert [
        o.attributes["value"] for o in answer.page.all("input", name="kind") if "checked" in o.attributes
    ] == ["reward"]
    assert db.session.query(Letter).count() == 0


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"starts_on": ""}, "请填写起始日期"),
        ({"ends_on": "明年"}, "请按2026-07-14这样填写"),
        ({"kind": "waiver"}, "请选择出哪一种"),
        ({"guardian": "nobody"}, "请选择和哪一位监护人签"),
    ],
)
def test_what_is_missing_or_unknown_is_named(world: World, changes: dict[str, str], words: str) -> None:
    client = world.client("cadre")
    page = client.get(f"/letters/of/{world.ids['patient']}")
    answer = client.submit(page, changes, action="/letters/of/", status=422)
    assert words in answer.text
    assert db.session.query(Letter).count() == 0


def test_a_person_without_guardian_gets_no_form_but_the_reason(world: World) -> None:
    patient_id = in_the_village(world, "独居").public_id
    page = world.client("cadre").get(f"/letters/of/{patient_id}")
    assert "还没有登记监护人" in page.text
    assert not page.page.all("input", name="starts_on")


def test_a_signed_letter_is_photographed_back_and_its_photo_comes_down_again(world: World) -> None:
    page = issued(world)
    client = world.client("cadre")
    sent = send_photo(client, address(page, "/signed"), a_photo())
    assert sent.status == 303, sent.text
    signed = client.get(sent.location or "")
    assert "生效中" in signed.text and "2026年8月3日签字" in signed.text
    copy = world.client("reviewer").get(address(signed, "/copy"))
    assert copy.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(copy.data)).size == (300, 200)
    assert "letter:signed" in acts() and "letter:copy" in acts()


@pytest.mark.parametrize(
    "photo, words",
    [
        (b"", "选的照片是空文件"),
        (b"%PDF-1.4", "请拍照，或者转成图片后再上传"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
    ],
    ids=["none", "pdf", "heic"],
)
def test_what_is_no_photo_is_refused_at_its_field_and_stores_nothing(
    world: World, photo: bytes, words: str
) -> None:
    page = issued(world)
    answer = send_photo(world.client("cadre"), address(page, "/signed"), photo)
    assert answer.status == 422
    assert words in answer.text
    assert db.session.query(StoredFile).count() == 0
    assert db.session.query(Letter.signed_on).scalar() is None


def test_an_upload_beyond_the_limit_is_refused_with_words(world: World) -> None:
    page = issued(world)
    headers = {"Content-Type": "multipart/form-data; boundary=photo"}
    answer = world.client("cadre").open(
        "POST", address(page, "/signed"), b"\xff" * (14 << 20), headers=headers
    )
    assert answer.status == 413
    assert db.session.query(StoredFile).count() == 0


def test_another_photo_under_the_key_of_a_stored_one_is_not_taken_for_it(world: World) -> None:
    url = address(issued(world), "/signed")
    client = world.client("cadre")
    key = client.get(url).page.all("input", name="once_key")[0].attributes["value"] or ""
    assert send_photo(client, url, a_photo(), once_key=key).status == 303
    assert send_photo(client, url, a_photo(), once_key=key).status == 303
    assert send_photo(client, url, a_photo() + b"more", once_key=key).status == 409
    assert db.session.query(StoredFile).count() == 1


def test_a_photo_for_a_day_to_come_leaves_the_letter_unsigned(world: World) -> None:
    page = issued(world)
    answer = send_photo(world.client("cadre"), address(page, "/signed"), a_photo(), signed_on="2026-08-04")
    assert answer.status == 422
    assert "今天或者以前" in answer.text
    assert db.session.query(Letter.signed_on).scalar() is None


def test_reviewer_and_county_read_and_take_nothing_to_paper(world: World) -> None:
    page = issued(world)
    for reader in ("reviewer", "county_office"):
        seen = world.client(reader).get(page.response.request.path)
        assert "石盘监护〔2026〕0001号" in seen.text
        assert "（PDF）" not in seen.text and "拍照传回" not in seen.text
        history = world.client(reader).get(f"/letters/of/{world.ids['patient']}")
        assert not history.page.all("form", action=f"/letters/of/{world.ids['patient']}")


def test_a_replaced_letter_is_not_printed_any_more(world: World) -> None:
    old = issued(world)
    issued(world)
    again = world.client("cadre").get(old.response.request.path)
    assert "已作废" in again.text and "（PDF）" not in again.text
    assert world.client("cadre").get(old.response.request.path + "/letter.pdf", status=303).location
    assert db.session.query(LetterPrint).count() == 0


def test_a_village_gets_its_letters_as_one_file(world: World, app: Flask) -> None:
    for name in ("甲示例", "乙示例"):
        a_guardian(in_the_village(world, name))
    client = world.client("cadre")
    village = client.get(client.get("/print-runs/villages", status=303).location or "")
    assert "会给3人出具新的一份" in village.text
    asked = client.submit(village, action="/print-runs/villages/")
    waiting = client.get(asked.location or "")
    assert "已排队，共3份" in waiting.text
    assert waiting.page.all("div", id="progress")[0].attributes["data-hx-trigger"] == "every 1s"
    assert address(waiting, asked.location or "") == asked.location, (
        "without JavaScript one looks again by a link"
    )
    do_waiting_work(app.config["SETTINGS"])
    done = client.get(asked.location or "")
    assert "做好了，共3份" in done.text
    assert "data-hx-trigger" not in done.html
    answer = client.get(address(done, "/letters.pdf"))
    assert re.fullmatch(
        r'attachment; filename="letters-[a-z0-9]{26}\.pdf"', answer.headers["Content-Disposition"]
    )
    text = text_of(answer.data)
    assert all(name in text for name in ("欧阳晓禾", "甲示例", "乙示例"))
    assert db.session.query(LetterPrint).filter(LetterPrint.job_id.is_not(None)).count() == 3
    assert acts().count("letter:print") == 3


def in_the_village(world: World, name: str) -> Patient:
    unit_id = db.session.query(Responsibility.unit_id).filter_by(patient_id=world.patient.id).scalar()
    return a_patient(db.session.get(Unit, unit_id), name=name)


def test_progress_is_asked_for_as_a_piece_of_the_page(world: World) -> None:
    client = world.client("cadre")
    village = client.get(client.get("/print-runs/villages", status=303).location or "")
    asked = client.submit(village, action="/print-runs/villages/")
    part = client.get(asked.location or "", htmx=True)
    assert "<html" not in part.html
    assert "已排队，共1份" in part.text


def test_nobody_else_opens_a_run(world: World) -> None:
    client = world.client("cadre")
    village = client.get(client.get("/print-runs/villages", status=303).location or "")
    run = client.submit(village, action="/print-runs/villages/").location or ""
    for person, status in (("colleague", 404), ("neighbour", 404), ("civil_affairs", 404), ("reviewer", 403)):
        world.client(person).get(run, status=status)
        world.client(person).get(f"{run}/letters.pdf", status=status)


def test_a_run_asked_for_twice_is_one_run(world: World) -> None:
    client = world.client("civil_affairs")
    villages = client.get("/print-runs/villages")
    village = client.get(address_of_text(villages, "柏树村"))
    first = client.submit(village, action="/print-runs/villages/")
    second = client.submit(village, action="/print-runs/villages/")
    assert first.location == second.location
    assert db.session.query(Job).count() == 1
    assert db.session.query(Letter).count() == 1


def address_of_text(opened: Opened, words: str) -> str:
    return next(a.attributes["href"] or "" for a in opened.page.all("a") if words in a.text)


def test_a_letter_that_ends_soon_stands_on_the_list_of_civil_affairs(world: World) -> None:
    page = issued(world)
    send_photo(world.client("cadre"), address(page, "/signed"), a_photo())
    assert "责任书快到期" not in world.client("civil_affairs").get("/township/").text
    clock.start_at(MORNING + timedelta(days=334))
    world.sign_out("civil_affairs")
    assert "责任书快到期" in world.client("civil_affairs").get("/township/").text
