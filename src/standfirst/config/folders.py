"""The data folder, which everything that is kept stands in."""

import os
from pathlib import Path

from standfirst.kernel.errors import SettingsError


def ensure(folder: Path, *, name: str = "STANDFIRST_DATA_DIR") -> None:
    """Makes the folder. Raises SettingsError where nothing can be written in it; `name` is what
    it was given by."""
    reason = _why_not(folder)
    if reason:
        raise SettingsError(
            f"{name} is {str(folder)!r}: {reason}.",
            help="Name a folder that the user who runs Standfirst may write in.",
            code="data_dir_unusable",
        )


def _why_not(folder: Path) -> str:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        return "a file stands there"
    except OSError as fault:
        return (fault.strerror or str(fault)).lower()
    return "" if os.access(folder, os.W_OK | os.X_OK) else "nothing can be written there"
