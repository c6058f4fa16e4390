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
 * What callers did and what they were told, on disk before it is believed: each attempt
 * before it is sent, each answer when it arrives. An end that was read once must be read
 * for ever.
 */
public final class ClientJournal implements AutoCloseable {

	private final BufferedWriter file;

	private final Map<String, RequestSubmission> attempted = new LinkedHashMap<>();

	private final Map<String, String> idsByKey = new LinkedHashMap<>();

	private final Map<String, ObservedState> furthest = new ConcurrentHashMap<>();

	private final Map<String, JsonNode> ends = new ConcurrentHashMap<>();

	private final Queue<AssertionError> violations = new ConcurrentLinkedQueue<>();

	private int failures;

	public ClientJournal(Path path) {
		try {
			this.file = Files.newBufferedWriter(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The moment, by the clock of all sightings. */
	static long now() {
		return System.nanoTime();
	}

	synchronized void attempt(RequestSubmission submission) {
		write("attempt", submission.key(), submission.operation().name());
		this.attempted.put(submission.key(), submission);
	}

	synchronized void answer(RequestSubmission submission, JsonResponse answer, long askedAt) {
		write("answer", submission.key(), answer.status() + " " + answer.id() + " " + answer.state());
		if (answer.isAccepted()) {
			String before = this.idsByKey.put(submission.key(), answer.id());
			assertThat(answer.id()).as("one key, one request").isEqualTo((before != null) ? before : answer.id());
			observe(answer.body(), askedAt);
		}
	}

	synchronized void failure(RequestSubmission submission, Throwable failure) {
		write("failure", submission.key(), failure.toString());
		this.failures++;
	}

	/**
	 * Compares what a caller reads with what callers have read before: nothing goes back,
	 * and an end that was read once is read for ever.
	 * @param askedAt when it was asked for; what was read earlier binds it
	 */
	void observe(JsonNode request, long askedAt) {
		try {
			compare(request, askedAt);
		}
		catch (AssertionError ex) {
			this.violations.add(ex);
			throw ex;
		}
	}

	/** What callers read that they must never read. */
	public List<AssertionError> violations() {
		return List.copyOf(this.violations);
	}

	/** Calls that got no answer. */
	public synchronized int countFailures() {
		return this.failures;
	}

	/** Attempts of which nobody knows whether they were accepted. */
	public synchronized List<RequestSubmission> unanswered() {
		return this.attempted.values()
			.stream()
			.filter((submission) -> !this.idsByKey.containsKey(submission.key()))
			.toList();
	}

	public synchronized int countAccepted() {
		return this.idsByKey.size();
	}

	/** What was accepted, by the request's id. */
	public synchronized Map<String, RequestSubmission> accepted() {
		Map<String, RequestSubmission> accepted = new LinkedHashMap<>();
		this.idsByKey.forEach((key, id) -> accepted.put(id, this.attempted.get(key)));
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

	private void compare(JsonNode request, long askedAt) {
		String id = request.path("id").asString();
		ObservedState seen = ObservedState.of(request, now());
		this.furthest.merge(id, seen, (furthest, now) -> {
			assertThat(furthest.seenAt() < askedAt && furthest.isBeyond(now)).as("%s after %s of %s", now, furthest, id)
				.isFalse();
			return now.isBeyond(furthest) ? now : furthest;
		});
		if (request.path("done").asBoolean()) {
			String life = id + " in life " + seen.life();
			JsonNode before = this.ends.putIfAbsent(life, request);
			assertThat(request).as("the end of %s", life).isEqualTo((before != null) ? before : request);
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
