"""REST: answers with figures name what they are true of: the moment, the snapshot, verified or preliminary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone

from core.rest.deprecation import DeprecationMixin

AS_OF, SNAPSHOT, STATUS = "Data-As-Of", "Data-Snapshot", "Data-Status"
VERIFIED, PRELIMINARY, MIXED = "verified", "preliminary", "mixed"


@dataclass(frozen=True)
class Carries:
    """What the figures of a view rest on.

    `state`: the attribute of a row (dotted) that says how far it is, `final`: its values that count as verified or
    published. `always`: the status of all rows, where it is the same. `snapshot`: the attribute with the SHA-256 of
    the frozen data. Without figures of its own a view says `NO_FIGURES`.
    """

    state: str = ""
    final: tuple[Any, ...] = ()
    always: str = ""
    snapshot: str = ""

    def status(self, rows: Iterable[Any]) -> str:
        """Of all rows together; nothing of no rows.

        >>> Carries("state", ("verified",)).status([{"state": "verified"}, {"state": "draft"}])
        'mixed'
        """
        if self.always:
            return self.always
        found = {_read(row, self.state) in self.final for row in rows} if self.state else set()
        return MIXED if len(found) == 2 else {True: VERIFIED, False: PRELIMINARY}[found.pop()] if found else ""

    def snapshots(self, rows: Iterable[Any]) -> set[str]:
        """The snapshots of the rows."""
        return {str(found) for row in rows if (found := _read(row, self.snapshot))} if self.snapshot else set()


NO_FIGURES = Carries()
"""Rows have a state, but it says nothing about figures."""
PUBLISHED = Carries(always=VERIFIED)
"""Figures that are only kept once they are final."""


class MomentsMixin(DeprecationMixin):
    """For views: sets the headers of what `carries` says."""

    carries: ClassVar[Carries | None] = None
    began: datetime
    _about: list[Any]

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        now = timezone.now()
        self.began, self._about = now.replace(microsecond=now.microsecond // 1000 * 1000), []
        return super().initialize_request(request, *args, **kwargs)  # type: ignore[misc]

    def check_object_permissions(self, request: Any, obj: Any) -> None:
        super().check_object_permissions(request, obj)  # type: ignore[misc]
        self._about = [obj]

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        if args and args[0] is not None:
            self._about = list(args[0]) if kwargs.get("many") else [args[0]]
            args = (self._about if kwargs.get("many") else args[0], *args[1:])
        return super().get_serializer(*args, **kwargs)  # type: ignore[misc]

    def shows(self, *rows: Any) -> None:
        """For views without a serializer of rows: what the answer is about."""
        self._about = list(rows)

    def carried(self) -> tuple[str, ...]:
        """The columns by which rows say how far their figures are, as the database names them."""
        if not self.carries:
            return ()
        return tuple(each.replace(".", "__") for each in (self.carries.state, self.carries.snapshot) if each)

    def shows_values(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """As `shows`, of rows that are known by these columns only."""
        self._about = [_nested(dict(zip(columns, row, strict=True))) for row in {tuple(row) for row in rows}]

    def shows_all(self, rows: Any) -> None:
        """For a whole list: the states of its rows, without reading the rows."""
        if self.carries and self.carries.state:
            path = self.carries.state.replace(".", "__")
            self.shows_values((path,), rows.order_by().values_list(path).distinct())

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.carries and self.carries != NO_FIGURES and answer.status_code in (200, 304):
            for name, value in self._truth(self.carries):
                answer.headers.setdefault(name, value)
        return answer

    def _truth(self, carries: Carries) -> Iterable[tuple[str, str]]:
        yield AS_OF, self.began.isoformat(timespec="milliseconds")
        if status := carries.status(self._about):
            yield STATUS, status
        if len(found := carries.snapshots(self._about)) == 1:
            yield SNAPSHOT, found.pop()


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """What `_read` finds at the dotted paths of these columns.

    >>> _nested({"report__state": "draft", "report__sha256": "9f", "at": 1})
    {'report': {'state': 'draft', 'sha256': '9f'}, 'at': 1}
    """
    made: dict[str, Any] = {}
    for path, value in values.items():
        here = made
        *way, last = path.split("__")
        for part in way:
            here = here.setdefault(part, {})
        here[last] = value
    return made


def _read(row: Any, path: str) -> Any:
    """The value at a dotted path of a row, be it an object or a mapping; nothing where a part is missing."""
    for part in path.split("."):
        try:
            row = row.get(part) if isinstance(row, Mapping) else getattr(row, part, None)
        except ObjectDoesNotExist:
            return None
    return row


HEADERS: dict[str, dict[str, Any]] = {
    AS_OF: {
        "description": "The moment at which these figures were read: the start of the request (ISO 8601).",
        "schema": {"type": "string", "format": "date-time"},
        "example": "2026-10-20T02:15:04.120+00:00",
    },
    STATUS: {
        "description": "`verified` (or published), `preliminary`, or `mixed`; absent where there are no rows.",
        "schema": {"type": "string", "enum": [VERIFIED, PRELIMINARY, MIXED]},
        "example": MIXED,
    },
    SNAPSHOT: {
        "description": "SHA-256 of the frozen data, where all rows of the answer rest on one snapshot.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "example": "9f2c1e5b7a3d4860b1c2d3e4f5061728394a5b6c7d8e9f00112233445566778f",
    },
}
