package io.asyncreply.endtoend.client;

import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * Where a request was in its life when a caller read it.
 *
 * @param life in which life: a retry by hand opens the next one
 * @param attempt the attempt
 * @param rank how far the attempt was: the higher, the later
 * @param seenAt when the answer had arrived
 */
record ObservedState(int life, int attempt, int rank, long seenAt) {

	private static final List<String> UNFINISHED = List.of("ACCEPTED", "QUEUED", "RUNNING");

	static ObservedState of(JsonNode request, long seenAt) {
		String state = request.path("state").asString();
		int rank = UNFINISHED.contains(state) ? UNFINISHED.indexOf(state) : UNFINISHED.size();
		return new ObservedState(request.path("life").asInt(1), request.path("attempts").asInt(), rank, seenAt);
	}

	boolean isBeyond(ObservedState other) {
		if (this.life != other.life) {
			return this.life > other.life;
		}
		return (this.attempt != other.attempt) ? this.attempt > other.attempt : this.rank > other.rank;
	}

}
