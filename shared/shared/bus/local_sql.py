"""Every statement of the local bus."""

from collections.abc import Sequence
from typing import Any

from shared.events import Message

UNHEARD = "events.unheard"
"""Where an event rests that no queue is bound to, until it is forgotten."""

PRESENCE_CLASS = 4_207_002
"""First key of the advisory locks that say which consumers live."""

LOCK_SCHEMA = "SELECT pg_advisory_xact_lock(4207003)"

SCHEMA = (
    "CREATE SCHEMA IF NOT EXISTS bus",
    "CREATE SEQUENCE IF NOT EXISTS bus.consumer_numbers AS integer CYCLE",
    """
    CREATE TABLE IF NOT EXISTS bus.bindings (
        event text NOT NULL,
        queue text NOT NULL,
        PRIMARY KEY (event, queue)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS bus.deliveries (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        queue text NOT NULL,
        message_id uuid NOT NULL,
        event text NOT NULL,
        body bytea NOT NULL,
        occurred_at timestamptz NOT NULL,
        traceparent text,
        user_id bigint,
        attempt smallint NOT NULL DEFAULT 0,
        available_at timestamptz NOT NULL DEFAULT now(),
        taken_by integer
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)
    """,
    """
    CREATE INDEX IF NOT EXISTS ix_deliveries_free ON bus.deliveries (queue, available_at, id) WHERE taken_by IS NULL
    """,
    "CREATE INDEX IF NOT EXISTS ix_deliveries_taken ON bus.deliveries (taken_by) WHERE taken_by IS NOT NULL",
)

UNBIND = "DELETE FROM bus.bindings WHERE queue = :queue AND NOT (event = ANY(:events))"

BIND = """
INSERT INTO bus.bindings (queue, event) SELECT :queue, unnest(CAST(:events AS text[])) ON CONFLICT DO NOTHING
"""

IS_DECLARED = "SELECT to_regclass('bus.bindings') IS NOT NULL"

BINDINGS = "SELECT queue, event FROM bus.bindings"

PUBLISH = f"""
INSERT INTO bus.deliveries (queue, message_id, event, body, occurred_at, traceparent, user_id)
SELECT coalesce(bound.queue, '{UNHEARD}'), sent.*
FROM unnest(CAST(:ids AS uuid[]), CAST(:events AS text[]), CAST(:bodies AS bytea[]), CAST(:times AS timestamptz[]),
            CAST(:contexts AS text[]), CAST(:users AS bigint[])) AS sent (id, event, body, at, context, user_id)
LEFT JOIN bus.bindings bound ON bound.event = sent.event
RETURNING queue
"""  # noqa: S608 - a constant of ours

PUT_BACK = """
INSERT INTO bus.deliveries (queue, message_id, event, body, occurred_at, traceparent, user_id)
SELECT :queue, sent.*
FROM unnest(CAST(:ids AS uuid[]), CAST(:events AS text[]), CAST(:bodies AS bytea[]), CAST(:times AS timestamptz[]),
            CAST(:contexts AS text[]), CAST(:users AS bigint[])) AS sent
"""

DEPTHS = f"""
SELECT named.queue,
       count(d.id) FILTER (WHERE d.taken_by IS NULL AND d.available_at <= now()) AS ready,
       count(d.id) FILTER (WHERE d.taken_by IS NOT NULL) AS in_hand,
       count(d.id) FILTER (WHERE d.taken_by IS NULL AND d.available_at > now()) AS later
FROM unnest(CAST(:queues AS text[]) || '{UNHEARD}'::text) WITH ORDINALITY AS named (queue, place)
LEFT JOIN bus.deliveries d ON d.queue = named.queue
GROUP BY named.queue, named.place ORDER BY named.place
"""  # noqa: S608 - a constant of ours

NOTIFY = "SELECT pg_notify('bus_' || left(queue, 59), '') FROM unnest(CAST(:queues AS text[])) AS queue"

TAKE = """
UPDATE bus.deliveries SET taken_by = :taken_by
WHERE id IN (
    SELECT id FROM bus.deliveries
    WHERE queue = :queue AND taken_by IS NULL AND available_at <= now()
    ORDER BY available_at, id
    LIMIT :most
    FOR UPDATE SKIP LOCKED
)
RETURNING id AS row, message_id, event, body, occurred_at, traceparent, user_id, attempt
"""

SETTLE = "DELETE FROM bus.deliveries WHERE id = :row AND taken_by = :taken_by RETURNING id"

RETRY = """
UPDATE bus.deliveries
SET taken_by = NULL, attempt = attempt + 1, available_at = now() + make_interval(secs => :seconds)
WHERE id = :row AND taken_by = :taken_by
"""

FREE = "UPDATE bus.deliveries SET taken_by = NULL WHERE id = ANY(:rows) AND taken_by = :taken_by"

FREE_OF_THE_DEAD = """
UPDATE bus.deliveries SET taken_by = NULL
WHERE taken_by IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND classid = :class AND objid = taken_by::oid
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
"""

FORGET_UNHEARD = f"""
DELETE FROM bus.deliveries
WHERE queue = '{UNHEARD}' AND taken_by IS NULL AND available_at < now() - interval '7 days'
"""  # noqa: S608 - a constant of ours

WAITING = """
SELECT queue FROM unnest(CAST(:queues AS text[])) AS queue
WHERE EXISTS (
    SELECT 1 FROM bus.deliveries d WHERE d.queue = queue.queue AND d.taken_by IS NULL AND d.available_at <= now()
)
"""


def channel_of(queue: str) -> str:
    """The NOTIFY channel of a queue; PostgreSQL allows names of 63 bytes."""
    return f"bus_{queue[:59]}"


def columns_of(messages: Sequence[Message]) -> dict[str, list[Any]]:
    """Messages as the arrays that PUBLISH unnests."""
    return {
        "ids": [message.id for message in messages],
        "events": [message.event for message in messages],
        "bodies": [message.body for message in messages],
        "times": [message.occurred_at for message in messages],
        "contexts": [message.traceparent for message in messages],
        "users": [message.user_id for message in messages],
    }


def message_in(row: Any) -> Message:
    """The message a delivery row holds."""
    return Message(
        id=row.message_id,
        event=row.event,
        body=row.body,
        occurred_at=row.occurred_at,
        traceparent=row.traceparent,
        user_id=row.user_id,
    )
