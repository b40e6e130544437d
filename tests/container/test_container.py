"""The container: the Dockerfile's steps work from a clean folder, and it has no more rights than it needs."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot import __version__
from bot.config import PREFIX, Settings
from tests.container.dockerfile import DryRun, Step, is_ignored, parse_dockerfile, read_patterns

ROOT = Path(__file__).parents[2]
STEPS = parse_dockerfile((ROOT / "Dockerfile").read_text(encoding="utf-8"))


def words(verb: str) -> list[str]:
    """Return the words of the Dockerfile's steps of one kind."""
    return [step.words for step in STEPS if step.verb == verb]


def compose() -> dict[str, Any]:
    """Return the one service of docker-compose.yml."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    services: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(text)["services"]
    (service,) = services.values()
    return service


def test_continued_lines_and_comments_are_read() -> None:
    """The reader joins continued lines and leaves comments out."""
    steps = parse_dockerfile('# why\nFROM a\nRUN one \\\n  two\nCMD ["x", "y"]\n')
    assert [step.verb for step in steps] == ["FROM", "RUN", "CMD"]
    assert steps[1].words.split() == ["one", "two"]
    assert steps[2].arguments() == ["x", "y"]


@pytest.mark.parametrize(
    "name", ["state/tocsin.db", ".env", ".git/config", "bot/__pycache__/cli.pyc", "tests/conftest.py"]
)
def test_the_builder_never_sees_secrets_or_state(name: str) -> None:
    """.dockerignore keeps away what no image may hold."""
    assert is_ignored(name, read_patterns((ROOT / ".dockerignore").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "name", ["bot/cli.py", "bot/demo/storyline.yaml", "rules/lists/en.yaml", "constraints.txt", "hatch_build.py"]
)
def test_the_builder_sees_what_is_copied(name: str) -> None:
    """.dockerignore lets through what the Dockerfile needs."""
    assert not is_ignored(name, read_patterns((ROOT / ".dockerignore").read_text(encoding="utf-8")))


def test_the_image_runs_tocsin_as_nobody_in_particular() -> None:
    """A numeric user that is not root, volumes for state and rules, pinned wheels, the health check, `tocsin run`."""
    assert words("USER") == ["10001:10001"]
    assert next(step for step in STEPS if step.verb == "VOLUME").arguments() == ["/state", "/rules"]
    assert any("-c constraints.txt" in line and "--only-binary :all:" in line for line in words("RUN"))
    assert "MPLCONFIGDIR=/tmp" in words("ENV")  # the tmpfs: all else is read-only
    healthcheck = next(step for step in STEPS if step.verb == "HEALTHCHECK")
    assert healthcheck.arguments() == ["tocsin", "status", "--check"]
    start = [step.arguments() for step in STEPS if step.verb in ("ENTRYPOINT", "CMD")]
    assert start == [["tocsin"], ["run"]]


def test_the_compiler_stays_behind() -> None:
    """Only the stage that the image is not made of installs packages and asks for compiled modules."""
    build, image = (STEPS[start:end] for start, end in pairwise([*_starts(), len(STEPS)]))
    assert [step.words for step in build + image if "apt-get" in step.words] == [build[1].words]
    assert "TOCSIN_COMPILE=1" in build[-1].words
    assert [step.words for step in image if step.words.startswith("--from=")] == ["--from=build /wheels /wheels"]


def _starts() -> list[int]:
    """Return where the stages begin."""
    return [at for at, step in enumerate(STEPS) if step.verb == "FROM"]


def test_compose_takes_rights_away() -> None:
    """Read-only root and rules, no capabilities or new privileges, a named volume, time to stop, a health check."""
    service = compose()
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["state:/state", "./rules:/rules:ro"]
    assert service["restart"] == "unless-stopped"
    assert service["stop_grace_period"] == "30s"
    assert service["env_file"] == [{"path": ".env", "required": False}]
    assert service["healthcheck"]["test"] == ["CMD", "tocsin", "status", "--check"]
    assert "ports" not in service


def test_every_setting_stands_in_the_example() -> None:
    """.env.example names every setting once, commented out, and no other."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [line[1:].split("=")[0] for line in lines if line.startswith("#" + PREFIX)]
    assert sorted(named) == sorted(PREFIX + name.upper() for name in Settings.model_fields)
    assert all(not line or line.startswith("#") for line in lines)


@pytest.mark.slow
def test_the_steps_of_the_dockerfile_work_in_a_clean_folder(tmp_path: Path) -> None:
    """The installed program starts and finds rulebooks, word lists and the demo; unstarted it is not healthy."""
    container = DryRun(tmp_path, ROOT)
    for step in STEPS:
        container.do(step)
    assert container.run(["tocsin", "--version"]).strip() == f"tocsin, version {__version__}, compiled"
    container.run(["tocsin", "check", container.env["TOCSIN_RULES_DIR"]])
    container.run(["python", "-c", "from bot.chat.chart import can_draw; assert can_draw()"])
    health = next(step for step in STEPS if step.verb == "HEALTHCHECK")
    assert container.attempt(health.arguments()).returncode != 0
    container.run(["tocsin", "demo", "--fast", "--state", container.env["TOCSIN_STATE_DIR"]])
    assert (container.root / "state" / "alerts.jsonl").read_text(encoding="utf-8").count('"type":"alert"') >= 5


def test_the_dry_run_does_each_kind_of_step(tmp_path: Path) -> None:
    """ENV, WORKDIR, COPY and RUN act under the folder and nowhere else."""
    container = DryRun(tmp_path, ROOT, with_pip=False)
    for verb, line in (
        ("ENV", "A=/state B=2"),
        ("WORKDIR", "/app"),
        ("COPY", "LICENSE ./"),
        ("COPY", "bot /copied"),
        ("RUN", "mkdir -p /state && echo $B > /state/b"),
    ):
        container.do(Step(verb=verb, words=line))
    assert (container.root / "state" / "b").read_text() == "2\n"
    assert (container.root / "app" / "LICENSE").is_file()
    assert (container.root / "copied" / "config.py").is_file()
    assert container.run(["sh", "-c", "echo $A; pwd"]).split() == [
        str(container.root / "state"),
        str(container.root / "app"),
    ]
