"""Input shapes of this app."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from notices.kinds import Group, all_groups
from notices.models import MailWish
from notices.selectors.wishes import Wishes

QUIET_END = "quiet"
"""The choice that stands for no hour of one's own."""


def chosen_groups() -> list[Group]:
    """The groups for which people choose how they come by mail."""
    return [group for group in all_groups() if not group.always]


def hour_of(choice: str) -> int | None:
    """The hour that was chosen; None for the end of the quiet hours."""
    return None if choice == QUIET_END else int(choice)


class NewsFilter(forms.Form):
    """Which news the list shows."""

    UNREAD = "unread"

    show = forms.ChoiceField(
        label=_("Show"), choices=[("", _("all, unread first")), (UNREAD, _("unread only"))], required=False
    )
    group = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("everything")), *((group.code, group.label) for group in all_groups())]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]


class PreferencesForm(forms.Form):
    """By which way each group of news goes, when the digest comes, in which language."""

    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    digest_hour = forms.TypedChoiceField(
        label=_("When the daily digest comes"),
        coerce=hour_of,
        choices=[
            (QUIET_END, _("at the end of the quiet hours")),
            *((str(each), f"{each:02d}.00") for each in range(24)),
        ],
        help_text=_(
            "By the clocks of your region; its quiet hours end at 06.00 unless it chose otherwise. "
            "A digest without news is not sent."
        ),
    )

    def __init__(self, *args: Any, wishes: Wishes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = wishes.language
        self.fields["digest_hour"].initial = QUIET_END if wishes.digest_hour is None else wishes.digest_hour
        for group in chosen_groups():
            self.fields[f"mail_{group.code}"] = forms.ChoiceField(
                label=group.label, help_text=group.help, choices=MailWish.choices, initial=wishes.mail(group)
            )
        self.order_fields([*(f"mail_{group.code}" for group in chosen_groups()), "digest_hour", "language"])

    @property
    def mails(self) -> dict[str, str]:
        """By group: the way that was chosen."""
        return {group.code: self.cleaned_data[f"mail_{group.code}"] for group in chosen_groups()}
