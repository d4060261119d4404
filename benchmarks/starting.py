"""P12: how long the all-in-one product takes to its first healthy answer, and what it holds when idle."""

import asyncio
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import psutil

from career_agent.testing.all_in_one import Product, product_in
from career_agent.testing.person import Visitor

SECOND_STARTS = 5
IDLE_AFTER_SECONDS = 15.0
CVS = Path(__file__).parents[1] / "deploy" / "career_agent" / "demo_cvs"


def figure(name: str, value: float, **more: float) -> None:
    """One line for `make bench`."""
    print(json.dumps({"figure": name, "value": round(value, 2), **more}), flush=True)


async def start_seconds(product: Product) -> float:
    began = time.monotonic()
    await product.start()
    return time.monotonic() - began


async def seconds_to_matches(product: Product) -> float:
    """From sending a CV to its matches being listed."""
    async with product.client() as client:
        visitor = await Visitor.register(client)
        began = time.monotonic()
        answer = await visitor.upload_cv((CVS / "software_engineer.pdf").read_bytes(), "cv.pdf")
        answer.raise_for_status()
        await visitor.wait_for_matches()
        return time.monotonic() - began


def megabytes(product: Product) -> float:
    """What every process of the product holds, each shared page counted once."""
    assert product.process is not None
    main = psutil.Process(product.process.pid)
    processes = [main, *main.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in processes) / 1e6


async def measure(folder: Path) -> None:
    async with product_in(folder, RATE_LIMITS="off", JOB_SOURCES="") as product:
        figure("p12_first_start_seconds", await start_seconds(product))
        uploads = [await seconds_to_matches(product) for _ in range(SECOND_STARTS)]
        figure("cv_to_matches_seconds", statistics.median(uploads), worst=round(max(uploads), 2))
        await product.end()
        starts = []
        for _ in range(SECOND_STARTS):
            starts.append(await start_seconds(product))
            await product.end()
        figure("p12_second_start_seconds", statistics.median(starts), bar=8)
        await product.start()
        await asyncio.sleep(IDLE_AFTER_SECONDS)
        figure("p12_idle_megabytes", megabytes(product), bar=700)
        await product.end()


def main() -> None:
    """Measure in a folder that a server's account may enter."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    try:
        asyncio.run(measure(folder))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
