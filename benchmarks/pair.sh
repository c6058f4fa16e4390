# Sourced by the benchmark commands: builds the jars, starts a broker, systems and peers on free ports, and runs a
# benchmark program on them. Sets `words` (arguments that are not options) and `quick`.
# shellcheck shell=bash
root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
scripts=$root/scripts
source "$scripts/say.sh"
source "$scripts/environment.sh"
source "$scripts/install-tools.sh"
source "$scripts/rabbitmq-node-env.sh"
source "$scripts/supervise.sh"

command="benchmarks/${0##*/} $*"
declare -A port_of=()
words=() quick=() sides=() settings=() expected=()
front_jar=system-a front_options=() worker_jar=system-b worker_options=() ledger=sqlite # of the next pair
exec 3>&1 1>&2 # only the result goes to standard output

# Sets `quick` and `words`, or prints the comment at the top of the command as its help.
read_arguments() {
  local word
  for word in "$@"; do
    case $word in
      -h | --help) print_help "$0" >&3 && exit ;;
      --quick) quick=(--quick) ;;
      *) words+=("$word") ;;
    esac
  done
}

refuse_words() {
  [ ${#words[@]} = 0 ] || refuse "Unknown argument: ${words[0]}. See benchmarks/${0##*/} --help."
}

# Whether a jar is missing or a source has changed since the last build. The times of the jars do not tell: builds are
# reproducible.
is_stale() {
  local module
  for module in "${modules[@]}"; do
    compgen -G "$root/$module/target/$module-*-exec.jar" >/dev/null || return 0
  done
  [ ! -e "$built" ] || [ -n "$(find "$root/pom.xml" "$root/.mvn" \
    "$root"/{shared-messages,messaging,system-a,system-b,benchmarks}/{pom.xml,src/main} -newer "$built" -print -quit 2>/dev/null)" ]
}

# Builds what has changed, and copies the jars, so that a later build does not disturb running systems.
build() {
  local module modules=(system-a system-b benchmarks) built=$root/benchmarks/target/built
  if is_stale; then
    say "Building (log: $logs/build.log)"
    touch "$RUN_DIR/building" # a source that changes from here on makes the build stale
    interruptible mvn --batch-mode --file "$root/pom.xml" --activate-profiles benchmarks --also-make \
      --projects system-a,system-b,benchmarks -Dmaven.test.skip=true package >"$logs/build.log" 2>&1 ||
      fail "$(tail -n 15 "$logs/build.log")" "" "The build failed. Its log is $logs/build.log."
    mv "$RUN_DIR/building" "$built"
  fi
  for module in "${modules[@]}"; do
    cp "$root/$module/target/$module"-*-exec.jar "$RUN_DIR/$module.jar"
  done
}

find_broker() {
  export RABBITMQ_USERNAME=${RABBITMQ_USERNAME:-guest} RABBITMQ_PASSWORD=${RABBITMQ_PASSWORD:-guest}
  export RABBITMQ_VIRTUAL_HOST=${RABBITMQ_VIRTUAL_HOST:-/}
  if [ -z "${RABBITMQ_ADDRESSES:-}" ]; then
    ensure_rabbitmq
    port_of[broker]=$(free_port)
    export RABBITMQ_ADDRESSES=127.0.0.1:${port_of[broker]} RABBITMQ_VIRTUAL_HOST=/
    export RABBITMQ_USERNAME=guest RABBITMQ_PASSWORD=guest
    start_as broker become "$scripts/rabbitmq-node" "$RUN_DIR/broker" "${port_of[broker]}"
    await broker 90 listens "${port_of[broker]}"
  fi
  say "Broker: RabbitMQ at $(without_passwords "$RABBITMQ_ADDRESSES")"
  export RABBITMQ_URL=amqp://$RABBITMQ_USERNAME:$RABBITMQ_PASSWORD@${RABBITMQ_ADDRESSES%%,*}/${RABBITMQ_VIRTUAL_HOST//\//%2F}
}

# Does everything that comes before the start of the sides. The folder is not in /tmp, where an fsync may cost nothing.
prepare() {
  require_tools
  clean_environment 'SPRING_.*|MANAGEMENT_.*|SYSTEM_[AB]_.*|ASYNCREPLY_.*'
  umask 077
  RUN_DIR=$(mktemp --directory --tmpdir="${TMPDIR:-/var/tmp}" asyncreply-benchmarks.XXXXXX)
  export RUN_DIR SPRING_PROFILES_ACTIVE=demo # adds the operation work.simulate
  logs=$RUN_DIR/logs
  mkdir "$logs"
  trap clean_up EXIT
  exit_on_signals
  ensure_jdk
  ensure_maven
  ensure_curl
  find_broker
  build
}

# Stops the systems before broker and database, which they need to finish their work.
clean_up() {
  local status=$? name systems=()
  stop_foreground
  for name in "${watched[@]}"; do
    [[ $name =~ ^(broker|database)$ ]] || systems+=("$name")
  done
  stop "${systems[@]}"
  stop broker database
  stop_children
  if [ "$status" = 1 ]; then
    say "Logs and data are in $RUN_DIR"
  else
    rm -rf "$RUN_DIR"
  fi
}

# Starts a process. $1 its name; the rest is the function that becomes its program
start_as() {
  eval "become_$1() { $(printf '%q ' "${@:2}"); }"
  start "$1"
}

# Becomes a Java program; all have the same options. $1 the jar; the rest are further options
become_java() {
  local jar=$1 options=(@"$scripts/java.options" -Xmx1g)
  shift
  [ "$(jdk_version "$JAVA_HOME")" -lt 22 ] || options+=(--enable-native-access=ALL-UNNAMED)
  become "$JAVA_HOME/bin/java" "${options[@]}" "$@" -jar "$RUN_DIR/$jar.jar"
}

# Becomes a program of the package `peer`. $1 its class, $2 its port if it has one
become_peer() {
  export PEER_PORT=${2:-0}
  become_java benchmarks "-Dloader.main=io.asyncreply.benchmarks.peer.$1"
}

# Becomes the System A of a pair. $1 the pair
become_front() {
  export SYSTEM_A_PORT=${port_of[$1]} SPRING_DATASOURCE_URL=jdbc:sqlite:$RUN_DIR/$1.db
  if [ "$ledger" = postgresql ]; then
    export SPRING_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:${port_of[database]}/postgres
    export SPRING_DATASOURCE_USERNAME=postgres SPRING_DATASOURCE_PASSWORD=$POSTGRES_PASSWORD
  fi
  become_java "$front_jar" "${front_options[@]}"
}

become_worker() {
  SYSTEM_B_PORT=$(free_port)
  export SYSTEM_B_PORT
  become_java "$worker_jar" "${worker_options[@]}"
}

listens() {
  (exec 4<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

is_ready() {
  call --fail --max-time 5 --output /dev/null "http://127.0.0.1:$1/actuator/health/readiness"
}

# Starts a PostgreSQL for a ledger, with fsync.
start_database() {
  ensure_postgresql
  chmod o+x "$RUN_DIR" # PostgreSQL does not run as root
  port_of[database]=$(free_port)
  POSTGRES_PASSWORD=$(random_secret)
  export POSTGRES_PASSWORD
  start_as database become "$scripts/postgres-node" "$RUN_DIR/database" "${port_of[database]}"
  await database 90 listens "${port_of[database]}"
}

# Starts a System A and a System B, NAME-front and NAME-worker, unless they run. A pair that is not called `pair` gets a
# virtual host of its own on the private broker, and fails without one. $1 NAME
start_pair() {
  local control=("$scripts/rabbitmq-node-ctl" "$RUN_DIR/broker" --quiet) RABBITMQ_VIRTUAL_HOST=$RABBITMQ_VIRTUAL_HOST
  [ -z "${pid_of[$1-front]:-}" ] || return 0
  if [ "$1" != pair ]; then
    [ -n "${pid_of[broker]:-}" ] || return 1
    RABBITMQ_VIRTUAL_HOST=$1
    "${control[@]}" add_vhost "$1"
    "${control[@]}" set_permissions --vhost "$1" guest '.*' '.*' '.*'
  fi
  [ "$ledger" != postgresql ] || start_database
  port_of[$1]=$(free_port)
  start_as "$1-front" become_front "$1"
  start_as "$1-worker" become_worker
  expect "$1-front" is_ready "${port_of[$1]}"
}

# Adds a condition to wait for before the measurements. $1 the process; the rest is a command
expect() {
  expected+=("$*")
}

# Adds a side to measure. $1 its name, $2 its kind, $3 its title, $4 its port; the rest are its processes, ROLE=PROCESS
add_side() {
  local name=$1 role
  sides+=("$name")
  settings+=("--$name.kind=$2" "--$name.title=$3" "--$name.url=http://127.0.0.1:${4:-0}")
  for role in "${@:5}"; do
    [ -z "${pid_of[${role#*=}]:-}" ] || settings+=("--$name.${role%%=*}=${pid_of[${role#*=}]}")
  done
}

# Adds a pair as a side, or says that it is left out. $1 the side, $2 its kind, $3 its title, $4 the pair
add_pair() {
  local processes=("front=$4-front" "worker=$4-worker" broker=broker)
  if start_pair "$4"; then
    [ "$ledger" != postgresql ] || processes+=(database=database)
    add_side "$1" "$2" "$3" "${port_of[$4]}" "${processes[@]}"
  else
    say "$1 is left out: it needs a private broker"
  fi
}

# Runs a benchmark program when all sides are ready. $1 its class, $2 name of the result; the rest are further arguments
measure() {
  local results=$root/benchmarks/results one condition
  for one in "${expected[@]}"; do
    read -ra condition <<<"$one"
    await "${condition[0]}" 240 "${condition[@]:1}"
  done
  [ ${#quick[@]} = 0 ] || results=$root/benchmarks/target/results
  umask 022
  interruptible "$JAVA_HOME/bin/java" -Xmx512m "-Dloader.main=io.asyncreply.benchmarks.$1" -jar "$RUN_DIR/benchmarks.jar" \
    "${quick[@]}" --sides="$(IFS=, && echo "${sides[*]}")" "${settings[@]}" --name="$2" --command="${command% }" \
    --revision="$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)" --folder="$RUN_DIR" \
    --results="$results" "${@:3}" >&3
}
