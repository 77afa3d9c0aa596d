"""Files the worker made for somebody: letters to print, whole files, workbooks. They wait some days, then are gone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

from mhapp import db
from mhapp.clock import BEIJING, beijing_date
from mhapp.domain.export import DAYS_KEPT
from mhapp.queries.jobs import files_made_before
from mhapp.queries.print_runs import KIND as LETTERS
from mhapp.queries.whole_files import KIND as WHOLE_FILE
from mhapp.services import audit_chain, files
from mhapp.services.exports import MAKE as EXPORT

KINDS = (LETTERS, WHOLE_FILE, EXPORT)


def remove_old_files(folder: Path, *, at: datetime) -> int:
    """Take the bytes of files past their days off the disk; how many. Rows and jobs stay, and say since when.

    A file may be fetched on the day it was made and the DAYS_KEPT days after it [A].
    """
    first_kept = datetime.combine(beijing_date(at) - timedelta(days=DAYS_KEPT), time(), tzinfo=BEIJING)
    found = files_made_before(first_kept, KINDS)
    for job, stored in found:
        stored.removed_at = at
        audit_chain.record("made_file:expire", at=at, kind="job", subject=job.public_id, detail=job.kind)
    db.session.flush()
    for _, stored in found:
        files.remove_bytes(stored, folder)
    return len(found)
