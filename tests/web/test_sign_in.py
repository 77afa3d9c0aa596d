"""Signing in and out: what a person at work meets, right and wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from mhapp import clock, create_app, db
from mhapp.domain.roles import Role
from mhapp.models import Account, Appointment, AuditEvent, SignInSession, SignInTry
from tests.factories.people import PASSWORD, an_account, appoint
from tests.factories.units import a_township, a_village
from tests.fixtures.run_clock import travel
from tests.fixtures.web import PageClient

SignedIn = Callable[[Account], PageClient]


def acts() -> list[str]:
    """The acts on the audit chain, in order."""
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)))


def test_a_cadre_signs_in_and_reaches_their_own_page(client: PageClient) -> None:
    cadre = an_account(name="陈晓禾")
    assert client.sign_in(cadre).status == 303
    assert "陈晓禾" in client.get("/own").text
    assert "sign_in:accepted" in acts()


def test_the_phone_may_be_typed_with_spaces_and_full_width_digits(client: PageClient) -> None:
    an_account(phone="13900009901")
    page = client.get("/sign-in")
    assert client.submit(page, {"phone": "１３９ 0000 9901", "password": PASSWORD}).status == 303


@pytest.mark.parametrize("phone", ["13900009902", "13900009999"])
def test_a_wrong_password_and_an_unknown_phone_read_the_same(client: PageClient, phone: str) -> None:
    an_account(phone="13900009902")
    answer = client.submit(client.get("/sign-in"), {"phone": phone, "password": "wrong-word"}, status=422)
    assert "手机号或密码不对，请再试一次" in answer.text
    assert phone in answer.html, "what was typed is kept"
    assert "wrong-word" not in answer.html
    assert "sign_in:refused" in acts(), "the refusal survives the refused request"


def test_after_ten_wrong_tries_even_the_right_password_waits_a_quarter_of_an_hour(client: PageClient) -> None:
    account = an_account(phone="13900009903")
    page = client.get("/sign-in")
    for _ in range(10):
        client.submit(page, {"phone": account.phone, "password": "wrong-word"}, status=422)
    paused = client.submit(page, {"phone": account.phone, "password": PASSWORD}, status=422)
    assert "请15分钟后再试" in paused.text
    with travel(clock.now() + timedelta(minutes=15, seconds=1)):
        client.submit(page, {"phone": account.phone, "password": PASSWORD}, status=303)


def test_nine_wrong_tries_are_forgiven_by_the_right_one(client: PageClient) -> None:
    account = an_account(phone="13900009904")
    page = client.get("/sign-in")
    for _ in range(9):
        client.submit(page, {"phone": account.phone, "password": "wrong-word"}, status=422)
    client.submit(page, {"phone": account.phone, "password": PASSWORD}, status=303)
    db.session.rollback()
    assert [tried.forgiven for tried in db.session.scalars(select(SignInTry))] == [True] * 9


def test_a_disabled_account_does_not_sign_in(client: PageClient) -> None:
    account = an_account()
    account.disabled_at = clock.now()
    client.submit(client.get("/sign-in"), {"phone": account.phone, "password": PASSWORD}, status=422)


def test_disabling_an_account_ends_its_session_at_the_next_request(signed_in: SignedIn) -> None:
    account = an_account()
    browser = signed_in(account)
    browser.get("/own")
    db.session.get_one(Account, account.id).disabled_at = clock.now()
    assert "请重新登录" in browser.get("/own", status=401).text


def test_an_appointment_that_ended_yesterday_ends_the_session(signed_in: SignedIn) -> None:
    account = an_account()
    browser = signed_in(account)
    held = db.session.scalars(select(Appointment).where(Appointment.account_id == account.id)).one()
    held.until_date = clock.today() - timedelta(days=1)
    browser.get("/own", status=401)


@pytest.mark.parametrize(
    ("role", "minutes", "status"),
    [
        (Role.CLINIC_DOCTOR, 29, 200),
        (Role.CLINIC_DOCTOR, 31, 401),
        (Role.VILLAGE_CADRE, 31, 200),
        (Role.VILLAGE_CADRE, 11 * 60 + 59, 200),
        (Role.VILLAGE_CADRE, 12 * 60 + 1, 401),
    ],
)
def test_an_idle_session_ends_sooner_in_an_office_than_in_a_village(
    signed_in: SignedIn, role: Role, minutes: int, status: int
) -> None:
    browser = signed_in(an_account(role))
    with travel(clock.now() + timedelta(minutes=minutes)):
        browser.get("/own", status=status)


def test_signing_out_ends_the_session_in_the_database_too(signed_in: SignedIn) -> None:
    browser = signed_in(an_account())
    browser.submit(browser.get("/own"), action="/sign-out")
    assert browser.get("/own", status=303).location == "/sign-in?next=/own"
    db.session.rollback()
    assert db.session.scalars(select(SignInSession)).one().ended_at is not None


def test_who_came_from_a_page_is_led_back_to_it(client: PageClient) -> None:
    account = an_account()
    client.get("/own", status=303)
    answer = client.submit(client.get("/sign-in?next=/own"), {"phone": account.phone, "password": PASSWORD})
    assert answer.location == "/own"


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/",
        "//example.org/",
        "///example.org/",
        "/\\example.org",
        "/\t/example.org/",
        "javascript:alert(1)",
    ],
)
def test_nobody_is_led_to_another_site(client: PageClient, address: str) -> None:
    account = an_account()
    page = client.get("/sign-in")
    answer = client.submit(page, {"phone": account.phone, "password": PASSWORD, "next": address})
    assert urlsplit(answer.location or "").netloc == ""
    assert "example" not in (answer.location or "")


def test_a_form_sent_by_an_ended_session_comes_back_filled_to_its_writer_and_is_not_sent(
    signed_in: SignedIn,
) -> None:
    account = an_account()
    browser = signed_in(account)
    page = browser.get("/own")
    for session in db.session.scalars(select(SignInSession)):
        session.ended_at = clock.now()
    again = browser.submit(page, {"elder_mode": "y"}, action="/own", status=401)
    answer = browser.submit(again, {"phone": account.phone, "password": PASSWORD}, action="/sign-in")
    assert answer.location == "/own?carried=1"
    filled = browser.get("/own?carried=1")
    assert "checked" in filled.page.all("input", name="elder_mode")[0].attributes
    db.session.rollback()
    assert db.session.get_one(Account, account.id).elder_mode is False


def test_somebody_else_does_not_get_the_form_of_an_ended_session(signed_in: SignedIn) -> None:
    browser = signed_in(an_account())
    other = an_account()
    page = browser.get("/own")
    for session in db.session.scalars(select(SignInSession)):
        session.ended_at = clock.now()
    again = browser.submit(page, {"elder_mode": "y"}, action="/own", status=401)
    answer = browser.submit(again, {"phone": other.phone, "password": PASSWORD}, action="/sign-in")
    assert "carried" not in (answer.location or "")


def test_passwords_sent_by_an_ended_session_are_not_handed_back(signed_in: SignedIn) -> None:
    account = an_account()
    browser = signed_in(account)
    page = browser.get("/own/password")
    for session in db.session.scalars(select(SignInSession)):
        session.ended_at = clock.now()
    typed = {"current": "Old-secret-1", "password": "New-secret-2", "again": "New-secret-2"}
    again = browser.submit(page, typed, action="/own/password", status=401)
    assert "Old-secret-1" not in again.html and "New-secret-2" not in again.html
    answer = browser.submit(again, {"phone": account.phone, "password": PASSWORD}, action="/sign-in")
    assert answer.location == "/village/"


def test_a_form_without_a_page_of_its_own_is_not_carried_through_sign_in(signed_in: SignedIn) -> None:
    account = an_account(Role.CLINIC_DOCTOR)
    browser = signed_in(account)
    page = browser.get("/patients/")
    for session in db.session.scalars(select(SignInSession)):
        session.ended_at = clock.now()
    again = browser.submit(page, {"text": "欧阳"}, action="/patients/search", status=401)
    answer = browser.submit(again, {"phone": account.phone, "password": PASSWORD}, action="/sign-in")
    assert answer.location == "/clinic/"


def test_htmx_meets_a_sign_in_panel_and_not_a_whole_page(signed_in: SignedIn) -> None:
    browser = signed_in(an_account())
    for session in db.session.scalars(select(SignInSession)):
        session.ended_at = clock.now()
    panel = browser.get("/own", status=401, htmx=True)
    assert "<html" not in panel.html
    assert panel.page.all("input", name="password")


def test_a_person_with_two_posts_acts_in_the_one_they_choose(signed_in: SignedIn) -> None:
    account = an_account(Role.VILLAGE_CADRE)
    clinic = appoint(account, Role.CIVIL_AFFAIRS, a_township())
    browser = signed_in(account)
    page = browser.get("/own")
    browser.submit(page, {"appointment": clinic.public_id}, action="/own/appointment")
    assert "appointment:switch" in acts()


def test_a_post_of_somebody_else_cannot_be_chosen(signed_in: SignedIn) -> None:
    account = an_account()
    appoint(account, Role.VILLAGE_CADRE, a_village())
    foreign = db.session.scalars(
        select(Appointment).where(Appointment.account_id == an_account(Role.COUNTY_OFFICE).id)
    ).one()
    browser = signed_in(account)
    answer = browser.submit(
        browser.get("/own"), {"appointment": foreign.public_id}, action="/own/appointment", status=422
    )
    assert "请选择一项今天在期内的任职" in answer.text


def test_the_large_print_switch_is_kept_on_the_account(signed_in: SignedIn) -> None:
    account = an_account()
    browser = signed_in(account)
    browser.submit(browser.get("/own"), {"elder_mode": "y"}, action="/own")
    own = browser.get("/own")
    assert own.page.all("html")[0].attributes.get("class") == "elder"
    assert "已保存，现在是大字版" in own.text


def test_the_cookie_is_http_only_and_same_site(client: PageClient) -> None:
    cookie = client.sign_in(an_account()).headers["Set-Cookie"]
    assert cookie.startswith("mhapp=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(app: Flask) -> None:
    over_https = create_app(replace(app.config["SETTINGS"], https=True, host="0.0.0.0"))
    account = an_account()
    client = over_https.test_client()
    db.finish()
    page = client.get("/sign-in", base_url="https://county.example")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(
        "/sign-in",
        data={"phone": account.phone, "password": PASSWORD, "csrf_token": token},
        base_url="https://county.example",
        headers={"Referer": "https://county.example/sign-in"},
    )
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 303
    assert cookie.startswith("__Host-mhapp=") and "Secure" in cookie and "Path=/" in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_another_address_than_loopback_demands_https(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="MHAPP_HTTPS=1"):
        create_app(replace(app.config["SETTINGS"], host="0.0.0.0"))
