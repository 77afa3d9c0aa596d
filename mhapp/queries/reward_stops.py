"""Why agreements' rewards stopped: every reason on record, and what they come to together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from mhapp import db
from mhapp.domain.disclosure import Seen
from mhapp.domain.reward_stops import Stop, Stopped, stopped_by
from mhapp.domain.viewer import Viewer
from mhapp.models import Account, Letter, RewardStop, StatusChange
from mhapp.queries.reward_terms import terms_of_agreement


@dataclass(frozen=True)
class StopLine:
    """One reason as a page shows it. Fields of disclosure.FIELDS["reward_stop"]."""

    letter_number: str
    reason: str
    from_day: date
    forfeits: bool
    words: str | None
    who: str
    at: datetime
    mistaken: bool
    """The status it came with was recorded by mistake."""


_WRONG, _RIGHT = aliased(StatusChange), aliased(StatusChange)
_MISTAKEN = (
    exists()
    .where(
        _WRONG.patient_id == RewardStop.patient_id,
        _WRONG.at == RewardStop.at,
        _RIGHT.corrects_id == _WRONG.id,
    )
    .correlate(RewardStop)
    .label("mistaken")
)
"""A stop comes with a status in one act, at one moment."""


def stopped_agreements(letters: Sequence[Letter]) -> dict[int, Stopped]:
    """Of these agreements those that stopped, by letter: what all reasons come to. One statement, and their terms."""
    by_id = {letter.id: letter for letter in letters}
    found: dict[int, list[Stop]] = defaultdict(list)
    for letter_id, reason, day, mistaken in db.session.execute(
        select(RewardStop.letter_id, RewardStop.reason, RewardStop.stopped_on, _MISTAKEN)
        .where(RewardStop.letter_id.in_(by_id))
        .order_by(RewardStop.id)
    ):
        found[letter_id].append(Stop(terms_of_agreement(by_id[letter_id]).stop(reason), day, mistaken))
    return {
        letter_id: stopped for letter_id, stops in found.items() if (stopped := stopped_by(stops)) is not None
    }


def stopped_agreement(letter: Letter) -> Stopped | None:
    """What the stops of one agreement come to; None while it runs."""
    return stopped_agreements([letter]).get(letter.id)


def stop_lines(viewer: Viewer, letters: Sequence[Letter]) -> list[Seen]:
    """Every reason these agreements stopped for, as recorded, the first first. One statement, and their terms."""
    by_id = {letter.id: letter for letter in letters}
    found = db.session.execute(
        select(RewardStop, Account.name, _MISTAKEN)
        .join(Account, Account.id == RewardStop.account_id)
        .where(RewardStop.letter_id.in_(by_id))
        .order_by(RewardStop.letter_id, RewardStop.id)
    )
    lines = []
    for row, who, mistaken in found:
        letter = by_id[row.letter_id]
        reason = terms_of_agreement(letter).stop(row.reason)
        line = StopLine(
            letter.number, reason.label, row.stopped_on, reason.forfeits, row.words, who, row.at, mistaken
        )
        lines.append(Seen("reward_stop", line, viewer.role))
    return lines
