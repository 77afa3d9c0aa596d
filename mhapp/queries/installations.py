"""What this database itself is."""

from __future__ import annotations

from mhapp import db
from mhapp.models import InstallationFact


def is_demo() -> bool:
    """Whether it holds the invented county."""
    return db.session.get(InstallationFact, "demo") is not None
