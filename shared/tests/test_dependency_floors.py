"""Libraries are at least as new as the fixes of what was found in them (security.md 3.11)."""

from importlib.metadata import version

import pytest
from packaging.version import Version

FLOORS = {
    "pyjwt": "2.13.0",  # CVE-2026-32597, CVE-2026-48523
    "python-multipart": "0.0.27",  # CVE-2026-42561, -24486, -40347
    "starlette": "1.3.1",  # CVE-2026-54283
    "redis": "5",
    "sqlalchemy": "2.0.50",
    "aio-pika": "10.2.1",
    "aiormq": "7.2.4",
    "python-docx": "0.8.6",  # GHSA-34wj-p5jm-2p96
    "defusedxml": "0.7.1",
    "argon2-cffi": "25.1.0",
    "pypdf": "6.9.2",  # CVE-2026-24688, CVE-2026-27628; reads PDFs in tests alone
}


@pytest.mark.parametrize(("library", "floor"), FLOORS.items(), ids=FLOORS)
def test_a_library_has_the_fixes_it_needs(library: str, floor: str) -> None:
    assert Version(version(library)) >= Version(floor)
