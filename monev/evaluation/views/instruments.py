"""Instruments: list, page, head, copy, publication, files, and what differs between two."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Conflict, Refused
from core.parts import part
from masterplan.forms.conflicts import differences as typed_differences
from monev.evaluation.forms.instruments import CopyForm, FileForm, HeadForm
from monev.evaluation.instrument_files.writing import as_csv, as_xlsx
from monev.evaluation.models.instruments import Instrument
from monev.evaluation.selectors.instruments import content_of, differences, instrument_page, instruments_for
from monev.evaluation.services import instruments as service
from monev.evaluation.services.instrument_files import LARGEST_FILE, import_file
from monev.evaluation.tables.instruments import change_tables, shown_content
from organizations.roles import Can
from organizations.screens import ScopedScreen, Screen, StepScreen

WRONG, OVERTAKEN = 422, 409
CSV, XLSX = "text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class InstrumentList(Screen):
    """The instruments that the person may read."""

    needs = Can.VIEW

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"instruments": instruments_for(self.person), "may_edit": self.person.access.may(Can.CATALOGUE)}
        return render(request, "evaluation/instrument_list.html", context)


class InstrumentScreen(ScopedScreen):
    """A page of one instrument."""

    needs = Can.CATALOGUE
    queryset: Any = Instrument.objects.select_related("based_on", "published_by")

    def show(self, instrument: Instrument, template: str, status: int = 200, **more: Any) -> HttpResponse:
        """The page with the instrument and what is about it."""
        may_edit = self.person.access.may(Can.CATALOGUE)
        context = {"instrument": instrument, "may_edit": may_edit, **more}
        return render(self.request, template, context, status=status)


class InstrumentDetail(InstrumentScreen):
    """The whole instrument; a draft with the tools to edit it."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        instrument = self.get_object()
        page = instrument_page(instrument)
        edits = instrument.is_draft and self.person.access.may(Can.CATALOGUE)
        shown = shown_content(page)
        faults = page.faults() if edits else []
        return self.show(
            instrument, "evaluation/instrument_detail.html", page=page, shown=shown, edits=edits, faults=faults
        )


class DraftForm(InstrumentScreen):
    """One form about a draft. What somebody else saved meanwhile is shown, and what was typed stays."""

    template_name = "evaluation/instrument_form.html"
    said: Any
    title: Any

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        self.refuse_published(row)
        return self.page(row, self.form(row))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form: Any = self.form(row, request.POST, request.FILES)
        if not form.is_valid():
            return self.page(self.get_object(), form, WRONG)
        try:
            done = self.save(row, form)
        except Conflict:
            return self.overtaken(form)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(self.get_object(), form, WRONG)
        messages.success(request, str(self.said))
        return redirect(self.next_url(done))

    def overtaken(self, form: Any) -> HttpResponse:
        """The form as it was typed, beside what is stored now; saving again means it."""
        stored = self.get_object()
        data = form.data.copy()
        data["seen_version"] = self.version_of(stored)
        again: Any = self.form(stored, data)
        again.is_valid()
        now = typed_differences(again, self.form(self.get_object()))
        return self.page(self.get_object(), again, OVERTAKEN, conflict=True, stored=now)

    def page(self, row: Any, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        """The form with its heading."""
        instrument = self.instrument_of(row)
        context = {"form": form, "row": row, "title": self.title, **more}
        return self.show(instrument, self.template_name, status, **context)

    def refuse_published(self, row: Any) -> None:
        """A published instrument has no forms."""
        if not self.instrument_of(row).is_draft:
            raise Http404

    def instrument_of(self, row: Any) -> Instrument:
        """The instrument that the row belongs to."""
        return row if isinstance(row, Instrument) else row.instrument

    def version_of(self, row: Any) -> int:
        return int(row.version)

    def next_url(self, done: Any) -> str:
        return reverse("evaluation:instrument-detail", args=[self.instrument_of(done).pk])

    def form(self, row: Any, *data: Any) -> Any:
        raise NotImplementedError

    def save(self, row: Any, form: Any) -> Any:
        """Call the service; the row that was saved."""
        raise NotImplementedError


class InstrumentNew(DraftForm):
    """A draft from nothing."""

    said = gettext_lazy("The draft is started. Add dimensions, or import a file.")
    title = gettext_lazy("New instrument")

    def get_object(self, queryset: Any = None) -> Instrument:
        return Instrument(status=Instrument.Status.DRAFT)

    def form(self, row: Instrument, *data: Any) -> HeadForm:
        return HeadForm(*data, instance=row)

    def save(self, row: Instrument, form: HeadForm) -> Instrument:
        return service.save_head(form.save(), by=self.person, cohorts=form.cleaned_data["cohorts"])


class InstrumentChange(DraftForm):
    """The head of a draft."""

    said = gettext_lazy("The instrument is saved.")
    title = gettext_lazy("Change the head")

    def form(self, row: Instrument, *data: Any) -> HeadForm:
        return HeadForm(*data, instance=row)

    def save(self, row: Instrument, form: HeadForm) -> Instrument:
        given = form.cleaned_data
        return service.save_head(
            form.save(), by=self.person, cohorts=given["cohorts"], seen_version=given["seen_version"] or 0
        )


class InstrumentCopy(DraftForm):
    """The instrument of another year, as a copy."""

    said = gettext_lazy("The copy is made. It says the same until you change it.")
    title = gettext_lazy("Copy into a new draft")

    def refuse_published(self, row: Instrument) -> None:
        """A published one is copied, and so is a draft."""

    def form(self, row: Instrument, *data: Any) -> CopyForm:
        year = row.year + 1
        initial = {"year": year, "code": row.code.replace(str(row.year), str(year))}
        return CopyForm(data[0] if data else None, initial=initial)

    def save(self, row: Instrument, form: CopyForm) -> Instrument:
        return service.copy_instrument(row, by=self.person, **form.cleaned_data)


class InstrumentImport(DraftForm):
    """A file takes the place of the draft's content; with anything wrong in it nothing changes."""

    template_name = "evaluation/instrument_import.html"
    said = gettext_lazy("The file is imported.")
    title = gettext_lazy("Import a file")

    def form(self, row: Instrument, *data: Any) -> FileForm:
        posted, files = data or (None, None)
        return FileForm(posted, files, initial={"seen_version": row.version})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        form = self.form(row, request.POST, request.FILES)
        if not form.is_valid():
            return self.page(row, form, WRONG)
        try:
            read = self._import(row, form.cleaned_data)
        except Refused as refused:
            form.add_error("file" if refused.field == "file" else None, str(refused.message))
            return self.page(self.get_object(), form, OVERTAKEN if isinstance(refused, Conflict) else WRONG)
        if read.problems:
            return self.page(self.get_object(), form, WRONG, problems=read.problems)
        messages.success(request, str(self.said))
        return redirect(self.next_url(row))

    def _import(self, row: Instrument, given: dict[str, Any]) -> Any:
        file = given["file"]
        if file.size > LARGEST_FILE:
            raise Refused(_("The file is too large; at most 5 MB are read."), field="file")
        return import_file(
            row, filename=file.name, content=file.read(), by=self.person, seen_version=given["seen_version"]
        )


class InstrumentFile(InstrumentScreen):
    """The instrument as CSV or XLSX, with the columns that an import reads."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse | FileResponse:
        instrument = self.get_object()
        name, content = f"instrumen-{instrument.code}.{kwargs['format']}", content_of(instrument)
        if kwargs["format"] == "csv":
            response = HttpResponse(as_csv(content, instrument.code), content_type=CSV)
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
        if kwargs["format"] == "xlsx":
            made = as_xlsx(content, instrument.code)
            return FileResponse(made, as_attachment=True, filename=name, content_type=XLSX)
        raise Http404


class InstrumentPublish(InstrumentScreen):
    """What is still wrong with a draft; when nothing is, it is put in force."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.get_object())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        instrument = self.get_object()
        try:
            service.publish_instrument(instrument, by=self.person)
        except Refused as refused:
            return self.page(self.get_object(), WRONG, problem=str(refused.message))
        messages.success(request, _("The instrument is published. It no longer changes."))
        return redirect("evaluation:instrument-detail", pk=instrument.pk)

    def page(self, instrument: Instrument, status: int = 200, **more: Any) -> HttpResponse:
        page = instrument_page(instrument)
        faults = page.faults() if instrument.is_draft else []
        return self.show(instrument, "evaluation/instrument_publish.html", status, page=page, faults=faults, **more)


class InstrumentDiscard(StepScreen):
    """Throw a draft away."""

    needs = Can.CATALOGUE
    queryset = Instrument.objects.all()

    def step(self, row: Instrument) -> Any:
        service.discard_instrument(row, by=self.person)
        return _("The draft is discarded.")

    def next_url(self, row: Instrument) -> str:
        return reverse("evaluation:instrument-list")

    def refused(self, row: Instrument) -> HttpResponse:
        return redirect("evaluation:instrument-detail", pk=row.pk)


class InstrumentArchive(StepScreen):
    """Take a published instrument out of use."""

    needs = Can.CATALOGUE
    queryset = Instrument.objects.all()

    def step(self, row: Instrument) -> Any:
        service.archive_instrument(row, by=self.person)
        return _("The instrument is archived. What it was used for stays.")

    def next_url(self, row: Instrument) -> str:
        return reverse("evaluation:instrument-detail", args=[row.pk])


class InstrumentDifferences(InstrumentScreen):
    """What differs from the instrument that this one is based on, or from any other one: `?dengan=<number>`."""

    needs = Can.VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        instrument = self.get_object()
        others = Instrument.objects.allowed(self.person, Can.VIEW).exclude(pk=instrument.pk).for_list()
        asked = request.GET.get("dengan", "")
        key = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else instrument.based_on_id
        other = others.filter(pk=key).first()
        changes = differences(other, instrument) if other else None
        tables = change_tables(changes, other, instrument) if changes and other else []
        context: dict[str, Any] = {"other": other, "others": others, "changes": changes, "tables": tables}
        return part(request, tables=tables) or self.show(
            instrument, "evaluation/instrument_differences.html", **context
        )
