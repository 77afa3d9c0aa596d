"""The instance folder: made once, its database brought to the program's schema at every start."""

from __future__ import annotations

from datetime import datetime

from mhapp import crypto, db, upgrade
from mhapp.config import Settings


def make_instance(settings: Settings) -> None:
    """The folder (0700) and its keys; what is there already stays."""
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.keys_file.exists():
        crypto.make_keys_file(settings.keys_file)


def bring_up_to_date(settings: Settings, at: datetime) -> str | None:
    """Run what is pending, after a backup; what to tell the person who starts it, or None.

    Raises RuntimeError when nothing is installed here yet, or by a newer program.
    """
    if not settings.keys_file.exists():
        raise RuntimeError("这里还没有安装，请先运行 flask --app wsgi init")
    crypto.load_keys(settings.keys_file)
    engine = db.make_engine(settings.migrate_url)
    try:
        current, newest = upgrade.schema_state(engine)
        if current == newest:
            return None
        copy = upgrade.backup_before_upgrade(settings.database_url, settings.instance / "backups", at)
        upgrade.upgrade(engine)
        return f"数据库已更新，更新前的备份在 {copy}" if current and copy else None
    finally:
        engine.dispose()
