# Sourced: how the scripts speak.
# shellcheck shell=bash

# Prints progress, one argument a line.
say() {
  printf '%s\n' "$@"
}

# Prints what went wrong and what to do next, one argument a line, and ends the script.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}
