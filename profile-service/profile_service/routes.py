"""HTTP of profile-service."""

from typing import Annotated

from fastapi import APIRouter, Response, UploadFile, status

from profile_service import queries, use_cases
from profile_service.deps import Deps
from profile_service.errors import (
    CvNotReadable,
    CvTooLarge,
    NoCv,
    PersonErased,
    PreferencesUnusable,
    ProjectNotFound,
    TooManyProjects,
    TooManyUploads,
    WrongFileType,
)
from profile_service.reading.document import Kind
from profile_service.schemas import (
    MeOut,
    NameIn,
    ParsedCvIn,
    ParsedCvOut,
    ProfileIn,
    ProfileOut,
    ProjectIn,
    ProjectOut,
    ProjectsOut,
    UploadOut,
    WholeExportOut,
)
from profile_service.uploads import attachment, safe_filename
from shared.database import export_rows
from shared.http import CommandRoute, CurrentCaller, Db, ExportOut, PathId, failures, service_deps

Here = Annotated[Deps, service_deps]

MOST_BODY_BYTES = 10_100_000
"""The largest CV in its multipart wrapping; a longer body is refused while it is sent."""
MOST_UPLOAD_BYTES = 5_100_000
"""The same on `/api/profile/cv-upload`."""
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}

_FILES = {each.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}} for each in MEDIA_TYPES.values()}

ANY_KIND = frozenset(Kind)
PDF_OR_DOCX = frozenset({Kind.PDF, Kind.DOCX})

profile = APIRouter(tags=["Profile"], route_class=CommandRoute)


@profile.get("/auth/me", tags=["Authentication"], responses=failures(PersonErased))
async def me(caller: CurrentCaller, db: Db) -> MeOut:
    """The caller."""
    return MeOut.of(*await use_cases.profile_and_cv(db, caller))


@profile.get("/api/profile", responses=failures(PersonErased))
async def get_profile(caller: CurrentCaller, db: Db) -> ProfileOut:
    """The caller's profile and preferences."""
    return ProfileOut.of(*await use_cases.profile_and_cv(db, caller))


@profile.put("/api/profile", responses=failures(PersonErased, PreferencesUnusable))
async def change_profile(changes: ProfileIn, caller: CurrentCaller, db: Db) -> ProfileOut:
    """Change the fields that are sent; preferences are merged by key, null removes one."""
    return ProfileOut.of(*await use_cases.change_profile(db, caller, changes))


@profile.post(
    "/api/profile/cv",
    max_body_size=MOST_BODY_BYTES,
    responses=failures(WrongFileType, PersonErased, CvTooLarge, CvNotReadable, TooManyUploads),
)
async def upload_cv(file: UploadFile, caller: CurrentCaller, db: Db, deps: Here) -> UploadOut:
    """Upload a CV (PDF, DOCX or TXT, 10 MB) and get what it says."""
    content = await _read_at_most(file, deps.settings.max_cv_bytes)
    cv = await use_cases.upload_cv(db, deps, caller, safe_filename(file.filename), content, ANY_KIND)
    return UploadOut.of(cv)


@profile.get("/api/profile/me", responses=failures(PersonErased))
async def get_my_profile(caller: CurrentCaller, db: Db) -> ProfileOut:
    """The caller's profile, as `GET /api/profile` shows it."""
    return ProfileOut.of(*await use_cases.profile_and_cv(db, caller))


@profile.put("/api/profile/me", responses=failures(PersonErased))
async def change_my_name(changes: NameIn, caller: CurrentCaller, db: Db) -> ProfileOut:
    """Change the caller's name; everything else is changed by `PUT /api/profile`."""
    wanted = ProfileIn.model_validate(changes.model_dump(exclude_unset=True))
    return ProfileOut.of(*await use_cases.change_profile(db, caller, wanted))


@profile.post(
    "/api/profile/cv-upload",
    max_body_size=MOST_UPLOAD_BYTES,
    responses=failures(WrongFileType, PersonErased, CvTooLarge, CvNotReadable, TooManyUploads),
)
async def upload_pdf_or_docx(file: UploadFile, caller: CurrentCaller, db: Db, deps: Here) -> UploadOut:
    """Upload a CV (PDF or DOCX, 5 MB) and get what it says."""
    content = await _read_at_most(file, deps.settings.max_cv_upload_bytes)
    cv = await use_cases.upload_cv(db, deps, caller, safe_filename(file.filename), content, PDF_OR_DOCX)
    return UploadOut.of(cv)


async def _read_at_most(file: UploadFile, most_bytes: int) -> bytes:
    """The file's content. Raises CvTooLarge."""
    content = await file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise CvTooLarge(f"A CV can have at most {most_bytes // 1_000_000} MB here.")
    return content


@profile.get("/api/profile/cv/parsed", responses=failures(NoCv))
async def parsed_cv(caller: CurrentCaller, db: Db) -> ParsedCvOut:
    """What the newest CV says, as read or as corrected."""
    return ParsedCvOut.model_validate((await use_cases.newest_cv(db, caller)).parsed)


@profile.put("/api/profile/cv/parsed", responses=failures(NoCv, PersonErased))
async def correct_cv(corrections: ParsedCvIn, caller: CurrentCaller, db: Db) -> ParsedCvOut:
    """Correct what was read; matching and letters use it from then on."""
    return ParsedCvOut.model_validate((await use_cases.correct_cv(db, caller, corrections)).parsed)


@profile.get(
    "/api/profile/cv/file",
    response_class=Response,
    responses={200: {"content": _FILES}, **failures(NoCv)},
)
async def cv_file(caller: CurrentCaller, db: Db) -> Response:
    """The newest CV as it was uploaded."""
    cv = await use_cases.cv_file(db, caller)
    headers = {"Content-Disposition": attachment(cv.filename)}
    return Response(cv.content, media_type=MEDIA_TYPES[cv.kind], headers=headers)


@profile.get("/api/profile/projects")
async def list_projects(caller: CurrentCaller, db: Db) -> ProjectsOut:
    """The caller's projects: those of the newest CV and their own."""
    async with db.read() as session:
        found = [ProjectOut.model_validate(each) for each in await queries.projects_of(session, caller.id)]
    return ProjectsOut(projects=found, total=len(found))


@profile.post(
    "/api/profile/projects", status_code=status.HTTP_201_CREATED, responses=failures(TooManyProjects, PersonErased)
)
async def add_project(wanted: ProjectIn, caller: CurrentCaller, db: Db) -> ProjectOut:
    """Add a project."""
    return ProjectOut.model_validate(await use_cases.add_project(db, caller, wanted))


@profile.put("/api/profile/projects/{project_id}", responses=failures(ProjectNotFound))
async def change_project(project_id: PathId, wanted: ProjectIn, caller: CurrentCaller, db: Db) -> ProjectOut:
    """Change a project; a later CV leaves it as it is."""
    return ProjectOut.model_validate(await use_cases.change_project(db, caller, project_id, wanted))


@profile.delete(
    "/api/profile/projects/{project_id}", status_code=status.HTTP_204_NO_CONTENT, responses=failures(ProjectNotFound)
)
async def remove_project(project_id: PathId, caller: CurrentCaller, db: Db) -> None:
    """Delete a project."""
    await use_cases.remove_project(db, caller, project_id)


@profile.get("/api/profile/export")
async def export_everything(caller: CurrentCaller, deps: Here) -> WholeExportOut:
    """Everything every service holds of the caller, as one JSON document."""
    return WholeExportOut(user_id=caller.id, services=await use_cases.export_everything(deps, caller))


@profile.get("/api/export/profile")
async def export_profile(caller: CurrentCaller, db: Db) -> ExportOut:
    """Everything profile-service holds of the caller; files in base64."""
    async with db.read() as session:
        return ExportOut(service="profile", user_id=caller.id, data=await export_rows(session, caller.id))
