# Sourced by run: lets a system start with about half the work. Its jar is unpacked, and the classes that one start loads are
# archived for all others (class data sharing). Needs say.sh, supervise.sh, JAVA_HOME, RUN_DIR and logs.
# shellcheck shell=bash disable=SC2154

unpacked_jar() {
  echo "$RUN_DIR/$1/$1.jar"
}

class_archive() {
  echo "$RUN_DIR/$1/classes.jsa"
}

unpack() {
  rm -rf "${RUN_DIR:?}/$1"
  "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$RUN_DIR/$1.jar" extract --destination "$RUN_DIR/$1"
}

# A start that ends before anything is opened, on a ledger of its own. A JVM that cannot do it, or another one later, starts
# without the archive.
archive_classes() {
  local scratch
  scratch=$(mktemp --directory)
  RUN_DIR=$scratch SPRING_DATASOURCE_URL=jdbc:sqlite:$scratch/ledger.db "$JAVA_HOME/bin/java" \
    -XX:ArchiveClassesAtExit="$(class_archive "$1")" -Dspring.context.exit=onRefresh -jar "$(unpacked_jar "$1")" \
    --server.port=0 || true
  rm -rf "$scratch"
}

# Prepares systems side by side. "$@" are their names
prepare_quick_start() {
  local system jobs=()
  for system in "$@"; do
    { unpack "$system" && archive_classes "$system"; } >"$logs/$system-quick-start.log" 2>&1 9>&- &
    jobs+=($!)
  done
  wait "${jobs[@]}"
}
