#!/bin/sh
# Makes the product's roles and schemas, once, in an empty database: psql connects as a superuser, to $POSTGRES_DB.
#
#   <database>_owner          owns the schemas and runs the migrations; nothing else connects as it
#   <database>_<service>      reads and writes the tables of the schema <service> and its session's temporary ones,
#                             and is refused everywhere else
#
# Tables that migrations make later carry the same rights, by the owner's default privileges.
set -eu

in_database() {
	psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname "$POSTGRES_DB" --username "${POSTGRES_USER:-postgres}" \
		--set database="$POSTGRES_DB" --set owner="${POSTGRES_DB}_owner" "$@"
}

# Passwords come by the environment, never by an argument that the list of processes would show.
in_database <<'SQL'
\getenv password MIGRATION_DATABASE_PASSWORD
CREATE ROLE :"owner" LOGIN PASSWORD :'password';
ALTER DATABASE :"database" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL

for service in auth profile job match generation insights; do
	variable="$(echo "$service" | tr '[:lower:]' '[:upper:]')_DATABASE_PASSWORD"
	PASSWORD="$(printenv "$variable")" || { echo "$variable is not set." >&2; exit 1; }
	export PASSWORD
	in_database --set schema="$service" --set role="${POSTGRES_DB}_$service" <<'SQL'
\getenv password PASSWORD
CREATE ROLE :"role" LOGIN PASSWORD :'password';
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"role";
CREATE SCHEMA :"schema" AUTHORIZATION :"owner";
GRANT USAGE ON SCHEMA :"schema" TO :"role";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA :"schema" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"role";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA :"schema" GRANT USAGE, SELECT ON SEQUENCES TO :"role";
SQL
done
