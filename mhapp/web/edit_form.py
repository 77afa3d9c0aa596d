"""Forms over what stands already: whoever was slower reads what somebody else wrote meanwhile, and decides."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField

from mhapp.domain.errors import RuleBroken
from mhapp.web.forms import Form


class EditForm(Form):
    """A form that is drawn filled; make it with `stood=fingerprint(standing)`."""

    stood = HiddenField()

    def refuse_if_changed(self, standing: Mapping[str, Any]) -> None:
        """Raises RuleBroken, and says at each field what stands now, unless the writer began from what stands.

        `standing`: field name → value. Saving once more is a decision: the page then begins from what stands now.
        """
        if self.stood.data == fingerprint(standing):
            return
        self.stood.data = fingerprint(standing)
        for name, value in standing.items():
            if (self[name].data or None) != (value or None):
                words = f"刚刚被改成“{value}”" if value else "刚刚被清空"
                self[name].errors = [*self[name].errors, f"{words}，请核对"]
        raise RuleBroken("别人刚刚保存过这一页，请核对标出的几处；再保存一次，就以您填的为准")


def fingerprint(standing: Mapping[str, Any]) -> str:
    """What a page shows, short: another value is another fingerprint, and nothing can be read from it."""
    plain = json.dumps({name: str(value or "") for name, value in standing.items()}, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
