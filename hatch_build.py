"""What hatchling does besides packing: with TOCSIN_COMPILE=1 the modules that most time is spent in are compiled.

mypyc makes C of them, unchanged, and a C compiler makes extension modules, which Python prefers to the .py files beside
them. Without the variable, and in an editable installation, where they would hide every later edit, nothing happens:
no compiler is needed, and what runs is what is written.
"""

import os
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VARIABLE = "TOCSIN_COMPILE"
TOOLS = ("mypy", "setuptools")
"""What compiles, in the versions of constraints.txt."""
COMPILED = (
    "bot/monitor/text.py",
    *(
        f"bot/monitor/facts/{name}.py"
        for name in (
            "actors", "clauses", "date", "details", "extract", "fact", "features", "holder", "lexicon", "marked",
            "mentions", "number", "outsiders", "person", "places", "readings", "stance", "standing", "status", "told",
            "track", "venue", "weights",
        )
    ),
)  # fmt: skip
"""All that reads facts in an article; what is kept of them (`state`, `steps`) costs little."""


class CompileHook(BuildHookInterface[Any]):
    """Adds the compiled modules to a wheel."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what has to be installed for the build."""
        if not _is_wanted():
            return []
        lines = (Path(self.root) / "constraints.txt").read_text(encoding="utf-8").splitlines()
        return [line for line in lines if line.partition("==")[0] in TOOLS]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say to the build what to take in."""
        if not _is_wanted() or version == "editable":
            return
        self._folder = TemporaryDirectory()
        with chdir(self.root):  # the names of modules and in tracebacks come from paths that begin here
            built = _compile(Path(self._folder.name))
        build_data["force_include"].update({str(file): str(inside) for file, inside in built.items()})
        build_data["pure_python"], build_data["infer_tag"] = False, True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled, once it is in the wheel."""
        if _is_wanted() and version != "editable":
            self._folder.cleanup()


def _is_wanted() -> bool:
    return os.environ.get(VARIABLE, "") not in ("", "0")


def _compile(folder: Path) -> dict[Path, Path]:
    """Compile into a folder; return the extension modules, each with its place in the wheel."""
    from mypyc.build import mypycify
    from setuptools import Distribution

    extensions = mypycify(
        # The libraries need not be here to be compiled against, and their types are `make check`'s concern.
        ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent", f"--cache-dir={folder / 'types'}",
         *COMPILED],
        debug_level="0",
        target_dir=str(folder / "c"),
        group_name="tocsin",
    )  # fmt: skip
    command = Distribution({"name": "tocsin", "ext_modules": extensions}).get_command_obj("build_ext")
    command.build_lib, command.build_temp = str(folder / "modules"), str(folder / "objects")
    command.ensure_finalized()
    command.run()
    return {file: file.relative_to(folder / "modules") for file in (folder / "modules").rglob("*.*") if file.is_file()}
