"""Ways to write a period."""

from collections.abc import Callable

from profile_service.testing.people import Month, Words

Dating = Callable[[Words, Month, Month | None], str]


def in_words(words: Words, start: Month, end: Month | None) -> str:
    """ "March 2020 – Present"."""
    return f"{_named(words, start)} {words.until} {_named(words, end) if end else words.now}"


def in_short_words(words: Words, start: Month, end: Month | None) -> str:
    """ "Mar. 2020 - Present"."""

    def short(month: Month) -> str:
        name = words.months[month[1] - 1]
        letters = 4 if name.startswith("jui") else 3  # French tells June from July by the fourth
        return f"{name if len(name) < 5 else name[:letters] + '.'} {month[0]}"

    return f"{short(start)} - {short(end) if end else words.now}"


def in_numbers(words: Words, start: Month, end: Month | None) -> str:
    """ "03/2020 – heute"."""
    return f"{start[1]:02d}/{start[0]} – {f'{end[1]:02d}/{end[0]}' if end else words.now}"


def in_dots(words: Words, start: Month, end: Month | None) -> str:
    """ "01.03.2020 - 28.02.2021", as forms in Germany ask for it."""
    return f"01.{start[1]:02d}.{start[0]} - {f'28.{end[1]:02d}.{end[0]}' if end else words.now}"


def _named(words: Words, month: Month) -> str:
    return f"{words.months[month[1] - 1]} {month[0]}"
