"""The pack of a meeting of the Dewan: what is to be spoken about, what stands behind it, what is to be decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from core.canonical import plain
from core.documents import Document, Section
from masterplan.models.preparation import Meeting
from monev.monitoring.periods import today_in
from monev.reports.catalogue.base import Data, Frame, Report
from monev.reports.catalogue.frame_parts import origin_section, report_document, signature_section
from monev.reports.catalogue.quarterly.summary import basis
from monev.reports.parameters import Parameter
from monev.reports.previews import Lack, Preview
from monev.reports.wishes import Wish
from organizations.roles import Can
from portal.reports import meeting_parts as parts
from portal.reports.contents import about
from portal.reports.dashboards import dashboard_of, frozen_dashboard
from portal.reports.freezing import examples_in
from portal.reports.readers import reader_of
from portal.reports.signing import head_of_team
from portal.selectors.commitments import commitments
from portal.selectors.directives import OVERDUE, region_directives
from portal.selectors.meetings import next_meeting
from portal.selectors.quick_wins import quick_win_lines

TABLES = ("agenda", "pillars", "deviations", "directives", "waiting", "decisions", "quick_wins", "pledges", "findings")


class MeetingPack(Report):
    """One meeting, or the next one; without any, what would stand on its agenda."""

    code = "meeting-pack"
    title = gettext_lazy("Meeting pack of the Council")
    purpose = gettext_lazy("For a meeting of the Council: agenda, deviations with causes, directives, decisions due.")
    audience = gettext_lazy("Smart City Council")
    formats = ("pdf",)
    parameters = (Parameter.PERIOD,)
    optional = (Parameter.MEETING,)
    needs = Can.VIEW
    position = 25

    def subject(self, wish: Wish) -> str:
        return f"{wish.meeting or wish.region}, {wish.period}"

    def preview(self, wish: Wish) -> Preview:
        meeting = _meeting(wish)
        lines = region_directives(wish.required_region, seen_by=reader_of(wish.required_region))
        still_open = [each for each in lines if each.directive.status != each.directive.Status.CLOSED]
        agenda = parts.agenda_rows(meeting, wish.required_region, today_in(wish.required_region.time_zone))
        facts = [
            (gettext("Meeting"), str(meeting) if meeting else gettext("none is planned")),
            (gettext("Agenda items"), str(len(agenda))),
            (gettext("Open directives"), str(len(still_open))),
            (gettext("Overdue directives"), str(sum(each.state == OVERDUE for each in lines))),
        ]
        lacks = []
        if meeting is None:
            lacks.append(Lack(gettext("No meeting is planned: the pack holds what would stand on its agenda.")))
        return Preview(facts, lacks, rows=len(agenda) + len(still_open))

    def collect(self, wish: Wish, *, taken_at: datetime) -> dict[str, Any]:
        region, period, meeting = wish.required_region, wish.required_period, _meeting(wish)
        reader, today = reader_of(region), today_in(region.time_zone)
        found = dashboard_of(wish)
        told = region_directives(region, seen_by=reader)
        pledged = commitments(region, period, preliminary=False, seen_by=reader)
        wins = quick_win_lines(region, preliminary=False, seen_by=reader)
        data = {
            **about(wish, taken_at=taken_at, used=found.figures.rules),
            **frozen_dashboard(found),
            "meeting": parts.frozen_meeting(meeting),
            "agenda": parts.frozen_agenda(meeting, region, today),
            "pillars": parts.frozen_pillars(found),
            "directives": parts.frozen_directives(told, today),
            "waiting": parts.frozen_waiting(told, today),
            "decisions": parts.frozen_decisions(region, meeting, today),
            "quick_wins": parts.frozen_quick_wins(wins, period.year),
            "pledges": parts.frozen_pledges(pledged),
            "pledge_counts": {"kept": pledged.kept, "behind": pledged.behind, "total": pledged.total},
            "findings": parts.frozen_findings(found),
        }
        data["examples"] = examples_in(data[name] for name in TABLES)
        return dict(plain(data))

    def document(self, data: Data, frame: Frame, *, alive: Callable[[], None]) -> Document:
        sections: list[Section] = [
            parts.agenda(data),
            parts.figures(data),
            parts.deviations(data),
            parts.directives(data),
            parts.decisions(data),
            parts.quick_wins(data),
            parts.pledges(data),
        ]
        alive()
        return report_document(
            gettext("Meeting pack of the Council"),
            data,
            frame,
            [*sections, origin_section(data, frame), signature_section(data, frame, [head_of_team()])],
            subtitle=f"{data['region']['name']}, {data['period']['label']}",
            head=[*parts.meeting_facts(data), (gettext("Basis"), basis(data))],
        )


def _meeting(wish: Wish) -> Meeting | None:
    """The meeting that was chosen, else the next one that is planned."""
    if wish.meeting is not None:
        return wish.meeting
    region = wish.required_region
    return next_meeting(region, seen_by=reader_of(region))
