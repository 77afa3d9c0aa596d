"""The kinds of things that fall due in this part of the work, with their words (domain §5)."""

from __future__ import annotations

from enum import StrEnum


class DueKind(StrEnum):
    """What is owed. The clock engine of a later part takes these over as they are."""

    VISIT = "visit"
    """The visit by level."""
    AWAY_CALL = "away_call"
    """A call a month to somebody who lives elsewhere for a while."""
    SEARCH = "search"
    """Somebody who cannot be found is looked for."""
    MEASURE = "measure"
    """A measure of 一人一策 is done, or it is said why not."""
    MOVE_ANSWER = "move_answer"
    """A person moves in: the receiver takes them over or says why not."""
    MOVE_RECEIPT = "move_receipt"
    """A person moved beyond the county: the counterpart's receipt."""
    VISIT_RETRY = "visit_retry"
    """Another try within 14 days of a missed visit."""
    LOST_CONTACT = "lost_contact"
    """The third miss in a row: reported the same day."""
    DANGER_REASSESSMENT = "danger_reassessment"
    """A sign was seen, or the rating is stale."""
    DESIGNATION = "designation"
    """A guardian is designated, or it is said what is done instead."""
    EXPORT_APPROVAL = "export_approval"
    """Somebody asked for a workbook of many people: a second person agrees or refuses."""
    GUARDIAN_REPORT = "guardian_report"
    """Somebody reported that nobody cares for a person: the township says it has it."""
    MEDICINE = "medicine"
    """Medicine for seven days or fewer is left."""
    AUDIT = "audit"
    """The township's audit of a proposal."""
    DETERMINE = "determine"
    """The determination of a proposal."""
    FILE = "file"
    """The filing of a determination."""
    CITY_FILE = "city_file"
    """The city's filing, recorded by the county."""
    RESUBMIT = "resubmit"
    """A returned proposal waits for its proposer."""
    SUGGESTION_ANSWER = "suggestion_answer"
    """A suggestion above the level in force is proposed or answered by the next working day."""
    SPECIALIST_OPINION = "specialist_opinion"
    """The specialist's opinion was asked for."""
    LEVEL_REVIEW = "level_review"
    """The review of a determined level."""
    FIRST_DETERMINATION = "first_determination"
    """The first determination after confirmation."""
    LIST_ENTRY = "list_entry"
    """Entry into a list kept elsewhere, a change there, or removal."""
    LETTER_NEEDED = "letter_needed"
    """Another guardian or village, or letters that ended by mistake: a new letter is signed."""
    LEAD_NOTICE = "lead_notice"
    """A lead that was found is passed on the same day: closed by saving it."""
    LEAD_ACKNOWLEDGEMENT = "lead_acknowledgement"
    """An office that was told of a lead says that it has read it."""
    LEAD_DIAGNOSIS = "lead_diagnosis"
    """A lead comes to a diagnosis, or to nothing."""
    SCREENING = "screening"
    """A quarter's or half-year's round is closed with its coverage."""
    VILLAGE_REPORT = "village_report"
    """The village's report of the month, also when there is nothing."""
    OBJECTION = "objection"
    """An objection waits for its answer."""
    LETTER_SIGNATURE = "letter_signature"
    """A printed letter waits for its signed copy."""
    LETTER_EXPIRY = "letter_expiry"
    """A letter ends within thirty days."""
    REWARD = "reward"
    """A period of an agreement is over: its reward is assessed and paid."""

    @property
    def label(self) -> str:
        """The words on a due list."""
        return _LABELS[self]


_LABELS = {
    DueKind.VISIT: "随访探视",
    DueKind.AWAY_CALL: "电话随访（外出）",
    DueKind.SEARCH: "查找失访人员",
    DueKind.MEASURE: "落实管控措施",
    DueKind.MOVE_ANSWER: "接收迁入患者",
    DueKind.MOVE_RECEIPT: "迁出后对方的接收回执",
    DueKind.VISIT_RETRY: "再次随访",
    DueKind.LOST_CONTACT: "失访报告",
    DueKind.DANGER_REASSESSMENT: "复评危险性",
    DueKind.DESIGNATION: "指定监护人",
    DueKind.EXPORT_APPROVAL: "同意导出",
    DueKind.GUARDIAN_REPORT: "接收无监护人报告",
    DueKind.MEDICINE: "补充药品",
    DueKind.AUDIT: "级别变更初审",
    DueKind.DETERMINE: "级别变更认定",
    DueKind.FILE: "级别变更备案",
    DueKind.CITY_FILE: "登记市级备案",
    DueKind.RESUBMIT: "退回补充",
    DueKind.SUGGESTION_ANSWER: "初判高于现级别，待提出",
    DueKind.SPECIALIST_OPINION: "专家意见",
    DueKind.LEVEL_REVIEW: "级别复核",
    DueKind.FIRST_DETERMINATION: "首次定级",
    DueKind.LIST_ENTRY: "名单录入、撤出",
    DueKind.LETTER_NEEDED: "待重新签订责任书",
    DueKind.LEAD_NOTICE: "通报线索",
    DueKind.LEAD_ACKNOWLEDGEMENT: "签收线索",
    DueKind.LEAD_DIAGNOSIS: "落实线索诊断",
    DueKind.SCREENING: "入户排查",
    DueKind.VILLAGE_REPORT: "线索月报",
    DueKind.OBJECTION: "答复异议",
    DueKind.LETTER_SIGNATURE: "责任书待签字拍照",
    DueKind.LETTER_EXPIRY: "责任书快到期",
    DueKind.REWARD: "考核发放以奖代补",
}
