"""Front matter and small tables in YAML, read without what makes YAML dangerous. Pure; the only importer of PyYAML."""

from __future__ import annotations

from typing import Any

import yaml
from yaml import YAMLError

__all__ = ["YAMLError", "plain_value", "read_yaml", "written"]

_FRONT_MATTER_LIMIT = 64_000


class _Yaml(yaml.SafeLoader):
    """YAML without aliases: a few lines of them can stand for gigabytes, and front matter never needs one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise YAMLError("aliases (*name) are not read here")
        return super().compose_node(parent, index)


def read_yaml(text: str) -> Any:
    """The data of a small YAML text. Raises yaml.YAMLError, also where it is over 64,000 characters."""
    if len(text) > _FRONT_MATTER_LIMIT:
        raise YAMLError(f"over {_FRONT_MATTER_LIMIT} characters")
    return yaml.load(text, Loader=_Yaml)


def written(value: object) -> str:
    """A value of the front matter as text. YAML can make numbers too long to print, and halves of characters."""
    try:
        return str(value).encode("utf-8", "replace").decode()
    except (ValueError, RecursionError):
        return ""


def plain_value(value: object) -> object:
    """A value of the front matter with no halves of characters in its texts, which no model would take."""
    if isinstance(value, list):
        return [plain_value(part) for part in value]
    return written(value) if isinstance(value, str) else value
