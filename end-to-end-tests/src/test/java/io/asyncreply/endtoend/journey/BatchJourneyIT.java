package io.asyncreply.endtoend.journey;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AbstractSystemPairIT;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.testsupport.AsyncReplyClient;
import io.asyncreply.testsupport.RawHttpClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the upload of a batch and the download of its results.
 */
class BatchJourneyIT extends AbstractSystemPairIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	@Override
	protected void check() {
		InvariantChecker.checkBrokerIsQuiescent(this.systemPair);
	}

	@Test
	void processesUploadBesideInteractiveRequests() {
		CompletableFuture<JsonResponse> upload = upload(5_000, "plain");
		JsonResponse interactive = this.systemPair.client()
			.submitAndWait(RequestSubmission.text("beside the upload"), WAIT);
		assertThat(interactive.state()).isEqualTo("SUCCEEDED");
		JsonResponse batch = upload.join();
		assertThat(batch.status()).as("%s", batch).isEqualTo(202);
		assertThat(batch.header("location")).isEqualTo("/v1/batches/" + batch.id());
		assertThat(batch.text("/upload")).isEqualTo("COMPLETE");
		assertAllSucceed(batch, 5_000);
	}

	@Test
	@Tag("extended")
	void completesRepeatedUploadAfterKillOfSystemA() throws IOException {
		double before = acceptedLines();
		try (RawHttpClient raw = new RawHttpClient(this.systemPair.systemA().port())) {
			raw.send("POST /v1/requests HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson"
					+ "\r\nIdempotency-Key: interrupted\r\nContent-Length: 10000000\r\n\r\n" + lines(1_000));
			Awaitility.await().atMost(TIMEOUT).until(() -> acceptedLines() - before >= 900);
			this.systemPair.systemA().kill();
		}
		this.systemPair.startSystemA();
		JsonResponse batch = upload(2_000, "interrupted").join();
		assertThat(batch.body().path("total").asInt()).isEqualTo(2_000);
		assertThat(
				ScrapedMetrics.of(this.systemPair.systemA()).sum("asyncreply_bulk_lines_total", "outcome=\"repeated\""))
			.isGreaterThanOrEqualTo(500);
		assertAllSucceed(batch, 2_000);
	}

	private double acceptedLines() {
		return ScrapedMetrics.of(this.systemPair.systemA()).sum("asyncreply_bulk_lines_total", "outcome=\"accepted\"");
	}

	private CompletableFuture<JsonResponse> upload(int lines, String key) {
		AsyncReplyClient http = this.systemPair.client().http();
		return http.sendAsync(http.upload(lines(lines), "Idempotency-Key", key)).thenApply(JsonResponse::of);
	}

	private static String lines(int count) {
		return IntStream.rangeClosed(1, count)
			.mapToObj((line) -> "{\"operation\":\"text.process\",\"payload\":{\"text\":\"" + line + "\"}}\n")
			.collect(Collectors.joining());
	}

	private void assertAllSucceed(JsonResponse batch, int lines) {
		JsonResponse completed = Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> this.systemPair.client().get("/v1/batches/" + batch.id()), JsonResponse::isDone);
		assertThat(completed.body().at("/states/SUCCEEDED").asInt()).as("%s", completed).isEqualTo(lines);
		List<JsonNode> results = results(batch);
		assertThat(results.remove(results.size() - 1)).hasToString("{\"end\":true,\"lines\":" + lines + "}");
		assertThat(results).extracting((result) -> result.path("line").asInt())
			.containsExactlyElementsOf(IntStream.rangeClosed(1, lines).boxed().toList());
		assertThat(results).allSatisfy((result) -> assertThat(result.at("/result/text").asString())
			.isEqualTo("Processed: " + result.path("line").asInt()));
	}

	private List<JsonNode> results(JsonResponse batch) {
		JsonMapper mapper = new JsonMapper();
		return this.systemPair.client()
			.http()
			.get("/v1/batches/" + batch.id() + "/results")
			.body()
			.lines()
			.map(mapper::readTree)
			.collect(Collectors.toList());
	}

}
