"""For all tests: no property is a matter of speed, as machines are busy at times."""

from hypothesis import settings

settings.register_profile("tocsin", deadline=None)
settings.load_profile("tocsin")
