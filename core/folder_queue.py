"""The broker of plain files, whose queues have an order: of two that wait, the queue named first is served first.

kombu's own takes turns, so that a short task would wait for a long one between any two; Redis has
`queue_order_strategy` for the same.
"""

from __future__ import annotations

from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.scheduling import FairCycle


class InOrder(FairCycle):
    """Asks the first queue first, always."""

    def get(self, callback: Any, **kwargs: Any) -> Any:
        for each in self.resources:
            try:
                return self.fun(each, callback, **kwargs)
            except self.predicate:
                continue
        raise self.predicate


class Channel(filesystem.Channel):  # type: ignore[misc]
    """A channel whose queues are served in their order."""

    def _reset_cycle(self) -> None:
        self._cycle = InOrder(self._get_and_deliver, self._active_queues, Empty)


class Transport(filesystem.Transport):  # type: ignore[misc]
    """`folder://`"""

    Channel = Channel
