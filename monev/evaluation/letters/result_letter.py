"""The result letter of a region: the letter itself, and its appendix in the layout that regions know."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext, ngettext, override, pgettext

from core import formats
from core.documents import Document, Letter, Section, Text
from monev.evaluation.letters import appendix
from monev.evaluation.letters.head import LANGUAGE, UNNUMBERED, Head, mark_of, stage_name, words
from monev.evaluation.models.rounds import RoundStage
from monev.evaluation.selectors.frozen_result import Data, FrozenResult, frozen_result
from organizations.models import Region


def result_letter(data: Data, head: Head, *, sha256: str) -> Document:
    """The letter from the frozen data of the region and the letter head of the stage only."""
    with override(LANGUAGE):
        result = frozen_result(data)
        makers: tuple[Callable[[FrozenResult], Section], ...] = (
            appendix.dimensions,
            appendix.items,
            appendix.years,
            appendix.strengths,
            appendix.weaknesses,
            appendix.recommendations,
        )
        mark, explained = mark_of(head, data["is_example"])
        return Document(
            title=_subject(head),
            subtitle=data["region"]["name"],
            author=data["ministry"],
            language=LANGUAGE,
            created=head.created,
            head=[*_particulars(head), (pgettext("letter", "To"), ", ".join(addressee(data["region"])))],
            sections=[_body(result, head), *(make(result) for make in makers), appendix.origin(result, sha256)],
            words=words(),
            footer=gettext("Snapshot %(sha)s") % {"sha": sha256[:16]},
            mark=mark,
            mark_explained=explained,
            keywords=["smart city", data["region"]["code"], str(head.year), head.kind],
            letter=Letter(data["ministry"], head.place_and_date, _particulars(head), addressee(data["region"])),
        )


def _subject(head: Head) -> str:
    return gettext("Result of the Smart City evaluation %(year)s, %(stage)s") % {
        "year": head.year,
        "stage": stage_name(head.kind),
    }


def _particulars(head: Head) -> list[tuple[str, str]]:
    return [
        (pgettext("letter", "Number"), head.number or UNNUMBERED),
        (gettext("Attachment"), gettext("one file")),
        (pgettext("letter", "Subject"), _subject(head)),
    ]


def addressee(region: Data) -> list[str]:
    """To the head of the region.

    >>> addressee({"kind": "kota", "name": "Kota Baubau"})
    ['Yth. Wali Kota Baubau', 'di tempat']
    """
    name = region["name"].removeprefix("Kabupaten ").removeprefix("Kota ")
    post = "Wali Kota" if region["kind"] == Region.Kind.KOTA else "Bupati"
    return [f"Yth. {post} {name}", "di tempat"]


def _body(result: FrozenResult, head: Head) -> Section:
    data = result.data
    first = gettext(
        "With reference to %(round)s, %(stage)s, we convey the result of the evaluation of the implementation of the "
        "Smart City master plan of %(region)s: an index of %(index)s on a scale of 0 to 4."
    ) % {
        "round": head.round_name,
        "stage": stage_name(head.kind),
        "region": data["region"]["name"],
        "index": formats.number(result.index, 2),
    }
    blocks = [first, _how(result), _change(result)]
    if head.kind == RoundStage.Kind.WRITTEN:
        blocks.append(
            gettext("This stage is advice. The final result of the year is that of stage II, after the interview.")
        )
    blocks += [
        gettext(
            "The scores of all items, the comparison with the year before, and the strengths, weaknesses and "
            "recommendations of the assessors are in the appendix. Please have the recommendations followed up; what "
            "became of them is part of the next evaluation."
        ),
        gettext("We thank you for your attention and cooperation."),
    ]
    return Section("", [*(Text(each) for each in blocks), head.signatures])


def _how(result: FrozenResult) -> str:
    assessors = ngettext("%(count)s assessor", "%(count)s assessors", len(result.sheets)) % {
        "count": len(result.sheets)
    }
    return gettext(
        "The index rests on %(items)s items in %(dimensions)s dimensions, each item scored 0 to 4 by %(assessors)s. "
        "An item's score is the mean of its assessors, a dimension's the mean of its items; the index is their "
        "weighted sum."
    ) % {"items": len(result.items), "dimensions": len(result.dimensions), "assessors": assessors}


def _change(result: FrozenResult) -> str:
    if result.improvement is None:
        return gettext("There is no result of the year before to compare with.")
    return gettext("The improvement on %(year)s is %(improvement)s (index then: %(before)s).") % {
        "year": result.before_year,
        "improvement": formats.number(result.improvement, 2),
        "before": formats.number(result.before_index, 2),
    }
