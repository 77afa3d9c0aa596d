"""Two people press the button in the same moment: one wins, or each gets what is theirs; on both engines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from mhapp import db
from mhapp.db import session
from mhapp.documents.workbook_reader import read_roster
from mhapp.domain.errors import RuleBroken
from mhapp.domain.identity_number import make_identity_number
from mhapp.domain.proposal import StepTaken
from mhapp.domain.registration import NewPerson
from mhapp.domain.reward_period import period
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.viewer import Viewer
from mhapp.models import (
    Account,
    CareAssignment,
    Job,
    Letter,
    LevelDecision,
    LevelProposal,
    Patient,
    ProposalFact,
    ProposalFactReading,
    ProposalStep,
    RegistrationSection,
    RewardHalt,
    RewardPayment,
    RewardRoster,
    Unit,
    Visit,
    WorkbookExport,
    WorkbookImport,
)
from mhapp.queries.consent_texts import shipped_consent_text
from mhapp.queries.registration_answers import registration_form
from mhapp.queries.reward_rosters import payees_of
from mhapp.queries.workbook_columns import roster_columns
from mhapp.services.care_assignments import give_all_without, hand_over_all
from mhapp.services.consent_texts import publish_consent_text
from mhapp.services.exports import decide_export
from mhapp.services.imports import leave, read_rows, take_in
from mhapp.services.level_changes import propose
from mhapp.services.level_decisions import Decision, Outcome, decide, open_step
from mhapp.services.numbers import next_number
from mhapp.services.print_runs import ask_for_run
from mhapp.services.proposal_facts import after_visit, open_fact
from mhapp.services.proposal_rounds import lock_patient
from mhapp.services.registration_sections import SectionChanged, save_section
from mhapp.services.registrations import register_person
from mhapp.services.reward_payments import make_roster, set_account
from mhapp.services.reward_sendings import record_sent_to_bank, record_taking_out
from mhapp.services.reward_stops import stop_reward
from mhapp.services.visits import correct_visit, record_visit
from tests.factories.letters import TERMS, a_letter_text
from tests.factories.level_changes import MONDAY, NOON, a_place, a_proposal, agreeing, asked
from tests.factories.patients import a_guardian, a_patient
from tests.factories.people import a_viewer, viewer_of
from tests.factories.rewards import ACCOUNT, a_confirmed_period, a_roster, a_signed_agreement
from tests.factories.scored_visits import a_scored_visit
from tests.factories.units import a_village, parent_of
from tests.factories.visits import a_report
from tests.factories.workbooks import a_row, a_workbook, an_export, an_import

TOO_LONG = 120
"""Seconds after which one who waits for the other gives up: a test that fails says more than one that hangs."""


def together(*acts: object) -> list[str]:
    """Run each act in a thread and a transaction of its own, begun at the same moment; how each ended, in order."""
    ended = [""] * len(acts)
    ready = threading.Barrier(len(acts), timeout=TOO_LONG)

    def run(index: int, act: object) -> None:
        ready.wait()
        try:
            with db.transaction():
                act()  # type: ignore[operator]
            ended[index] = "done"
        except RuleBroken as broken:
            ended[index] = type(broken).__name__
        finally:
            db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def one_meets_the_other(first: object, second: object) -> list[str]:
    """Begin the second when the first has written; the first commits when the second ends, or has to wait for it."""
    written, over = threading.Event(), threading.Event()
    ended: list[str] = []

    def holding() -> None:
        first()  # type: ignore[operator]
        written.set()
        over.wait(0.3)

    def following() -> None:
        written.wait(10)
        ended.extend(together(second))
        over.set()

    follower = threading.Thread(target=following)
    follower.start()
    begun = together(holding)
    follower.join()
    return begun + ended


def test_of_two_decisions_at_once_one_wins(each_engine: Engine) -> None:
    place = a_place()
    proposal = a_proposal(place, a_patient(place.village, level=RiskLevel.GREEN))
    number, seen = proposal.id, open_step(proposal)
    reviewers = [viewer_of(place.reviewer), viewer_of(place.second_reviewer)]
    db.finish()
    db.session.remove()

    def deciding(by: Viewer, decision: Decision) -> object:
        def act() -> None:
            decide(session.get_one(LevelProposal, number), decision, seen_step=seen, by=by, at=NOON)

        return act

    ended = together(
        deciding(reviewers[0], agreeing()), deciding(reviewers[1], Decision(Outcome.REFUSE, "证据不足，维持"))
    )
    assert sorted(ended) == ["StepTaken", "done"]
    assert StepTaken.__name__ == "StepTaken"
    assert session.query(ProposalStep).filter_by(step="determine").count() == 1
    agreed = ended[0] == "done"
    assert session.query(LevelDecision).filter_by(source="proposal").count() == (1 if agreed else 0)


def test_of_two_proposals_at_once_one_stands(each_engine: Engine) -> None:
    place = a_place()
    patient_id = a_patient(place.village, level=RiskLevel.GREEN).id
    members = [viewer_of(place.cadre), viewer_of(place.colleague)]
    db.finish()
    db.session.remove()

    def proposing(by: Viewer) -> object:
        def act() -> None:
            propose(session.get_one(Patient, patient_id), asked(), by=by, at=NOON)

        return act

    assert sorted(together(*map(proposing, members))) == ["RuleBroken", "done"]
    assert session.query(LevelProposal).count() == 1


def test_two_who_begin_a_series_of_numbers_at_once_get_one_and_two(each_engine: Engine) -> None:
    village_id = a_place().village.id
    db.finish()
    db.session.remove()
    taken: list[int] = []

    def taking() -> None:
        taken.append(next_number(village_id, "visit", 2026))

    assert together(taking, taking) == ["done", "done"]
    assert sorted(taken) == [1, 2]


def test_a_correction_and_a_determination_at_once_never_reopen_what_is_determined(
    each_engine: Engine,
) -> None:
    place = a_place()
    patient = a_patient(place.village, level=RiskLevel.GREEN)
    author = viewer_of(place.cadre)
    visit = record_visit(patient, a_report(MONDAY, symptoms="relapse"), by=author, at=NOON)
    proposal = a_proposal(place, patient)
    number, visit_id, seen, reviewer = proposal.id, visit.id, open_step(proposal), viewer_of(place.reviewer)
    db.finish()
    db.session.remove()

    def deciding() -> None:
        decide(session.get_one(LevelProposal, number), agreeing(), seen_step=seen, by=reviewer, at=NOON)

    def correcting() -> None:
        correct_visit(session.get_one(Visit, visit_id), a_report(MONDAY), "看错了", by=author, at=NOON)

    ended = together(deciding, correcting)
    determined = ended == ["done", "done"]
    assert determined or ended == ["StepTaken", "done"]
    stored = session.get_one(LevelProposal, number)
    assert (stored.status, stored.closed_at is not None) == (
        ("determined", True) if determined else ("returned", False)
    )


def test_two_who_ask_for_a_villages_letters_at_once_print_the_same_ones(each_engine: Engine) -> None:
    place = a_place()
    a_letter_text(place.county)
    for _ in range(3):
        a_guardian(a_patient(place.village))
    village_id, members = place.village.id, [viewer_of(place.cadre), viewer_of(place.colleague)]
    db.finish()
    db.session.remove()

    def asking(by: Viewer) -> object:
        def act() -> None:
            ask_for_run(session.get_one(Unit, village_id), TERMS, by=by, at=NOON)

        return act

    assert together(*map(asking, members)) == ["done", "done"]
    assert session.query(Letter).count() == 3


def test_a_new_fact_opened_twice_at_once_by_one_person_is_noted_once(each_engine: Engine) -> None:
    place = a_place()
    patient = a_patient(place.village, level=RiskLevel.GREEN)
    a_proposal(place, patient)
    visit = a_scored_visit(patient, MONDAY, place.cadre, symptoms=("threat",))
    after_visit(visit, by=viewer_of(place.cadre), at=NOON)
    fact, reader = session.query(ProposalFact).one().id, viewer_of(place.reviewer)
    db.finish()
    db.session.remove()
    opened = threading.Barrier(2, timeout=TOO_LONG)

    def opening() -> None:
        found = session.get_one(ProposalFact, fact)
        if not db.is_sqlite():
            opened.wait()  # neither has written when both have read
        open_fact(found, by=reader, at=NOON)

    assert together(opening, opening) == ["done", "done"]
    assert session.query(ProposalFactReading).count() == 1


def test_of_two_who_register_one_number_at_once_one_is_told_where(each_engine: Engine) -> None:
    place = a_place()
    villages = [place.village.id, a_village(parent_of(place.village), "槐树村").id]
    by = viewer_of(place.cadre)
    db.finish()
    db.session.remove()

    def registering(village_id: int) -> object:
        def act() -> None:
            number = make_identity_number("500199", date(1980, 5, 6), 11)
            facts = NewPerson("陈小满", confirmed_on=MONDAY, identity_number=number, diagnosis_code="F20")
            register_person(facts, village=session.get_one(Unit, village_id), by=by, at=NOON)

        return act

    assert sorted(together(*(registering(one) for one in villages))) == ["RuleBroken", "done"]
    assert session.query(Patient).filter_by(name="陈小满").count() == 1


def test_of_two_namesakes_without_a_number_entered_at_once_the_second_is_noticed(each_engine: Engine) -> None:
    place = a_place()
    village_id, clerk, importer = place.village.id, viewer_of(place.cadre), viewer_of(place.reviewer)
    names = ("陈小满", "罗大山")
    rows = [
        a_row(
            order, name=name, identity_number="", birth_date=date(1980, 5, 6), village=place.village.name,
            no_identity_reason="流浪人员", level="", decided_on="", authority="", document_number="",
        )
        for order, name in enumerate(names)
    ]  # fmt: skip
    sheets = [
        read_rows(read_roster(a_workbook([row]), roster_columns()), by=importer, today=MONDAY) for row in rows
    ]
    records = [an_import(importer, NOON).id for _ in names]
    db.finish()
    db.session.remove()

    def registering(name: str) -> Callable[[], object]:
        facts = NewPerson(
            name,
            confirmed_on=MONDAY,
            birth_date=date(1980, 5, 6),
            no_identity_reason="流浪人员",
            diagnosis_code="F20",
        )
        return lambda: register_person(facts, village=session.get_one(Unit, village_id), by=clerk, at=NOON)

    def importing(index: int) -> Callable[[], object]:
        return lambda: take_in(
            session.get_one(WorkbookImport, records[index]), sheets[index], by=importer, at=NOON
        )

    assert one_meets_the_other(registering(names[0]), importing(0)) == ["done", "done"]
    assert one_meets_the_other(importing(1), registering(names[1])) == ["done", "RuleBroken"]
    assert sorted(one.name for one in session.query(Patient)) == sorted(names)
    assert [session.get_one(WorkbookImport, one).taken for one in records] == [0, 1]


def test_two_registered_at_once_get_numbers_without_a_gap(each_engine: Engine) -> None:
    place = a_place()
    village_id, code, by = place.village.id, place.village.code, viewer_of(place.cadre)
    db.finish()
    db.session.remove()

    def registering(order: int) -> object:
        def act() -> None:
            number = make_identity_number("500199", date(1980, 5, 6), order)
            facts = NewPerson("陈小满", confirmed_on=MONDAY, identity_number=number, diagnosis_code="F20")
            register_person(facts, village=session.get_one(Unit, village_id), by=by, at=NOON)

        return act

    assert together(registering(11), registering(13)) == ["done", "done"]
    numbers = {one.management_number for one in session.query(Patient).filter_by(name="陈小满")}
    assert numbers == {f"{code}260001", f"{code}260002"}


def test_of_two_who_save_a_section_at_once_one_meets_the_other(each_engine: Engine) -> None:
    place = a_place()
    patient_id, by = a_patient(place.village).id, viewer_of(place.cadre)
    db.finish()
    db.session.remove()

    def saving(words: str) -> object:
        def act() -> None:
            patient = lock_patient(session.get_one(Patient, patient_id))
            try:
                save_section(
                    patient, registration_form().sections["life"], {"employer": words}, seen_version=0, by=by,
                    at=NOON,
                )  # fmt: skip
            except SectionChanged:
                raise RuleBroken("别人已经保存") from None

        return act

    assert sorted(together(saving("砖厂"), saving("茶场"))) == ["RuleBroken", "done"]
    assert session.query(RegistrationSection).one().version == 1


def test_a_workbook_asked_for_is_decided_once(each_engine: Engine) -> None:
    place = a_place()
    number = an_export(viewer_of(place.reviewer), NOON).id
    deciders = [viewer_of(place.second_reviewer), viewer_of(place.officer)]
    db.finish()
    db.session.remove()

    def act(by: Viewer) -> object:
        def run() -> None:
            decide_export(session.get_one(WorkbookExport, number), agree=True, by=by, at=NOON)

        return run

    assert sorted(together(*(act(by) for by in deciders))) == ["RuleBroken", "done"]
    assert session.query(Job).count() == 1, "the workbook is made once"


def test_a_roster_handed_in_is_decided_once(each_engine: Engine) -> None:
    place = a_place()
    by = viewer_of(place.reviewer)
    number = an_import(by, NOON).id
    db.finish()
    db.session.remove()

    def run() -> None:
        leave(session.get_one(WorkbookImport, number), by=by, at=NOON)

    assert sorted(together(run, run)) == ["RuleBroken", "done"]


def test_a_reward_is_listed_once_and_a_stop_meets_what_is_listed_or_sent(each_engine: Engine) -> None:
    half, now = period(2026, 1, 2), datetime(2026, 7, 3, 2, tzinfo=UTC)
    place = a_place()
    a_letter_text(place.county)
    patient = a_patient(place.village)
    by = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    letter = a_signed_agreement(
        patient, term_from=date(2026, 1, 1), term_until=date(2026, 12, 31), by=by,
        at=datetime(2026, 1, 1, 2, tzinfo=UTC),
    )  # fmt: skip
    a_confirmed_period(letter, half, by=by, at=now)
    set_account(patient, "李示例", "示例农商行石盘支行", ACCOUNT, by=by, at=now)
    township, person, agreement = place.township.id, patient.id, letter.id
    sent: list[bool] = []
    db.finish()
    db.session.remove()

    def listing() -> None:
        make_roster(session.get_one(Unit, township), half, by=by, at=now)

    def stopping() -> None:
        lock_patient(session.get_one(Patient, person))
        stop_reward(
            session.get_one(Letter, agreement), "abuse", on=date(2026, 7, 3), words="核实", by=by, at=now
        )

    def sending() -> None:
        roster = session.query(RewardRoster).one()
        record_taking_out(roster, "bank", by=by, at=now)
        db.finish()
        sent.append(bool(payees_of(roster)))

    assert sorted(together(listing, listing)) == ["RuleBroken", "done"]
    assert together(stopping, sending) == ["done", "done"]
    halt, payment = session.query(RewardHalt).one(), session.query(RewardPayment).one()
    assert (halt.kind, payment.state) in {("withdrawn", "failed"), ("at_bank", "listed")}
    assert not (sent == [True] and halt.kind == "withdrawn"), "what went to the bank is stopped there"


def test_who_has_no_cadre_is_given_one_by_one_of_two_and_handed_over_by_one_of_two(
    each_engine: Engine,
) -> None:
    place = a_place()
    a_patient(place.village)
    a_patient(place.village)
    village, cadres, by = place.village.id, (place.cadre.id, place.colleague.id), viewer_of(place.reviewer)
    db.finish()
    db.session.remove()

    def giving(cadre: int) -> object:
        def act() -> None:
            give_all_without(session.get_one(Account, cadre), session.get_one(Unit, village), by=by, at=NOON)

        return act

    def handing() -> None:
        giver, taker = (session.get_one(Account, one) for one in cadres)
        hand_over_all(giver, taker, session.get_one(Unit, village), by=by, at=NOON)

    assert one_meets_the_other(*map(giving, cadres)) == ["done", "RuleBroken"]
    assert session.query(CareAssignment).count() == 2
    db.session.remove()
    assert one_meets_the_other(handing, handing) == ["done", "RuleBroken"]


def test_what_is_asked_of_the_bank_again_is_not_listed_anew_in_the_same_moment(each_engine: Engine) -> None:
    half, now = period(2026, 1, 2), datetime(2026, 7, 3, 2, tzinfo=UTC)
    place = a_place()
    a_letter_text(place.county)
    by = a_viewer(Role.CIVIL_AFFAIRS, place.township)
    letter = a_signed_agreement(
        a_patient(place.village), term_from=date(2026, 1, 1), term_until=date(2026, 12, 31), by=by,
        at=datetime(2026, 1, 1, 2, tzinfo=UTC),
    )  # fmt: skip
    a_roster(a_confirmed_period(letter, half, by=by, at=now), half, by=by, at=now)
    stop_reward(letter, "moved", on=date(2026, 6, 1), words=None, by=by, at=now)
    a_confirmed_period(letter, half, by=by, at=now)
    township = place.township.id
    db.finish()
    db.session.remove()

    def sending() -> None:
        record_sent_to_bank(session.query(RewardRoster).one(), on=date(2026, 7, 3), by=by, at=now)

    def listing() -> None:
        make_roster(session.get_one(Unit, township), half, by=by, at=now)

    assert one_meets_the_other(sending, listing) == ["done", "RuleBroken"]
    assert session.query(RewardPayment).count() == 1


def test_of_two_who_publish_one_edition_at_once_one_is_told(each_engine: Engine) -> None:
    county = a_place().county.id
    document = {**shipped_consent_text(), "edition": "2027-1"}
    db.finish()
    db.session.remove()

    def publishing() -> None:
        publish_consent_text(session.get_one(Unit, county), document, effective_from=MONDAY, at=NOON)

    assert one_meets_the_other(publishing, publishing) == ["done", "RuleBroken"]
