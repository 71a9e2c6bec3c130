"""The short tour of each role on the first log-in: what to look at first, in the order of a working day."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations.roles import Role

BELL, HELP, MENU = "notices:notice-list", "help", "menu"


@dataclass(frozen=True)
class Step:
    """One step: what it is about, in a sentence or two, and the page that it points at (`of_region`: in the region)."""

    title: Any
    text: Any
    page: str
    of_region: bool = False


_WORK = Step(
    _("What waits for you"),
    _("This page lists what you have to do now, the most urgent first. Begin here each time."),
    "portal:home",
)
_BELL = Step(
    _("News comes to you"),
    _("The bell tells you what was returned, decided or is due. You choose in your menu what also comes by mail."),
    BELL,
)
_HELP = Step(
    _("Help is on every page"),
    _("The question mark beside the title opens the part of the handbook about that page. The key ? lists the keys."),
    HELP,
)
_DASHBOARD = Step(
    _("Every figure can be followed"),
    _("Press a figure of the dashboard: you see the programs and reports that it rests on, down to the evidence."),
    "portal:dashboard",
    of_region=True,
)

TOURS: MappingProxyType[str, tuple[Step, ...]] = MappingProxyType(
    {
        Role.AGENCY_STAFF: (
            _WORK,
            Step(
                _("Your reports"),
                _("Everything your post reports this period. Press a line, enter what changed, add evidence, submit."),
                "monitoring:work-list",
            ),
            Step(
                _("What happens then"),
                _("The verifier checks your report. What is returned stands at the top of your list, with the reason."),
                "monitoring:status-matrix",
                of_region=True,
            ),
            _BELL,
            _HELP,
        ),
        Role.AGENCY_HEAD: (
            _WORK,
            Step(
                _("Approve for your OPD"),
                _("Where the region asks for it, reports of your staff wait here until you approve or return them."),
                "monitoring:approval-list",
            ),
            Step(
                _("Posts and handing over"),
                _("Work belongs to a post. When somebody moves, hand the post over here and nothing is left lying."),
                "monitoring:post-overview",
            ),
            _DASHBOARD,
            _HELP,
        ),
        Role.VERIFIER: (
            _WORK,
            Step(
                _("The queue of verification"),
                _("The reports of all OPDs, the riskiest first: verify what is proven, return the rest with a reason."),
                "monitoring:verification-list",
            ),
            Step(
                _("Who has not reported"),
                _("One table of all OPDs and periods. A cell leads to what is missing."),
                "monitoring:status-matrix",
                of_region=True,
            ),
            Step(
                _("Close the period"),
                _("Remind the late ones here, then lock the period: from then on its figures stand."),
                "monitoring:period-list",
                of_region=True,
            ),
            _HELP,
        ),
        Role.COUNCIL: (
            _WORK,
            _DASHBOARD,
            Step(
                _("Give a directive"),
                _("From any late program: to which OPD, by when. Its answer comes back here, and you close it."),
                "portal:directives",
                of_region=True,
            ),
            Step(
                _("Meetings"),
                _("The agenda gathers by itself what is open; minutes and decisions are written where they are made."),
                "portal:meetings",
                of_region=True,
            ),
            _HELP,
        ),
        Role.SECRETARY: (
            _WORK,
            _DASHBOARD,
            Step(
                _("What stays overdue"),
                _("Directives that no OPD answered in time stand at the top; you are told of them by the bell."),
                "portal:directives",
                of_region=True,
            ),
            _BELL,
            _HELP,
        ),
        Role.REGION_ADMIN: (
            _WORK,
            Step(
                _("The master plan"),
                _("Bring the plan in as a table, place its programs in the six pillars, adopt it."),
                "masterplan:plan-list",
                of_region=True,
            ),
            Step(
                _("Posts and people"),
                _("Who answers for which program. A post without a holder is shown in red before a period closes."),
                "monitoring:post-overview",
            ),
            Step(
                _("Settings of the region"),
                _("Rhythm of reporting, approval by OPD heads, reminders, and what colours and predicates mean."),
                "monitoring:region-settings",
                of_region=True,
            ),
            _HELP,
        ),
        Role.DATA_OFFICER: (
            Step(
                _("Personal data of the region"),
                _("What is held about whom and why, what is deleted when, and how many rows there are."),
                "portal:protection",
                of_region=True,
            ),
            Step(
                _("Requests within three days"),
                _("Somebody asks for their data: take the request in at once, its clock of 3 × 24 hours runs."),
                "portal:data-request-new",
                of_region=True,
            ),
            Step(
                _("If something went wrong"),
                _("Record a breach as soon as you hear of it: the page drafts the notice that the law asks for."),
                "portal:breach-new",
                of_region=True,
            ),
            _HELP,
        ),
        Role.ASSESSOR: (
            _WORK,
            Step(
                _("The regions you score"),
                _("Each with what is left and until when. Scores are stored as you set them; submit when all are in."),
                "evaluation:desk",
            ),
            Step(
                _("Look behind the answers"),
                _("Evidence, reports and history of the regions assigned to you are open to you, read-only."),
                "portal:dashboard",
                of_region=True,
            ),
            _HELP,
        ),
        Role.NATIONAL_ADMIN: (
            _WORK,
            Step(
                _("All regions side by side"),
                _("Map, ranks within the cohort, and who has not reported; filters stay in the address."),
                "portal:national",
            ),
            Step(
                _("Rounds of the evaluation"),
                _("Open a round, assign assessors, close a stage, publish the results."),
                "evaluation:round-list",
            ),
            Step(
                _("Instruments"),
                _("What is asked, with weights and rounding. A published instrument no longer changes: copy it."),
                "evaluation:instrument-list",
            ),
            _HELP,
        ),
    }
)


def tour_for(roles: list[str], seen: set[str]) -> str | None:
    """The tour to offer: of the first role that somebody has and whose tour they have not seen.

    >>> tour_for(["council", "verifier"], {"council"}), tour_for(["council"], {"council"})
    ('verifier', None)
    """
    return next((role for role in roles if role in TOURS and role not in seen), None)
