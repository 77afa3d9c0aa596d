"""Rewards on their pages: judged, confirmed, listed, the workbook, what the bank said, the receipt."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from mhapp import clock, db
from mhapp.domain.roles import Role
from mhapp.models import AuditEvent, RewardAssessment, RewardPayment, RewardRoster, Unit
from mhapp.services.residence import settle
from tests.factories.counties import a_village_at_work
from tests.factories.patients import a_guardian, a_patient
from tests.factories.people import an_account, viewer_of
from tests.factories.rewards import ACCOUNT, a_signed_agreement
from tests.factories.units import a_township, a_village
from tests.fixtures.run_clock import back_to_the_runs_time
from tests.fixtures.web import Opened
from tests.web.test_letter_pages import a_photo
from tests.web.world import World

IN_JULY = datetime(2026, 7, 3, 2, tzinfo=UTC)
MET = {"medicine": "met", "follow_up": "met", "reports": "met", "no_incident": "met"}


@pytest.fixture(autouse=True)
def third_of_july() -> Iterator[None]:
    """10:00 in Beijing, 3 July 2026: the first half-year is over."""
    clock.start_at(IN_JULY)
    yield
    back_to_the_runs_time()


@pytest.fixture
def world(app: Flask) -> World:
    """A patient with an agreement since 1 January, the cadre, and civil affairs who pay."""
    work = a_village_at_work()
    people = {
        "cadre": work.cadre,
        "civil_affairs": an_account(Role.CIVIL_AFFAIRS, work.township),
        "reviewer": an_account(Role.TOWNSHIP_REVIEWER, work.township),
        "county_office": an_account(Role.COUNTY_OFFICE, work.county),
    }
    patient = a_patient(work.village, name="欧阳晓禾")
    a_guardian(patient, name="李父")
    letter = a_signed_agreement(
        patient, term_from=date(2026, 1, 1), term_until=date(2026, 12, 31),
        by=viewer_of(people["civil_affairs"]), at=datetime(2026, 1, 1, 2, tzinfo=UTC),
    )  # fmt: skip
    return World(app, people, patient, {"patient": patient.public_id, "letter": letter.public_id})


def judged(world: World, **answers: str) -> Opened:
    """The page of the first half-year as civil affairs have judged it."""
    clerk = world.client("civil_affairs")
    url = f"/rewards/agreements/{world.ids['letter']}/2026-1"
    sent = clerk.submit(clerk.get(url), {**MET, **answers}, action=url)
    return clerk.get(sent.location or "")


def with_account(world: World) -> None:
    clerk, url = world.client("civil_affairs"), f"/patients/{world.ids['patient']}/rewards/account"
    printed = f"{ACCOUNT[:4]} {ACCOUNT[4:]}"  # as on the card
    filled = {"holder": "李父", "bank": "示例银行", "number": ACCOUNT, "number_again": printed}
    clerk.submit(clerk.get(url), filled, action=url)


def listed(world: World) -> Opened:
    """The page of a new roster."""
    clerk = world.client("civil_affairs")
    sent = clerk.submit(clerk.get("/rewards/rosters?period=2026-1"), {}, action="/rewards/rosters")
    return clerk.get(sent.location or "")


def result(world: World, payment: RewardPayment, status: int = 303, **answers: str) -> Opened:
    clerk, url = world.client("civil_affairs"), f"/rewards/payments/{payment.public_id}"
    return clerk.submit(clerk.get(url), answers, action=url, status=status)


def confirmed(world: World) -> None:
    clerk = world.client("civil_affairs")
    clerk.submit(judged(world), {}, action="/amount")


def test_every_condition_is_asked_and_nothing_is_ticked_beforehand(world: World) -> None:
    clerk = world.client("civil_affairs")
    url = f"/rewards/agreements/{world.ids['letter']}/2026-1"
    page = clerk.get(url)
    assert not [one for one in page.page.all("input", type="radio") if "checked" in one.attributes]
    page = clerk.submit(page, {**MET, "reports": "not_met"}, action=url, status=422)
    assert "请写明依据或者原因" in page.text
    assert db.session.query(RewardAssessment).count() == 0


def test_the_amount_is_proposed_and_another_needs_a_reason(world: World) -> None:
    page = judged(world, reports="not_met", reports_words="走失两天后才说")
    assert "937.50元" in page.text
    clerk = world.client("civil_affairs")
    page = clerk.submit(page, {"amount": "1250"}, action="/amount", status=422)
    assert "和建议的937.50元不一样" in page.text
    clerk.submit(page, {"amount": "1250", "amount_reason": "镇务会议决定照发"}, action="/amount")
    assert db.session.query(RewardAssessment).one().amount == 1250
    cadre = world.client("cadre")
    assert "待发放" in cadre.get("/rewards/?period=2026-1").text


def test_a_judgement_is_taken_back_until_it_is_paid(world: World) -> None:
    clerk = world.client("civil_affairs")
    clerk.submit(judged(world), {}, action="/withdrawal")
    assert "待考核" in clerk.get("/rewards/?period=2026-1").text
    confirmed(world)
    assert db.session.query(RewardAssessment).count() == 2


def test_the_roster_goes_out_as_a_workbook_with_a_purpose_that_is_kept(world: World) -> None:
    confirmed(world)
    clerk = world.client("civil_affairs")
    assert "还没有收款账户" in clerk.get("/rewards/rosters?period=2026-1").text
    with_account(world)
    page = listed(world)
    assert ACCOUNT not in page.html
    refused = clerk.submit(page, {}, action="/workbook", status=422)
    assert "请选择下载做什么用" in refused.text
    answer = clerk.submit(page, {"purpose": "bank"}, action="/workbook", status=200)
    assert "欧阳" not in answer.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert rows[3][1:5] == ["李父", "示例银行", ACCOUNT, 1250.0]
    assert "用途：送银行代发" in str(rows[1][0])
    event = db.session.query(AuditEvent).filter_by(act="reward:export").one()
    assert (event.detail, event.count) == ("bank", 1)
    stop, roster = f"/rewards/agreements/{world.ids['letter']}/stop", page.response.request.path
    clerk.submit(clerk.get(stop), {"reason": "abuse", "words": "随访发现虐待"}, action=stop)
    assert "有1笔（1250.00元）已停发，可是银行收到的名册里还有，请马上通知银行停付" in clerk.get(roster).text
    asked = clerk.get(f"/rewards/payments/{db.session.query(RewardPayment).one().public_id}")
    assert "请先通知银行停付" in asked.text
    clerk.submit(asked, {"result": "failed"}, action="/rewards/payments/")
    assert "银行已停付：虐待、遗弃患者" in clerk.get(roster).text


def test_a_roster_that_finance_passed_on_is_said_to_be_with_the_bank_which_is_asked_from_then_on(
    world: World,
) -> None:
    confirmed(world)
    with_account(world)
    clerk, page = world.client("civil_affairs"), listed(world)
    roster = page.response.request.path
    assert "还没有送出" in page.text
    clerk.submit(page, {"purpose": "finance"}, action="/workbook", status=200)
    assert "2026年7月3日报财政：" in clerk.get(roster).text
    late = clerk.submit(clerk.get(roster), {"sent_on": "2026-07-04"}, action="/sent", status=422)
    assert "今天或者以前的日期" in late.text
    clerk.submit(late, {"sent_on": "2026-07-03"}, action="/sent")
    told = clerk.get(roster)
    assert "2026年7月3日送银行：" in told.text and "登记已送银行" not in told.text
    event = db.session.query(AuditEvent).filter_by(act="reward:sent").one()
    assert event.subject_id == db.session.query(RewardRoster).one().public_id
    stop = f"/rewards/agreements/{world.ids['letter']}/stop"
    clerk.submit(clerk.get(stop), {"reason": "other", "words": "监护人不再领取"}, action=stop)
    again = clerk.get(stop)
    assert "其他原因" in again.text and "监护人不再领取" in again.text
    clerk.submit(again, {"reason": "abuse", "words": "随访发现虐待"}, action=stop)
    assert "请马上通知银行停付" in clerk.get(roster).text
    judged_id = db.session.query(RewardAssessment).one().public_id
    assert "虐待、遗弃患者" in world.client("cadre").get(f"/rewards/assessments/{judged_id}").text
    for person in ("cadre", "county_office"):
        shown = world.client(person).get(f"/patients/{world.ids['patient']}/rewards").text
        assert "虐待、遗弃患者" in shown and "监护人不再领取" in shown


def test_a_failed_payment_is_paid_by_the_next_roster_and_receipted_by_the_village(world: World) -> None:
    confirmed(world)
    with_account(world)
    listed(world)
    payment = db.session.query(RewardPayment).one()
    missing = result(world, payment, status=422, result="failed")
    assert "请写明发放失败的原因" in missing.text
    result(world, payment, result="failed", failure="户名不符")
    assert "户名不符" not in world.client("cadre").get(f"/patients/{world.ids['patient']}/rewards").html
    assert "发放失败" in world.client("county_office").get("/rewards/?period=2026-1").text
    listed(world)
    again = db.session.query(RewardPayment).filter_by(state="listed").one()
    result(world, again, result="paid")
    cadre, url = world.client("cadre"), f"/rewards/payments/{again.public_id}/receipt"
    page = cadre.get(url)
    data = {
        "csrf_token": cadre.token,
        "once_key": page.page.all("input", name="once_key")[0].attributes["value"],
        "receipt_on": "2026-07-03",
        "photo": (io.BytesIO(a_photo()), "photo.jpg"),
    }
    cadre.open("POST", url, data, headers={"Content-Type": "multipart/form-data"}, status=303)
    assert "已发放，已签字" in cadre.get("/rewards/?period=2026-1").text
    copy = world.client("reviewer").open("GET", f"/rewards/payments/{again.public_id}/copy", status=200)
    assert copy.data[:2] == b"\xff\xd8"
    assert db.session.query(RewardRoster).count() == 2


def test_the_township_that_pays_hears_of_the_payment_also_after_a_move(world: World) -> None:
    confirmed(world)
    with_account(world)
    roster = listed(world)
    payment = db.session.query(RewardPayment).one()
    township = a_township(db.session.query(Unit).filter_by(kind="county").one())
    there = a_village(township)
    settle(
        world.patient, there, on=date(2026, 7, 3), keeps_registration=False,
        caused_by=("patient", world.patient.id), at=IN_JULY,
    )  # fmt: skip
    world.people["there"] = an_account(Role.CIVIL_AFFAIRS, township)
    db.session.commit()
    url = f"/rewards/payments/{payment.public_id}"
    world.client("there").open("GET", url, status=404)
    assert "待登记" in roster.text
    sent = result(world, payment, result="paid")
    assert "到账" in world.client("civil_affairs").get(sent.location or "").text


def test_an_account_is_typed_twice_and_shown_whole_only_when_asked_for(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clerk, url = world.client("civil_affairs"), f"/patients/{world.ids['patient']}/rewards/account"
    filled = {"holder": "李父", "bank": "示例银行", "number": ACCOUNT, "number_again": "62170000"}
    page = clerk.submit(clerk.get(url), filled, action=url, status=422)
    assert "两遍填的账号不一样" in page.text
    with_account(world)
    page = clerk.get(f"/patients/{world.ids['patient']}/rewards")
    assert "**** 4567" in page.text
    assert ACCOUNT not in page.html
    assert ACCOUNT in clerk.submit(page, {}, action="/account/shown", status=200).text
    assert ACCOUNT not in caplog.text
    assert db.session.query(AuditEvent).filter_by(act="reward:account_shown").count() == 1
    for person in ("cadre", "reviewer", "county_office"):
        assert "示例银行" not in world.client(person).get(f"/patients/{world.ids['patient']}/rewards").html


def test_a_stop_for_confinement_says_what_it_means_and_pays_nothing_more(world: World) -> None:
    confirmed(world)
    with_account(world)
    clerk, url = world.client("civil_affairs"), f"/rewards/agreements/{world.ids['letter']}/stop"
    rosters = clerk.get("/rewards/rosters?period=2026-1")
    page = clerk.submit(clerk.get(url), {"reason": "confinement"}, action=url, status=422)
    assert "请写明情况" in page.text
    clerk.submit(page, {"reason": "confinement", "words": "随访发现关锁，已报告"}, action=url)
    assert "关锁患者，2026年7月3日起停发" in clerk.get("/rewards/?period=2026-1").text
    page = clerk.submit(rosters, {}, action="/rewards/rosters", status=422)
    assert "没有可以列入名册的人" in page.text
    assert "现在没有可以列入的人" in page.text and "编制新名册" not in page.text


def test_no_address_names_a_period_that_is_none(world: World) -> None:
    clerk = world.client("civil_affairs")
    for period in ("2026-3", "2026", "x"):
        clerk.get(f"/rewards/agreements/{world.ids['letter']}/{period}", status=404)


def test_the_county_reads_its_terms_once_more_and_then_publishes_them(world: World) -> None:
    county, url = world.client("county_office"), "/rewards/terms/new"
    assert "2500.00元" in county.get("/rewards/terms").text
    assert "非官方" not in county.get(url).html, "a county's own terms do not go by the sample's name"
    faults = county.submit(county.get(url), {"share_reports": "15", "edition": ""}, status=422).text
    assert "请填写版本号" in faults and "请填写从哪天起生效" in faults and "现在是90" in faults
    assert "最多写两位小数" in county.submit(county.get(url), {"yearly_yuan": "0.001"}, status=422).text
    for field, example in (("yearly_yuan", "1250.00"), ("share_reports", "25")):
        for no_amount in ("sNaN", "NaN", "-Infinity", "两千"):
            refused = county.submit(county.get(url), {field: no_amount}, status=422)
            assert f"请填写数字，例如{example}" in refused.text
            kept = refused.page.all("input", name=field)[0].attributes
            assert (kept["type"], kept["value"]) == ("text", no_amount), "a number control would show nothing"
    assert "请从列表里选" in county.submit(county.get(url), {"forfeits": ["no", "none"]}, status=422).text
    wanted: dict[str, str | list[str]] = {
        "edition": "2027-1", "effective_from": "2026-07-04", "yearly_yuan": "3000", "periods": "4",
        "share_reports": "15", "share_medicine": "35", "forfeits": ["confinement", "abuse", "other"],
        "name": "本县2027年标准",
    }  # fmt: skip
    preview = county.submit(county.get(url), wanted, status=200)
    for words in ("3000.00元", "原来：2500.00元", "4次（第一季度", "关锁患者、虐待、遗弃患者、其他原因"):
        assert words in preview.text
    assert "2027-1" not in county.get("/rewards/terms").text, "reading publishes nothing"
    changed = county.submit(preview, {"read": "back"}, status=200)
    assert 'value="3000"' in changed.html
    assert "核对以后发布" in county.submit(changed, status=200).text, "what was changed is read over again"
    county.submit(preview, {"read": "yes"})
    taken = county.submit(county.get(url), wanted | {"share_reports": "25"}, status=422).text
    assert "现在是110" in taken
    assert "已经发布，不能改动" in county.submit(county.get(url), wanted, status=422).text
    clerk = world.client("civil_affairs")
    assert "2026年7月4日起生效" in clerk.get("/rewards/terms").text
    clerk.get(url, status=403)
