"""What is written down of a request to REST, and when: after its answer has been sent, so nobody waits for it.

A view says nothing for this; `concerning(request, ...)` is for one that knows better whose rows it hands out and how
many they are (a stream says it at its end).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError
from django.http import FileResponse, HttpRequest, HttpResponseBase
from rest_framework.request import Request

from core.addresses import client_address
from organizations.models import ApiKey, PullEntry, Region, User
from organizations.networks import parsed
from organizations.scoping import ScopedQuerySet
from organizations.services.keys import note_use

SECRET_WORDS = ("key", "token", "secret", "password", "kunci", "sandi")
LONGEST_VALUE = 200
MOST_PARAMETERS = 40
REFUSED = (401, 403, 429)
REFUSAL_NOTED_EVERY = 60
"""Seconds: a program that runs against a wall does not fill the log."""
log = logging.getLogger(__name__)


@dataclass
class Pull:
    """What is known of a request while it is answered."""

    view: Any
    user: User
    key: ApiKey | None
    arguments: dict[str, Any]
    status: int
    format: str
    began: float = field(default_factory=perf_counter)
    regions: frozenset[int] | None = None
    rows: int | None = None
    sent: int = 0


def concerning(
    request: Any, *, regions: Iterable[int] | None = None, rows: int | None = None, everything: bool = False
) -> None:
    """A view says whose rows (numbers of regions) it hands out, or how many; may be called until the last byte.

    `everything`: of one row of the list it hands out all that the person may see.
    """
    plain: Any = getattr(request, "_request", request)
    said = plain.__dict__.setdefault("pull_said", {})
    if everything:
        said.pop("regions", None)
    said.update({} if regions is None else {"regions": frozenset(regions)})
    said.update({} if rows is None else {"rows": rows})


class LoggedPull:
    """Mixed into views of REST: leaves on the request what the log needs to know."""

    tells_of_regions = True

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        plain: Any = getattr(request, "_request", None)
        if plain is not None and request.method != "OPTIONS" and (pull := _pull_of(self, request, answer)):
            plain.pull = pull
        return answer


def _pull_of(view: Any, request: Request, answer: Any) -> Pull | None:
    """Nothing for somebody who is not known."""
    plain: Any = request._request
    key = request.auth if isinstance(request.auth, ApiKey) else getattr(plain, "known_key", None)
    user: Any = key.user if key is not None else request.user
    if not user.is_authenticated:
        return None
    renderer = getattr(request, "accepted_renderer", None)
    kind = getattr(renderer, "format", None) or answer.get("Content-Type", "").partition(";")[0]
    pull = Pull(view, user, key, dict(view.kwargs), answer.status_code, kind)
    if answer.streaming:
        pull.format = answer.get("Content-Type", "").partition(";")[0]
    data = getattr(answer, "data", None)
    if isinstance(data, dict) and answer.status_code < 400:
        found = data.get("results")
        pull.rows = len(found) if isinstance(found, list) else 1
    return pull


def follow(request: HttpRequest, response: HttpResponseBase, began: float) -> None:
    """Write the line down as soon as the answer is sent, or has been broken off."""
    pull: Pull | None = getattr(request, "pull", None)
    if pull is None:
        return
    pull.began = began
    if response.streaming and not isinstance(response, FileResponse) and not response.is_async:  # type: ignore[attr-defined]
        response.streaming_content = _counted(response.streaming_content, pull)  # type: ignore[attr-defined]
    response._resource_closers.append(lambda: _write(request, response, pull))  # type: ignore[attr-defined]


def _counted(pieces: Iterable[bytes], pull: Pull) -> Iterator[bytes]:
    for piece in pieces:
        pull.sent += len(piece)
        yield piece


def _write(request: HttpRequest, response: HttpResponseBase, pull: Pull) -> None:
    """Never in the way of an answer: what cannot be written is said in the log of the server."""
    try:
        address = parsed(client_address(request))
        if pull.key is not None and response.status_code not in REFUSED:
            note_use(pull.key, address)
        if _is_worth_a_line(pull, response.status_code):
            _entry(request, response, pull, address).save(force_insert=True)
    except DatabaseError:
        log.exception("A pull of data could not be written down: %s %s", request.method, request.path)


def _is_worth_a_line(pull: Pull, status: int) -> bool:
    if status not in REFUSED:
        return True
    return bool(cache.add(f"pull-refused-{pull.user.pk}-{pull.key and pull.key.pk}-{status}", 1, REFUSAL_NOTED_EVERY))


def _entry(request: HttpRequest, response: HttpResponseBase, pull: Pull, address: str | None) -> PullEntry:
    said = getattr(request, "pull_said", {})
    regions, is_nation = _reached(request, response, pull, said)
    entry = PullEntry(
        user=pull.user,
        key=pull.key,
        address=address,
        method=(request.method or "")[:7],
        path=request.path[:300],
        table=table_of(request.path),
        parameters=_parameters(request),
        format=pull.format[:60],
        status=response.status_code,
        rows=said.get("rows", pull.rows),
        bytes=_size(response, pull),
        duration_ms=int((perf_counter() - pull.began) * 1000),
    )
    return _placed(entry, regions, is_nation)


def _placed(entry: PullEntry, regions: frozenset[int], is_nation: bool) -> PullEntry:
    """Whose rows may be in the answer, as the line keeps it."""
    if is_nation:
        entry.reach = PullEntry.Reach.NATION
    elif len(regions) == 1:
        entry.reach, entry.region_id = PullEntry.Reach.REGION, next(iter(regions))
    elif regions:
        entry.reach = PullEntry.Reach.REGIONS
        entry.reached = f"|{'|'.join(map(str, sorted(regions)))}|"
    return entry


def _reached(
    request: HttpRequest, response: HttpResponseBase, pull: Pull, said: dict[str, Any]
) -> tuple[frozenset[int], bool]:
    """The regions whose rows may be in the answer: what the view says, one row's, the filter's, else all that the
    person may see. Nothing was taken by what was refused or is the same for everybody."""
    if response.status_code >= 400 or not pull.view.tells_of_regions:
        return frozenset(), False
    if (known := said.get("regions", pull.regions)) is not None:
        return known, False
    code = pull.arguments.get("region") or pull.arguments.get("code") or request.GET.get("region")
    if code and (found := Region.objects.filter(code=code).values_list("pk", flat=True).first()):
        return frozenset([found]), False
    access, needs = pull.user.access, getattr(pull.view, "needs", None)
    if needs is None:
        return frozenset(), False
    reach = access.reach(needs)
    beside = {each.region_id for each in access.standings if each.agency_id in reach.agencies and each.region_id}
    return reach.regions | beside, reach.nation


def region_of_row(row: Any) -> int | None:
    """The number of the region to which a row belongs; None for what belongs to none."""
    rows: Any = type(row)._default_manager.all()
    if not isinstance(rows, ScopedQuerySet):
        return None
    if rows.region_path == "pk":
        return row.pk if isinstance(row, Region) else None
    *way, last = rows.region_path.split("__")
    for step in way:
        row = getattr(row, step, None)
        if row is None:
            return None
    return getattr(row, f"{last}_id")


def table_of(path: str) -> str:
    """The table that an address names: `evidence` for a list or a row, `evidence/file` for what belongs to a row."""
    parts = path.strip("/").split("/")[2:]
    if not parts:
        return "/"
    if len(parts) == 2 and not parts[1][:1].isdigit() and len(parts[1]) < 30:
        return "/".join(parts)[:80]
    return "/".join([parts[0], *parts[2:3]])[:80]


def _parameters(request: HttpRequest) -> dict[str, str]:
    found = list(request.GET.items())[:MOST_PARAMETERS]
    return {
        name[:80]: "***" if any(word in name.lower() for word in SECRET_WORDS) else str(value)[:LONGEST_VALUE]
        for name, value in found
    }


def _size(response: Any, pull: Pull) -> int | None:
    """The bytes of the answer before they are compressed."""
    if not response.streaming:
        return len(response.content)
    if isinstance(response, FileResponse):
        length = response.get("Content-Length", "")
        return int(length) if length.isdigit() else None
    return pull.sent
