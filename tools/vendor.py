#!/usr/bin/env python3
"""Copy the pinned front-end libraries from npm into ``static`` and compile the two style sheets.

``tools/vendor.py``         everything: static/vendor, the two compiled style sheets, the manifest
``tools/vendor.py --css``   the two compiled style sheets only
``tools/vendor.py --check`` compare the files with static/vendor/MANIFEST.json, change nothing

Only whoever bumps a pin in ``tools/frontend/package.json`` needs Node; what is made here is committed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "tools" / "frontend"
STATIC = ROOT / "static"
MANIFEST = STATIC / "vendor" / "MANIFEST.json"

INTER, MOJ = "@fontsource-variable/inter", "@ministryofjustice/frontend"
# target under static/ → (npm package, file inside it)
COPIES = {
    "vendor/leaflet/leaflet.js": ("leaflet", "dist/leaflet.js"),
    "vendor/leaflet/leaflet.css": ("leaflet", "dist/leaflet.css"),
    "vendor/leaflet/images/layers.png": ("leaflet", "dist/images/layers.png"),
    "vendor/leaflet/images/layers-2x.png": ("leaflet", "dist/images/layers-2x.png"),
    "vendor/leaflet/images/marker-icon.png": ("leaflet", "dist/images/marker-icon.png"),
    "vendor/leaflet/LICENSE": ("leaflet", "LICENSE"),
    "vendor/chart.js/chart.umd.min.js": ("chart.js", "dist/chart.umd.min.js"),
    "vendor/chart.js/LICENSE.md": ("chart.js", "LICENSE.md"),
    "vendor/chart.js/LICENSE-kurkle-color.md": ("@kurkle/color", "LICENSE.md"),
    "vendor/inter/inter-latin.woff2": (INTER, "files/inter-latin-wght-normal.woff2"),
    "vendor/inter/LICENSE": (INTER, "LICENSE"),
}
# These packages say MIT in package.json and ship no licence file, so ours carries the notice.
NOTICES = {
    "vendor/govuk-frontend/LICENSE.txt": ("govuk-frontend", "govuk-frontend.txt"),
    "vendor/moj-frontend/LICENSE.txt": (MOJ, "moj-frontend.txt"),
}
COMPILED = {"css/public.css": "public.scss", "css/staff.css": "staff.scss"}
SOURCE_MAP = re.compile(r"\n?(?://|/\*)[#@] ?sourceMappingURL=\S+?(?:\s*\*/)?\s*$", re.MULTILINE)
TEXT = {".js", ".css"}


def install(folder: Path) -> Path:
    """Install the locked packages in ``folder`` without running their scripts; return node_modules."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SOURCES / name, folder)
    shutil.copytree(SOURCES / "scss", folder / "scss")
    npm = ["npm", "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(npm, cwd=folder, check=True)
    return folder / "node_modules"


def copy(target: Path, source: Path) -> None:
    """Copy one file; scripts and styles lose the pointer to a source map that we do not serve."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix in TEXT:
        target.write_text(SOURCE_MAP.sub("", source.read_text("utf-8")).rstrip() + "\n", "utf-8")
    else:
        shutil.copyfile(source, target)


def compile_css(folder: Path) -> None:
    """Compile the public and the staff style sheet with the locked sass."""
    for target, source in COMPILED.items():
        sass = ["node", "node_modules/sass/sass.js", "--load-path=.", "--style=compressed", "--quiet"]
        command = [*sass, "--no-source-map", f"scss/{source}", str(STATIC / target)]
        subprocess.run(command, cwd=folder, check=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def packages() -> dict[str, dict[str, str]]:
    """Version and licence of each locked package."""
    locked = json.loads((SOURCES / "package-lock.json").read_text("utf-8"))["packages"]
    prefix = "node_modules/"
    return {path.removeprefix(prefix): entry for path, entry in locked.items() if path.startswith(prefix)}


def manifest() -> dict[str, dict[str, str]]:
    """What the manifest should say now: file under static/ → sha256, package, version, licence."""
    locked = packages()
    owners = {target: package for target, (package, _) in {**COPIES, **NOTICES}.items()}
    owners |= dict.fromkeys(COMPILED, "govuk-frontend")
    rows = {}
    for target, package in sorted(owners.items()):
        rows[target] = {
            "sha256": digest(STATIC / target),
            "package": package,
            "version": locked[package]["version"],
            "licence": locked[package]["license"],
        }
    return rows


def differences() -> list[str]:
    """Each way in which the files differ from the committed manifest; empty when all is well."""
    stated = json.loads(MANIFEST.read_text("utf-8"))
    found = {p.relative_to(STATIC).as_posix() for p in (STATIC / "vendor").rglob("*") if p.is_file()}
    unlisted = found - set(stated) - {MANIFEST.relative_to(STATIC).as_posix()}
    problems = [f"{name}: not in the manifest" for name in sorted(unlisted)]
    actual = manifest()
    problems += [f"{name}: no longer vendored" for name in sorted(set(stated) - set(actual))]
    return problems + [f"{name}: differs" for name, row in actual.items() if stated.get(name) != row]


def main() -> int:
    """Run the command line; 1 when ``--check`` finds a difference."""
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    parser.add_argument("--css", action="store_true", help="compile the style sheets only")
    parser.add_argument("--check", action="store_true", help="compare with the manifest only")
    options = parser.parse_args()
    if options.check:
        problems = differences()
        print("\n".join(problems) or "static/vendor is as its manifest says")
        return int(bool(problems))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        modules = install(folder)
        if not options.css:
            shutil.rmtree(STATIC / "vendor", ignore_errors=True)
            for target, (package, path) in COPIES.items():
                copy(STATIC / target, modules / package / path)
            for target, (_, notice) in NOTICES.items():
                copy(STATIC / target, SOURCES / "licences" / notice)
        (STATIC / "css").mkdir(parents=True, exist_ok=True)
        compile_css(folder)
    MANIFEST.write_text(json.dumps(manifest(), indent=2) + "\n", "utf-8")
    print(f"{len(manifest())} files written; see {MANIFEST.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
