"""Filling a database with the invented county, once, and never one that holds anything."""

from __future__ import annotations

import gc
from datetime import date, datetime

from sqlalchemy import select

from mhapp import crypto, db
from mhapp.db import Base
from mhapp.demo.county import make_county
from mhapp.demo.staff import PASSWORD
from mhapp.demo.writer import write
from mhapp.domain.errors import RuleBroken
from mhapp.models import InstallationFact
from mhapp.services import audit_chain
from mhapp.services.passwords import hash_password

OF_THE_PROGRAM = frozenset({"installation_fact", "audit_event"})
"""Rows the program writes about itself: they are no county."""


def fill(people: int, *, today: date, at: datetime) -> int:
    """Fill the connected database; answers how many people it holds now.

    Raises RuleBroken where anything is in it already.
    """
    refuse_if_anything_is_there()
    password_hash = hash_password(PASSWORD)
    # Millions of rows that all stay: looking through them for garbage would take half the time.
    gc.disable()
    try:
        return _make_and_write(people, today, at, password_hash)
    finally:
        gc.enable()


def _make_and_write(people: int, today: date, at: datetime, password_hash: str) -> int:
    ledger = make_county(people, today, password_hash)
    with db.transaction():
        refuse_if_anything_is_there()
        write(ledger)
        db.session.add(InstallationFact(name="demo", value="1"))
        db.session.flush()
        if db.session.get(InstallationFact, "key_numbers") is None:
            db.session.add(InstallationFact(name="key_numbers", value=str(crypto.keys().current)))
        audit_chain.record("demo:fill", at=at, count=people)
    return len(ledger.rows["patient"])


def refuse_if_anything_is_there() -> None:
    """Raises RuleBroken with the first table that holds a row."""
    if db.session.get(InstallationFact, "demo") is not None:
        raise RuleBroken("这里已经有演示数据；要重新生成，请换一个空的实例文件夹")
    for table in Base.metadata.sorted_tables:
        if table.name in OF_THE_PROGRAM:
            continue
        if db.session.execute(select(table).limit(1)).first() is not None:
            raise RuleBroken("数据库里已有数据，演示数据只能放进空的数据库")
