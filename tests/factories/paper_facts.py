"""What forms say of their records, filled with an invented person."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from mhapp.domain.consent_text import consent_text_from_dict
from mhapp.domain.danger_rating import RatingUsed
from mhapp.domain.lead import Assessed, Ground, LeadSource
from mhapp.domain.lead_on_paper import AssessmentOnPaper, LeadOnPaper
from mhapp.domain.level_change import Meeting, Specialist
from mhapp.domain.level_route import Act
from mhapp.domain.move_on_paper import MoveOnPaper
from mhapp.domain.paper_facts import (
    CaseOnPaper,
    ConsentOnPaper,
    IncidentOnPaper,
    ObjectionOnPaper,
    PersonOnPaper,
    RatingOnPaper,
    ReasonsOnPaper,
    ScoreOnPaper,
    StepOnPaper,
    VisitOnPaper,
)
from mhapp.domain.rights_told import ToldTo
from mhapp.domain.risk_level import RiskLevel
from mhapp.domain.visit_score import score_visit
from tests.factories.papers import DATA
from tests.factories.score_sheets import the_shipped_sheet

DAY = date(2026, 7, 1)
NOTICE = "示例积分表（非官方），正式使用前由区县管理办公室发布"


def a_person(**changes: Any) -> PersonOnPaper:
    """As the clinic sees them."""
    person = PersonOnPaper(
        name="张示例", sex="女", age=46, birth_date=date(1980, 1, 1), identity_number="500***********0010",
        phone="139****0001", address="柏树路12号", unit="石盘镇柏树村3组", management_number="500-00031",
        guardian="李示例（配偶）", guardian_phone="139****0002", diagnosis="精神分裂症",
        diagnosed_at="示例市精神卫生中心", diagnosed_on="2012年3月4日",
    )  # fmt: skip
    return replace(person, **changes)


def a_visit_on_paper(**changes: Any) -> VisitOnPaper:
    """Danger 3 (30), weak guardianship (8), intermittent medicine (8), suspicion (10), three burdens capped at 15."""
    answers = {
        "guardianship": ("weak",),
        "medication": ("intermittent",),
        "symptoms": ("suspicion", "poor_sleep"),
        "situation": ("substance", "dispute", "missing"),
        "other": ("other_abnormality",),
    }
    sheet = the_shipped_sheet()
    score = score_visit(answers, sheet, RatingUsed(3, date(2026, 6, 1), "石盘镇卫生院"))
    visit = VisitOnPaper(
        person=a_person(), number="柏树访〔2026〕0012号", visit_date=DAY,
        entered_at=datetime(2026, 7, 1, 10, 30, tzinfo=UTC), manner="上门", met=("患者本人", "监护人"),
        came_along=("民警",), in_control="在控", author="王干部", unit="柏树村", sheet=sheet, answers=answers,
        score=score, not_met_reason="", other_words="夜里常在院子里走动", suggested=RiskLevel.ORANGE,
        in_force=RiskLevel.YELLOW, medicine_days=5, next_visit_on=date(2026, 7, 15), agreed="家属每天看着服药",
        notes="说话多，情绪不稳", corrects="", superseded=False,
    )  # fmt: skip
    return replace(visit, **changes)


def a_rating_on_paper(**changes: Any) -> RatingOnPaper:
    """Level 3, with the clinic's evidence."""
    rating = RatingOnPaper(
        person=a_person(), level=3, rated_on=date(2026, 6, 1), clinic="石盘镇卫生院", doctor="李医生",
        evidence="上月两次在街上砸东西，劝不住", before=((2, date(2026, 3, 1)), (1, date(2025, 12, 1))),
    )  # fmt: skip
    return replace(rating, **changes)


def a_score_on_paper(day: date, points: str, medication: str, counted: str) -> ScoreOnPaper:
    """One of the last scores: only part C differs."""
    return ScoreOnPaper(
        visit_date=day, points=Decimal(points), edition="sample-1", manner="上门", suggested=RiskLevel.ORANGE,
        incomplete=False,
        parts=(
            ("A 危险性评估", "3级（6月1日）", Decimal(30)), ("B 监护责任", "弱监护", Decimal(8)),
            ("C 就诊服药", medication, Decimal(counted)), ("D 症状表现", "猜疑", Decimal(10)),
            ("E 现实状况", "酗酒或吸毒、家庭或邻里纠纷", Decimal(10)), ("F 其他情形", "以上都没有", None),
        ),
    )  # fmt: skip


def a_case_on_paper(**changes: Any) -> CaseOnPaper:
    """From orange up to red, audited by the township, determined by the county, filed with the city."""
    case = CaseOnPaper(
        person=a_person(), number="柏树级〔2026〕0003号", act=Act.TO_RED, from_level=RiskLevel.ORANGE,
        from_since=date(2026, 2, 1), target=RiskLevel.RED, determined=RiskLevel.RED,
        reason="近期扬言报复邻居，需要提高随访频次", signs=("近期扬言制造事端", "猜疑"), suggested=RiskLevel.RED,
        rating="3级（2026年6月1日，石盘镇卫生院）", incidents="1次：2024年5月6日",
        scores=(
            a_score_on_paper(date(2026, 5, 1), "58", "按医嘱规律服药", "0"),
            a_score_on_paper(date(2026, 6, 1), "66", "间断服药", "8"),
            a_score_on_paper(date(2026, 7, 1), "73", "不服药", "15"),
        ),
        meeting=Meeting(date(2026, 7, 3), "王干部、李医生、赵民警", "一致同意提高等级"),
        judged_with="李医生、赵民警、孙民政",
        specialist=Specialist("范例医生", "示例市精神卫生中心", date(2026, 7, 2), "病情波动，建议住院评估"),
        basis="",
        steps=(
            StepOnPaper("村小组意见", "建议定为红色", "王干部", date(2026, 7, 1), "柏树村 村社区干部"),
            StepOnPaper("街道乡镇意见", "同意上报", "钱审核", date(2026, 7, 4), "石盘镇"),
            StepOnPaper("区县意见", "同意认定为红色", "周认定", date(2026, 7, 6), "云栖区"),
            StepOnPaper("市级备案", ""),
        ),
        informs=("相关职能部门", "卫生院", "派出所", "村社区"), effective_on=date(2026, 7, 6),
        review_by=date(2026, 8, 6),
        entries=(("国家严重精神障碍信息系统", date(2012, 4, 1)),
                 ("治安重点人管理信息系统", None), ("“先发”系统", None)),
        sample_notice=NOTICE,
    )  # fmt: skip
    return replace(case, **changes)


def a_consent_on_paper(**changes: Any) -> ConsentOnPaper:
    """Blank unless told."""
    text = consent_text_from_dict(tomllib.loads((DATA / "consent_text.toml").read_text(encoding="utf-8")))
    consent = ConsentOnPaper(a_person(), "石盘镇卫生院", "023-00000001", "柏树村村民委员会", text)
    return replace(consent, **changes)


def an_incident_on_paper(**changes: Any) -> IncidentOnPaper:
    """A minor one, every field filled."""
    incident = IncidentOnPaper(
        person=a_person(), number="石盘事〔2026〕0001号", happened="2026年6月20日14:30", place="村口小卖部",
        course="与店主发生口角后摔坏货架", harm="货架一个，约200元", persons="店主一人，没有受伤", cause="赊账起了争执",
        handling="村干部和民警到场劝解", legal_result="批评教育", prevention="家属陪同购物，一周内回访",
        entered_by="赵民警（石盘镇派出所民警）", entered_on=date(2026, 6, 21), corrects="", superseded=False,
    )  # fmt: skip
    return replace(incident, **changes)


def reasons_to_hand_over(**changes: Any) -> ReasonsOnPaper:
    """Of an orange level determined by the township."""
    reasons = ReasonsOnPaper(
        person=a_person(), level=RiskLevel.ORANGE, since=date(2026, 7, 6), authority="石盘镇街道乡镇综合管理小组",
        reason="近期病情反复，需要增加随访", facts=("2026年7月1日随访积分合计66分（超过60不到80）。",),
        judged_with="李医生、王干部", review_by=date(2026, 10, 6), answered_by="区县管理办公室", objection_days=15,
        contacts=("柏树村023-00000002",), sample_notice=NOTICE,
    )  # fmt: skip
    return replace(reasons, **changes)


def an_answered_objection(**changes: Any) -> ObjectionOnPaper:
    """By the guardian, to a township's orange; the county explains."""
    objection = ObjectionOnPaper(
        name="张示例", number="石盘异〔2026〕0003号", about="级别认定：石盘镇认定橙色", lodged_by="监护人 李示例",
        lodged_on=date(2026, 7, 8), entered_by="村社区干部 王干部", words="用药后一直平稳，不该定为这一级",
        outcome="维持，已说明理由", answer="近期两次随访都有猜疑和睡眠差，认定有依据。", office="云栖区县管理办公室",
        answered_by="陈经办", answered_on=date(2026, 7, 20), contacts=("柏树村023-00000002",),
    )  # fmt: skip
    return replace(objection, **changes)


def a_lead_on_paper() -> LeadOnPaper:
    """Found by the village's cadre, assessed, sent by the family, confirmed."""
    return LeadOnPaper(
        number="XS-7", name="江一帆", sex="1", birth_date=date(1990, 5, 1), age=36,
        identity_number="500***********0012", phone="138****0000", address="柏树村3组", place_found="村口",
        source=LeadSource.CADRE, found_on=date(2026, 7, 1), reported_on=date(2026, 7, 2),
        reported_by="柏树村村社区干部 王干部", how_found="夜里喊叫，邻居反映", yes=frozenset({"talks_alone"}),
        seen=("无故自语自笑，或说不合常理的话",),
        assessments=(
            AssessmentOnPaper(
                date(2026, 7, 4), "石盘镇卫生院 李医生", "派出所民警", "见到本人，自言自语", Assessed.REFER
            ),
        ),
        arranged_on=date(2026, 7, 8), hospital="云栖区精神卫生中心", ground=Ground.FAMILY,
        rights=("只有精神科医师才能作出诊断，送诊不等于确诊（第29条）",), told_to=ToldTo.BOTH,
        told_on=date(2026, 7, 6), outcome="已确诊，已登记", outcome_on=date(2026, 7, 9),
        outcome_hospital="云栖区精神卫生中心", outcome_doctor="钟医师",
    )  # fmt: skip


def a_move_on_paper(*, keeps_registration: bool = True) -> MoveOnPaper:
    """A move out of the province with every field filled, and long words where they may be long."""
    return MoveOnPaper(
        person=replace(
            a_person(),
            address="云栖区石盘镇柏树村3组27号附2号（柏树村小学背后，从村道第二个路口进去右手边）",
            diagnosed_at="云栖区精神卫生中心",
            diagnosed_on="2019年3月12日",
        ),
        from_place="石盘镇柏树村",
        to_place="四川省达州市宣汉县君塘镇洋烈社区",
        counterpart="宣汉县君塘镇人民政府",
        new_address="四川省达州市宣汉县君塘镇洋烈社区2组18号附1号5单元3楼2号",
        moves_on=DAY,
        keeps_registration=keeps_registration,
        reason="随子女到宣汉县居住生活，子女在当地务工，方便照顾，已经租房一年",
        told="宣汉县君塘镇卫生院、君塘派出所",
        shows_level=True,
        level=RiskLevel.ORANGE,
        level_since=date(2026, 5, 1),
        last_visit_on=DAY,
        giving_unit="石盘镇柏树村",
        handed_on=DAY,
        contact="023-00000000",
    )
