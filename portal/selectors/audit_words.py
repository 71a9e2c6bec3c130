"""What the audit log says, in words: each verb that a service writes down, and each kind of record."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from core.models import Record
from masterplan.models.preparation import Directive
from monev.monitoring.models.evidence import EvidenceUse
from monev.monitoring.workflow import State
from portal.selectors.history_values import label_of

VERBS: dict[str, Promise | str] = {
    "agenda.compiled": pgettext_lazy("act", "agenda was compiled"),
    "agency.created": pgettext_lazy("act", "created an OPD"),
    "answer.evidence_added": pgettext_lazy("act", "added evidence to an answer of the self-assessment"),
    "answer.evidence_removed": pgettext_lazy("act", "took evidence out of an answer of the self-assessment"),
    "answer.given": pgettext_lazy("act", "answered an item of the self-assessment"),
    "answers.confirmed": pgettext_lazy("act", "confirmed what the portal proposed"),
    "api_key.made": pgettext_lazy("act", "made an API key"),
    "api_key.rotated": pgettext_lazy("act", "replaced an API key"),
    "api_key.revoked": pgettext_lazy("act", "revoked an API key"),
    "assessment.submitted": pgettext_lazy("act", "submitted the self-assessment"),
    "assessment.brought_back": pgettext_lazy("act", "brought a region back into the evaluation"),
    "assessment.handed_back": pgettext_lazy("act", "handed a self-assessment back"),
    "assessment.left_out": pgettext_lazy("act", "left a region out of the evaluation"),
    "assignment.changed": pgettext_lazy("act", "changed the assignment of an assessor"),
    "assignment.made": pgettext_lazy("act", "assigned an assessor"),
    "assignment.withdrawn": pgettext_lazy("act", "withdrew the assignment of an assessor"),
    "audit.exported": pgettext_lazy("act", "exported the audit log"),
    "pulls.exported": pgettext_lazy("act", "exported the log of who takes data"),
    "compiled_report.cancelled": pgettext_lazy("act", "cancelled a monev report"),
    "compiled_report.done": pgettext_lazy("act", "monev report was compiled"),
    "compiled_report.failed": pgettext_lazy("act", "monev report could not be compiled"),
    "compiled_report.requested": pgettext_lazy("act", "asked for a monev report"),
    "export.cancelled": pgettext_lazy("act", "cancelled a data export"),
    "export.done": pgettext_lazy("act", "data export was compiled"),
    "export.failed": pgettext_lazy("act", "data export could not be compiled"),
    "export.requested": pgettext_lazy("act", "asked for a data export"),
    "export.retried": pgettext_lazy("act", "had a data export compiled again"),
    "letterhead.saved": pgettext_lazy("act", "changed the official head of reports"),
    "signatory.archived": pgettext_lazy("act", "took a signatory of reports out of use"),
    "signatory.saved": pgettext_lazy("act", "entered a signatory of reports"),
    "compiled_report.retried": pgettext_lazy("act", "had a monev report compiled again"),
    "correction.opened": pgettext_lazy("act", "opened a correction"),
    "correction.withdrawn": pgettext_lazy("act", "withdrew a correction"),
    "directive.answer": pgettext_lazy("act", "answered a directive"),
    "directive.close": pgettext_lazy("act", "closed a directive"),
    "directive.given": pgettext_lazy("act", "gave a directive"),
    "directive.reopen": pgettext_lazy("act", "reopened a directive"),
    "directive.send_back": pgettext_lazy("act", "sent a directive back"),
    "duties.assigned": pgettext_lazy("act", "assigned duties to a post"),
    "duties.moved": pgettext_lazy("act", "moved duties to another post"),
    "duty.assigned": pgettext_lazy("act", "assigned a duty to a post"),
    "evidence.attached": pgettext_lazy("act", "attached evidence"),
    "evidence.detached": pgettext_lazy("act", "took evidence out of a report"),
    "evidence.downloaded": pgettext_lazy("act", "downloaded the evidence of a period"),
    "evidence.judged": pgettext_lazy("act", "judged evidence"),
    "evidence.link_died": pgettext_lazy("act", "link of evidence found dead"),
    "evidence.link_revived": pgettext_lazy("act", "link of evidence opens again"),
    "finding.assigned": pgettext_lazy("act", "gave a finding of the evaluation to an OPD"),
    "finding.progress": pgettext_lazy("act", "reported progress on a finding"),
    "finding.reported": pgettext_lazy("act", "reported a finding as done"),
    "finding.returned": pgettext_lazy("act", "sent the follow-up of a finding back"),
    "finding.verified": pgettext_lazy("act", "verified the follow-up of a finding"),
    "flag.explained": pgettext_lazy("act", "explained a data-quality remark"),
    "flag.settled": pgettext_lazy("act", "settled a data-quality remark"),
    "items.reopened": pgettext_lazy("act", "opened items again for missing evidence"),
    "meeting.changed": pgettext_lazy("act", "changed a meeting"),
    "meeting.planned": pgettext_lazy("act", "planned a meeting"),
    "notice_preferences.kept": pgettext_lazy("act", "changed what they want to be told"),
    "period.locked": pgettext_lazy("act", "locked a period"),
    "period.reminded": pgettext_lazy("act", "reminded OPDs of a period"),
    "periods.opened": pgettext_lazy("act", "created the periods of a year"),
    "plan.document_imported": pgettext_lazy("act", "imported a plan as a document"),
    "pillar_rule.removed": pgettext_lazy("act", "removed a pillar rule"),
    "pillar_rule.saved": pgettext_lazy("act", "saved a pillar rule"),
    "external_figure.changed": pgettext_lazy("act", "changed an external figure"),
    "external_figure.entered": pgettext_lazy("act", "entered an external figure"),
    "instrument.archived": pgettext_lazy("act", "archived an instrument"),
    "instrument.changed": pgettext_lazy("act", "changed the head of an instrument"),
    "instrument.discarded": pgettext_lazy("act", "discarded a draft of an instrument"),
    "instrument.imported": pgettext_lazy("act", "imported a file into an instrument"),
    "instrument.published": pgettext_lazy("act", "published an instrument"),
    "instrument.row_added": pgettext_lazy("act", "added to an instrument"),
    "instrument.row_changed": pgettext_lazy("act", "changed a row of an instrument"),
    "instrument.row_moved": pgettext_lazy("act", "changed the order in an instrument"),
    "instrument.row_removed": pgettext_lazy("act", "took a row out of an instrument"),
    "instrument.started": pgettext_lazy("act", "started an instrument"),
    "instrument.weights_changed": pgettext_lazy("act", "changed the weights of an instrument"),
    "plan.adopted": pgettext_lazy("act", "adopted a version of the plan"),
    "plan.drafted": pgettext_lazy("act", "began a draft of the plan"),
    "plan.imported": pgettext_lazy("act", "imported a plan"),
    "plan_import.discarded": pgettext_lazy("act", "discarded an import"),
    "plan_import.uploaded": pgettext_lazy("act", "uploaded a plan matrix"),
    "post.handed_over": pgettext_lazy("act", "handed a post over"),
    "post.made": pgettext_lazy("act", "made a post"),
    "post.renamed": pgettext_lazy("act", "renamed a post"),
    "post.retired": pgettext_lazy("act", "retired a post"),
    "post.vacated": pgettext_lazy("act", "vacated a post"),
    "programs.placed": pgettext_lazy("act", "placed programs under pillars"),
    "programs.placed_by_rule": pgettext_lazy("act", "placed programs under pillars by rule"),
    "region.settings": pgettext_lazy("act", "changed the settings of the region"),
    "remark.answered": pgettext_lazy("act", "answered a remark"),
    "remark.resolved": pgettext_lazy("act", "resolved a remark"),
    "remark.written": pgettext_lazy("act", "wrote a remark"),
    "reopening.cancelled": pgettext_lazy("act", "closed an item that was opened again"),
    "reopening.completed": pgettext_lazy("act", "completed an item that was opened again"),
    "report_run.cancelled": pgettext_lazy("act", "cancelled a national run"),
    "report_run.done": pgettext_lazy("act", "national run was finished"),
    "report_run.resumed": pgettext_lazy("act", "resumed a national run"),
    "report_run.started": pgettext_lazy("act", "started a national run"),
    "report.approve": pgettext_lazy("act", "approved a report"),
    "report.decline": pgettext_lazy("act", "gave a report back to staff"),
    "report.opened": pgettext_lazy("act", "began a report"),
    "report.return": pgettext_lazy("act", "returned a report"),
    "report.saved": pgettext_lazy("act", "saved a report"),
    "report.submit": pgettext_lazy("act", "submitted a report"),
    "report.verify": pgettext_lazy("act", "verified a report"),
    "report.withdraw": pgettext_lazy("act", "withdrew a report"),
    "rules.switched": pgettext_lazy("act", "switched data-quality rules"),
    "workbook.applied": pgettext_lazy("act", "took over a workbook"),
    "workbook.checked": pgettext_lazy("act", "workbook was checked"),
    "workbook.failed": pgettext_lazy("act", "workbook could not be read"),
    "workbook.refused": pgettext_lazy("act", "workbook was refused"),
    "workbook.take_over": pgettext_lazy("act", "asked to take over a workbook"),
    "workbook.uploaded": pgettext_lazy("act", "uploaded a workbook"),
    "round.changed": pgettext_lazy("act", "changed a round of the evaluation"),
    "round.opened": pgettext_lazy("act", "opened a round of the evaluation"),
    "round.regions_taken_in": pgettext_lazy("act", "took regions into a round"),
    "score.revised": pgettext_lazy("act", "revised a score after the talk"),
    "scores.given_back": pgettext_lazy("act", "gave scores back to an assessor"),
    "scores.submitted": pgettext_lazy("act", "submitted scores"),
    "stage.carried_over": pgettext_lazy("act", "results of a stage reached the regions"),
    "stage.closed": pgettext_lazy("act", "closed a stage of the evaluation"),
    "stage.computed": pgettext_lazy("act", "results of a stage were computed"),
    "stage.letter_head": pgettext_lazy("act", "entered the head of the result letters"),
    "stage.published": pgettext_lazy("act", "published a stage of the evaluation"),
    "stage.reopened": pgettext_lazy("act", "opened a closed stage again"),
    "stage.work_retried": pgettext_lazy("act", "had the work for a stage done again"),
    "webhook.archived": pgettext_lazy("act", "took a webhook out of use"),
    "webhook.changed": pgettext_lazy("act", "changed a webhook"),
    "webhook.gone": pgettext_lazy("act", "webhook was paused, its receiver wants no more messages"),
    "webhook.made": pgettext_lazy("act", "made a webhook"),
    "webhook.paused": pgettext_lazy("act", "paused a webhook"),
    "webhook.pinged": pgettext_lazy("act", "sent a test message to a webhook"),
    "webhook.replayed": pgettext_lazy("act", "had messages sent to a webhook again"),
    "webhook.resumed": pgettext_lazy("act", "let a webhook go on"),
    "webhook.secret_rotated": pgettext_lazy("act", "made a new secret for a webhook"),
    "webhook.stopped": pgettext_lazy("act", "webhook was paused, nothing had arrived for a week"),
    "schedule.archived": pgettext_lazy("act", "took a schedule of reports out of use"),
    "schedule.changed": pgettext_lazy("act", "changed a schedule of reports"),
    "schedule.created": pgettext_lazy("act", "made a schedule of reports"),
    "schedule.paused": pgettext_lazy("act", "paused a schedule of reports"),
    "schedule.resumed": pgettext_lazy("act", "let a schedule of reports go on"),
    "survey.answer_counted": pgettext_lazy("act", "let an answer to a survey count again"),
    "survey.answer_excluded": pgettext_lazy("act", "excluded an answer to a survey"),
    "survey.closed": pgettext_lazy("act", "closed a citizen survey"),
    "survey.imported": pgettext_lazy("act", "imported answers to a survey"),
    "survey.opened": pgettext_lazy("act", "opened a citizen survey"),
    "stage.opened": pgettext_lazy("act", "opened a stage of the evaluation"),
}

DETAILS: dict[str, Promise | str] = {
    "from_state": pgettext_lazy("detail of an act", "from"),
    "to_state": pgettext_lazy("detail of an act", "to"),
    "reason": pgettext_lazy("detail of an act", "reason"),
    "report": pgettext_lazy("detail of an act", "report"),
    "verdict": pgettext_lazy("detail of an act", "verdict"),
    "field": pgettext_lazy("detail of an act", "field"),
    "count": pgettext_lazy("detail of an act", "how many"),
    "before": pgettext_lazy("detail of an act", "before"),
    "answer": pgettext_lazy("detail of an act", "answer"),
    "format": pgettext_lazy("detail of an act", "format"),
    "asked": pgettext_lazy("detail of an act", "filter"),
    "revision": pgettext_lazy("detail of an act", "revision"),
    "kind": pgettext_lazy("detail of an act", "kind"),
    "rows": pgettext_lazy("detail of an act", "rows"),
    "good": pgettext_lazy("detail of an act", "good rows"),
    "blocked": pgettext_lazy("detail of an act", "rows with a problem"),
    "problems": pgettext_lazy("detail of an act", "problems"),
    "applied": pgettext_lazy("detail of an act", "taken over"),
    "left": pgettext_lazy("detail of an act", "left over"),
    "attempt": pgettext_lazy("detail of an act", "attempt"),
    "post": pgettext_lazy("detail of an act", "post"),
    "posts": pgettext_lazy("detail of an act", "posts"),
    "to": pgettext_lazy("detail of an act", "to whom"),
    "since": pgettext_lazy("detail of an act", "since"),
    "off": pgettext_lazy("detail of an act", "switched off"),
    "people": pgettext_lazy("detail of an act", "people told"),
    "agency": pgettext_lazy("detail of an act", "OPD"),
    "last_day": pgettext_lazy("detail of an act", "last day"),
    "year": pgettext_lazy("detail of an act", "year"),
    "code": pgettext_lazy("detail of an act", "rule"),
    "about": pgettext_lazy("detail of an act", "about"),
    "value": pgettext_lazy("detail of an act", "value"),
    "after": pgettext_lazy("detail of an act", "after"),
    "scopes": pgettext_lazy("detail of an act", "may"),
    "regions": pgettext_lazy("detail of an act", "regions"),
    "networks": pgettext_lazy("detail of an act", "only from the addresses"),
    "days": pgettext_lazy("detail of an act", "days"),
    "person": pgettext_lazy("detail of an act", "person"),
    "prefix": pgettext_lazy("detail of an act", "beginning of the key"),
    "sha256": "SHA-256",
    "host": pgettext_lazy("detail of an act", "host"),
    "event": pgettext_lazy("detail of an act", "event"),
    "events": pgettext_lazy("detail of an act", "events"),
    "language": pgettext_lazy("detail of an act", "language"),
    "from_day": pgettext_lazy("detail of an act", "from the day"),
    "until": pgettext_lazy("detail of an act", "until"),
    "acting": pgettext_lazy("detail of an act", "acting"),
    "mails": pgettext_lazy("detail of an act", "e-mails"),
    "under": pgettext_lazy("detail of an act", "under"),
    "on": pgettext_lazy("detail of an act", "on"),
    "source": pgettext_lazy("detail of an act", "source"),
    "based_on": pgettext_lazy("detail of an act", "based on"),
    "differences": pgettext_lazy("detail of an act", "differences"),
    "note": pgettext_lazy("detail of an act", "note"),
    "file": pgettext_lazy("detail of an act", "file"),
    "files": pgettext_lazy("detail of an act", "files"),
    "instrument": pgettext_lazy("detail of an act", "instrument"),
    "assessor": pgettext_lazy("detail of an act", "assessor"),
    "starts_on": pgettext_lazy("detail of an act", "from the day"),
    "ends_on": pgettext_lazy("detail of an act", "to the day"),
    "item": pgettext_lazy("detail of an act", "item"),
    "items": pgettext_lazy("detail of an act", "items"),
    "score": pgettext_lazy("detail of an act", "score"),
    "number": pgettext_lazy("detail of an act", "number"),
    "hours": pgettext_lazy("detail of an act", "hours"),
    "task": pgettext_lazy("detail of an act", "work"),
    "not_submitted": pgettext_lazy("detail of an act", "not submitted"),
    "waiting": pgettext_lazy("detail of an act", "assessors still scoring"),
    "disputed": pgettext_lazy("detail of an act", "items in dispute"),
    "reopened": pgettext_lazy("detail of an act", "items open again"),
    "through": pgettext_lazy("detail of an act", "through"),
    "without_result": pgettext_lazy("detail of an act", "without a result"),
}


def detail_words(name: str, value: str) -> tuple[str, str]:
    """A detail of an act: its name and its value in words, where there are some."""
    if name.endswith("_state") and value in State.values:
        value = str(State(value).label)
    elif name.endswith("_state") and value in Directive.Status.values:
        value = str(Directive.Status(value).label)
    elif name == "verdict" and value in EvidenceUse.Verdict.values:
        value = str(EvidenceUse.Verdict(value).label)
    return str(DETAILS.get(name, name.replace("_", " "))), value


def verb_words(verb: str) -> str:
    """A verb in words; one that nobody gave words stays as it is."""
    return str(VERBS.get(verb, verb))


def kind_words(label: str) -> str:
    """A kind of record in words: `monitoring.evidence` is evidence."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return label
    return label_of(model._meta)


def kinds() -> dict[str, str]:
    """The kinds of business records by the name that the log keeps."""
    found: dict[str, Any] = {model._meta.label_lower: model for model in apps.get_models() if issubclass(model, Record)}
    return {
        label: label_of(model._meta) for label, model in found.items() if not model.__name__.startswith("Historical")
    }
