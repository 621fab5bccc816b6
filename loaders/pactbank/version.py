"""The version of the package; the first release heading of CHANGELOG.md names the same."""

__version__ = "0.1.0"
