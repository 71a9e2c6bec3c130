"""Input shapes of posts, hand-overs and duties."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from monev.monitoring.selectors.posts import DutyRow
from monev.monitoring.services.duties import Choice
from organizations.models import Post, User
from organizations.selectors.posts import Candidate

DEFINITIVE, ACTING = "definitive", "acting"
STAYS, LEAVES = "stays", "leaves"


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _what_becomes() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("What becomes of the present holder"),
        choices=[
            (STAYS, _("stays in the OPD, without this post")),
            (LEAVES, _("leaves the OPD and can enter nothing for it any more")),
        ],
        widget=forms.RadioSelect,
    )


class PostForm(forms.Form):
    """The name of a post."""

    name = forms.CharField(
        label=_("Name of the post"), max_length=150, help_text=_("As in the decree, such as: Kepala Seksi Data.")
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class HandOverForm(forms.Form):
    """To whom a post goes, from which day, for good or as acting official, and what becomes of the holder."""

    to_user = forms.TypedChoiceField(label=_("Successor or acting official"), coerce=int)
    kind = forms.ChoiceField(
        label=_("How"),
        choices=[(DEFINITIVE, _("for good")), (ACTING, _("as acting official (Plt)"))],
        widget=forms.RadioSelect,
        initial=DEFINITIVE,
    )
    from_day = _day(_("First day"))
    until = _day(
        _("Last day"), required=False, help_text=_("Leave it open when it is not known, as usual for a successor.")
    )
    holder = _what_becomes()
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Collection[Candidate], has_holder: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {each.user.pk: each.user for each in people}
        choices: list[Any] = [("", _("Choose a person"))]
        for agency, rows in groupby(people, key=lambda each: each.agency):
            choices.append((str(agency), [(each.user.pk, _candidate(each)) for each in rows]))
        field: Any = self.fields["to_user"]
        field.choices = choices
        if not has_holder:
            del self.fields["holder"]
        self.fields["from_day"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("from_day"), data.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day lies before the first."))
        return data

    @property
    def successor(self) -> User | None:
        """The person who was chosen."""
        chosen = self.cleaned_data.get("to_user")
        return self.people.get(chosen) if isinstance(chosen, int) else None

    @property
    def options(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {
            "from_day": data["from_day"],
            "acting": data["kind"] == ACTING,
            "until": data["until"],
            "leaves": data.get("holder") == LEAVES,
            "seen_version": data["seen_version"],
        }

    @property
    def day_before(self) -> Any:
        """The last day of the present holder."""
        return max(self.cleaned_data["from_day"], date.min + timedelta(days=1)) - timedelta(days=1)


def _candidate(each: Candidate) -> str:
    return f"{each.user.name} ({', '.join(each.posts)})" if each.posts else each.user.name


class VacateForm(forms.Form):
    """The last day of the holder when there is no successor yet."""

    last_day = _day(_("Last day"))
    holder = _what_becomes()
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MoveForm(forms.Form):
    """Another post of the OPD that takes over everything this one answers for."""

    to_post = forms.TypedChoiceField(label=_("Post that takes them over"), coerce=int)

    def __init__(self, *args: Any, posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to_post"]
        field.choices = [("", _("Choose a post")), *((post.pk, post.name) for post in posts)]


class DutyTableForm(forms.Form):
    """One choice of a post per row; beside it the post that the person saw, so that nothing is overwritten."""

    def __init__(self, *args: Any, rows: Collection[DutyRow], posts: Collection[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        choices = [("", pgettext_lazy("duty", "the OPD as a whole")), *((post.pk, post.name) for post in posts)]
        for row in self.rows:
            current = row.post.pk if row.post else ""
            label = str(row.subject)
            self.fields[_name("post", row)] = forms.ChoiceField(
                choices=choices, required=False, initial=current, label=label
            )
            self.fields[_name("seen", row)] = forms.CharField(required=False, initial=current, widget=forms.HiddenInput)

    def lines(self) -> list[tuple[DutyRow, Any, Any]]:
        """Each row with its two fields, for the page."""
        return [(row, self[_name("post", row)], self[_name("seen", row)]) for row in self.rows]

    def choices(self) -> list[Choice]:
        """What was chosen; a row that the page did not send stays as it is."""
        return [
            Choice(row.subject, _post_id(self.data[seen]), _post_id(self.cleaned_data[wanted]))
            for row in self.rows
            if (seen := _name("seen", row)) in self.data and (wanted := _name("post", row)) in self.data
        ]


def _name(prefix: str, row: DutyRow) -> str:
    return f"{prefix}-{row.kind}-{row.subject.pk}"


def _post_id(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
