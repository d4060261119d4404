"""The judge of answers: what it finds wrong, what it lets pass, and whose each answer is."""

import json
from typing import Any

import httpx
import pytest

from shared.testing import contract
from shared.testing.contract import watch, watched
from shared.testing.contract.document import ApiDocument
from shared.testing.contract.plugin import Recorder, Watcher

THING = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "made_at": {"type": "string", "format": "date-time"}},
    "required": ["id"],
}
ERROR = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}


def answering(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


DOCUMENT = ApiDocument(
    {
        "paths": {
            "/things/{id}": {
                "get": {"responses": {"200": answering("Thing"), "404": answering("ErrorOut")}},
                "delete": {"responses": {"204": {"description": "Gone."}}},
            },
            "/things/best": {"get": {"responses": {"200": {"content": {"text/plain": {}, "text/event-stream": {}}}}}},
        },
        "components": {"schemas": {"Thing": THING, "ErrorOut": ERROR}},
    }
)


def fault(method: str, path: str, status: int, body: Any, media: str = "application/json") -> str | None:
    content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    return DOCUMENT.fault_in(method, path, status, media, content)


@pytest.mark.parametrize(
    ("asked", "path"),
    [("/things/7", "/things/{id}"), ("/things/best", "/things/best"), ("/things", None), ("/things/7/parts", None)],
)
def test_a_request_is_found_in_the_document(asked: str, path: str | None) -> None:
    assert DOCUMENT.path_of("GET", asked) == path


def test_a_method_the_document_does_not_have_is_no_business_of_it() -> None:
    assert DOCUMENT.path_of("PUT", "/things/7") is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"id": 1}),
        (200, {"id": 1, "made_at": "2026-11-20T10:00:00Z"}),
        (404, {"detail": "No."}),
        (500, {"detail": "?"}),
    ],
)
def test_a_documented_answer_has_no_fault(status: int, body: Any) -> None:
    assert fault("GET", "/things/{id}", status, body) is None


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (418, {"detail": "Teapot."}, "this status is not documented"),
        (200, {}, '"id" is a required property'),
        (200, {"id": "1"}, 'is not of type "integer"'),
        (200, {"id": 1, "made_at": "yesterday"}, "date-time"),
        (404, {"message": "No."}, '"detail" is a required property'),
        (500, {"message": "?"}, '"detail" is a required property'),
    ],
)
def test_an_answer_that_is_not_documented_has_its_fault_named(status: int, body: Any, said: str) -> None:
    assert said in (fault("GET", "/things/{id}", status, body) or "")


def test_types_and_empty_answers_are_judged_too() -> None:
    assert fault("GET", "/things/best", 200, b"7", "text/plain; charset=utf-8") is None
    assert fault("GET", "/things/best", 200, None, "text/event-stream") is None
    assert fault("GET", "/things/best", 200, {"id": 1}) == "application/json is not documented"
    assert fault("DELETE", "/things/{id}", 204, b"", "") is None
    assert "2 bytes came" in (fault("DELETE", "/things/{id}", 204, b"{}") or "")


def answer(method: str, path: str, status: int, body: Any) -> tuple[httpx.Response, bytes]:
    content = json.dumps(body).encode()
    request = httpx.Request(method, f"http://product{path}")
    headers = {"Content-Type": "application/json"}
    return httpx.Response(status, content=content, headers=headers, request=request), content


def test_an_answer_belongs_to_the_test_that_runs_and_a_faulty_one_was_not_seen() -> None:
    watcher = Watcher(DOCUMENT)
    watcher.note(*answer("GET", "/things/7", 200, {"id": 7}))
    watcher.begin()
    watcher.note(*answer("GET", "/things/7", 200, {"id": 7}))
    watcher.note(*answer("GET", "/things/8", 404, {"error": "No."}))
    watcher.note(*answer("GET", "/elsewhere", 418, {}))
    watcher.end()
    watcher.note(*answer("GET", "/things/9", 404, {"detail": "No."}))

    assert list(watcher.seen) == [("GET", "/things/{id}", 200)]
    assert watcher.faults == ['GET /things/{id} answered 404: body: "detail" is a required property']


def report(name: str, when: str, outcome: str, *seen: Any) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=name,
        location=("", 0, ""),
        keywords={},
        outcome=outcome,  # type: ignore[arg-type]
        longrepr=None,
        when=when,  # type: ignore[arg-type]
        user_properties=[("seen", list(seen))],
    )


def test_only_tests_that_passed_are_witnesses_and_the_others_keep_what_they_saw() -> None:
    recorder, one, two = Recorder(), ["GET", "/a", 200], ["GET", "/b", 200]
    recorder.take(report("t.py::test_x[wheel]", "call", "passed", one))
    recorder.take(report("t.py::test_x[system]", "call", "passed", two))
    recorder.take(report("t.py::test_y", "call", "passed", one))
    recorder.take(report("t.py::test_y", "teardown", "failed"))
    recorder.take(report("t.py::test_z", "call", "failed", one))

    before = {
        "t.py::test_y": [("GET", "/old", 200)],
        "t.py::test_other": [("GET", "/c", 200)],
        "t.py::test_x": [("GET", "/d", 200)],
    }
    assert recorder.merged_with(before) == {
        "t.py::test_other": [("GET", "/c", 200)],
        "t.py::test_x": [("GET", "/a", 200), ("GET", "/b", 200), ("GET", "/d", 200)],
    }


async def test_a_watched_client_shows_its_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "_watchers", [])
    shown: list[tuple[int, bytes | None]] = []
    watch(lambda response, body: shown.append((response.status_code, body)))
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"id": 1}))

    async with watched(httpx.AsyncClient(transport=transport)) as client:
        await client.get("http://product/nowhere")

    assert shown == [(200, b'{"id":1}')]
