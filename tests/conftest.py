"""Settings of all tests."""

import pytest
from hypothesis import settings

# The machines that run this are small and noisy: speed is measured in bench/, not asserted here.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: a mistake shows within seconds."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is not None)
