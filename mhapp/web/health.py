"""Whether the service can work."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from mhapp import db


def database_answers() -> bool:
    """Whether the database answers a question."""
    try:
        return db.session.execute(text("SELECT 1")).scalar() == 1
    except SQLAlchemyError:
        return False
