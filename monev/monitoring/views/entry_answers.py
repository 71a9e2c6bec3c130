"""What a browser that sends in the background is answered: JSON, the same for the same sending (docs/entry.md)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from core.errors import Refused
from monev.monitoring.forms.conflicts import raw
from monev.monitoring.forms.entry import EntryForm
from monev.monitoring.forms.nil import NilForm
from monev.monitoring.services.entry import PeriodClosed
from monev.monitoring.services.nil import report_nil
from monev.monitoring.services.receipts import Answer, answer_once
from monev.monitoring.views.entry_desk import ATTACH, NIL, SUBMIT, Clash, EntryDesk


class EntryAnswers(EntryDesk):
    """Every action as JSON, for posts with `Accept: application/json` and for each autosave."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied:
            if not self.wants_json:
                raise
            return JsonResponse({"notice": _("You may not enter anything here.")}, status=403)

    def answered(self) -> JsonResponse:
        """Do what was asked, once for each `key`."""
        key = self.request.POST.get("key", "")
        if not key:
            with transaction.atomic():
                answer = self.answer()
        elif (number := _uuid(key)) is None:
            answer = Answer(422, {"errors": {"key": [_("A sending is named by a UUID.")]}})
        else:
            answer = answer_once(number, by=self.person, work=self.answer)
        return JsonResponse(answer.body, status=answer.status)

    def answer(self) -> Answer:
        """The work of one sending; what a rule refuses is an answer too."""
        try:
            with transaction.atomic():
                if self.action == NIL:
                    return self.answer_nil()
                if self.action == ATTACH or "detach" in self.request.POST:
                    return self.answer_evidence()
                return self.answer_form()
        except PeriodClosed as closed:
            return Answer(409, {"closed": True, "notice": str(closed.message), "url": self.report_url})
        except Clash as clash:
            return self.answer_clash(clash)
        except Refused as refused:
            errors = {refused.field or "__all__": [str(refused.message)]}
            return Answer(422, {"errors": errors, "status": _("Not saved yet")})

    def answer_form(self) -> Answer:
        """Save what can be read; send it when asked and nothing is missing."""
        form = self.form(self.chosen())
        form.is_valid()
        form = self.save(form)
        if self.action != SUBMIT:
            return Answer(200, self.saved(form))
        if form.errors:
            return Answer(422, self.saved(form))
        try:
            with transaction.atomic():
                self.send()
        except PeriodClosed:
            raise
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return Answer(422, self.saved(form))
        return self.sent()

    def answer_nil(self) -> Answer:
        form = NilForm(self.request.POST)
        if not form.is_valid():
            return Answer(422, {"errors": _texts(form), "status": _("Not saved yet")})
        self.hold(report_nil(self.subject, self.period, form.text, by=self.person))
        return self.sent()

    def answer_evidence(self) -> Answer:
        """Attach or take away; figures that came along are saved first."""
        form = self.form(self.chosen())
        if "seen_version" in self.request.POST:
            form.is_valid()
            form = self.save(form)
        else:
            self.open_report()
        evidence = self.evidence_form(form, posted=True)
        self.change_evidence(evidence)
        notices = [text for _level, text in self.notices]
        body = {"version": self.report.version, "state": self.report.state, "notices": notices}
        return Answer(422 if evidence.errors else 200, body | {"errors": _texts(evidence)})

    def answer_clash(self, clash: Clash) -> Answer:
        rows = [
            {"name": row.name, "label": row.label, "mine": row.mine, "stored": row.stored} for row in clash.found.rows
        ]
        stored = {row.name: {"value": row.value, "shown": row.stored} for row in clash.found.rows}
        return Answer(
            409,
            {
                "conflict": True,
                "notice": clash.notice,
                "version": self.report.version,
                "by": self.last_author(),
                "at": self.clock(),
                "rows": rows,
                "theirs": self.taken_over() | stored,
            },
        )

    def saved(self, form: EntryForm) -> dict[str, Any]:
        body = {
            "version": self.report.version,
            "status": self.saved_in_part() if form.errors else self.saved_at(),
            "state": self.report.state,
            "understood": form.understood(),
            "errors": _texts(form),
            "figures": self.figures_html(form),
        }
        return body | ({"theirs": self.taken_over()} if self.theirs else {})

    def sent(self) -> Answer:
        notice = _("The report was sent.")
        return Answer(200, {"sent": True, "url": self.report_url, "notice": notice, "state": self.report.state})

    def taken_over(self) -> dict[str, dict[str, str]]:
        return {name: asdict(taken) for name, taken in self.theirs.items()}

    def as_stored(self) -> JsonResponse:
        """What is stored now, with a fresh token, for a page that was opened from the browser's own store."""
        form = self.form()
        values = {name: raw(field, form.get_initial_for_field(field, name)) for name, field in form.fields.items()}
        return JsonResponse(
            {
                "csrf": get_token(self.request),
                "version": values.pop("seen_version") and form.initial["seen_version"],
                "state": self.report.state if self.report else "",
                "values": values,
                "saved_at": self.saved_at(),
                "figures": self.figures_html(form),
            }
        )

    def as_closed(self, notice: str) -> JsonResponse:
        """Nothing can be entered (any more)."""
        body = {"closed": True, "notice": notice, "url": self.report_url, "csrf": get_token(self.request)}
        return JsonResponse(body, status=409)


def _texts(form: Any) -> dict[str, list[str]]:
    return {name: [str(error) for error in errors] for name, errors in form.errors.items()}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
