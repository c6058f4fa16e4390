package io.asyncreply.endtoend.client;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records on disk what callers submit and observe: each submission before it is sent,
 * each response when it arrives. Observed states must never go back, and an observed
 * outcome must never change.
 */
public final class ClientJournal implements AutoCloseable {

	private final BufferedWriter file;

	private final Map<String, RequestSubmission> submissionsByKey = new LinkedHashMap<>();

	private final Map<String, String> idsByKey = new LinkedHashMap<>();

	private final Map<String, ObservedState> latest = new ConcurrentHashMap<>();

	private final Map<String, JsonNode> finalResponses = new ConcurrentHashMap<>();

	private final Queue<AssertionError> violations = new ConcurrentLinkedQueue<>();

	private int failureCount;

	public ClientJournal(Path path) {
		try {
			this.file = Files.newBufferedWriter(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Returns the current time of the clock of all observations, in nanoseconds. */
	static long now() {
		return System.nanoTime();
	}

	synchronized void recordAttempt(RequestSubmission requestSubmission) {
		write("attempt", requestSubmission.key(), requestSubmission.operation().name());
		this.submissionsByKey.put(requestSubmission.key(), requestSubmission);
	}

	synchronized void recordResponse(RequestSubmission requestSubmission, JsonResponse response, long sentAt) {
		write("response", requestSubmission.key(), response.status() + " " + response.id() + " " + response.state());
		if (response.isAccepted()) {
			String before = this.idsByKey.put(requestSubmission.key(), response.id());
			assertThat(response.id()).as("one key, one request").isEqualTo((before != null) ? before : response.id());
			observe(response.body(), sentAt);
		}
	}

	synchronized void recordFailure(RequestSubmission requestSubmission, Throwable failure) {
		write("failure", requestSubmission.key(), failure.toString());
		this.failureCount++;
	}

	/**
	 * Compares an observed request with earlier observations.
	 * @param request the JSON of the request
	 * @param sentAt when the call was sent; earlier observations must not be later states
	 */
	void observe(JsonNode request, long sentAt) {
		try {
			assertConsistent(request, sentAt);
		}
		catch (AssertionError ex) {
			this.violations.add(ex);
			throw ex;
		}
	}

	/** Returns the contradictions that callers have observed. */
	public List<AssertionError> violations() {
		return List.copyOf(this.violations);
	}

	/** Counts the submissions without a response. */
	public synchronized int countFailures() {
		return this.failureCount;
	}

	/** Returns the submissions that were not accepted, or have no response. */
	public synchronized List<RequestSubmission> unanswered() {
		return this.submissionsByKey.values()
			.stream()
			.filter((requestSubmission) -> !this.idsByKey.containsKey(requestSubmission.key()))
			.toList();
	}

	public synchronized int countAccepted() {
		return this.idsByKey.size();
	}

	/** Returns the accepted submissions by request id. */
	public synchronized Map<String, RequestSubmission> accepted() {
		Map<String, RequestSubmission> accepted = new LinkedHashMap<>();
		this.idsByKey.forEach((key, id) -> accepted.put(id, this.submissionsByKey.get(key)));
		return accepted;
	}

	@Override
	public synchronized void close() {
		try {
			this.file.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void assertConsistent(JsonNode request, long sentAt) {
		String id = request.path("id").asString();
		ObservedState observed = ObservedState.of(request, now());
		this.latest.merge(id, observed, (latest, now) -> {
			assertThat(latest.observedAt() < sentAt && latest.isAfter(now)).as("%s after %s of %s", now, latest, id)
				.isFalse();
			return now.isAfter(latest) ? now : latest;
		});
		if (request.path("done").asBoolean()) {
			String generation = id + " in generation " + observed.generation();
			JsonNode before = this.finalResponses.putIfAbsent(generation, request);
			assertThat(request).as("the outcome of %s", generation).isEqualTo((before != null) ? before : request);
		}
	}

	private void write(String event, String key, String text) {
		try {
			this.file.write(Instant.now() + " " + event + " " + key + " " + text + "\n");
			this.file.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
