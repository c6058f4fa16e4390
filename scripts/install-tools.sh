# Sourced by run, verify and others: finds the tools that they need, and installs missing ones on Debian and Ubuntu.
# Needs say.sh and `scripts`, the folder of this file.
# shellcheck shell=bash disable=SC2154

docker_answers() {
  command -v docker >/dev/null && docker info >/dev/null 2>&1
}

# Installs Debian packages, or fails with the command that the user has to run.
#   $1 the name of the missing tool; the rest are the packages that contain it
install_packages() {
  local what=$1
  shift
  command -v apt-get >/dev/null ||
    fail "$what is missing. Install it (Debian packages: $*), then try again."
  say "$what is missing: installing $* with apt"
  if [ "$(id -u)" = 0 ]; then
    "$scripts/apt-install" "$@" >/dev/null
  elif command -v sudo >/dev/null; then
    sudo "$scripts/apt-install" "$@" >/dev/null
  else
    fail "Installing it needs root or sudo. As root: apt-get install $*"
  fi || fail "apt could not install $* (see its messages above). Install it by hand, then try again."
}

# Prints the feature version of a JDK, or nothing if the folder has no compiler. $1 its home
jdk_version() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | sed -nE 's/^javac (1\.)?([0-9]+).*/\2/p'
}

# Prints the home of a JDK 17 or newer: from JAVA_HOME, else from the path, else from /usr/lib/jvm.
find_jdk() {
  local home version javac
  javac=$(command -v javac || true)
  for home in "${JAVA_HOME:-}" "${javac:+$(dirname "$(dirname "$(readlink -f "$javac")")")}" /usr/lib/jvm/*; do
    version=$(jdk_version "$home" || true)
    if [ "${version:-0}" -ge 17 ]; then
      echo "$home"
      return
    fi
  done
  return 1
}

# Exports JAVA_HOME, and installs a JDK if there is none. The package default-jdk may be older than 17, so it is not used.
ensure_jdk() {
  local package
  if ! find_jdk >/dev/null; then
    package=$(apt-cache pkgnames openjdk- 2>/dev/null | grep -xE 'openjdk-(17|21|25)-jdk-headless' | sort -V | tail -1 || true)
    install_packages "A JDK, 17 or newer," "${package:-openjdk-17-jdk-headless}"
  fi
  JAVA_HOME=$(find_jdk) || fail "No JDK 17 or newer was found. Install one and set JAVA_HOME to its folder."
  export JAVA_HOME
}

# Whether version $1 is at least $2.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -1)" = "$2" ]
}

ensure_maven() {
  local version
  command -v mvn >/dev/null || install_packages "Maven, 3.8 or newer," maven
  version=$(mvn --version 2>/dev/null | sed -nE 's/.*Apache Maven ([0-9.]+).*/\1/p' | head -1)
  at_least "${version:-0}" 3.8 || fail "Maven ${version:-of unknown version} is older than 3.8. Install a newer one, then try again."
}

ensure_curl() {
  command -v curl >/dev/null || install_packages "curl" curl ca-certificates
}

# Prints the folder of RabbitMQ's own scripts. The wrappers on the path switch to the user and data of the system's broker.
find_rabbitmq() {
  local wrapper folder
  wrapper=$(command -v rabbitmq-server || true)
  for folder in /usr/lib/rabbitmq/bin "${wrapper:+$(dirname "$(readlink -f "$wrapper")")}"; do
    if [ -n "$folder" ] && [ -x "$folder/rabbitmq-server" ] && [ -e "$folder/rabbitmq-env" ]; then
      echo "$folder"
      return
    fi
  done
  return 1
}

# Prints RabbitMQ's version, taken from the name of its library folder, so that Erlang need not start.
#   $1 the folder that find_rabbitmq printed
rabbitmq_version() {
  readlink -f "$1/rabbitmq-server" "$1"/../lib/rabbitmq_server-* 2>/dev/null |
    sed -nE 's#.*rabbitmq_server-([0-9.]+).*#\1#p' | head -1
}

# Installs RabbitMQ if it is missing, and refuses one before 3.10, whose quorum queues do not expire messages.
ensure_rabbitmq() {
  local folder version
  find_rabbitmq >/dev/null || install_packages "RabbitMQ, 3.10 or newer," rabbitmq-server
  folder=$(find_rabbitmq) || fail "rabbitmq-server is installed, but its own scripts were not found."
  version=$(rabbitmq_version "$folder")
  at_least "${version:-0}" 3.10 ||
    fail "RabbitMQ ${version:-of unknown version} is older than 3.10." \
      "Install Docker or a newer RabbitMQ, or name a broker with RABBITMQ_ADDRESSES."
}

# Prints the path of PostgreSQL's initdb, of the newest version that is installed.
find_initdb() {
  command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1 | grep .
}

ensure_postgresql() {
  find_initdb >/dev/null || install_packages "PostgreSQL" postgresql
}

# Installs what only tests of ./verify --all use, if apt can. Without a program the tests that start it are skipped.
ensure_test_programs() {
  ensure_test_program "Prometheus" /usr/bin/promtool prometheus "the tests of dashboards and alerts"
  ensure_test_program "The shell of SQLite" /usr/bin/sqlite3 sqlite3 "the test of the documented backup"
  ensure_test_program "Chromium" /usr/bin/chromium chromium "the tests in a browser"
  ensure_test_program "PgBouncer" /usr/sbin/pgbouncer pgbouncer "the test of the ledger behind PgBouncer"
}

# $1 what is installed, $2 its program, $3 its package, $4 the tests that are skipped without it
ensure_test_program() {
  [ ! -x "$2" ] || return 0
  (install_packages "$1" "$3") || say "$1 could not be installed: $4 are skipped."
}
