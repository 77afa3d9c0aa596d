"""Flask commands, each a call."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the commands."""
