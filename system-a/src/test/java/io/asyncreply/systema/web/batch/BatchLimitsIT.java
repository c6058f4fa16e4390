package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.model.BatchLine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.web.batch.BatchClient.UPLOAD;
import static io.asyncreply.systema.web.batch.BatchClient.batch;
import static io.asyncreply.systema.web.batch.BatchClient.line;
import static io.asyncreply.systema.web.batch.BatchClient.lines;
import static io.asyncreply.systema.web.batch.BatchClient.upload;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Goes up to the bounds of uploads and downloads and beyond.
 */
class BatchLimitsIT {

	private static final int BACKLOG = 300;

	private static final int MOST_LINES = 500;

	private static final String LONG_RESULT = "{\"text\":\"" + "x".repeat(10_000) + "\"}";

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "asyncreply.ledger.backlog=" + BACKLOG,
				"asyncreply.bulk.max-lines=" + MOST_LINES, "asyncreply.bulk.transfers=1",
				"asyncreply.requests.body-timeout=3s", "server.tomcat.connection-timeout=2s");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@BeforeEach
	void awaitEmptyLedger() {
		await().until(() -> systemA.bean(TransferLimiter.class).count() == 0);
		assertThat(systemA.bean(Ledger.class).countOpen()).isZero();
	}

	private static void endAll(RequestId batch) {
		List<BatchLine> page = systemA.bean(BatchLedger.class).read(batch, 0);
		while (!page.isEmpty()) {
			page.stream()
				.map((line) -> systemA.succeedLater(line.entry().id(), LONG_RESULT))
				.toList()
				.forEach(CompletableFuture::join);
			page = systemA.bean(BatchLedger.class).read(batch, page.get(page.size() - 1).number());
		}
	}

	private static JsonNode read(RequestId batch) {
		return json(systemA.get(batch(batch)));
	}

	@Test
	void fullBacklogEndsTheUploadWhichIsRepeatedOnceThereIsRoom() {
		String body = "bad\n" + lines(BACKLOG + 50);
		HttpResponse<String> refused = upload(systemA, body, "Idempotency-Key", "full");
		JsonNode problem = assertProblem(refused, 503, "backlog-full");
		RequestId batch = RequestId.of(problem.at("/batch/id").asString());
		assertThat(problem.at("/batch/storedThrough").asInt()).isEqualTo(BACKLOG + 1);
		assertThat(refused.headers().firstValue("Location")).hasValue(batch(batch));
		assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
		await().until(() -> read(batch).path("upload").asString().equals("BROKEN"));
		assertThat(read(batch).path("total").asInt()).isEqualTo(BACKLOG);
		assertThat(read(batch).path("refused").asInt()).isOne();
		assertThat(read(batch).path("done").asBoolean()).isFalse();
		assertThat(systemA.bean(Ledger.class).countOpen()).isEqualTo(BACKLOG);
		RequestId first = systemA.bean(BatchLedger.class).read(batch, 0).get(0).entry().id();
		systemA.succeed(first, "{}");
		assertProblem(upload(systemA, body, "Idempotency-Key", "full"), 503, "backlog-full");
		endAll(batch);
		HttpResponse<String> complete = upload(systemA, body, "Idempotency-Key", "full");
		assertThat(complete.statusCode()).as(complete.body()).isEqualTo(202);
		assertThat(id(complete)).isEqualTo(batch);
		assertThat(json(complete).path("upload").asString()).isEqualTo("COMPLETE");
		endAll(batch);
		await().until(() -> read(batch).path("done").asBoolean());
	}

	@Test
	void uploadMayHaveSoManyLinesAndNotOneMore() {
		String bad = "x\n".repeat(MOST_LINES);
		assertThat(upload(systemA, bad).statusCode()).isEqualTo(202);
		JsonNode problem = assertProblem(upload(systemA, bad + line(1)), 413, "too-many-lines");
		assertThat(problem.at("/batch/storedThrough").asInt()).isEqualTo(MOST_LINES);
	}

	@Test
	void uploadThatDoesNotGetOnIsCutOff() throws IOException {
		try (Socket socket = systemA.connect()) {
			OutputStream out = socket.getOutputStream();
			out.write(
					(UPLOAD + "Content-Length: 1000000\r\n\r\n" + line(1) + "\n").getBytes(StandardCharsets.US_ASCII));
			await().pollInterval(Duration.ofMillis(100)).until(() -> {
				out.write(' ');
				return socket.getInputStream().available() > 0;
			});
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertProblem(answer, 408);
			assertThat(answer).contains("\"storedThrough\":1");
			RequestId batch = RequestId.of(answer.replaceFirst("(?s).*Location: /v1/batches/(\\S+).*", "$1"));
			await().until(() -> read(batch).path("upload").asString().equals("BROKEN"));
			endAll(batch);
		}
	}

	@Test
	void endlessLineIsCutOff() throws IOException {
		byte[] part = "x".repeat(16_384).getBytes(StandardCharsets.US_ASCII);
		try (Socket socket = systemA.connect()) {
			OutputStream out = socket.getOutputStream();
			out.write((UPLOAD + "Content-Length: 1000000000000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			assertThatIOException().isThrownBy(() -> {
				while (true) {
					out.write(part);
				}
			});
		}
	}

	@Test
	void transfersOverTheBoundAreRefused() throws IOException {
		RequestId batch = id(upload(systemA, line(1)));
		endAll(batch);
		await().until(() -> systemA.bean(TransferLimiter.class).count() == 0);
		systemA.bean(TransferLimiter.class).begin(() -> {
		});
		HttpResponse<String> refused = upload(systemA, line(2));
		assertProblem(refused, 503, "too-many-transfers");
		assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
		assertProblem(systemA.get(batch(batch) + "/results"), 503, "too-many-transfers");
		systemA.bean(TransferLimiter.class).end();
	}

	@Test
	void readerWhoTakesNothingIsCutOff() throws IOException {
		RequestId batch = id(upload(systemA, lines(BACKLOG)));
		endAll(batch);
		try (Socket socket = systemA.connect()) {
			socket.setReceiveBufferSize(4_096);
			socket.getOutputStream()
				.write(("GET " + batch(batch) + "/results HTTP/1.1\r\nHost: a\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().read()).isEqualTo('H');
			await().atMost(Duration.ofSeconds(30)).until(() -> systemA.bean(TransferLimiter.class).count() == 0);
		}
	}

}
