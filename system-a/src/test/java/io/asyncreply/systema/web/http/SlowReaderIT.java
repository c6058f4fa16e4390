package io.asyncreply.systema.web.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.model.Batch;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Callers that read long answers slowly or not at all.
 */
@Tag("extended")
@Isolated
class SlowReaderIT {

	private static final int RESULT_BYTES = 786_000;

	private static final String LONG_RESULT = "\"" + "x".repeat(RESULT_BYTES) + "\"";

	/** More than Tomcat has threads. */
	private static final int READERS = 250;

	@SuppressWarnings("NullAway.Init") // each test starts it first
	private SystemAWithoutBroker systemA;

	@AfterEach
	void close() {
		this.systemA.close();
	}

	private void start(Path folder, String... settings) {
		this.systemA = SystemAWithoutBroker.start(folder, settings);
	}

	private RequestId submitLongResult() {
		RequestId id = this.systemA.submit();
		this.systemA.succeed(id, LONG_RESULT);
		return id;
	}

	/** Sends a call whose answer stays in the socket, with a small receive buffer. */
	private Socket call(String path) throws IOException {
		Socket socket = this.systemA.openSocket(4 * 1024);
		socket.getOutputStream()
			.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private void callWithoutReading(String path, int calls) throws IOException {
		for (int i = 0; i < calls; i++) {
			call(path);
		}
	}

	private long unsentBytes() {
		return this.systemA.bean(UnsentByteLimiter.class).unsentBytes();
	}

	private double countAborted(String reason) {
		return this.systemA.bean(MeterRegistry.class).counter("asyncreply.responses.aborted", "reason", reason).count();
	}

	@Test
	void noThreadWaitsForCallersThatDoNotRead(@TempDir Path folder) throws IOException {
		start(folder, "asyncreply.responses.max-unsent=1GB", "asyncreply.peers.max-share=1");
		RequestId id = submitLongResult();
		callWithoutReading(path(id), READERS);
		await().until(() -> unsentBytes() > (long) READERS * RESULT_BYTES);
		assertThat(Thread.getAllStackTraces()).noneSatisfy((thread, frames) -> {
			assertThat(thread.getName()).startsWith("http-");
			assertThat(Arrays.toString(frames)).contains("NioSocketWrapper.doWrite");
		});
		assertThat(this.systemA.post(SystemAWithoutBroker.HELLO).statusCode()).isEqualTo(202);
	}

	@Test
	void limitsUnsentBytes(@TempDir Path folder) throws IOException {
		long maxBytes = 4L * 1024 * 1024;
		start(folder, "asyncreply.responses.max-unsent=4MB", "asyncreply.peers.max-share=1");
		RequestId id = submitLongResult();
		callWithoutReading(path(id), READERS);
		callWithoutReading(REQUESTS + "?view=full", READERS);
		await().until(() -> countAborted("too-many-unsent") >= READERS);
		assertThat(unsentBytes()).isBetween(maxBytes - 2 * RESULT_BYTES, maxBytes);
		assertThat(this.systemA.get(REQUESTS).statusCode()).isEqualTo(200);
		HttpResponse<String> rejected = this.systemA.get(path(id));
		assertProblem(rejected, 503, "too-many-unsent");
		assertThat(rejected.headers().firstValue("Retry-After")).hasValue("1");
		await().atMost(Duration.ofSeconds(30)).until(() -> unsentBytes() == 0);
		assertThat((long) countAborted("reader-timeout")).isEqualTo(maxBytes / RESULT_BYTES);
		assertThat(this.systemA.get(path(id)).body()).contains(LONG_RESULT);
	}

	/** Tomcat would disconnect a caller that reads nothing for 5 s. */
	@Test
	void receivesCompleteDownloadAfterPause(@TempDir Path folder) throws IOException {
		start(folder);
		int lines = 200;
		RequestId batch = id(this.systemA.post((SystemAWithoutBroker.HELLO.replace("\n", "") + "\n").repeat(lines),
				"Content-Type", "application/x-ndjson"));
		succeedAll(batch);
		Socket socket = call("/v1/batches/" + batch + "/results");
		await().during(Duration.ofSeconds(7)).atMost(Duration.ofSeconds(30)).until(() -> unsentBytes() > 0);
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
		List<String> received = new ArrayList<>();
		while (received.isEmpty() || !received.get(received.size() - 1).contains("\"end\"")) {
			String line = reader.readLine();
			assertThat(line).isNotNull();
			if (line.startsWith("{\"")) {
				received.add(line);
			}
		}
		assertThat(received).hasSize(lines + 1).endsWith("{\"end\":true,\"lines\":" + lines + "}");
	}

	@Test
	void disconnectsStreamThatIsNotRead(@TempDir Path folder) throws IOException {
		start(folder, "asyncreply.responses.reader-timeout=5s");
		RequestId id = this.systemA.submit();
		String events = path(id) + "/events";
		CompletableFuture<HttpResponse<String>> reader = this.systemA.sendAsync(this.systemA.request(events));
		call(events);
		await().until(() -> this.systemA.openStreams() == 2);
		failWithLongestProblem(id);
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> {
			record(id, 2, new Reply.Progress(50, "half way"));
			return this.systemA.openStreams() == 1;
		});
		assertThat(countAborted("reader-timeout")).isOne();
		await().until(() -> unsentBytes() == 0);
		this.systemA.succeed(id, "{}");
		assertThat(reader.join().body()).contains("SUCCEEDED");
	}

	/** Each later event of the request contains the problem. */
	private void failWithLongestProblem(RequestId id) {
		Problem problem = Problem.of("broken", "消".repeat(Problem.MAX_TITLE_LENGTH),
				"消".repeat(Problem.MAX_DETAIL_LENGTH));
		record(id, 1, new Reply.Failed(problem, true, Reply.Timings.NONE));
	}

	private void record(RequestId id, int attempt, Reply reply) {
		this.systemA.bean(ReplyRecorder.class).record(new CorrelatedReply(id, attempt, reply)).join();
	}

	private void succeedAll(RequestId batch) {
		List<Batch.BatchLine> page = this.systemA.bean(BatchLedger.class).readLines(batch, 0);
		while (!page.isEmpty()) {
			page.forEach((line) -> this.systemA.succeed(line.request().id(), "\"" + "x".repeat(20_000) + "\""));
			page = this.systemA.bean(BatchLedger.class).readLines(batch, page.get(page.size() - 1).number());
		}
	}

}
