"""What every page is given: who looks, what they may, their tabs, and whether this is the invented county."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g
from flask_login import current_user
from jinja2 import StrictUndefined

from mhapp.domain.permissions import can
from mhapp.web.due_links import due_url
from mhapp.web.ledgers import ledgers_for
from mhapp.web.navigation import home_url, nav_for
from mhapp.web.paging import page_url


def page_context() -> dict[str, Any]:
    """The names base.html lists at its head."""
    common = {
        "demo": current_app.config["DEMO"],
        "service_name": current_app.config["SERVICE_NAME"],
        "viewer": None,
        "nav": [],
        "can": lambda permission: False,
        "home_url": "/",
        "ledgers": list,
    }
    if "database_is_away" in g or not current_user.is_authenticated:
        return common
    viewer = current_user.viewer
    return common | {
        "viewer": viewer,
        "nav": nav_for(viewer),
        "can": lambda permission: can(viewer, permission),
        "home_url": home_url(viewer),
        "ledgers": lambda: ledgers_for(viewer),
    }


def init_app(app: Flask) -> None:
    """Register the context; an undefined name in a template is an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(due_url=due_url, page_url=page_url)
    app.context_processor(page_context)
