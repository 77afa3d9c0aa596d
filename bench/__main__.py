"""Make the county on each engine, measure it in a process of its own, print one table each (Markdown).

python -m bench [--people N] [--engine sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.fixtures.postgresql import Cluster

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2026-07-14"


@contextmanager
def a_database(engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """The settings of an empty instance on an engine; PostgreSQL keeps fsync on, as in life."""
    settings = {"MHAPP_INSTANCE": str(folder / engine), "MHAPP_NOW": f"{TODAY}T09:00:00+08:00"}
    if engine == "sqlite":
        yield settings
        return
    cluster = Cluster.start(durable=True)
    try:
        cluster.execute("CREATE DATABASE bench")
        yield {**settings, "MHAPP_DATABASE_URL": cluster.url("bench")}
    finally:
        cluster.stop()


def settle(settings: dict[str, str]) -> None:
    """What autovacuum does within minutes: until a page is settled, an index's answer is looked up in the table too."""
    if url := settings.get("MHAPP_DATABASE_URL"):
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM"))
        engine.dispose()


def measure(engine: str, people: int, folder: Path) -> None:
    """Fill a database and measure it; filling analyses PostgreSQL's tables, as autovacuum does in life."""
    with a_database(engine, folder) as settings:
        environment = {**{k: v for k, v in os.environ.items() if not k.startswith("MHAPP_")}, **settings}
        started = time.perf_counter()
        demo = ["-m", "flask", "--app", "wsgi", "demo", "--people", str(people), "--today", TODAY]
        subprocess.run(
            [sys.executable, *demo], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
        filled = time.perf_counter() - started
        settle(settings)
        print(f"\n## {engine}: {people:,} people, filled in {filled:.0f} s\n", flush=True)
        subprocess.run([sys.executable, "-m", "bench.measure"], cwd=ROOT, env=environment, check=True)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    arguments = parser.parse_args()
    print(f"# Figures of this machine: {os.cpu_count()} processors, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="mhapp-bench-") as folder:
        for engine in arguments.engine or ["sqlite", "postgresql"]:
            measure(engine, arguments.people, Path(folder))


if __name__ == "__main__":
    main()
