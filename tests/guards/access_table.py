"""Who is let in where: the expected answer of every address, for everybody, to one's own and to foreign objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

OWN = """
                     anonymous nobody staff head colleague verifier council admin assessor national secretary officer
open                 in        in     in    in   in        in       in      in    in       in      in        in
person               302       in     in    in   in        in       in      in    in       in      in        in
view                 302       403    in    in   in        in       in      in    in       in      in        in
enter                302       403    in    in   403       403      403     403   403      403     403       403
enter-anywhere       302       403    in    in   in        403      403     403   403      403     403       403
approve              302       403    403   in   403       403      403     403   403      403     403       403
hand-over            302       403    403   in   403       403      403     in    403      403     403       403
verify               302       403    403   403  403       in       403     403   403      403     403       403
lock                 302       403    403   403  403       in       403     in    403      403     403       403
compile              302       403    403   403  403       in       403     in    403      403     403       403
compile-again        302       403    403   403  403       in       403     in    403      403     403       403
report-step          302       403    403   403  403       in       403     in    403      403     403       403
plan                 302       403    403   403  403       403      403     in    403      403     403       403
region-view          302       404    in    in   in        in       in      in    in       in      in        in
region-lock          302       404    403   403  403       in       403     in    403      403     403       403
region-compile       302       404    403   403  403       in       403     in    403      403     403       403
region-self-assess   302       404    403   403  403       in       403     in    403      403     403       403
secretariat          302       403    403   403  403       in       403     in    403      403     403       403
region-plan          302       404    403   403  403       403      403     in    403      403     403       403
region-enter         302       404    in    in   403       403      403     403   403      403     403       403
region-audit         302       404    403   403  403       403      403     in    403      in      403       403
region-protect       302       404    403   403  403       403      403     in    403      in      403       in
direct               302       403    403   403  403       403      in      403   403      403     in        403
region-direct        302       404    403   403  403       403      in      403   403      403     in        403
nation               302       403    403   403  403       403      403     403   403      in      403       403
assess               302       403    403   403  403       403      403     403   in       403     403       403
reopen               302       403    403   403  403       403      403     403   in       in      403       403
oversee              302       403    403   403  403       403      403     403   in       in      403       403
own-key              302       404    in    404  404       404      404     404   404      404     404       404
public               in        in     in    in   in        in       in      in    in       in      in        in
moderate             302       403    403   403  403       in       403     in    403      403     403       403
region-moderate      302       404    403   403  403       in       403     in    403      403     403       403
administer           302       403    403   403  403       403      403     in    403      403     403       403
survey-entry         302       404    in    in   403       in       403     in    403      403     403       403
protect              302       403    403   403  403       403      403     in    403      in      403       in
api-view             401       403    in    in   in        in       in      in    in       in      in        in
shared-view          302       403    in    in   in        in       in      in    in       in      in        in
api-compile          401       403    403   403  403       in       403     in    403      403     403       403
api-ask              401       403    in    in   in        in       in      in    in       in      in        in
api-nation           401       403    403   403  403       403      403     403   403      in      403       403
webhook-view         302       403    404   404  404       404      404     in    404      in      404       404
webhook-change       302       403    404   404  404       404      404     in    404      403     404       404
api-webhook          401       403    404   404  404       404      404     in    404      in      404       404
api-webhook-change   401       403    404   404  404       404      404     in    404      403     404       404
api-webhook-make     401       403    403   403  403       403      403     in    403      in      403       403
api-plan             401       403    403   403  403       403      403     in    403      403     403       403
api-watch            401       403    404   404  404       in       404     in    404      in      404       in
watch                302       403    403   403  403       in       403     in    403      in      403       in
region-watch         302       404    403   403  403       in       403     in    403      in      403       in
administrators       302       403    403   403  403       403      403     in    403      in      403       403
own-export           302       403    in    404  404       404      404     in    404      in      404       404
own-export-file      302       403    in    404  404       404      404     403   404      403     404       404
api-export           401       403    in    404  404       404      404     in    404      in      404       404
api-export-file      401       403    in    404  404       404      404     403   404      403     404       404
looks-after          302       403    403   403  403       403      403     in    403      in      403       403
api-enter            401       403    in    in   in        403      403     403   403      403     403       403
api-report-step      401       403    in    in   403       403      403     403   403      403     403       403
"""


FOREIGN = """
                     anonymous nobody staff head colleague verifier council admin assessor national secretary officer
view                 302       403    404   404  404       404      404     404   404      in      404       404
enter                302       403    404   404  404       403      403     403   403      403     403       403
approve              302       403    403   404  403       403      403     403   403      403     403       403
hand-over            302       403    403   404  403       403      403     404   403      403     403       403
verify               302       403    403   403  403       404      403     403   403      403     403       403
lock                 302       403    403   403  403       404      403     404   403      403     403       403
compile              302       403    403   403  403       404      403     404   403      403     403       403
compile-again        302       403    404   404  404       404      404     404   404      403     404       404
report-step          302       403    404   404  404       404      404     404   404      403     404       404
plan                 302       403    403   403  403       403      403     404   403      403     403       403
region-view          302       404    404   404  404       404      404     404   404      in      404       404
region-lock          302       404    404   404  404       404      404     404   404      403     404       404
region-compile       302       404    404   404  404       404      404     404   404      403     404       404
region-self-assess   302       404    404   404  404       404      404     404   404      403     404       404
secretariat          302       403    403   403  403       404      403     404   403      403     403       403
open                 in        in     in    in   in        in       in      in    in       in      in        in
region-plan          302       404    404   404  404       404      404     404   404      403     404       404
region-enter         302       404    404   404  404       404      404     404   404      403     404       404
region-audit         302       404    404   404  404       404      404     404   404      in      404       404
region-protect       302       404    404   404  404       404      404     404   404      in      404       404
oversee              302       403    403   403  403       403      403     403   in       in      403       403
direct               302       403    403   403  403       403      404     403   403      403     404       403
region-direct        302       404    404   404  404       404      404     404   404      403     404       404
own-key              302       404    404   404  404       404      404     404   404      404     404       404
public               404       404    404   404  404       404      404     404   404      404     404       404
moderate             302       403    403   403  403       404      403     404   403      403     403       403
region-moderate      302       404    404   404  404       404      404     404   404      403     404       404
administer           302       403    403   403  403       403      403     404   403      403     403       403
survey-entry         302       404    404   404  404       404      404     404   404      403     404       404
protect              302       403    403   403  403       403      403     404   403      in      403       404
api-view             401       403    404   404  404       404      404     404   404      in      404       404
api-compile          401       403    404   404  404       404      404     404   404      403     404       404
shared-view          302       403    in    in   in        in       in      in    in       in      in        in
nation               302       403    403   403  403       403      403     403   403      in      403       403
assess               302       403    403   403  403       403      403     403   404      403     403       403
reopen               302       403    404   404  404       404      404     404   404      in      404       404
api-nation           401       403    403   403  403       403      403     403   403      in      403       403
webhook-view         302       403    404   404  404       404      404     404   404      in      404       404
webhook-change       302       403    404   404  404       404      404     404   404      403     404       404
api-webhook          401       403    404   404  404       404      404     404   404      in      404       404
api-webhook-change   401       403    404   404  404       404      404     404   404      403     404       404
api-watch            401       403    404   404  404       404      404     404   404      in      404       404
watch                302       403    403   403  403       404      403     404   403      in      403       404
region-watch         302       404    404   404  404       404      404     404   404      in      404       404
own-export           302       403    404   404  404       404      404     404   404      in      404       404
own-export-file      302       403    404   404  404       404      404     404   404      403     404       404
api-export           401       403    404   404  404       404      404     404   404      in      404       404
api-export-file      401       403    404   404  404       404      404     404   404      403     404       404
api-report-step      401       403    404   404  404       404      404     404   404      403     404       404
looks-after          302       403    403   403  403       403      403     404   403      in      403       403
"""


def read(table: str) -> dict[str, dict[str, str]]:
    """rule -> person -> answer."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return {rule: dict(zip(head, answers, strict=True)) for rule, *answers in rows}


PEOPLE = tuple(OWN.split()[:12])
"""The columns of the table: who asks."""


class Row(NamedTuple):
    """The expectation for one address: the rule, the object it names, and what who is let in gets.

    `get` and `post` (with nothing in it): the status for who is let in; 405 where the method does not exist.
    """

    rule: str
    get: int = 200
    post: int = 405
    named: Callable[[Any], dict[str, Any]] | None = None


def of(name: str, **more: Any) -> Callable[[Any], dict[str, Any]]:
    """The address names the object `name` of a place by its key."""
    return lambda place: {"pk": getattr(place, name).pk} | {key: value(place) for key, value in more.items()}


def by_uid(name: str) -> Callable[[Any], dict[str, Any]]:
    return lambda place: {"uid": getattr(place, name).uid}


def report(state: str) -> Callable[[Any], dict[str, Any]]:
    return lambda place: {"pk": place.reports[state].pk}


def step_of(state: str, step: str) -> Callable[[Any], dict[str, Any]]:
    """A step with a progress report, as REST names it."""
    return lambda place: {"table": "progress-reports", "key": place.reports[state].pk, "step": step}


def in_region(**more: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda place: (
        {"region": place.region.code} | {key: value(place) if callable(value) else value for key, value in more.items()}
    )


REGION = in_region()


STAGE = of("closed_stage")


STAGE_FILE = of("closed_stage", format=lambda place: "xlsx")


RESULT = in_region(assessment=lambda place: place.evaluated.pk)


RESULT_ITEM = in_region(assessment=lambda place: place.evaluated.pk, code="1.01")


LETTER = in_region(assessment=lambda place: place.evaluated.pk, kind="II", format="xlsx")


PROGRAM = in_region(lineage=lambda place: place.programs["verified"].lineage)


WIN = in_region(uid=lambda place: place.quick_win.uid)


STAFF = in_region(uid=lambda place: place.staff.uid)


FINDING = in_region(pk=lambda place: place.finding.pk)


PERIOD = {
    "period": lambda place: place.period.pk,
}


OPD = {
    "pk": lambda place: place.agency.pk,
}


SURVEY = in_region(pk=lambda place: place.survey.survey.pk)


SURVEY_LINK = {"named": lambda place: {"token": place.survey.services[0].token}}


def of_survey(**more: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda place: {"pk": place.survey.survey.pk} | more


def of_service(**more: Any) -> Callable[[Any], dict[str, Any]]:
    return lambda place: {"pk": place.survey.services[0].pk} | more


ASSESSED = in_region(pk=lambda place: place.self_assessment.pk)


PAGES: dict[str, Row] = {
    "portal:home": Row("person"),
    "portal:search": Row("view"),
    "portal:service-worker": Row("open"),
    "portal:app-manifest": Row("open"),
    "portal:offline": Row("open"),
    "portal:pull-guide": Row("open"),
    "portal:pull-example": Row("open", named=lambda place: {"name": "pull.py"}),
    "portal:public-list": Row("open"),
    "portal:robots": Row("open"),
    "portal:sitemap": Row("open"),
    **{
        f"portal:public-{name}": Row("public", named=REGION)
        for name in (
            *("region", "accent", "card", "program-list", "quick-win-list", "document-list", "data", "catalogue"),
        )
    },
    "portal:public-pillar": Row("public", named=in_region(letters="LI")),
    "portal:public-program": Row("public", named=PROGRAM),
    "portal:public-program-card": Row("public", named=PROGRAM),
    "portal:public-feedback": Row("public", post=422, named=PROGRAM),
    "portal:public-feedback-sent": Row("public", named=PROGRAM),
    "portal:public-quick-win": Row("public", named=WIN),
    "portal:public-picture": Row("public", named=in_region(uid=lambda place: place.quick_win.uid, size="640")),
    "portal:public-document-file": Row("public", named=in_region(uid=lambda place: place.document.uid)),
    "portal:public-dataset": Row("public", named=in_region(dataset="program", extension="csv")),
    "citizens:publishing": Row("region-plan", post=422, named=REGION),
    "citizens:publish": Row("region-plan", get=405, post=302, named=REGION),
    "citizens:withdraw": Row("region-plan", get=405, post=302, named=REGION),
    "citizens:choose": Row("region-plan", get=405, post=302, named=REGION),
    "citizens:story": Row("region-plan", post=422, named=WIN),
    "citizens:story-remove": Row("region-plan", get=405, post=302, named=WIN),
    "citizens:story-preview": Row("administer", named=by_uid("story")),
    "citizens:moderation-list": Row("region-moderate", named=REGION),
    "citizens:feedback-approve": Row("moderate", get=405, post=302, named=by_uid("feedback")),
    "citizens:feedback-reject": Row("moderate", get=405, post=302, named=by_uid("feedback")),
    "citizens:answer-list": Row("enter-anywhere"),
    "citizens:feedback-answer": Row("enter", post=422, named=by_uid("shown_feedback")),
    "handbook:contents": Row("open"),
    "handbook:page": Row("open", named=lambda place: {"path": "panduan/staf-opd/"}),
    "handbook:start": Row("person"),
    "handbook:tour-done": Row("person", get=405, post=302),
    "organizations:profile": Row("person"),
    "people:home": Row("looks-after", get=302),
    "people:list": Row("region-audit", named=REGION),
    "people:invite": Row("region-audit", post=422, named=REGION),
    "people:import": Row("region-audit", post=422, named=REGION),
    "people:import-template": Row("region-audit", named=REGION),
    "people:person": Row("region-audit", post=422, named=STAFF),
    **{
        f"people:{step}": Row("region-audit", get=405, post=302, named=STAFF)
        for step in ("account", "sessions", "factors")
    },
    "people:invitation-step": Row("looks-after", get=405, post=302, named=of("invitation")),
    "people:role-end": Row("looks-after", get=302, post=422, named=of("membership")),
    "people:national-list": Row("nation"),
    "people:national-invite": Row("nation", post=422),
    "people:national-person": Row("nation", post=422, named=by_uid("national")),
    **{
        f"people:national-{step}": Row("nation", get=405, post=302, named=by_uid("nation_person"))
        for step in ("account", "sessions", "factors")
    },
    "people:accept": Row("open", get=410, post=410),
    "people:invitation": Row("open", get=410, named=lambda place: {"token": "x"}),
    "socialaccount_connections": Row("person"),
    "organizations:session": Row("person"),
    **{
        f"evaluation:{name}": Row("nation", post=post, named=named)
        for name, post, named in (
            ("round-list", 405, None),
            ("round-open", 422, None),
            ("round-detail", 405, of("round")),
            ("round-change", 422, of("round")),
            ("round-regions", 422, of("round")),
            ("assign-many", 422, of("round")),
            ("round-region", 405, of("assessment")),
            ("round-region-reopen", 422, of("assessment")),
            ("assignment-change", 422, of("assignment")),
        )
    },
    **{
        f"evaluation:{name}": Row("nation", get=405, post=post, named=named)
        for name, post, named in (
            ("stage-open", 302, of("stage")),
            ("assign", 422, of("assessment")),
            ("hand-back", 422, of("assessment")),
            ("leave-out", 422, of("assessment")),
            ("bring-back", 422, of("assessment")),
            ("assignment-withdraw", 422, of("assignment")),
            ("scores-give-back", 422, of("assignment")),
        )
    },
    "evaluation:reopening-cancel": Row("reopen", get=405, post=302, named=of("reopening")),
    "evaluation:desk": Row("assess"),
    **{
        f"evaluation:{name}": Row("assess", post=post, named=named)
        for name, post, named in (
            ("assignment-detail", 405, of("assignment")),
            ("score-sheet", 302, of("assignment", dimension=lambda place: place.dimension.code)),
            ("assessor-finding-add", 422, of("assignment")),
            ("assessor-finding-change", 422, of("own_finding")),
            ("assignment-reopen", 422, of("assignment")),
            ("score-comparison", 405, of("submitted_assignment")),
            ("score-revise", 422, of("submitted_assignment", item=lambda place: place.item.pk)),
        )
    },
    **{
        f"evaluation:{name}": Row("assess", get=405, post=302, named=named)
        for name, named in (
            ("assessor-finding-delete", of("own_finding")),
            ("assessor-finding-move", of("own_finding")),
            ("scores-submit", of("submitted_assignment")),
        )
    },
    "accounts:session-list": Row("person"),
    "accounts:session-end-others": Row("person", get=405, post=302),
    "accounts:session-end": Row("own-key", get=405, post=302, named=by_uid("login_session")),
    "mfa_index": Row("person"),
    "mfa_activate_totp": Row("person", post=200),
    "mfa_add_webauthn": Row("person", post=200),
    "organizations:key-list": Row("person"),
    "organizations:key-make": Row("person", post=422),
    "organizations:key-detail": Row("own-key", named=of("key")),
    "organizations:key-rotate": Row("own-key", get=405, post=422, named=of("key")),
    "organizations:pull-list": Row("person"),
    "portal:region-keys": Row("region-audit", named=REGION),
    "portal:region-key-revoke": Row(
        "region-audit", get=405, post=302, named=in_region(pk=lambda place: place.region_key.pk)
    ),
    "portal:pulls": Row("region-watch", post=200, named=REGION),
    "notices:notice-list": Row("person"),
    "notices:read-all": Row("person", get=405, post=302),
    "notices:notice-open": Row("own-key", get=405, post=302, named=of("notice")),
    "notices:notice-read": Row("own-key", get=405, post=302, named=of("notice")),
    "notices:mail-list": Row("person"),
    "notices:mail-detail": Row("own-key", named=of("mail")),
    "notices:preferences": Row("person", post=422),
    "organizations:key-revoke": Row("own-key", get=405, post=302, named=of("key")),
    "portal:dashboard": Row("region-view", named=REGION),
    "portal:meeting-mode": Row("region-view", named=REGION),
    "portal:forecast": Row("region-view", named=REGION),
    "portal:pillar": Row("region-view", named=in_region(letters="LI")),
    "portal:agency": Row("region-view", named=in_region(**OPD)),
    "portal:compare-periods": Row("region-view", named=REGION),
    "portal:compare-agencies": Row("region-view", named=REGION),
    "portal:compare-regions": Row("view"),
    "portal:figure": Row("region-view", named=in_region(figure="capaian")),
    "portal:activity": Row("person"),
    "portal:audit": Row("region-audit", post=200, named=REGION),
    "portal:audit-nation": Row("nation", post=200),
    "operations:health-live": Row("open"),
    "operations:health-ready": Row("open"),
    "operations:status": Row("administrators"),
    "operations:test-mail": Row("nation", get=405, post=302),
    "portal:public-privacy": Row("open"),
    "portal:own-data": Row("person", post=422),
    "portal:own-data-file": Row("person", get=405, post=200),
    "portal:protection": Row("region-protect", post=200, named=REGION),
    "portal:protection-nation": Row("nation", post=200),
    "portal:data-request-new": Row("region-protect", post=422, named=REGION),
    "portal:data-request": Row("protect", post=422, named=of("data_request")),
    "portal:data-request-forget": Row("protect", get=405, post=302, named=of("data_request")),
    "portal:breach-new": Row("region-protect", post=422, named=REGION),
    "portal:breach": Row("protect", post=422, named=of("breach")),
    "portal:breach-step": Row("protect", get=405, post=302, named=of("breach")),
    "portal:breach-letter": Row("protect", named=of("breach")),
    "portal:national": Row("oversee"),
    "portal:national-shapes-file": Row("oversee", named=lambda place: {"mark": place.boundaries.mark}),
    "portal:history": Row("view", named=lambda place: {"table": "bukti", "uid": place.evidence.uid}),
    "portal:program-as-of": Row("view", named=of("program")),
    "portal:program-detail": Row("view", named=of("program")),
    "evaluation:follow-up-list": Row("region-view", named=REGION),
    "evaluation:follow-up-detail": Row("region-view", named=FINDING),
    "evaluation:follow-up-assign": Row("region-self-assess", get=405, post=422, named=FINDING),
    "evaluation:follow-up-report": Row("region-enter", get=405, post=422, named=FINDING),
    "evaluation:follow-up-decide": Row("region-self-assess", get=405, post=422, named=FINDING),
    "evaluation:assessment-list": Row("region-view", named=REGION),
    "evaluation:assessment-detail": Row("region-view", named=ASSESSED),
    "evaluation:assessment-part": Row(
        "region-view", named=in_region(pk=lambda place: place.self_assessment.pk, dimension="mandiri")
    ),
    "evaluation:assessment-confirm": Row("region-self-assess", get=405, post=302, named=ASSESSED),
    "evaluation:assessment-submit": Row("region-self-assess", get=405, post=302, named=ASSESSED),
    "evaluation:answer": Row(
        "region-self-assess", post=409, named=in_region(pk=lambda place: place.self_assessment.pk, code="1.01")
    ),
    "portal:directives": Row("region-view", named=REGION),
    "portal:directive-give": Row("region-direct", post=422, named=REGION),
    "portal:directive-detail": Row("view", named=of("directive")),
    "portal:directive-answer": Row("enter", get=405, post=422, named=of("directive")),
    "portal:directive-step": Row("direct", get=405, post=422, named=of("directive")),
    "portal:meetings": Row("region-view", named=REGION),
    "portal:meeting-plan": Row("region-direct", post=422, named=REGION),
    "portal:meeting-detail": Row("view", named=of("planned_meeting")),
    "portal:meeting-change": Row("direct", post=422, named=of("meeting")),
    "portal:meeting-attendance": Row("direct", post=422, named=of("meeting")),
    "portal:meeting-decisions": Row("direct", post=422, named=of("meeting")),
    "portal:meeting-agenda": Row("direct", post=422, named=of("planned_meeting")),
    "portal:agenda-item": Row("direct", post=422, named=of("agenda_item")),
    "portal:commitments": Row("region-view", named=REGION),
    "portal:pledge-detail": Row("view", named=of("pledge")),
    "masterplan:plan-list": Row("region-view", named=REGION),
    "masterplan:preparation": Row("region-view", named=REGION),
    "masterplan:version-detail": Row("view", named=of("version")),
    "masterplan:version-changes": Row("view", named=of("draft")),
    "masterplan:version-start": Row("region-plan", post=200, named=of("version")),
    "masterplan:version-adopt": Row("region-plan", post=200, named=of("draft")),
    "masterplan:document-file": Row("view", named=of("document")),
    "masterplan:minutes-file": Row("view", named=of("meeting")),
    "masterplan:import-list": Row("plan"),
    "masterplan:import-upload": Row("plan", post=200),
    "masterplan:import-preview": Row("plan", named=by_uid("upload")),
    "masterplan:import-columns": Row("plan", get=405, post=302, named=by_uid("upload")),
    "masterplan:import-apply": Row("plan", get=405, post=302, named=by_uid("upload")),
    "masterplan:import-discard": Row("plan", get=405, post=302, named=by_uid("upload")),
    "masterplan:program-placing": Row("region-plan", post=200, named=by_uid("draft")),
    "masterplan:program-placing-by-rule": Row("plan", get=405, post=302, named=by_uid("draft")),
    "masterplan:pillar-rules": Row("region-plan", post=200, named=REGION),
    "masterplan:pillar-rule-remove": Row("plan", get=405, post=302, named=by_uid("rule")),
    "exchange:plan-document-download": Row("view", named=of("plan")),
    "exchange:plan-import-upload": Row("plan", post=200),
    "exchange:plan-import": Row("plan", named=by_uid("plan_upload")),
    "exchange:plan-import-apply": Row("plan", get=405, post=302, named=by_uid("plan_upload")),
    "quickwins:quick-win-list": Row("region-view", named=REGION),
    "quickwins:quick-win-detail": Row("view", named=of("quick_win")),
    "monitoring:work-list": Row("enter-anywhere"),
    "monitoring:workbook-download": Row("enter", named=of("agency", **PERIOD)),
    "monitoring:workbook-upload": Row("enter", post=422, named=of("agency", **PERIOD)),
    "monitoring:workbook-detail": Row("enter", named=by_uid("workbook")),
    "monitoring:workbook-apply": Row("enter", get=405, post=302, named=by_uid("workbook")),
    "monitoring:workbook-file": Row("enter", named=by_uid("workbook")),
    "monitoring:post-overview": Row("hand-over"),
    "monitoring:post-list": Row("hand-over", post=422, named=lambda place: {"pk": place.agency.pk}),
    "monitoring:duty-assign": Row("hand-over", post=302, named=lambda place: {"pk": place.agency.pk}),
    "monitoring:post-hand-over": Row("hand-over", post=422, named=of("post")),
    **{
        f"monitoring:{name}": Row("hand-over", get=405, post=302, named=of("post"))
        for name in ("post-rename", "post-vacate", "duties-move", "post-close")
    },
    "monitoring:progress-entry": Row("enter", post=422, named=of("program", **PERIOD)),
    "monitoring:quick-win-entry": Row("enter", post=422, named=of("open_quick_win", **PERIOD)),
    "monitoring:pledge-entry": Row("enter", post=422, named=of("open_pledge", **PERIOD)),
    "monitoring:progress-nil": Row("enter", post=422, named=of("program", **PERIOD)),
    "monitoring:quick-win-nil": Row("enter", post=422, named=of("open_quick_win", **PERIOD)),
    "monitoring:pledge-nil": Row("enter", post=422, named=of("open_pledge", **PERIOD)),
    "monitoring:report-detail": Row("view", named=report("verified")),
    "monitoring:quick-win-report-detail": Row("view", named=of("quick_win_report")),
    "monitoring:pledge-report-detail": Row("view", named=of("pledge_report")),
    "monitoring:evidence-file": Row("view", named=of("evidence")),
    "monitoring:evidence-detail": Row("view", named=of("evidence")),
    "monitoring:ledger": Row("region-view", named=REGION),
    "monitoring:ledger-archive": Row("region-view", get=405, post=200, named=REGION),
    "monitoring:evidence-pieces": Row("enter-anywhere", post=422),
    "monitoring:upload-pieces": Row("own-key", named=by_uid("partial_upload")),
    "monitoring:report-withdraw": Row("enter", get=405, post=302, named=report("submitted")),
    "monitoring:quick-win-report-withdraw": Row("enter", get=405, post=302, named=of("quick_win_report")),
    "monitoring:pledge-report-withdraw": Row("enter", get=405, post=302, named=of("pledge_report")),
    **{
        f"monitoring:{kind}{name}": Row("enter", get=405, post=302, named=named)
        for name in ("remark-answer", "finding-explain")
        for kind, named in (
            ("", report("submitted")),
            ("quick-win-", of("quick_win_report")),
            ("pledge-", of("pledge_report")),
        )
    },
    "monitoring:evidence-preview": Row("view", get=302, named=of("evidence")),
    "monitoring:verification-list": Row("verify", post=302),
    "monitoring:verification-detail": Row("verify", post=422, named=report("submitted")),
    "monitoring:quick-win-verification-detail": Row("verify", post=422, named=of("quick_win_report")),
    "monitoring:pledge-verification-detail": Row("verify", post=422, named=of("pledge_report")),
    "monitoring:flag-settle": Row("verify", get=405, post=302, named=of("flag")),
    "monitoring:approval-list": Row("approve"),
    "monitoring:approval-detail": Row("approve", post=422, named=report("submitted")),
    "monitoring:quick-win-approval-detail": Row("approve", post=422, named=of("quick_win_report")),
    "monitoring:pledge-approval-detail": Row("approve", post=422, named=of("pledge_report")),
    "monitoring:status-matrix": Row("region-view", named=REGION),
    "monitoring:status-items": Row("region-view", named=in_region(**OPD, **PERIOD)),
    "monitoring:region-settings": Row("region-plan", post=422, named=REGION),
    "monitoring:period-list": Row("region-lock", post=422, named=REGION),
    "monitoring:period-lock": Row("lock", post=422, named=of("closed")),
    "monitoring:quality-rules": Row("region-view", named=REGION),
    "monitoring:quality-switch": Row("region-plan", post=422, named=REGION),
    "monitoring:period-remind": Row("lock", get=405, post=302, named=of("closed")),
    "monitoring:correction-list": Row("view", named=of("locked")),
    "monitoring:correction-open": Row("lock", post=422, named=of("locked_report")),
    "monitoring:quick-win-correction-open": Row("lock", get=302, post=422, named=of("quick_win_report")),
    "monitoring:pledge-correction-open": Row("lock", get=302, post=422, named=of("pledge_report")),
    "monitoring:correction-abandon": Row("lock", get=302, post=422, named=of("locked_report")),
    "monitoring:quick-win-correction-abandon": Row("lock", get=302, post=422, named=of("quick_win_report")),
    "monitoring:pledge-correction-abandon": Row("lock", get=302, post=422, named=of("pledge_report")),
    "evaluation:external-figures": Row("region-view", named=REGION),
    "evaluation:external-figure": Row(
        "region-self-assess",
        post=422,
        named=in_region(code=lambda place: place.external_figure.indicator.code, year=2025),
    ),
    "evaluation:external-import": Row("region-self-assess", post=422, named=REGION),
    "evaluation:comparison": Row("region-view", named=REGION),
    "evaluation:simulator": Row("region-view", named=REGION),
    "evaluation:instrument-list": Row("view"),
    "evaluation:instrument-new": Row("nation", post=422),
    "evaluation:instrument-detail": Row("shared-view", named=of("instrument")),
    "evaluation:instrument-file": Row("shared-view", named=of("instrument", format=lambda place: "csv")),
    "evaluation:instrument-differences": Row("shared-view", named=of("instrument")),
    "evaluation:instrument-copy": Row("nation", post=422, named=of("instrument")),
    "evaluation:instrument-publish": Row("nation", post=302, named=of("draft_instrument")),
    "evaluation:instrument-discard": Row("nation", get=405, post=302, named=of("draft_instrument")),
    "evaluation:instrument-archive": Row("nation", get=405, post=302, named=of("instrument")),
    **{
        f"evaluation:{name}": Row("nation", post=422, named=of("draft_instrument"))
        for name in ("instrument-change", "instrument-import", "instrument-weights", "dimension-new")
    },
    **{
        f"evaluation:{name}": Row("nation", post=422, named=of(f"draft_{row}"))
        for name, row in (
            *(("dimension-change", "dimension"), ("indicator-new", "dimension"), ("indicator-change", "indicator")),
            *(("item-new", "indicator"), ("item-change", "item")),
        )
    },
    **{
        f"evaluation:{row}-step": Row("nation", get=405, post=302, named=of(f"draft_{row}"))
        for row in ("dimension", "indicator", "item")
    },
    "exchange:export-list": Row("shared-view", post=422),
    "exchange:export-detail": Row("own-export", named=of("export")),
    "exchange:export-cancel": Row("own-export-file", get=405, post=302, named=of("waiting_export")),
    "exchange:export-retry": Row("own-export-file", get=405, post=302, named=of("failed_export")),
    "exchange:export-download": Row("own-export-file", named=of("export")),
    "reports:run-list": Row("nation"),
    "reports:run-kinds": Row("nation"),
    "reports:run-start": Row("nation", post=422, named=lambda place: {"kind": "quarterly"}),
    "reports:run-detail": Row("nation", named=of("report_run")),
    "reports:run-resume": Row("nation", get=405, post=302, named=of("report_run")),
    "reports:run-cancel": Row("nation", get=405, post=302, named=of("report_run")),
    "reports:run-download": Row("nation", named=of("report_run")),
    "reports:report-list": Row("region-view", named=REGION),
    "reports:report-request": Row("region-view", post=422, named=REGION),
    "reports:report-queue": Row("region-view", named=REGION),
    "reports:national-list": Row("nation"),
    "reports:national-request": Row("nation", post=422),
    "reports:national-queue": Row("nation"),
    "reports:report-detail": Row("view", named=of("compiled")),
    "reports:check": Row("open", post=422),
    "reports:check-code": Row("open", named=lambda place: {"code": place.compiled.check_code}),
    "reports:report-again": Row("compile-again", get=405, post=302, named=of("compiled")),
    "reports:report-differences": Row("view", named=of("again")),
    "reports:letterhead": Row("region-plan", post=422, named=REGION),
    "reports:letterhead-picture": Row("region-plan", named=REGION),
    "reports:signatory-new": Row("region-plan", post=422, named=REGION),
    "reports:signatory-change": Row("administer", post=422, named=of("signatory")),
    "reports:signatory-archive": Row("administer", get=405, post=302, named=of("signatory")),
    "reports:signatory-move": Row("administer", get=405, post=302, named=of("signatory")),
    "reports:report-retry": Row("report-step", get=405, post=302, named=of("failed")),
    "reports:report-cancel": Row("report-step", get=405, post=302, named=of("asked")),
    "reports:report-download": Row("view", named=of("compiled", format=lambda place: "pdf")),
    "reports:report-part-download": Row("view", named=of("compiled", format=lambda place: "pdf", part=lambda place: 1)),
    "reports:schedule-list": Row("region-view", named=REGION),
    "reports:schedule-new": Row("region-compile", post=422, named=REGION),
    "reports:schedule-detail": Row("view", named=of("schedule")),
    "reports:schedule-change": Row("compile", post=422, named=of("schedule")),
    "reports:schedule-pause": Row("compile", get=405, post=302, named=of("schedule")),
    "reports:schedule-resume": Row("compile", get=405, post=302, named=of("schedule")),
    "reports:schedule-archive": Row("compile", get=405, post=302, named=of("schedule")),
    "reports:schedule-turn": Row("view", named=of("turn")),
    "evaluation:stage-closing": Row("nation", named=STAGE),
    "evaluation:stage-close": Row("nation", get=405, post=302, named=STAGE),
    "evaluation:stage-reopen": Row("nation", get=405, post=302, named=STAGE),
    "evaluation:stage-letter-head": Row("nation", get=405, post=422, named=STAGE),
    "evaluation:stage-publish": Row("nation", get=405, post=302, named=STAGE),
    "evaluation:stage-retry": Row("nation", get=405, post=302, named=STAGE),
    "evaluation:stage-file": Row("nation", named=STAGE_FILE),
    "evaluation:stage-results": Row("oversee", named=STAGE),
    "evaluation:result": Row("region-view", named=RESULT),
    "evaluation:result-item": Row("region-view", named=RESULT_ITEM),
    "evaluation:result-letter": Row("region-view", named=LETTER),
    "webhooks:webhook-list": Row("region-plan", named=REGION),
    "webhooks:webhook-new": Row("region-plan", post=422, named=REGION),
    "webhooks:national-list": Row("nation"),
    "webhooks:national-new": Row("nation", post=422),
    "webhooks:webhook-detail": Row("webhook-view", named=of("webhook")),
    "webhooks:webhook-change": Row("webhook-change", post=422, named=of("webhook")),
    **{
        f"webhooks:webhook-{step}": Row("webhook-change", get=405, post=302, named=of("webhook"))
        for step in ("pause", "archive", "ping", "replay")
    },
    "webhooks:webhook-resume": Row("webhook-change", get=405, post=302, named=of("paused_webhook")),
    "webhooks:webhook-new-secret": Row("webhook-change", get=405, post=200, named=of("webhook")),
    "webhooks:receiver-download": Row("open", named=lambda place: {"name": "receive.py"}),
    "webhooks:delivery-detail": Row("webhook-view", named=of("delivery")),
    "webhooks:delivery-replay": Row("webhook-change", get=405, post=302, named=of("delivery")),
    "evaluation:survey-list": Row("region-view", named=REGION),
    "evaluation:survey-new": Row("region-self-assess", post=422, named=REGION),
    "evaluation:survey-detail": Row("region-view", named=SURVEY),
    "evaluation:survey-setup": Row("region-self-assess", post=422, named=SURVEY),
    "evaluation:survey-choose": Row(
        "region-self-assess",
        post=422,
        named=lambda place: SURVEY(place) | {"sub": place.survey.subs[0].pk},
    ),
    "evaluation:survey-entry": Row("survey-entry", post=422, named=SURVEY),
    "evaluation:survey-import": Row("region-self-assess", post=422, named=SURVEY),
    "evaluation:survey-template": Row("region-self-assess", named=SURVEY),
    "evaluation:survey-review": Row("region-self-assess", post=422, named=SURVEY),
    **{
        f"evaluation:survey-{step}": Row("secretariat", get=405, post=302, named=of_survey())
        for step in ("open", "close", "discard")
    },
    "evaluation:survey-service": Row("enter", post=422, named=of_service()),
    "evaluation:survey-poster": Row("view", named=of_service()),
    "evaluation:survey-qr": Row("view", named=of_service(extension="svg")),
    "evaluation:survey-find": Row("open"),
    "evaluation:survey-form": Row("open", post=422, **SURVEY_LINK),
    "evaluation:survey-thanks": Row("open", **SURVEY_LINK),
    "evaluation:survey-not-used": Row("open", **SURVEY_LINK),
}
"""Our pages."""


LOGIN_KEYS: dict[str, dict[str, Any]] = {
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
    "openid_connect_login": {"provider_id": "x"},
    "openid_connect_callback": {"provider_id": "x"},
    "identity_unlink": {"pk": 1},
}
"""What stands in the addresses around the log-in."""

LOGIN = {
    "operations:metrics": 404,  # for a monitoring system only: tests/operations/test_metrics.py
    "account_login": 200,
    "account_logout": 302,
    "account_inactive": 200,
    "account_signup": 200,
    "account_reauthenticate": 302,
    "account_email": 302,
    "account_email_verification_sent": 200,
    "account_change_password": 302,
    "account_set_password": 302,
    "account_reset_password": 200,
    "account_confirm_login_code": 302,
    "account_confirm_email": 200,
    "account_reset_password_from_key_done": 200,
    "account_reset_password_from_key": 200,
    "account_reset_password_done": 200,
    "set_language": 302,
    "mfa_authenticate": 302,
    "mfa_reauthenticate": 302,
    "mfa_reauthenticate_webauthn": 302,
    "mfa_login_webauthn": 302,
    "mfa_list_webauthn": 302,
    "mfa_edit_webauthn": 302,
    "mfa_remove_webauthn": 302,
    "mfa_deactivate_totp": 302,
    "mfa_view_recovery_codes": 302,
    "mfa_generate_recovery_codes": 302,
    "mfa_download_recovery_codes": 302,
    "openid_connect_login": 404,
    "openid_connect_callback": 404,
    "socialaccount_login_cancelled": 200,
    "identity_unlink": 302,
}
"""Pages around the log-in: what somebody who is not logged in gets."""


CATALOGUES = (
    *("province", "cohort", "ministry", "pillarset", "pillar"),
    *("subdimension", "fundsource", "nomenclatureitem", "externalindicator"),
    *("evaluationround", "roundstage"),
    *("instrument", "dimension", "instrumentindicator", "instrumentitem"),
)
"""The same for everybody."""


TENANT_TABLES = (
    *("region", "agency", "partner", "pillarrule", "legaldocument", "preparationstage", "council", "councilmember"),
    *("meeting", "attendance", "decision", "directive", "supportrequest", "commitment", "pledge"),
    *("directiveanswer", "directivestep", "agendaitem"),
    *("masterplan", "planversion", "program", "programsupporter", "actionitem", "budgetline", "plannedprogress"),
    *("indicator", "indicatortarget", "partnership", "quickwin", "milestone", "risk", "replication"),
    *("period", "ruleversion", "progressreport", "spending", "indicatorvalue", "quickwinreport", "pledgereport"),
    *("actionitemprogress", "milestoneprogress"),
    *("post", "duty", "evidence", "evidenceuse", "transition", "qualityflag", "compiledreport", "reportfile"),
    *("reportlog", "reportschedule", "scheduleturn"),
    *("regionstanding",),
    *("nationalresult", "finding"),
    *("survey", "surveyservice"),
    *("findingstep", "findingevidence", "stageresult", "resultletter"),
    *("assessment", "assignment", "itemscore", "assessorfinding", "reopening"),
    *("answer", "answerevidence", "frozenassessment"),
    *("nationalitemscore", "externalfigure"),
    *("letterhead", "signatory"),
    *("publication", "programswitch", "documentswitch", "quickwinstory", "feedback"),
)


FILES = [
    "legaldocument",
    "meeting",
    "evidence",
    "reportfile",
    "resultletter",
]


ADMINISTERED = ("webhook", "webhookevent", "webhookdelivery", "auditentry")
"""Of a region, and read by nobody but its administrators and the nation's."""
WATCHED = ("pullentry",)
"""Everybody reads the list of their own; those of others who watch over the region."""


NATION_ONLY = ("reportrun",)
"""Of the nation, and read by nobody else."""


OF_PEOPLE = ("export",)
"""Of the person who asked for it; others see at most that it is there."""


REST: dict[str, Row] = {
    **{f"api:{table}-list": Row("api-view") for table in (*CATALOGUES, *TENANT_TABLES, *WATCHED)},
    **{f"api:{table}-detail": Row("api-watch") for table in WATCHED},
    **{f"api:{table}-detail": Row("api-view") for table in (*CATALOGUES, *TENANT_TABLES)},
    **{f"api:{table}-file": Row("api-view") for table in FILES},
    "api:compiledreport-snapshot": Row("api-view"),
    "api:compiledreport-preview": Row("api-ask", get=405, post=400),
    "api:compiledreport-cancel": Row("api-compile", get=405, post=200, named=of("waiting")),
    "api:compiledreport-retry": Row("api-compile", get=405, post=200, named=of("failed")),
    "api:export-list": Row("api-view"),
    "api:export-detail": Row("api-export", named=of("export")),
    "api:export-file": Row("api-export-file", named=of("export")),
    "api:export-cancel": Row("api-export-file", get=405, post=200, named=of("waiting_export")),
    "api:export-retry": Row("api-export-file", get=405, post=200, named=of("failed_export")),
    "api:report-kinds": Row("api-view"),
    **{f"api:{table}-list": Row("api-view") for table in ADMINISTERED},
    **{f"api:{table}-detail": Row("api-webhook") for table in ADMINISTERED},
    **{
        f"api:webhook-{step}": Row("api-webhook-change", get=405, post=200, named=of("webhook"))
        for step in ("pause", "archive", "ping", "rotate", "replay")
    },
    "api:webhook-resume": Row("api-webhook-change", get=405, post=200, named=of("paused_webhook")),
    "api:webhookdelivery-replay": Row("api-webhook-change", get=405, post=200, named=of("delivery")),
    "api:plan-document": Row("api-view", named=of("plan")),
    "api:plan-version-document": Row("api-view", named=of("version")),
    "api:plan-import": Row("api-plan", get=405, post=400),
    "api:plan-schema": Row("open"),
    **{f"api:{table}-{page}": Row("api-nation") for table in NATION_ONLY for page in ("list", "detail")},
    "api:reportrun-resume": Row("api-nation", get=405, post=200, named=of("report_run")),
    "api:reportrun-cancel": Row("api-nation", get=405, post=200, named=of("report_run")),
    **{
        f"api:{name}": Row("api-enter", get=405, post=400)
        for name in (
            *("progress-reports-bulk", "indicator-values-bulk", "spending-bulk", "evidence-hand-in"),
            *("quick-win-reports-bulk", "pledge-reports-bulk"),
        )
    },
    "api:report-step": Row("api-report-step", get=405, post=200, named=step_of("submitted", "withdraw")),
    "api:region-figures": Row("api-view", named=lambda place: {"code": place.region.code}),
    "api:region-quality": Row("api-view", named=lambda place: {"code": place.region.code}),
    "api:api-root": Row("api-view"),
    "api:schema": Row("open"),
    "api:problems": Row("open"),
    "api:problem": Row("open", named=lambda place: {"code": "not_found"}),
    "api:docs": Row("open"),
}
"""REST: lists and single rows of every table, the files, and the steps of reports."""
