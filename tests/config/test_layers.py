"""The contracts between packages hold, and a planted violation of each is seen."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PLANTED = {
    "upwards": ("billing/queries.py", "from standfirst.articles import models as planted\n"),
    "an unknown package": ("blogs/__init__.py", ""),
    "an impure rule": ("access/rules.py", "import django.utils.timezone\n"),
    "the payment company's SDK elsewhere": ("billing/sales.py", "import stripe\n"),
    "a curious sandbox": ("sandbox/cards.py", "import django.conf\n"),
    "a package that knows the sandbox": (
        "billing/sales.py",
        "from standfirst.sandbox import company as planted\n",
    ),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the linter on a copy of the source."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_violation_is_seen(plant: tuple[str, str], tmp_path: Path) -> None:
    source = ROOT / "src" / "standfirst"
    only_code = shutil.ignore_patterns("theme", "content", "migrations", "__pycache__")
    shutil.copytree(source, tmp_path / "src" / "standfirst", ignore=only_code)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file = tmp_path / "src" / "standfirst" / plant[0]
    file.parent.mkdir(exist_ok=True)
    file.write_text(plant[1] + (file.read_text() if file.exists() else ""))
    answer = lint(tmp_path)
    assert answer.returncode == 1, answer.stdout
    assert "BROKEN" in answer.stdout or "not listed" in answer.stdout + answer.stderr


def test_all_rules_are_under_the_contract_that_they_are_pure() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    pure = next(one for one in contracts["contracts"] if one["id"] == "pure-rules")
    files = (ROOT / "src").rglob("rules.py")
    named = {".".join(file.relative_to(ROOT / "src").with_suffix("").parts) for file in files}
    assert named <= set(pure["source_modules"])
