import pytest
from django.core.management import CommandError, call_command

from accounts.models import User


@pytest.mark.django_db
def test_create_administrator_makes_one_who_configures(monkeypatch):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", "a long enough phrase")
    call_command("create_administrator", "root@example.org", "--username", "root")
    user = User.objects.get()
    assert (user.is_staff, user.roles) == (True, {"administrator"})
    assert user.check_password("a long enough phrase")


@pytest.mark.django_db
def test_create_administrator_refuses_a_weak_password_and_makes_nobody(monkeypatch):
    monkeypatch.setenv("ADMINISTRATOR_PASSWORD", "short")
    with pytest.raises(CommandError, match="too short"):
        call_command("create_administrator", "root@example.org", "--username", "root")
    assert not User.objects.exists()
