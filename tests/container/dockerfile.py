"""Reads the Dockerfile and does its steps in a clean folder: the proof where no Docker engine is at hand.

A fresh virtual environment stands for the base image's Python, a folder for the file system: absolute paths in the
steps are moved under it. All stages share both, so that what one copies from another is there already; this machine's
compiler stands for the one that is installed. What is not shown: that the base image and its packages exist, and what
only an engine enforces (volumes, health checks, the read-only root).
"""

import json
import os
import re
import shutil
import subprocess
import venv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

_STEP = re.compile(r"^(?P<verb>[A-Z]+)\s+(?P<words>.+)$", re.DOTALL)
_ABSOLUTE = re.compile(r"(?<![\w./:])(?=/\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instruction of a Dockerfile, with its words as they stand there."""

    verb: str
    words: str

    def arguments(self) -> list[str]:
        """Return the words of the JSON form (`["a", "b"]`), wherever it starts."""
        return [str(word) for word in json.loads(self.words[self.words.index("[") :])]


def parse_dockerfile(text: str) -> list[Step]:
    """Return the steps of a Dockerfile; comments are left out, continued lines joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    found = [_STEP.match(line) for line in joined]
    return [Step(verb=match["verb"], words=match["words"].strip()) for match in found if match]


def is_ignored(path: str, patterns: Sequence[str]) -> bool:
    """Whether .dockerignore keeps a file away: the last pattern that meets it, or a folder of it, decides."""
    ignored = False
    candidates = [path, *map(str, PurePosixPath(path).parents)]
    for pattern in patterns:
        plain = pattern.removeprefix("!")
        names = [name for name in candidates if name != "."]
        if any(fnmatch(name, plain) or fnmatch("/" + name, plain.replace("**", "*")) for name in names):
            ignored = not pattern.startswith("!")
    return ignored


def read_patterns(text: str) -> list[str]:
    """Return the patterns of a .dockerignore."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


class DryRun:
    """Does the steps of a Dockerfile under `root`.

    Attributes:
        env: The environment that its commands run in, as far as the steps have come.
        workdir: The folder that they run in.
    """

    def __init__(self, root: Path, context: Path, *, with_pip: bool = True) -> None:
        """Prepare an empty file system.

        Args:
            root: An empty folder, the container's /.
            context: The folder that is built from; only what .dockerignore lets through is seen.
            with_pip: Whether the steps will install anything; it takes some seconds.
        """
        self.root, self.workdir = root / "fs", root / "fs"
        self._context = root / "context"
        self.workdir.mkdir()
        self._take_context(context)
        venv.create(root / "python", with_pip=with_pip, symlinks=True)
        keep = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "http", "HTTP"))}
        self.env = {**keep, "PATH": f"{root / 'python' / 'bin'}:/usr/bin:/bin", "HOME": str(root)}

    def do(self, step: Step) -> None:
        """Do one step; those that only describe the image to an engine do nothing here."""
        match step.verb:
            case "ENV":
                pairs = (word.partition("=") for word in self._moved(step.words).split())
                self.env.update({name: value for name, _, value in pairs})
            case "WORKDIR":
                self.workdir = Path(self._moved(step.words))
                self.workdir.mkdir(parents=True, exist_ok=True)
            case "COPY" if not step.words.startswith("--from="):
                self._copy(*step.words.split())
            case "RUN":
                self.run(["/bin/sh", "-ec", self._prologue() + self._moved(step.words)])

    def run(self, command: Sequence[str], **env: str) -> str:
        """Run a command as the container would and return what it prints; a failure fails the test with its output."""
        done = self.attempt(command, **env)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def attempt(self, command: Sequence[str], **env: str) -> subprocess.CompletedProcess[str]:
        """Run a command as the container would, whatever comes of it."""
        whole: Mapping[str, str] = {**self.env, **env}
        return subprocess.run(
            command, cwd=self.workdir, env=whole, capture_output=True, text=True, timeout=600, check=False
        )

    def _moved(self, words: str) -> str:
        return _ABSOLUTE.sub(str(self.root), words)

    def _prologue(self) -> str:
        # Only root can give files away; the ownership itself is a matter of the engine.
        return "alias apt-get=true\n" + ("" if os.geteuid() == 0 else "chown() { :; }; ")

    def _copy(self, *words: str) -> None:
        *sources, target = words
        into = self.workdir / self._moved(target)
        for source in sources:
            origin = self._context / source
            if origin.is_dir():
                shutil.copytree(origin, into, dirs_exist_ok=True)
            else:
                shutil.copy(origin, into / origin.name if target.endswith("/") else into)

    def _take_context(self, context: Path) -> None:
        patterns = read_patterns((context / ".dockerignore").read_text(encoding="utf-8"))
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=context, capture_output=True, text=True, check=True,
        ).stdout.splitlines()  # fmt: skip
        for name in listed:
            if not is_ignored(name, patterns) and (context / name).is_file():
                target = self._context / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(context / name, target)
