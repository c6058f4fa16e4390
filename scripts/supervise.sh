# Sourced by run and the benchmarks: starts processes, waits for them, starts them again when they die, and stops them.
# Needs say.sh, the folder `logs`, and for each process NAME a function `become_NAME` that replaces itself with the program.
# shellcheck shell=bash disable=SC2154

declare -A pid_of=()
watched=()
foreground=

# Runs a command in the background and waits for it, because Bash handles a signal at once only during `wait`.
# The command must be a program: a signal would end a function's subshell, but not the programs that it runs.
interruptible() {
  local status=0
  "$@" 9>&- &
  foreground=$!
  wait "$foreground" 2>/dev/null || status=$?
  foreground=
  return "$status"
}

# Ends the command that `interruptible` runs, if there is one, and waits until it has ended.
stop_foreground() {
  if [ -n "$foreground" ]; then
    kill "$foreground" 2>/dev/null || true
    wait "$foreground" 2>/dev/null || true
  fi
}

# Starts a process and keeps the output of the one before. The process does not inherit descriptor 9, the lock of the run.
launch() {
  if [ -e "$logs/$1.out" ]; then
    mv "$logs/$1.out" "$logs/$1.out.before"
  fi
  "become_$1" </dev/null >"$logs/$1.out" 2>&1 9>&- &
  pid_of[$1]=$!
}

# Starts a process that `watch_all` watches.
start() {
  launch "$1"
  watched+=("$1")
}

# Replaces this process with a command that gets SIGTERM when its parent dies, even by SIGKILL.
become() {
  exec setpriv --pdeathsig TERM "$@"
}

# Whether a process was started and still runs.
alive() {
  [ -n "${pid_of[$1]:-}" ] && kill -0 "${pid_of[$1]}" 2>/dev/null
}

# Prints the end of a process's log and output.
last_output() {
  tail -n 15 "$logs/$1.log" "$logs/$1.out" 2>/dev/null
}

# Waits until a command succeeds; fails if the process ends first or the time is over.
#   $1 the process, $2 seconds; the rest is the command
await() {
  local name=$1 seconds=$2 deadline=$((SECONDS + $2))
  shift 2
  until "$@"; do
    alive "$name" || fail "$(last_output "$name")" "" "$name ended before it was ready. Its last output is above, its logs are in $logs."
    [ "$SECONDS" -lt "$deadline" ] || fail "$(last_output "$name")" "" "$name was not ready after $seconds s. Its logs are in $logs."
    interruptible sleep 0.3
  done
}

# Says that a process has died, and starts it again after five seconds.
restart() {
  local status=0
  wait "${pid_of[$1]}" 2>/dev/null || status=$?
  say "$1 ended with status $status. Starting it again in 5 s (logs: $logs)"
  interruptible sleep 5
  launch "$1"
  say "$1 started again"
}

# Restarts every process that dies, until a signal ends the script.
watch_all() {
  local name
  while :; do
    interruptible sleep 1
    for name in "${watched[@]}"; do
      alive "$name" || restart "$name"
    done
  done
}

# Sends SIGTERM to all given processes, and SIGKILL to those that are still running after a minute.
stop() {
  local name deadline=$((SECONDS + 60))
  for name in "$@"; do
    ! alive "$name" || kill "${pid_of[$name]}" 2>/dev/null || true
  done
  for name in "$@"; do
    while alive "$name" && [ "$SECONDS" -lt "$deadline" ]; do
      sleep 0.1
    done
    if alive "$name"; then
      say "$name is still running after 60 s: killing it"
      kill -9 "${pid_of[$name]}" 2>/dev/null || true
    fi
  done
}
