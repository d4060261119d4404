"""HTTP of job-service."""

from job_service.routes.application_system import application_system
from job_service.routes.jobs import export, jobs, pasted

__all__ = ["application_system", "export", "jobs", "pasted"]
