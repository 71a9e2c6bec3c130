"""REST: what will go away says so in good time, in every answer and in the schema (see docs/rest.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from django.utils.http import http_date

POLICY = "/api/v1/docs/"
"""Where the policy and what comes instead are described, unless a view says it better."""


@dataclass(frozen=True)
class Deprecated:
    """Since when not to be used for new work, from when gone, and where it is told what to use instead."""

    since: date
    sunset: date | None = None
    link: str = POLICY

    def headers(self) -> Iterator[tuple[str, str]]:
        """`Deprecation` (RFC 9745), `Sunset` (RFC 8594), `Link`.

        >>> dict(Deprecated(date(2027, 1, 1), date(2028, 1, 1)).headers())["Sunset"]
        'Sat, 01 Jan 2028 00:00:00 GMT'
        """
        yield "Deprecation", f"@{_seconds(self.since)}"
        if self.sunset:
            yield "Sunset", http_date(_seconds(self.sunset))
        yield "Link", f'<{self.link}>; rel="deprecation"'


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())


class DeprecationMixin:
    """For views: `deprecated_since` and `sunset_on` of the whole address; `deprecated_fields` of a serializer class
    (name -> Deprecated) of single fields. With several the earliest day of each counts."""

    deprecated_since: ClassVar[date | None] = None
    sunset_on: ClassVar[date | None] = None
    deprecation_link: ClassVar[str] = POLICY

    def deprecation(self) -> Deprecated | None:
        """What the headers say."""
        found = [*fields_of(getattr(self, "serializer_class", None)).values()]
        if self.deprecated_since:
            found.append(Deprecated(self.deprecated_since, self.sunset_on, self.deprecation_link))
        if not found:
            return None
        ends = [each.sunset for each in found if each.sunset]
        return Deprecated(min(each.since for each in found), min(ends) if ends else None, found[-1].link)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        if going := self.deprecation():
            for name, value in going.headers():
                before = answer.headers.get(name) if name == "Link" else None
                answer[name] = f"{before}, {value}" if before else value
        return answer


def fields_of(serializer: Any) -> dict[str, Deprecated]:
    """The deprecated fields of a serializer (class or instance)."""
    return dict(getattr(serializer, "deprecated_fields", {}))
