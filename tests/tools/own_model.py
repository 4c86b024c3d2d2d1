"""Follows docs/own-model.md: installs kith, writes the files the guide prints into an empty folder, runs its commands there as
they are printed, and looks at what comes of it.

Called with the checkout's build folder. A block of a file follows a line that ends in its name: `name`: or `name` and a remark in
brackets. Commands are the lines of blocks marked sh. What a block marked text shows must have been printed by the
command before it, but for lines that tell time, size or digest.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

source = pathlib.Path(__file__).resolve().parents[2]
varies = re.compile(r"^(Wrote|Took|kith:)|digest")


def blocks():
    """(language, name of the file or "", text) of every fenced block."""
    page = (source / "docs" / "own-model.md").read_text()
    found = []
    for match in re.finditer(r"```(\w+)\n(.*?)```", page, re.S):
        before = page[: match.start()].rstrip().rsplit("\n\n", 1)[-1]
        names = re.findall(r"`([\w-]+\.(?:txt|cpp|toml))`", before)
        found.append((match[1], names[0] if names else "", match[2]))
    return found


def run(command, folder, home):
    done = subprocess.run(["sh", "-c", command], cwd=folder, env={**os.environ, "HOME": str(home)}, capture_output=True,
                          text=True)
    if done.returncode != 0:
        sys.exit(f"{command}\nfailed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def install(build, home):
    run(f"cmake --install '{build}' --prefix $HOME/kith", build, home)
    root = home / "kith" / "include" / "kith"
    for header in root.rglob("*.hpp"):
        for name in re.findall(r'#include "([^"]+)"', header.read_text()):
            assert (root / name).exists(), f"{header} includes {name}, which is not installed"


def is_for_checkout(command):
    return command.startswith(("cmake --preset", "cmake --build --preset", "cmake --install"))


def follow(folder, home):
    """What was printed by the commands, in order."""
    printed = []
    for language, name, text in blocks():
        if language in ("cmake", "cpp", "toml"):
            assert name, f"a block of a file without its name:\n{text}"
            (folder / name).write_text(text)
        elif language == "sh":
            printed += [run(line, folder, home) for line in text.splitlines() if not is_for_checkout(line)]
        elif language == "text":
            for line in text.splitlines():
                if not varies.search(line) and line not in printed[-1].splitlines():
                    sys.exit(f"the guide shows\n{line}\nbut the program prints\n{printed[-1]}")
    return printed


def check_source():
    """The guide prints the tutorial's model line by line."""
    guide = next(text for language, _, text in blocks() if language == "cpp")
    model = (source / "models" / "tutorial" / "rumour.cpp").read_text()
    body = model[model.index("namespace kith"):]
    assert body in guide, "docs/own-model.md and models/tutorial/rumour.cpp differ"


def check_outcome(folder, home):
    for name in ("warned.h5", "nothing.h5"):
        assert (folder / name).exists(), name
    page = (folder / "warned.html").read_text()
    assert "Ever told falls by" in page, "the answer in words"
    assert '"telling_course"' in page, "the course over time"
    for word in ("crime", "offence", "victim", "gbp"):
        # The script draws for whatever is in the page; the page's own text and data are what a reader meets.
        assert word not in page[: page.index("</main>")].lower(), f"{word} in a page that has none"
    assert "Nothing differs at all" in (folder / "nothing.html").read_text(), "a policy that does nothing"
    # A mistake is told where it stands, with what is allowed and a near name.
    (folder / "wrong.toml").write_text('extends = "base.toml"\n[rumour]\nwarnd = 0.1\n')
    done = subprocess.run(["./build/rumour", "check", "wrong.toml"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 3 and "wrong.toml:3:1" in done.stderr and "did you mean 'warned'" in done.stderr, done.stderr
    # Neither another model nor what only another model brings is there.
    help_text = run("./build/rumour --help", folder, home)
    assert "place" not in help_text, help_text
    run("./build/rumour bench rumour --scenario base.toml && ./build/rumour new > again.toml && ./build/rumour check again.toml",
        folder, home)
    (folder / "sweep.toml").write_text('scenario = "base.toml"\n[sweep]\ndesign = "sobol"\npoints = 4\nreplicates = 2\n'
                                       '[sweep.vary]\n"rumour.tiring" = { from = 0.2, to = 0.6 }\n')
    run("./build/rumour sweep run sweep.toml -o many && ./build/rumour sweep merge many", folder, home)
    threads = [run(f"./build/rumour run base.toml --threads {n} -o {n}.h5 --json", folder, home) for n in (1, 3)]
    digests = [re.search(r'"digest": *"(\w+)"', text)[1] for text in threads]
    assert digests[0] == digests[1], digests


def main(build):
    check_source()
    with tempfile.TemporaryDirectory() as name:
        home, folder = pathlib.Path(name), pathlib.Path(name) / "a town"
        folder.mkdir()
        install(pathlib.Path(build), home)
        follow(folder, home)
        check_outcome(folder, home)


if __name__ == "__main__":
    main(sys.argv[1])
