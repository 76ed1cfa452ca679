"""Temporary until the embedded transport lands."""


def configure(app, *, url, folder):
    app.conf.broker_url = url or "memory://"
