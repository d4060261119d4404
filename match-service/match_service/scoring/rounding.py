"""Whole-number arithmetic, so that every worker and every implementation gets the same score to the last digit."""


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two whole numbers, neither negative, rounded to the nearest; a half goes up."""
    return (2 * numerator + denominator) // (2 * denominator)
