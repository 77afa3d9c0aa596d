"""Scans and photos in a person's file: added, put in order, withdrawn, and shown to whom they are for."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from PIL import Image

from mhapp import clock, db
from mhapp.domain.file_page import PageKind
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.models import AuditEvent, FilePage, StoredFile
from tests.factories.counties import a_village_at_work
from tests.factories.patients import a_patient
from tests.factories.people import an_account
from tests.fixtures.web import Opened
from tests.web.world import World


@pytest.fixture
def world(app: Flask) -> World:
    """A village with one patient, and who handles the file."""
    work = a_village_at_work()
    people = {
        "cadre": work.cadre,
        "doctor": an_account(Role.CLINIC_DOCTOR, work.township),
        "police": an_account(Role.POLICE_OFFICER, work.township),
    }
    patient = a_patient(work.village, name="欧阳晓禾", level=RiskLevel.YELLOW)
    return World(app, people, patient, {"patient": patient.public_id})


def a_photo(colour: str = "#8090a0") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (900, 1200), colour)
    exif = image.getexif()
    exif[0x010F] = "金丝雀手机"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def send(world: World, person: str, data: bytes, name: str = "scan.jpg", **changes: str) -> Opened:
    """Fill in the form of a new page and send it."""
    client, url = world.client(person), f"/patients/{world.ids['patient']}/file/pages/new"
    page = client.get(url)
    fields = {
        f: page.page.all("input", name=f)[0].attributes["value"] or "" for f in ("once_key", "csrf_token")
    }
    filled = {"kind": "certificate", "title": "", "dated": clock.today().isoformat(), **changes}
    sent = {**fields, **filled, "photo": (io.BytesIO(data), name)}
    return client.open("POST", url, sent, headers={"Content-Type": "multipart/form-data"})


def pages_of(world: World, person: str) -> Opened:
    return world.client(person).get(f"/patients/{world.ids['patient']}/file/pages")


def test_a_photo_becomes_a_page_of_its_part_without_what_the_camera_wrote(world: World) -> None:
    assert send(world, "doctor", a_photo()).status == 303
    listed = pages_of(world, "doctor")
    assert "3 诊断证明书和危险等级评估报告书" in listed.text
    assert "1. 诊断证明书" in listed.text
    page = db.session.query(FilePage).one()
    image = world.client("doctor").get(f"/patients/{world.ids['patient']}/file/pages/{page.public_id}/image")
    assert image.headers["Cache-Control"] == "no-store"
    assert image.headers["Content-Disposition"].startswith("attachment")
    assert "金丝雀手机".encode() not in image.data
    small = world.client("doctor").get(
        f"/patients/{world.ids['patient']}/file/pages/{page.public_id}/thumbnail"
    )
    assert Image.open(io.BytesIO(small.data)).size == (180, 240)
    assert len(small.data) < 5_000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 ...", "这是PDF文件，请拍照，或者转成图片后再上传"),
        (b"PK\x03\x04 a workbook", "打不开这个文件，请上传JPG、PNG或者WEBP格式的照片"),
        (b"", "选的照片是空文件，请重拍，或者重新选一张"),
    ],
)
def test_what_is_no_photo_is_said_at_its_field_and_nothing_else_is_lost(
    world: World, data: bytes, words: str
) -> None:
    refused = send(world, "doctor", data, title="市医院证明")
    assert refused.status == 422
    assert words in refused.text
    assert refused.page.all("input", name="title")[0].attributes["value"] == "市医院证明"
    assert db.session.query(FilePage).count() == db.session.query(StoredFile).count() == 0


def test_a_page_of_tomorrow_is_refused(world: World) -> None:
    refused = send(world, "doctor", a_photo(), dated=(clock.today() + timedelta(days=1)).isoformat())
    assert "材料上的日期不能晚于今天" in refused.text


def test_a_kind_nobody_offered_is_refused_in_our_own_words(world: World) -> None:
    refused = send(world, "doctor", a_photo(), kind="diploma")
    assert refused.status == 422 and "请从列表里选" in refused.text


def test_pages_are_put_in_order_by_a_button(world: World) -> None:
    send(world, "cadre", a_photo("#111111"), kind="other", title="第一")
    send(world, "cadre", a_photo("#222222"), kind="other", title="第二")
    client, listed = world.client("cadre"), pages_of(world, "cadre")
    second = db.session.query(FilePage).order_by(FilePage.id.desc()).first()
    assert second is not None
    client.submit(listed, {"to": "up"}, action=f"{second.public_id}/move")
    text = pages_of(world, "cadre").text
    assert text.index("1. 第二") < text.index("2. 第一")


def test_a_withdrawn_page_stays_with_who_and_why(world: World) -> None:
    send(world, "cadre", a_photo(), kind="other", title="别人的证明")
    page = db.session.query(FilePage).one()
    client = world.client("cadre")
    shown = client.get(f"/patients/{world.ids['patient']}/file/pages/{page.public_id}")
    assert "请写清楚为什么撤下" in client.submit(shown, {"reason": "错"}, action="withdraw", status=422).text
    client.submit(shown, {"reason": "放错人了"}, action="withdraw")
    listed = pages_of(world, "cadre")
    assert listed.page.all("s")[0].text == "别人的证明"
    assert "已撤下：放错人了" in listed.text
    again = client.submit(
        shown, {"reason": "再撤一次", "once_key": "another0key"}, action="withdraw", status=422
    )
    assert "这一页已经撤下了" in again.text


def test_a_diagnosis_is_no_page_for_who_may_know_its_category_only(world: World) -> None:
    send(world, "doctor", a_photo())
    page = db.session.query(FilePage).one()
    for person in ("cadre", "police"):
        assert "诊断证明书" not in [b.text for b in pages_of(world, person).page.all("b")]
        for ending in ("", "/image", "/thumbnail"):
            url = f"/patients/{world.ids['patient']}/file/pages/{page.public_id}{ending}"
            assert world.client(person).open("GET", url).status == 404
    kinds = {option.attributes["value"] for option in world.client("cadre").get(
        f"/patients/{world.ids['patient']}/file/pages/new").page.all("option")}  # fmt: skip
    assert not {PageKind.CERTIFICATE.value, PageKind.FOLLOW_UP.value} & kinds


def test_each_look_at_a_page_is_kept(world: World) -> None:
    send(world, "doctor", a_photo())
    page = db.session.query(FilePage).one()
    world.client("doctor").get(f"/patients/{world.ids['patient']}/file/pages/{page.public_id}/image")
    kept = db.session.query(AuditEvent).filter_by(act="file_page:read").one()
    assert (kept.subject_id, kept.detail) == (world.ids["patient"], "certificate")
