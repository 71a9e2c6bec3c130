"""The year on one page: what was planned and reached, how the region judges itself, what is proven and what is open."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from core import formats
from core.documents import Column, Facts, Section, Table, Text
from monev.evaluation.models.results import NationalResult
from monev.monitoring.labels import predicate_label
from monev.reports.catalogue.annual.reading import counted
from monev.reports.catalogue.base import Data
from monev.reports.catalogue.quarterly.reading import decimal


def sections(data: Data) -> Sequence[Section]:
    """The summary, with the published results so far."""
    facts = [*_of_plan(data), *_of_assessment(data), *_of_surveys(data), *_of_follow_up(data), *_of_proofs(data)]
    lacks = "\n".join(missing_parts(data))
    return [
        Section(
            gettext("Summary of the year"),
            [Facts(facts), *([Text(lacks, is_note=True)] if lacks else []), _results(data)],
        )
    ]


def missing_parts(data: Data) -> list[str]:
    """What the report does not hold, in sentences: nobody shall look for it."""
    found = []
    if not data["plan"]:
        found.append(gettext("The region has no reporting period in this year: there are no figures of the plan."))
    if not data["assessments"]:
        found.append(gettext("The region takes part in no evaluation of this year: there is no self-assessment."))
    found += [
        gettext("The self-assessment “%(round)s” was not submitted when this report was compiled.")
        % {"round": each["round"]}
        for each in data["assessments"]
        if not each["submitted_at"]
    ]
    if not data["surveys"]:
        found.append(gettext("No citizen survey was opened in this year."))
    return found


def _of_plan(data: Data) -> list[tuple[str, str]]:
    plan = data["plan"]
    if not plan:
        return []
    total = plan["total"]
    physical = gettext("%(actual)s, planned %(planned)s, deviation %(deviation)s") % {
        "actual": formats.percent(decimal(total["physical"]["value"])),
        "planned": formats.percent(decimal(total["planned"])),
        "deviation": formats.points(decimal(total["deviation"])),
    }
    spending = gettext("%(spending)s of a ceiling of %(ceiling)s (%(absorption)s)") % {
        "spending": formats.rupiah(decimal(total["spending"])),
        "ceiling": formats.rupiah(decimal(total["ceiling"])),
        "absorption": formats.percent(decimal(total["absorption"])),
    }
    return [
        (gettext("Figures at the end of"), plan["period"]["label"]),
        (gettext("Achievement of indicators"), _achievement(total)),
        (gettext("Physical progress"), physical),
        (gettext("Spending"), spending),
        (gettext("Programs verified"), counted(total["verified"], total["programs"])),
    ]


def _achievement(total: Data) -> str:
    value = decimal(total["achievement"]["value"])
    if value is None:
        return gettext("not measurable")
    return f"{formats.percent(value)} – {predicate_label(total['predicate'])}"


def _of_assessment(data: Data) -> list[tuple[str, str]]:
    return [
        (
            gettext("Self-assessment"),
            gettext("%(round)s: %(index)s, %(answered)s items answered")
            % {
                "round": each["round"],
                "index": formats.score(decimal(each["index"])),
                "answered": counted(each["answered"], each["total"]),
            },
        )
        for each in data["assessments"]
    ]


def _of_surveys(data: Data) -> list[tuple[str, str]]:
    if not data["surveys"]:
        return []
    sufficient = [each for each in data["surveys"] if each["is_sufficient"]]
    text = gettext("%(surveys)s surveys with %(valid)s valid answers, %(sufficient)s of them sufficient")
    valid = sum(each["valid"] for each in data["surveys"])
    words = {"surveys": len(data["surveys"]), "valid": formats.number(valid, 0), "sufficient": len(sufficient)}
    return [(gettext("Citizen surveys"), text % words)]


def _of_follow_up(data: Data) -> list[tuple[str, str]]:
    findings = data["findings"]
    done = sum(each["state"] == "done" for each in findings)
    late = sum(each["state"] == "overdue" for each in findings)
    text = gettext("%(done)s done and verified, %(late)s overdue")
    return [(gettext("Recommendations"), text % {"done": counted(done, len(findings)), "late": late})]


def _of_proofs(data: Data) -> list[tuple[str, str]]:
    files = [each for each in data["evidence"] if each["stored"]]
    pieces = ngettext("%(count)s piece", "%(count)s pieces", len(data["evidence"])) % {"count": len(data["evidence"])}
    text = gettext("%(pieces)s, %(files)s as files, %(links)s as links") % {
        "pieces": pieces,
        "files": len(files),
        "links": len(data["evidence"]) - len(files),
    }
    return [(gettext("Evidence"), text)]


def _results(data: Data) -> Table:
    stages = {str(each): str(each.label) for each in NationalResult.Stage}
    return Table(
        name=gettext("Results"),
        title=gettext("Published results of the national evaluation"),
        columns=[
            Column("year", gettext("Year")),
            Column("stage", gettext("Stage"), share=3),
            Column("index", gettext("Index"), "score"),
        ],
        rows=[
            {"year": str(each["year"]), "stage": stages[each["stage"]], "index": decimal(each["index"])}
            for each in data["results"]
        ],
        empty=gettext("Nothing is published for the region up to this year."),
    )
