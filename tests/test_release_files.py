"""What a release consists of besides the code: its files agree with each other, and none is forgotten."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import cellxgene_widget as cxw
from cellxgene_widget.ontology.term_table import term_table
from release import check

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
#: Of conda-forge, where they are not called as on PyPI.
CONDA = {"igraph": "python-igraph", "matplotlib": "matplotlib-base"}


def read(name):
    return (ROOT / name).read_text("utf-8")


def parsed(name):
    """Read YAML; of a conda recipe the template is filled in first, as conda-build does."""
    text = read(name)
    values = dict(re.findall(r'^{% set (\w+) = "(.*)" %}$', text, re.MULTILINE)) | {"PYTHON": "python"}
    text = re.sub(r"^{% .* %}$", "", text, flags=re.MULTILINE)
    return yaml.safe_load(re.sub(r"{{ (\w+) }}", lambda found: values[found[1]], text))


# --- one version ---


def test_there_is_one_version():
    assert check.version_of(ROOT) == cxw.__version__
    assert list(check.differences()) == []
    assert "version" not in json.loads(read("js/package.json")), "a second place, that is forgotten"
    assert "version" not in PROJECT["project"]


@pytest.fixture
def copy(tmp_path):
    for name in ("pyproject.toml", "CHANGELOG.md", "CITATION.cff", "recipe", "cellxgene_widget/_version.py"):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, target)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("cellxgene_widget/_version.py", r'"[\d.]+"', '"9.9.9"', "CHANGELOG.md has no section [9.9.9]"),
        ("cellxgene_widget/_version.py", r'"[\d.]+"', '"1.0.0.dev1"', "1.0.0.dev1 is not one of a release"),
        ("CITATION.cff", r"(?m)^version: .*", "version: 0.0.1", "CITATION.cff has another version"),
        ("CITATION.cff", r'date-released: ".*"', 'date-released: "2020-01-01"', "CITATION.cff has another day"),
        ("CHANGELOG.md", r"(?m)^(## \[\d.*\]) - [\d-]+", r"\1", "CHANGELOG.md does not date"),
        ("recipe/meta.yaml", r'set version = ".*"', 'set version = "0"', "recipe/meta.yaml has another version"),
        ("recipe/scverse-meta.yaml", r"version: v.*", "version: v0", "recipe/scverse-meta.yaml has another version"),
    ],
)
def test_a_version_that_differs_is_told(copy, name, old, new, said):
    assert list(check.differences(copy)) == []
    text = (copy / name).read_text("utf-8")
    (copy / name).write_text(re.sub(old, new, text, count=1), "utf-8")
    assert said in "\n".join(check.differences(copy))


def test_a_tag_of_another_version_is_told(copy):
    assert list(check.differences(copy, f"v{cxw.__version__}")) == []
    assert list(check.differences(copy, "v9.9.9")) == [f"the tag is v9.9.9, the version is {cxw.__version__}"]


def test_a_changelog_that_is_not_closed_is_told(copy):
    changes = copy / "CHANGELOG.md"
    text = re.sub(
        r"## \[Unreleased\]\n.*?(?=## \[\d)", "## [Unreleased]\n\n", changes.read_text("utf-8"), flags=re.DOTALL
    )
    changes.write_text(text, "utf-8")
    assert list(check.unreleased(copy)) == []
    changes.write_text(text.replace("## [Unreleased]\n", "## [Unreleased]\n\n- A thing.\n"), "utf-8")
    assert len(list(check.unreleased(copy))) == 1


# --- placeholders ---


def test_a_release_is_refused_while_there_are_placeholders(capsys):
    """Those of today, and once all are filled in: of none."""
    status, said = check.main(), capsys.readouterr().out
    told = set(re.findall(r"^(\S+):\d+ has a placeholder", said, re.MULTILINE))
    recipes = ("recipe/meta.yaml", "recipe/scverse-meta.yaml")
    names = ("pyproject.toml", "CITATION.cff", "CODE_OF_CONDUCT.md", "SECURITY.md", *recipes)
    assert told >= {name for name in names if check.MARK in read(name)}
    if told:
        assert status == 1
        assert "things keep" in said.splitlines()[-1]


def test_a_placeholder_is_found_wherever_it_is_and_in_nothing_that_is_built(tmp_path):
    for name in (
        "a.md",
        ".github/workflows/b.yml",
        "c/d/e.toml",
        "js/node_modules/f.md",
        ".venv/g.py",
        "h/static/i.ts",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("fine\nPLACEHOLDER\n", "utf-8")
    found = sorted(line.partition(" ")[0] for line in check.placeholders(tmp_path))
    assert found == [".github/workflows/b.yml:2", "a.md:2", "c/d/e.toml:2"]


def test_addresses_are_placeholders_that_can_not_be_mistaken_or_all_the_same():
    project = PROJECT["project"]
    home = project["urls"]["Homepage"]
    assert parsed("CITATION.cff")["repository-code"] == home
    assert parsed("recipe/meta.yaml")["about"]["home"] == home
    assert parsed("recipe/scverse-meta.yaml")["project_home"] == home
    for each in PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]:
        assert f"{home}/" in each["replacement"]
    texts = [home, *(author["email"] for author in project["authors"])]
    assert all(("PLACEHOLDER" in text) == ("example.invalid" in text) for text in texts)


# --- recipes ---


def test_the_conda_recipe_asks_for_what_the_project_asks_for():
    recipe = parsed("recipe/meta.yaml")

    def as_conda(requirement):
        name, bounds = re.fullmatch(r"([\w-]+)(?:\[[\w,]+\])?([<>=][<>=\w.,]+)?", requirement).groups()
        return " ".join(filter(None, [CONDA.get(name, name), bounds]))

    asked = [line.partition(";")[0].strip() for line in PROJECT["project"]["dependencies"]]
    python, *run = recipe["requirements"]["run"]
    assert python == f"python {PROJECT['project']['requires-python']}"
    assert sorted(run) == sorted(map(as_conda, asked))
    python, pip, *host = recipe["requirements"]["host"]
    assert (python, pip) == (f"python {PROJECT['project']['requires-python'].removeprefix('>=')}", "pip")
    assert sorted(host) == sorted(map(as_conda, PROJECT["build-system"]["requires"]))
    (entry,) = recipe["build"]["entry_points"]
    assert dict([entry.split(" = ")]) == PROJECT["project"]["scripts"]
    assert recipe["about"]["license_file"] == PROJECT["project"]["license-files"]
    assert recipe["about"]["license"] == PROJECT["project"]["license"]


def test_the_scverse_entry_has_what_the_list_asks_for():
    entry = parsed("recipe/scverse-meta.yaml")
    needed = {
        "name",
        "description",
        "project_home",
        "documentation_home",
        "install",
        "license",
        "tags",
        "version",
        "authors",
    }
    assert needed <= set(entry) <= needed | {"tutorials_home", "publications", "test_command", "contact"}
    assert entry["name"] == entry["install"]["pypi"] == PROJECT["project"]["name"]
    assert entry["license"] == PROJECT["project"]["license"]


# --- notices, workflows ---


def test_the_notices_have_the_licence_of_each_package_in_the_front_end():
    """Word for word, as its authors ship it."""
    lock = json.loads(read("js/package-lock.json"))["packages"]
    bundled = [path.removeprefix("node_modules/") for path, about in lock.items() if path and not about.get("dev")]
    assert {"preact", "@preact/signals", "@preact/signals-core"} <= set(bundled)
    notices = read("THIRD_PARTY_NOTICES.md")
    packages = sorted(bundled, key=lambda name: (name[0] == "@", name))
    assert re.findall(r"^## (.+)$", notices, re.MULTILINE) == [*packages, "The Cell Ontology"]
    for name in bundled:
        section = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", notices, re.MULTILINE | re.DOTALL)[1]
        licence = read(f"js/node_modules/{name}/LICENSE").strip()
        assert f"```text\n{licence}\n```" in section, name


def test_the_notices_name_the_ontology_its_release_authors_and_licence():
    section = read("THIRD_PARTY_NOTICES.md").partition("## The Cell Ontology\n")[2]
    for said in (term_table().release, "OBO Foundry", "authors of the Cell", "CC BY 4.0", "was cut from it"):
        assert said in section


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_a_workflow_makes_targets_that_there_are_and_pins_what_others_wrote(path):
    text = path.read_text("utf-8")
    targets = set(re.findall(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE))
    made = set(re.findall(r"\bmake ([a-z-]+)", text))
    assert made <= targets
    for action in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"(actions/[\w-]+@v\d+|pypa/gh-action-pypi-publish@release/v1)", action)
    for job in yaml.safe_load(text)["jobs"].values():
        assert job["timeout-minutes"] <= 90


def test_every_python_that_is_declared_is_in_the_matrix():
    matrix = parsed(".github/workflows/test.yml")["jobs"]["unit"]["strategy"]["matrix"]["python"]
    declared = [c.rpartition(" ")[2] for c in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert set(declared) <= set(matrix)
    assert matrix[0] == PROJECT["project"]["requires-python"].removeprefix(">=")


def test_pre_commit_runs_the_tools_of_the_project():
    hooks = [hook for repo in parsed(".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]]
    wanted = [each for hook in hooks for each in hook["additional_dependencies"]]
    assert PROJECT["dependency-groups"]["lint"][-1] in wanted, "ruff, as in pyproject.toml"
    biome = json.loads(read("js/package-lock.json"))["packages"]["node_modules/@biomejs/biome"]["version"]
    assert f"@biomejs/biome@{biome}" in wanted


def test_git_and_the_sdist_know_the_same_files():
    """What has no line in pyproject.toml would be missing from the sdist."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    tops = {name.partition("/")[0] for name in listed.split("\0") if name}
    included = [line.removeprefix("/") for line in PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]]
    always = {"pyproject.toml"}  # by hatchling
    assert {top for top in tops if not any(Path(top).match(line) for line in included)} == always
