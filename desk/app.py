"""The desk as a web application: which subjects it has, and how it says no."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from desk.bookings import api as bookings_api
from desk.bookings import calling_off
from desk.bookings import pages as bookings_pages
from desk.bookings import staff_pages as bookings_staff
from desk.calendars import api as calendars_api
from desk.calendars import pages as calendars_pages
from desk.catalogue import api as catalogue_api
from desk.catalogue import pages as catalogue_pages
from desk.catalogue import staff_pages as catalogue_staff
from desk.changes import api as changes_api
from desk.connectors import api as connectors_api
from desk.connectors import aside_pages, earlier_api, earlier_pages, hooks_in, refused_pages
from desk.connectors import pages as connectors_pages
from desk.context import Desk
from desk.directory import api as directory_api
from desk.engine import StorageFull
from desk.files import api as files_api
from desk.files import pages as files_pages
from desk.incidents import api as incidents_api
from desk.incidents import pages as incidents_pages
from desk.incidents import put_api as incidents_puts
from desk.messages import pages as outbox_pages
from desk.people import api as people_api
from desk.people import pages as people_pages
from desk.problems import Refused, problem_of, sentence
from desk.programs import pages as programs_pages
from desk.reports import api as reports_api
from desk.sign_on import api as console_api
from desk.sign_on import pages as console_pages
from desk.staff import appointments, sign_in, sign_on
from desk.staff import pages as staff_pages
from desk.staff.auth import SignInNeeded, sign_in_first
from desk.standby import api as standby_api
from desk.standby import pages as standby_pages
from desk.sync import api as sync_api
from desk.sync import pages as sync_pages
from desk.visits import join_pages
from desk.visits import pages as visits_pages
from desk.web import static_files
from desk.web.guard import BodyLimit, ProtectingHeaders
from desk.web.layout import page_language, render
from desk.webhooks import api as webhooks_api
from desk.webhooks import pages as webhooks_pages
from kiosk.queue.refusals import Code

log = structlog.get_logger()

BY_STATUS = {401: Code.UNAUTHENTICATED, 403: Code.FORBIDDEN, 404: Code.NOT_FOUND, 413: Code.TOO_LARGE}


def create_app(desk: Desk) -> FastAPI:
    """The application over a prepared database. Background work is `desk.program`'s, not the app's."""
    app = FastAPI(
        title="Mostrador desk",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=sync_api.with_news,
        middleware=[Middleware(ProtectingHeaders), Middleware(BodyLimit)],
    )
    app.state.desk = desk
    _refusals(app)
    for router in _routers():
        app.router.routes.extend(router.routes)  # whole as they are: including them would make each once more
    return app


def _routers() -> list[APIRouter]:
    """Every subject's pages and API."""
    return [
        static_files.router,
        catalogue_staff.router,
        outbox_pages.router,
        catalogue_api.router,
        catalogue_pages.router,
        bookings_api.router,
        bookings_pages.router,
        join_pages.router,
        visits_pages.router,
        sync_api.router,
        standby_api.router,
        standby_pages.router,
        sync_pages.router,
        programs_pages.router,
        people_api.router,
        directory_api.router,
        people_pages.router,
        incidents_api.router,
        files_api.router,
        files_pages.router,
        connectors_api.router,
        earlier_api.router,
        connectors_pages.router,
        earlier_pages.router,
        aside_pages.router,
        refused_pages.router,
        hooks_in.router,
        incidents_puts.router,
        incidents_pages.router,
        changes_api.router,
        webhooks_api.router,
        webhooks_pages.router,
        reports_api.router,
        appointments.router,
        bookings_staff.router,
        calling_off.router,
        calendars_api.router,
        calendars_pages.router,
        sign_in.router,
        console_pages.router,
        console_api.router,
        sign_on.router,
        staff_pages.router,
    ]


def _refusals(app: FastAPI) -> None:
    """One way to say no, whatever went wrong."""

    app.add_exception_handler(SignInNeeded, sign_in_first)

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return refusal_answer(request, error)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = {
            ".".join(str(part) for part in e["loc"][1:]) or "body": str(e["msg"]) for e in error.errors()
        }
        return refusal_answer(request, Refused(Code.INVALID, faults))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        return refusal_answer(
            request, Refused(BY_STATUS.get(error.status_code, Code.INVALID)), error.status_code
        )

    @app.exception_handler(ClientDisconnect)
    def gone(request: Request, error: ClientDisconnect) -> Response:
        return Response(status_code=400)  # nobody reads it: they hung up while sending

    @app.exception_handler(StorageFull)
    def full(request: Request, error: StorageFull) -> Response:
        log.error("storage_full")
        return refusal_answer(request, Refused(Code.STORAGE_FULL))

    @app.exception_handler(Exception)
    def bug(request: Request, error: Exception) -> Response:
        log.error("internal", path=request.url.path, exc_info=error)
        return refusal_answer(request, Refused(Code.INTERNAL))


def refusal_answer(request: Request, error: Refused, status: int = 0) -> Response:
    """problem+json under /api, a page in plain words elsewhere."""
    language = page_language(request)
    if request.url.path.startswith("/api/"):
        body = problem_of(error, language) | {"status": status or error.status}
        return JSONResponse(body, status or error.status, media_type="application/problem+json")
    words = sentence(error.code, error.data, language)
    return render(request, "problem.html", status or error.status, code=error.code.value, sentence=words)
