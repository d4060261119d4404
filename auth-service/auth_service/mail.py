"""Sending mail."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Literal, Protocol

import aiosmtplib

from shared.errors import Unavailable

ANSWERS_WITHIN_SECONDS = 20.0


class MailRefused(Exception):
    """The server will never take this mail: trying again is of no use."""


class MailServer(Protocol):
    """Where mail is handed over."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """Returns once the server has taken the mail. Raises Unavailable, or MailRefused."""
        ...


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server as the settings describe it."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    username: str
    password: str = field(repr=False)
    sender: str

    async def send(self, to: str, subject: str, text: str) -> None:
        try:
            await aiosmtplib.send(
                self._message(to, subject, text),
                hostname=self.host,
                port=self.port,
                username=self.username or None,
                password=self.password or None,
                use_tls=self.security == "tls",
                start_tls=self.security == "starttls",
                timeout=ANSWERS_WITHIN_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            if all(500 <= refused.code < 600 for refused in error.recipients):
                raise MailRefused from error
            raise Unavailable from error
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise Unavailable from error

    def _message(self, to: str, subject: str, text: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message
