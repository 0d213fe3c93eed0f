"""The small meeting of the decisions' tests serves here too."""

from deciding.conftest import folder, workshop  # noqa: F401  # fixtures
