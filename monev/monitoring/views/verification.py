"""Checking reports: the verifier's queue and page, and the same for the OPD head where a region asks for approval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Conflict, Refused
from monev.monitoring.forms.verification import DecisionForm, QueueForm
from monev.monitoring.models.trail import QualityFlag
from monev.monitoring.selectors.evidence_levels import levels_of
from monev.monitoring.selectors.review import review_page
from monev.monitoring.selectors.signs import signs_of
from monev.monitoring.selectors.subjects import kind_of
from monev.monitoring.selectors.unremarkable import REASONS, unremarkable
from monev.monitoring.selectors.verification import BY_AGENCY, READS, QueueRow, agency_counts, neighbours, queue
from monev.monitoring.services.bulk import choices_of, verify_together
from monev.monitoring.services.flags import settle_flag
from monev.monitoring.services.remarks import may_remark
from monev.monitoring.services.steps import take_step
from monev.monitoring.views.asides import ASIDES, VERDICTS, Asides
from monev.monitoring.workflow import Step, steps_from
from organizations.roles import Can
from organizations.screens import ScopedScreen, Screen, StepScreen

PER_PAGE = 25
SLUGS = {"progress": "", "quick-win": "quick-win-", "pledge": "pledge-"}


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A row of the queue with its address; `against`: why it cannot be verified together with others."""

    row: QueueRow
    url: str
    against: tuple[str, ...] = ()
    can_choose: bool = False

    @property
    def choice(self) -> str:
        """What the check box sends: kind, number and the version that the person saw."""
        return f"{self.row.kind}:{self.row.report.pk}:{self.row.report.version}"

    @property
    def against_words(self) -> list[str]:
        return [str(REASONS[code]) for code in self.against]


class Desk:
    """Whose desk this is: the right, the names of its pages, the two steps taken at it."""

    needs: ClassVar[Can]
    prefix: ClassVar[str]
    accept: ClassVar[Step]
    refuse: ClassVar[Step]

    @classmethod
    def review_url(cls, row: QueueRow, query: str = "") -> str:
        """The page of one report at this desk, keeping the filter of the queue."""
        address = reverse(f"monitoring:{SLUGS[row.kind]}{cls.prefix}-detail", args=[row.report.pk])
        return f"{address}?{query}" if query else address

    @classmethod
    def queue_url(cls, query: str = "") -> str:
        address = reverse(f"monitoring:{cls.prefix}-list")
        return f"{address}?{query}" if query else address


class VerifierDesk(Desk):
    needs = Can.VERIFY
    prefix = "verification"
    accept, refuse = Step.VERIFY, Step.RETURN


class HeadDesk(Desk):
    needs = Can.APPROVE
    prefix = "approval"
    accept, refuse = Step.APPROVE, Step.DECLINE


class Queue(Desk, Screen):
    """What waits at a desk, sorted and narrowed by the address."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        form = QueueForm(request.GET or None, user=user, can=self.needs)
        found = queue(user, self.needs, form.chosen())
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        rows = list(page.object_list)
        context = {
            "form": form,
            "page": page,
            "lines": self.lines(rows),
            "levels": levels_of(row.report for row in rows),
            "agencies": agency_counts(found),
            "by_agency": form.chosen().order == BY_AGENCY,
            "desk": self.prefix,
            "queue_url": self.queue_url(),
        }
        return render(request, "monitoring/queue.html", context)

    def lines(self, rows: list[QueueRow]) -> list[QueueLine]:
        query = filter_query(self.request)
        return [QueueLine(row, self.review_url(row, query)) for row in rows]


class VerificationQueue(VerifierDesk, Queue):
    """`/verifikasi/`. POST `chosen`: verify the unremarkable among what was chosen, and say what was not and why."""

    def lines(self, rows: list[QueueRow]) -> list[QueueLine]:
        """Each row with what speaks against verifying it together with others."""
        query, signs = filter_query(self.request), signs_of(rows, seen_by=self.person)
        return [QueueLine(row, self.review_url(row, query), unremarkable(signs[row.key]), True) for row in rows]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        result = verify_together(choices_of(request.POST.getlist("chosen")), by=self.person)
        if not result.asked:
            messages.error(request, _("Choose at least one report."))
        if result.verified:
            count = len(result.verified)
            messages.success(
                request, ngettext("%(count)s report verified.", "%(count)s reports verified.", count) % {"count": count}
            )
        for each in result.refused:
            messages.warning(
                request, _("Not verified: %(name)s – %(why)s.") % {"name": each.name, "why": "; ".join(each.reasons)}
            )
        return HttpResponseRedirect(self.queue_url(filter_query(request)))


class ApprovalQueue(HeadDesk, Queue):
    """`/persetujuan/`."""


class Review(Asides, Desk, ScopedScreen):
    """One report beside the last one. POST `action`: a step, then the next report of the queue; or an aside."""

    slug: ClassVar[str] = "progress"

    @property
    def queryset(self) -> Any:  # type: ignore[override]
        return READS[self.slug]()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        return self.page(report, DecisionForm(initial={"seen_version": report.version}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = self.get_object()
        if request.POST.get("action") in ASIDES:
            return self.aside(report)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self.page(report, form, status=422)
        following = self.following(report)
        try:
            self.decide(report, form)
        except Conflict as conflict:
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["seen_version"] = conflict.row.version  # type: ignore[index]
            return self.page(self.get_object(), form, status=409, conflict=str(conflict.message))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused.message))
            return self.page(report, form, status=422)
        return HttpResponseRedirect(following)

    def decide(self, report: Any, form: DecisionForm) -> None:
        """Take the step and say what was done."""
        user: Any = self.request.user
        step = self.request.POST.get("action")
        if step not in (self.accept, self.refuse):
            raise Refused(_("Choose one of the two buttons."))
        done = take_step(
            report, step, by=user, reason=form.cleaned_data["reason"], seen_version=form.cleaned_data["seen_version"]
        )
        said = _("%(name)s: %(state)s.") % {"name": done, "state": done.get_state_display()}
        messages.success(self.request, said)

    @cached_property
    def rows(self) -> list[QueueRow]:
        """The queue as it was filtered when the person came here."""
        user: Any = self.request.user
        return queue(user, self.needs, QueueForm(self.request.GET or None, user=user, can=self.needs).chosen())

    def following(self, report: Any) -> str:
        """The address of the next report; of the queue when this was the last one."""
        row = neighbours(self.rows, (self.slug, report.pk)).after
        query = filter_query(self.request)
        return self.review_url(row, query) if row else self.queue_url(query)

    def page(self, report: Any, form: DecisionForm, status: int = 200, conflict: str = "") -> HttpResponse:
        near = neighbours(self.rows, (self.slug, report.pk))
        query = filter_query(self.request)
        figure = next((row.figure for row in self.rows if row.key == (self.slug, report.pk)), None)
        review = review_page(report, seen_by=self.person, figure=figure)
        context = {
            "review": review,
            "report": report,
            "period": report.period,
            "region": report.period.region,
            "form": form,
            "conflict": conflict,
            "steps": self.steps(report, review.is_own),
            "accept": self.accept,
            "place": near.place,
            "total": len(self.rows),
            "next_url": self.review_url(near.after, query) if near.after else "",
            "previous_url": self.review_url(near.before, query) if near.before else "",
            "may_remark": not report.is_frozen and may_remark(report, self.person),
            "may_judge": self.needs is Can.VERIFY and not report.is_frozen and not review.is_own,
            "verdicts": VERDICTS,
            "queue_url": self.queue_url(query),
            "desk": self.prefix,
            "kind": self.slug,
        }
        return render(self.request, "monitoring/review.html", context, status=status)

    def steps(self, report: Any, is_own: bool) -> list[Step]:
        """The steps of this desk that are possible now; nobody verifies their own report."""
        period = report.period
        found = steps_from(report.state, approval_needed=period.region.head_approves, locked=report.is_frozen)
        offered = [each.step for each in found if each.step in (self.accept, self.refuse)]
        return [step for step in offered if not (step == Step.VERIFY and is_own)]


class ProgressVerification(VerifierDesk, Review):
    """A program's report."""


class QuickWinVerification(VerifierDesk, Review):
    """A quick win's report."""

    slug = "quick-win"


class PledgeVerification(VerifierDesk, Review):
    """A pledge's report."""

    slug = "pledge"


class ProgressApproval(HeadDesk, Review):
    """A program's report, before it goes to the verifier."""


class QuickWinApproval(HeadDesk, Review):
    """A quick win's report, before it goes to the verifier."""

    slug = "quick-win"


class PledgeApproval(HeadDesk, Review):
    """A pledge's report, before it goes to the verifier."""

    slug = "pledge"


class FlagSettle(StepScreen):
    """The verifier has looked into one data-quality flag."""

    needs = Can.VERIFY
    queryset = QualityFlag.objects.select_related("progress_report", "quick_win_report", "pledge_report")

    def step(self, row: Any) -> Any:
        user: Any = self.request.user
        settle_flag(row, by=user)
        return _("The remark is settled.")

    def next_url(self, row: Any) -> str:
        report = row.progress_report or row.quick_win_report or row.pledge_report
        name = f"monitoring:{SLUGS[kind_of(report).slug]}verification-detail"
        return reverse(name, args=[report.pk]) + "#quality"


class Withdraw(StepScreen):
    """The OPD takes back what it sent, as long as nobody decided on it."""

    needs = Can.ENTER
    slug: ClassVar[str] = "progress"

    @property
    def queryset(self) -> Any:  # type: ignore[override]
        return READS[self.slug]()

    def step(self, row: Any) -> Any:
        user: Any = self.request.user
        take_step(row, Step.WITHDRAW, by=user)
        return _("The report is a draft again.")

    def next_url(self, row: Any) -> str:
        return reverse(f"monitoring:{SLUGS[self.slug]}report-detail", args=[row.pk])


class QuickWinWithdraw(Withdraw):
    """A quick win's report."""

    slug = "quick-win"


class PledgeWithdraw(Withdraw):
    """A pledge's report."""

    slug = "pledge"


def filter_query(request: HttpRequest) -> str:
    """The filter of the queue as it stands in the address, without the page number."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
