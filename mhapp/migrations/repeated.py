"""The columns of `patient` that repeat what stands elsewhere, and the triggers that alone write them.

`village_id` is the residence of today; `rating` and `rated_on` are the latest danger rating, also among those of the
records that are read with this one. Nobody is counted, nothing is added up: each is read anew from the rows it
repeats whenever one of them is written, and when two records become one or are parted again.
"""

from __future__ import annotations

from typing import Any

_LIVES = (
    "UPDATE patient SET village_id = (SELECT unit_id FROM responsibility "
    "WHERE patient_id = patient.id AND kind = 'residence' AND until_date IS NULL)"
)
_RATED = (
    "UPDATE patient SET (rating, rated_on) = (SELECT level, rated_on FROM danger_rating WHERE patient_id IN "
    "(SELECT patient.id UNION ALL SELECT gone.id FROM patient AS gone WHERE gone.merged_into_id = patient.id) "
    "ORDER BY rated_on DESC, id DESC LIMIT 1)"
)
_OF_THE_ROW = "id = NEW.patient_id"
_OF_WHO_IS_READ_WITH_IT = (
    "id IN (SELECT NEW.patient_id UNION ALL SELECT merged_into_id FROM patient WHERE id = NEW.patient_id)"
)
_OF_WHOM_IT_POINTS_AT = "id IN (OLD.merged_into_id, NEW.merged_into_id)"
# trigger, table, when, statement, whose
_TRIGGERS = (
    ("responsibility_added_is_repeated", "responsibility", "INSERT", _LIVES, _OF_THE_ROW),
    ("responsibility_changed_is_repeated", "responsibility", "UPDATE", _LIVES, _OF_THE_ROW),
    ("danger_rating_is_repeated", "danger_rating", "INSERT", _RATED, _OF_WHO_IS_READ_WITH_IT),  # append-only
    ("record_merge_is_repeated", "patient", "UPDATE OF merged_into_id", _RATED, _OF_WHOM_IT_POINTS_AT),
)


def keep_repeated(op: Any) -> None:
    """Fill the columns once, and let the triggers keep them from now on."""
    op.execute(_LIVES)
    op.execute(_RATED)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, when, statement, whose in _TRIGGERS:
        of_the_person = f"{statement} WHERE {whose}"
        if sqlite:
            op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN {of_the_person}; END")
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {of_the_person}; RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
