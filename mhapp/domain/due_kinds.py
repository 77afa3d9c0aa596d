"""The kinds of things that fall due in this part of the work, with their words (domain §5)."""

from __future__ import annotations

from enum import StrEnum


class DueKind(StrEnum):
    """What is owed. The clock engine of a later part takes these over as they are."""

    VISIT = "visit"
    """The visit by level."""
    VISIT_RETRY = "visit_retry"
    """Another try within 14 days of a missed visit."""
    LOST_CONTACT = "lost_contact"
    """The third miss in a row: reported the same day."""
    DANGER_REASSESSMENT = "danger_reassessment"
    """A sign was seen, or the rating is stale."""
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
    LETTER_SIGNATURE = "letter_signature"
    """A printed letter waits for its signed copy."""
    LETTER_EXPIRY = "letter_expiry"
    """A letter ends within thirty days."""

    @property
    def label(self) -> str:
        """The words on a due list."""
        return _LABELS[self]


_LABELS = {
    DueKind.VISIT: "随访探视",
    DueKind.VISIT_RETRY: "再次随访",
    DueKind.LOST_CONTACT: "失访报告",
    DueKind.DANGER_REASSESSMENT: "复评危险性",
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
    DueKind.LETTER_SIGNATURE: "责任书待签字拍照",
    DueKind.LETTER_EXPIRY: "责任书快到期",
}
