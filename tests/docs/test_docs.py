"""Links lead somewhere, commands exist, and words are the glossary's."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pydantic import AliasChoices

from standfirst.config.table import Settings, variable_of
from standfirst.ops.main import COMMANDS
from tests.docs.pages import DocPage, commands_in, pages, targets_in
from tests.docs.reading import ROOT, SOURCE
from tests.docs.sheets import words_of_command
from tests.docs.tables import visible

PAGES = pages()
TEMPLATES = sorted((SOURCE / "theme" / "templates").rglob("*.*"))
ALLOWED = {"cut", "claim", "entry", "product", "series", "collection"}
"""Words to avoid for one thing that are plain English for others."""

MACHINE = re.compile(r"(?<![\w.~-])/(?:home|root|Users|farm|work)/\w")
REGISTRY = re.compile(
    r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|registry)|--(?:extra-)?index-url"
)
TEXT = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".mjml", ".yml", ".json", ""}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@each_page
def test_links_lead_somewhere(page: DocPage) -> None:
    for link in page.links:
        if link.startswith(("http://localhost", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.path.parent / name).resolve() if name else page.path
        assert target.exists(), f"{page.name} links to {link}"
        if anchor:
            assert anchor in DocPage(target).anchors, f"{page.name} links to {link}"


def test_every_page_is_reached_from_the_index() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = DocPage(waiting.pop().resolve())
        if page.path in seen or page.path.suffix != ".md":
            continue
        seen.add(page.path)
        local = [link.partition("#")[0] for link in page.links if "://" not in link]
        waiting += [page.path.parent / link for link in local if link]
    assert {page.path for page in PAGES} - seen - {ROOT / "docs/reference/README.md"} == set()


@each_page
def test_commands_are_real(page: DocPage) -> None:
    for name, *words in commands_in(page):
        assert name in COMMANDS, f"{page.name}: standfirst {name}"
        known = words_of_command(COMMANDS[name].module)
        options = {word.split("=")[0] for word in words if word.startswith("--")}
        assert options <= known | {"--help", "--data"}, (
            f"{page.name}: standfirst {name} {' '.join(words)}"
        )


@each_page
def test_targets_of_make_are_real(page: DocPage) -> None:
    known = set(re.findall(r"^([\w./-]+):(?!=)", (ROOT / "Makefile").read_text(), re.M))
    assert set(targets_in(page)) <= known


@each_page
def test_settings_are_real(page: DocPage) -> None:
    known = {variable_of(name) for name in Settings.model_fields} | {"STANDFIRST_CONFIG"}
    for field in Settings.model_fields.values():
        if isinstance(field.validation_alias, AliasChoices):
            known |= {str(one) for one in field.validation_alias.choices}
    for line in page.code:
        assert set(re.findall(r"\bSTANDFIRST_[A-Z_]+\b", line)) <= known, f"{page.name}: {line}"


@each_page
def test_files_that_are_named_exist(page: DocPage) -> None:
    places = [ROOT, SOURCE, SOURCE / "theme" / "templates", SOURCE / "articles"]
    mine = {"articles/blocks/number.py", "blocks/number.html", "gate/on_loan.html"}
    for line in page.code:
        for name in re.findall(r"^(?:[\w.-]+/)+[\w.-]+\.(?:py|html|css|md)$", line):
            if not name.endswith(tuple(mine)) and not name.startswith(("brand/", "data/")):
                assert any((place / name).exists() for place in places), f"{page.name}: {name}"


def test_every_package_is_told_of() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text()
    packages = {path.name for path in SOURCE.iterdir() if path.is_dir()} - {"__pycache__"}
    assert {name for name in packages if f"| `{name}` |" not in told} == set()


def test_decisions_are_numbered_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    names = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]
    for name in names:
        text = (folder / name).read_text()
        assert text.startswith(f"# {name[:4]} ")
        assert all(f"**{part}**" in text for part in ("Decided.", "Why.", "Costs.")), name


def words_to_avoid() -> set[str]:
    """The last column of the glossary."""
    rows = re.findall(r"^\|.*\|([^|]*)\|$", (ROOT / "docs/glossary.md").read_text(), re.M)[2:]
    found = {word.strip() for row in rows for word in row.split(",")}
    return {word for word in found if word} - ALLOWED


def test_the_glossary_is_read() -> None:
    assert {"user", "member", "post", "paywall", "dek"} <= words_to_avoid()


def test_commands_are_found_in_code() -> None:
    found = {name for page in PAGES for name, *_ in commands_in(page)}
    assert {"init", "serve", "why", "leaks", "import", "signin-link"} <= found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_readers_see_the_words_of_the_glossary(path: Path) -> None:
    said = visible(path.read_text()).lower()
    for word in words_to_avoid():
        assert not re.search(rf"\b{word}s?\b", said), f"{path.name} says {word!r}"


def test_a_mark_that_silences_a_check_has_its_reason_beside_it() -> None:
    files = [path for folder in ("src", "bench", "tests") for path in (ROOT / folder).rglob("*.py")]
    bare = re.compile(r"# (?:noqa(?:: [A-Z0-9, ]+)?|type: ignore(?:\[[\w-]+\])?)$")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    if shutil.which("git") is None:
        pytest.skip("no git here: there is no list of files")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout: there is no list of files")
    here = Path(__file__).resolve()
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix not in TEXT or path == here or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        found = MACHINE.search(text) or REGISTRY.search(text)
        assert not found, f"{name}: {found[0] if found else ''}"
