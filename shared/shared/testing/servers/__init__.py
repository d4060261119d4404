"""Real servers for tests: PostgreSQL (the wheel's and the system's), RabbitMQ and Redis.

The root conftest loads `shared.testing.servers.plugin`; a test asks for a fixture by name:

| fixture           | gives                                                                                     |
|-------------------|-------------------------------------------------------------------------------------------|
| `postgres_server` | a `PostgresServer` (admin `url`, `create_database`, `template`): wheel and system         |
| `database_url`    | URL of an empty database of this test alone; dropped after it                             |
| `amqp_url`        | URL of an empty vhost of this test module                                                 |
| `redis_url`       | URL of an empty Redis                                                                     |
| `open_folder`     | a folder the account of a server may enter; pytest's `tmp_path` is closed to others       |

A test of `shared` that needs a database runs twice, once on each PostgreSQL; a service's on one of them, always the
same, half of the tests on each (`TEST_ON_BOTH=1`: everything twice). To start tests from a migrated schema, fill a
template once and copy it (tens of milliseconds a copy):

    @pytest.fixture
    def database_url(postgres_server: PostgresServer) -> Iterator[str]:
        template = postgres_server.template("profile", lambda url: upgrade(url, METADATA, VERSIONS))
        with postgres_server.database(template) as url:
            yield url

`TEST_DATABASE_URL`, `TEST_AMQP_URL` and `TEST_REDIS_URL` name servers to use instead; of such a Redis the named
database is emptied. Otherwise the installed servers are started as throwaway ones on free loopback ports, shared by all
pytest processes of this checkout and gone when the last of them ends, however it ends. Nothing is ever skipped: what is
missing fails the test with one sentence.
"""

from shared.testing.servers.postgres import PostgresServer

__all__ = ["PostgresServer"]
