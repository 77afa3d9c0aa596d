"""Flask commands, each a call: the machine's owner begins a county, its units and accounts, or the demo.

They are for who holds the keys of the machine; every act leaves its audit row. A broken rule is said in one line
and ends with status 1.
"""

from __future__ import annotations

from flask import Flask

from mhapp.cli.county_texts import consent_text_commands, letter_text_commands, reward_terms_commands
from mhapp.cli.instance import audit_commands, demo, init, key_commands, people_commands
from mhapp.cli.people_at_work import account_commands, unit_commands


def register(app: Flask) -> None:
    """Add the commands."""
    for command in (
        init,
        demo,
        unit_commands,
        account_commands,
        letter_text_commands,
        consent_text_commands,
        reward_terms_commands,
        people_commands,
        audit_commands,
        key_commands,
    ):
        app.cli.add_command(command)
