"""Work on CVs away from the event loop: in processes that can be killed without hurting anyone else's CV."""

import asyncio
import importlib
import logging
import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import TimeoutError as TookTooLong
from datetime import date
from typing import ParamSpec, TypeVar

import psutil
import structlog
from pebble import ProcessExpired, ProcessPool

from profile_service.reading import CvUnreadable, Fault, read_file
from shared.local_servers.parent import die_with_parent

log = structlog.get_logger()

CVS_A_PROCESS_READS = 200
"""Then a fresh one takes over, whatever a CV may have left behind in it."""
LOADED_BY_READERS = ("profile_service.reading.pdf", "profile_service.reading.word", "phonenumbers")
"""Large, and loaded by nobody else."""
MEGABYTE = 1024 * 1024
_ANY_DAY = date(2026, 1, 1)
_WARM_UP = b"Curriculum vitae\nExperience\nSoftware engineer, Example Ltd, 2019 - 2021"

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
            context=multiprocessing.get_context("spawn"),
        )
        for _ in range(processes):
            self._pool.schedule(read_file, args=(_WARM_UP, _ANY_DAY))

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


def _prepare(memory_mb: int) -> None:
    """Make a process a reader: warm, gone with its parent, silent about CVs, without core files, limited in memory."""
    die_with_parent()
    logging.disable(logging.CRITICAL)
    # Before the limit: what is loaded is no part of what a CV may take.
    for module in LOADED_BY_READERS:
        importlib.import_module(module)
    read_file(_WARM_UP, _ANY_DAY)
    most = psutil.Process().memory_info().vms + memory_mb * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
