"""The columns of an instrument as a file. One row an item; what holds for the whole stands in the first row only.

The first six are those of the ministry's published tables; a file with these alone can be read.
"""

from __future__ import annotations

from monev.evaluation.instrument_content import MEASURED, STEPS

NEEDED = ("dimension", "weight_percent", "indicator", "code", "item")
"""A file without one of these is no instrument."""
ITEM = (
    *("dimension", "weight_percent", "answered_by", "code", "indicator", "item"),
    *("dimension_name_id", "dimension_name_en", "guidance", "pillar", "sub_dimension", "rule", "parameters"),
    *(f"threshold_{step}" for step in MEASURED),
    "lower_is_better",
    *(f"step_{step}" for step in STEPS),
    "is_assumed",
)
HEAD = (
    *("instrument", "year", "name_id", "name_en", "rounding", "cohorts"),
    *(f"scale_{step}" for step in STEPS),
    *("note", "source"),
)
COLUMNS = (*ITEM, *HEAD)

ASSESSOR, SURVEY = "assessor", "assessor (evidence: citizen survey)"
"""Who answers an item; a statement of the citizen survey is scored by assessors too."""
TRUE, FALSE = "true", "false"
YES = frozenset({"true", "1", "yes", "ya", "y", "x"})
NO = frozenset({"false", "0", "no", "tidak", "t", "n", "-", ""})
SEPARATOR = "; "
LONGEST = {
    "dimension": 40,
    "indicator": 200,
    "code": 20,
    "rule": 40,
    "name_id": 120,
    "name_en": 120,
    "source": 400,
    "dimension_name_id": 120,
    "dimension_name_en": 120,
}
"""What a column of the database holds at most; all others are long texts."""
