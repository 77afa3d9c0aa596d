"""The serving command: the demo on the first start, one parent that owns the web server and the worker."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fixtures.demo_county import DemoCounty
from tests.fixtures.postgresql import Cluster
from tests.fixtures.server import (
    DEMO_DAY,
    PATIENCE,
    ROOT,
    Server,
    environment_for,
    free_port,
    start_server,
)

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def instance(demo_instance: Path, tmp_path: Path) -> Path:
    """A copy of the demo county, to be served by this test alone."""
    return shutil.copytree(demo_instance, tmp_path / "instance")


@pytest.fixture
def server(instance: Path) -> Iterator[Server]:
    """The copy, served; ended whatever the test did to it."""
    server = start_server(instance)
    yield server
    if server.process.poll() is None:
        server.stop()


def refused(instance: Path, **environment: str) -> str:
    """What the command says when it does not start."""
    result = subprocess.run(
        [sys.executable, "wsgi.py", "demo"], cwd=ROOT, env=environment_for(instance, **environment),
        capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    assert result.returncode == 1, result.stdout
    return result.stderr


def children_of(pid: int) -> list[int]:
    """The processes another one has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def both_children_of(server: Server) -> list[int]:
    """The web server and the worker, once both are there: the first may answer before the second is born."""
    pid = server.process.pid
    return until(lambda: both if len(both := children_of(pid)) >= 2 else [])


def has_ended(pid: int) -> bool:
    """Whether a process is gone, or only waits to be counted out."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_the_first_start_makes_the_demo_county_and_the_next_serves_the_same(tmp_path: Path) -> None:
    instance = tmp_path / "new"
    first = start_server(instance, "demo")
    first.stop()
    told = next(tmp_path.glob("server-*.log")).read_text()
    assert first.address in told
    assert "13900000101" in told and "13900000703" in told and "Demo-county-2026" in told
    people = DemoCounty(instance).one("SELECT count(*) FROM patient")
    assert people == 120
    second = start_server(instance, "demo")
    second.stop()
    assert DemoCounty(instance).one("SELECT count(*) FROM patient") == people


def test_the_instance_is_its_owners_alone(demo_instance: Path) -> None:
    assert demo_instance.stat().st_mode & 0o777 == 0o700
    assert (demo_instance / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_demo_is_not_served_to_other_machines_unasked(instance: Path) -> None:
    assert "MHAPP_DEMO_OPEN" in refused(instance, HOST="0.0.0.0")


def test_a_database_that_holds_anything_is_not_filled_with_a_demo(instance: Path) -> None:
    county = DemoCounty(instance)
    remove_demo_mark(instance)
    before = county.one("SELECT count(*) FROM patient")
    assert "MHAPP_INSTANCE" in refused(instance)
    assert county.one("SELECT count(*) FROM patient") == before


def remove_demo_mark(instance: Path) -> None:
    """Make the copy look like a real county's database."""
    with closing(sqlite3.connect(instance / "mhapp.sqlite3")) as connection:
        connection.execute("DELETE FROM installation_fact WHERE name = 'demo'")
        connection.commit()


def test_who_sends_far_too_much_hears_why_when_done_sending(server: Server) -> None:
    connection = HTTPConnection(urlsplit(server.address).netloc, timeout=PATIENCE)
    with closing(connection):
        connection.request("POST", "/sign-in", b"phone=" + b"1" * 40_000_000, {"Content-Type": FORM})
        answer = connection.getresponse()
        assert answer.status == 413
        assert "太大" in answer.read().decode()


def test_the_parent_ends_the_web_server_and_the_worker_with_itself(server: Server) -> None:
    children = both_children_of(server)
    assert len(children) == 2
    server.stop()
    assert all(has_ended(child) for child in children)


def test_a_process_asked_to_end_in_the_moment_of_its_birth_does_end(instance: Path) -> None:
    """Gunicorn's own would not hear it: the stop would wait its whole patience and kill."""
    environment = environment_for(instance, PORT=str(free_port()))
    parent = subprocess.Popen([sys.executable, "wsgi.py", "serve"], cwd=ROOT, env=environment)
    try:
        web = until(lambda: children_of(parent.pid))[0]
        born = until(lambda: children_of(web))[0]
        os.kill(born, signal.SIGTERM)
        until(lambda: [born] if has_ended(born) else [])
        parent.terminate()
        assert parent.wait(timeout=PATIENCE) == 0
    finally:
        parent.kill()


def until(look: Callable[[], list[int]]) -> list[int]:
    """Look without a pause until there is something to see."""
    give_up = time.monotonic() + PATIENCE
    while not (seen := look()):
        assert time.monotonic() < give_up, "It never came"
    return seen


def test_web_server_and_worker_do_not_outlive_a_parent_that_was_killed(server: Server) -> None:
    children = both_children_of(server)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(timeout=PATIENCE)
    until(lambda: children if all(has_ended(child) for child in children) else [])


def test_a_worker_that_dies_takes_the_web_server_along(server: Server) -> None:
    web, worker = both_children_of(server)
    os.kill(worker, signal.SIGKILL)
    assert server.process.wait(timeout=PATIENCE) == 1
    assert has_ended(web)


def test_the_demo_county_is_made_and_served_on_postgresql(postgresql: Cluster, tmp_path: Path) -> None:
    postgresql.execute("CREATE DATABASE demo")
    instance = tmp_path / "instance"
    settings = {"MHAPP_DATABASE_URL": postgresql.url("demo")}
    server = start_server(instance, "demo", settings)
    with urllib.request.urlopen(f"{server.address}/sign-in", timeout=PATIENCE) as answer:
        assert "演示数据" in answer.read().decode()
    server.stop()
    assert not (instance / "mhapp.sqlite3").exists()


def test_the_demo_day_is_the_day_asked_for(demo_instance: Path) -> None:
    latest = DemoCounty(demo_instance).one("SELECT max(visit_date) FROM visit")
    assert str(latest) <= DEMO_DAY
