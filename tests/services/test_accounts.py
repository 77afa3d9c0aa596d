"""Units and accounts as the machine's owner adds them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from mhapp.db import session
from mhapp.domain.errors import RuleBroken
from mhapp.domain.roles import Role, UnitKind
from mhapp.models import (
    Account,
    Appointment,
    AuditEvent,
    PolicyEdition,
    ScoreSheetEdition,
    SignInSession,
    Unit,
)
from mhapp.services import accounts, audit_chain, units
from mhapp.services.passwords import verify_password
from tests.factories.people import an_account, appoint
from tests.factories.units import a_village

AT = datetime(2026, 7, 14, 4, tzinfo=UTC)
DAY = date(2026, 7, 14)


def a_county_by_command() -> tuple[Unit, Unit, Unit]:
    """County, township and village, added as an owner adds them."""
    county = units.add_unit(UnitKind.COUNTY, "500199", "示例区", at=AT)
    township = units.add_unit(UnitKind.TOWNSHIP, "500199101", "示例镇", above="500199", at=AT)
    village = units.add_unit(UnitKind.VILLAGE, "500199101201", "示例村", above="500199101", at=AT)
    return county, township, village


def test_units_hang_below_one_another_by_their_codes(database: Engine) -> None:
    county, township, village = a_county_by_command()
    assert (county.path, township.path) == ("500199", "500199.500199101")
    assert village.path == "500199.500199101.500199101201"
    assert (county.short_name, township.short_name, village.short_name) == ("示例", "示例", "示例")


def test_a_new_county_has_the_shipped_sheet_clocks_calendar_text_and_no_second_factor(
    database: Engine,
) -> None:
    county, _, _ = a_county_by_command()
    assert session.scalars(select(ScoreSheetEdition.edition)).all() == ["sample-1"]
    kinds = session.scalars(select(PolicyEdition.kind).where(PolicyEdition.county_id == county.id)).all()
    assert sorted(kinds) == ["clocks", "consent_text", "letter_text", "reward", "switches", "working_days"]
    switches = session.scalars(select(PolicyEdition.document).where(PolicyEdition.kind == "switches")).one()
    assert switches == {"second_factor": "off"}


@pytest.mark.parametrize(
    "kind, code, name, above, field",
    [
        (UnitKind.COUNTY, "50019", "示例区", None, "code"),
        (UnitKind.COUNTY, "5001990", "示例区", None, "code"),
        (UnitKind.COUNTY, "50019a", "示例区", None, "code"),
        (UnitKind.COUNTY, "500198", "示", None, "name"),
        (UnitKind.COUNTY, "500198", "示例区", "500199", "above"),
        (UnitKind.COUNTY, "500199", "又一区", None, "code"),
        (UnitKind.TOWNSHIP, "500199102", "示例镇", None, "above"),
        (UnitKind.TOWNSHIP, "500199102", "示例镇", "500197", "above"),
        (UnitKind.TOWNSHIP, "500199102", "示例镇", "500199101", "above"),
        (UnitKind.VILLAGE, "500199101202", "示例村", "500199", "above"),
    ],
)
def test_a_unit_that_does_not_fit_is_refused_at_its_field(
    database: Engine, kind: UnitKind, code: str, name: str, above: str | None, field: str
) -> None:
    a_county_by_command()
    with pytest.raises(RuleBroken) as broken:
        units.add_unit(kind, code, name, above=above, at=AT)
    assert broken.value.field == field


def test_an_account_is_added_with_its_dated_appointment_and_must_change_its_password(
    database: Engine,
) -> None:
    _, _, village = a_county_by_command()
    account = accounts.add_account(
        " 139 0000 0101 ", " 李示例 ", password_hash=accounts.new_password_hash("Long-enough-9", "13900000101"),
        role=Role.VILLAGE_CADRE, unit_code="500199101201", from_date=DAY, until_date=date(2026, 12, 31), at=AT,
    )  # fmt: skip
    appointment = session.scalars(select(Appointment)).one()
    assert (account.phone, account.name, account.must_change_password) == ("13900000101", "李示例", True)
    assert verify_password("Long-enough-9", account.password_hash)
    assert not verify_password("long-enough-9", account.password_hash)
    assert account.password_hash.startswith("$argon2id$")
    assert (appointment.role, appointment.unit_id) == ("village_cadre", village.id)
    assert (appointment.from_date, appointment.until_date) == (date(2026, 7, 14), date(2026, 12, 31))


def test_every_act_on_an_account_leaves_its_audit_row(database: Engine) -> None:
    a_county_by_command()
    account = accounts.add_account(
        "13900000101", "李示例", password_hash="x", role=Role.VILLAGE_CADRE, unit_code="500199101201",
        from_date=DAY, at=AT,
    )  # fmt: skip
    accounts.reset_password("13900000101", password_hash="y", at=AT)
    accounts.disable_account("13900000101", at=AT)
    session.commit()
    acts = session.scalars(
        select(AuditEvent.act).where(AuditEvent.subject_id == account.public_id).order_by(AuditEvent.seq)
    ).all()
    assert acts == ["account:add", "account:appoint", "account:reset", "account:disable"]
    assert audit_chain.verify().holds


@pytest.mark.parametrize(
    "phone, name, role, unit, until, field",
    [
        ("1390000010", "李示例", Role.VILLAGE_CADRE, "500199101201", None, "phone"),
        ("13900000101", " ", Role.VILLAGE_CADRE, "500199101201", None, "name"),
        ("13900000101", "字" * 41, Role.VILLAGE_CADRE, "500199101201", None, "name"),
        ("13900000101", "李示例", Role.VILLAGE_CADRE, "500199101", None, "unit"),
        ("13900000101", "李示例", Role.CLINIC_DOCTOR, "500199101201", None, "unit"),
        ("13900000101", "李示例", Role.AUDITOR, "500199101", None, "unit"),
        ("13900000101", "李示例", Role.COUNTY_OFFICE, "500197", None, "unit"),
        ("13900000101", "李示例", Role.COUNTY_OFFICE, "500199", date(2026, 7, 13), "until"),
    ],
)
def test_an_account_that_does_not_fit_is_refused_at_its_field(
    database: Engine, phone: str, name: str, role: Role, unit: str, until: date | None, field: str
) -> None:
    a_county_by_command()
    with pytest.raises(RuleBroken) as broken:
        accounts.add_account(
            phone, name, password_hash="x", role=role, unit_code=unit, from_date=DAY, until_date=until, at=AT
        )
    assert broken.value.field == field
    assert session.scalars(select(Account)).all() == []


def test_a_phone_signs_in_one_account_only(database: Engine) -> None:
    a_county_by_command()
    an_account(Role.VILLAGE_CADRE, phone="13900000101")
    with pytest.raises(RuleBroken, match="已有账号") as broken:
        accounts.add_account(
            "139 0000 0101", "李示例", password_hash="x", role=Role.COUNTY_OFFICE, unit_code="500199",
            from_date=DAY, at=AT,
        )  # fmt: skip
    assert broken.value.field == "phone"


def test_somebody_may_hold_a_second_appointment(database: Engine) -> None:
    a_county_by_command()
    account = an_account(Role.VILLAGE_CADRE, phone="13900000101")
    accounts.appoint("13900000101", role=Role.TOWNSHIP_REVIEWER, unit_code="500199101", from_date=DAY, at=AT)
    roles = session.scalars(select(Appointment.role).where(Appointment.account_id == account.id)).all()
    assert sorted(roles) == ["township_reviewer", "village_cadre"]


def test_disabling_ends_sessions_and_appointments_and_keeps_the_account(database: Engine) -> None:
    account = an_account(phone="13900000101")
    later = appoint(account, Role.VILLAGE_CADRE, a_village(), appointed_from=date(2026, 8, 1))
    first = session.scalars(select(Appointment).order_by(Appointment.id)).first()
    assert first is not None
    signed_in = SignInSession(
        token_hash=bytes(32), account_id=account.id, appointment_id=first.id, created_at=AT, last_seen_at=AT
    )
    session.add(signed_in)
    session.flush()
    accounts.disable_account("13900000101", at=AT)
    session.expire_all()
    assert (account.disabled_at, signed_in.ended_at) == (AT, AT)
    assert first.until_date == date(2026, 7, 14)
    assert later.until_date is None
    with pytest.raises(RuleBroken, match="已经停用"):
        accounts.disable_account("13900000101", at=AT)
    with pytest.raises(RuleBroken, match="已经停用"):
        accounts.reset_password("13900000101", password_hash="x", at=AT)


def test_a_reset_gives_a_new_password_to_be_changed_and_ends_sessions(database: Engine) -> None:
    account = an_account(phone="13900000101", password="Old-password-9")
    accounts.reset_password(
        "13900000101", password_hash=accounts.new_password_hash("New-password-9", "13900000101"), at=AT
    )
    assert verify_password("New-password-9", account.password_hash)
    assert not verify_password("Old-password-9", account.password_hash)
    assert account.must_change_password


def test_an_unknown_phone_is_named_as_such(database: Engine) -> None:
    with pytest.raises(RuleBroken, match="没有用这个手机号码的账号"):
        accounts.disable_account("13900000999", at=AT)


@pytest.mark.parametrize("password", ["short-7", "12345678", "QWERTYUIOP", "woaini1314"])
def test_short_and_shipped_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        accounts.new_password_hash(password, "13900000101")
    assert broken.value.field == "password"
