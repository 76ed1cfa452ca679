"""Templates and scripts keep the rules that the content policy rests on."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import get_template, render_to_string

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
SCRIPTS = sorted((settings.BASE_DIR / "static" / "js").glob("*.js"))
COMPILED = ("public.css", "staff.css")
STYLES = [
    path for path in sorted((settings.BASE_DIR / "static" / "css").glob("*.css")) if path.name not in COMPILED
]
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:\bsrc=|/json))|javascript:", re.IGNORECASE
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_template_compiles_and_has_nothing_inline(path: Path):
    get_template(str(path.relative_to(settings.BASE_DIR / "templates")))
    assert INLINE.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", [*SCRIPTS, *STYLES], ids=lambda path: path.name)
def test_own_asset_is_under_400_lines(path: Path):
    assert len(path.read_text("utf-8").splitlines()) < 400


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_writes_no_html_and_evaluates_nothing(path: Path):
    assert re.findall(r"innerHTML\s*=|insertAdjacentHTML|eval\(|new Function", path.read_text("utf-8")) == []


def test_server_error_page_needs_no_context():
    assert "Something went wrong on our side" in get_template("500.html").render()


def test_pagination_keeps_the_query(rf, monkeypatch):
    monkeypatch.setattr("crimeportal.context.PUBLIC_TABS", [])
    page = Paginator(range(100), 10).page(5)
    request = rf.get("/records/?status=draft")
    html = render_to_string("components/pagination.html", {"page_obj": page}, request)
    assert "Showing 41 to 50 of 100" in html
    assert 'href="?status=draft&amp;page=5" aria-current="page"' in html
    assert 'href="?status=draft&amp;page=6" rel="next"' in html


def test_bar_width_is_the_share():
    bars = [{"label": "Theft", "value": 300, "share": 61.25}]
    html = render_to_string("components/bars.html", {"bars": bars})
    assert 'class="bars__fill" width="61.2"' in html


@pytest.mark.parametrize(("level", "letter"), [("red", "H"), ("orange", "M"), ("green", "L")])
def test_zone_has_letter_and_word(level, letter):
    html = render_to_string("components/zone.html", {"level": level})
    assert f'<i aria-hidden="true">{letter}</i>' in html
