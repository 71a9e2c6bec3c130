"""What is wrong with a document of a plan: one code a kind of mistake, with the place as a JSON pointer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST_PROBLEMS = 200
"""So many are told; a person corrects these, then sees the rest."""

TEXTS: dict[str, Any] = {
    # the file
    "too_large": _("The document has more than %(limit)s."),
    "not_utf8": _("The document is not UTF-8 text."),
    "not_json": _("This is not JSON: line %(line)s, column %(column)s."),
    "not_a_number": _("%(text)s is no JSON. Leave a missing value empty (null)."),
    "too_deep": _("Objects and lists stand in each other more than %(most)s levels deep."),
    "wrong_format": _("This is no plan of a smart city: “format” is “smart-city-plan”."),
    "wrong_version": _("Version %(version)s of the form is not known here; 1.0 is."),
    # one field
    "unknown_field": _("The form has no field “%(name)s” here. Is it misspelt?"),
    "key_twice": _("“%(name)s” stands twice in one object."),
    "required": _("This field is missing."),
    "empty": _("This field may not be empty."),
    "null": _("This field may not be null."),
    "not_object": _("An object { } belongs here."),
    "not_list": _("A list [ ] belongs here."),
    "too_many": _("At most %(most)s entries are accepted here."),
    "not_text": _("Text in quotation marks belongs here."),
    "text_unstorable": _("The text holds a character that cannot be stored."),
    "too_long": _("At most %(most)s characters are accepted."),
    "not_choice": _("“%(text)s” is not one of: %(choices)s."),
    "not_whole": _("A whole number without quotation marks belongs here."),
    "not_flag": _("true or false belongs here."),
    "number_not_text": _("Write the number in quotation marks, with a point before the decimals: “1500000.00”."),
    "number_unreadable": _("“%(text)s” is no number of the form: digits, and a point before the decimals."),
    "too_many_decimals": _("At most %(places)s decimals are accepted."),
    "too_small": _("The value is below %(least)s."),
    "too_big": _("The value is above %(most)s."),
    "not_a_day": _("“%(text)s” is no date such as 2026-03-31."),
    "not_a_moment": _("“%(text)s” is no moment such as 2026-03-31T08:00:00+00:00."),
    "not_uuid": _("“%(text)s” is no identifier (UUID)."),
    "not_link": _("A link begins with https:// or http://."),
    "not_sha256": _("A SHA-256 has 64 hexadecimal digits."),
    # several fields together
    "years": _("The last year lies before the first."),
    "days": _("The last day lies before the first."),
    "twice": _("The same stands at %(other)s already."),
    "no_versions": _("A plan has at least one version."),
    "two_adopted": _("Only one version can be in force; the one at %(other)s is too."),
    "adopted_without_day": _("An adopted or superseded version names the day of its adoption."),
    "draft_with_day": _("A draft is not adopted yet: without a day of adoption and without a regulation."),
    "adopted_empty": _("A version without programs cannot be adopted."),
    "superseded_alone": _("A superseded version needs one that was adopted after it."),
    "adopted_before": _("The adoption lies before that of the version it supersedes."),
    "later_number": _("A version is based on one with a smaller number."),
    "unknown_version": _("The document has no version %(number)s."),
    "unknown_agency": _("“%(code)s” is not in the list of OPDs of this document."),
    "parent_ring": _("The OPD stands above itself."),
    "successor_ring": _("The OPD takes over from itself."),
    "unknown_partner": _("“%(name)s” is not in the list of partners of this document."),
    "unknown_document": _("The document has no legal document with this identifier."),
    "unknown_program": _("The document has no program with this identifier."),
    "unknown_quick_win": _("The document has no quick win with this identifier."),
    "quick_win_ring": _("The quick win continues itself."),
    "lead_supports": _("The OPD leads this program already."),
    "formula": _("This formula does not fit the direction of the indicator (the range formula needs a worst value)."),
    "plausible": _("The end of the plausible range lies below its beginning."),
    "says_nothing": _("A target has a value or a text."),
    # against what is stored
    "unknown_pillar_set": _("There is no set of pillars “%(code)s”."),
    "unknown_pillar": _("“%(code)s” is no pillar of the set “%(set)s”."),
    "unknown_sub_dimension": _("“%(code)s” is no sub-dimension of the set “%(set)s”."),
    "unknown_fund_source": _("There is no source of funds “%(code)s”."),
    "unknown_nomenclature": _("The nomenclature %(edition)s has no code %(code)s. Load this edition first."),
    "missing_agency": _("%(region)s has no OPD “%(name)s”. Say that it is to be created, or which OPD it is."),
    "unmapped_agency": _("%(region)s has no OPD with the code “%(code)s”."),
    "mapped_unknown": _("The document has no OPD “%(code)s” that could be taken for another one."),
    "one_agency_twice": _(
        "In one program two OPDs of the document are one OPD here: “%(name)s”. Map them differently."
    ),
    "program_twice": _(
        "Two programs with the same code and name would have the same lead OPD. Map the OPDs differently."
    ),
    "plan_exists": _(
        "%(region)s has this plan already. Import its newest version as a draft, or import into another region."
    ),
    "draft_exists": _("There is already a draft of this plan. Adopt it before you start another one."),
    # worth knowing, nothing is refused
    "changed_after_export": _("The content is not that of the export any more: somebody changed the file."),
    "agency_matched": _("The OPD “%(name)s” was taken for “%(other)s”."),
    "agency_created": _("The OPD “%(name)s” is created."),
    "partner_created": _("The partner “%(name)s” is created."),
    "new_identifiers": _(
        "The plan is that of %(region)s: this is a copy with identifiers of its own, and every row names its origin."
    ),
    "new_identifier": _("%(count)s identifiers are taken already; these rows get new ones."),
    "left_out_versions": _("%(count)s other versions of the document are left out: only one becomes the draft."),
    "left_out_rest": _(
        "%(pledges)s pledges and %(wins)s quick wins are left out: a draft brings programs, not what OPDs promised."
    ),
    "quick_win_exists": _("The quick win “%(title)s” of %(year)s is there already and stays as it is."),
    "commitment_exists": _("The commitment of “%(name)s” is there already and stays as it is."),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or worth knowing, at one place of the document."""

    code: str
    pointer: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What it is, in the reader's language."""
        return str(TEXTS[self.code]) % self.params


def step(pointer: str, name: str | int) -> str:
    """The pointer one step down (RFC 6901).

    >>> step("/versions/0", "a/b~c")
    '/versions/0/a~1b~0c'
    """
    return f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"


class Told:
    """The problems found so far; the first of them are kept, all are counted."""

    def __init__(self) -> None:
        self.rows: list[Problem] = []
        self.count = 0

    def say(self, code: str, pointer: str, /, **params: Any) -> None:
        """One more."""
        self.count += 1
        if len(self.rows) < MOST_PROBLEMS:
            self.rows.append(Problem(code, pointer, params))

    def __bool__(self) -> bool:
        return self.count > 0
