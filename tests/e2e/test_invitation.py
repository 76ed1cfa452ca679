"""An invitation as a browser sees it: what it tells of the page it comes from, and the form it sends."""

from urllib.parse import urlsplit

CHOSEN = "seven lighthouses at dusk"


def test_invited_person_chooses_a_password_and_signs_in(portal, visit):
    address = "first@portellery.example"
    link = portal.manage("create_administrator", address, "--username", "first").splitlines()[-1]
    visitor = visit()
    page = visitor.open(urlsplit(link).path)
    assert page.url == f"{portal.url}/invitation/"
    page.fill("input[name=new_password1]", CHOSEN)
    page.fill("input[name=new_password2]", CHOSEN)
    page.click("main form button[type=submit]")
    page.wait_for_load_state("networkidle")
    assert "Your password is set" in page.inner_text("main")
    visitor.log_in(address, CHOSEN)
    assert page.url == f"{portal.url}/staff/"
