package io.asyncreply.systema.web.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.AbstractAcceptedRequestIT;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.batch.UploadStart;
import io.asyncreply.systema.ledger.model.Batch;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.web.batch.BatchClient.UPLOAD_HEAD;
import static io.asyncreply.systema.web.batch.BatchClient.assertAccepted;
import static io.asyncreply.systema.web.batch.BatchClient.batchPath;
import static io.asyncreply.systema.web.batch.BatchClient.line;
import static io.asyncreply.systema.web.batch.BatchClient.lines;
import static io.asyncreply.systema.web.batch.BatchClient.results;
import static io.asyncreply.systema.web.batch.BatchClient.upload;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Uploads, status and results of batches over HTTP.
 */
class BatchControllerIT extends AbstractAcceptedRequestIT {

	private static List<Integer> lineNumbers(List<JsonNode> results) {
		return results.stream().map((result) -> result.path("line").asInt()).toList();
	}

	@Test
	void answersUploadWithItsBatch() {
		HttpResponse<String> response = upload(systemA, line(1) + "\n\n" + line(3) + "\r\n{}\n" + line(5));
		JsonNode batch = assertAccepted(response);
		assertThat(batch.propertyNames()).containsExactly("id", "upload", "done", "lines", "refused", "refusals",
				"total", "states", "eta", "acceptedAt", "updatedAt");
		assertThat(batch.path("upload").asString()).isEqualTo("COMPLETE");
		assertThat(batch.path("done").asBoolean()).isFalse();
		assertThat(batch.path("lines").asInt()).isEqualTo(4);
		assertThat(batch.path("refused").asInt()).isOne();
		assertThat(batch.at("/refusals/0/line").asInt()).isEqualTo(4);
		assertThat(batch.at("/refusals/0/type").asString()).isEqualTo("urn:asyncreply:problem:invalid-request");
		assertThat(batch.at("/refusals/0/errors/0/field").asString()).isEqualTo("operation");
		assertThat(batch.path("total").asInt()).isEqualTo(3);
		assertThat(batch.at("/states/ACCEPTED").asInt()).isEqualTo(3);
		assertThat(batch.at("/states/FAILED").asInt()).isZero();
		assertThat(batch.at("/eta/basis").asString()).isEqualTo("workers-unknown");
		assertThat(batch.at("/eta/ahead").isIntegralNumber()).isTrue();
		assertThat(batch.at("/eta/seconds").isMissingNode()).isTrue();
		HttpResponse<String> read = systemA.get(batchPath(id(response)));
		assertThat(read.statusCode()).isEqualTo(200);
		assertThat(read.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(json(read).path("states")).isEqualTo(batch.path("states"));
	}

	@Test
	void usesBulkLaneByDefault() {
		RequestId id = id(upload(systemA, line(1) + "\n{\"lane\":\"interactive\"," + line(2).substring(1)));
		assertThat(results(systemA, id, "")).extracting((result) -> result.path("lane").asString())
			.containsExactly("bulk", "interactive");
	}

	@Test
	void storesTricklingLinesImmediately() throws IOException {
		long open = systemA.bean(Ledger.class).countOpen();
		try (Socket socket = systemA.openSocket()) {
			OutputStream out = socket.getOutputStream();
			out.write((UPLOAD_HEAD + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			for (int i = 1; i <= 5; i++) {
				int stored = i;
				out.write((Integer.toHexString(HELLO.length() + 1) + "\r\n" + HELLO + "\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
				await().until(() -> systemA.bean(Ledger.class).countOpen() == open + stored);
			}
			out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 202 ")
				.contains("\"total\":5");
		}
	}

	@Test
	void returnsResultsInLineOrder() {
		RequestId batch = id(upload(systemA, lines(700)));
		List<RequestId> ids = results(systemA, batch, "").stream()
			.map((line) -> RequestId.of(line.path("id").asString()))
			.toList();
		assertThat(ids).hasSize(700).doesNotHaveDuplicates();
		IntStream.range(1, ids.size())
			.map((i) -> ids.size() - i)
			.mapToObj((i) -> systemA.succeedAsync(ids.get(i), "{\"text\":\"result\u2028 " + (i + 1) + "\"}"))
			.toList()
			.forEach(CompletableFuture::join);
		systemA.fail(ids.get(0), "simulated-failure");
		JsonNode batchStatus = await().until(() -> json(systemA.get(batchPath(batch))),
				(read) -> read.path("done").asBoolean());
		assertThat(batchStatus.at("/states/SUCCEEDED").asInt()).isEqualTo(699);
		assertThat(batchStatus.has("eta")).isFalse();
		assertThat(systemA.get(batchPath(batch)).headers().firstValue("Retry-After")).isEmpty();
		List<JsonNode> results = results(systemA, batch, "");
		assertThat(lineNumbers(results)).containsExactlyElementsOf(IntStream.rangeClosed(1, 700).boxed().toList());
		assertThat(results.get(0).at("/error/type").asString()).isEqualTo("urn:asyncreply:problem:simulated-failure");
		assertThat(results.get(699).at("/result/text").asString()).isEqualTo("result\u2028 700");
		assertThat(lineNumbers(results(systemA, batch, "?after=698"))).containsExactly(699, 700);
		assertThat(results(systemA, batch, "?after=700")).isEmpty();
	}

	@Test
	void returnsMultiLineResultOnOneLine() {
		RequestId batch = id(upload(systemA, line(1)));
		systemA.succeed(RequestId.of(results(systemA, batch, "").get(0).path("id").asString()),
				"{\r\n  \"text\":\n\"x\"}");
		assertThat(results(systemA, batch, "")).singleElement()
			.satisfies((result) -> assertThat(result.at("/result/text").asString()).isEqualTo("x"));
	}

	@Test
	void rejectsInvalidResultQueries() {
		RequestId batch = id(upload(systemA, line(1)));
		for (String query : List.of("?after=-1", "?after=x", "?after=1&after=2", "?before=1", "?after=")) {
			assertProblem(systemA.get(batchPath(batch) + "/results" + query), 400, "invalid-request");
		}
		assertProblem(systemA.get(batchPath(batch) + "/results", "Accept", "application/json"), 406, "not-acceptable");
		HttpResponse<String> head = systemA
			.send(systemA.request(batchPath(batch) + "/results").method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(head.statusCode()).isEqualTo(200);
		await().until(() -> systemA.bean(TransferLimiter.class).activeCount() == 0);
	}

	@Test
	void hidesBatchFromOtherOwners() {
		UploadStart started = systemA.bean(BatchLedger.class)
			.startUpload(new Batch.BatchDraft(RequestId.generate(Clock.systemUTC()), "another-owner", null))
			.join();
		BatchUpload upload = ((UploadStart.Started) started).upload();
		assertProblem(systemA.get(batchPath(upload.batch())), 404, "unknown-batch");
		assertProblem(systemA.get(batchPath(upload.batch()) + "/results"), 404, "unknown-batch");
		assertProblem(systemA.get(batchPath(RequestId.generate(Clock.systemUTC()))), 404, "unknown-batch");
		assertProblem(systemA.get("/v1/batches/1"), 404, "unknown-batch");
		upload.abort();
	}

}
