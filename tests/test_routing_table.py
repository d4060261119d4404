"""The gateway's table and the services' own routes say the same."""

import pytest
from fastapi.routing import APIRoute

from career_agent.services import ALL
from gateway.routing import ROUTES
from shared.auth import FEED_PATH
from shared.http.commands import CommandRoute
from shared.service import Service

INSIDE = {("GET", FEED_PATH)}
"""What services tell each other and nobody outside."""


def own_routes(service: Service) -> set[tuple[str, str]]:
    routes = [route for router in service.routers for route in router.routes if isinstance(route, APIRoute)]
    return {(method, route.path) for route in routes for method in route.methods or ()}


@pytest.mark.parametrize("service", ALL, ids=lambda service: service.name)
def test_every_route_of_a_service_is_in_the_table_and_no_other(service: Service) -> None:
    table = {(route.method, route.path) for route in ROUTES if route.service == service.name}

    assert own_routes(service) - INSIDE == table


@pytest.mark.parametrize("service", ALL, ids=lambda service: service.name)
def test_what_the_table_calls_keyed_is_done_once_under_its_key(service: Service) -> None:
    routes = [route for router in service.routers for route in router.routes if isinstance(route, CommandRoute)]
    commands = {route.path for route in routes if "POST" in (route.methods or ())}

    assert {route.path for route in ROUTES if route.service == service.name and route.keyed} == commands


def test_every_row_leads_to_a_service_there_is() -> None:
    assert {route.service for route in ROUTES} <= {service.name for service in ALL}
