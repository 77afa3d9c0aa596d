"""What the records say of a period: shown as evidence to the person who judges, never judged here (domain §7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.reward import Agreement, Stay, last_day
from mhapp.domain.reward_period import Period
from mhapp.domain.visit_report import Manner
from mhapp.models import Incident, Letter, Patient, RewardStop, StatusChange, Visit
from mhapp.queries.letter_rows import renewals_of
from mhapp.queries.score_sheets import edition_of
from mhapp.queries.status_history import stands

MEDICATION, SITUATION = "medication", "situation"
Lines = dict[str, list[str]]
"""Condition code → lines of evidence; `hospital` holds the stays."""


def evidence_of(patient: Patient, period: Period, agreement: Agreement | None = None) -> Lines:
    """Medicine and visits, what was reported, incidents and stays of one period, a line each.

    Of the days an agreement holds, where one is given: what came after it is not its parties' to judge by.
    """
    first = max(period.from_date, agreement.from_date) if agreement else period.from_date
    last = last_day(period, agreement) if agreement else period.until_date
    visits = list(
        db.session.scalars(
            select(Visit)
            .where(
                Visit.patient_id == patient.id,
                Visit.superseded_at.is_(None),
                Visit.visit_date.between(first, last),
            )
            .order_by(Visit.visit_date, Visit.id)
        )
    )
    return {
        "medicine": [
            f"{_day(v.visit_date)}随访：{words}" for v in visits if (words := _answers(v, MEDICATION))
        ],
        "follow_up": [_visit_line(visit) for visit in visits],
        "reports": [*_changes(patient, first, last), *_signs(visits)],
        "no_incident": _incidents(patient, first, last),
        "hospital": [_stay_line(stay) for stay in stays_of(patient) if _touches(stay, first, last)],
    }


def stays_of(patient: Patient) -> list[Stay]:
    """The stays in hospital on record, the oldest first."""
    return stays_of_people([patient.id])[patient.id]


def stays_of_people(patient_ids: Sequence[int]) -> dict[int, list[Stay]]:
    """The stays in hospital of each of these people, the oldest first. Two statements."""
    people = db.session.execute(
        select(Patient.id, Patient.status, Patient.status_since, Patient.created_at).where(
            Patient.id.in_(patient_ids)
        )
    )
    changes: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(
        select(StatusChange.patient_id, StatusChange.status, StatusChange.since, StatusChange.previous_status)
        .where(StatusChange.patient_id.in_(patient_ids), stands())
        .order_by(StatusChange.since, StatusChange.id)
    ):
        changes[row.patient_id].append(row)
    return {person.id: _stays(person, changes[person.id]) for person in people}


def agreement_of(letter: Letter) -> Agreement:
    """How long an agreement holds: its term, until it ended, was stopped, or another signed letter took over."""
    return agreements_of([letter])[letter.id]


def agreements_of(letters: Sequence[Letter]) -> dict[int, Agreement]:
    """How long each of these agreements holds, as `agreement_of`, by letter. Two statements."""
    ids = [letter.id for letter in letters]
    ends: dict[int, list[date]] = defaultdict(list)
    for query in (
        renewals_of(ids),
        select(RewardStop.letter_id, RewardStop.stopped_on).where(RewardStop.letter_id.in_(ids)),
    ):
        for letter_id, day in db.session.execute(query):
            ends[letter_id or 0].append(day)
    for letter in letters:
        if letter.ended_on is not None:
            ends[letter.id].append(letter.ended_on)
    return {
        letter.id: Agreement(letter.term_from, letter.term_until, min(ends[letter.id], default=None))
        for letter in letters
    }


def _stays(person: Any, changes: Sequence[Any]) -> list[Stay]:
    in_hospital = PatientStatus.HOSPITAL.value
    if not changes:
        return [Stay(person.status_since)] if person.status == in_hospital else []
    # Who was in hospital when the program first heard of them was there from that day at least.
    since = beijing_date(person.created_at) if changes[0].previous_status == in_hospital else None
    found: list[Stay] = []
    for change in changes:
        if since is not None:
            found.append(Stay(since, change.since))
        since = change.since if change.status == in_hospital else None
    return [*found, *([Stay(since)] if since is not None else [])]


def _answers(visit: Visit, code: str) -> str:
    """The answers of one part in the words of the visit's own edition."""
    chosen = visit.answers.get(code) or []
    if not chosen:
        return ""
    items = [item for item in edition_of(visit.edition_id).sheet.items if item.code == code]
    return "、".join(option.label for item in items for option in item.options if option.code in chosen)


def _visit_line(visit: Visit) -> str:
    manner = Manner(visit.manner).label
    if visit.is_attempt:
        return f"{_day(visit.visit_date)}{manner}未见到人：{visit.not_met_reason or '未写原因'}"
    return f"{_day(visit.visit_date)}{manner}随访，见到{_seen(visit.seen)}"


def _seen(codes: Iterable[str]) -> str:
    words = {"patient": "患者", "guardian": "监护人", "other": "其他知情人"}
    return "、".join(words[code] for code in codes if code in words) or "无"


def _changes(patient: Patient, first: date, last: date) -> list[str]:
    found = db.session.execute(
        select(StatusChange.status, StatusChange.since, StatusChange.source)
        .where(
            StatusChange.patient_id == patient.id,
            StatusChange.since.between(first, last),
            stands(),
        )
        .order_by(StatusChange.since, StatusChange.id)
    )
    return [
        f"{_day(since)}状态改为{PatientStatus(status).label}，来源：{source}"
        for status, since, source in found
    ]


def _signs(visits: Iterable[Visit]) -> list[str]:
    return [
        f"{_day(visit.visit_date)}随访发现：{words}，核对是不是监护人先报告的"
        for visit in visits
        if "none" not in (visit.answers.get(SITUATION) or ["none"]) and (words := _answers(visit, SITUATION))
    ]


def _incidents(patient: Patient, first: date, last: date) -> list[str]:
    found = db.session.execute(
        select(Incident.number, Incident.happened_on)
        .where(
            Incident.patient_id == patient.id,
            Incident.superseded_at.is_(None),
            Incident.happened_on.between(first, last),
        )
        .order_by(Incident.happened_on)
    )
    return [f"{_day(day)}有一件肇事肇祸记录（{number}）" for number, day in found]


def _touches(stay: Stay, first: date, last: date) -> bool:
    return stay.from_date <= last and (stay.home_on is None or stay.home_on > first)


def _stay_line(stay: Stay) -> str:
    return f"{_day(stay.from_date)}住院" + (f"，{_day(stay.home_on)}出院" if stay.home_on else "，还在住院")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
