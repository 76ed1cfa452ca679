import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import User

CHOSEN = "seven lighthouses at dusk"


@pytest.mark.django_db
def test_create_administrator_prints_the_link_at_which_a_password_is_chosen(capsys, client):
    call_command("create_administrator", "root@example.org", "--username", "root")
    user = User.objects.get()
    assert (user.is_staff, user.roles, user.has_usable_password()) == (True, {"administrator"}, False)
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith("http://127.0.0.1:8000/invitation/")
    client.get(link)
    shown = {"invitation": user.invitations.get().pk}
    client.post("/invitation/", {**shown, "new_password1": CHOSEN, "new_password2": CHOSEN})
    user.refresh_from_db()
    assert user.check_password(CHOSEN)
    assert mail.outbox == []


@pytest.mark.django_db
def test_create_administrator_invents_no_host_and_port(capsys, client, settings):
    settings.SITE_URL = ""
    call_command("create_administrator", "root@example.org", "--username", "root")
    told, path = capsys.readouterr().out.splitlines()
    assert "at this path (SITE_URL is not set)" in told
    assert path.startswith("/invitation/")
    assert client.get(path, follow=True).status_code == 200


@pytest.mark.django_db
def test_create_administrator_refuses_a_taken_name_and_makes_nobody(citizen):
    with pytest.raises(CommandError, match="taken"):
        call_command("create_administrator", "root@example.org", "--username", "Citizen")
    assert User.objects.get() == citizen
