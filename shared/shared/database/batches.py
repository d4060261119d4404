"""Batches of messages that are bounded by what they weigh as well."""

from typing import Any

from sqlalchemy import Select, func, or_, select

MOST_BYTES = 2_000_000
"""What a broker takes within a publish's few seconds, and what is held in memory at once."""


def no_heavier(considered: Select[Any], number: str) -> Select[Any]:
    """The first of the rows considered, by number, whose bodies weigh no more than a batch may; at least one of them.

    Each says in `considered` how many there were.
    """
    rows = considered.cte("considered")
    weight = func.octet_length(rows.c.body)
    weighed = select(
        rows,
        weight.label("weight"),
        func.sum(weight).over(order_by=rows.c[number]).label("weight_so_far"),
        func.count().over().label("considered"),
    ).subquery()
    fits = or_(weighed.c.weight_so_far <= MOST_BYTES, weighed.c.weight_so_far == weighed.c.weight)
    return select(weighed).where(fits).order_by(weighed.c[number])
