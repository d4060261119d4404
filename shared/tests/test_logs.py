"""Logs: facts, and nothing that is a person's or a secret."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from shared import logs, tracing
from shared.settings import PlatformSettings

SECRET_WORD = "hunter2-hunter2"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What was written since, while our logging is configured."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure(PlatformSettings(log_level="INFO", log_format="json"))
    yield written
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def lines(stderr: io.StringIO) -> Lines:
    """What was logged, as objects."""
    return lambda: [json.loads(line) for line in stderr.getvalue().splitlines()]


@pytest.mark.parametrize(
    "fields",
    [
        {"password": SECRET_WORD},
        {"new_password": SECRET_WORD},
        {"access_token": SECRET_WORD},
        {"client_secret": SECRET_WORD},
        {"Authorization": f"Bearer {SECRET_WORD}"},
        {"anthropic_api_key": SECRET_WORD},
        {"set_cookie": SECRET_WORD},
        {"email": SECRET_WORD},
        {"phone_number": SECRET_WORD},
        {"prompt": SECRET_WORD},
        {"cv_text": SECRET_WORD},
        {"password": SECRET_WORD.encode()},
        {"emails": [SECRET_WORD]},
        {"tokens": {"refresh": SECRET_WORD}},
        {"request": {"headers": {"authorization": SECRET_WORD}}},
        {"people": [{"email": SECRET_WORD}]},
        {"address": f"postgresql://ada:{SECRET_WORD}@db.internal:5432/auth"},
        {"addresses": [f"amqp://ada:{SECRET_WORD}@mq.internal"]},
        {"at": {"url": f"redis://:{SECRET_WORD}@cache.internal/0"}},
        {"message": f"cannot connect to amqp://ada:{SECRET_WORD}@mq.internal, giving up"},
    ],
    ids=lambda fields: str(fields)[:40],
)
def test_a_secret_is_not_written(lines: Lines, fields: dict[str, Any]) -> None:
    structlog.get_logger("test").info("something_happened", **fields, job_id=7)

    [line] = lines()
    assert SECRET_WORD not in json.dumps(line)
    assert (line["event"], line["job_id"]) == ("something_happened", 7)


def test_counts_and_facts_are_written(lines: Lines) -> None:
    facts = {"tokens": 12, "input_tokens": 3.5, "email_sent": True, "text_length": 0, "user_id": 7, "skills": ["Go"]}

    structlog.get_logger("test").info("letter_written", **facts, url="https://example.com/jobs?at=9")

    [line] = lines()
    assert {key: line[key] for key in facts} == facts
    assert line["url"] == "https://example.com/jobs?at=9"


def test_a_library_that_logs_an_address_with_a_password_does_not_give_it_away(lines: Lines) -> None:
    logging.getLogger("library").warning("connecting to %s", f"amqp://ada:{SECRET_WORD}@mq.internal")

    [line] = lines()
    assert SECRET_WORD not in json.dumps(line)
    assert line["level"] == "warning"


def fail_deep_inside() -> None:
    try:
        raise KeyError(SECRET_WORD)
    except KeyError as error:
        raise ValueError(f"INSERT INTO people VALUES ('{SECRET_WORD}')") from error


def ours(error: Exception) -> None:
    structlog.get_logger("test").warning("handler_failed", exc_info=error)


def ours_within(error: Exception) -> None:
    try:
        raise error
    except ValueError:
        structlog.get_logger("test").exception("handler_failed")


def librarys(error: Exception) -> None:
    logging.getLogger("library").error("it broke", exc_info=error)


@pytest.mark.parametrize("write", [ours, ours_within, librarys])
def test_a_traceback_says_where_and_not_what(lines: Lines, write: Callable[[Exception], None]) -> None:
    with pytest.raises(ValueError, match="INSERT") as failed:
        fail_deep_inside()

    write(failed.value)

    [line] = lines()
    assert SECRET_WORD not in json.dumps(line)
    assert line["error_type"] == "ValueError"
    assert any(frame.startswith("test_logs.py:") and "fail_deep_inside" in frame for frame in line["frames"])


@pytest.mark.usefixtures("stderr")
@pytest.mark.parametrize("write", [ours, ours_within, librarys])
def test_lines_for_people_quote_no_more(capsys: pytest.CaptureFixture[str], write: Callable[[Exception], None]) -> None:
    logs.configure(PlatformSettings(log_format="console"))
    with pytest.raises(ValueError, match="INSERT") as failed:
        fail_deep_inside()

    write(failed.value)

    written = capsys.readouterr().err
    assert "fail_deep_inside" in written
    assert SECRET_WORD not in written


def test_an_exception_nobody_awaited_does_not_quote_itself(lines: Lines) -> None:
    message = f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{SECRET_WORD}')>"

    logging.getLogger("asyncio").error(message)

    [line] = lines()
    assert line["event"] == "Task exception was never retrieved"


def test_a_line_names_the_trace_and_the_request_in_hand(lines: Lines) -> None:
    with tracing.working_on("request-7", None):
        structlog.get_logger("test").info("inside")
        trace = tracing.trace_id(tracing.traceparent.get())
    structlog.get_logger("test").info("outside")

    inside, outside = lines()
    assert (inside["request_id"], inside["trace_id"]) == ("request-7", trace)
    assert "request_id" not in outside


def test_line_breaks_in_a_value_make_no_second_line(lines: Lines) -> None:
    structlog.get_logger("test").info("job_saved", title='Clerk\n{"event": "login", "level": "info"}')

    [line] = lines()
    assert line["event"] == "job_saved"


def test_less_important_lines_than_asked_for_are_left_out(lines: Lines) -> None:
    structlog.get_logger("test").debug("detail")
    logging.getLogger("httpx").info("HTTP Request: GET http://auth/")
    structlog.get_logger("test").info("fact")

    assert [line["event"] for line in lines()] == ["fact"]


def test_lines_for_people_hold_no_secrets_either(stderr: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", stderr)
    logs.configure(PlatformSettings(log_level="INFO", log_format="console"))

    structlog.get_logger("test").info("something_happened", password=SECRET_WORD, job_id=7)

    written = stderr.getvalue()
    assert SECRET_WORD not in written
    assert "job_id" in written


@pytest.mark.parametrize(
    "value",
    [2**80, "\ud800", {7: "seven"}, "\x9b31m", "\x1b[31m", object()],
    ids=["large", "surrogate", "key", "c1", "c0", "object"],
)
def test_whatever_a_value_is_it_is_one_line_of_plain_characters(lines: Lines, stderr: io.StringIO, value: Any) -> None:
    structlog.get_logger("test").info("something_happened", value=value, job_id=7)

    [line] = lines()
    assert (line["event"], line["job_id"]) == ("something_happened", 7)
    assert stderr.getvalue().removesuffix("\n").isprintable()
    assert stderr.getvalue().isascii()


def test_a_reader_of_the_log_who_is_gone_stops_no_work(stderr: io.StringIO) -> None:
    stderr.close()

    structlog.get_logger("test").info("something_happened")
