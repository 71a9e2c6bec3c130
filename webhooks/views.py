"""Pages of webhooks: the list of a region or the nation, making and changing one, its log, sending again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from core.errors import Conflict, Refused
from organizations.models import Region
from organizations.roles import Can
from organizations.screens import AsksAgain, RegionScreen, ScopedScreen, Screen, StepScreen
from webhooks.forms import LogForm, WebhookForm
from webhooks.labels import BADGES, HOOK_BADGES, result_words
from webhooks.models import Webhook, WebhookDelivery
from webhooks.selectors import log_line, log_of, message_text, missed_count, webhook_lines
from webhooks.services import managing
from webhooks.services.replaying import replay_delivery, replay_missed

WRONG, OVERTAKEN = 422, 409
RECEIVERS = settings.BASE_DIR / "examples" / "webhooks"
RECEIVER_NAMES = ("receive.py", "receive.php")
PER_PAGE = 25


def secret_page(request: HttpRequest, webhook: Webhook, secret: str, *, is_new: bool) -> HttpResponse:
    """The secret of a webhook, in this one answer."""
    context = {"webhook": webhook, "region": webhook.region, "secret": secret, "is_new": is_new}
    answer = render(request, "webhooks/secret.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def waits_for_resume() -> str:
    """What is said where something is sent again to a webhook that is paused."""
    return _("The webhook is paused: what is to be sent again waits until it goes on.")


def zone_of(region: Region | None) -> str | None:
    """The clock by which the page tells the time; None: that of the portal."""
    return region.time_zone if region else None


class ListPage:
    """The webhooks of a region, or of the nation."""

    region: Any = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"region": self.region, "zone": zone_of(self.region), "lines": webhook_lines(self.region)}
        return render(request, "webhooks/list.html", context)


class WebhookList(ListPage, RegionScreen):
    """`/daerah/<code>/webhook/`."""

    needs = Can.ADMINISTER


class NationalList(ListPage, Screen):
    """`/nasional/webhook/`: those that are told what happens in every region."""

    needs = Can.EVALUATE


class NewPage:
    """A new webhook; its secret is shown once."""

    region: Any = None
    person: Any

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(request, WebhookForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = WebhookForm(request.POST)
        if form.is_valid():
            try:
                made, secret = managing.make_webhook(self.region, form.wanted, by=self.person)
            except Refused as refused:
                form.add_error(refused.field, str(refused.message))
            else:
                return secret_page(request, made, secret, is_new=True)
        return self.page(request, form, WRONG)

    def page(self, request: HttpRequest, form: WebhookForm, status: int = 200) -> HttpResponse:
        return render(request, "webhooks/form.html", {"region": self.region, "form": form}, status=status)


class WebhookNew(NewPage, AsksAgain, RegionScreen):
    """A new webhook of a region."""

    needs = Can.ADMINISTER


class NationalNew(NewPage, AsksAgain, Screen):
    """A new webhook of the nation."""

    needs = Can.EVALUATE


class HookScreen(ScopedScreen):
    """A page of one webhook. Who does not administer it is told that it is not there; see `AdministeredRows`."""

    needs = Can.VIEW
    right = Can.ADMINISTER
    queryset: Any = Webhook.objects.select_related("region", "made_by")

    def get_object(self, queryset: Any = None) -> Any:
        row = self.queryset.all().obtain(self.request.user, self.right, **self._lookup())
        if (region := getattr(row, "region", None)) is not None:
            self.place(region)
        return row


class WebhookDetail(HookScreen):
    """One webhook and its log (`keadaan`: only messages in that state)."""

    right = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = LogForm(request.GET or None)
        page = Paginator(log_of(row, form.state), PER_PAGE).get_page(request.GET.get("page"))
        administers = managing.may_administer(row.region, self.person)
        context = {
            "region": row.region,
            "zone": zone_of(row.region),
            "webhook": row,
            "badge": HOOK_BADGES[row.state],
            "form": form,
            "page": page,
            "lines": [log_line(each) for each in page.object_list],
            "missed": missed_count(row),
            "administers": administers,
            "may_change": row.archived_at is None and administers,
        }
        return render(request, "webhooks/detail.html", context)


class WebhookChange(AsksAgain, HookScreen):
    """Changing a webhook."""

    queryset: Any = Webhook.objects.select_related("region").filter(archived_at=None)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        return self.page(row, WebhookForm.of(row))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = WebhookForm(request.POST)
        if not form.is_valid():
            return self.page(row, form, WRONG)
        try:
            managing.change_webhook(row, form.wanted, by=self.person, seen_version=form.cleaned_data["seen_version"])
        except Conflict as conflict:
            messages.warning(request, _("Somebody else changed the webhook meanwhile. It is shown as it is now."))
            return self.page(row, WebhookForm.of(conflict.row), OVERTAKEN)
        except Refused as refused:
            form.add_error(refused.field, str(refused.message))
            return self.page(row, form, WRONG)
        messages.success(request, _("The webhook is saved."))
        return redirect("webhooks:webhook-detail", row.pk)

    def page(self, row: Webhook, form: WebhookForm, status: int = 200) -> HttpResponse:
        context = {"region": row.region, "webhook": row, "form": form}
        return render(self.request, "webhooks/form.html", context, status=status)


class HookStep(HookScreen, StepScreen):
    """One step on one webhook."""

    def next_url(self, row: Webhook) -> str:
        return reverse("webhooks:webhook-detail", args=[row.pk])


class WebhookPause(HookStep):
    """Send nothing for now."""

    def step(self, row: Webhook) -> str:
        managing.pause_webhook(row, by=self.person)
        return _("The webhook is paused. What happens meanwhile is kept and sent when it goes on.")


class WebhookResume(HookStep):
    """Go on."""

    def step(self, row: Webhook) -> str:
        managing.resume_webhook(row, by=self.person)
        return _("The webhook goes on. What waited is being sent.")


class WebhookArchive(AsksAgain, HookStep):
    """Take it out of use for good."""

    def step(self, row: Webhook) -> str:
        managing.archive_webhook(row, by=self.person)
        return _("The webhook is out of use. Nothing is sent to it any more.")


class WebhookPing(HookStep):
    """Send a test message."""

    def step(self, row: Webhook) -> str:
        managing.ping_webhook(row, by=self.person)
        return _("A test message is on its way. Reload the page in a moment to see whether it arrived.")


class WebhookReplay(HookStep):
    """Send again everything that did not arrive."""

    def step(self, row: Webhook) -> str:
        count = replay_missed(row, by=self.person)
        if not count:
            return _("Everything arrived: there is nothing to send again.")
        if row.paused_at:
            return waits_for_resume()
        said = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
        return said % {"count": count}


class ReceiverExample(View):
    """A program that receives messages, as a file. For everybody: it holds no data."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        if name not in RECEIVER_NAMES:
            raise Http404
        answer = HttpResponse((RECEIVERS / name).read_bytes(), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


class WebhookNewSecret(AsksAgain, HookScreen):
    """A new secret, shown in the answer; the one before signs beside it for a day."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        try:
            secret = managing.rotate_secret(row, by=self.person)
        except Refused as refused:
            messages.error(request, str(refused.message))
            return redirect("webhooks:webhook-detail", row.pk)
        return secret_page(request, row, secret, is_new=False)


class DeliveryScreen(HookScreen):
    """A page of one message to one webhook."""

    queryset: Any = WebhookDelivery.objects.select_related("event__region", "webhook__region")

    def get_object(self, queryset: Any = None) -> Any:
        row = super().get_object()
        if row.webhook.region is not None:
            self.place(row.webhook.region)
        return row


class DeliveryDetail(DeliveryScreen):
    """What was sent, what came back, when it is tried again."""

    right = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        hook = row.webhook
        context = {
            "region": hook.region,
            "zone": zone_of(hook.region),
            "delivery": row,
            "badge": BADGES[row.state],
            "result": result_words(row.problem, row.status),
            "message": message_text(row),
            "may_change": hook.archived_at is None and managing.may_administer(hook.region, self.person),
        }
        return render(request, "webhooks/delivery.html", context)


class DeliveryReplay(DeliveryScreen, StepScreen):
    """Send this message again."""

    def step(self, row: WebhookDelivery) -> str:
        replay_delivery(row, by=self.person)
        if row.webhook.paused_at:
            return waits_for_resume()
        return _("The message is sent again. Reload the page in a moment to see whether it arrived.")

    def next_url(self, row: WebhookDelivery) -> str:
        return reverse("webhooks:delivery-detail", args=[row.pk])
