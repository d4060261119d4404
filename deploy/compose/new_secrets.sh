#!/bin/sh
# Prints a new value for every secret that docker-compose.yml asks for: `sh deploy/compose/new_secrets.sh > .env`.
# Letters and digits only, since they stand in URLs. Keep the file: the databases are made with these passwords.
set -eu

for name in \
	KEY_ENCRYPTION_SECRET POSTGRES_PASSWORD MIGRATION_DATABASE_PASSWORD \
	AUTH_DATABASE_PASSWORD PROFILE_DATABASE_PASSWORD JOB_DATABASE_PASSWORD \
	MATCH_DATABASE_PASSWORD GENERATION_DATABASE_PASSWORD INSIGHTS_DATABASE_PASSWORD \
	RABBITMQ_PASSWORD REDIS_PASSWORD; do
	echo "$name=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
done
