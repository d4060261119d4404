"""Compiling for all processes that come: one does it."""

import asyncio
import os
import sys
from pathlib import Path

from fasteners import InterProcessLock

from match_service.index.compiled import COMPILED, WHOLE


async def test_who_comes_while_another_process_compiles_waits_for_it_and_compiles_nothing(tmp_path: Path) -> None:
    place = tmp_path / COMPILED.name
    place.mkdir()
    with InterProcessLock(place / "lock"):
        waiting = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "match_service.warm"), env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
        )
        done, _ = await asyncio.wait([ending := asyncio.create_task(waiting.wait())], timeout=5)
        assert not done
        (place / WHOLE).touch()

    assert await ending == 0
    assert list(place.rglob("*.nbi")) == []
