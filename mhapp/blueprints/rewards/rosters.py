"""Rosters for the bank: made by who pays, taken out with a purpose that is kept."""

from __future__ import annotations

from flask import Response, make_response, render_template, request, url_for

from mhapp import clock, db
from mhapp.blueprints.rewards import bp
from mhapp.blueprints.rewards.forms import OUT_OF_THE_HOUSE, PURPOSES, ExportForm, RosterForm, SentForm
from mhapp.blueprints.rewards.records import roster_from_url
from mhapp.documents.reward_roster import RosterSheet, reward_roster_workbook
from mhapp.domain.errors import RuleBroken
from mhapp.domain.permissions import Permission
from mhapp.domain.reward_period import Period, period_from_code, period_words, periods_until
from mhapp.models import RewardRoster, Unit
from mhapp.queries.reward_rosters import payees_of, payments_of, rosters_of, sums_of
from mhapp.queries.reward_sendings import sendings_of
from mhapp.queries.reward_terms import reward_terms_of
from mhapp.services.reward_payments import make_roster, waiting_to_be_listed, waiting_without_account
from mhapp.services.reward_sendings import record_sent_to_bank, record_taking_out
from mhapp.web import journal, once
from mhapp.web.access import current_viewer, requires
from mhapp.web.commits import commits
from mhapp.web.downloads import as_download
from mhapp.web.filters import full_day
from mhapp.web.paging import asked_page


@bp.route("/rewards/rosters", methods=["GET", "POST"])
@requires(Permission.REWARD_PAY)
@commits
def rosters() -> Response:
    """The township's rosters, and a new one for a period."""
    viewer, form = current_viewer(), RosterForm()
    township, period = db.session.get_one(Unit, viewer.unit_id), _period()
    if form.is_submitted():
        if (answered := once.claim(form)) is not None:
            return answered
        if form.validate():
            try:
                roster = make_roster(township, period, by=viewer, at=clock.now())
                return once.receipt(form, url_for(".roster", roster_id=roster.public_id))
            except RuleBroken as error:
                form.blame(error)
    journal.note("reward:list", kind="unit", subject=township.public_id, detail="rosters")
    page = render_template(
        "rewards/rosters.html",
        form=form,
        rosters=rosters_of(viewer, page=asked_page()),
        period=period,
        period_label=period_words,
        ready=waiting_to_be_listed(township, period),
        without_account=waiting_without_account(township, period),
    )
    return make_response(page, 422 if form.errors else 200)


@bp.get("/rewards/rosters/<roster_id>")
@requires(Permission.REWARD_PAY, load=roster_from_url)
def roster(record: RewardRoster) -> Response:
    """One roster with what became of each payment; no accounts."""
    return _page(record, ExportForm())


@bp.post("/rewards/rosters/<roster_id>/workbook")
@requires(Permission.REWARD_PAY, load=roster_from_url)
def workbook(record: RewardRoster) -> Response:
    """The workbook with accounts. That it was taken out, and what for, is kept, or it is not sent."""
    form = ExportForm()
    if not form.validate_on_submit():
        return _page(record, form)
    viewer, now = current_viewer(), clock.now()
    if (
        form.purpose.data in OUT_OF_THE_HOUSE
    ):  # before the lines are read: what a stop meets later is stopped there
        with db.transaction():
            record_taking_out(record, form.purpose.data, by=viewer, at=now)
    lines = payees_of(record)
    mark = f"{viewer.unit_name} {viewer.name} {full_day(now)}导出，用途：{PURPOSES[form.purpose.data]}"
    sheet = RosterSheet(f"{viewer.unit_name}补助发放名册", record.number, mark, lines)
    name = f"roster-{record.public_id}"
    journal.note(
        "reward:export", kind="reward_roster", subject=record.public_id, count=len(lines),
        detail=form.purpose.data,
    )  # fmt: skip
    db.session.rollback()  # nothing is held while the workbook is made
    return as_download(reward_roster_workbook(sheet), "xlsx", name)


@bp.post("/rewards/rosters/<roster_id>/sent")
@requires(Permission.REWARD_PAY, load=roster_from_url)
@commits
def sent(record: RewardRoster) -> Response:
    """The roster went to the bank: on which day, by who says so; from now on the bank is asked to stop a payment."""
    form = SentForm()
    if (answered := once.claim(form)) is not None:
        return answered
    if form.validate():
        try:
            record_sent_to_bank(record, on=form.sent_on.data, by=current_viewer(), at=clock.now())
            return once.receipt(form, url_for(".roster", roster_id=record.public_id))
        except RuleBroken as error:
            form.blame(error)
    return _page(record, ExportForm(formdata=None), form)


def _page(record: RewardRoster, form: ExportForm, sent_form: SentForm | None = None) -> Response:
    payments, sendings = payments_of(record), sendings_of(record)
    journal.note("reward:list", kind="reward_roster", subject=record.public_id, count=len(payments))
    page = render_template(
        "rewards/roster.html", form=sent_form or form, export=form, roster=record, payments=payments,
        sums=sums_of(payments), sendings=sendings, to_bank=any(one.receiver == "bank" for one in sendings),
        period_label=period_words(record.period),
        sent=sent_form or SentForm(formdata=None, sent_on=clock.today()),
    )  # fmt: skip
    return make_response(page, 422 if form.errors or (sent_form and sent_form.errors) else 200)


def _period() -> Period:
    """The period asked for, else the last one that has ended."""
    terms = reward_terms_of(current_viewer().unit_path, clock.today())
    asked = period_from_code(request.args.get("period", ""))
    return asked or periods_until(clock.today(), terms.periods, 2)[1]
