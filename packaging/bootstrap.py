#!/usr/bin/env python3
"""Sets Pentimento up and runs it, or its tests, from a checkout on a machine that has nothing but Python.

    python3 packaging/bootstrap.py run  [ARGUMENTS OF pentimento]
    python3 packaging/bootstrap.py test [ARGUMENTS OF pytest]

Makes `.venv` beside this checkout, installs the tested versions into it, looks for the system libraries that the
window needs, compiles the painting kernels once. A second run finds all of that done and starts at once.

Written for any Python 3, so that one that is too old can be told so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
CONSTRAINTS = os.path.join(ROOT, "packaging", "constraints.txt")
NEEDED = (3, 11)
# What the window's plug-in loads, each with the Debian package that brings it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libfontconfig.so.1": "libfontconfig1",
}


def fail(sentence):
    """One sentence, no traceback."""
    sys.stderr.write("\n" + sentence + "\n")
    raise SystemExit(2)


def say(text):
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def check_python():
    if sys.version_info[:2] < NEEDED:
        fail(
            "Pentimento needs Python %d.%d or newer; this is Python %d.%d. Install a newer one and call this again "
            "with it." % (NEEDED + tuple(sys.version_info[:2]))
        )


# -- the environment ---------------------------------------------------------------------------------------------------


def stamp_of(extra):
    """Changes when what has to be installed changes."""
    digest = hashlib.sha256((sys.version + extra + ROOT).encode())
    for name in ("pyproject.toml", os.path.join("packaging", "constraints.txt")):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def stamp_path(extra):
    return os.path.join(VENV, "pentimento-%s.stamp" % (extra or "run"))


def is_set_up(extra):
    try:
        with open(stamp_path(extra)) as file:
            return file.read() == stamp_of(extra) and os.path.exists(PYTHON)
    except OSError:
        return False


def set_up(extra):
    """Makes the environment and installs the program with its requirements; `extra` is "" or "test"."""
    if is_set_up(extra):
        return
    begun = time.time()
    if not os.path.exists(PYTHON):
        say("Making an environment in .venv")
        made = subprocess.run([sys.executable, "-m", "venv", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            fail(
                "Python could not make an environment in .venv; on Debian or Ubuntu the package python3-venv is "
                "missing: apt-get install python3-venv"
            )
    say("Installing Pentimento and what it needs: about 3 GB to download, several minutes the first time")
    what = "%s[%s]" % (ROOT, extra) if extra else ROOT
    pip(["install", "--editable", what, "--constraint", CONSTRAINTS])
    with open(stamp_path(extra), "w") as file:
        file.write(stamp_of(extra))
    say("Installed in %.0f s" % (time.time() - begun))


def pip(arguments):
    """Runs pip with a short account of its progress; its own words are shown only when it fails."""
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, errors="replace"
    )
    lines = []
    live = sys.stderr.isatty()
    seen = 0
    for line in process.stdout:
        line = line.strip()
        if not line or "is ignored: it is neither a file nor a directory" in line:
            continue
        lines.append(line)
        first = line.split(" ")[0]
        if first in ("Collecting", "Downloading", "Installing", "Building"):
            seen += 1
            if live:
                sys.stderr.write("\r\033[K  " + line[:76])
                sys.stderr.flush()
            elif seen % 20 == 0 or first == "Installing":
                say("  %s" % line[:100].replace("collected packages: ", "").split(",")[0])
    if live:
        sys.stderr.write("\r\033[K")
    if process.wait():
        problem = [x for x in lines if x.startswith("ERROR")] or lines[-3:]
        for x in lines[-12:]:
            say("  " + x)
        text = " ".join(problem)
        if "No matching distribution" in text:
            fail("A needed package was not found for this Python and system; the lines above name it.")
        if any(
            word in " ".join(lines[-40:])
            for word in (
                "NewConnectionError",
                "ConnectTimeout",
                "Max retries",
                "Network is unreachable",
                "Temporary failure",
                "ReadTimeout",
            )
        ):
            fail("The download failed: check the connection to the internet and call this again; nothing is lost.")
        if "No space left" in text:
            fail("The disk is full: Pentimento's environment needs about 7 GB.")
        fail("The installation failed; the lines above say why. Calling this again goes on where it stopped.")


# -- the system --------------------------------------------------------------------------------------------------------


def missing_libraries():
    """Debian packages of the libraries that the window needs and the system does not have."""
    if not sys.platform.startswith("linux"):
        return []
    probe = (
        "import ctypes, sys\nfor name in sys.argv[1:]:\n    try: ctypes.CDLL(name)\n    except OSError: print(name)\n"
    )
    done = subprocess.run(
        [PYTHON, "-c", probe, *QT_LIBRARIES], stdout=subprocess.PIPE, universal_newlines=True, check=True
    )
    return [QT_LIBRARIES[name] for name in done.stdout.split()]


def install_system(packages, why, need_all=True):
    """Installs Debian packages as root, or prints the line that does."""
    if not packages:
        return True
    line = "apt-get install -y " + " ".join(packages)
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("Installing what %s: %s" % (why, " ".join(packages)))
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        for command in ([apt, "update", "-qq"], [apt, "install", "-y", "-qq", "--no-install-recommends", *packages]):
            done = subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
            )
        if not done.returncode:
            return True
        say(done.stdout[-800:])
    if need_all:
        if apt:
            fail(
                "Some libraries %s are missing. Install them with this line and call this again:\n  sudo %s"
                % (why, line)
            )
        fail("Some libraries %s are missing; on Debian they are called: %s" % (why, " ".join(packages)))
    return False


def warm():
    """Compiles the painting kernels now rather than under the artist's hand; again only when the program changed."""
    from_files = hashlib.sha256()
    for folder, _folders, files in sorted(os.walk(os.path.join(ROOT, "studio", "art"))):
        for name in sorted(files):
            if name.endswith(".py"):
                with open(os.path.join(folder, name), "rb") as file:
                    from_files.update(file.read())
    mark = os.path.join(VENV, "pentimento-warm.stamp")
    try:
        with open(mark) as file:
            if file.read() == from_files.hexdigest():
                return
    except OSError:
        pass
    say("Preparing the brushes (once)")
    if subprocess.run([PYTHON, "-m", "studio", "warm"], cwd=ROOT).returncode:
        fail("The brushes could not be prepared; the lines above say why.")
    with open(mark, "w") as file:
        file.write(from_files.hexdigest())


# -- the two commands --------------------------------------------------------------------------------------------------


def has_screen():
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(arguments):
    set_up("")
    install_system(missing_libraries(), "the window needs")
    warm()
    if arguments or has_screen():
        return subprocess.call([PYTHON, "-m", "studio", *arguments])
    out = os.path.join(os.getcwd(), "out")
    say("There is no screen here: doing the main job without the window, as `pentimento demo out` does")
    return subprocess.call([PYTHON, "-m", "studio", "demo", out])


def test(arguments):
    set_up("test")
    install_system(missing_libraries(), "the window needs")
    if sys.platform.startswith("linux") and not shutil.which("Xvfb"):
        install_system(["xvfb", "xauth"], "the tests of the real window need")
    warm()
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONUNBUFFERED="1")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    workers = max(2, min(cores, 6))
    # Each worker computes on its own core; more threads would only fight.
    for name in ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment.setdefault(name, "1")
    command = [PYTHON, "-m", "pytest", "-n", str(workers), *arguments]
    return subprocess.call(command, cwd=ROOT, env=environment)


def main():
    check_python()
    commands = {"run": run, "test": test}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        fail("Usage: python3 packaging/bootstrap.py run|test")
    try:
        return commands[sys.argv[1]](sys.argv[2:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
