"""With TOCSIN_COMPILE=1 the wheel holds compiled modules that find the same facts; without it, nothing but Python."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from hatch_build import COMPILED, VARIABLE, CompileHook

ROOT = Path(__file__).parents[2]
SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which Tocsin is installed, compiled as in the container; it takes a minute."""
    compiler = str(sysconfig.get_config_var("CC")).split()[0]
    if shutil.which(compiler) is None:
        pytest.skip(f"there is no C compiler ({compiler})")
    folder = tmp_path_factory.mktemp("compiled")
    _install(folder, "1")
    return folder


def _install(folder: Path, wanted: str) -> None:
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--target", str(folder)]
    command = [sys.executable, "-m", "pip", "install", *quiet, str(ROOT)]
    subprocess.run(command, env={**os.environ, VARIABLE: wanted}, check=True, timeout=600)


def _facts(*packages: Path) -> tuple[str, list[str]]:
    """Return where the package lies that is found on this path, with its compiled modules, and the facts it finds."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, packages)), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-P", "-m", "tests.compiled.facts"]
    done = subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=600)
    head, *facts = done.stdout.splitlines()
    return head, facts


@pytest.mark.slow
def test_compiled_modules_find_the_same_facts(compiled: Path) -> None:
    """Every field of every fact of a part of the corpus, and of the demo, is the same to the byte."""
    where, found = _facts(compiled, ROOT)
    names = sorted(name.removesuffix(".py").replace("/", ".") for name in COMPILED)
    assert where.split() == [str(compiled / "bot"), *names]
    where, written = _facts(ROOT)
    assert where.split() == [str(ROOT / "bot")]
    assert found == written
    assert sum(line.startswith("Fact(") for line in written) > 1_000


@pytest.mark.slow
def test_the_compiled_program_says_so(compiled: Path) -> None:
    """`tocsin --version` tells whether it is compiled: figures of speed are compared by it."""
    env = {**os.environ, "PYTHONPATH": str(compiled)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bot", "--version"], env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    assert done.stdout.strip().endswith(", compiled")


def test_an_installation_compiles_only_when_asked(tmp_path: Path) -> None:
    """Without the variable no compiler and no tool is needed, and no module hides what is written."""
    _install(tmp_path, "")
    assert not [*tmp_path.rglob("*.so"), *tmp_path.rglob("*.pyd")]


def test_an_editable_installation_is_never_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Compiled modules beside the source would hide every later edit."""
    monkeypatch.setenv(VARIABLE, "1")
    data: dict[str, object] = {}
    CompileHook(str(ROOT), {}, None, None, str(tmp_path), "wheel").initialize("editable", data)  # type: ignore[arg-type]
    assert data == {}


def test_the_tools_are_those_of_the_constraints(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What compiles in a container is what the tests were run with, and is asked for only then."""
    hook = CompileHook(str(ROOT), {}, None, None, str(tmp_path), "wheel")  # type: ignore[arg-type]
    monkeypatch.setenv(VARIABLE, "1")
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert len(hook.dependencies()) == 2
    assert set(hook.dependencies()) < set(pinned)
    monkeypatch.delenv(VARIABLE)
    assert hook.dependencies() == []
