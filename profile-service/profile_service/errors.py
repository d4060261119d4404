"""What can go wrong with profiles and CVs."""

from shared.errors import BadRequest, NotFound, TooLarge, TooManyRequests, Unprocessable


class PersonErased(NotFound):
    detail = "This account has been deleted."


class NoProfileYet(NotFound):
    detail = "This account has no profile yet."


class NoCv(NotFound):
    detail = "No CV uploaded yet"


class ProjectNotFound(NotFound):
    detail = "Project not found"


class TooManyProjects(BadRequest):
    detail = "You have 100 projects, which is the most. Delete one first."


class CvTooLarge(TooLarge):
    """A `detail` of its own says how large it may be."""

    detail = "A CV can have at most 10 MB here."


class TooManyUploads(TooManyRequests):
    """One CV more than a person may upload in a day, or one that is too heavy for what is left of it."""

    detail = "You can upload 50 CVs a day, together 100 MB. Try again after midnight (UTC)."

    def __init__(self, uploads: int, weight: int, *, retry_after: int) -> None:
        megabytes = f"{weight / 1_000_000:g} MB"
        super().__init__(
            f"You can upload {uploads} CVs a day, together {megabytes}. Try again after midnight (UTC).",
            retry_after=retry_after,
        )
        # Of this limit: those of the address, which the gateway would add, say nothing about it.
        self.headers |= {
            "RateLimit-Limit": str(uploads),
            "RateLimit-Remaining": "0",
            "RateLimit-Reset": str(retry_after),
        }


class WrongFileType(BadRequest):
    """The content is no CV file; a `detail` of its own says what is."""

    detail = "This is not a CV file we can read: upload a PDF, a Word document (DOCX) or plain text (TXT)."


class CvNotReadable(Unprocessable):
    """A `detail` of its own says what is wrong with the file and what to do."""

    detail = "This file is protected by a password: save a copy without one and upload that."

    field = "body.file"


class PreferencesUnusable(Unprocessable):
    """A `detail` of its own says which limit they pass."""

    detail = "body.preferences: at most 100 keys"

    field = "body.preferences"
