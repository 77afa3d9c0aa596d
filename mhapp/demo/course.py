"""What is to become of one invented person, and its course through the year."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from mhapp.demo import levels
from mhapp.demo.answers import answer, answers_for, not_sure
from mhapp.demo.life import Life
from mhapp.domain.due_kinds import DueKind
from mhapp.domain.level_route import Exit
from mhapp.domain.patient_status import PatientStatus
from mhapp.domain.proposal import ProposalStatus
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.roles import Role
from mhapp.domain.visit_answers import Answers

REASON = {
    RiskLevel.RED: "近期扬言制造事端或有暴力倾向，家属难以看护，建议按红色管理",
    RiskLevel.ORANGE: "近期病情反复、情绪不稳，建议按橙色管理",
    RiskLevel.YELLOW: "符合八种情形之一，需要按月随访，建议按黄色管理",
    RiskLevel.GREEN: "病情平稳，按时服药，没有八种情形，建议按绿色管理",
}
KEEP = "复核时情况与认定时相同，建议保持现级别"
OPINION = "经小组研判，情况属实，同意按提出的级别认定"
BUSY = "家属同意先到卫生院复诊调药，一周后再看，暂不提出"


@dataclass(frozen=True)
class Course:
    """Where somebody stands today, and how the year went. Days are counted back from today.

    `level`: in force today. `before`: in force when the year began, `changed` days ago it became `level`.
    `rating`: the clinic's last, `rated` days ago; None for never rated. `last_visits`: (days ago, sheet) of the
    last visits, where they matter. `ending`: what stands open today.
    """

    level: RiskLevel | None
    before: RiskLevel | None = None
    changed: int = 0
    rating: int | None = 1
    rated: int = 40
    last_visits: tuple[tuple[int, Answers], ...] = ()
    ending: str = ""
    on_paper: int | None = None
    status: PatientStatus = PatientStatus.COMMUNITY
    name: str = ""
    promise: str = ""
    second_cadre: bool = False
    medicine_days: int | None = None


class Year:
    """Leads one life through the days up to today."""

    def __init__(self, life: Life, course: Course, today: date) -> None:
        self.life, self.course, self.today = life, course, today
        self.rng = life.rng
        self._ahead: list[tuple[date, int, Callable[[date], None]]] = []
        self._count = 0
        self._visit_plan = 0
        longest = max((days for days, _ in course.last_visits), default=-4)
        self._free_until = today - timedelta(days=longest + 3) if course.last_visits else today
        self._left_on: date | None = None
        self._reserved: list[date] = []
        """Days on which a change is proposed: no review is begun shortly before."""

    def run(self) -> None:
        """Live the year."""
        self._begin()
        while self._ahead and self._ahead[0][0] <= self.today:
            day, _, act = heapq.heappop(self._ahead)
            act(day)

    def _later(self, day: date, act: Callable[[date], None]) -> None:
        self._count += 1
        heapq.heappush(self._ahead, (day, self._count, act))

    def _ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def _begin(self) -> None:
        course, year_ago = self.course, self._ago(365)
        self._plan_ratings(max(year_ago - timedelta(days=45), self.life.patient["confirmed_on"]))
        first = course.before or course.level
        if first is None:
            self._begin_ungraded()
        else:
            months = self.life.rules.clocks.review_months[first]
            back = course.on_paper or 365 + self.rng.randrange(1, months * 28)
            self._run_until(self._ago(back))
            levels.determine_on_paper(self.life, first, self._ago(back))
            self._plan_review()
            self._later(max(self._next_visit(), year_ago), self._visited(self._visit_plan))
        for days, sheet in course.last_visits:
            self._later(self._ago(days), lambda day, sheet=sheet: self._visit_with(day, sheet))  # type: ignore[misc]
        if course.before and course.level:
            self._plan_change(self._ago(course.changed), course.level)
        if course.status is not PatientStatus.COMMUNITY:
            self._later(self._ago(self.rng.randrange(4, 40)), self._leave)
        self._plan_ending()

    def _run_until(self, day: date) -> None:
        while self._ahead and self._ahead[0][0] <= day:
            on, _, act = heapq.heappop(self._ahead)
            act(on)

    def _begin_ungraded(self) -> None:
        life, day = self.life, self.life.patient["confirmed_on"]
        at = life.ledger.at(day, 9)
        by = ("patient", life.id)
        due_on = life.rules.clocks.first_determination_due(day)
        life.dues.owe(DueKind.FIRST_DETERMINATION, Role.VILLAGE_CADRE, due_on, by, at)
        life.renew_visit_due(by, at)

    # ---- ratings -------------------------------------------------------------------------------

    def _plan_ratings(self, first: date) -> None:
        if self.course.rating is None:
            return
        day = self._ago(self.course.rated)
        while day >= first:
            if not self.course.promise:
                # The clinic rates on Tuesdays; a day that a promise names stays.
                day -= timedelta(days=(day.weekday() - 1) % 7)
            self._later(day, self._rate)
            day -= timedelta(days=self.rng.randrange(70, 85))

    def _rate(self, day: date) -> None:
        assert self.course.rating is not None
        self.life.rate(day, self.course.rating)

    # ---- visits --------------------------------------------------------------------------------

    def _next_visit(self) -> date:
        """A day a little before the due date, now and then after it."""
        due_on: date = self.life.dues.open(DueKind.VISIT)[0]["due_on"]
        if self.rng.random() < 0.07:
            return due_on + timedelta(days=self.rng.randrange(1, 8))
        interval = self.life.rules.clocks.visit_interval(self.life.level)
        return due_on - timedelta(days=self.rng.randrange(0, max(2, interval // 4)))

    def _visited(self, plan: int) -> Callable[[date], None]:
        def act(day: date) -> None:
            # A plan made before the level or the status changed is not followed.
            if plan == self._visit_plan and self._left_on is None and day < self._free_until:
                self._ordinary_visit(day)

        return act

    def _plan_visit(self, after: date) -> None:
        self._visit_plan += 1
        self._later(max(self._next_visit(), after + timedelta(days=1)), self._visited(self._visit_plan))

    def _ordinary_visit(self, day: date) -> None:
        drawn = self.rng.random()
        if drawn < 0.03:
            self.life.miss(day)
            self._visit_plan += 1
            self._later(day + timedelta(days=self.rng.randrange(1, 5)), self._visited(self._visit_plan))
            return
        sheet = answers_for(self.life.level, self.rng)
        if drawn > 0.96:
            sheet = not_sure(sheet, "situation")
        phone = 0.03 <= drawn < 0.06
        seen = ("guardian",) if phone else self.rng.choice([("patient",), ("patient", "guardian")])
        self.life.visit(
            day,
            sheet,
            manner="phone" if phone else "home",
            seen=seen,
            medicine_days=self.rng.randrange(9, 40),
        )
        self._answer_or_rate(day)
        self._plan_visit(day)

    def _visit_with(self, day: date, sheet: Answers) -> None:
        self.life.visit(day, sheet, medicine_days=self.course.medicine_days or 20)
        if self.course.ending != "suggestion":
            self._answer_or_rate(day)

    def _answer_or_rate(self, day: date) -> None:
        """What a visit asked for is done within a working day or two, as far as that has come."""
        if self.life.dues.open(DueKind.SUGGESTION_ANSWER) and self.life.proposal is None:
            self._later(day, lambda on: self.life.answer_suggestion(on, BUSY))
        waiting = self.life.dues.open(DueKind.DANGER_REASSESSMENT)
        if waiting and self.course.rating is not None and self.course.ending != "stale":
            self._later(waiting[-1]["due_on"], self._rate)

    def _leave(self, day: date) -> None:
        """In hospital or away: no visits by level from then on."""
        self._left_on = day
        source = "卫生院通报" if self.course.status is PatientStatus.HOSPITAL else "监护人告知"
        self.life.patient.update(status=self.course.status.value, status_since=day, status_source=source)
        by, at = ("patient", self.life.id), self.life.ledger.at(day, 16)
        self.life.dues.close({DueKind.VISIT, DueKind.VISIT_RETRY}, by, at)

    # ---- levels --------------------------------------------------------------------------------

    def _plan_change(self, determined_on: date, level: RiskLevel) -> None:
        rules = self.life.rules
        while not rules.calendar.is_working(determined_on):
            determined_on -= timedelta(days=1)
        proposed_on = rules.working_day_before(determined_on, 2)
        self._reserved.append(proposed_on)
        self._later(proposed_on, lambda day: self._propose(day, level, determined_on))

    def _propose(self, day: date, level: RiskLevel, determined_on: date) -> None:
        sheet = answers_for(level, self.rng)
        self.life.visit(day, sheet, medicine_days=self.rng.randrange(9, 40))
        levels.propose(self.life, level, day, REASON[level])
        self._answer_or_rate(day)
        self._later(determined_on, self._determine)

    def _plan_review(self) -> None:
        assert self.life.decision is not None
        if self.course.ending == "past_review":
            return
        review_by: date = self.life.decision["review_by"]
        self._later(
            review_by - timedelta(days=self.rng.randrange(6, 14)), self._review(self.life.decision["id"])
        )

    def _review(self, decision_id: int) -> Callable[[date], None]:
        def act(day: date) -> None:
            life = self.life
            stands = life.decision is not None and life.decision["id"] == decision_id
            soon = any(day <= planned <= day + timedelta(days=14) for planned in self._reserved)
            if not stands or life.proposal or life.level is None or self._left_on or soon:
                return
            levels.propose(life, life.level, day, KEEP)
            self._later(life.rules.working_day_after(day, 2), self._determine)

        return act

    def _determine(self, day: date) -> None:
        if self.life.proposal is None:
            return
        if self.life.proposal["status"] == ProposalStatus.AUDIT:
            levels.audit(self.life, day)
        levels.determine(self.life, day, OPINION)
        if levels.waits_for_filing(self.life) and not self._waits_for_the_city():
            self._later(self.life.rules.working_day_after(day, self.rng.randrange(1, 5)), self._file)
        if self.life.level is not None:
            self._plan_review()
        if self.life.dues.open(DueKind.VISIT):
            self._plan_visit(day)

    def _waits_for_the_city(self) -> bool:
        return self.course.ending == "city_file" and bool(self.life.dues.open(DueKind.CITY_FILE))

    def _file(self, day: date) -> None:
        if levels.waits_for_filing(self.life):
            levels.file(self.life, day)

    # ---- what stands open today ----------------------------------------------------------------

    def _plan_ending(self) -> None:
        targets = {"proposed": RiskLevel.ORANGE, "audit": RiskLevel.RED, "county": RiskLevel.RED,
                   "returned": RiskLevel.ORANGE}  # fmt: skip
        rules = self.life.rules
        if target := targets.get(self.course.ending):
            back = {"proposed": 1, "audit": 1, "county": 3, "returned": 4}[self.course.ending]
            self._free_until = min(self._free_until, rules.working_day_before(self.today, back))
            self._reserved.append(self._free_until)
            self._later(self._free_until, lambda day: self._leave_open(day, target))
        if self.course.ending == "suggestion":
            day = rules.working_day_before(self.today, 2)
            self._free_until = min(self._free_until, day)
            sheet = answer("weak", symptoms=("suspicion",), situation=("stress",))
            self._later(day, lambda on: self._visit_with(on, sheet))
        if self.course.ending == "missed":
            self._later(self._ago(1), self.life.miss)
        if leave := {"death": self._die, "exit": self._delist}.get(self.course.ending):
            day = rules.working_day_before(self.today, 12)
            self._free_until = min(self._free_until, day)
            self._reserved.append(day)
            self._later(day, leave)

    def _leave_open(self, day: date, target: RiskLevel) -> None:
        self.life.visit(day, answers_for(target, self.rng), medicine_days=12)
        levels.propose(self.life, target, day, REASON[target])
        self._answer_or_rate(day)
        if self.course.ending == "county":
            self._later(self.life.rules.working_day_after(day, 1), lambda on: levels.audit(self.life, on))
        if self.course.ending == "returned":
            words = "请补充监护人意见和最近一次复诊情况后再提出"
            self._later(
                self.life.rules.working_day_after(day, 2), lambda on: levels.send_back(self.life, on, words)
            )

    def _die(self, day: date) -> None:
        levels.propose(self.life, Exit.DEATH, day, "患者因病去世，家属已办理死亡证明")
        self._later(self.life.rules.working_day_after(day, 2), self._determine)
        self._left_on = day

    def _delist(self, day: date) -> None:
        citation = {"grounds": "连续三年病情平稳、按时服药，监护有力，派出所同意撤管"}
        levels.propose(
            self.life, Exit.DELISTED, day, "符合撤管条件，建议出库，由卫生院继续随访", citation=citation
        )
        working_day_after = self.life.rules.working_day_after
        self._later(working_day_after(day, 1), lambda on: levels.audit(self.life, on))
        self._later(working_day_after(day, 3), self._determine)
        self._left_on = day
