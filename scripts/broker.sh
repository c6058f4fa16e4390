# Sourced by run: finds or starts the broker and exports what the systems need to use it.
# Needs say.sh, install-tools.sh, rabbitmq-node-env.sh and supervise.sh; `root`, `scripts`, `logs` and RUN_DIR.
# shellcheck shell=bash disable=SC2154

compose_started=

compose() {
  docker compose --project-directory "$root" "$@"
}

compose_broker_runs() {
  [ -n "$(compose ps --quiet --status running rabbitmq 2>/dev/null)" ]
}

# Its passwords are asked of the container, because what is there may have been started with others than today's.
use_compose_broker() {
  local port
  port=$(compose port rabbitmq 5672)
  export RABBITMQ_ADDRESSES=127.0.0.1:${port##*:} RABBITMQ_VIRTUAL_HOST=asyncreply
  SYSTEM_A_RABBITMQ_PASSWORD=$(compose exec -T rabbitmq printenv SYSTEM_A_RABBITMQ_PASSWORD)
  SYSTEM_B_RABBITMQ_PASSWORD=$(compose exec -T rabbitmq printenv SYSTEM_B_RABBITMQ_PASSWORD)
}

start_compose_broker() {
  if compose_broker_runs; then
    say "Broker: the one that docker compose runs already"
  else
    say "Broker: starting RabbitMQ with docker compose (log: $logs/docker.log)"
    compose_started=yes
    interruptible compose up --detach --wait rabbitmq >"$logs/docker.log" 2>&1 || return 1
  fi
  use_compose_broker
}

stop_compose_broker() {
  if [ -n "$compose_started" ]; then
    compose stop rabbitmq >>"$logs/docker.log" 2>&1 || true
    compose_started=
  fi
}

become_broker() {
  become "$scripts/rabbitmq-node" "$RUN_DIR/broker" "$broker_port" "$RUN_DIR/definitions.json"
}

listens() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# The port of last time where it is still free, so that a person finds the broker where it was.
choose_broker_port() {
  broker_port=$(sed -n 's/^RABBITMQ_NODE_PORT=//p' "$RUN_DIR/broker/ports" 2>/dev/null || true)
  if [ -z "$broker_port" ] || listens "$broker_port"; then
    broker_port=$(free_port)
  fi
}

start_private_broker() {
  ensure_rabbitmq
  choose_broker_port
  say "Broker: a private RabbitMQ $(rabbitmq_version "$(find_rabbitmq)") on 127.0.0.1:$broker_port (data and logs: $RUN_DIR/broker)"
  SYSTEM_A_RABBITMQ_PASSWORD=$(random_secret)
  SYSTEM_B_RABBITMQ_PASSWORD=$(random_secret)
  export RABBITMQ_ADDRESSES=127.0.0.1:$broker_port RABBITMQ_VIRTUAL_HOST=asyncreply
  export SYSTEM_A_RABBITMQ_PASSWORD SYSTEM_B_RABBITMQ_PASSWORD
  "$root/broker/render-definitions" >"$RUN_DIR/definitions.json"
  start broker
  await broker 90 listens "$broker_port"
}

find_broker() {
  if [ -n "${RABBITMQ_ADDRESSES:-}" ]; then
    say "Broker: $RABBITMQ_ADDRESSES, as RABBITMQ_ADDRESSES says"
    return
  fi
  export SYSTEM_A_RABBITMQ_USERNAME=system-a SYSTEM_B_RABBITMQ_USERNAME=system-b
  if docker_answers && docker compose version >/dev/null 2>&1; then
    if start_compose_broker; then
      export SYSTEM_A_RABBITMQ_PASSWORD SYSTEM_B_RABBITMQ_PASSWORD
      return
    fi
    say "docker compose could not start RabbitMQ; looking for one on this machine"
    stop_compose_broker
  fi
  start_private_broker
}
