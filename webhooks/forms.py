"""Forms of webhooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from webhooks.kinds import CHOICES
from webhooks.models import Webhook, WebhookDelivery
from webhooks.services.managing import Wanted


class WebhookForm(forms.Form):
    """Name, address, events."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Which system it is, for example: dashboard of the Diskominfo.")
    )
    url = forms.URLField(
        label=pgettext_lazy("webhook", "Address"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Where that system receives messages. It begins with https://."),
    )
    events = forms.MultipleChoiceField(label=_("Events"), choices=CHOICES, widget=forms.CheckboxSelectMultiple)

    @classmethod
    def of(cls, webhook: Webhook) -> WebhookForm:
        """What is stored."""
        stored = {"name": webhook.name, "url": webhook.url, "events": webhook.events}
        return cls(initial=stored | {"seen_version": webhook.version})

    @property
    def wanted(self) -> Wanted:
        """What the service takes."""
        given = self.cleaned_data
        return Wanted(given["name"], given["url"], given["events"])


class LogForm(forms.Form):
    """Narrows the log; an address that says something else shows all of it."""

    keadaan = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keadaan"].choices = [("", _("all")), *WebhookDelivery.State.choices]  # type: ignore[attr-defined]

    @property
    def state(self) -> str:
        """The chosen state, or nothing."""
        return str(self.cleaned_data.get("keadaan", "")) if self.is_valid() else ""
