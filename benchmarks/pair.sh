# Sourced by the scripts of this folder: builds the modules, and starts a broker and the pair on ports of their own.
# Needs root, say.sh, install-tools.sh, rabbitmq-node-env.sh and supervise.sh.
# shellcheck shell=bash disable=SC2154

version=0.1.0-SNAPSHOT
modules=(system-a system-b benchmarks)
exec 3>&1 1>&2 # the report alone goes to standard output

# Not /tmp, which may be memory, where an fsync costs nothing.
prepare_folder() {
  umask 077
  RUN_DIR=$(mktemp --directory --tmpdir="${TMPDIR:-/var/tmp}" asyncreply-benchmarks.XXXXXX)
  export RUN_DIR
  logs=$RUN_DIR/logs
  mkdir "$logs"
}

jar_of() {
  echo "$root/$1/target/$1-$version-exec.jar"
}

# Whether a module's jar is missing or older than anything that it is made of. The plain jar tells the time of the build; for
# the sake of reproducible builds the runnable one does not.
is_stale() {
  local jar=$root/$1/target/$1-$version.jar
  [ ! -e "$jar" ] || [ ! -e "$(jar_of "$1")" ] ||
    [ -n "$(find "$root/pom.xml" "$root/.mvn" "$root"/{shared-messages,"$1"}/{pom.xml,src/main} -newer "$jar" -print -quit)" ]
}

build() {
  is_stale system-a || is_stale system-b || is_stale benchmarks || return 0
  say "Building (log: $logs/build.log)"
  interruptible mvn --batch-mode --file "$root/pom.xml" --activate-profiles benchmarks --projects system-a,system-b,benchmarks --also-make \
    -Dmaven.test.skip=true package >"$logs/build.log" 2>&1 || fail "$(tail -n 15 "$logs/build.log")" "" "The build failed."
}

# Copies, so that a build in the same clone does not pull the classes from under a running system.
copy_jars() {
  local module
  for module in "${modules[@]}"; do
    cp "$(jar_of "$module")" "$RUN_DIR/$module.jar"
  done
}

# All programs get the same options, and so much memory as ./run gives System A. $1 the jar; the rest are further options
become_java() {
  local jar=$1 options=(@"$scripts/java.options" -Xmx1g)
  shift
  [ "$(jdk_version "$JAVA_HOME")" -lt 22 ] || options+=(--enable-native-access=ALL-UNNAMED)
  become "$JAVA_HOME/bin/java" "${options[@]}" "$@" -jar "$RUN_DIR/$jar.jar"
}

become_broker() {
  become "$scripts/rabbitmq-node" "$RUN_DIR/broker" "$broker_port"
}

become_system-a() {
  become_java system-a
}

become_system-b() {
  become_java system-b
}

broker_listens() {
  (exec 4<>"/dev/tcp/127.0.0.1/$broker_port") 2>/dev/null
}

# A PostgreSQL for ledgers, fsync on.
start_database() {
  say "Database: a private PostgreSQL"
  ensure_postgresql
  chmod o+x "$RUN_DIR" # PostgreSQL refuses to run as root
  database_port=$(free_port)
  database_password=$(random_secret)
  start database
  await database 90 database_listens
}

become_database() {
  export POSTGRES_PASSWORD=$database_password
  become "$scripts/postgres-node" "$RUN_DIR/database" "$database_port"
}

database_listens() {
  (exec 4<>"/dev/tcp/127.0.0.1/$database_port") 2>/dev/null
}

# Lets a System A that is started next keep its ledger there.
use_database() {
  export SPRING_DATASOURCE_URL=jdbc:postgresql://127.0.0.1:$database_port/postgres
  export SPRING_DATASOURCE_USERNAME=postgres SPRING_DATASOURCE_PASSWORD=$database_password
}

find_broker() {
  if [ -n "${RABBITMQ_ADDRESSES:-}" ]; then
    say "Broker: $RABBITMQ_ADDRESSES, as RABBITMQ_ADDRESSES says"
    return
  fi
  ensure_rabbitmq
  broker_port=$(free_port)
  say "Broker: a private RabbitMQ $(rabbitmq_version "$(find_rabbitmq)") on 127.0.0.1:$broker_port"
  export RABBITMQ_ADDRESSES=127.0.0.1:$broker_port RABBITMQ_VIRTUAL_HOST=/
  export RABBITMQ_USERNAME=guest RABBITMQ_PASSWORD=guest
  start broker
  await broker 90 broker_listens
}

# $1 the URL
is_ready() {
  curl --silent --fail --max-time 5 --output /dev/null "$1/actuator/health/readiness"
}

# The systems first: they finish what is in hand, for which they need broker and database.
clean_up() {
  local status=$? name systems=()
  trap '' INT TERM HUP
  stop_foreground
  for name in "${watched[@]}"; do
    case $name in
      broker | database) ;;
      *) systems+=("$name") ;;
    esac
  done
  stop "${systems[@]}"
  stop broker database
  if [ "$status" = 1 ]; then
    say "What everybody wrote stays in $RUN_DIR"
  else
    rm -rf "$RUN_DIR"
  fi
}

# Does everything up to the systems' start.
prepare() {
  prepare_folder
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  ensure_jdk
  ensure_maven
  ensure_curl
  find_broker
  build
  copy_jars
}
