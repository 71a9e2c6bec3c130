"""The subjects of REST: which modules belong to which, what each holds; and example rows for their lists."""

from __future__ import annotations

from exchange.example_rows import example_rows

__all__ = ["MODULES", "SUBJECTS", "example_rows"]

SUBJECTS: dict[str, str] = {
    "Regions": "Provinces, cohorts, regions, OPDs and their posts, ministries, partners. Regions by official code.",
    "Catalogues": "What all regions share: pillars and sub-dimensions, sources of funds, nomenclature, pillar rules.",
    "Preparation": "Legal documents with files, stages, councils, meetings, decisions, directives, support requests.",
    "Commitments": "Commitment sheets of OPDs and what they pledged.",
    "Plans": "Master plans, versions, programs, action items, budgets, planned progress, indicators, partnerships.",
    "Quick wins": "Quick wins with milestones, risks and replications.",
    "Monitoring": "Periods, progress reports, spending, indicator values, evidence, flags, standings, region figures.",
    "Evaluation": "Instruments, rounds, assessments, answers, scores, findings, results, letters, citizen surveys.",
    "Reports": "Monev reports: what can be asked for, asking, following, files, snapshots, runs, schedules.",
    "Citizens": "Public pages of regions, what they withhold, feedback of citizens.",
    "Exchange": "Exports, keys and pulls: how other systems take and bring data.",
    "Webhooks": "Telling other systems that something happened.",
    "Service": "The addresses themselves and the kinds of problems.",
}

MODULES: dict[str, str] = {
    "organizations": "Regions",
    "pillars": "Catalogues",
    "masterplan.api.catalogues": "Catalogues",
    "masterplan.api.preparation": "Preparation",
    "masterplan.api.commitments": "Commitments",
    "masterplan": "Plans",
    "quickwins": "Quick wins",
    "monev.monitoring": "Monitoring",
    "monev.evaluation": "Evaluation",
    "monev.reports": "Reports",
    "citizens": "Citizens",
    "exchange": "Exchange",
    "webhooks": "Webhooks",
    "smartcity": "Service",
}
