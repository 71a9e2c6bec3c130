"""A real SMTP server on this machine that can refuse a mail, go silent, or break off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller

from tests.servers import free_port

ACCEPTED = "250 OK"


class Server:
    """`received`: what was accepted. `rcpt` and `data` answer the mail of that number, counted from 1; the server
    breaks the connection off after `cut_after` mails, and says nothing from mail `silent_from` on."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.began = 0
        self.rcpt: Callable[[int], str] = lambda number: ACCEPTED
        self.data: Callable[[int], str] = lambda number: ACCEPTED
        self.cut_after: int | None = None
        self.silent_from: int | None = None
        self.controller: Controller | None = None
        self.port = 0

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        envelope.mail_from = address
        self.began += 1
        return ACCEPTED

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        answer = self.rcpt(self.began)
        if answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.silent_from is not None and self.began >= self.silent_from:
            await asyncio.sleep(60)
        if self.cut_after is not None and self.began > self.cut_after:
            server.transport.close()
            return ACCEPTED
        answer = self.data(self.began)
        if answer == ACCEPTED:
            self.received.append(message_from_bytes(envelope.content))
        return answer

    @property
    def ids(self) -> list[str]:
        """The Message-IDs in the order in which they came."""
        return [str(each["Message-ID"]) for each in self.received]

    def start(self) -> None:
        self.port = free_port()
        self.start_again()

    def start_again(self) -> None:
        """On the port that it had."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=60)
        self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None
