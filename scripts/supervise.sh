# Sourced by run and the benchmarks: starts processes, waits for them, starts them again when they die, and stops them.
# Needs say.sh, the folder `logs`, and for each process NAME a function `become_NAME` that replaces itself with the program.
# shellcheck shell=bash disable=SC2154

# Nothing here waits for a running child with `wait`. If a signal arrives in such a `wait`, and the script then waits for the
# same child while it stops, Bash may never return. A child is polled, and `wait` only asks for the status of a dead one.

declare -A pid_of=()
watched=()
foreground=
exec {silence}<> <(:) # a pipe that nobody writes to

# Ends the script at the first of these signals, and ignores all others from then on.
exit_on_signals() {
  trap 'begin_exit 130' INT
  trap 'begin_exit 143' TERM
  trap 'begin_exit 129' HUP
}

begin_exit() {
  trap '' INT TERM HUP
  exit "$1"
}

# Waits at most $1 seconds, or until a signal ends the script. A child process would not be interrupted.
pause() {
  read -r -t "$1" -u "$silence" || true
}

# Whether a child runs. A dead one that Bash has not asked for yet is a zombie, state Z, and still takes signals. $1 its pid
runs() {
  local status
  { read -r status <"/proc/$1/stat"; } 2>/dev/null && [[ ${status##*)} != ' Z'* ]]
}

# Runs a program until it ends or a signal ends the script.
interruptible() {
  local status=0
  (become "$@") 9>&- &
  foreground=$!
  while runs "$foreground"; do
    pause 0.1
  done
  wait "$foreground" 2>/dev/null || status=$?
  foreground=
  return "$status"
}

# Ends the program that `interruptible` runs, if there is one.
stop_foreground() {
  trap '' INT TERM HUP
  [ -z "$foreground" ] || end 10 "$foreground" || true # the services have to be stopped too
}

# Ends all children that are left: a signal may arrive after a start and before its pid is known.
stop_children() {
  local children
  mapfile -t children < <(jobs -pr)
  [ "${#children[@]}" = 0 ] || end 10 "${children[@]}" || true
}

# Whether one of some children runs. The arguments are their pids
any_runs() {
  local pid
  for pid in "$@"; do
    ! runs "$pid" || return 0
  done
  return 1
}

# Sends a signal to the children that run; the pid of a dead one may be that of another process. $1 the signal; the rest are
# pids
signal() {
  local pid
  for pid in "${@:2}"; do
    ! runs "$pid" || kill "-$1" "$pid" 2>/dev/null || true
  done
}

# Sends SIGTERM to children each second until they have ended, because one that has just started may lose it. Sends SIGKILL
# to those that still run at the end, and then fails. $1 seconds; the rest are pids
end() {
  local deadline=$((SECONDS + $1)) tries=0
  shift
  while any_runs "$@" && [ "$SECONDS" -lt "$deadline" ]; do
    [ $((tries++ % 10)) != 0 ] || signal TERM "$@"
    pause 0.1
  done
  ! any_runs "$@" || { signal KILL "$@"; return 1; }
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

# Replaces this process with a command in a session of its own, which Ctrl-C in the terminal does not reach. It gets SIGTERM
# when its parent dies, even by SIGKILL.
become() {
  exec setsid setpriv --pdeathsig TERM "$@"
}

# Whether a process was started and still runs.
alive() {
  [ -n "${pid_of[$1]:-}" ] && runs "${pid_of[$1]}"
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
    pause 0.3
  done
}

# Says that a process has died, and starts it again after five seconds.
restart() {
  local status=0
  wait "${pid_of[$1]}" 2>/dev/null || status=$?
  say "$1 ended with status $status. Starting it again in 5 s (logs: $logs)"
  pause 5
  launch "$1"
  say "$1 started again"
}

# Restarts every process that dies, until a signal ends the script.
watch_all() {
  local name
  while :; do
    pause 1
    for name in "${watched[@]}"; do
      alive "$name" || restart "$name"
    done
  done
}

# Sends SIGTERM to all given processes, and SIGKILL to those that are still running after a minute.
stop() {
  local name pids=()
  for name in "$@"; do
    ! alive "$name" || pids+=("${pid_of[$name]}")
  done
  [ "${#pids[@]}" = 0 ] || end 60 "${pids[@]}" || say "Still running after 60 s, killed: $*"
}
