#!/usr/bin/env bash
# Installs and starts what is missing of PostgreSQL, Redis, RabbitMQ and Chromium on Debian.
# What answers already is left alone.
set -euo pipefail

answers() { timeout 2 bash -c "exec 3<>/dev/tcp/127.0.0.1/$1" 2>/dev/null; }

install() {
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "$1 is missing and only root on Debian can install it here: apt-get install $*" >&2
        exit 1
    fi
    [ -n "${updated:-}" ] || apt-get update -q
    updated=1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

wait_for() {
    for _ in $(seq 60); do
        answers "$2" && return
        sleep 1
    done
    echo "$1 was started but does not answer on port $2" >&2
    exit 1
}

postgresql() {
    local version fresh=
    command -v pg_ctlcluster >/dev/null || { install postgresql; fresh=1; }
    version=$(pg_lsclusters -h | awk '$3 == 5432 {print $1; exit}')
    if [ -n "$fresh" ]; then
        # A new cluster asks for a password on 127.0.0.1; the tests connect as postgres without one.
        sed -i -E 's#^(host\s+all\s+all\s+127\.0\.0\.1/32\s+).*#\1trust#' "/etc/postgresql/$version/main/pg_hba.conf"
    fi
    pg_ctlcluster --skip-systemctl-redirect "$version" main restart
}

redis() {
    command -v redis-server >/dev/null || install redis-server
    answers 6379 || redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save "" --appendonly no >/dev/null
}

rabbitmq() {
    command -v rabbitmq-server >/dev/null || install rabbitmq-server
    answers 5672 || rabbitmq-server -detached
}

start() {
    if answers "$3"; then
        echo "$1: answers on port $3"
    else
        "$2"
        wait_for "$1" "$3"
        echo "$1: started on port $3"
    fi
}

start PostgreSQL postgresql 5432
start Redis redis 6379
start RabbitMQ rabbitmq 5672

if command -v chromium >/dev/null; then
    echo "Chromium: installed"
else
    install chromium fonts-dejavu-core
    echo "Chromium: installed just now"
fi
