"""The acts of the audit trail in words; an act without words of its own shows its code."""

from __future__ import annotations

_NOUNS = {
    "access": "访问",
    "account": "账号",
    "appointment": "任职",
    "audit": "审计",
    "danger_rating": "危险性评估",
    "keys": "密钥",
    "due": "待办",
    "guardian": "监护人",
    "letter": "监护责任书",
    "letter_text": "责任书文本",
    "level_change": "级别变更",
    "own": "本人设置",
    "patient": "患者",
    "print_run": "批量打印",
    "sign_in": "登录",
    "suggestion": "初判",
    "visit": "随访",
}
_ACTS = {
    "access:csrf": "请求被拒（令牌不符）",
    "access:not_found": "访问范围外的记录",
    "access:refused": "访问被拒（岗位不符）",
    "appointment:switch": "切换任职",
    "audit:read": "查看审计记录",
    "danger_rating:record": "评定危险性",
    "due:list": "查看待办",
    "guardian:phone_shown": "显示监护人电话",
    "letter:issue": "出具责任书",
    "letter:copy": "下载签字照片",
    "letter:list": "查看责任书名单",
    "letter:print": "打印责任书",
    "letter:read": "查看责任书",
    "letter:signed": "登记责任书已签",
    "letter_text:publish": "发布责任书文本",
    "level_change:agenda": "查看可提请降级的患者",
    "level_change:audit_agree": "初审同意",
    "level_change:audit_refuse": "初审不同意",
    "level_change:audit_return": "初审退回",
    "level_change:determine_agree": "认定级别",
    "level_change:determine_other": "认定为其他级别",
    "level_change:determine_refuse": "不同意级别变更",
    "level_change:determine_return": "认定退回",
    "level_change:fact": "打开新情况",
    "level_change:file": "级别变更备案",
    "level_change:list": "查看级别变更",
    "level_change:opinion": "补充意见",
    "level_change:propose": "提出级别变更",
    "level_change:resubmit": "重新提出级别变更",
    "level_change:specialist": "登记专家意见",
    "level_change:withdraw": "撤回级别变更",
    "own:elder_mode": "切换大字版",
    "own:password": "修改密码",
    "patient:list": "查看名单",
    "patient:read": "查看档案",
    "patient:search": "查找患者",
    "patient:unmask": "显示完整号码",
    "sign_in:accepted": "登录成功",
    "sign_in:ended": "退出登录",
    "sign_in:refused": "登录失败",
    "suggestion:answer": "答复初判",
    "visit:correct": "更正随访",
    "visit:record": "登记随访",
}


def act_label(act: str) -> str:
    """查看档案; for an act without words its noun and code."""
    noun = act.partition(":")[0]
    return _ACTS.get(act) or f"{_NOUNS.get(noun, '')} {act}".strip()
