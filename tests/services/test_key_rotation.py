"""A new key: what was sealed before opens still, what is sealed now is sealed with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from mhapp import crypto, db
from mhapp.models import InstallationFact, Patient
from mhapp.services import key_rotation
from tests.factories.patients import a_guardian, a_patient


@pytest.fixture
def own_keys(tmp_path: Path, keys_file: Path):  # type: ignore[no-untyped-def]
    """Keys of this test alone, so that the run's keys stay as they are."""
    path = tmp_path / "own-keys.json"
    crypto.make_keys_file(path)
    crypto.load_keys(path)
    yield path
    crypto.load_keys(keys_file)


def key_numbers_used() -> set[int]:
    """The first bytes of what lies in the database."""
    rows = db.session.execute(
        text("SELECT identity_number, address FROM patient UNION ALL SELECT phone, NULL FROM guardian")
    )
    return {bytes(value)[0] for row in rows for value in row if value is not None}


def test_after_a_rotation_everything_opens_and_is_sealed_with_the_new_key(
    own_keys: Path, each_engine: Engine
) -> None:
    patient = a_patient(identity_number="500199198001010011")
    a_guardian(patient, phone="19812340000")
    db.finish()
    assert key_numbers_used() == {1}
    db.session.rollback()

    assert crypto.add_key(own_keys) == 2
    assert key_rotation.reseal() == 3, "identity number, address, guardian's phone"
    assert key_numbers_used() == {2}
    db.session.remove()
    assert db.session.scalars(select(Patient)).one().identity_number == "500199198001010011"


def test_resealing_twice_finds_nothing_more_to_do(own_keys: Path, database: Engine) -> None:
    a_patient()
    db.finish()
    crypto.add_key(own_keys)
    key_rotation.reseal()
    assert key_rotation.reseal() == 0


def test_the_database_remembers_which_keys_it_needs(own_keys: Path, database: Engine) -> None:
    with db.transaction():
        key_rotation.note_key_number(1)
        key_rotation.note_key_number(2)
        key_rotation.note_key_number(2)
    assert db.session.get_one(InstallationFact, "key_numbers").value == "1,2"


def test_the_keys_file_is_never_open_to_others(own_keys: Path) -> None:
    crypto.add_key(own_keys)
    assert own_keys.stat().st_mode & 0o777 == 0o600
    assert not own_keys.with_suffix(".new").exists()
