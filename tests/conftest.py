"""Settings of all tests."""

from hypothesis import settings

# The machines that run this are small and noisy: speed is measured in bench/, not asserted here.
settings.register_profile("project", deadline=None)
settings.load_profile("project")
