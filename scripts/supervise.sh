# Sourced by run: starts processes, watches them, starts again the ones that die, and stops them.
# Needs say.sh; `logs`, the folder for their output; and for each NAME a function `become_NAME` that turns into the program.
# shellcheck shell=bash disable=SC2154

declare -A pid_of=() started_at=() pause_of=() due_at=()
watched=()
foreground=

# Runs a command that takes long. The shell reacts to signals at once only while it waits for a child in the background.
# (What the shell itself has to say about killed children is said better elsewhere.)
interruptible() {
  local status=0
  "$@" 9>&- &
  foreground=$!
  wait "$foreground" 2>/dev/null || status=$?
  foreground=
  return "$status"
}

# Descriptor 9 is the lock of the run, which must not outlive it in a child. The output before a restart is kept.
launch() {
  if [ -e "$logs/$1.out" ]; then
    mv "$logs/$1.out" "$logs/$1.out.before"
  fi
  "become_$1" </dev/null >"$logs/$1.out" 2>&1 9>&- &
  pid_of[$1]=$!
  started_at[$1]=$SECONDS
}

start() {
  launch "$1"
  watched+=("$1")
}

# Becomes the command, and ends with this script even when that is killed by signal 9.
become() {
  exec setpriv --pdeathsig TERM "$@"
}

alive() {
  kill -0 "${pid_of[$1]}" 2>/dev/null
}

# The end of everything a process wrote, for a person who looks for a reason.
last_words() {
  tail -n 15 "$logs/$1.log" "$logs/$1.out" 2>/dev/null
}

# Waits until a command succeeds, or gives up when the process has died or the time is over.
#   $1 the process, $2 seconds; the rest is the command
await() {
  local name=$1 deadline=$((SECONDS + $2)) reminder=$((SECONDS + 30))
  shift 2
  until "$@"; do
    alive "$name" || fail "$(last_words "$name")" "" "$name ended before it was ready. Its words stand above and in $logs."
    [ "$SECONDS" -lt "$deadline" ] || fail "$(last_words "$name")" "" "$name is not ready in time. Look into $logs."
    if [ "$SECONDS" -ge "$reminder" ]; then
      say "Still waiting for $name"
      reminder=$((SECONDS + 30))
    fi
    interruptible sleep 0.3
  done
}

# Notes that a process has died and when to start it again: the sooner it dies, the longer the pause.
plan_restart() {
  local name=$1 status=0 pause=${pause_of[$1]:-0}
  wait "${pid_of[$name]}" 2>/dev/null || status=$?
  if [ $((SECONDS - started_at[$name])) -ge 60 ]; then
    pause=0
  fi
  pause=$((pause * 2 < 30 ? pause * 2 : 30))
  pause=$((pause > 1 ? pause : 1))
  pause_of[$name]=$pause
  due_at[$name]=$((SECONDS + pause))
  say "$name ended with status $status; starting it again in $pause s (its last words are in $logs)"
}

look_after() {
  local name=$1
  if [ -n "${due_at[$name]:-}" ]; then
    if [ "$SECONDS" -ge "${due_at[$name]}" ]; then
      unset "due_at[$name]"
      launch "$name"
      say "$name started again"
    fi
  elif ! alive "$name"; then
    plan_restart "$name"
  fi
}

# Does not return; a signal ends it.
watch_all() {
  local name
  while :; do
    interruptible sleep 1
    for name in "${watched[@]}"; do
      look_after "$name"
    done
  done
}

# Asks processes to end, all at once, and insists after a minute.
stop() {
  local name deadline=$((SECONDS + 60))
  for name in "$@"; do
    [ -z "${pid_of[$name]:-}" ] || kill "${pid_of[$name]}" 2>/dev/null || true
  done
  for name in "$@"; do
    [ -n "${pid_of[$name]:-}" ] || continue
    while alive "$name" && [ "$SECONDS" -lt "$deadline" ]; do
      sleep 0.1
    done
    if alive "$name"; then
      say "$name does not end; killing it"
      kill -9 "${pid_of[$name]}" 2>/dev/null || true
    fi
  done
}

stop_foreground() {
  if [ -n "$foreground" ]; then
    kill "$foreground" 2>/dev/null || true
    wait "$foreground" 2>/dev/null || true
  fi
}
