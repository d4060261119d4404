"""What can go wrong with accounts and tokens."""

from shared.errors import BadRequest, Forbidden, NotAuthenticated, NotFound, TooManyRequests, Unprocessable


class EmailTaken(BadRequest):
    detail = "An account with this e-mail address already exists."


class EmailUnusable(Unprocessable):
    field = "body.email"
    detail = "This is not a valid e-mail address."


class PasswordTooWeak(Unprocessable):
    """`detail` says which rule it breaks."""

    field = "body.password"


class NewPasswordTooWeak(PasswordTooWeak):
    field = "body.new_password"


class WrongPassword(BadRequest):
    detail = "The current password is wrong."


class LinkDead(BadRequest):
    detail = "This link has expired or was used already. Ask for a new one."


class TooManyTries(TooManyRequests):
    detail = "The password was wrong too often. Try again in a moment."


class RefreshRefused(NotAuthenticated):
    detail = "The refresh token is invalid, expired or was used already. Log in again."


class WrongCredentials(NotAuthenticated):
    detail = "Wrong e-mail address or password."


class RegistrationClosed(Forbidden):
    detail = "Registration is closed."


class EmailNotAllowed(Forbidden):
    detail = "Registration is by invitation only, and this address is not on the list."


class LastAdministrator(BadRequest):
    detail = "This is the last administrator. Make someone else one first."


class OwnAccount(BadRequest):
    detail = "Cannot modify your own account."


class AccountNotFound(NotFound):
    detail = "User not found"


class AlreadyAllowed(BadRequest):
    detail = "This e-mail address is on the allowlist already."


class NotAllowed(NotFound):
    detail = "This e-mail address is not on the allowlist."
