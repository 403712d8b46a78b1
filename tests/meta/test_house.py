"""The house stays as it was drawn: who may import whom, what lies where, what is public."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import policydiff

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "policydiff"
# From the first stage to the last: a package imports only from packages before it, and from the ground floor.
ORDER = ("documents", "clauses", "vocabulary", "extraction", "alignment", "changes", "law", "repositories", "gates", "reports")
GROUND = {"contract", "errors", "forms", "garbage", "limits", "remembered", "text"}
TOP = {"policydiff", "corpora", "tests", "pyproject.toml", "LICENSE", "README.md"}
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in HOUSE.rglob("*.py"))


def imported(source: str, package: tuple[str, ...]) -> set[str]:
    """The dotted names that the source of a module of `package` imports, anywhere in it; relative imports made absolute."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            # `from policydiff import errors` enters a room as `from policydiff.errors import X` does.
            found |= {f"{module}.{alias.name}" for alias in node.names} if module == "policydiff" else {module}
    return found


def imports_of(module: str) -> set[str]:
    return imported((ROOT / module).read_text(encoding="utf-8"), Path(module).parts[:-1])


def rooms(names: set[str]) -> set[str]:
    return {name.split(".")[1] for name in names if name.startswith("policydiff.")}


@pytest.mark.parametrize("module", [name for name in MODULES if name.split("/")[1] in ORDER])
def test_a_package_imports_only_from_packages_before_it(module: str) -> None:
    own = module.split("/")[1]
    assert rooms(imports_of(module)) - GROUND - set(ORDER[: ORDER.index(own) + 1]) == set()


@pytest.mark.parametrize("name", sorted(GROUND))
def test_the_ground_floor_imports_nothing_of_the_house(name: str) -> None:
    assert rooms(imports_of(f"policydiff/{name}.py")) - GROUND == set()


def test_every_kind_of_import_is_seen() -> None:
    source = "from policydiff.law.models import Report\nimport policydiff.changes\ndef f():\n    from policydiff import cli\n    from ..extraction import x\n"
    assert rooms(imported(source, ("policydiff", "documents"))) == {"law", "changes", "cli", "extraction"}


def test_every_package_has_its_place_in_the_order() -> None:
    assert {path.name for path in HOUSE.iterdir() if path.is_dir() and list(path.rglob("*.py"))} <= set(ORDER)
    assert {path.stem for path in HOUSE.glob("*.py")} == GROUND | {"__init__", "__main__", "cli", "completion", "console", "gate_commands", "verbs"}


@pytest.mark.parametrize("module", MODULES)
def test_difflib_is_not_used(module: str) -> None:
    assert not any(name.split(".")[0] == "difflib" for name in imports_of(module))


@pytest.mark.parametrize("module", MODULES)
def test_every_module_with_code_says_what_it_is(module: str) -> None:
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree)


def test_nothing_else_lies_at_the_top() -> None:
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: what belongs to the project cannot be told from what lies beside it")
    top = {line.split("/")[0] for line in listed.stdout.splitlines() if (ROOT / line).exists()}
    assert {name for name in top if not name.startswith(".")} == TOP


def test_only_the_ci_script_knows_where_labelled_data_lie() -> None:
    """Other people have no such folder: the project reads POLICYDIFF_GOLD."""
    folder = "/".join(("..", "shared"))
    files = [path for part in ("policydiff", "corpora", "tests", ".ci", "README.md", "pyproject.toml") for path in [ROOT / part, *(ROOT / part).rglob("*")]]
    texts = [path for path in files if path.suffix in {".py", ".toml", ".md", ".txt", ".html", ".json", ".jsonl", ""} and path.is_file()]
    assert [path.relative_to(ROOT).as_posix() for path in texts if path != ROOT / ".ci" / "run" and folder in path.read_text("utf-8", "replace")] == []


def test_every_public_name_is_there_and_described() -> None:
    for name in policydiff.__all__:
        value = getattr(policydiff, name)
        assert name == "__version__" or (value.__doc__ or "").strip(), name
    assert len(set(policydiff.__all__)) == len(policydiff.__all__)
    assert set(policydiff._HOME_OF) <= set(policydiff.__all__)


def test_every_error_is_public_and_in_the_tree() -> None:
    from policydiff import errors

    tree = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.PolicydiffError)}
    assert tree <= set(policydiff.__all__)
    assert all(name in (errors.__doc__ or "") for name in tree)


def test_verbs_are_public() -> None:
    assert {"read", "parse", "compare", "rules", "explain"} <= set(policydiff.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'policydiff' has no attribute 'diff'"):
        _ = policydiff.diff


def test_import_brings_in_neither_pydantic_nor_a_stage() -> None:
    code = "import sys, policydiff; print([name for name in ('pydantic', 'spacy', 'lxml', 'policydiff.documents', 'policydiff.law') if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_floors_are_well_formed() -> None:
    """A scorer, what it scores, and limits that its figures can meet."""
    floors = tomllib.loads((ROOT / "tests" / "floors.toml").read_text(encoding="utf-8"))
    assert set(floors) == {"whatsapp", "changes", "clauses", "windows"}
    for name, table in floors.items():
        assert set(table) <= {"scorer", "gold", "at_least", "at_most"}, name
        assert name == "windows" or table["scorer"].endswith(".py"), name
        assert table["at_least"], name
        assert all(0 <= value <= 1 for value in table["at_least"].values()), name
        assert all(value >= 0 for value in table.get("at_most", {}).values()), name


def test_the_readme_has_one_test_command_that_ci_runs() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.startswith("python3 ") and "pytest" in line]) == 1


def test_the_readme_lists_every_stage() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in ORDER if f"`{name}`" not in text] == []
