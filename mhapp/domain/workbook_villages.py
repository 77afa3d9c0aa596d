"""The villages a roster may name: by name, by township and name, or by code; what to write where none is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mhapp.domain.errors import RuleBroken
from mhapp.domain.workbook_columns import plain

FEW = 12
"""So many villages are named to choose from."""


@dataclass(frozen=True)
class Village:
    """A village of the importer's scope, as rows name it."""

    public_id: str
    code: str
    name: str
    township: str


class VillageNames:
    """The villages of a scope by all that they may be called."""

    def __init__(self, villages: Sequence[Village]) -> None:
        self._names = list(dict.fromkeys(village.name for village in villages))
        self._by_word: dict[str, list[Village]] = {}
        for village in villages:
            for word in {village.code, plain(village.name), plain(village.township + village.name)}:
                self._by_word.setdefault(word, []).append(village)

    def find(self, word: str, township: str) -> Village:
        """The one village meant by `word`, with the help of the township's name if there is one.

        Raises RuleBroken with what to write instead.
        """
        if not word:
            raise RuleBroken("请填写村（社区）的名称或12位代码", "village")
        found = self._by_word.get(plain(word), [])
        if township:
            found = [v for v in found if plain(v.township) == plain(township)] or found
        if len(found) == 1:
            return found[0]
        if found:
            words = f"有{len(found)}个村（社区）叫“{word[:20]}”，请在前面加上乡镇（街道）的名称"
        else:
            words = f"您负责的范围里没有“{word[:20]}”，{self._instead_of(plain(word))}"
        raise RuleBroken(words, "village")

    def _instead_of(self, word: str) -> str:
        like = [name for name in self._names if plain(name) in word or word in plain(name)]
        if not like and len(self._names) > FEW:
            return "请核对名称，或者改填12位代码"
        return f"请写：{'、'.join((like or self._names)[:FEW])}，或者12位代码"
