"""Static files under names that hold a hash of what is in them."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """A file that no manifest knows is served under its plain name, so that the admin's odd
    reference to a missing file is a 404 and not a 500."""

    manifest_strict = False

    def create_compressor(self, **options: Any) -> Compressor:
        """gzip alone: brotli at its slowest takes longer than all the rest of `standfirst init`."""
        return Compressor(use_brotli=False, **options)
