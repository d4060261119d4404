"""Pytest's part: a test fails on an answer the document does not know; what passing tests saw is kept.

What was seen is in pytest's cache, by test; `career_agent.coverage` makes docs/api-coverage.md of it and checks it.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.testing.contract import watch
from shared.testing.contract.document import ApiDocument

DOCUMENT = Path("docs") / "openapi.json"
CACHE_KEY = "career_agent/seen"
PROPERTY = "seen"

Exchange = tuple[str, str, int]
"""Method, documented path, status."""


class Watcher:
    """Notes what the test that runs is given by the API, while it runs: what its fixtures saw is nobody's."""

    def __init__(self, document: ApiDocument) -> None:
        self._document = document
        self._running = False
        self.seen: dict[Exchange, None] = {}
        self.faults: list[str] = []

    def begin(self) -> None:
        """A test begins."""
        self._running, self.seen, self.faults = True, {}, []

    def end(self) -> None:
        """It has ended; what comes now is its fixtures' and nobody's."""
        self._running = False

    def note(self, response: httpx.Response, body: bytes | None) -> None:
        """An answer came; those of paths and methods that are not documented are no business of ours."""
        method, asked = response.request.method, response.request.url.path
        path = self._document.path_of(method, asked)
        if path is None or not self._running:
            return
        status, media = int(response.status_code), response.headers.get("content-type", "")
        fault = self._document.fault_in(method, path, status, media, body)
        if fault:
            self.faults.append(f"{method} {path} answered {status}: {fault}")
        else:
            self.seen[method, path, status] = None


class Recorder:
    """Collects what every passing test saw, in whichever process it ran."""

    def __init__(self) -> None:
        self.by_test: dict[str, list[Exchange]] = {}
        self.failed: set[str] = set()

    def take(self, report: pytest.TestReport) -> None:
        """A test's report, of its call or of what is around it."""
        # Without its parameters, and without the group by which tests are given to processes.
        name = report.nodeid.partition("[")[0].partition("@")[0]
        if report.failed:
            self.failed.add(name)
        elif report.when == "call" and report.passed:
            seen: Any = dict(report.user_properties).get(PROPERTY, [])
            self.by_test.setdefault(name, []).extend(tuple(each) for each in seen)

    def merged_with(self, before: dict[str, list[Exchange]]) -> dict[str, list[Exchange]]:
        """What is known now. A test that ran not at all this time, or for some of its parameters, keeps what it saw;
        one that failed has seen nothing. `make test` begins with nothing known.
        """
        known = {name: {(*each,) for each in seen} for name, seen in before.items()}
        for name, seen in self.by_test.items():
            known.setdefault(name, set()).update(seen)
        return {name: sorted(seen) for name, seen in known.items() if name not in self.failed and seen}


def pytest_configure(config: pytest.Config) -> None:
    document = config.rootpath / DOCUMENT
    if document.is_file():
        watcher = Watcher(ApiDocument.in_file(document))
        watch(watcher.note)
        config.pluginmanager.register(_Judge(watcher), "contract-judge")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Keeper(config), "contract-keeper")


class _Judge:
    """Where tests run."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self._watcher.begin()
        try:
            result = yield
        finally:
            self._watcher.end()
        item.user_properties.append((PROPERTY, list(self._watcher.seen)))
        if self._watcher.faults:
            listed = "\n".join(dict.fromkeys(self._watcher.faults))
            pytest.fail(
                f"{DOCUMENT} does not say so (after a change of the code: `make docs`):\n{listed}", pytrace=False
            )
        return result


class _Keeper:
    """Where reports come together."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._recorder = Recorder()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._recorder.take(report)

    def pytest_sessionfinish(self) -> None:
        cache = self._config.cache
        if cache is not None:
            cache.set(CACHE_KEY, self._recorder.merged_with(cache.get(CACHE_KEY, {})))
