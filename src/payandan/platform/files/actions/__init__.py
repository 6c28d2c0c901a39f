"""The write door of files."""

from payandan.platform.files.actions.uploads import claim_file, claim_files, remove_unclaimed, store

__all__ = ["claim_file", "claim_files", "remove_unclaimed", "store"]
