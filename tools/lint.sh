#!/usr/bin/env bash
# Every check that needs no test: all of them run, then the script fails if any did.
set -uo pipefail
cd "$(dirname "$0")/.."

bin=.venv/bin
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=()

check() {
    local name=$1
    shift
    if output=$("$@" 2>&1); then
        printf 'ok      %s\n' "$name"
    else
        failed+=("$name")
        printf 'FAILED  %s\n%s\n' "$name" "$output"
    fi
}

key() { "$bin/python" -c 'import secrets; print(secrets.token_urlsafe(64))'; }

development=(env VAR_DIR="$scratch" DATABASE_URL=sqlite:///:memory:)
production=(env VAR_DIR="$scratch" PRODUCTION=1 SECRET_KEY="$(key)" ARTEFACT_HMAC_KEY="$(key)" IDENTIFIER_KEY="$(key)"
    AUDIT_ANCHOR_PUBLIC_KEY=CrimePortalCrimePortalCrimePortalCrimePortA=
    ALLOWED_HOSTS=portal.example.org DATABASE_URL=postgres://portal@db.example.org/portal
    CACHE_URL=redis://cache.example.org/0 CELERY_BROKER_URL=redis://broker.example.org/1
    EMAIL_URL=smtp://mail.example.org)

check "style (ruff check)" "$bin/ruff" check .
check "format (ruff format)" "$bin/ruff" format --check .
check "import direction (import-linter)" "$bin/lint-imports"
check "module sizes" "$bin/python" tools/lint_sizes.py
check "Django checks" "${development[@]}" "$bin/python" manage.py check --fail-level WARNING
check "Django checks for production" "${production[@]}" "$bin/python" manage.py check --deploy --fail-level WARNING
check "migrations complete" "${development[@]}" "$bin/python" manage.py makemigrations --check --dry-run
check "access matrix is current" "${development[@]}" "$bin/python" tools/access_matrix.py --check
check "templates compile" "${development[@]}" "$bin/python" tools/lint_templates.py
check "templates (djlint)" "$bin/djlint" templates --lint --quiet

if [ ${#failed[@]} -gt 0 ]; then
    echo "${#failed[@]} checks failed: ${failed[*]}"
    exit 1
fi
