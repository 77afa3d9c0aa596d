"""What holds on every answer: headers, closed by default, the journal, what the log may say."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from flask import Flask, before_render_template
from sqlalchemy import Engine, select, text

from mhapp import db
from mhapp.crypto import new_public_id
from mhapp.domain.roles import Role
from mhapp.models import Account, AuditEvent, Measure
from mhapp.web.paging import page_url
from tests.factories.patients import a_patient
from tests.factories.people import an_account
from tests.factories.units import a_village
from tests.fixtures.web import PageClient, fields_of, find_form

SignedIn = Callable[[Account], PageClient]


@pytest.mark.parametrize("url", ["/sign-in", "/no-such-page", "/own"])
def test_every_answer_carries_the_security_headers_and_is_not_stored(client: PageClient, url: str) -> None:
    headers = client.open("GET", url).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_static_file_is_kept_for_good_under_a_name_with_its_hash(client: PageClient) -> None:
    sheet = client.get("/sign-in").page.all("link", rel="stylesheet")[0].attributes["href"] or ""
    answer = client.open("GET", sheet)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_path_out_of_the_static_folder_is_not_found(client: PageClient) -> None:
    assert client.open("GET", "/static/x/../../config.py").status == 404
    assert client.open("GET", "/static/x/%2e%2e/config.py").status == 404


def test_a_view_that_declares_no_access_stays_closed(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open to the world")
    assert PageClient(app).open("GET", "/forgotten").status == 403


def test_every_view_of_the_application_declares_its_access(app: Flask) -> None:
    assert [name for name, view in app.view_functions.items() if not hasattr(view, "access")] == []


def test_a_form_without_its_token_is_refused_and_nothing_is_stored(app: Flask, signed_in: SignedIn) -> None:
    account = an_account()
    browser = signed_in(account)
    browser.get("/own")
    assert browser.open("POST", "/own", {"elder_mode": "y"}).status == 400
    db.session.rollback()
    assert db.session.get_one(Account, account.id).elder_mode is False


def test_a_refused_page_is_kept_in_the_journal(signed_in: SignedIn) -> None:
    browser = signed_in(an_account())
    browser.get("/county/", status=403)
    db.session.rollback()
    refused = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "access:refused")).one()
    assert refused.role == "village_cadre"
    assert refused.detail == "county.home"


def test_the_log_line_says_who_and_what_but_no_path_and_no_phone(
    signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    account = an_account(phone="13900009911", name="秘名甲乙")
    logging.getLogger("mhapp").propagate = True
    with caplog.at_level(logging.INFO, logger="mhapp.request"):
        browser = signed_in(account)
        browser.get("/own?secret=words")
    lines = [json.loads(record.getMessage()) for record in caplog.records]
    assert lines[-1]["endpoint"] == "auth.own"
    assert lines[-1]["account"] == account.public_id
    assert lines[-1]["status"] == 200
    everything = json.dumps(lines, ensure_ascii=False)
    for secret in ("13900009911", "秘名甲乙", "words", "/own"):
        assert secret not in everything


class SlowLine(io.BytesIO):
    """A body that comes in slowly; notes with each piece whether somebody else could write meanwhile."""

    def __init__(self, body: bytes, database: Engine) -> None:
        super().__init__(body)
        self._path = database.url.database or ""
        self.free: list[bool] = []

    def read(self, size: int | None = -1, /) -> bytes:
        self._note()
        return super().read(size)

    def readinto(self, buffer: Any, /) -> int:
        self._note()
        return super().readinto(buffer)

    def _note(self) -> None:
        self.free.append(somebody_else_can_write(self._path))


def somebody_else_can_write(path: str) -> bool:
    """Whether another connection gets the write lock at once."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


def test_a_form_that_comes_over_a_bad_line_holds_up_nobody(app: Flask, database: Engine) -> None:
    body = b"elder_mode=y"
    line = SlowLine(body, database)
    app.test_client().post(
        "/own",
        input_stream=line,
        content_length=len(body),
        content_type="application/x-www-form-urlencoded",
    )
    assert line.free and all(line.free)


@pytest.mark.parametrize(
    "typed, says",
    [
        ({"problem": ""}, "请写明存在的问题"),  # the form itself does not hold
        ({"until": "2999-01-01"}, "完成期限应在今天到一年以内"),  # a rule does not
    ],
)
def test_while_a_refused_form_is_drawn_others_write(
    app: Flask, signed_in: SignedIn, database: Engine, typed: dict[str, str], says: str
) -> None:
    village = a_village()
    cadre = an_account(Role.VILLAGE_CADRE, village)
    patient = a_patient(village, cadre=cadre)
    browser = signed_in(cadre)
    page = browser.get(f"/patients/{patient.public_id}/measures")
    free: list[bool] = []

    def note(_: Flask, **__: Any) -> None:
        free.append(somebody_else_can_write(database.url.database or ""))

    answers = {"kind": "medicine", "problem": "常常忘记服药", "measure": "每天提醒", "doer": "village_cadre",
               "who": "刘一"}  # fmt: skip
    with before_render_template.connected_to(note, app):
        refused = browser.submit(page, answers | typed, action="/measures", status=422)
    assert says in refused.text
    assert free and all(free)
    assert db.session.query(Measure).count() == 0


def test_health_says_yes_and_nothing_else(client: PageClient) -> None:
    answer = client.open("GET", "/healthz")
    assert (answer.status, answer.data) == (200, b"")


def test_a_body_that_is_too_large_is_refused_in_words(client: PageClient) -> None:
    client.get("/sign-in")
    answer = client.open("POST", "/sign-in", {"phone": "1" * (14 * 1024 * 1024)})
    assert answer.status == 413
    assert "太大" in answer.text


def test_a_form_larger_than_any_of_ours_or_of_very_many_fields_is_refused(client: PageClient) -> None:
    page = client.get("/sign-in")
    kept = {name: value for name, [value] in fields_of(page.page, find_form(page.page)).items()}
    too_large = client.open("POST", "/sign-in", {**kept, "phone": "1" * 300_000})
    assert too_large.status == 413
    assert "太大" in too_large.text
    too_many = client.open("POST", "/sign-in", {**kept, **{f"field{n}": "1" for n in range(600)}})
    assert too_many.status == 413


def test_bytes_that_are_no_text_do_no_harm(client: PageClient) -> None:
    page = client.get("/sign-in")
    answer = client.submit(page, {"phone": b"\xff\xfe\x00", "password": "x"}, status=422)  # type: ignore[dict-item]
    assert answer.status == 422


def test_a_file_where_a_text_is_asked_for_and_a_body_that_is_no_form_fill_in_nothing(
    app: Flask, signed_in: SignedIn
) -> None:
    def a_file() -> tuple[io.BytesIO, str]:
        return io.BytesIO(b"a file"), "a.txt"

    stranger = PageClient(app)
    stranger.get("/sign-in")
    sent: dict[str, Any] = {"csrf_token": stranger.token, "phone": a_file(), "password": a_file()}
    assert "请填写手机号" in stranger.open("POST", "/sign-in", sent, status=422).text
    doctor = signed_in(an_account(Role.CLINIC_DOCTOR))
    doctor.get("/search")
    doctor.open("POST", "/search", {"csrf_token": doctor.token, "text": a_file()}, status=(303, 422))
    account = an_account()
    browser = signed_in(account)
    browser.get("/own")
    sent = {"csrf_token": browser.token, "once_key": a_file(), "elder_mode": a_file()}
    browser.open("POST", "/own", sent, status=303)
    json_header = {"X-CSRFToken": browser.token, "Content-Type": "application/json"}
    for body in ('{"once_key": 5, "elder_mode": "y"}', "[1]", "{"):
        browser.open("POST", "/own", body, status=303, headers=json_header)
    db.session.rollback()
    assert db.session.get_one(Account, account.id).elder_mode is False


@pytest.mark.parametrize("url", ["/letters/a%00b", "/village/patients/%00", "/village/patients?s=%00"])
def test_an_address_with_a_byte_no_text_holds_leads_nowhere(signed_in: SignedIn, url: str) -> None:
    signed_in(an_account()).get(url, status=404)


def test_another_page_of_a_list_is_addressed_whatever_else_the_address_says(app: Flask) -> None:
    with app.test_request_context("/exports/?endpoint=county.home&_external=1&waiting=2&own=1"):
        assert page_url("own")(3) == "/exports/?waiting=2&own=3#own"


def test_a_page_is_not_sent_when_its_row_in_the_journal_cannot_be_written(signed_in: SignedIn) -> None:
    browser = signed_in(an_account())
    browser.get("/own")
    with db.transaction():
        db.session.execute(
            text(
                "CREATE TRIGGER disk_is_full BEFORE INSERT ON audit_event "
                "BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
            )
        )
    answer = browser.get("/county/", status=503)
    assert "disk is full" not in answer.html
    sent = {"csrf_token": browser.token, "once_key": new_public_id(), "elder_mode": "y"}
    answer = browser.open("POST", "/own", sent, status=500)
    assert "没有保存" in answer.html and "已保存" not in answer.html


def test_a_database_that_is_away_is_said_in_words_and_in_our_look(signed_in: SignedIn) -> None:
    browser = signed_in(an_account())
    with db.transaction():
        db.session.execute(text("ALTER TABLE sign_in_session RENAME TO away"))
    answer = browser.get("/own", status=503)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sign_in_session" not in answer.html


def test_the_address_in_a_forwarded_header_counts_only_behind_a_proxy_we_were_told_of(app: Flask) -> None:
    account = an_account()
    PageClient(app).open("POST", "/sign-in", {}, headers={"X-Forwarded-For": "203.0.113.9"})
    client = PageClient(app)
    client.sign_in(account)
    db.session.rollback()
    assert {row.source for row in db.session.scalars(select(AuditEvent))} == {"127.0.0.1"}
