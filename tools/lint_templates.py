#!/usr/bin/env python3
"""Compiles every template, so that a misspelt tag, filter or parent fails here and not on a page."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crimeportal.settings")


def main() -> int:
    import django
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template
    from django.template.loader_tags import ExtendsNode, IncludeNode

    django.setup()
    folder = ROOT / "templates"
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    failed = 0
    for name in names:
        try:
            template = get_template(name).template
            for node in template.nodelist.get_nodes_by_type((ExtendsNode, IncludeNode)):
                target = node.parent_name if isinstance(node, ExtendsNode) else node.template
                if isinstance(target.var, str):
                    get_template(target.var)
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            failed += 1
            print(f"templates/{name}: {error}")
    print(f"{len(names)} templates compiled, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
