"""What each rule of data quality is for, in words for people, with an example that the rule itself is run on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from monev.monitoring import quality_codes as codes
from monev.monitoring.progress import RED
from monev.monitoring.quality import SEVERITIES, IndicatorFact, MilestoneFact, Proof, ReportFacts, SharedFile

D = Decimal
MILLION = D(1_000_000)
PROGRESS, MONEY, INDICATORS, EVIDENCE = "progress", "money", "indicators", "evidence"
GROUPS: Mapping[str, Promise] = MappingProxyType(
    {
        PROGRESS: _("Progress and explanation"),
        MONEY: _("Spending"),
        INDICATORS: _("Indicators"),
        EVIDENCE: _("Evidence"),
    }
)


@dataclass(frozen=True, slots=True)
class Explained:
    """One rule: under which heading, its name, what it finds, why that matters, and facts in which it finds it."""

    code: str
    group: str
    title: Promise
    finds: Promise
    why: Promise
    example: ReportFacts

    @property
    def severity(self) -> str:
        return SEVERITIES[self.code]


PAID = {"PAD": 350 * MILLION}
CEILING = {"PAD": 500 * MILLION}
PHOTO = Proof("foto-posyandu.jpg", dated_on=date(2026, 9, 12))
LINK = Proof("drive: laporan TW III", dated_on=date(2026, 9, 12), is_dead=True)

CATALOGUE: tuple[Explained, ...] = (
    Explained(
        codes.PHYSICAL_FELL,
        PROGRESS,
        _("Physical progress fell"),
        _("The physical percentage is lower than in the last report of the year."),
        _("It is cumulative: work that was done stays done. Mostly the share of one quarter was entered."),
        ReportFacts(physical=D(30), previous_physical=D(48)),
    ),
    Explained(
        codes.JUMP,
        PROGRESS,
        _("A leap of progress"),
        _("Physical progress rose by more points in one period than the region's threshold (default 40)."),
        _("Work rarely goes so fast; often progress of earlier periods was missing, or the figure is a slip."),
        ReportFacts(physical=D(72), previous_physical=D(20)),
    ),
    Explained(
        codes.SILENT,
        PROGRESS,
        _("Silence before this report"),
        _("Nothing was reported for two periods or more (a setting)."),
        _("Silence and “nothing happened” are different. The curve has a gap that nobody can explain later."),
        ReportFacts(physical=D(30), periods_since_update=2),
    ),
    Explained(
        codes.NIL_REPEATED,
        PROGRESS,
        _("Nothing happens for long"),
        _("“Nihil” is reported for three periods in a row or more (a setting)."),
        _("A program that stands still for so long needs a decision: resume it, or change the plan."),
        ReportFacts(physical=D(30), previous_physical=D(30), is_nil=True, nil_periods=3),
    ),
    Explained(
        codes.COPIED_NARRATIVE,
        PROGRESS,
        _("The same words as last time"),
        _("What was done is told word for word as in the last report; capitals and spaces do not count."),
        _("A copied text tells nothing about this period. Copying is a good beginning, not the report."),
        ReportFacts(
            narrative="Pelatihan kader posyandu di tiga desa.",
            previous_narrative="Pelatihan kader  posyandu di tiga desa.",
        ),
    ),
    Explained(
        codes.BEHIND_UNEXPLAINED,
        PROGRESS,
        _("Far behind the plan, and no reason"),
        _("The traffic light is red, and neither an obstacle nor a follow-up is named."),
        _("Who decides needs the cause, not only the colour. The RFK form asks for it beside every deviation."),
        ReportFacts(physical=D(41), previous_physical=D(35), deviation=D(-19), light=RED),
    ),
    Explained(
        codes.LATE_UNEXPLAINED,
        PROGRESS,
        _("Late without a reason"),
        _("The report was begun or sent after the close of the period and names no obstacle or follow-up."),
        _("A reason now and then is normal; without it nobody can help the OPD to be in time the next time."),
        ReportFacts(physical=D(41), previous_physical=D(35), is_late=True),
    ),
    Explained(
        codes.ITEMS_DONE,
        PROGRESS,
        _("All steps done, program not finished"),
        _("Every action item of the year is reported as done, but physical progress is below 100 percent."),
        _("Steps and percentage tell two stories. Either a step is missing in the plan, or the figure is old."),
        ReportFacts(physical=D(80), previous_physical=D(60), items=("done", "done")),
    ),
    Explained(
        codes.ITEMS_OPEN,
        PROGRESS,
        _("Finished, but steps are open"),
        _("Physical progress is 100 percent, but action items that end this year wait or are under way."),
        _("What is finished has no open steps. A stopped step is no contradiction."),
        ReportFacts(
            physical=D(100),
            previous_physical=D(90),
            items=("done", "running"),
            evidence_count=1,
        ),
    ),
    Explained(
        codes.MILESTONE_OVERDUE,
        PROGRESS,
        _("Milestone overdue without explanation"),
        _("A milestone of a quick win was due by the end of the period, is not reached, and no reason is named."),
        _("A quick win lives by its dates: one that slips silently is found too late."),
        ReportFacts(physical=D(40), previous_physical=D(20), overdue=(MilestoneFact("Uji coba", date(2026, 8, 31)),)),
    ),
    Explained(
        codes.SPENDING_FELL,
        MONEY,
        _("Spending fell"),
        _("Spending from a source is lower than in the last report of the year."),
        _("It is cumulative: only money that was returned lowers it, and that deserves a word."),
        ReportFacts(physical=D(48), previous_physical=D(40), spending=PAID, previous_spending={"PAD": 400 * MILLION}),
    ),
    Explained(
        codes.ABOVE_CEILING,
        MONEY,
        _("More spent than the ceiling"),
        _("Spending from a source is above its ceiling (pagu) of the year."),
        _("More than the ceiling cannot be paid out. The amount or the ceiling is wrong."),
        ReportFacts(
            physical=D(48), previous_physical=D(40), spending={"PAD": 510 * MILLION}, ceilings=CEILING, evidence_count=1
        ),
    ),
    Explained(
        codes.AMOUNT_SCALE,
        MONEY,
        _("Too many zeros"),
        _("Spending from a source is a hundred times its ceiling or more (a setting)."),
        _("The commonest slip in budget tables: rupiah and thousands of rupiah are mixed up."),
        ReportFacts(
            physical=D(48),
            previous_physical=D(40),
            spending={"PAD": 350_000 * MILLION},
            ceilings=CEILING,
            evidence_count=1,
        ),
    ),
    Explained(
        codes.SPENT_AT_ONCE,
        MONEY,
        _("The whole ceiling in the first quarter"),
        _("By the end of March exactly the ceiling of a source is reported as spent, to the rupiah."),
        _("Rarely is a whole year paid at once; more often the budget was entered instead of the payment."),
        ReportFacts(physical=D(30), spending=CEILING, ceilings=CEILING, evidence_count=1, last_month=3),
    ),
    Explained(
        codes.MONEY_WITHOUT_PROGRESS,
        MONEY,
        _("Spending without progress"),
        _("Something is spent, but physical progress is zero."),
        _("Money buys something: an advance is possible, but it must be said."),
        ReportFacts(physical=D(0), spending=PAID, ceilings=CEILING, evidence_count=1),
    ),
    Explained(
        codes.PROGRESS_WITHOUT_MONEY,
        MONEY,
        _("Progress without spending"),
        _("The program has a budget and physical progress, but nothing is spent."),
        _("Either the spending is missing, or somebody else pays: partners and other sources should be named."),
        ReportFacts(physical=D(20), ceilings=CEILING),
    ),
    Explained(
        codes.FINISHED_LITTLE_SPENT,
        MONEY,
        _("Finished with little money"),
        _("Physical progress is 100 percent, but less than half of the ceiling is spent (a setting)."),
        _("Savings are good news that can be proven; mostly the last payments are missing in the report."),
        ReportFacts(
            physical=D(100),
            previous_physical=D(90),
            spending={"PAD": 120 * MILLION},
            ceilings=CEILING,
            evidence_count=1,
        ),
    ),
    Explained(
        codes.IMPLAUSIBLE,
        INDICATORS,
        _("Value out of the plausible range"),
        _("The value of an indicator lies outside the range that the plan gives for it."),
        _("A score of 3.28 read as 3.28 percent, or another unit: the achievement of the whole pillar is wrong then."),
        ReportFacts(indicators=(IndicatorFact("Indeks Kepuasan Masyarakat", D("3.28"), D(25), D(100)),)),
    ),
    Explained(
        codes.VALUE_UNCHANGED,
        INDICATORS,
        _("Indicator stands still while work goes on"),
        _("The value of an indicator is the same for three reports in a row (a setting), while progress rose."),
        _("Often the indicator was not measured again and the old value was entered."),
        ReportFacts(
            physical=D(62),
            previous_physical=D(48),
            indicators=(IndicatorFact("Cakupan desa", D(41), unchanged=3, risen=D(30)),),
        ),
    ),
    Explained(
        codes.EXACT_TARGETS,
        INDICATORS,
        _("Every target hit exactly"),
        _("Two indicators or more, and each value equals its target to the last digit."),
        _("Measured values scatter. Values that all equal the plan were often copied from it."),
        ReportFacts(
            indicators=(
                IndicatorFact("Cakupan desa", D(60), target=D(60), realised=D(60)),
                IndicatorFact("Kader terlatih", D(120), target=D(120), realised=D(120)),
            )
        ),
    ),
    Explained(
        codes.NO_EVIDENCE,
        EVIDENCE,
        _("100 percent without evidence"),
        _("Physical progress is 100 percent and nothing is attached."),
        _("Assessors ask for proof of everything that is finished; afterwards it is hard to find."),
        ReportFacts(physical=D(100), previous_physical=D(90)),
    ),
    Explained(
        codes.NO_HANDOVER,
        EVIDENCE,
        _("Finished without hand-over record"),
        _("Physical progress is 100 percent; there is evidence, but no hand-over record, and none judged sufficient."),
        _("A photo shows a state, the hand-over record shows that the work was accepted."),
        ReportFacts(physical=D(100), previous_physical=D(90), evidence_count=1, proofs=(PHOTO,)),
    ),
    Explained(
        codes.SPENDING_UNPROVEN,
        EVIDENCE,
        _("Spending without evidence"),
        _("Spending grew since the last report, and no evidence at all is attached."),
        _("Payments leave papers: an invoice, a contract, a photo of what was bought."),
        ReportFacts(physical=D(48), previous_physical=D(40), spending=PAID, ceilings=CEILING),
    ),
    Explained(
        codes.KEPT_UNPROVEN,
        EVIDENCE,
        _("Pledge kept without evidence"),
        _("A pledge of the joint commitment is reported as kept and nothing is attached."),
        _("The pledge was given in public; that it is kept should be seen by everybody."),
        ReportFacts(pledge_kept=True),
    ),
    Explained(
        codes.SHARED_EVIDENCE,
        EVIDENCE,
        _("One file for several programs"),
        _("The same file (by its SHA-256) is also evidence of another program, quick win or pledge of the region."),
        _("A decree may prove several things; a photo of one activity hardly does."),
        ReportFacts(shared_files=(SharedFile("foto-kegiatan.jpg", "Desa Digital"),)),
    ),
    Explained(
        codes.EVIDENCE_LATER,
        EVIDENCE,
        _("Evidence younger than the period"),
        _("Evidence is dated after the day on which the period closed."),
        _("It shows a later state than the one reported; or its date is the day on which it was uploaded."),
        ReportFacts(
            evidence_count=1, closed_on=date(2026, 10, 5), proofs=(Proof("berita-acara.pdf", date(2026, 11, 20)),)
        ),
    ),
    Explained(
        codes.EVIDENCE_EARLIER,
        EVIDENCE,
        _("Evidence older than the year"),
        _("Evidence is dated before the year that is reported on; decrees and regulations may be older."),
        _("Progress counts within the year, so older work is no proof of it."),
        ReportFacts(evidence_count=1, year_began_on=date(2026, 1, 1), proofs=(Proof("foto.jpg", date(2025, 6, 1)),)),
    ),
    Explained(
        codes.EVIDENCE_EXPIRED,
        EVIDENCE,
        _("Expired evidence"),
        _("Evidence that holds until a day (a permit, a contract) had expired before the period ended."),
        _("What is no longer valid proves nothing about this period."),
        ReportFacts(
            evidence_count=1,
            ended_on=date(2026, 9, 30),
            proofs=(Proof("izin.pdf", date(2026, 2, 1), expires_on=date(2026, 6, 30)),),
        ),
    ),
    Explained(
        codes.DEAD_LINK,
        EVIDENCE,
        _("Dead link"),
        _("The job that checks links could not open it several times."),
        _("Links to shared drives die with accounts that are closed; then the proof is gone."),
        ReportFacts(evidence_count=1, proofs=(LINK,)),
    ),
)
BY_CODE: Mapping[str, Explained] = MappingProxyType({each.code: each for each in CATALOGUE})
