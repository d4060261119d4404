"""Events of auth-service and profile-service: who a person is and what they bring."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.events.base import Event, UserId


class UserRegistered(Event, name="user.registered", owner="auth"):
    """A person has an account."""

    user_id: UserId
    email: str
    full_name: str
    created_at: AwareDatetime


class UserChanged(Event, name="user.changed", owner="auth"):
    """An account's e-mail, activity or role is different now."""

    user_id: UserId
    version: int
    """Counts up with every change of the account: the higher one is the newer truth."""
    email: str
    is_active: bool
    is_admin: bool


class UserDeleted(Event, name="user.deleted", owner="auth"):
    """A person wants to be forgotten: every service erases what it holds of them and keeps a tombstone."""

    user_id: UserId


class Wishes(BaseModel):
    """What a person wants of a job; empty means no wish."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    target_roles: tuple[str, ...] = ()
    job_types: tuple[str, ...] = ()
    remote_types: tuple[str, ...] = ()
    remote_only: bool = False
    preferred_countries: tuple[str, ...] = ()
    eligible_regions: tuple[str, ...] = ()
    needs_visa_sponsorship: bool = False
    min_salary: int | None = None
    salary_currency: str | None = None


class PersonSnapshot(BaseModel):
    """What matching and insights read of a person; never the CV's text."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    skills: tuple[str, ...] = ()
    """Canonical names, from profile, CV and custom skills together."""
    titles: tuple[str, ...] = ()
    """Job titles of the CV, newest first."""
    experience_years: float | None = None
    has_cv: bool = False
    wishes: Wishes = Wishes()


class CvParsed(Event, name="cv.parsed", owner="profile"):
    """A CV has been read; what it says can be matched."""

    user_id: UserId
    version: int
    """One counter with `profile.changed`: the higher one is the newer truth."""
    person: PersonSnapshot


class ProfileChanged(Event, name="profile.changed", owner="profile"):
    """Something that matching or insights read of a person is different now."""

    user_id: UserId
    version: int
    """One counter with `cv.parsed`: the higher one is the newer truth."""
    person: PersonSnapshot


class ProfileRenamed(Event, name="profile.renamed", owner="profile"):
    """A person changed their name in the profile; the account follows."""

    user_id: UserId
    version: int
    """Counts up with every change of the name: the higher one is the newer truth."""
    full_name: str


class ConsentChanged(Event, name="consent.changed", owner="profile"):
    """A person refused that a language model reads what is theirs, or allows it again."""

    user_id: UserId
    version: int
    """Counts up with every change of mind: the higher one is the newer truth."""
    may_use_ai: bool
    changed_at: AwareDatetime
    """`updated_at` of the profile that says so first."""
