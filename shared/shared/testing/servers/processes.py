"""Ending a child process for certain."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_SECONDS = 20


@contextmanager
def stopping(process: subprocess.Popen[bytes], how: signal.Signals) -> Iterator[None]:
    """Stop the process at the end of the block: with the signal it understands, and when it does not, for certain."""
    try:
        yield
    finally:
        process.send_signal(how)
        try:
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
