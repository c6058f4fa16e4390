package io.asyncreply.endtoend;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers did and what they were told, on disk before it is believed: each attempt
 * before it is sent, each answer when it arrives. An end that was read once must be read
 * for ever.
 */
final class Journal implements AutoCloseable {

	private final BufferedWriter file;

	private final Map<String, Submission> attempted = new LinkedHashMap<>();

	private final Map<String, String> idsByKey = new LinkedHashMap<>();

	private final Map<String, JsonNode> ends = new ConcurrentHashMap<>();

	Journal(Path path) {
		try {
			this.file = Files.newBufferedWriter(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	synchronized void attempt(Submission submission) {
		write("attempt", submission.key(), submission.operation().name());
		this.attempted.put(submission.key(), submission);
	}

	synchronized void answer(Submission submission, Answer answer) {
		write("answer", submission.key(), answer.status() + " " + answer.id() + " " + answer.state());
		if (answer.isAccepted()) {
			String before = this.idsByKey.put(submission.key(), answer.id());
			assertThat(answer.id()).as("one key, one request").isEqualTo((before != null) ? before : answer.id());
			observe(answer.body());
		}
	}

	synchronized void failure(Submission submission, Throwable failure) {
		write("failure", submission.key(), failure.toString());
	}

	/** Compares an end with the one that was read before. */
	void observe(JsonNode request) {
		if (request.path("done").asBoolean()) {
			String id = request.path("id").asString();
			JsonNode before = this.ends.putIfAbsent(id, request);
			assertThat(request).as("the end of %s", id).isEqualTo((before != null) ? before : request);
		}
	}

	/** Attempts of which nobody knows whether they were accepted. */
	synchronized List<Submission> unanswered() {
		return this.attempted.values()
			.stream()
			.filter((submission) -> !this.idsByKey.containsKey(submission.key()))
			.toList();
	}

	synchronized int countAccepted() {
		return this.idsByKey.size();
	}

	/** What was accepted, by the request's id. */
	synchronized Map<String, Submission> accepted() {
		Map<String, Submission> accepted = new LinkedHashMap<>();
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
