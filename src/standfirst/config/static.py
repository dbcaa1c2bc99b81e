"""Static files under names that hold a hash of what is in them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """A file that no manifest knows is served under its plain name, so that the admin's odd
    reference to a missing file is a 404 and not a 500."""

    manifest_strict = False
