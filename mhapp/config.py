"""Every setting, its default and why, read from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Settings:
    """What one running instance is told from outside."""

    instance: Path
    """Database, keys, files, backups; mode 0700. `MHAPP_INSTANCE`, by default `instance/`."""
    database_url: str
    """`MHAPP_DATABASE_URL`; by default SQLite in the instance folder."""
    migrate_url: str
    """`MHAPP_MIGRATE_URL`: the owner of the tables on PostgreSQL, so that the application's role is not."""
    keys_file: Path
    """`MHAPP_KEYS_FILE`, by default in the instance folder; a county keeps it elsewhere."""
    https: bool
    """`MHAPP_HTTPS=1`: Secure cookies under the __Host- name; demanded for any address that is not loopback."""
    host: str
    """`HOST`, by default 127.0.0.1."""
    port: int
    """`PORT`, by default 8000."""
    proxies: int
    """`MHAPP_PROXIES`: how many reverse proxies stand before us and set X-Forwarded-For and -Proto; 0 trusts none."""
    demo_open: bool
    """`MHAPP_DEMO_OPEN=1` lets the invented county be shown on another address than loopback."""

    @property
    def files(self) -> Path:
        """Where encrypted uploads and made papers lie."""
        return self.instance / "files"

    @property
    def fonts(self) -> Path:
        """Where a county drops faces of its own for paper (方正小标宋, 仿宋, 黑体)."""
        return self.instance / "fonts"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Nothing is created or checked here."""
    root = Path(__file__).resolve().parent.parent
    instance = Path(environment.get("MHAPP_INSTANCE", root / "instance")).resolve()
    url = environment.get("MHAPP_DATABASE_URL") or f"sqlite:///{instance / 'mhapp.sqlite3'}"
    return Settings(
        instance=instance,
        database_url=url,
        migrate_url=environment.get("MHAPP_MIGRATE_URL") or url,
        keys_file=Path(environment.get("MHAPP_KEYS_FILE", instance / "keys.json")),
        https=environment.get("MHAPP_HTTPS") == "1",
        host=environment.get("HOST", "127.0.0.1"),
        port=int(environment.get("PORT", "8000")),
        proxies=int(environment.get("MHAPP_PROXIES", "0")),
        demo_open=environment.get("MHAPP_DEMO_OPEN") == "1",
    )
