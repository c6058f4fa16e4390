package io.asyncreply.endtoend.client;

import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * The state of a request when a caller read it.
 *
 * @param generation the generation
 * @param attempt the attempt
 * @param rank the rank of the state: a later state has a higher rank
 * @param observedAt when the response arrived, in nanoseconds
 */
record ObservedState(int generation, int attempt, int rank, long observedAt) {

	private static final List<String> UNFINISHED = List.of("ACCEPTED", "QUEUED", "RUNNING");

	static ObservedState of(JsonNode request, long observedAt) {
		String state = request.path("state").asString();
		int rank = UNFINISHED.contains(state) ? UNFINISHED.indexOf(state) : UNFINISHED.size();
		return new ObservedState(request.path("generation").asInt(1), request.path("attempts").asInt(), rank,
				observedAt);
	}

	boolean isAfter(ObservedState other) {
		if (this.generation != other.generation) {
			return this.generation > other.generation;
		}
		return (this.attempt != other.attempt) ? this.attempt > other.attempt : this.rank > other.rank;
	}

}
