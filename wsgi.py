"""Serving. `wsgi:app` is the application for any WSGI server; run as a program it serves by itself.

    python wsgi.py demo     makes the invented county on the first start, then serves it (`make run`)
    python wsgi.py serve    serves the instance that `flask init` made (the service unit)

One parent owns gunicorn and the worker: it ends both together, and both end when it dies.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mhapp.config import Settings

PARENT_DIED = 1
"""prctl's PR_SET_PDEATHSIG: which signal a child gets when its parent is gone."""
PROCESSES, THREADS = 2, 4
DEMO_PASSWORD = "Demo-county-2026"  # noqa: S105  of invented people, printed at every start
FOLDER = os.path.dirname(os.path.abspath(__file__))
PATIENCE = 30
"""Seconds a child may take to finish what it is doing."""


def __getattr__(name: str) -> Any:
    """`wsgi:app`, made when a server asks for it and not before: the parent itself serves nothing."""
    if name != "app":
        raise AttributeError(name)
    from mhapp import create_app

    return create_app()


def main(arguments: list[str]) -> int:
    """Run the command; the status to exit with."""
    if arguments not in (["demo"], ["serve"]):
        print(__doc__, file=sys.stderr)
        return 2
    from mhapp.config import settings_from

    settings = settings_from()
    try:
        demo = prepare_demo(settings) if arguments == ["demo"] else prepare(settings)
    except RuntimeError as error:
        print(f"没有启动：{error}", file=sys.stderr)
        return 1
    if demo:
        print_accounts()
    print(f"打开 http://{settings.host}:{settings.port}/ ，按 Ctrl+C 结束", flush=True)
    return serve(settings)


def prepare(settings: Settings) -> bool:
    """Bring the database up to date and see that it may be served here; whether it is the demo. Raises RuntimeError.

    The application itself is made by the server alone: making it twice would double the start.
    """
    from mhapp import clock, db, installation, refuse_danger, refuse_foreign_keys
    from mhapp.queries.installations import is_demo

    told = installation.bring_up_to_date(settings, clock.now())
    if told:
        print(told)
    db.connect(settings.database_url)
    refuse_foreign_keys()
    demo = is_demo()
    db.session.remove()
    refuse_danger(settings, demo=demo)
    return demo


def prepare_demo(settings: Settings) -> bool:
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


def serve(settings: Settings) -> int:
    """Own gunicorn and the worker until either ends or we are told to; the status to exit with."""
    web = [
        sys.executable, "-m", "gunicorn", "wsgi:app", f"--bind={settings.host}:{settings.port}",
        "--worker-class=gthread", f"--workers={PROCESSES}", "--preload", f"--threads={THREADS}", "--log-level=warning",
        f"--graceful-timeout={PATIENCE}", "--no-control-socket",
    ]  # fmt: skip
    children = [start(web), start([sys.executable, "-m", "mhapp.jobs.worker"])]

    def end_both(*_: object) -> None:
        for child in children:
            child.terminate()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end_both)
    first, status = os.wait()
    for child in children:
        if child.pid == first:
            child.returncode = os.waitstatus_to_exitcode(status)
        else:
            child.terminate()
    for child in children:
        end(child)
    codes = [child.returncode for child in children]
    return 0 if all(code in (0, -signal.SIGTERM, -signal.SIGINT) for code in codes) else 1


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child that is told to end when this process dies, however it dies."""
    libc = ctypes.CDLL(None)
    # A group of its own keeps the terminal's Ctrl+C for the parent, which then ends both in order.
    return subprocess.Popen(  # noqa: S603  the two commands above
        command,
        cwd=FOLDER,
        process_group=0,
        preexec_fn=lambda: libc.prctl(PARENT_DIED, signal.SIGTERM),
    )


def end(child: subprocess.Popen[bytes]) -> None:
    """Wait until a child has finished what it was doing; one that does not is killed."""
    try:
        child.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
