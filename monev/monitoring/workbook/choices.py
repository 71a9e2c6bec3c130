"""The choices of drop-down lists: codes and their words in every language of the portal."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from masterplan.models.commitments import Pledge
from monev.monitoring.models.progress import ActionItemProgress

CHOICES: dict[str, type[Pledge.State] | type[ActionItemProgress.State]] = {
    "pledge_state": Pledge.State,
    "action_state": ActionItemProgress.State,
}
"""By key of the column."""
NIL_REASONS = (
    _("The activity is scheduled for a later period"),
    _("Waiting for the procurement"),
    _("Waiting for the budget revision"),
    _("Waiting for technical guidance"),
    _("The activity is finished"),
)
"""Offered in the list of reasons for 'nihil'; any other reason may be written."""


def words_of(key: str) -> list[str]:
    """The words of a column's choices in the active language, in their order."""
    return [str(label) for label in CHOICES[key].labels]


def code_of(key: str, text: str) -> str | None:
    """The code that a word (of any language), or a code itself, stands for; None for anything else."""
    wanted = _plain(text)
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, label in CHOICES[key].choices:
                if wanted in (_plain(str(label)), code):
                    return str(code)
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
