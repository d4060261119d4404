"""HTTP of generation-service."""

from generation_service.routes.admin import admin
from generation_service.routes.cover_letters import job_letters, letter_files
from generation_service.routes.export import export
from generation_service.routes.interviews import interviews, practice
from generation_service.routes.letters import materials
from generation_service.routes.resumes import resumes

ROUTERS = (materials, letter_files, job_letters, resumes, practice, interviews, admin, export)
