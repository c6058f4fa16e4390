# Sourced: how the scripts speak.

# Prints one line of progress.
say() {
  printf '%s\n' "$*"
}

# Prints what went wrong and what to do next, one argument a line, and ends the script.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}
