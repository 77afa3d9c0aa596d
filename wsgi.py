"""Serving. `wsgi:app` is the application for any WSGI server; run as a program it serves by itself.

python wsgi.py demo     makes the invented county on the first start, then serves it (`make run`)
python wsgi.py serve    serves the instance that `flask init` made (the service unit)
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from mhapp.config import Settings

DEMO_PASSWORD = "Demo-county-2026"  # noqa: S105  of invented people, printed at every start
FOLDER = os.path.dirname(os.path.abspath(__file__))


def __getattr__(name: str) -> Any:
    """`wsgi:app`, made when a server asks for it and not before."""
    if name != "app":
        raise AttributeError(name)
    from mhapp import create_app

    return create_app()


def main(arguments: list[str]) -> int:
    """Run the command; the status to exit with."""
    if arguments not in (["demo"], ["serve"]):
        print(__doc__, file=sys.stderr)
        return 2
    gc.disable()  # a tenth of the start; on again when all is loaded, see processes.serve()
    from mhapp.config import settings_from

    settings = settings_from()
    try:
        app = prepare_demo(settings) if arguments == ["demo"] else prepare(settings)
    except RuntimeError as error:
        print(f"没有启动：{error}", file=sys.stderr)
        return 1
    if app.config["DEMO"]:
        print_accounts()
    print(f"打开 http://{settings.host}:{settings.port}/ ，按 Ctrl+C 结束", flush=True)
    from mhapp import processes

    return processes.serve(app, settings)


def prepare(settings: Settings) -> Flask:
    """The application on a database that is up to date and may be served here. Raises RuntimeError."""
    from mhapp import clock, create_app, installation

    told = installation.bring_up_to_date(settings, clock.now())
    if told:
        print(told)
    return create_app(settings)


def prepare_demo(settings: Settings) -> Flask:
    """Make the instance on the first start and fill it with the invented county. Raises RuntimeError."""
    from mhapp import clock, db, installation
    from mhapp.models import Account, InstallationFact

    installation.make_instance(settings)
    installation.bring_up_to_date(settings, clock.now())
    db.connect(settings.database_url)
    is_demo = db.session.get(InstallationFact, "demo") is not None
    holds_something = db.session.query(Account.id).first() is not None
    db.session.remove()
    if holds_something and not is_demo:
        raise RuntimeError("这个数据库里是真实数据，不是演示数据：请用 wsgi.py serve，或另设 MHAPP_INSTANCE")
    if not is_demo:
        print("第一次启动，正在生成演示数据……", flush=True)
        run = [sys.executable, "-m", "flask", "--app", "wsgi", "demo"]
        # On loopback whatever HOST says: whether others may reach it is asked of the finished demo below.
        subprocess.run(run, cwd=FOLDER, env={**os.environ, "HOST": "127.0.0.1"}, check=True)  # noqa: S603
    return prepare(settings)


def print_accounts() -> None:
    """Who can sign in to the demo, and where."""
    from mhapp import db
    from mhapp.domain.roles import Role
    from mhapp.models import Account, Appointment, Unit

    rows = db.session.query(Account, Appointment, Unit).filter(
        Appointment.account_id == Account.id, Unit.id == Appointment.unit_id
    )
    print(f"演示账号，密码都是 {DEMO_PASSWORD}")
    for phone, role, unit in sorted((a.phone, Role(held.role).label, u.name) for a, held, u in rows):
        print(f"  {phone}  {unit}  {role}")
    db.session.remove()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
