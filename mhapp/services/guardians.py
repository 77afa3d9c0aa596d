"""Guardians of a person: added, changed in place with old and new kept, ended with a reason; what follows from it.

Where nobody able is left, the township designates somebody. A letter says who cares for whom: with another guardian
the old one ends and a new one is owed.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from mhapp import db
from mhapp.clock import beijing_date
from mhapp.crypto import blind_index
from mhapp.domain.designation import DesignationGround
from mhapp.domain.errors import RuleBroken
from mhapp.domain.guardianship import (
    BY_DESIGNATION,
    EFFECTIVE,
    GuardianEnding,
    GuardianFacts,
    check_ending,
    check_guardian,
)
from mhapp.domain.letter_state import WITHOUT_GUARDIAN_LETTER
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.phone_number import read_phone
from mhapp.domain.viewer import Viewer
from mhapp.models import Designation, Guardian, Patient
from mhapp.services import audit_chain, designations
from mhapp.services.designations import Decision
from mhapp.services.field_changes import keep_changes
from mhapp.services.letter_endings import ask_for_new_letter, end_letters_with
from mhapp.services.reward_stops import stop_rewards_with


def add_guardian(patient: Patient, facts: GuardianFacts, *, by: Viewer, at: datetime) -> Guardian:
    """Record one more guardian. Somebody able ends an open search for one. Raises RuleBroken at the field."""
    if facts.basis in BY_DESIGNATION and designations.open_case(patient.id):
        raise RuleBroken("正在办理指定监护人，请在那一件里登记结果", "basis")
    guardian = _new_guardian(patient, facts, by=by, at=at)
    if facts.ability in EFFECTIVE:
        designations.end_search(patient, guardian, by=by, at=at)
    else:
        _see_to_care(patient, by=by, at=at)
    return guardian


def designate_guardian(
    case: Designation, facts: GuardianFacts, decision: Decision, *, by: Viewer, at: datetime
) -> Guardian:
    """Record the guardian somebody was designated to be, and close the case with them."""
    if facts.ability not in EFFECTIVE:
        raise RuleBroken("指定的监护人应当能够履行监护责任，请选择监护有力或者弱监护", "ability")
    if facts.basis not in BY_DESIGNATION:
        raise RuleBroken("请选择指定的依据：民法典第31条或者第32条", "basis")
    guardian = _new_guardian(db.session.get_one(Patient, case.patient_id), facts, by=by, at=at)
    designations.decide(case, decision, guardian, by=by, at=at)
    return guardian


def _new_guardian(patient: Patient, facts: GuardianFacts, *, by: Viewer, at: datetime) -> Guardian:
    today = beijing_date(at)
    check_guardian(facts, today, born=patient.birth_date)
    _refuse_twice(patient, facts)
    phone = read_phone(facts.phone) if facts.phone else None
    guardian = Guardian(
        patient_id=patient.id,
        name=facts.name,
        relation=facts.relation,
        basis=facts.basis.value,
        ability=facts.ability,
        place_in_order=facts.place_in_order,
        phone=phone,
        phone_index=blind_index("phone", phone) if phone else None,
        identity_number=facts.identity_number,
        address=facts.address,
        from_date=facts.from_date or today,
    )
    db.session.add(guardian)
    db.session.flush()
    audit_chain.record("guardian:add", at=at, by=by, kind="guardian", subject=guardian.public_id)
    return guardian


def _refuse_twice(patient: Patient, facts: GuardianFacts) -> None:
    twice = select(Guardian.id).where(
        Guardian.patient_id == patient.id,
        Guardian.name == facts.name,
        Guardian.relation == facts.relation,
        Guardian.until_date.is_(None),
    )
    if db.session.scalar(twice) is not None:
        raise RuleBroken("这位监护人已经登记，请在原来的资料上修改", "name")


def change_guardian(
    guardian: Guardian, facts: GuardianFacts, *, version: int, by: Viewer, at: datetime
) -> list[str]:
    """Set what is known of a guardian, keeping old and new; the names of the fields that changed.

    Raises RuleBroken when somebody changed the record since `version` was read, or the guardian no longer is one.
    """
    if guardian.until_date is not None:
        raise RuleBroken("这位监护人已经不再担任，请核对后另外登记")
    if guardian.version != version:
        raise RuleBroken("这份资料刚被别人改过，请核对现在的内容后再保存")
    born = db.session.get_one(Patient, guardian.patient_id).birth_date
    check_guardian(facts, beijing_date(at), born=born)
    phone = read_phone(facts.phone) if facts.phone else guardian.phone
    values = {
        "name": facts.name,
        "relation": facts.relation,
        "basis": facts.basis.value,
        "ability": facts.ability,
        "place_in_order": facts.place_in_order,
        "phone": phone,
        "identity_number": facts.identity_number or guardian.identity_number,
        "address": facts.address or guardian.address,
        "from_date": facts.from_date or guardian.from_date,
    }
    changed = keep_changes(guardian, values, kind="guardian", by=by, at=at)
    guardian.phone_index = blind_index("phone", phone) if phone else None
    db.session.flush()
    audit_chain.record("guardian:change", at=at, by=by, kind="guardian", subject=guardian.public_id)
    if "ability" in changed:
        _after_ability(guardian, by=by, at=at)
    return changed


def end_guardian(
    guardian: Guardian, ending: GuardianEnding, *, on: date, words: str | None, by: Viewer, at: datetime
) -> None:
    """Somebody no longer is the guardian. What they agreed in a letter ends; who is able comes after them.

    Raises RuleBroken when it has ended before, or for a day that cannot be.
    """
    if guardian.until_date is not None:
        raise RuleBroken("这位监护人已经登记为不再担任")
    check_ending(guardian.from_date, on, beijing_date(at))
    guardian.until_date, guardian.ended_reason = on, ending.value
    guardian.ended_words, guardian.ended_by_id = words, by.account_id
    db.session.flush()
    audit_chain.record(
        "guardian:end", at=at, by=by, kind="guardian", subject=guardian.public_id, detail=ending.value
    )
    patient = db.session.get_one(Patient, guardian.patient_id)
    ended = end_letters_with(guardian, ending.label, by=by, at=at)
    if ending is not GuardianEnding.WRONG:
        stop_rewards_with(ended, "guardian_changed", on=on, by=by, at=at)
    if ended and _signs_letters(patient):
        ask_for_new_letter(patient, started_by=("guardian", guardian.id), at=at)
    _see_to_care(patient, by=by, at=at)


def able_guardians(patient_id: int) -> list[Guardian]:
    """The present guardians who can care for the person, first in order first."""
    return list(
        db.session.scalars(
            select(Guardian)
            .where(
                Guardian.patient_id == patient_id,
                Guardian.until_date.is_(None),
                Guardian.ability.in_(sorted(EFFECTIVE)),
            )
            .order_by(Guardian.place_in_order, Guardian.id)
        )
    )


def _after_ability(guardian: Guardian, *, by: Viewer, at: datetime) -> None:
    patient = db.session.get_one(Patient, guardian.patient_id)
    if guardian.ability in EFFECTIVE:
        designations.end_search(patient, guardian, by=by, at=at)
        return
    ended = end_letters_with(guardian, GuardianEnding.LOST_ABILITY.label, by=by, at=at)
    stop_rewards_with(ended, "guardian_changed", on=beijing_date(at), by=by, at=at)
    if ended and _signs_letters(patient):
        ask_for_new_letter(patient, started_by=("guardian", guardian.id), at=at)
    _see_to_care(patient, by=by, at=at)


def _see_to_care(patient: Patient, *, by: Viewer, at: datetime) -> None:
    """With nobody able left the township has to find somebody; once asked, it is not asked again."""
    if able_guardians(patient.id) or not _signs_letters(patient) or designations.open_case(patient.id):
        return
    present = db.session.scalar(
        select(Guardian.id).where(Guardian.patient_id == patient.id, Guardian.until_date.is_(None)).limit(1)
    )
    ground = DesignationGround.UNABLE if present else DesignationGround.NO_GUARDIAN
    designations.report_no_guardian(patient, ground, None, by=by, at=at)


def _signs_letters(patient: Patient) -> bool:
    return PatientStatus(patient.status) not in WITHOUT_GUARDIAN_LETTER
