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
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.web.peer.PeerAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.web.batch.BatchClient.UPLOAD_HEAD;
import static io.asyncreply.systema.web.batch.BatchClient.batchPath;
import static io.asyncreply.systema.web.batch.BatchClient.line;
import static io.asyncreply.systema.web.batch.BatchClient.lines;
import static io.asyncreply.systema.web.batch.BatchClient.upload;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

/**
 * Limits of uploads and downloads: backlog, lines, time and concurrency.
 */
@Tag("extended")
class BatchLimitsIT {

	private static final PeerAddress PEER = PeerAddress.parse("192.0.2.1");

	private static final int BACKLOG = 300;

	private static final int MAX_LINES = 500;

	private static final String LONG_RESULT = "{\"text\":\"" + "x".repeat(10_000) + "\"}";

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "asyncreply.ledger.max-open-requests=" + BACKLOG,
				"asyncreply.bulk.max-lines=" + MAX_LINES, "asyncreply.bulk.max-transfers=1",
				"asyncreply.requests.body-timeout=3s", "asyncreply.responses.reader-timeout=5s",
				"server.tomcat.connection-timeout=2s");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@BeforeEach
	void awaitEmptyLedger() {
		await().until(() -> systemA.bean(TransferLimiter.class).activeCount() == 0);
		assertThat(systemA.bean(Ledger.class).countOpen()).isZero();
	}

	private static void succeedAll(RequestId batch) {
		List<Batch.BatchLine> page = systemA.bean(BatchLedger.class).readLines(batch, 0);
		while (!page.isEmpty()) {
			page.stream()
				.map((line) -> systemA.succeedAsync(line.request().id(), LONG_RESULT))
				.toList()
				.forEach(CompletableFuture::join);
			page = systemA.bean(BatchLedger.class).readLines(batch, page.get(page.size() - 1).number());
		}
	}

	private static JsonNode readBatch(RequestId batch) {
		return json(systemA.get(batchPath(batch)));
	}

	@Test
	void rejectsUploadAtFullBacklogAndResumesIt() {
		String body = "bad\n" + lines(BACKLOG + 50);
		HttpResponse<String> rejected = upload(systemA, body, "Idempotency-Key", "full");
		JsonNode problem = assertProblem(rejected, 503, "backlog-full");
		RequestId batch = RequestId.of(problem.at("/batch/id").asString());
		assertThat(problem.at("/batch/storedThrough").asInt()).isEqualTo(BACKLOG + 1);
		assertThat(rejected.headers().firstValue("Location")).hasValue(batchPath(batch));
		assertThat(rejected.headers().firstValue("Retry-After")).hasValue("5");
		await().until(() -> readBatch(batch).path("upload").asString().equals("BROKEN"));
		assertThat(readBatch(batch).path("total").asInt()).isEqualTo(BACKLOG);
		assertThat(readBatch(batch).path("refused").asInt()).isOne();
		assertThat(readBatch(batch).path("done").asBoolean()).isFalse();
		assertThat(systemA.bean(Ledger.class).countOpen()).isEqualTo(BACKLOG);
		RequestId first = systemA.bean(BatchLedger.class).readLines(batch, 0).get(0).request().id();
		systemA.succeed(first, "{}");
		assertProblem(upload(systemA, body, "Idempotency-Key", "full"), 503, "backlog-full");
		succeedAll(batch);
		HttpResponse<String> complete = upload(systemA, body, "Idempotency-Key", "full");
		assertThat(complete.statusCode()).as(complete.body()).isEqualTo(202);
		assertThat(id(complete)).isEqualTo(batch);
		assertThat(json(complete).path("upload").asString()).isEqualTo("COMPLETE");
		succeedAll(batch);
		await().until(() -> readBatch(batch).path("done").asBoolean());
	}

	@Test
	void limitsNumberOfLines() {
		String invalidLines = "x\n".repeat(MAX_LINES);
		assertThat(upload(systemA, invalidLines).statusCode()).isEqualTo(202);
		JsonNode problem = assertProblem(upload(systemA, invalidLines + line(1)), 413, "too-many-lines");
		assertThat(problem.at("/batch/storedThrough").asInt()).isEqualTo(MAX_LINES);
	}

	@Test
	void doesNotTakeRejectedLinesForProgress() throws IOException {
		try (Socket socket = systemA.openSocket()) {
			OutputStream out = socket.getOutputStream();
			out.write((UPLOAD_HEAD + "Content-Length: 1000000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			await().pollInterval(Duration.ofMillis(100)).until(() -> {
				out.write("x\n".getBytes(StandardCharsets.US_ASCII));
				return socket.getInputStream().available() > 0;
			});
			assertProblem(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8), 408);
		}
	}

	@Test
	void disconnectsEndlessLine() throws IOException {
		byte[] part = "x".repeat(16_384).getBytes(StandardCharsets.US_ASCII);
		try (Socket socket = systemA.openSocket()) {
			OutputStream out = socket.getOutputStream();
			out.write((UPLOAD_HEAD + "Content-Length: 1000000000000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			assertThatIOException().isThrownBy(() -> {
				while (true) {
					out.write(part);
				}
			});
		}
	}

	@Test
	void limitsConcurrentTransfers() throws IOException {
		RequestId batch = id(upload(systemA, line(1)));
		succeedAll(batch);
		await().until(() -> systemA.bean(TransferLimiter.class).activeCount() == 0);
		systemA.bean(TransferLimiter.class).start(PEER, () -> {
		});
		HttpResponse<String> rejected = upload(systemA, line(2));
		assertThat(assertProblem(rejected, 503, "too-many-transfers").path("detail").asString())
			.isEqualTo("The limit of concurrent uploads and downloads has been reached.");
		assertThat(rejected.headers().firstValue("Retry-After")).hasValue("5");
		assertProblem(systemA.get(batchPath(batch) + "/results"), 503, "too-many-transfers");
		systemA.bean(TransferLimiter.class).release(PEER);
	}

	@Test
	void disconnectsClientThatDoesNotRead() throws IOException {
		RequestId batch = id(upload(systemA, lines(BACKLOG)));
		succeedAll(batch);
		try (Socket socket = systemA.openSocket()) {
			socket.setReceiveBufferSize(4_096);
			socket.getOutputStream()
				.write(("GET " + batchPath(batch) + "/results HTTP/1.1\r\nHost: localhost\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(socket.getInputStream().read()).isEqualTo('H');
			await().atMost(Duration.ofSeconds(30)).until(() -> systemA.bean(TransferLimiter.class).activeCount() == 0);
		}
	}

}
