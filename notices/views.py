"""News, mails and what a person chose for them: everybody sees their own, of others not even that they exist."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.generic import DetailView, FormView, ListView

from notices.forms import NewsFilter, PreferencesForm
from notices.models import Mail, Notice
from notices.querysets import MailQuerySet, NoticeQuerySet
from notices.selectors.inbox import notices_of
from notices.selectors.wishes import wishes_of
from notices.services.preferences import keep_preferences
from notices.services.reading import mark_all_read, mark_read
from notices.services.writing import mails_leave
from organizations.roles import Can


class NewsList(LoginRequiredMixin, ListView):
    """Everything the person was told, unread first."""

    template_name = "notices/notice_list.html"
    context_object_name = "notices"
    paginate_by = 30

    def get_queryset(self) -> NoticeQuerySet:
        self.filter = NewsFilter(self.request.GET)
        chosen = self.filter.cleaned_data if self.filter.is_valid() else {}
        return notices_of(
            self.request.user, group=chosen.get("group", ""), unread_only=chosen.get("show") == NewsFilter.UNREAD
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"filter": self.filter} | kwargs)


class OpenNotice(LoginRequiredMixin, View):
    """Marks one piece of news as read and goes on to the page that it is about."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = Notice.objects.all().obtain(request.user, Can.VIEW, pk=pk)
        mark_read(notice)
        inside = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
        return HttpResponseRedirect(notice.url if notice.url and inside else self.back(request))

    def back(self, request: HttpRequest) -> str:
        """The list as the person had it."""
        listed = str(reverse_lazy("notices:notice-list"))
        page = request.POST.get("back", "")
        return page if page.startswith(f"{listed}?") else listed


class ReadNotice(OpenNotice):
    """Marks one piece of news as read and stays on the list."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mark_read(Notice.objects.all().obtain(request.user, Can.VIEW, pk=pk))
        return HttpResponseRedirect(self.back(request))


class ReadAll(LoginRequiredMixin, View):
    """Marks everything as read."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        count = mark_all_read(user)
        said = ngettext("%(count)s notification marked as read.", "%(count)s notifications marked as read.", count)
        messages.success(request, said % {"count": count})
        return redirect("notices:notice-list")


class MailList(LoginRequiredMixin, ListView):
    """The mails that the portal wrote to this person."""

    template_name = "notices/mail_list.html"
    context_object_name = "mails"
    paginate_by = 30

    def get_queryset(self) -> MailQuerySet:
        rows: MailQuerySet = Mail.objects.allowed(self.request.user, Can.VIEW).for_list()
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"mails_leave": mails_leave()} | kwargs)


class MailDetail(LoginRequiredMixin, DetailView):
    """One mail as it was or will be sent."""

    template_name = "notices/mail_detail.html"
    context_object_name = "mail"

    def get_object(self, queryset: Any = None) -> Mail:
        mail: Mail = Mail.objects.all().obtain(self.request.user, Can.VIEW, pk=self.kwargs["pk"])
        return mail


class Preferences(LoginRequiredMixin, FormView):
    """What comes by mail, when, in which language."""

    form_class = PreferencesForm
    template_name = "notices/preferences.html"
    success_url = reverse_lazy("notices:preferences")

    def get_form_kwargs(self) -> dict[str, Any]:
        pk: Any = self.request.user.pk
        return super().get_form_kwargs() | {"wishes": wishes_of([pk])[pk]}

    def form_valid(self, form: PreferencesForm) -> HttpResponse:
        user: Any = self.request.user
        chosen = form.cleaned_data
        keep_preferences(user, language=chosen["language"], digest_hour=chosen["digest_hour"], mails=form.mails)
        messages.success(self.request, _("Your choices are kept."))
        return super().form_valid(form)

    def form_invalid(self, form: PreferencesForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"mails_leave": mails_leave()} | kwargs)
