"""Serves the provider on a free port of this machine until it is ended; prints its address.

Arguments: the address of the portal's callback, then people as `address` or `address?` (not verified).
"""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

CLIENT_ID, CLIENT_SECRET, PASSWORD = "portal", "the portal's secret", "a password elsewhere"


class Silent(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing: the test would not read it."""


def fill(callback: str, people: list[str]) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User

    client = Client(id=CLIENT_ID, name="Portal", redirect_uris=callback, skip_consent=True)
    client.scopes = "openid\nprofile\nemail"
    client.set_secret(CLIENT_SECRET)
    client.save()
    for person in people:
        address = person.removesuffix("?")
        user = User.objects.create_user(address, email=address, password=PASSWORD)
        verified = address == person
        EmailAddress.objects.create(user=user, email=address, primary=True, verified=verified)


def main(callback: str, *people: str) -> None:
    # Here and not above: the test that imports the names has settings of its own.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.accounts.idp.settings"

    import django
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    django.setup()
    call_command("migrate", verbosity=0)
    fill(callback, list(people))
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
