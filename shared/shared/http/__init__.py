"""HTTP plumbing: the error body, request ids, health, callers and the types of requests."""

from shared.http.commands import NOT_KEPT, CommandId, CommandRoute, LongCommandRoute
from shared.http.dependencies import AdminCaller, CallerIfAny, CurrentCaller, Db, service_deps
from shared.http.errors import error_answer
from shared.http.failures import failures
from shared.http.schemas import ErrorOut, ExportOut, Limit, Line, Offset, PathId, Stripped, Text, Utc

__all__ = [
    "NOT_KEPT",
    "AdminCaller",
    "CallerIfAny",
    "CommandId",
    "CommandRoute",
    "CurrentCaller",
    "Db",
    "ErrorOut",
    "ExportOut",
    "Limit",
    "Line",
    "LongCommandRoute",
    "Offset",
    "PathId",
    "Stripped",
    "Text",
    "Utc",
    "error_answer",
    "failures",
    "service_deps",
]
