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
    "UPDATE patient SET (rating, rated_on) = (SELECT level, rated_on FROM ("
    "SELECT * FROM (SELECT level, rated_on, id FROM danger_rating WHERE patient_id = patient.id "
    "ORDER BY rated_on DESC, id DESC LIMIT 1) AS own UNION ALL "
    "SELECT theirs.level, theirs.rated_on, theirs.id FROM patient AS gone "
    "JOIN danger_rating AS theirs ON theirs.patient_id = gone.id WHERE gone.merged_into_id = patient.id"
    ") AS of_all ORDER BY rated_on DESC, id DESC LIMIT 1)"
)
"""A person's own and those of the records read with theirs, each along its index: asked of all at once PostgreSQL
reads every rating of the county."""
_OF_THE_ROW = "id = {person}"
_OF_WHO_IS_READ_WITH_IT = (
    "id IN (SELECT {person} UNION ALL SELECT merged_into_id FROM patient WHERE id = {person})"
)
_OF_WHOM_IT_POINTS_AT = "id IN (OLD.merged_into_id, NEW.merged_into_id)"
# trigger, table, when, statement, whose
_TRIGGERS = (
    ("responsibility_added_is_repeated", "responsibility", "INSERT", _LIVES, _OF_THE_ROW),
    ("responsibility_changed_is_repeated", "responsibility", "UPDATE", _LIVES, _OF_THE_ROW),
    ("danger_rating_is_repeated", "danger_rating", "INSERT", _RATED, _OF_WHO_IS_READ_WITH_IT),  # append-only
    ("record_merge_is_repeated", "patient", "UPDATE OF merged_into_id", _RATED, _OF_WHOM_IT_POINTS_AT),
)


_EACH_PERSON_ONCE = (
    "DECLARE person INTEGER; BEGIN FOR person IN SELECT DISTINCT patient_id FROM written LOOP {of_the_person}; "
    "END LOOP; RETURN NULL; END"
)
"""On PostgreSQL, after the whole statement: who has many rows in one COPY is read anew once, not once a row."""


def keep_repeated(op: Any) -> None:
    """Fill the columns once, and let the triggers keep them from now on."""
    op.execute(_LIVES)
    op.execute(_RATED)
    make = _make_on_sqlite if op.get_bind().dialect.name == "sqlite" else _make_on_postgresql
    for name, table, when, statement, whose in _TRIGGERS:
        make(op, name, f"AFTER {when} ON {table}", f"{statement} WHERE {whose}")


def _make_on_sqlite(op: Any, name: str, when: str, of_the_person: str) -> None:
    op.execute(f"CREATE TRIGGER {name} {when} BEGIN {of_the_person.format(person='NEW.patient_id')}; END")


def _make_on_postgresql(op: Any, name: str, when: str, of_the_person: str) -> None:
    of_a_column = " OF " in when  # which PostgreSQL tells of each row alone
    if of_a_column:
        body, each = f"BEGIN {of_the_person}; RETURN NULL; END", "FOR EACH ROW"
    else:
        body = _EACH_PERSON_ONCE.format(of_the_person=of_the_person.format(person="person"))
        each = "REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(f"CREATE TRIGGER {name} {when} {each} EXECUTE FUNCTION {name}()")
