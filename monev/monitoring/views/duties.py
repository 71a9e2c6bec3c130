"""Posts of an OPD: who holds them, handing them over, and giving them their work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import formats
from core.errors import Conflict, Refused
from monev.monitoring.forms.duties import LEAVES, DutyTableForm, HandOverForm, MoveForm, PostForm, VacateForm
from monev.monitoring.selectors.duties import subject_key
from monev.monitoring.selectors.posts import PostPage, agency_posts, duty_table, overview, post_page
from monev.monitoring.services.duties import Overtaken, assign_all, close_post, hand_over_post, move_duties
from organizations.models import Agency, Post
from organizations.roles import Can
from organizations.screens import ScopedScreen, Screen, StepScreen
from organizations.selectors.posts import candidates
from organizations.services.posts import make_post, rename_post, vacate

UNPROCESSABLE, OVERTAKEN = 422, 409


class PostOverview(Screen):
    """The OPDs in which the person may hand posts over; with one OPD, its posts at once."""

    needs = Can.HAND_OVER

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = overview(request.user)
        if len(found) == 1:
            context = {"board": found[0], "form": PostForm(), "region": found[0].agency.region}
            return render(request, "monitoring/post_list.html", context)
        return render(request, "monitoring/post_overview.html", {"boards": found})


class PostList(ScopedScreen):
    """The posts of an OPD, and the form for a new one."""

    needs = Can.HAND_OVER
    queryset = Agency.objects.select_related("region")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.get_object(), PostForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        agency, form = self.get_object(), PostForm(request.POST)
        if form.is_valid():
            try:
                made = make_post(agency, form.cleaned_data["name"], by=self.person)
            except Refused as refused:
                form.add_error("name", str(refused.message))
            else:
                messages.success(request, _("%(post)s was added. Now choose who holds it.") % {"post": made.name})
                return redirect("monitoring:post-hand-over", pk=made.pk)
        return self.page(agency, form, UNPROCESSABLE)

    def page(self, agency: Agency, form: PostForm, status: int = 200) -> HttpResponse:
        (board,) = agency_posts([agency])
        context = {"board": board, "form": form, "region": self.place(agency.region)}
        return render(self.request, "monitoring/post_list.html", context, status=status)


class HandOver(ScopedScreen):
    """Who holds a post and what it answers for; the form, then in words what will happen, then the hand-over."""

    needs = Can.HAND_OVER
    queryset = Post.objects.filter(archived_at=None).select_related("agency__region")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        post = self.get_object()
        return self.page(post, post_page(post))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        post = self.get_object()
        page = post_page(post)
        form = self.form(post, page, request.POST)
        if not form.is_valid() or form.successor is None:
            return self.page(post, page, form, UNPROCESSABLE)
        if "confirmed" not in request.POST:
            return self.page(post, page, form, asks="change" not in request.POST)
        try:
            made = hand_over_post(post, form.successor, by=self.person, **form.options)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(post, page, form, OVERTAKEN if isinstance(refused, Conflict) else UNPROCESSABLE)
        said = _("From %(date)s %(name)s holds the post %(post)s.")
        words = {"date": formats.longdate(made.starts_on), "name": form.successor.name, "post": post.name}
        messages.success(request, said % words)
        return redirect("monitoring:post-list", pk=post.agency_id)

    def form(self, post: Post, page: PostPage, data: Any = None) -> HandOverForm:
        people = candidates(post, seen_by=self.person, on=page.today)
        initial = {"seen_version": post.version}
        holder = page.tenure.holder or page.tenure.coming
        return HandOverForm(data, people=people, has_holder=holder is not None, initial=initial)

    def page(
        self, post: Post, page: PostPage, form: HandOverForm | None = None, status: int = 200, *, asks: bool = False
    ) -> HttpResponse:
        context = {
            "page": page,
            "form": form or self.form(post, page),
            "asks": asks,
            "region": self.place(post.agency.region),
            "rename_form": PostForm(initial={"name": post.name, "seen_version": post.version}, prefix="rename"),
            "vacate_form": VacateForm(initial={"last_day": page.today, "seen_version": post.version}, prefix="vacate"),
            "move_form": MoveForm(posts=page.others, prefix="move"),
        }
        return render(self.request, "monitoring/post_hand_over.html", context, status=status)


class PostStep(StepScreen):
    """One act on one post; then back to the post."""

    needs = Can.HAND_OVER
    queryset = Post.objects.filter(archived_at=None).select_related("agency__region")

    def next_url(self, row: Any) -> str:
        return reverse("monitoring:post-hand-over", args=[row.pk])


class PostRename(PostStep):
    """Another name for the post."""

    def step(self, row: Any) -> Any:
        form = _checked(PostForm(self.request.POST, prefix="rename"))
        data = form.cleaned_data
        done = rename_post(row, data["name"], by=self.person, seen_version=data["seen_version"])
        return _("The post is called %(post)s now.") % {"post": done.name}


class PostVacate(PostStep):
    """The holder leaves the post without a successor."""

    def step(self, row: Any) -> Any:
        form = _checked(VacateForm(self.request.POST, prefix="vacate"))
        data = form.cleaned_data
        vacate(
            row,
            by=self.person,
            last_day=data["last_day"],
            leaves=data["holder"] == LEAVES,
            seen_version=data["seen_version"],
        )
        return _("After %(date)s nobody holds %(post)s.") % {
            "date": formats.longdate(data["last_day"]),
            "post": row.name,
        }


class DutiesMove(PostStep):
    """Everything that the post answers for goes to another post of the OPD."""

    def step(self, row: Any) -> Any:
        posts = Post.objects.allowed(self.person, Can.HAND_OVER).current().filter(agency=row.agency_id)
        form = _checked(MoveForm(self.request.POST, posts=posts, prefix="move"))
        target = posts.select_related("agency__region").get(pk=form.cleaned_data["to_post"])
        count = move_duties(row, target, by=self.person)
        said = ngettext("%(count)s duty went to %(post)s.", "%(count)s duties went to %(post)s.", count)
        return said % {"count": count, "post": target.name}


class PostClose(PostStep):
    """Takes a post out of use that nobody holds and that answers for nothing."""

    def step(self, row: Any) -> Any:
        close_post(row, by=self.person)
        return _("%(post)s is out of use. Its history stays.") % {"post": row.name}

    def next_url(self, row: Any) -> str:
        return reverse("monitoring:post-list", args=[row.agency_id])

    def refused(self, row: Any) -> HttpResponse:
        return redirect("monitoring:post-hand-over", pk=row.pk)


class DutyAssign(ScopedScreen):
    """What an OPD answers for, with a choice of a post per row; everything is saved at once or nothing."""

    needs = Can.HAND_OVER
    queryset = Agency.objects.select_related("region")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        agency = self.get_object()
        return self.page(agency, *self.table(agency))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        agency = self.get_object()
        period, form = self.table(agency, request.POST)
        if not form.is_valid():
            return self.page(agency, period, form, UNPROCESSABLE)
        try:
            count = assign_all(agency, form.choices(), by=self.person)
        except Overtaken as overtaken:
            period, fresh = self.table(agency, self.as_stored(form, overtaken))
            fresh.is_valid()
            fresh.add_error(None, str(overtaken.message))
            return self.page(agency, period, fresh, OVERTAKEN, marked=set(overtaken.now))
        except Refused as refused:
            form.add_error(None, str(refused.message))
            return self.page(agency, period, form, UNPROCESSABLE)
        said = ngettext("%(count)s change was saved.", "%(count)s changes were saved.", count) % {"count": count}
        messages.success(request, said if count else _("Nothing was changed."))
        return redirect("monitoring:duty-assign", pk=agency.pk)

    def as_stored(self, form: DutyTableForm, overtaken: Overtaken) -> dict[str, Any]:
        """What was typed, with the posts that are stored now as those that the person sees."""
        data = {name: form.data[name] for name in form.data}
        for row, _post, seen in form.lines():
            if row.key in overtaken.now:
                data[seen.html_name] = str(overtaken.now[row.key] or "")
        return data

    def table(self, agency: Agency, data: Any = None) -> tuple[Any, DutyTableForm]:
        period, rows = duty_table(agency)
        posts = Post.objects.filter(agency=agency, archived_at=None).order_by("name")
        return period, DutyTableForm(data, rows=rows, posts=list(posts))

    def page(
        self, agency: Agency, period: Any, form: DutyTableForm, status: int = 200, marked: set[Any] | None = None
    ) -> HttpResponse:
        lines = [(*line, subject_key(line[0].subject) in (marked or ())) for line in form.lines()]
        context = {
            "agency": agency,
            "region": self.place(agency.region),
            "period": period,
            "form": form,
            "lines": lines,
            "has_posts": Post.objects.filter(agency=agency, archived_at=None).exists(),
            "unassigned": sum(row.post is None for row in form.rows),
        }
        return render(self.request, "monitoring/duty_assign.html", context, status=status)


def _checked(form: Any) -> Any:
    """The form when it is valid. Raises `Refused` with its first problem: these forms have one or two fields."""
    if form.is_valid():
        return form
    name, problems = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise Refused(f"{label}: {problems[0]}" if label else str(problems[0]))
