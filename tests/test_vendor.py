"""What is served from static/vendor is what the manifest and the lock file say."""

import json
import re
from pathlib import Path

import pytest

from tools import vendor

STATIC = vendor.STATIC
FILES = sorted(json.loads(vendor.MANIFEST.read_text("utf-8")))
TEXT = [name for name in FILES if name.endswith((".js", ".css"))]


def test_vendored_files_match_manifest():
    assert vendor.differences() == []


def test_changed_file_is_reported(monkeypatch):
    monkeypatch.setattr(vendor, "digest", lambda path: "0" * 64)
    assert "vendor/leaflet/leaflet.js: differs" in vendor.differences()


def test_package_json_pins_exact_versions():
    pins = json.loads((vendor.SOURCES / "package.json").read_text("utf-8"))
    wanted = {**pins["dependencies"], **pins["devDependencies"]}
    assert {name: row["version"] for name, row in vendor.packages().items() if name in wanted} == wanted


@pytest.mark.parametrize("name", TEXT)
def test_text_file_names_no_source_map(name):
    assert "sourceMappingURL" not in (STATIC / name).read_text("utf-8")


@pytest.mark.parametrize("name", ["css/public.css", "css/staff.css"])
def test_compiled_css_holds_neither_crown_nor_its_font(name):
    css = (STATIC / name).read_text("utf-8")
    assert "GDS Transport" not in css
    assert "govuk-crest" not in css
    assert "@font-face" not in css


@pytest.mark.parametrize("path", sorted(STATIC.glob("css/*.css")), ids=lambda path: path.name)
def test_relative_addresses_in_css_exist(path: Path):
    addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)", path.read_text("utf-8"))
    relative = [one for one in addresses if not one.startswith(("/", "data:", "#"))]
    assert [one for one in relative if not (path.parent / one).exists()] == []


def test_every_package_has_its_licence():
    rows = json.loads(vendor.MANIFEST.read_text("utf-8"))
    licensed = {row["package"] for name, row in rows.items() if "LICENSE" in name}
    assert {row["package"] for row in rows.values()} <= licensed
