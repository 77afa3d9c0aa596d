"""The columns of `patient` that repeat what stands elsewhere, and the triggers that alone write them.

`village_id` is the residence of today; `rating` and `rated_on` are the latest danger rating. Nobody is counted,
nothing is added up: each is read anew from the rows it repeats whenever one of them is written.
"""

from __future__ import annotations

from typing import Any

_LIVES = (
    "UPDATE patient SET village_id = (SELECT unit_id FROM responsibility "
    "WHERE patient_id = patient.id AND kind = 'residence' AND until_date IS NULL)"
)
_RATED = (
    "UPDATE patient SET (rating, rated_on) = (SELECT level, rated_on FROM danger_rating "
    "WHERE patient_id = patient.id ORDER BY rated_on DESC, id DESC LIMIT 1)"
)
# trigger, table, when, statement
_TRIGGERS = (
    ("responsibility_added_is_repeated", "responsibility", "INSERT", _LIVES),
    ("responsibility_changed_is_repeated", "responsibility", "UPDATE", _LIVES),
    ("danger_rating_is_repeated", "danger_rating", "INSERT", _RATED),  # it is append-only
)


def keep_repeated(op: Any) -> None:
    """Fill the columns once, and let the triggers keep them from now on."""
    op.execute(_LIVES)
    op.execute(_RATED)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, when, statement in _TRIGGERS:
        of_the_person = f"{statement} WHERE id = NEW.patient_id"
        if sqlite:
            op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN {of_the_person}; END")
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {of_the_person}; RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
