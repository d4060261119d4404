"""Settings of profile-service."""

from pydantic import PositiveFloat, PositiveInt

from shared.settings import ServiceSettings


class Settings(ServiceSettings, env_prefix="PROFILE_"):
    max_cv_bytes: PositiveInt = 10_000_000
    """Larger CVs are refused with 413 while they are sent."""
    max_cv_upload_bytes: PositiveInt = 5_000_000
    """The same on `/api/profile/cv-upload`."""
    uploads_per_day: PositiveInt = 50
    """CVs a person may upload in a day (UTC), refused ones counted; one more is 429. `RATE_LIMITS=off` lifts it."""
    upload_bytes_per_day: PositiveInt = 100_000_000
    """The same for what they weigh together."""
    cvs_kept: PositiveInt = 5
    """Older CVs of a person are deleted."""
    readers: PositiveInt = 2
    """Processes that read CVs."""
    read_seconds: PositiveFloat = 20
    """A CV that takes longer is refused and its reader killed."""
    read_memory_mb: PositiveInt = 512
    """What a reader may take beyond its own start; a CV that needs more is refused."""
    llm_seconds: PositiveFloat = 35
    """Longest wait for the language model's reading of a CV; then the rules' reading counts. With
    `PROFILE_READ_SECONDS` before and after it an upload has to end within the gateway's 90 seconds."""
