"""What can go wrong with letters and interviews."""

from shared.errors import Conflict, Failure, Forbidden, NotFound, Unprocessable


class MatchNotFound(NotFound):
    detail = "Match not found"


class JobNotFound(NotFound):
    detail = "Job not found"


class NotYourMatch(Forbidden):
    detail = "This match belongs to another user."


class LetterNotFound(NotFound):
    detail = "There is no letter for this match yet. Generate one first."


class CoverLetterNotFound(NotFound):
    detail = "Cover letter not found"


class ResumeNotFound(NotFound):
    detail = "Résumé not found"


class ProfileNotFound(NotFound):
    detail = "Profile not found"


class NoneOfTheseLetters(NotFound):
    detail = "None of these cover letters was found."


class TooManyLetters(Unprocessable):
    detail = "At most 200 cover letters fit into one archive."
    field = "query.cover_letter_ids"


class AnotherUser(Forbidden):
    detail = "user_id is not yours. Leave it out to act for yourself."


class LetterUnusable(Failure):
    """The writer answered, and what it wrote can't be used."""

    detail = "The letter could not be written. Try again, or write it with other options."


class KitUnusable(Failure):
    """The interviewer answered, and what it made is no kit."""

    detail = "The interview kit could not be made. Try again."


class KitNotFound(NotFound):
    detail = "Interview prep kit not found"


class SessionNotFound(NotFound):
    detail = "Interview session not found"


class QuestionNotFound(NotFound):
    detail = "This session has no question with that id."


class SessionCompleted(Conflict):
    detail = "This interview session is completed. Start another one to go on practising."
