"""What can go wrong with jobs."""

from shared.errors import BadRequest, Conflict, NotFound, Unavailable, Unprocessable


class JobNotFound(NotFound):
    detail = "Job not found"


class ScrapeLogNotFound(NotFound):
    detail = "Scrape log not found"


class NoSeeding(NotFound):
    """Sample jobs are for development; elsewhere the path is not there."""


class JobTextTooShort(BadRequest):
    detail = "The job text is too short: paste at least 50 characters."


class DuplicateUserJob(BadRequest):
    detail = "You have already added a job with this title at this company."


class ChangedMeanwhile(Conflict):
    detail = "This job is being changed elsewhere at the same time. Look at it again and repeat your change."


class SalaryEndsSwapped(Unprocessable):
    detail = "body.salary_min: must not be more than salary_max"


class IndexUnwritable(Unavailable):
    """The index of jobs can't be written, perhaps for want of room: it is built anew."""
