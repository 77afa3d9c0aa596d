"""The proof a direct exit is proposed with: words, a scan, or both (domain §2, the route table [S2])."""

from __future__ import annotations

from mhapp.domain.errors import RuleBroken
from mhapp.domain.level_route import Exit

SCAN_ASKED = frozenset({Exit.INCAPACITATED})
"""Nobody but a doctor says it, and the level ends with it; a death or a move others record as well [A]."""


def check_proof(ground: Exit, words: str, *, has_scan: bool) -> None:
    """Raises RuleBroken, at the field that mends it, where a direct exit comes without the proof it rests on."""
    if has_scan:
        return
    if ground in SCAN_ASKED:
        raise RuleBroken(f"{ground.label}出库，请拍下证明材料，或者选一张已经拍好的", "photo")
    if not words.strip():
        raise RuleBroken("请写明证明材料的名称和出具单位，或者拍下证明材料", "grounds")
