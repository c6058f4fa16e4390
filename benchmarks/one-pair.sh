# Sourced by the scripts that look at one pair: reads what they may be told, and starts the pair. Needs pair.sh and what that
# needs.
# shellcheck shell=bash disable=SC2034,SC2154

quick=() ledger=sqlite database=()

# $1 the script; the rest are its arguments
read_arguments() {
  local script=$1
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --quick) quick=(--quick) ;;
      --postgresql) ledger=postgresql ;;
      *) fail "Usage: benchmarks/$script [--quick] [--postgresql]" ;;
    esac
    shift
  done
}

start_pair() {
  if [ "$ledger" = postgresql ]; then
    start_database
    use_database
    database=("--database=${pid_of[database]}")
  fi
  say "Starting the pair"
  SYSTEM_A_PORT=$(free_port) SYSTEM_B_PORT=$(free_port)
  export SYSTEM_A_PORT SYSTEM_B_PORT
  start system-a
  start system-b
  await system-a 240 is_ready "http://127.0.0.1:$SYSTEM_A_PORT"
  await system-b 240 is_ready "http://127.0.0.1:$SYSTEM_B_PORT"
}
