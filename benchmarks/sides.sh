# Sourced by the scripts that compare: starts several pairs beside each other, and notes what is to be measured of whom.
# Needs pair.sh and what that needs.
# shellcheck shell=bash disable=SC2034,SC2154

declare -A port_of=()
measured=() settings=() expected=()

# Notes what has to be true before anything is measured, so that all start at the same time. $1 a process, then a command
expect() {
  expected+=("$*")
}

await_all() {
  local one words
  for one in "${expected[@]}"; do
    read -r -a words <<<"$one"
    await "${words[0]}" 240 "${words[@]:1}"
  done
}

# Notes a side to measure. $1 its name; the rest are its processes by their part, PART=PROCESS
note() {
  local name=$1 part pid
  shift
  measured+=("$name")
  settings+=("--$name.url=http://127.0.0.1:${port_of[$name]:-0}")
  for part in "$@"; do
    pid=${pid_of[${part#*=}]:-}
    settings+=(${pid:+"--$name.${part%%=*}=$pid"})
  done
}

# Starts a System A and a System B, NAME-front and NAME-worker. $1 NAME
start_systems() {
  port_of[$1]=$(free_port)
  start "$1-front"
  start "$1-worker"
  expect "$1-front" is_ready "http://127.0.0.1:${port_of[$1]}"
}

# The same where nobody else's queues are, or nothing where that cannot be.
start_systems_apart() {
  local control=$scripts/rabbitmq-node-ctl
  if [ -z "${pid_of[broker]:-}" ]; then
    say "$1 is left out: it needs a virtual host of its own"
    return 1
  fi
  "$control" "$RUN_DIR/broker" --quiet add_vhost "$1"
  "$control" "$RUN_DIR/broker" --quiet set_permissions --vhost "$1" guest '.*' '.*' '.*'
  start_systems "$1"
}

# $1 the name of the pair; the rest are Java's options
become_front() {
  export SYSTEM_A_PORT=${port_of[$1]}
  export SPRING_DATASOURCE_URL=${SPRING_DATASOURCE_URL:-jdbc:sqlite:$RUN_DIR/$1.db}
  become_java system-a "${@:2}"
}

become_worker() {
  SYSTEM_B_PORT=$(free_port)
  export SYSTEM_B_PORT
  become_java system-b "${@:2}"
}
