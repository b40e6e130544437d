"""The state folder: what the program writes lives there, readable by its owner only."""

import tempfile
from pathlib import Path

from bot.errors import WrongEnvironment

DATABASE = "tocsin.db"
HISTORY = "alerts.jsonl"
LOCK = "lock"


def prepare_folder(folder: Path) -> Path:
    """Make the folder when it is missing, and make sure that we can write there.

    Raises:
        WrongEnvironment: It cannot be made, is no folder, or is not writable.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise WrongEnvironment(
            f"the state folder {folder} is not writable: {error.strerror}; "
            "give it to the user that runs Tocsin, or set TOCSIN_STATE_DIR to another folder"
        ) from None
    return folder
