"""Visits, levels and letters for people with severe mental disorders, from village to county."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules

from flask import Flask
from sqlalchemy import inspect
from werkzeug.middleware.proxy_fix import ProxyFix

from mhapp import crypto, db
from mhapp.config import Settings, settings_from
from mhapp.extensions import compress, csrf
from mhapp.models import InstallationFact, Unit
from mhapp.queries.installations import is_demo


def create_app(settings: Settings | None = None) -> Flask:
    """The application: settings, keys, database, extensions, blueprints, error pages; nothing else.

    Raises RuntimeError when the settings would put a demo, or plain http, where others can reach it.
    """
    settings = settings or settings_from()
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SETTINGS=settings,
        HTTPS=settings.https,
        SESSION_COOKIE_NAME="__Host-mhapp" if settings.https else "mhapp",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # The database decides when a session ends; the cookie only has to outlive it, so that a form sent too
        # late is still known as its writer's.
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
        MAX_CONTENT_LENGTH=13 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        MAX_FORM_PARTS=500,
        COMPRESS_REGISTER=True,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"],
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_MIN_SIZE=400,
    )
    if settings.keys_file.exists():
        app.secret_key = crypto.load_keys(settings.keys_file).cookie
        db.connect(settings.database_url)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    _say_what_this_is(app)
    refuse_danger(settings, demo=app.config["DEMO"])
    _tie_together(app)
    return app


def _say_what_this_is(app: Flask) -> None:
    app.config.update(DEMO=False, SERVICE_NAME="患者随访服务")
    if app.secret_key is None:
        return
    if inspect(db.session.get_bind()).has_table("installation_fact"):
        refuse_foreign_keys()
        app.config["DEMO"] = is_demo()
        counties = db.session.query(Unit.name).filter_by(kind="county").order_by(Unit.code).all()
        app.config["SERVICE_NAME"] = f"{counties[0][0]}患者随访服务" if len(counties) == 1 else "患者随访服务"
    db.disconnect()  # a server that forks now shares no connection


def refuse_foreign_keys() -> None:
    """A database whose keys are not here would open, and lose what is written next. Raises RuntimeError."""
    used = db.session.get(InstallationFact, "key_numbers")
    missing = (
        {int(number) for number in used.value.split(",")} - set(crypto.keys().encryption) if used else set()
    )
    if missing:
        raise RuntimeError(f"密钥文件里缺少数据库用过的{len(missing)}把密钥，请换回原来的密钥文件")


def refuse_danger(settings: Settings, *, demo: bool) -> None:
    """Keep the invented county and plain http to this machine. Raises RuntimeError."""
    if settings.loopback:
        return
    if demo and not settings.demo_open:
        raise RuntimeError("演示数据只在本机打开；确要给别的机器看，请设 MHAPP_DEMO_OPEN=1")
    if not settings.https and not (demo and settings.demo_open):
        raise RuntimeError("不是本机地址时必须用 https：请设 MHAPP_HTTPS=1，并放在 https 代理之后")


def _tie_together(app: Flask) -> None:
    # Here and not above: they import what this package must have finished importing.
    from mhapp import blueprints, cli
    from mhapp.jobs import queue
    from mhapp.web import (
        access,
        carried,
        errors,
        filters,
        form_parser,
        headers,
        journal,
        page,
        request_log,
        statics,
    )

    form_parser.init_app(app)
    compress.init_app(app)
    headers.init_app(app)
    request_log.init_app(app)
    app.after_request(journal.write_journal)
    access.init_app(app)
    csrf.init_app(app)
    app.before_request(carried.take_carried)
    page.init_app(app)
    filters.init_app(app)
    statics.init_app(app)
    errors.init_app(app)
    queue.init_app(app)
    for room in iter_modules(blueprints.__path__):
        app.register_blueprint(import_module(f"mhapp.blueprints.{room.name}").bp)
    cli.register(app)
