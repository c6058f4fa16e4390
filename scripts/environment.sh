# Sourced first by all commands: removes from the environment what would change how they and the programs they start work.
# Needs say.sh. `clean_environment` says what it removed; nothing else of the environment is relied on.
# shellcheck shell=bash

unset CDPATH BASH_ENV ENV GLOBIGNORE GREP_OPTIONS POSIXLY_CORRECT
unalias -a
IFS=$' \t\n'
export LC_ALL=C.UTF-8 # for names of files with letters beyond ASCII
export MAVEN_SKIP_RC=yes

# Variables that the JVM, Maven and Spring Boot read on their own. A value for one program would change all of them: a port,
# a debugger, a heap.
removed_variables='DEBUG|TRACE|CLASSPATH|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|MAVEN_(OPTS|ARGS|BASEDIR|DEBUG_OPTS)|M2_HOME
|SERVER_.*|LOGGING_.*|MANAGEMENT_(SERVER|ENDPOINTS?|HEALTH)_.*|SPRING_(APPLICATION|AUTOCONFIGURE|CONFIG|MAIN|MVC|WEB|JMX)_.*'

# Removes the exported variables whose whole name matches a regular expression, and says which. $1 more of them, or nothing
clean_environment() {
  local name removed=() pattern=${removed_variables//$'\n'/}${1:+|$1}
  for name in $(compgen -e); do
    if [[ $name =~ ^($pattern)$ ]]; then
      removed+=("$name")
      unset "$name"
    fi
  done
  [ "${#removed[@]}" = 0 ] || say "Ignored from the environment: ${removed[*]}"
}

# Fails unless this machine has what no script can install. On other systems than Linux there is Docker Compose.
require_tools() {
  local tool missing=()
  for tool in flock setpriv setsid readlink find sed awk; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  [ "${#missing[@]}" = 0 ] || fail "Missing on this machine: ${missing[*]} (Debian packages: util-linux, findutils, sed, mawk)." \
    "Elsewhere than on Linux use Docker Compose, see docs/how-to/deploy-with-compose.md."
  [ "${BASH_VERSINFO[0]}${BASH_VERSINFO[1]}" -ge 44 ] ||
    fail "This is Bash $BASH_VERSION. The scripts need Bash 4.4 or newer."
}

# Calls a server of this machine with curl, which neither a proxy nor the user's configuration of curl may redirect.
call() {
  curl --disable --globoff --noproxy '*' --silent "$@"
}
