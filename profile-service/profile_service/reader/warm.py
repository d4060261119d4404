"""Loaded once by the process that readers are forked from: all that reading a CV needs, however large and rare."""

import gc
import logging
from datetime import date

import phonenumbers  # noqa: F401 - loaded when the first number is met, otherwise

import profile_service.reading.pdf
import profile_service.reading.word  # noqa: F401 - like the one before: what reads a file is loaded with the first one
from profile_service.reading import read_file

_ANY_DAY = date(2026, 1, 1)
_CV = b"Curriculum vitae\nExperience\nSoftware engineer, Example Ltd, 2019 - 2021"

logging.disable(logging.CRITICAL)
read_file(_CV, _ANY_DAY)
gc.collect()
# What is never collected is never written to, and stays shared.
gc.freeze()
