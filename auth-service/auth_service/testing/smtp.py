"""A mail server for tests: it speaks SMTP, keeps what it is given, and can refuse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass(slots=True)
class PostBox:
    """The mails that were taken, and what is said to a recipient: `250`, or a refusal."""

    port: int = 0
    says: str = "250 ok"
    mails: list[Message] = field(default_factory=list)
    asked: int = 0
    """How often somebody named a recipient."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation."""
        writer.write(b"220 postbox\r\n")
        while line := (await reader.readline()).strip():
            match line.split(b":")[0].split(b" ")[0].upper():
                case b"RCPT":
                    self.asked += 1
                    writer.write(f"{self.says}\r\n".encode())
                case b"DATA":
                    writer.write(b"354 go on\r\n")
                    content = await reader.readuntil(b"\r\n.\r\n")
                    self.mails.append(message_from_bytes(content.removesuffix(b".\r\n")))
                    writer.write(b"250 taken\r\n")
                case b"QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                case _:
                    writer.write(b"250 ok\r\n")
            await writer.drain()
        writer.close()


@asynccontextmanager
async def post_box() -> AsyncIterator[PostBox]:
    """A mail server on this machine, for the length of the block."""
    box = PostBox()
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box
