"""Work on CVs away from the event loop: in processes that can be killed without hurting anyone else's CV."""

import asyncio
import logging
import multiprocessing
import os
import resource
from collections.abc import Callable
from concurrent.futures import TimeoutError as TookTooLong
from typing import ParamSpec, TypeVar

import psutil
import structlog
from pebble import ProcessExpired, ProcessPool

from profile_service.reading import CvUnreadable, Fault
from shared.local_servers.parent import die_with_parent

log = structlog.get_logger()

CVS_A_PROCESS_READS = 200
"""Then a fresh one takes over, whatever a CV may have left behind in it."""
WARM = "profile_service.reader.warm"
"""Named, not loaded: in the process that answers it would only take memory."""
MEGABYTE = 1024 * 1024

AskedT = ParamSpec("AskedT")
ResultT = TypeVar("ResultT")


class ReadingPool:
    """Processes for one CV at a time each, limited in time and memory."""

    def __init__(self, processes: int, seconds: float, memory_mb: int) -> None:
        self._seconds = seconds
        self._pool = ProcessPool(
            max_workers=processes,
            max_tasks=CVS_A_PROCESS_READS,
            initializer=_prepare,
            initargs=(memory_mb,),
            context=_forking_from_a_warm_one(),
        )
        # The first to be asked would wait for all that is loaded.
        self._pool.schedule(os.getpid)

    async def run(self, work: Callable[AskedT, ResultT], *asked: AskedT.args, **named: AskedT.kwargs) -> ResultT:
        """What the function returns. Raises CvUnreadable when it does, is killed, or stumbles over the CV."""
        running = self._pool.schedule(work, args=asked, kwargs=named, timeout=self._seconds)
        try:
            result: ResultT = await asyncio.wrap_future(running)
        except (TookTooLong, TimeoutError, ProcessExpired, MemoryError) as error:
            log.warning("cv_reader_gave_up", error_type=type(error).__name__, work=work.__name__)
            raise CvUnreadable(Fault.TOO_COMPLEX) from None
        except CvUnreadable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a parser lets out on a hostile file, the file is at fault
            log.error("cv_reader_failed", error_type=type(error).__name__, work=work.__name__)
            raise CvUnreadable(Fault.BROKEN) from None
        return result

    async def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._pool.stop()
        await asyncio.to_thread(self._pool.join)


def _forking_from_a_warm_one() -> multiprocessing.context.ForkServerContext:
    """Readers share what one process has loaded once: they hold little of their own, and another is there at once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WARM])
    return context


def _prepare(memory_mb: int) -> None:
    """Make a process a reader: gone with its parent, silent about CVs, without core files, limited in memory."""
    die_with_parent()
    logging.disable(logging.CRITICAL)
    # What is loaded is no part of what a CV may take.
    most = psutil.Process().memory_info().vms + memory_mb * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
