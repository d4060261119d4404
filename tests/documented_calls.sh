#!/usr/bin/env bash
# Every call of the three API documents, in their order, as a reader would type it, against a product that was just started.
#
#   API=http://localhost:8000 CV=deploy/career_agent/demo_cvs/software_engineer.pdf OUT=/tmp/answers tests/documented_calls.sh
#
# Each answer's body lands in $OUT/<name>; a status that is not the documented one ends it. tests/test_documented_calls.py
# runs it and holds the bodies against the documents.
set -euo pipefail
: "${API:?where the product answers}" "${CV:?a CV as PDF}" "${OUT:?a folder for the answers}"
JSON='Content-Type: application/json'

# answer NAME STATUS [what curl takes …]: make the call, keep the body, insist on the status.
answer() {
    local name=$1 wanted=$2 got
    shift 2
    got=$(curl --silent --show-error --max-time 90 --output "$OUT/$name" --write-out '%{http_code}' "$@")
    echo "$got $name"
    [ "$got" = "$wanted" ] || { echo "$name: $wanted is documented, this came:"; cat "$OUT/$name"; exit 1; } >&2
}

# value NAME FIELD…: what stands in a kept answer.
value() {
    python3 -c 'import json, sys
found = json.load(open(sys.argv[1]))
for field in sys.argv[2:]: found = found[int(field) if field.isdigit() else field]
print(found)' "$OUT/$1" "${@:2}"
}

# until_it_is WORD NAME STATUS FIELD [what curl takes …]: ask until the field says so.
until_it_is() {
    local word=$1 name=$2 status=$3 field=$4
    shift 4
    for _ in $(seq 120); do
        answer "$name" "$status" "$@" > /dev/null
        [ "$(value "$name" "$field")" = "$word" ] && { echo "$status $name"; return; }
        sleep 0.7
    done
    echo "$name: $field did not become $word" >&2; exit 1
}

# ---------------------------------------------------------------------------------------------------- Career Agent
# Authentication
answer register 201 -X POST "$API/auth/register" -H "$JSON" \
    -d '{"email": "user@example.com", "password": "securepassword123", "full_name": "John Doe"}'
answer login 200 -X POST "$API/auth/login" -H "$JSON" -d '{"email": "user@example.com", "password": "securepassword123"}'
answer logout 200 -X POST "$API/auth/logout" -H "Authorization: Bearer $(value login access_token)"
answer login-again 200 -X POST "$API/auth/login" -H "$JSON" \
    -d '{"email": "user@example.com", "password": "securepassword123"}'
AUTH="Authorization: Bearer $(value login-again access_token)"
JOHN=$AUTH
answer me 200 "$API/auth/me" -H "$AUTH"

# Profile
answer profile 200 "$API/api/profile" -H "$AUTH"
answer profile-update 200 -X PUT "$API/api/profile" -H "$AUTH" -H "$JSON" -d '{
  "full_name": "John Doe", "bio": "Senior Software Engineer",
  "skills": ["Python", "React", "TypeScript", "Docker", "Kubernetes"], "experience_years": 6,
  "preferences": {"target_roles": ["Senior Software Engineer", "Tech Lead"], "remote_types": ["full", "hybrid"],
    "min_salary": 120000, "job_types": ["permanent"], "preferred_countries": ["United States", "Canada", "Remote"],
    "eligible_regions": ["US", "Canada", "Worldwide"], "needs_visa_sponsorship": false}}'
answer cv-upload 200 -X POST "$API/api/profile/cv" -H "$AUTH" -F "file=@$CV"
answer cv-parsed 200 "$API/api/profile/cv/parsed" -H "$AUTH"

# Jobs
answer jobs 200 "$API/api/jobs?search=python&remote_type=full&limit=20&offset=0"
answer job 200 "$API/api/jobs/$(value jobs jobs 0 id)"
answer jobs-refresh 202 -X POST "$API/api/jobs/refresh" -H "$AUTH"
until_it_is completed scrape-log 200 status "$API/api/jobs/refresh/$(value jobs-refresh scrape_log_id)" -H "$AUTH"

# User-submitted jobs
answer user-job-parse 200 -X POST "$API/api/user-jobs/parse" -H "$AUTH" -H "$JSON" -d '{"job_text": "Senior Python Developer\nTechCorp Inc. - Remote\n\nWe'"'"'re looking for an experienced Python developer...\n\nRequirements:\n- 5+ years of Python experience\n- Django and FastAPI\n- PostgreSQL\n\nSalary: $120,000 - $160,000 USD\nLocation: Remote (US only)\n\nApply at: https://techcorp.com/careers/123"}'
answer user-job-create 201 -X POST "$API/api/user-jobs" -H "$AUTH" -H "$JSON" -d '{
  "title": "Senior Python Developer", "company": "TechCorp Inc.",
  "description": "We'"'"'re looking for an experienced Python developer...", "url": "https://techcorp.com/careers/123",
  "location": "Remote (US only)", "remote_type": "full", "job_type": "permanent", "salary_min": 120000,
  "salary_max": 160000, "salary_currency": "USD", "tags": ["Python", "Django", "FastAPI", "PostgreSQL"]}'
PASTED=$(value user-job-create id)
answer user-jobs 200 "$API/api/user-jobs" -H "$AUTH"
answer user-job 200 "$API/api/user-jobs/$PASTED" -H "$AUTH"
answer user-job-update 200 -X PUT "$API/api/user-jobs/$PASTED" -H "$AUTH" -H "$JSON" \
    -d '{"title": "Updated Title", "salary_min": 130000, "tags": ["Python", "FastAPI", "PostgreSQL", "Docker"]}'
answer user-job-delete 204 -X DELETE "$API/api/user-jobs/$PASTED" -H "$AUTH"

# Matches
until_it_is completed matches-settled 200 status "$API/api/matches/refresh/status" -H "$AUTH"
answer matches 200 "$API/api/matches?min_score=70&status=matched&limit=10" -H "$AUTH"
MATCH=$(value matches matches 0 id)
answer matches-refresh 200 -X POST "$API/api/matches/refresh" -H "$AUTH"
until_it_is completed matches-refresh-status 200 status "$API/api/matches/refresh/status" -H "$AUTH"
answer match-status 200 -X PUT "$API/api/matches/$MATCH/status" -H "$AUTH" -H "$JSON" -d '{"status": "applied"}'

# Generation
answer cover-letter 200 -X POST "$API/api/matches/$MATCH/generate-cover-letter" -H "$AUTH"
answer highlights 200 -X POST "$API/api/matches/$MATCH/generate-highlights" -H "$AUTH"
answer regenerate 200 -X POST "$API/api/matches/$MATCH/regenerate" -H "$AUTH"

# Insights, skills
answer insights 200 "$API/api/insights/skills" -H "$AUTH"
answer skills-popular 200 "$API/api/skills/popular?limit=100"
answer skill-custom 201 -X POST "$API/api/skills/custom" -H "$AUTH" -H "$JSON" -d '{"skill": "Elixir"}'

# Admin: the first account of a product in development is an administrator's
answer register-second 201 -X POST "$API/auth/register" -H "$JSON" \
    -d '{"email": "user2@example.com", "password": "securepassword123", "full_name": "User Two"}'
answer admin-users 200 "$API/api/admin/users" -H "$AUTH"
answer admin-user-update 200 -X PUT "$API/api/admin/users/$(value register-second id)" -H "$AUTH" -H "$JSON" \
    -d '{"is_active": false, "is_admin": true}'
answer allowlist-add 201 -X POST "$API/api/admin/allowlist" -H "$AUTH" -H "$JSON" -d '{"email": "newuser@example.com"}'
answer allowlist 200 "$API/api/admin/allowlist" -H "$AUTH"
answer allowlist-remove 204 -X DELETE "$API/api/admin/allowlist/newuser@example.com" -H "$AUTH"

# Health
answer health 200 "$API/health"
answer health-db 200 "$API/health/db"

# ---------------------------------------------------------------------------------------------- Job Match Platform
# Its document registers the same address as the first one: here it is another's, as a fresh start would have it.
answer jmp-register 201 -X POST "$API/api/auth/register" -H "$JSON" \
    -d '{"email": "platform@example.com", "password": "SecurePass1"}'
answer jmp-login 200 -X POST "$API/api/auth/login" -H "$JSON" \
    -d '{"email": "platform@example.com", "password": "SecurePass1"}'
answer jmp-refresh 200 -X POST "$API/api/auth/refresh" -H "$JSON" \
    -d "{\"refresh_token\": \"$(value jmp-login refresh_token)\"}"
AUTH="Authorization: Bearer $(value jmp-refresh access_token)"
answer jmp-profile 200 "$API/api/profile/me" -H "$AUTH"
answer jmp-profile-update 200 -X PUT "$API/api/profile/me" -H "$AUTH" -H "$JSON" -d '{"full_name": "Optional Name"}'
answer jmp-cv-upload 200 -X POST "$API/api/profile/cv-upload" -H "$AUTH" -F "file=@$CV"
until_it_is completed jmp-settled 200 status "$API/api/matches/refresh/status" -H "$AUTH"
answer jmp-matches 200 "$API/api/jobs/matches" -H "$AUTH"
answer jmp-job 200 "$API/api/jobs/$(value jmp-matches matches 0 job_id)" -H "$AUTH"
answer jmp-seed-jobs 201 -X POST "$API/api/jobs/seed-jobs" -H "$AUTH"
answer jmp-prep 201 -X POST "$API/api/interviews/prep/$(value jmp-matches matches 0 id)" -H "$AUTH"
answer jmp-prep-get 200 "$API/api/interviews/prep/$(value jmp-prep id)" -H "$AUTH"
answer jmp-start 201 -X POST "$API/api/interviews/start" -H "$AUTH" -H "$JSON" \
    -d "{\"prep_kit_id\": \"$(value jmp-prep id)\"}"
answer jmp-progress 200 "$API/api/progress/stats" -H "$AUTH"

# ------------------------------------------------------------------------------------------ Job Application System
AUTH=$JOHN
answer jas-jobs 200 "$API/api/v1/jobs?keywords=python,docker&limit=20&offset=0" -H "Accept: application/json"
JOB=$(value jas-jobs 0 id)
OTHER=$(value jas-jobs 1 id)
answer jas-fetch 200 -X POST "$API/api/v1/jobs/fetch" -H "$AUTH" -H "$JSON" \
    -d '{"keywords": ["python"], "limit_per_source": 10}'
answer jas-sources 200 "$API/api/v1/jobs/sources" -H "Accept: application/json"
answer jas-match 200 "$API/api/v1/match/$JOB?max_results=5&use_cache=true" -H "$AUTH"
answer jas-explain 200 -X POST "$API/api/v1/match/$JOB/explain?project_id=$(value jas-match matches 0 project_id)" -H "$AUTH"
answer jas-resume 200 -X POST "$API/api/v1/resume/generate" -H "$AUTH" -H "$JSON" -d "{
  \"name\": \"John Doe\", \"email\": \"user@example.com\", \"phone\": \"+1234567890\", \"location\": \"Lisbon\",
  \"primary_skills\": [\"Python\", \"Docker\"], \"education\": [], \"skills\": [], \"experience\": [], \"projects\": [],
  \"job_id\": \"$JOB\"}"
answer jas-resume-download 200 "$API/api/v1/resume/download/$(value jas-resume resume_id)" -H "$AUTH"
answer jas-letter 200 -X POST "$API/api/v1/cover-letters/$JOB" -H "$AUTH" -H "$JSON" \
    -d '{"user_name": "John Doe", "user_email": "user@example.com", "primary_skills": ["Python", "Docker"]}'
answer jas-bulk 200 -X POST "$API/api/v1/cover-letters/bulk" -H "$AUTH" -H "$JSON" \
    -d "{\"user_id\": 1, \"job_ids\": [\"job-$JOB\", \"$OTHER\"]}"
answer jas-bulk-partly 207 -X POST "$API/api/v1/cover-letters/bulk" -H "$AUTH" -H "$JSON" \
    -d "{\"job_ids\": [\"job-$JOB\", \"$OTHER\", \"job-999999\"]}"
answer jas-bulk-download 200 -X POST "$API/api/v1/cover-letters/bulk/download?cover_letter_ids=$(value jas-letter cover_letter_id)" \
    -H "$AUTH"
answer jas-download 200 -L "$API/api/v1/cover-letters/$(value jas-letter cover_letter_id)/download" -H "$AUTH"
answer jas-download-missing 404 -L "$API/api/v1/cover-letters/cov-2b2e7d7a-9f6c-4f2e-9a3d-7c9e5f3d1b2a/download" -H "$AUTH"
answer jas-health 200 "$API/api/v1/health" -H "Accept: application/json"
answer jas-cache-stats 200 "$API/api/v1/match/cache/stats" -H "Accept: application/json" -H "$AUTH"
answer jas-without-a-token 401 "$API/api/v1/match/$JOB"
