"""What lies encrypted, how it is found again, and numbers without gaps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import Engine, text

from mhapp import crypto, db
from mhapp.services.numbers import next_number
from tests.factories.patients import a_patient
from tests.factories.units import a_village


def test_an_identity_number_and_a_phone_do_not_lie_in_the_database_file(each_engine: Engine) -> None:
    a_patient(identity_number="500199198001010011", phone="19812345678")
    db.finish()
    raw = db.session.execute(text("SELECT identity_number, phone, address FROM patient")).one()
    everything = b"".join(bytes(value) for value in raw)
    assert b"500199198001010011" not in everything
    assert b"19812345678" not in everything
    assert everything[:1] == b"\x01", "the first byte is the key's number"


def test_the_same_number_is_never_stored_twice_alike(keys_file: Path) -> None:
    assert crypto.encrypt(b"19812345678", "patient.phone") != crypto.encrypt(b"19812345678", "patient.phone")


def test_a_value_moved_to_another_column_does_not_open(keys_file: Path) -> None:
    sealed = crypto.encrypt(b"19812345678", "patient.phone")
    with pytest.raises(InvalidTag):
        crypto.decrypt(sealed, "guardian.phone")


def test_a_changed_byte_does_not_open(keys_file: Path) -> None:
    sealed = bytearray(crypto.encrypt(b"19812345678", "patient.phone"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        crypto.decrypt(bytes(sealed), "patient.phone")


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("phone", "139 0000 0101", "13900000101"),
        ("phone", "１３９０００００１０１", "13900000101"),
        ("phone", "139-0000-0101", "13900000101"),
        ("identity", "50019919800101001x", "50019919800101001X"),
        ("phone_tail", "0101", "13900000101"),
    ],
)
def test_a_number_is_found_however_it_is_typed(keys_file: Path, kind: str, typed: str, stored: str) -> None:
    assert crypto.blind_index(kind, typed) == crypto.blind_index(kind, stored)


def test_a_phone_and_an_identity_number_of_the_same_digits_have_different_indexes(keys_file: Path) -> None:
    assert crypto.blind_index("phone", "123") != crypto.blind_index("identity", "123")


def test_keys_that_others_can_read_are_refused(tmp_path: Path, keys_file: Path) -> None:
    path = tmp_path / "keys.json"
    crypto.make_keys_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(RuntimeError, match="can be read by others"):
        crypto.load_keys(path)
    crypto.load_keys(keys_file)


def test_keys_are_never_replaced(tmp_path: Path) -> None:
    crypto.make_keys_file(tmp_path / "keys.json")
    with pytest.raises(FileExistsError):
        crypto.make_keys_file(tmp_path / "keys.json")


def test_numbers_run_without_gaps_and_a_refusal_gives_its_number_back(each_engine: Engine) -> None:
    village = a_village()
    db.finish()
    year = datetime(2026, 7, 14, tzinfo=UTC).year
    with db.transaction():
        assert next_number(village.id, "visit", year) == 1
    with pytest.raises(ZeroDivisionError), db.transaction():
        assert next_number(village.id, "visit", year) == 2
        raise ZeroDivisionError
    with db.transaction():
        assert next_number(village.id, "visit", year) == 2
        assert next_number(village.id, "letter", year) == 1
        assert next_number(village.id, "visit", 2027) == 1
